//! Verifiers, and the memory that does for those who have none.

use crate::detail::Failure;
use crate::slice::{Handle, In};
use crate::{LIMITS, boundary};
use parhelion_core::{ValidatorSet, Verifier, commit};

/// Keys that a verifier can be asked to remember: 400 MB of them.
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
