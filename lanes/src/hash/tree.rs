//! Roots of Merkle trees by RFC 6962, as CometBFT builds them, sixteen nodes at a time.
//!
//! Source: `cometbft crypto/merkle/{hash,tree}.go`.

use super::sha256::{Block, Hash, INITIAL_32, Sixteen};
use crate::backend::{Backend, Halves, Task, Words8, enter};
use alloc::vec::Vec;
use sha2::block_api::compress256;
use sha2::{Digest, Sha256};

/// Before a leaf that is hashed, and before two nodes.
const LEAF: u8 = 0;
const INNER: u64 = 1;

/// Bytes of a leaf that is one block with its prefix and its padding.
const SHORT: usize = 64 - 1 - 9;

/// The leaves of a Merkle tree.
///
/// ```
/// use parhelion_lanes::{Backend, Tree};
///
/// let mut tree = Tree::new(Backend::detect().unwrap_or(Backend::PORTABLE));
/// tree.push(b"one");
/// tree.push(b"two");
/// let root = tree.root();
/// assert_ne!(root, tree.root()); // that of no leaves
/// ```
pub struct Tree {
    backend: Backend,
    nodes: Vec<Hash>,
    /// Leaves that have not been hashed, and where their hashes belong.
    waiting: Vec<(usize, Block)>,
}

impl Tree {
    /// A tree without leaves.
    #[must_use]
    pub fn new(backend: Backend) -> Tree {
        Tree { backend, nodes: Vec::new(), waiting: Vec::with_capacity(16) }
    }

    /// Appends a leaf, of any length. Those of 54 bytes at most are hashed sixteen at a time.
    pub fn push(&mut self, leaf: &[u8]) {
        let place = self.nodes.len();
        if leaf.len() > SHORT {
            let hash = Sha256::new_with_prefix([LEAF]).chain_update(leaf).finalize();
            self.nodes.push(words(&hash.into()));
            return;
        }
        self.nodes.push([0; 4]);
        let mut block = [0; 64];
        block[1..=leaf.len()].copy_from_slice(leaf);
        block[leaf.len() + 1] = 0x80;
        let mut block: Block = words(&block);
        block[7] |= 8 * (1 + leaf.len() as u64);
        self.waiting.push((place, block));
        if self.waiting.len() == 16 {
            self.hash_leaves();
        }
    }

    /// The root of the leaves so far, and no leaves after it.
    pub fn root(&mut self) -> [u8; 32] {
        self.hash_leaves();
        while self.nodes.len() > 1 {
            self.hash_pairs();
        }
        let root = self.nodes.pop();
        root.map_or_else(|| Sha256::digest([]).into(), |root| bytes(&root))
    }

    fn hash_leaves(&mut self) {
        let mut messages = [[[0; 8]; 16]];
        for (to, (_, block)) in messages[0].iter_mut().zip(&self.waiting) {
            *to = *block;
        }
        let hashes = hashes(self.backend, &messages, self.waiting.len());
        for ((place, _), hash) in self.waiting.drain(..).zip(hashes) {
            self.nodes[place] = hash;
        }
    }

    /// One level: a node without a sister stays as it is.
    fn hash_pairs(&mut self) {
        let pairs = self.nodes.len() / 2;
        for first in (0..pairs).step_by(16) {
            let (nodes, _) = self.nodes[2 * first..].as_chunks::<2>();
            let count = nodes.len().min(16);
            let mut messages = [[[0; 8]; 16]; 2];
            let [heads, tails] = &mut messages;
            for (nodes, (head, tail)) in nodes.iter().zip(heads.iter_mut().zip(tails)) {
                (*head, *tail) = inner(nodes.as_flattened());
            }
            let hashes = hashes(self.backend, &messages, count);
            self.nodes[first..first + count].copy_from_slice(&hashes[..count]);
        }
        if let (_, [alone]) = self.nodes.as_chunks::<2>() {
            self.nodes[pairs] = *alone;
        }
        self.nodes.truncate(self.nodes.len().div_ceil(2));
    }
}

impl core::fmt::Debug for Tree {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Tree").field("leaves", &self.nodes.len()).finish_non_exhaustive()
    }
}

/// The two blocks of the prefix and two nodes: these are shifted by a byte.
fn inner(nodes: &[u64]) -> (Block, Block) {
    let mut head = [0; 8];
    let mut before = INNER;
    for (word, node) in head.iter_mut().zip(nodes) {
        *word = before << 56 | node >> 8;
        before = *node;
    }
    (head, [before << 56 | 0x80 << 48, 0, 0, 0, 0, 0, 0, 65 * 8])
}

