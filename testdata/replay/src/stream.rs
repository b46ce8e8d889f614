//! The same block once more, as a signer gets it: in frames, cut into chunks.

use crate::kinds::LIMITS;
use parhelion_core::stream::{Frames, TrustedValidator, Update, write_trusted_set};
use parhelion_core::{Error, Options, Sink, Time, TrustedState};

/// What a signer is asked.
pub(crate) struct Streamed<'c> {
    pub(crate) state: &'c TrustedState,
    pub(crate) trusted_validators: &'c [u8],
    pub(crate) block: &'c [u8],
    pub(crate) options: &'c Options,
    pub(crate) now: Time,
}

impl Streamed<'_> {
    /// Asks by chunks of the size of a USB packet, and of another size: neither may change a verdict.
    pub(crate) fn same_as(&self, whole: &Result<TrustedState, Error>) {
        let odd = 1 + self.block.len() % 251;
        for size in [64, odd] {
            let streamed = self.ask(size);
            match (whole, &streamed) {
                (Ok(whole), Ok(streamed)) => assert_eq!(whole, streamed, "by {size}"),
                (Err(whole), Err(streamed)) => {
                    assert_eq!(whole.code(), streamed.code(), "by {size}: {whole}, {streamed}");
                }
                _ => panic!("by {size}: {whole:?}, {streamed:?}"),
            }
        }
    }

    fn ask(&self, size: usize) -> Result<TrustedState, Error> {
        let mut sent = Bytes(Vec::new());
        write_trusted_set(self.trusted_validators, LIMITS, &mut sent)?;
        Frames::of(self.block, LIMITS)?.write(&mut sent)?;
        let mut memory = vec![TrustedValidator::NONE; self.trusted_validators.len() / 32];
        let mut update = Update::new(self.state, self.options, self.now);
        for chunk in sent.0.chunks(size) {
            update.push(chunk, &mut memory)?;
        }
        update.finish().map(|streamed| streamed.trusted_state().clone())
    }
}

struct Bytes(Vec<u8>);

impl Sink for Bytes {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}
