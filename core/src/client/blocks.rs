//! What was fetched, for when it is needed again.

use super::{Need, Peer, Reply};
use crate::hash::Hash;
use crate::limits::Limits;
use crate::types::ValidatorSet;
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Light blocks by peer and height, and validator sets by hash. It keeps what a client is given, and
/// answers what it asks for again.
#[derive(Clone, Debug)]
pub struct Blocks {
    blocks: BTreeMap<(Peer, u64), Vec<u8>>,
    sets: BTreeMap<Hash, Vec<u8>>,
    len: usize,
    limit: usize,
}

impl Blocks {
    /// An empty memory of so many bytes at most. Where that is too little, what it holds is dropped:
    /// nothing is lost but time.
    #[must_use]
    pub const fn new(limit: usize) -> Blocks {
        Blocks { blocks: BTreeMap::new(), sets: BTreeMap::new(), len: 0, limit }
    }

    /// Keeps a light block that a peer sent.
    pub fn keep(&mut self, from: Peer, height: u64, light_block: &[u8]) {
        self.make_room(light_block.len());
        if light_block.len() <= self.limit {
            let old = self.blocks.insert((from, height), light_block.to_vec());
            self.count(light_block.len(), old.map_or(0, |old| old.len()));
        }
    }

    /// Keeps a validator set. Its hash is computed: whoever sent it need not be believed.
    pub fn keep_set(&mut self, validators: &[u8]) {
        let Ok(set) = ValidatorSet::parse(validators, &Limits::DEFAULT) else { return };
        let hash = set.hash();
        self.make_room(validators.len());
        if validators.len() <= self.limit {
            let old = self.sets.insert(hash, validators.to_vec());
            self.count(validators.len(), old.map_or(0, |old| old.len()));
        }
    }

    /// The light block of a peer.
    #[must_use]
    pub fn light_block(&self, from: Peer, height: u64) -> Option<&[u8]> {
        self.blocks.get(&(from, height)).map(Vec::as_slice)
    }

    /// A set.
    #[must_use]
    pub fn set(&self, hash: &Hash) -> Option<&[u8]> {
        self.sets.get(hash).map(Vec::as_slice)
    }

    /// The reply to what a client needs, if all of it is here. A peer's last block is not: it has a
    /// newer one soon.
    #[must_use]
    pub fn reply(&self, need: &Need) -> Option<Reply<'_>> {
        let Need::LightBlock { height, from, trusted_validators } = need else { return None };
        let bytes = self.light_block(*from, *height)?;
        let trusted_validators = match trusted_validators {
            None => None,
            Some(wanted) => Some(self.set(&wanted.hash)?),
        };
        Some(Reply::LightBlock { bytes, trusted_validators })
    }

    fn make_room(&mut self, len: usize) {
        if self.len.saturating_add(len) > self.limit {
            self.blocks.clear();
            self.sets.clear();
            self.len = 0;
        }
    }

    fn count(&mut self, new: usize, old: usize) {
        self.len = self.len.saturating_add(new).saturating_sub(old);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_as_much_as_it_may() {
        let mut blocks = Blocks::new(10);
        blocks.keep(Peer(0), 1, &[1; 6]);
        blocks.keep(Peer(0), 1, &[2; 6]);
        blocks.keep(Peer(1), 1, &[3; 4]);
        assert_eq!(blocks.light_block(Peer(0), 1), Some(&[2; 6][..]));
        assert_eq!(blocks.light_block(Peer(1), 1), Some(&[3; 4][..]));
        blocks.keep(Peer(0), 2, &[4]);
        assert_eq!(blocks.light_block(Peer(0), 1), None);
        assert_eq!(blocks.light_block(Peer(0), 2), Some(&[4][..]));
        blocks.keep(Peer(0), 3, &[0; 11]);
        assert_eq!(blocks.light_block(Peer(0), 3), None);
    }
}
