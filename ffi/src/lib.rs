//! The C interface of Parhelion. Its contract is the header, `include/parhelion.h`; this crate
//! converts pointers and numbers, calls one function of `parhelion-core`, and decides nothing.
//!
//! A panic of a dependency becomes [`INTERNAL`] at one boundary. Nothing allocates but what works
//! with a verifier.

#![deny(unsafe_code)]

mod code;
mod slice;
mod types;

pub use code::{ARGUMENT, INTERNAL, OK};
pub use slice::{BadPointer, Handle, In, Out, Plain};
pub use types::{Detail, Options, TrustedState};

use parhelion_core::{LightBlock, Limits, Time, ValidatorSet, Verifier, commit, light};
use std::ffi::{CStr, c_char};
use std::panic::{AssertUnwindSafe, catch_unwind};
use types::Failure;

/// Verifies a block from a trusted state. The header has the contract.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
#[allow(clippy::too_many_arguments, reason = "C has no other way")]
pub extern "C" fn parhelion_verify(
    state: In<'_, TrustedState>,
    trusted_validators: In<'_, u8>,
    trusted_validators_len: usize,
    block: In<'_, u8>,
    block_len: usize,
    options: In<'_, Options>,
    now_seconds: i64,
    now_nanos: u32,
    verifier: Handle<'_, Verifier>,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    let outcome = boundary(|| {
        if !why.is_null() {
            why.value()?.check()?;
        }
        next.check()?;
        let trusted_validators = trusted_validators.slice(trusted_validators_len)?;
        let verified = verify(
            &state.value()?,
            trusted_validators,
            block.slice(block_len)?.ok_or(BadPointer)?,
            &options.value()?,
            Time::from_unix(now_seconds, now_nanos).ok_or(Failure::Argument)?,
            verifier.get()?,
            scratch.slice(scratch_words)?,
        )?;
        Ok(next.write(verified)?)
    });
    let detail = Detail::of(&outcome);
    // What cannot be written to has been refused above, and is not written to.
    if why.value().is_ok_and(|why| why.check().is_ok()) {
        let _ = why.write(detail);
    }
    detail.code
}

fn verify(
    state: &TrustedState,
    trusted_validators: Option<&[u8]>,
    block: &[u8],
    options: &Options,
    now: Time,
    verifier: Option<&mut Verifier>,
    scratch: &mut [u32],
) -> Result<TrustedState, Failure> {
    options.check()?;
    let state = parhelion_core::TrustedState::from_trusted_bytes(&state.bytes)?;
    let trusted_validators =
        trusted_validators.map(|bytes| ValidatorSet::parse(bytes, &Limits::DEFAULT)).transpose()?;
    let block = LightBlock::parse(block, &Limits::DEFAULT)?;
    let options = options.read()?;
    let set = trusted_validators.as_ref();
    let verified = match verifier {
        Some(verifier) => light::verify_with(&state, set, &block, &options, now, verifier),
        None => light::verify(&state, set, &block, &options, now, scratch),
    }?;
    Ok(TrustedState { bytes: verified.trusted_state().to_bytes() })
}

/// Makes a verifier that remembers at least so many keys, 0 for the usual number. NULL where that is
/// more than memory can hold.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub extern "C" fn parhelion_verifier_new(keys: usize) -> Handle<'static, Verifier> {
    let made = boundary(|| {
        let keys = if keys == 0 { Verifier::KEYS } else { keys };
        if keys > MAX_KEYS {
            return Err(Failure::Argument);
        }
        Ok(Handle::make(Verifier::with_keys(keys)))
    });
    made.unwrap_or(Handle::NULL)
}

/// Keys that a verifier can be asked to remember: 220 MB of them.
const MAX_KEYS: usize = 1_000_000;

/// Frees a verifier.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub extern "C" fn parhelion_verifier_free(verifier: Handle<'_, Verifier>) {
    let _ = boundary(|| {
        verifier.free();
        Ok(())
    });
}

/// The words of memory that skipping by these trusted validators wants; 0 where the bytes are no
/// validator set.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub extern "C" fn parhelion_scratch_size(validators: In<'_, u8>, validators_len: usize) -> usize {
    let words = boundary(|| {
        let bytes = validators.slice(validators_len)?.ok_or(BadPointer)?;
        Ok(commit::scratch_len(&ValidatorSet::parse(bytes, &Limits::DEFAULT)?))
    });
    words.unwrap_or(0)
}

/// One sentence about a code.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub extern "C" fn parhelion_code_text(code: i32) -> *const c_char {
    code::text(code).as_ptr()
}

/// The version of the library.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub extern "C" fn parhelion_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// The one place where a panic of a dependency ends: unwinding into C is undefined.
fn boundary<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // Nothing that the call has written to is looked at after a panic.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Failure::Internal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_code() {
        let caught: Result<(), Failure> = boundary(|| panic!("this message belongs to the test"));
        assert_eq!(Detail::of(&caught).code, INTERNAL);
    }
}
