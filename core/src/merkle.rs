//! RFC 6962 Merkle trees as CometBFT builds them: a streaming root, and inclusion proofs.
//!
//! Leaves are hashed as `SHA256(00 || leaf)`, inner nodes as `SHA256(01 || left || right)`, the
//! empty tree as `SHA256("")`. A tree of n > 1 leaves splits at the largest power of two below n.
//!
//! Source: `cometbft crypto/merkle/{hash,tree,proof}.go`.

use crate::error::Error;
use crate::form::Form;
use crate::hash::Hash;
use crate::limits::MAX_VOTES;
use crate::wire::Sink;
use sha2::{Digest, Sha256};

/// The root of a list of leaves, of which only the roots of complete subtrees are kept: one for each
/// bit of the number of leaves, `DEPTH` at most.
#[derive(Clone, Debug)]
pub(crate) struct Root<const DEPTH: usize> {
    leaves: u32,
    subtrees: heapless::Vec<Hash, DEPTH>,
}

/// Of a list of which nothing else bounds the length.
pub(crate) type AnyRoot = Root<32>;
/// Of a list of [`MAX_VOTES`] at most.
pub(crate) type VotesRoot = Root<14>;
const _: () = assert!(MAX_VOTES < 1 << 14, "the subtrees of a set or of a commit");

impl<const DEPTH: usize> Form for Root<DEPTH> {
    fn put(&self, sink: &mut dyn Sink) {
        self.leaves.put(sink);
        self.subtrees.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (leaves, subtrees) = Form::take(bytes)?;
        Some(Root { leaves, subtrees })
    }
}

impl<const DEPTH: usize> Root<DEPTH> {
    pub(crate) const fn new() -> Self {
        Root { leaves: 0, subtrees: heapless::Vec::new() }
    }

    /// Appends a leaf that has been hashed.
    pub(crate) fn push(&mut self, leaf: Hash) {
        let mut node = leaf;
        // Each trailing one bit is a complete subtree of the size that `node` has reached.
        for _ in 0..self.leaves.trailing_ones() {
            if let Some(left) = self.subtrees.pop() {
                node = inner(&left, &node);
            }
        }
        self.leaves = self.leaves.saturating_add(1);
        // Never full: after n leaves as many subtrees are kept as n has one bits.
        let _ = self.subtrees.push(node);
    }

    /// The root of the leaves so far.
    pub(crate) fn finish(mut self) -> Hash {
        let Some(mut root) = self.subtrees.pop() else {
            return Hash(Sha256::digest([]).into());
        };
        while let Some(left) = self.subtrees.pop() {
            root = inner(&left, &root);
        }
        root
    }
}

/// The hash of a leaf that `write` writes.
pub(crate) fn leaf(write: impl FnOnce(&mut Sha256)) -> Hash {
    let mut hasher = Sha256::new();
    hasher.put(&[0]);
    write(&mut hasher);
    Hash(hasher.finalize().into())
}

fn inner(left: &Hash, right: &Hash) -> Hash {
    // One buffer: 65 bytes in one go, for the price of two blocks.
    let mut node = [1u8; 65];
    if let [_, children @ ..] = &mut node
        && let ([l, r], []) = children.as_chunks_mut()
    {
        (*l, *r) = (left.0, right.0);
    }
    Hash(Sha256::digest(node).into())
}

/// Proof that a leaf stands at an index of a tree of `total` leaves. `N` bounds the depth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inclusion<const N: usize> {
    index: u32,
    total: u32,
    aunts: heapless::Vec<Hash, N>, // from the leaf up
}

impl<const N: usize> Inclusion<N> {
    /// A proof of the leaf at `index` among hashed `leaves`, and the root that it leads to.
    /// `None` where there is no such leaf, or where the tree is deeper than `N`.
    pub(crate) fn of(leaves: &[Hash], index: usize) -> Option<(Inclusion<N>, Hash)> {
        let mut proof = Inclusion {
            index: u32::try_from(index).ok()?,
            total: u32::try_from(leaves.len()).ok()?,
            aunts: heapless::Vec::new(),
        };
        leaves.get(index)?;
        let root = proof.climb(leaves, index)?;
        Some((proof, root))
    }

    /// Collects the aunts below and at the root of `leaves`, and returns that root.
    fn climb(&mut self, leaves: &[Hash], index: usize) -> Option<Hash> {
        if let [only] = leaves {
            return Some(*only);
        }
        let (left, right) = leaves.split_at_checked(split(leaves.len()))?;
        match index.checked_sub(left.len()) {
            None => {
                let node = self.climb(left, index)?;
                let aunt = root(right);
                self.aunts.push(aunt).ok()?;
                Some(inner(&node, &aunt))
            }
            Some(index) => {
                let node = self.climb(right, index)?;
                let aunt = root(left);
                self.aunts.push(aunt).ok()?;
                Some(inner(&aunt, &node))
            }
        }
    }

    /// A proof from its parts.
    ///
    /// # Errors
    /// `None` where more than `N` aunts are given.
    #[must_use]
    pub fn from_parts(index: u32, total: u32, aunts: &[Hash]) -> Option<Inclusion<N>> {
        let aunts = heapless::Vec::from_slice(aunts).ok()?;
        Some(Inclusion { index, total, aunts })
    }

