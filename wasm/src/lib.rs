//! The JavaScript interface of Parhelion: converts bytes and numbers, calls one function of
//! `parhelion-core`, and decides nothing. 64-bit numbers are BigInts, in and out.

#![forbid(unsafe_code)]

mod error;
mod input;

use error::{argument, refusal};
use input::{Now, Settings, moment, options};
use parhelion_core::{Error, LightBlock, Limits, TrustedState, ValidatorSet, commit, light};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** What the caller decides. What is left out has its default. */
export interface Options {
  /** The share of a trusted set that must have signed a block which does not follow directly: numerator and denominator, in [1/3, 1]. Default [1n, 3n]. */
  trustThreshold?: [bigint, bigint];
  /** Nanoseconds for which a trusted header may be built on; well below the chain's unbonding period. Default two weeks. */
  trustingPeriod?: bigint;
  /** Nanoseconds by which a header may be ahead of the clock. Default ten seconds. */
  maxClockDrift?: bigint;
}

/** Thrown by everything here. What the code carries stands beside it: `tallied`, `needed`, `total`, `index`, `offset`, … are BigInts; times are nanoseconds since 1970; `part` names the message that does not decode, `key_type` a type of key. */
export interface ParhelionError extends Error {
  /** Stable; 0 where the call itself was wrong. */
  code: number;
  class: "malformed" | "expired" | "not_enough_trust" | "invalid" | "unsupported" | "argument";
  [value: string]: unknown;
}
"#;

/// Verifies a block of any height above the trusted one, and gives the state to store and to go on
/// from: 256 bytes.
///
/// `trusted_validators` is the set that follows the trusted header; a block that follows directly
/// needs none. `now` is a Date, or nanoseconds since 1970.
///
/// # Errors
/// A `ParhelionError`; the class `not_enough_trust` means: verify a block in between first.
#[wasm_bindgen]
#[allow(clippy::needless_pass_by_value, reason = "optional values come so from wasm-bindgen")]
pub fn verify(
    state: &[u8],
    trusted_validators: Option<Box<[u8]>>,
    block: &[u8],
    settings: Option<Settings>,
    now: &Now,
) -> Result<Vec<u8>, JsValue> {
    step(state, trusted_validators.as_deref(), block, settings.as_ref(), now, None)
}

/// Makes verification several times faster, and changes no verdict: checks signatures in batches,
/// and remembers keys between calls. Call `free()` when it is not needed any more.
#[wasm_bindgen]
pub struct Verifier(parhelion_core::Verifier);

#[wasm_bindgen]
impl Verifier {
    /// A verifier that remembers so many keys, of about 220 bytes each: from 1 to 100,000, 256 where
    /// nothing is said.
    ///
    /// # Errors
    /// A `ParhelionError` of the class `argument` for another number.
    #[wasm_bindgen(constructor)]
    pub fn new(keys: Option<u32>) -> Result<Verifier, JsValue> {
        match keys.unwrap_or(256) {
            keys @ 1..=100_000 => Ok(Verifier(parhelion_core::Verifier::with_keys(keys as usize))),
            _ => Err(argument("keys is not from 1 to 100,000")),
        }
    }

    /// Verifies as the function of the same name does.
    ///
    /// # Errors
    /// Those of the function.
    #[allow(clippy::needless_pass_by_value, reason = "optional values come so from wasm-bindgen")]
    pub fn verify(
        &mut self,
        state: &[u8],
        trusted_validators: Option<Box<[u8]>>,
        block: &[u8],
        settings: Option<Settings>,
        now: &Now,
    ) -> Result<Vec<u8>, JsValue> {
        let verifier = Some(&mut self.0);
        step(state, trusted_validators.as_deref(), block, settings.as_ref(), now, verifier)
    }
}

fn step(
    state: &[u8],
    trusted_validators: Option<&[u8]>,
    block: &[u8],
    settings: Option<&Settings>,
    now: &Now,
    verifier: Option<&mut parhelion_core::Verifier>,
) -> Result<Vec<u8>, JsValue> {
    let now = moment(now)?;
    let settings = options(settings)?;
    let verify = || -> Result<[u8; 256], Error> {
        let state = TrustedState::from_trusted_bytes(state)?;
        let set = trusted_validators.map(|bytes| ValidatorSet::parse(bytes, &Limits::DEFAULT));
        let set = set.transpose()?;
        let set = set.as_ref();
        let block = LightBlock::parse(block, &Limits::DEFAULT)?;
        let options = settings.read()?;
        let verified = match verifier {
            Some(verifier) => light::verify_with(&state, set, &block, &options, now, verifier),
            None => {
                let mut scratch = vec![0; set.map_or(0, commit::scratch_len)];
                light::verify(&state, set, &block, &options, now, &mut scratch)
            }
        };
        Ok(verified?.trusted_state().to_bytes())
    };
    verify().map(Vec::from).map_err(|error| refusal(&error))
}

/// The version of the library.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
