//! Signatures, by type of key.

#[cfg(feature = "alloc")]
mod batch;
mod ed25519;
#[cfg(feature = "alloc")]
mod key_cache;
#[cfg(feature = "lanes")]
mod lanes;
#[cfg(feature = "secp256k1")]
mod secp256k1;
#[cfg(feature = "alloc")]
mod stock;

#[cfg(feature = "alloc")]
pub use batch::Verifier;

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

/// Who answers the engine when it asks for signatures: at once, or for many together. The first
/// wrong one is named in the order in which they were asked for, either way.
pub(crate) trait Check {
    /// Forgets what has been asked for and not been settled.
    fn begin(&mut self);

    /// Asks for a signature.
    ///
    /// # Errors
    /// Those of [`verify`], now or from [`Check::settle`].
    fn request(
        &mut self,
        public_key: &PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
        index: u32,
    ) -> Result<(), Error>;

    /// Answers for all that has been asked for.
    ///
    /// # Errors
    /// Those of [`verify`], of the first signature that is wrong.
    fn settle(&mut self) -> Result<(), Error>;
}

/// One by one: nothing is remembered, nothing is allocated.
pub(crate) struct Single;

impl Check for Single {
    fn begin(&mut self) {}

    fn request(
        &mut self,
        public_key: &PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
        index: u32,
    ) -> Result<(), Error> {
        verify(public_key, message, signature, index)
    }

    fn settle(&mut self) -> Result<(), Error> {
        Ok(())
    }
}

/// What stands in for a signature while a fuzzer runs, which could not make one: the last byte
/// says whether it is right.
fn stand_in(signature: &[u8], index: u32) -> Result<(), Error> {
    match signature.last() {
        Some(0) if signature.len() == 64 => Ok(()),
        _ => Err(Error::WrongSignature { index }),
    }
}

/// The real checks, for the one fuzz target that makes signatures: everywhere else a fuzzer meets
/// the stand-in.
#[cfg(all(fuzzing, feature = "alloc"))]
#[doc(hidden)]
pub mod fuzzing {
    use super::{Check, Error, Verifier, ed25519};

    /// Whether `signature` is one of `key` over `message`.
    #[must_use]
    pub fn single(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
        ed25519::verify(key, message, signature)
    }

    /// Checks all of a key, a message and a signature each in one batch.
    ///
    /// # Errors
    /// [`Error::WrongSignature`] of the first that is wrong.
    pub fn batch<'a>(
        verifier: &mut Verifier,
        signed: impl IntoIterator<Item = (&'a [u8; 32], &'a [u8], &'a [u8; 64])>,
    ) -> Result<(), Error> {
        verifier.begin();
        for (index, (key, message, signature)) in (0..).zip(signed) {
            verifier.enqueue(key, message, signature, index);
        }
        verifier.settle()
    }
}
