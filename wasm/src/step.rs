//! One step of a light client, with single signatures.

use crate::error::thrown;
use crate::input;
use crate::record::Record;
use alloc::vec::Vec;
use parhelion_core::{Error, LightBlock, Limits, TrustedState, ValidatorSet, light};
use wasm_bindgen::prelude::*;

/// Verifies a block of any height above the trusted one.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`], of [`ValidatorSet::parse`], of
/// [`LightBlock::parse`], of `input::settings`; then those of [`light::verify`].
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "optional values come so from wasm-bindgen")]
pub fn verify(
    state: &[u8],
    trusted_validators: Option<Vec<u8>>,
    block: &[u8],
    settings: &[u8],
) -> Result<Vec<u8>, Record> {
    let verify = || -> Result<[u8; 256], Error> {
        let state = TrustedState::from_trusted_bytes(state)?;
        let set = trusted_validators.as_deref();
        let set = set.map(|bytes| ValidatorSet::parse(bytes, &Limits::DEFAULT)).transpose()?;
        let block = LightBlock::parse(block, &Limits::DEFAULT)?;
        let (options, now) = input::settings(settings)?;
        let words = set.as_ref().map_or(0, parhelion_core::commit::scratch_len);
        let mut scratch = alloc::vec![0; words];
        light::verify(&state, set.as_ref(), &block, &options, now, &mut scratch)
            .map(|verified| verified.trusted_state().to_bytes())
    };
    verify().map(|state| state.to_vec()).map_err(thrown)
}
