//! The same block once more, as a signer gets it: in frames, cut into chunks.

use crate::kinds::LIMITS;
use parhelion_core::stream::{Frames, TrustedValidator, Update, write_trusted_set};
use parhelion_core::{Error, Options, Sink, Time, TrustedState, ValidatorSet};

/// What a signer is asked: see [`parhelion_core::light::verify`].
#[allow(missing_docs, reason = "the parameters of the function")]
pub struct Streamed<'c> {
    pub state: &'c TrustedState,
    pub trusted_validators: Option<&'c [u8]>,
    pub block: &'c [u8],
    pub options: &'c Options,
    pub now: Time,
}

impl Streamed<'_> {
    /// Asks by chunks of the size of a USB packet, and of another size: neither may change a verdict.
    ///
    /// # Panics
    /// Where one does.
    pub fn same_as(&self, whole: &Result<TrustedState, Error>) {
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

    /// What a host sends.
    ///
    /// # Errors
    /// Those of the host.
    pub fn frames(&self) -> Result<Vec<u8>, Error> {
        let mut sent = Bytes(Vec::new());
        if let Some(set) = self.trusted_validators {
            write_trusted_set(set, LIMITS, &mut sent)?;
        }
        let block = Frames::of(self.block, LIMITS).and_then(|frames| frames.write(&mut sent));
        // Of a block that cannot be sent nobody is asked: what is wrong with the set comes first.
        let set = self.trusted_validators.map(|set| ValidatorSet::parse(set, LIMITS)).transpose();
        block.map_err(|error| set.err().unwrap_or(error)).map(|()| sent.0)
    }

    fn ask(&self, size: usize) -> Result<TrustedState, Error> {
        let validators = self.trusted_validators.map_or(0, |set| set.len() / 32);
        let mut memory = vec![TrustedValidator::NONE; validators];
        self.push(self.frames()?.chunks(size), &mut memory)
    }

    /// What a signer says to these chunks.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn push<'b>(
        &self,
        chunks: impl IntoIterator<Item = &'b [u8]>,
        memory: &mut [TrustedValidator],
    ) -> Result<TrustedState, Error> {
        let mut update = Update::new(self.state, self.options, self.now);
        for chunk in chunks {
            update.push(chunk, memory)?;
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
