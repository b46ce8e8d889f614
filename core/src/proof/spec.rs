//! What a leaf and a step of each tree have to look like, and how they are hashed.

use super::Part;
use super::climb::Climb;
use super::commitment::{ExistenceProof, InnerOp, LeafOp};
use crate::error::Error;
use crate::hash::Hash;
use crate::types::length;
use crate::wire::{Sink, varint};
use sha2::{Digest, Sha256};

/// `HashOp.SHA256`
pub(super) const SHA256: i32 = 1;
/// `HashOp.NO_HASH`
const NO_HASH: i32 = 0;
/// `LengthOp.VAR_PROTO`
const VAR_PROTO: i32 = 1;
/// With it every leaf begins, and no step may.
const LEAF_PREFIX: u8 = 0;
/// How both trees hash a leaf.
pub(super) const SDK_LEAF: LeafOp<'static> = LeafOp {
    hash: SHA256,
    prehash_key: NO_HASH,
    prehash_value: SHA256,
    length: VAR_PROTO,
    prefix: &[LEAF_PREFIX],
};
/// Bytes of a prefix of an IAVL step after its three numbers: the length of a hash, or that, a left
/// child, and the length of another hash.
const IAVL_REST: [usize; 2] = [1, 34];

/// The tree of a proof.
///
/// Source: `ics23 go/proof.go IavlSpec, TendermintSpec`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Spec {
    /// A store.
    Iavl,
    /// The multistore.
    Tendermint,
}

/// On which side of its sister a step has the child that it hashes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Side {
    Left,
    Right,
}

impl Spec {
    /// Bytes of a child in its parent.
    const fn child_len(self) -> usize {
        match self {
            Spec::Iavl => 33, // a length and a hash
            Spec::Tendermint => 32,
        }
    }

    /// The shortest prefix of a step, and the longest: with a left child in it.
    const fn prefix_len(self) -> (usize, usize) {
        match self {
            Spec::Iavl => (4, 45),       // 12 + 33
            Spec::Tendermint => (1, 33), // 1 + 32
        }
    }

    /// Source: `ics23 go/proof.go LeafOp.CheckAgainstSpec`.
    pub(super) fn check_leaf(self, part: Part, leaf: &LeafOp<'_>) -> Result<(), Error> {
        let LeafOp { prefix, .. } = *leaf;
        if *leaf != (LeafOp { prefix, ..SDK_LEAF }) {
            return Err(Error::LeafOpMismatch { part });
        }
        let of_its_tree = match self {
            Spec::Iavl => iavl_numbers(prefix, 0).is_some_and(<[u8]>::is_empty),
            Spec::Tendermint => true,
        };
        if of_its_tree && prefix.first() == Some(&LEAF_PREFIX) {
            Ok(())
        } else {
            Err(Error::LeafPrefix { part })
        }
    }

    /// Checks a step; `step` counts from 1.
    ///
    /// Source: `ics23 go/proof.go InnerOp.CheckAgainstSpec`, `go/ops.go validateIavlOps`.
    pub(super) fn check_inner(
        self,
        part: Part,
        step: u32,
        inner: &InnerOp<'_>,
    ) -> Result<(), Error> {
        if inner.hash != SHA256 {
            return Err(Error::InnerOpHash { part, step });
        }
        let (shortest, longest) = self.prefix_len();
        let of_its_tree = match self {
            Spec::Iavl => iavl_numbers(inner.prefix, i64::from(step))
                .is_some_and(|rest| IAVL_REST.contains(&rest.len())),
            Spec::Tendermint => true,
        };
        let fits = (shortest..=longest).contains(&inner.prefix.len());
        if !of_its_tree || !fits || inner.prefix.first() == Some(&LEAF_PREFIX) {
            return Err(Error::InnerOpPrefix { part, step });
        }
        if inner.suffix.len().checked_rem(self.child_len()) != Some(0) {
            return Err(Error::InnerOpSuffix { part, step });
        }
        Ok(())
    }
}

impl InnerOp<'_> {
    /// The side on which a step of an IAVL tree has its child. `None`: neither, which a step may
    /// be that only has to be hashed.
    ///
    /// Source: `ics23 go/proof.go orderFromPadding, getPadding`.
    pub(crate) fn side(&self) -> Option<Side> {
        match (self.prefix.len(), self.suffix.len()) {
            (4..=12, 33) => Some(Side::Left),
            (37..=45, 0) => Some(Side::Right),
            _ => None,
        }
    }

    pub(super) fn apply(&self, child: &Hash) -> Hash {
        let mut hasher = Sha256::new();
        hasher.put(self.prefix);
        hasher.put(child.as_bytes());
        hasher.put(self.suffix);
        Hash(hasher.finalize().into())
    }
}

impl ExistenceProof<'_> {
    /// Checks that the leaf and the steps are those of a tree, and that the leaf has a key; gives the
    /// root.
    pub(super) fn climb(&self, spec: Spec, part: Part) -> Result<Hash, Error> {
        let value = Hash(Sha256::digest(self.value).into());
        let (tree, leaf) = ((spec, part), self.leaf.as_ref());
        let mut climb = Climb::new(tree, self.key, &value, leaf, self.depth);
        self.path().for_each(|inner| climb.step(&inner));
        climb.root()
    }

    pub(super) fn check_entry(&self, part: Part, key: &[u8], value: &[u8]) -> Result<(), Error> {
        if self.key != key {
            return Err(Error::KeyMismatch { part });
        }
        if self.value == value { Ok(()) } else { Err(Error::ValueMismatch { part }) }
    }
}

/// The hash of a leaf in the one form there is, by the hash of its value.
///
/// Source: `ics23 go/ops.go LeafOp.Apply`.
pub(super) fn leaf(prefix: &[u8], key: &[u8], value: &Hash) -> Hash {
    let mut leaf = Sha256::new();
    leaf.put(prefix);
    varint(&mut leaf, u64::from(length(key)));
    leaf.put(key);
    varint(&mut leaf, 32);
    leaf.put(value.as_bytes());
    Hash(leaf.finalize().into())
}

/// Reads height, size and version of an IAVL node, none of which is negative, and the height not
/// below `height`. Gives what follows.
fn iavl_numbers(prefix: &[u8], height: i64) -> Option<&[u8]> {
    let (found, rest) = signed_varint(prefix)?;
    let (size, rest) = signed_varint(rest)?;
    let (version, rest) = signed_varint(rest)?;
    (found >= height && size >= 0 && version >= 0).then_some(rest)
}

/// Reads a zig-zag number as Go does: in up to ten bytes, however few would do.
///
/// Source: `go encoding/binary ReadVarint`.
fn signed_varint(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (mut value, mut shift, mut rest) = (0u64, 0u32, bytes);
    loop {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        if shift == 63 && byte > 1 {
            return None;
        }
        value |= u64::from(byte & 0x7f).wrapping_shl(shift);
        if byte < 0x80 {
            let half = (value >> 1).cast_signed();
            return Some((if value & 1 == 0 { half } else { !half }, rest));
        }
        shift = shift.wrapping_add(7);
    }
}
