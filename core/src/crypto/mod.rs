//! Signatures, by type of key.

mod ed25519;
#[cfg(feature = "secp256k1")]
mod secp256k1;

use crate::error::Error;
use crate::types::{KeyType, PublicKey};

/// Checks one signature. `index` is what an error names.
///
/// # Errors
/// [`Error::WrongSignature`]; [`Error::UnsupportedKeyType`] where this build cannot tell.
pub fn verify(
    public_key: &PublicKey<'_>,
    message: &[u8],
    signature: &[u8],
    index: u32,
) -> Result<(), Error> {
    if cfg!(fuzzing) {
        return stand_in(signature, index);
    }
    let key = public_key.as_bytes();
    let good = match public_key.key_type() {
        KeyType::Ed25519 => ed25519::verify(key, message, signature),
        #[cfg(feature = "secp256k1")]
        KeyType::Secp256k1 => secp256k1::verify(key, message, signature),
        key_type => return Err(Error::UnsupportedKeyType { index, key_type }),
    };
    if good { Ok(()) } else { Err(Error::WrongSignature { index }) }
}

/// What stands in for a signature while a fuzzer runs, which could not make one: the last byte
/// says whether it is right.
fn stand_in(signature: &[u8], index: u32) -> Result<(), Error> {
    match signature.last() {
        Some(0) if signature.len() == 64 => Ok(()),
        _ => Err(Error::WrongSignature { index }),
    }
}