/// The hashes of the first `count` messages.
fn hashes<const N: usize>(
    backend: Backend,
    messages: &[[Block; 16]; N],
    count: usize,
) -> [Hash; 16] {
    enter!(backend, token => token.enter(Hashes(messages, count)))
}

struct Hashes<'a, const N: usize>(&'a [[Block; 16]; N], usize);

impl<B: Halves, const N: usize> Task<B> for Hashes<'_, N> {
    type Output = [Hash; 16];

    #[inline(always)]
    fn run(self, token: B) -> [Hash; 16] {
        let Hashes(messages, count) = self;
        if count >= B::SIXTEEN_FROM {
            return token.enter(Sixteen(messages));
        }
        let mut hashes = [[0; 4]; 16];
        for (i, hash) in hashes.iter_mut().enumerate().take(count) {
            *hash = one(&core::array::from_fn::<_, N, _>(|block| bytes(&messages[block][i])));
        }
        hashes
    }
}

/// The hash of one message with its padding.
fn one(blocks: &[[u8; 64]]) -> Hash {
    let mut state = INITIAL_32;
    compress256(&mut state, blocks);
    let (pairs, _) = state.as_chunks();
    core::array::from_fn(|i| {
        let [first, second] = pairs[i];
        u64::from(first) << 32 | u64::from(second)
    })
}

/// Big-endian words.
fn words<const N: usize, const W: usize>(bytes: &[u8; N]) -> [u64; W] {
    let (words, _) = bytes.as_chunks();
    core::array::from_fn(|i| u64::from_be_bytes(words[i]))
}

fn bytes<const W: usize, const N: usize>(words: &[u64; W]) -> [u8; N] {
    let mut bytes = [0; N];
    for (bytes, word) in bytes.as_chunks_mut().0.iter_mut().zip(words) {
        *bytes = word.to_be_bytes();
    }
    bytes
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    /// The definition, recursively.
    fn by_definition(leaves: &[Vec<u8>]) -> [u8; 32] {
        match leaves {
            [] => Sha256::digest([]).into(),
            [leaf] => Sha256::new_with_prefix([0]).chain_update(leaf).finalize().into(),
            _ => {
                let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
                let hash = Sha256::new_with_prefix([1]).chain_update(by_definition(left));
                hash.chain_update(by_definition(right)).finalize().into()
            }
        }
    }

    fn leaf(i: usize, length: usize) -> Vec<u8> {
        (0..length).map(|byte| (i * 31 + byte * 7 + byte / 256) as u8).collect()
    }

    fn check(leaves: &[Vec<u8>]) {
        let expected = by_definition(leaves);
        for backend in Backend::available() {
            let mut tree = Tree::new(backend);
            for _ in 0..2 {
                leaves.iter().for_each(|leaf| tree.push(leaf));
                assert_eq!(tree.root(), expected, "{}: {} leaves", backend.name(), leaves.len());
            }
        }
    }

    #[test]
    fn roots_are_those_of_the_definition() {
        for count in (0..=70).chain([127, 128, 129, 150, 180, 255, 256, 257]) {
            let same: Vec<_> = (0..count).map(|i| leaf(i, 46)).collect();
            check(&same);
            let mixed: Vec<_> = (0..count).map(|i| leaf(i, (i * 13 + count) % 140)).collect();
            check(&mixed);
        }
    }

    #[test]
    fn leaves_on_both_sides_of_one_block() {
        for length in 0..=130 {
            check(&(0..17).map(|i| leaf(i, length)).collect::<Vec<_>>());
        }
    }

    /// Also with lanes that are too few to be worth it, and with a backend that never takes lanes.
    #[test]
    fn sixteen_blocks_are_hashed_as_one() {
        let message = |i: usize| -> [[u8; 64]; 3] {
            core::array::from_fn(|block| leaf(i * 3 + block, 64).try_into().unwrap())
        };
        let messages: [[Block; 16]; 3] =
            core::array::from_fn(|block| core::array::from_fn(|i| words(&message(i)[block])));
        for backend in Backend::available() {
            let hashes = enter!(backend, token => token.enter(Sixteen(&messages)));
            for (i, hash) in hashes.iter().enumerate() {
                assert_eq!(*hash, one(&message(i)), "{}: {i}", backend.name());
            }
        }
    }
}
