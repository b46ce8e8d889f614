//! The handle that checks signatures together, and remembers keys.

#[cfg(feature = "lanes")]
use super::lanes::Lanes;
use super::stock::Stock;
use super::{Check, stand_in, verify};
use crate::error::Error;
use crate::types::{KeyType, PublicKey};
#[cfg(feature = "lanes")]
use alloc::boxed::Box;
use alloc::vec::Vec;
use core::ops::Range;

/// Checks signatures in batches, and remembers keys.
///
/// It changes no verdict: whatever is verified with one gives the same answer without. It saves
/// time, at the price of memory that is allocated when it is made; one verification at a time.
///
/// Keys are remembered by their bytes, after the hash of the set that they come from has matched.
pub struct Verifier {
    batch: Batch,
    scratch: Vec<u32>,
}

/// Who computes: the same equation either way.
enum Batch {
    Stock(Stock),
    #[cfg(feature = "lanes")]
    Lanes(Box<Lanes>),
}

/// Asks whoever computes.
macro_rules! ask {
    ($verifier:expr, $batch:ident => $value:expr) => {
        match &mut $verifier.batch {
            Batch::Stock($batch) => $value,
            #[cfg(feature = "lanes")]
            Batch::Lanes($batch) => $value,
        }
    };
}

impl Verifier {
    /// Keys that [`Verifier::new`] has room for: those of some sets of the usual size.
    pub const KEYS: usize = 1024;

    /// A verifier that remembers [`Verifier::KEYS`] keys, in about 220 KB; with lanes, 400 KB.
    #[must_use]
    pub fn new() -> Verifier {
        Verifier::with_keys(Verifier::KEYS)
    }

    /// A verifier that remembers at least so many keys, of about 220 bytes each; with lanes, 400.
    ///
    /// With the feature `lanes` it computes eight at a time where the machine can.
    #[must_use]
    pub fn with_keys(keys: usize) -> Verifier {
        #[cfg(feature = "lanes")]
        if let Some(backend) = parhelion_lanes::Backend::detect() {
            return Verifier::with_lanes(keys, backend);
        }
        Verifier::without_lanes(keys)
    }

    /// A verifier that computes with one of the backends that this machine has: for tests and
    /// benches, since [`Verifier::with_keys`] takes the fastest.
    #[cfg(feature = "lanes")]
    #[must_use]
    pub fn with_lanes(keys: usize, backend: parhelion_lanes::Backend) -> Verifier {
        Verifier { batch: Batch::Lanes(Box::new(Lanes::new(backend, keys))), scratch: Vec::new() }
    }

    /// A verifier that computes as one does without the feature `lanes`.
    #[must_use]
    pub fn without_lanes(keys: usize) -> Verifier {
        Verifier { batch: Batch::Stock(Stock::with_keys(keys)), scratch: Vec::new() }
    }

    /// Memory for a look-up by address, to be given back.
    pub(crate) fn lend(&mut self, words: usize) -> Vec<u32> {
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.resize(words, 0);
        scratch
    }

    pub(crate) fn give_back(&mut self, scratch: Vec<u32>) {
        self.scratch = scratch;
    }

    /// Signatures that have been asked for and not been settled.
    pub(crate) fn pending(&mut self) -> usize {
        ask!(self, batch => batch.len())
    }

    /// Whether all of these are right.
    pub(crate) fn holds(&mut self, range: Range<usize>) -> bool {
        ask!(self, batch => batch.holds(range))
    }

    /// The first of these that is wrong.
    pub(crate) fn first_wrong(&mut self, range: Range<usize>) -> Result<(), Error> {
        match ask!(self, batch => batch.first_wrong(range)) {
            Some(index) => Err(Error::WrongSignature { index }),
            None => Ok(()),
        }
    }

    /// Asks for an Ed25519 signature, whether or not a fuzzer runs.
    pub(super) fn enqueue(
        &mut self,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
        index: u32,
    ) {
        ask!(self, batch => batch.push(key, message, signature, index));
    }
}

impl Default for Verifier {
    fn default() -> Self {
        Verifier::new()
    }
}

impl core::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

impl Check for Verifier {
    fn begin(&mut self) {
        ask!(self, batch => batch.clear());
    }

    fn request(
        &mut self,
        public_key: &PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
        index: u32,
    ) -> Result<(), Error> {
        if cfg!(fuzzing) {
            return stand_in(signature, index);
        }
        let parts = (<&[u8; 32]>::try_from(public_key.as_bytes()), signature.try_into());
        let (KeyType::Ed25519, (Ok(key), Ok(signature))) = (public_key.key_type(), parts) else {
            return verify(public_key, message, signature, index);
        };
        self.enqueue(key, message, signature, index);
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Error> {
        let all = 0..self.pending();
        if all.is_empty() || self.holds(all.clone()) { Ok(()) } else { self.first_wrong(all) }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn memory_that_was_given_back_is_lent_again() {
        let mut verifier = Verifier::new();
        let mut scratch = verifier.lend(100);
        assert_eq!(scratch, [0; 100]);
        scratch.fill(7);
        verifier.give_back(scratch);
        let scratch = verifier.lend(50);
        assert!(scratch.len() == 50 && scratch.capacity() >= 100);
    }

    #[test]
    fn a_verifier_does_not_show_what_it_remembers() {
        assert_eq!(format!("{:?}", Verifier::new()), "Verifier { .. }");
    }
}
