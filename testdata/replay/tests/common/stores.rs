//! A chain's stores, entry by entry, and proofs of what they hold and do not hold.

use super::proof::{Existence, iavl, multistore};
use super::{HeaderOf, LIMITS, World, bytes, message};
use parhelion_core::ccv::store::{Item, Layout};
use parhelion_core::proof::{MerkleProof, Proven, verify_membership, verify_non_membership};
use parhelion_core::{Header, TrustedState};
use std::collections::BTreeMap;

/// The names of the stores that there are, each with an entry before all others.
const NAMES: [&str; 5] = ["ccvconsumer", "ibc", "provider", "slashing", "staking"];

#[derive(Clone)]
pub struct Stores {
    pub chain_id: String,
    pub time: (i64, i64),
    stores: BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Vec<u8>>>,
}

/// A state of a chain: its header, and a proof of everything that was asked.
pub struct State {
    pub header: TrustedState,
    pub proofs: Vec<Proven<'static>>,
}

impl Stores {
    pub fn new() -> Stores {
        let first = || BTreeMap::from([(vec![0, 0], b"first".to_vec())]);
        let stores = NAMES.iter().map(|name| (name.as_bytes().to_vec(), first())).collect();
        Stores { chain_id: "provider-1".to_owned(), time: (1_700_000_020, 0), stores }
    }

    pub fn put<'a>(&mut self, item: impl Into<Item<'a>>, value: &[u8]) {
        let item = item.into();
        let key = item.key(Layout::L8).unwrap();
        self.put_key(item.store(), key.as_bytes(), value);
    }

    pub fn put_key(&mut self, store: &[u8], key: &[u8], value: &[u8]) {
        self.stores.get_mut(store).unwrap().insert(key.to_vec(), value.to_vec());
    }

    /// Proves all entries, and that those of `absent` are not there which are not.
    pub fn prove(&self, absent: &[(Vec<u8>, Vec<u8>)]) -> State {
        let trees: BTreeMap<&[u8], Vec<Existence>> =
            self.stores.iter().map(|(name, entries)| (&name[..], tree(entries))).collect();
        let roots: Vec<(&[u8], Vec<u8>)> =
            trees.iter().map(|(name, tree)| (*name, tree[0].root())).collect();
        let leaves: Vec<(&[u8], &[u8])> =
            roots.iter().map(|(name, root)| (*name, &root[..])).collect();
        let upper = multistore(&leaves);
        let header = self.header(&upper[0].root());
        let upper = |store: &[u8]| {
            let place = leaves.iter().position(|(name, _)| *name == store).unwrap();
            message(1, &upper[place].encode())
        };
        let mut proofs = Vec::new();
        for (store, tree) in &trees {
            let multistore = upper(store);
            for proof in tree.iter().skip(1) {
                let (key, value) = (leak(&proof.key), leak(&proof.value));
                let ops = [message(1, &proof.encode()), multistore.clone()];
                let proof = MerkleProof::of_ops(&ops[0], &ops[1], LIMITS).unwrap();
                let proven = verify_membership(&header, leak(store), key, value, &proof);
                proofs.push(proven.unwrap());
            }
        }
        for (store, key) in absent {
            let tree = &trees[&store[..]];
            let Err(place) = tree.binary_search_by(|proof| proof.key.cmp(key)) else { continue };
            let right = tree.get(place).map_or(Vec::new(), |proof| message(3, &proof.encode()));
            let left = message(2, &tree[place - 1].encode());
            let lower = message(2, &[bytes(1, key), left, right].concat());
            let multistore = upper(store);
            let proof = MerkleProof::of_ops(&lower, &multistore, LIMITS).unwrap();
            let proven = verify_non_membership(&header, leak(store), leak(key), &proof);
            proofs.push(proven.unwrap());
        }
        State { header, proofs }
    }

    fn header(&self, app_hash: &[u8]) -> TrustedState {
        let mut world = World::new(20, &[]);
        let header = world.header();
        header.chain_id = self.chain_id.clone();
        header.time = self.time;
        header.hashes[HeaderOf::APP] = app_hash.to_vec();
        let bytes = header.encode();
        let header = Header::parse(&bytes, LIMITS).unwrap();
        TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
    }
}

/// The place of an item.
pub fn place<'a>(item: impl Into<Item<'a>>) -> (Vec<u8>, Vec<u8>) {
    let item = item.into();
    (item.store().to_vec(), item.key(Layout::L8).unwrap().as_bytes().to_vec())
}

fn tree(entries: &BTreeMap<Vec<u8>, Vec<u8>>) -> Vec<Existence> {
    let entries: Vec<(&[u8], &[u8])> =
        entries.iter().map(|(key, value)| (&key[..], &value[..])).collect();
    iavl(&entries)
}

/// A test may keep what it proves.
fn leak(bytes: &[u8]) -> &'static [u8] {
    bytes.to_vec().leak()
}
