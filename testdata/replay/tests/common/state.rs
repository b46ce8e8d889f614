//! A state of a chain: the trees of its stores under one header, and proofs of any key from them.

use super::proof::{Existence, iavl, multistore};
use super::{LIMITS, bytes, message};
use parhelion_core::TrustedState;
use parhelion_core::ccv::store::{Item, Layout};
use parhelion_core::proof::{
    Gap, MerkleProof, Proven, verify_gap, verify_membership, verify_non_membership,
};
use std::collections::BTreeMap;

/// Entries by store, then by key.
pub type Entries = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Vec<u8>>>;

/// The trees of all stores, and the one above them. No store is empty.
pub struct Trees {
    stores: BTreeMap<Vec<u8>, Vec<Existence>>,
    /// The proof of each store in the multistore.
    upper: BTreeMap<Vec<u8>, Existence>,
}

impl Trees {
    pub fn of(entries: &Entries) -> Trees {
        let stores: BTreeMap<Vec<u8>, Vec<Existence>> =
            entries.iter().map(|(name, entries)| (name.clone(), tree(entries))).collect();
        let roots: Vec<(&[u8], Vec<u8>)> =
            stores.iter().map(|(name, tree)| (&name[..], tree[0].root())).collect();
        let leaves: Vec<(&[u8], &[u8])> =
            roots.iter().map(|(name, root)| (*name, &root[..])).collect();
        let upper = stores.keys().cloned().zip(multistore(&leaves)).collect();
        Trees { stores, upper }
    }

    pub fn app_hash(&self) -> Vec<u8> {
        self.upper.values().next().unwrap().root()
    }

    /// The two proofs of what stands under a key, or that nothing does, and the value.
    pub fn ops(&self, store: &[u8], key: &[u8]) -> (Option<&[u8]>, [Vec<u8>; 2]) {
        let tree = &self.stores[store];
        let upper = message(1, &self.upper[store].encode());
        let place = match tree.binary_search_by(|proof| proof.key[..].cmp(key)) {
            Ok(place) => {
                return (Some(&tree[place].value), [message(1, &tree[place].encode()), upper]);
            }
            Err(place) => place,
        };
        let neighbour = |number, proof: Option<&Existence>| {
            proof.map_or(Vec::new(), |proof| message(number, &proof.encode()))
        };
        let left = neighbour(2, place.checked_sub(1).and_then(|left| tree.get(left)));
        let lower = [bytes(1, key), left, neighbour(3, tree.get(place))].concat();
        (None, [message(2, &lower), upper])
    }
}

/// A state of a chain with its header.
pub struct Provable {
    pub header: TrustedState,
    pub trees: Trees,
}

impl Provable {
    /// What is proven of an item: its value, or that it has none.
    pub fn proven<'a>(&self, item: impl Into<Item<'a>>) -> Proven<'static> {
        let item = item.into();
        self.proven_key(item.store(), item.key(Layout::L8).unwrap().as_bytes())
    }

    pub fn proven_key(&self, store: &[u8], key: &[u8]) -> Proven<'static> {
        let (value, ops) = self.trees.ops(store, key);
        let [lower, upper] = ops.map(|op| leak(&op));
        let proof = MerkleProof::of_ops(lower, upper, LIMITS).unwrap();
        let (store, key) = (leak(store), leak(key));
        match value.map(leak) {
            Some(value) => verify_membership(&self.header, store, key, value, &proof).unwrap(),
            None => verify_non_membership(&self.header, store, key, &proof).unwrap(),
        }
    }

    /// That nothing stands under a key, with the neighbours.
    pub fn gap(&self, store: &[u8], key: &[u8]) -> Gap<'static> {
        let (_, ops) = self.trees.ops(store, key);
        let [lower, upper] = ops.map(|op| leak(&op));
        let proof = MerkleProof::of_ops(lower, upper, LIMITS).unwrap();
        verify_gap(&self.header, leak(store), leak(key), &proof).unwrap()
    }
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
