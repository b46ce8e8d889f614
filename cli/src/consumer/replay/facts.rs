//! Everything that is proven of one chain, to be looked up by key and height.

use super::headers::Headers;
use super::report::Report;
use crate::consumer::recording::{Proof, Recording};
use crate::failure::Failure;
use parhelion_core::Limits;
use parhelion_core::ccv::store::{Item, Layout};
use parhelion_core::proof::{Gap, MerkleProof, Proven, verify_gap, verify_membership};
use parhelion_rpc::AbciQuery;
use std::collections::BTreeMap;

/// The release whose stores are read.
pub(crate) const LAYOUT: Layout = Layout::L8;

/// Answers about keys, as they were served.
pub(crate) struct Answers<'r>(Vec<(&'r Proof, AbciQuery)>);

impl<'r> Answers<'r> {
    pub(crate) fn read(recording: &'r Recording, chain: &str) -> Result<Answers<'r>, Failure> {
        let proofs = recording.manifest.proofs.iter().filter(|proof| proof.chain == chain);
        let answers = proofs.map(|proof| Ok((proof, recording.query(&proof.file)?)));
        answers.collect::<Result<_, _>>().map(Answers)
    }
}

/// What is proven of a chain.
#[derive(Default)]
pub(crate) struct Facts<'p> {
    by_key: BTreeMap<(Vec<u8>, Vec<u8>), BTreeMap<u64, Proven<'p>>>,
    gaps: BTreeMap<(u64, Vec<u8>, Vec<u8>), Gap<'p>>,
}

impl<'p> Facts<'p> {
    /// Verifies each answer against the header after its state, and compares it with what the recorder
    /// says of it.
    pub(crate) fn verify(
        answers: &'p Answers<'_>,
        headers: &Headers,
        report: &mut Report,
    ) -> Facts<'p> {
        let mut facts = Facts::default();
        for (told, answer) in &answers.0 {
            match verify(told, answer, headers) {
                Err(why) => {
                    report.differ(format_args!("{}: {why} ({})", told.file, told.meaning));
                }
                Ok((proven, gap)) => {
                    report.agree("proofs");
                    let (store, key) = (proven.store().to_vec(), proven.key().to_vec());
                    if let Some(gap) = gap {
                        facts.gaps.insert((proven.height(), store.clone(), key.clone()), gap);
                    }
                    let of_key = facts.by_key.entry((store, key)).or_default();
                    of_key.insert(proven.height(), proven);
                }
            }
        }
        facts
    }

    /// What is proven of an item at a height.
    pub(crate) fn at(&self, height: u64, item: Item<'_>) -> Option<&Proven<'p>> {
        self.of(item)?.get(&height)
    }

    /// What is proven of a key at a height.
    pub(crate) fn key_at(&self, height: u64, store: &[u8], key: &[u8]) -> Option<&Proven<'p>> {
        self.of_key(store, key)?.get(&height)
    }

    /// All that is proven of an item, by height.
    pub(crate) fn of(&self, item: Item<'_>) -> Option<&BTreeMap<u64, Proven<'p>>> {
        let key = item.key(LAYOUT).ok()?;
        self.of_key(item.store(), key.as_bytes())
    }

    /// What is proven of a key, by height.
    pub(crate) fn of_key(&self, store: &[u8], key: &[u8]) -> Option<&BTreeMap<u64, Proven<'p>>> {
        self.by_key.get(&(store.to_vec(), key.to_vec()))
    }

    /// What was proven last at or before a height, else first after it.
    pub(crate) fn nearest(&self, height: u64, store: &[u8], key: &[u8]) -> Option<&Proven<'p>> {
        let found = self.of_key(store, key)?;
        let before = found.range(..=height).next_back();
        before.or_else(|| found.range(height..).next()).map(|(_, proven)| proven)
    }

    /// The gaps of a height whose keys begin so, in the order of the keys.
    pub(crate) fn gaps(&self, height: u64, store: &[u8], prefix: &[u8]) -> Vec<Gap<'p>> {
        let here = self.gaps.iter().filter(|((at, in_store, key), _)| {
            *at == height && in_store == store && key.starts_with(prefix)
        });
        here.map(|(_, gap)| *gap).collect()
    }

    /// Keys of a store that begin so, of which something is proven at a height.
    pub(crate) fn keys(&self, height: u64, store: &[u8], prefix: &[u8]) -> Vec<&Proven<'p>> {
        let keys = self.by_key.iter();
        keys.filter(|((in_store, key), _)| in_store == store && key.starts_with(prefix))
            .filter_map(|(_, found)| found.get(&height))
            .collect()
    }

    /// Of each key of a store that begins so, what was proven last at or before a height.
    pub(crate) fn before(&self, height: u64, store: &[u8], prefix: &[u8]) -> Vec<&Proven<'p>> {
        let keys = self.by_key.iter();
        keys.filter(|((in_store, key), _)| in_store == store && key.starts_with(prefix))
            .filter_map(|(_, found)| found.range(..=height).next_back())
            .map(|(_, proven)| proven)
            .collect()
    }

    /// All heights of which something is proven.
    pub(crate) fn heights(&self) -> Vec<u64> {
        let heights = self.by_key.values().flat_map(BTreeMap::keys).copied();
        heights.collect::<std::collections::BTreeSet<_>>().into_iter().collect()
    }
}

fn verify<'p>(
    told: &Proof,
    answer: &'p AbciQuery,
    headers: &Headers,
) -> Result<(Proven<'p>, Option<Gap<'p>>), String> {
    let header = headers.get(&told.header_height).ok_or("the header after it is not verified")?;
    let [store, multistore] = answer.proofs.as_slice() else { return Err("no proof".into()) };
    let proof = MerkleProof::of_ops(store, multistore, &Limits::DEFAULT);
    let proof = proof.map_err(|error| error.to_string())?;
    if answer.store != told.store.as_bytes() || answer.key != told.key {
        return Err("the answer is about another key".into());
    }
    if answer.height != told.height || told.header_height != told.height + 1 {
        return Err("the answer is of another height".into());
    }
    let (store, key) = (&answer.store, &answer.key);
    let (proven, gap) = if told.present {
        let proven = verify_membership(header, store, key, &answer.value, &proof);
        (proven.map_err(|error| error.to_string())?, None)
    } else {
        let gap = verify_gap(header, store, key, &proof).map_err(|error| error.to_string())?;
        (*gap.proven(), Some(gap))
    };
    let value = proven.value();
    if value.unwrap_or_default() != told.value {
        return Err("another value was told".into());
    }
    Ok((proven, gap))
}