    /// The index of the leaf.
    #[must_use]
    pub const fn index(&self) -> u32 {
        self.index
    }

    /// The number of leaves.
    #[must_use]
    pub const fn total(&self) -> u32 {
        self.total
    }

    /// The sisters of the nodes on the way from the leaf to the root.
    #[must_use]
    pub fn aunts(&self) -> &[Hash] {
        &self.aunts
    }

    /// The root to which a hashed leaf leads. `None` where the number of aunts does not fit the
    /// index and the total.
    ///
    /// Source: `cometbft crypto/merkle/proof.go computeHashFromAunts`.
    pub(crate) fn root_of(&self, leaf: Hash) -> Option<Hash> {
        let mut node = leaf;
        let mut aunts = self.aunts.iter();
        // The sizes of the subtrees on the way down, then the way up.
        let mut turns = heapless::Vec::<bool, N>::new();
        let (mut index, mut total) = (self.index, self.total);
        if index >= total {
            return None;
        }
        while total > 1 {
            let left = u32::try_from(split(usize::try_from(total).ok()?)).ok()?;
            let is_right = index >= left;
            turns.push(is_right).ok()?;
            index = if is_right { index.checked_sub(left)? } else { index };
            total = if is_right { total.checked_sub(left)? } else { left };
        }
        while let Some(is_right) = turns.pop() {
            let aunt = aunts.next()?;
            node = if is_right { inner(aunt, &node) } else { inner(&node, aunt) };
        }
        if aunts.next().is_some() { None } else { Some(node) }
    }

    /// Whether a hashed leaf leads to `root`.
    ///
    /// # Errors
    /// [`Error::InclusionMismatch`].
    pub(crate) fn check(&self, root: &Hash, leaf: Hash) -> Result<(), Error> {
        if self.root_of(leaf).as_ref() == Some(root) {
            Ok(())
        } else {
            Err(Error::InclusionMismatch)
        }
    }
}

fn root(leaves: &[Hash]) -> Hash {
    let mut root = AnyRoot::new();
    leaves.iter().for_each(|leaf| root.push(*leaf));
    root.finish()
}

/// The largest power of two below `n`, for n > 1.
fn split(n: usize) -> usize {
    n.saturating_sub(1).checked_ilog2().map_or(0, |bits| 1usize.wrapping_shl(bits))
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;
    use std::vec::Vec;

    /// The definition, recursively: what the streaming root is compared with.
    fn by_definition(leaves: &[Hash]) -> Hash {
        match leaves {
            [] => Hash(Sha256::digest([]).into()),
            [leaf] => *leaf,
            _ => {
                let mut k = 1;
                while 2 * k < leaves.len() {
                    k *= 2;
                }
                inner(&by_definition(&leaves[..k]), &by_definition(&leaves[k..]))
            }
        }
    }

    fn leaves(n: u32) -> Vec<Hash> {
        (0..n).map(|i| leaf(|sink| sink.put(&i.to_be_bytes()))).collect()
    }

    #[test]
    fn known_answers() {
        let empty = "E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855";
        assert_eq!(format!("{}", AnyRoot::new().finish()), empty);
        let zero_length = "6E340B9CFFB37A989CA544E6BB780A2C78901D3FB33738768511A30617AFA01D";
        assert_eq!(format!("{}", leaf(|_| ())), zero_length);
    }

    #[test]
    fn the_stream_gives_the_root_of_the_definition() {
        for n in 0..200 {
            let leaves = leaves(n);
            assert_eq!(root(&leaves), by_definition(&leaves), "{n} leaves");
        }
    }

    #[test]
    fn proofs_hold_for_their_leaf_alone() {
        for n in 1..20u32 {
            let leaves = leaves(n);
            for index in 0..leaves.len() {
                let (proof, root) = Inclusion::<5>::of(&leaves, index).unwrap();
                assert_eq!(root, by_definition(&leaves));
                assert_eq!((proof.index(), proof.total()), (u32::try_from(index).unwrap(), n));
                for (other, leaf) in leaves.iter().enumerate() {
                    assert_eq!(proof.check(&root, *leaf).is_ok(), other == index);
                }
                let same = Inclusion::<5>::from_parts(proof.index, proof.total, proof.aunts());
                assert_eq!(same.as_ref(), Some(&proof));
                // One aunt more, one aunt less, another total: all refused.
                let mut aunts = proof.aunts().to_vec();
                aunts.push(root);
                let parts =
                    |total, aunts: &[Hash]| Inclusion::<6>::from_parts(proof.index, total, aunts);
                assert!(parts(n, &aunts).unwrap().check(&root, leaves[index]).is_err());
                if n > 1 {
                    aunts.truncate(proof.aunts().len() - 1);
                    assert!(parts(n, &aunts).unwrap().check(&root, leaves[index]).is_err());
                }
                assert!(parts(0, &[]).unwrap().check(&root, leaves[index]).is_err());
            }
            assert!(Inclusion::<5>::of(&leaves, leaves.len()).is_none());
        }
        assert!(Inclusion::<3>::of(&leaves(9), 0).is_none()); // deeper than 3
    }
}
