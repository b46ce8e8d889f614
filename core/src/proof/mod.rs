//! What a chain's state holds: ICS-23 proofs, from a key to the app hash of a verified header.
//!
//! A Cosmos chain keeps its state in stores, each an IAVL tree; the roots of the stores are the
//! leaves of one more tree, whose root is the app hash. So a proof has two parts: one in the store
//! (ICS-23 calls its form `iavl`), and one of the store in the multistore (`tendermint`). The app
//! hash in the header of height h is that of the state after block h - 1.
//!
//! A [`MerkleProof`] and a [`TrustedState`] become [`Proven`]; nothing else makes one. The two
//! functions whose names end in `under_bare_root` prove nothing about a chain.
//!
//! # Empty values
//! The reference refuses every leaf whose value is empty, so that an entry without a value cannot
//! be shown to be there, nor an absence next to one. Here such a leaf is hashed as any other, but
//! only in a store: what is hashed is the length of the hash of the value and that hash, and both
//! are as fixed for no bytes as for any. See `docs/deliberate-differences.md`.
//!
//! # What is not checked
//! Nothing in a proof says that a tree is sorted. An honest chain's is; an absence from another is
//! worth nothing. Therefore an absence says as much as the header to which it leads.

mod absence;
mod climb;
mod commitment;
mod key;
mod merkle_proof;
mod proven;
mod spec;
pub mod tendermint;

pub use crate::error::Part;
pub use key::Key;
pub use merkle_proof::MerkleProof;
pub use proven::{Entry, Gap, Proven};

use crate::error::Error;
use crate::hash::Hash;
use crate::light::TrustedState;
use crate::types::length;
pub(crate) use absence::{Neighbours, Ways, gap};
pub(crate) use climb::Climb;
pub(crate) use commitment::{CommitmentProof, ExistenceProof, InnerOp, Path};
pub(crate) use spec::{Side, Spec};

/// Proves that `store` holds `value` under `key`, at the height before that of the header. The
/// value may be empty.
///
/// # Errors
/// [`Error::NoAppHash`], [`Error::AppHashLength`]; then those of [`membership_under_bare_root`].
///
/// Source: `ibc-go modules/core/23-commitment/types/merkle.go MerkleProof.VerifyMembership`.
pub fn verify_membership<'a>(
    header: &TrustedState,
    store: &'a [u8],
    key: &'a [u8],
    value: &'a [u8],
    proof: &MerkleProof<'_>,
) -> Result<Proven<'a>, Error> {
    let root = app_hash(header)?;
    membership_under_bare_root(root.as_bytes(), store, key, value, proof)?;
    Ok(Proven::new(header, root, store, key, Some(value)))
}

/// Proves that `store` holds nothing under `key`, at the height before that of the header.
///
/// # Errors
/// [`Error::NoAppHash`], [`Error::AppHashLength`]; then those of
/// [`non_membership_under_bare_root`].
///
/// Source: `ibc-go modules/core/23-commitment/types/merkle.go MerkleProof.VerifyNonMembership`.
pub fn verify_non_membership<'a>(
    header: &TrustedState,
    store: &'a [u8],
    key: &'a [u8],
    proof: &MerkleProof<'_>,
) -> Result<Proven<'a>, Error> {
    let root = app_hash(header)?;
    absent(root.as_bytes(), store, key, proof)?;
    Ok(Proven::new(header, root, store, key, None))
}

/// Proves an absence, and the entries next to it: nothing stands between them.
///
/// # Errors
/// Those of [`verify_non_membership`].
pub fn verify_gap<'a>(
    header: &TrustedState,
    store: &'a [u8],
    key: &'a [u8],
    proof: &MerkleProof<'a>,
) -> Result<Gap<'a>, Error> {
    let root = app_hash(header)?;
    let neighbours = absent(root.as_bytes(), store, key, proof)?;
    Ok(Gap::new(Proven::new(header, root, store, key, None), &neighbours))
}

/// Checks a proof of existence against a root that nobody vouches for. Who has a header calls
/// [`verify_membership`].
///
/// # Errors
/// First of the proof in the store, then of that in the multistore: [`Error::ExistenceExpected`],
/// [`Error::NoLeafOp`], [`Error::LeafOpMismatch`], [`Error::LeafPrefix`], [`Error::ProofDepth`];
/// for each step from the leaf up [`Error::InnerOpHash`], [`Error::InnerOpPrefix`],
/// [`Error::InnerOpSuffix`]; [`Error::EmptyKey`], [`Error::KeyMismatch`],
/// [`Error::ValueMismatch`]. Last [`Error::RootMismatch`].
///
/// Source: `ibc-go modules/core/23-commitment/types/merkle.go verifyChainedMembershipProof`.
pub fn membership_under_bare_root(
    root: &[u8],
    store: &[u8],
    key: &[u8],
    value: &[u8],
    proof: &MerkleProof<'_>,
) -> Result<(), Error> {
    let existence = proof.store().existence(Part::Store)?;
    let store_root = existence.climb(Spec::Iavl, Part::Store)?;
    existence.check_entry(Part::Store, key, value)?;
    leads_to(root, store, store_root, proof)
}

/// Checks a proof of absence against a root that nobody vouches for. Who has a header calls
/// [`verify_non_membership`].
///
/// # Errors
/// [`Error::NonExistenceExpected`]; of the left neighbour and then of the right one, each if it is
/// there, what [`membership_under_bare_root`] says of a proof up to [`Error::EmptyKey`];
/// [`Error::RootMismatch`] where the two lead to two roots; [`Error::NoNeighbour`],
/// [`Error::KeyOutsideGap`] of the right neighbour and then of the left one,
/// [`Error::NotNeighbours`]. Last those of the proof in the multistore.
///
/// Source: `ibc-go modules/core/23-commitment/types/merkle.go VerifyNonMembership`.
pub fn non_membership_under_bare_root(
    root: &[u8],
    store: &[u8],
    key: &[u8],
    proof: &MerkleProof<'_>,
) -> Result<(), Error> {
    absent(root, store, key, proof).map(drop)
}

fn absent<'a>(
    root: &[u8],
    store: &[u8],
    key: &[u8],
    proof: &MerkleProof<'a>,
) -> Result<Neighbours<'a>, Error> {
    let neighbours = proof.store().non_existence()?;
    let store_root = neighbours.check(key)?;
    leads_to(root, store, store_root, proof)?;
    Ok(neighbours)
}

/// Checks that a store of this root stands under this name in the multistore of that root.
fn leads_to(
    root: &[u8],
    store: &[u8],
    store_root: Hash,
    proof: &MerkleProof<'_>,
) -> Result<(), Error> {
    let existence = proof.multistore().existence(Part::Multistore)?;
    let found = existence.climb(Spec::Tendermint, Part::Multistore)?;
    existence.check_entry(Part::Multistore, store, store_root.as_bytes())?;
    if found.as_bytes() == root {
        Ok(())
    } else {
        Err(Error::RootMismatch { part: Part::Multistore })
    }
}

/// The app hash of a header, which is a root of a multistore only where it has 32 bytes.
pub(crate) fn app_hash(header: &TrustedState) -> Result<Hash, Error> {
    let app_hash = header.app_hash().ok_or(Error::NoAppHash)?;
    Hash::from_slice(app_hash).ok_or(Error::AppHashLength { length: length(app_hash) })
}
