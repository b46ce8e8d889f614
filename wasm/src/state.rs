//! Trusted states: what JavaScript shows of one, and the first.

use crate::error::thrown;
use crate::record::{Record, bytes, hash, number, point, record, text};
use alloc::vec::Vec;
use parhelion_core::{Error, Hash, LightBlock, Limits, TrustedState};
use wasm_bindgen::prelude::*;

/// Reads a stored state, and shows what is in it.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`].
#[wasm_bindgen]
pub fn state(stored: &[u8]) -> Result<Record, Record> {
    TrustedState::from_trusted_bytes(stored).map(|state| shown(&state)).map_err(thrown)
}

/// Trusts a block because somebody vouches for the hash of its header, of 32 bytes.
///
/// # Errors
/// Those of [`LightBlock::parse`], then those of [`TrustedState::trust_on_faith`].
#[wasm_bindgen]
pub fn trust(block: &[u8], hash: &[u8]) -> Result<Vec<u8>, Record> {
    let trust = || {
        let block = LightBlock::parse(block, &Limits::DEFAULT)?;
        // No header has a hash of another length.
        let hash = Hash::from_slice(hash).ok_or(Error::TrustedHashMismatch)?;
        TrustedState::trust_on_faith(block.header(), &hash)
    };
    trust().map(|state| state.to_bytes().to_vec()).map_err(thrown)
}

/// Trusts a header because somebody vouches for its hash: enough for proofs of state.
///
/// # Errors
/// Those of [`parhelion_core::Header::parse`], then those of [`TrustedState::trust_on_faith`].
#[cfg(feature = "wallet")]
#[wasm_bindgen]
pub fn trust_header(header: &[u8], hash: &[u8]) -> Result<Vec<u8>, Record> {
    let trust = || {
        let header = parhelion_core::Header::parse(header, &Limits::DEFAULT)?;
        let hash = Hash::from_slice(hash).ok_or(Error::TrustedHashMismatch)?;
        TrustedState::trust_on_faith(&header, &hash)
    };
    trust().map(|state| state.to_bytes().to_vec()).map_err(thrown)
}

fn shown(state: &TrustedState) -> Record {
    let shown = record();
    text(&shown, "chainId", state.chain_id().as_str());
    number(&shown, "height", state.height());
    point(&shown, "time", state.time());
    hash(&shown, "nextValidatorsHash", state.next_validators_hash());
    hash(&shown, "headerHash", state.header_hash());
    hash(&shown, "lastBlockHash", state.last_block_hash());
    if let Some(hash) = state.app_hash() {
        bytes(&shown, "appHash", hash);
    }
    shown
}
