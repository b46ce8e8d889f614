//! What a chain's state holds.

use crate::error::thrown;
use crate::record::{Record, bytes, number, record, text};
use parhelion_core::proof::{
    MerkleProof, Proven, verify_gap, verify_membership, verify_non_membership,
};
use parhelion_core::{Error, Limits, TrustedState};
use wasm_bindgen::prelude::*;

/// Proves that a store holds a value under a key.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`], of [`MerkleProof::parse`]; then those of
/// [`verify_membership`].
#[wasm_bindgen]
pub fn membership(
    state: &[u8],
    store: &[u8],
    key: &[u8],
    value: &[u8],
    proof: &[u8],
) -> Result<Record, Record> {
    let prove = || {
        let header = TrustedState::from_trusted_bytes(state)?;
        let proof = MerkleProof::parse(proof, &Limits::DEFAULT)?;
        verify_membership(&header, store, key, value, &proof)
    };
    prove().map(|proven| shown(&proven)).map_err(thrown)
}

/// Proves that a store holds nothing under a key.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`], of [`MerkleProof::parse`]; then those of
/// [`verify_non_membership`].
#[wasm_bindgen]
pub fn absence(state: &[u8], store: &[u8], key: &[u8], proof: &[u8]) -> Result<Record, Record> {
    let prove = || {
        let header = TrustedState::from_trusted_bytes(state)?;
        let proof = MerkleProof::parse(proof, &Limits::DEFAULT)?;
        verify_non_membership(&header, store, key, &proof)
    };
    prove().map(|proven| shown(&proven)).map_err(thrown)
}

/// Proves an answer of `/abci_query`, whose two operations are the proofs in the store and of the
/// store: its value, or that there is none.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`], of [`MerkleProof::of_ops`]; then those of
/// [`verify_membership`], if it is no absence either.
#[wasm_bindgen]
pub fn answer(
    state: &[u8],
    store: &[u8],
    key: &[u8],
    value: &[u8],
    lower: &[u8],
    upper: &[u8],
) -> Result<Record, Record> {
    let prove = || {
        let header = TrustedState::from_trusted_bytes(state)?;
        let proof = MerkleProof::of_ops(lower, upper, &Limits::DEFAULT)?;
        proven(&header, store, key, value, &proof)
    };
    prove().map(|proven| shown(&proven)).map_err(thrown)
}

/// What an answer proves of a key: its value, or that there is none.
pub(crate) fn proven<'a>(
    header: &TrustedState,
    store: &'a [u8],
    key: &'a [u8],
    value: &'a [u8],
    proof: &MerkleProof<'a>,
) -> Result<Proven<'a>, Error> {
    verify_membership(header, store, key, value, proof).or_else(|error| {
        // An answer of nothing has an empty value, as one of a value that is empty.
        let gap = value.is_empty().then(|| verify_gap(header, store, key, proof).ok()).flatten();
        gap.map(|gap| *gap.proven()).ok_or(error)
    })
}

fn shown(proven: &Proven<'_>) -> Record {
    let shown = record();
    text(&shown, "chainId", proven.chain_id().as_str());
    number(&shown, "height", proven.height());
    bytes(&shown, "store", proven.store());
    bytes(&shown, "key", proven.key());
    if let Some(value) = proven.value() {
        bytes(&shown, "value", value);
    }
    shown
}
