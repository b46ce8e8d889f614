//! A chain's stores, entry by entry, and proofs of what they hold and do not hold.

use super::state::{Entries, Provable, Trees};
use super::{HeaderOf, LIMITS, World};
use parhelion_core::ccv::store::{Item, Layout};
use parhelion_core::proof::Proven;
use parhelion_core::{Header, TrustedState};
use std::collections::BTreeMap;

/// The names of the stores that there are, each with an entry before all others.
const NAMES: [&str; 5] = ["ccvconsumer", "ibc", "provider", "slashing", "staking"];

#[derive(Clone)]
pub struct Stores {
    pub chain_id: String,
    pub height: i64,
    pub time: (i64, i64),
    /// The hash of the set that follows the header.
    pub next_validators_hash: Vec<u8>,
    stores: Entries,
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
        Stores {
            chain_id: "provider-1".to_owned(),
            height: 20,
            time: (1_700_000_020, 0),
            next_validators_hash: vec![9; 32],
            stores,
        }
    }

    pub fn put<'a>(&mut self, item: impl Into<Item<'a>>, value: &[u8]) {
        let item = item.into();
        let key = item.key(Layout::L8).unwrap();
        self.put_key(item.store(), key.as_bytes(), value);
    }

    pub fn put_key(&mut self, store: &[u8], key: &[u8], value: &[u8]) {
        self.stores.get_mut(store).unwrap().insert(key.to_vec(), value.to_vec());
    }

    pub fn remove<'a>(&mut self, item: impl Into<Item<'a>>) {
        let (store, key) = place(item);
        self.stores.get_mut(&store).unwrap().remove(&key).unwrap();
    }

    /// Proves all entries, and that those of `absent` are not there which are not.
    pub fn prove(&self, absent: &[(Vec<u8>, Vec<u8>)]) -> State {
        let state = self.seal();
        let there = self.stores.iter().flat_map(|(store, entries)| {
            entries.keys().skip(1).map(move |key| (store.clone(), key.clone()))
        });
        let absent = absent.iter().filter(|(store, key)| !self.stores[store].contains_key(key));
        let all = there.chain(absent.cloned());
        let proofs = all.map(|(store, key)| state.proven_key(&store, &key)).collect();
        State { header: state.header, proofs }
    }

    /// The state as it is, under a header that names it.
    pub fn seal(&self) -> Provable {
        let trees = Trees::of(&self.stores);
        Provable { header: self.header(&trees.app_hash()), trees }
    }

    fn header(&self, app_hash: &[u8]) -> TrustedState {
        let mut world = World::new(self.height, &[]);
        let header = world.header();
        header.chain_id = self.chain_id.clone();
        header.time = self.time;
        header.hashes[HeaderOf::NEXT_VALIDATORS] = self.next_validators_hash.clone();
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
