//! The same block once more, as a signer gets it: in frames, cut into chunks.

use crate::kinds::LIMITS;
use parhelion_core::stream::{
    DeviceKey, Frames, MAX_SEALED, TrustedValidator, Update, write_trusted_set,
};
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
    /// Asks by chunks of the size of a USB packet, by those of another size, and with the state put
    /// away between any two frames: nothing of this may change a verdict.
    ///
    /// # Panics
    /// Where something does.
    pub fn same_as(&self, whole: &Result<TrustedState, Error>) {
        let odd = 1 + self.block.len() % 251;
        let by_chunks = [64, odd].map(|size| self.ask(size));
        for (streamed, how) in by_chunks.iter().zip([64, odd]) {
            match (whole, streamed) {
                (Ok(whole), Ok(streamed)) => assert_eq!(whole, streamed, "by {how}"),
                (Err(whole), Err(streamed)) => {
                    assert_eq!(whole.code(), streamed.code(), "by {how}: {whole}, {streamed}");
                }
                _ => panic!("by {how}: {whole:?}, {streamed:?}"),
            }
        }
        let [alone, _] = by_chunks;
        assert_eq!(self.put_away(), alone, "the seal must not change a verdict");
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
        self.push(self.frames()?.chunks(size), &mut self.memory())
    }

    fn memory(&self) -> Vec<TrustedValidator> {
        vec![TrustedValidator::NONE; self.trusted_validators.map_or(0, |set| set.len() / 32)]
    }

    /// Asks with the state sealed after each frame, and all memory forgotten.
    fn put_away(&self) -> Result<TrustedState, Error> {
        let (key, mut memory) = (DeviceKey::new([7; 32]), self.memory());
        let mut sealed = vec![0; MAX_SEALED + size_of_val(&memory[..])];
        let mut update = Update::new(self.state, self.options, self.now);
        for (frame, session) in split(&self.frames()?).zip(0..) {
            update.push(frame, &mut memory)?;
            let length = update.seal(&memory, &key, session, &mut sealed)?;
            memory.fill(TrustedValidator::NONE);
            update = Update::unseal(&key, session, &sealed[..length], &mut memory)?;
        }
        update.finish().map(|streamed| streamed.trusted_state().clone())
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

/// The frames of a stream, one by one.
pub fn split(mut frames: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let [_, low, high, ..] = frames else { return None };
        let frame;
        (frame, frames) = frames.split_at(3 + usize::from(u16::from_le_bytes([*low, *high])));
        Some(frame)
    })
}

struct Bytes(Vec<u8>);

impl Sink for Bytes {
    fn put(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }
}
