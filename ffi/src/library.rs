//! The library itself: verifiers, what codes mean, and which version this is.

use crate::detail::Failure;
use crate::slice::{Handle, In};
use crate::{LIMITS, boundary, code};
use parhelion_core::{ValidatorSet, Verifier, commit};
use std::ffi::{CStr, c_char};

/// The version of the interface: it changes where a program would have to be compiled anew.
pub const ABI_VERSION: u32 = 1;

/// Keys that a verifier can be asked to remember: 220 MB of them.
const MAX_KEYS: usize = 1_000_000;

/// Makes a verifier that remembers at least so many keys, 0 for the usual number. NULL where that is
/// more than memory can hold.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verifier_new(keys: usize) -> Handle<'static, Verifier> {
    let made = boundary(|| {
        let keys = if keys == 0 { Verifier::KEYS } else { keys };
        if keys > MAX_KEYS {
            return Err(Failure::Argument);
        }
        Ok(Handle::make(Verifier::with_keys(keys)))
    });
    made.unwrap_or(Handle::NULL)
}

/// Frees a verifier.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verifier_free(verifier: Handle<'_, Verifier>) {
    let _ = boundary(|| {
        verifier.free();
        Ok(())
    });
}

/// The words of memory that looking up in this set wants; 0 where the bytes are no validator set.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_scratch_size(
    validators: In<'_, u8>,
    validators_len: usize,
) -> usize {
    let words = boundary(|| {
        let bytes = validators.required(validators_len)?;
        Ok(commit::scratch_len(&ValidatorSet::parse(bytes, LIMITS)?))
    });
    words.unwrap_or(0)
}

/// The name of a code.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_code_name(code: i32) -> *const c_char {
    code::name(code).as_ptr()
}

/// One sentence about a code.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_code_text(code: i32) -> *const c_char {
    code::text(code).as_ptr()
}

/// The version of the library.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_version() -> *const c_char {
    const VERSION: &CStr =
        match CStr::from_bytes_with_nul(concat!(env!("CARGO_PKG_VERSION"), "\0").as_bytes()) {
            Ok(version) => version,
            Err(_) => c"",
        };
    VERSION.as_ptr()
}

/// The version of the interface.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_abi_version() -> u32 {
    ABI_VERSION
}
