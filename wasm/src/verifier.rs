//! Headers that follow from a trusted one, with batches of signatures.

use crate::error::thrown;
use crate::input;
use crate::record::{Record, bytes, list, member, push, record};
use alloc::vec::Vec;
use parhelion_core::{
    Error, Header, LightBlock, Limits, TrustedState, ValidatorSet, Verified, light,
};
use wasm_bindgen::prelude::*;

/// Checks signatures in batches, and remembers keys; changes no verdict.
#[wasm_bindgen]
pub struct Verifier(pub(crate) parhelion_core::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// A verifier that remembers so many keys.
    #[wasm_bindgen(constructor)]
    pub fn new(keys: u32) -> Verifier {
        Verifier(parhelion_core::Verifier::with_keys(keys as usize))
    }

    /// Verifies a block of any height above the trusted one.
    ///
    /// # Errors
    /// Those of [`TrustedState::from_trusted_bytes`], of [`ValidatorSet::parse`], of
    /// [`LightBlock::parse`], of `input::settings`; then those of [`light::verify_with`].
    #[allow(clippy::needless_pass_by_value, reason = "optional values come so from wasm-bindgen")]
    pub fn verify(
        &mut self,
        state: &[u8],
        trusted_validators: Option<Vec<u8>>,
        block: &[u8],
        settings: &[u8],
    ) -> Result<Vec<u8>, Record> {
        let mut verify = || -> Result<Vec<u8>, Error> {
            let state = TrustedState::from_trusted_bytes(state)?;
            let set = trusted_validators.as_deref();
            let set = set.map(|bytes| ValidatorSet::parse(bytes, &Limits::DEFAULT)).transpose()?;
            let block = LightBlock::parse(block, &Limits::DEFAULT)?;
            let (options, now) = input::settings(settings)?;
            light::verify_with(&state, set.as_ref(), &block, &options, now, &mut self.0)
                .map(|verified| stored(&verified))
        };
        verify().map_err(thrown)
    }

    /// Verifies blocks that follow one another directly. They come in one piece, with their
    /// lengths. The answer has the `states` after those that were verified, and the `error` of the
    /// one after them.
    ///
    /// # Errors
    /// Those of [`TrustedState::from_trusted_bytes`] and of `input::settings`: nothing was
    /// asked.
    pub fn window(
        &mut self,
        state: &[u8],
        joined: &[u8],
        lengths: &[u32],
        settings: &[u8],
    ) -> Result<Record, Record> {
        let state = TrustedState::from_trusted_bytes(state).map_err(thrown)?;
        let (options, now) = input::settings(settings).map_err(thrown)?;
        let mut rest = joined;
        let mut unread = None;
        let blocks = lengths.iter().map_while(|length| {
            let (block, after) = rest.split_at_checked(*length as usize)?;
            rest = after;
            LightBlock::parse(block, &Limits::DEFAULT).map_err(|error| unread = Some(error)).ok()
        });
        let (verified, error) =
            light::verify_window(&state, blocks, &options, now, &mut self.0).into_parts();
        let states = list();
        for verified in &verified {
            let state = record();
            bytes(&state, "state", &stored(verified));
            push(&states, state);
        }
        let answer = record();
        member(&answer, "states", states);
        // Where a block before is not verified, the one that is not readable was not come to.
        if let Some(error) = error.or(unread) {
            member(&answer, "error", thrown(error));
        }
        Ok(answer)
    }
}

/// Verifies the header before the trusted one, by its hash.
///
/// # Errors
/// Those of [`TrustedState::from_trusted_bytes`], of [`Header::parse`]; then those of
/// [`light::verify_backwards`].
#[wasm_bindgen]
pub fn backwards(state: &[u8], header: &[u8]) -> Result<Vec<u8>, Record> {
    let verify = || {
        let state = TrustedState::from_trusted_bytes(state)?;
        let header = Header::parse(header, &Limits::DEFAULT)?;
        light::verify_backwards(&state, &header).map(|verified| stored(&verified))
    };
    verify().map_err(thrown)
}

pub(crate) fn stored(verified: &Verified<'_>) -> Vec<u8> {
    verified.trusted_state().to_bytes().to_vec()
}
