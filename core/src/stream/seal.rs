//! The sealed form of a stream: for a device that has to put its state away outside.
//!
//! | bytes | content |
//! |---|---|
//! | 0..4 | `PHSU` |
//! | 4..6 | version, 1 |
//! | 6..n | the state; the number of trusted validators in memory; 60 bytes for each of them |
//! | n..n+32 | HMAC-SHA-256 under the device's key over the session (8 bytes) and the bytes 0..n |
//!
//! Numbers are little-endian.

use super::trusted::TrustedValidator;
use super::update::Update;
use crate::error::Error;
use crate::form::Form;
use crate::wire::Sink;
use core::fmt;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

const MAGIC: [u8; 4] = *b"PHSU";
/// Raised with every change of what a stream keeps: a test holds it to the bytes.
const VERSION: u16 = 1;
const MAC_LEN: usize = 32;
/// Bytes of a sealed stream, at most, but for the validators in memory: 2,050 of a frame of which one
/// is missing, 1,638 of what is known of a good block of 10,000 validators, and 13 errors of 26 bytes.
pub const MAX_SEALED: usize = 4096;

/// The key under which a device seals what it puts away. It never leaves the device, and is used for
/// nothing else. Who owns it wipes it: a copy of it is dropped as any other bytes.
pub struct DeviceKey([u8; 32]);

impl DeviceKey {
    /// A key of 32 bytes that nobody else can know.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> DeviceKey {
        DeviceKey(bytes)
    }

    fn mac(&self, session: u64, sealed: &[u8]) -> Hmac<Sha256> {
        // HMAC fills a short key with zeros up to a block of the hash.
        let mut block = [0; 64];
        block.iter_mut().zip(self.0).for_each(|(slot, byte)| *slot = byte);
        Hmac::new(&block.into()).chain_update(session.to_le_bytes()).chain_update(sealed)
    }
}

/// Without the key.
impl fmt::Debug for DeviceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DeviceKey")
    }
}

impl Update {
    /// Seals the state, with what it has put into `memory`, to be kept where others can read and write.
    /// The stream goes on from what [`Update::unseal`] gives as if it had never been put away. Gives
    /// the number of bytes written to `out`: at most [`super::MAX_SEALED`], and 60 more for each
    /// trusted validator.
    ///
    /// `session` is a counter that the device keeps: it raises it before each new stream, never lowers
    /// it, and unseals under its present value alone. Otherwise whoever keeps the bytes can bring an
    /// older stream back, with the state that was trusted then and the time it was then: one whose
    /// validators have long sold their keys. Within one session all that can be brought back is an
    /// earlier moment of this stream, from which other frames may follow: each of these is a stream
    /// that the device would have judged the same.
    ///
    /// Nothing is encrypted: all of it came from outside, and can be read there.
    ///
    /// # Errors
    /// [`Error::SealMemoryTooSmall`].
    pub fn seal(
        &self,
        memory: &[TrustedValidator],
        key: &DeviceKey,
        session: u64,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        let mut written = Written { out, length: 0 };
        MAGIC.put(&mut written);
        VERSION.put(&mut written);
        self.put(&mut written);
        let held = memory.get(..self.in_memory()).unwrap_or(memory);
        held.len().put(&mut written);
        held.iter().for_each(|validator| validator.put(&mut written));
        let mac = key.mac(session, written.sealed()).finalize().into_bytes();
        written.put(&mac);
        written.whole()
    }

    /// Reads what was sealed by this device in this session, and fills `memory` again.
    ///
    /// # Errors
    /// [`Error::SealMismatch`] of anything else: another key, another session, a bit that was changed,
    /// bytes that are missing. It takes the same time wherever the first difference is.
    /// [`Error::SealVersion`]; [`Error::TrustedMemoryTooSmall`].
    pub fn unseal(
        key: &DeviceKey,
        session: u64,
        sealed: &[u8],
        memory: &mut [TrustedValidator],
    ) -> Result<Update, Error> {
        let (sealed, mac) = sealed.split_last_chunk::<MAC_LEN>().ok_or(Error::SealMismatch)?;
        let found = key.mac(session, sealed).verify(&(*mac).into());
        found.map_err(|_| Error::SealMismatch)?;
        let mut rest = sealed;
        let head = Form::take(&mut rest);
        let update = Update::take(&mut rest).filter(|_| head == Some((MAGIC, VERSION)));
        let (update, held) = update.zip(usize::take(&mut rest)).ok_or(Error::SealVersion)?;
        let needed = u32::try_from(held).unwrap_or(u32::MAX);
        let small = Error::TrustedMemoryTooSmall { needed };
        for slot in memory.get_mut(..held).ok_or(small)? {
            *slot = Form::take(&mut rest).ok_or(Error::SealVersion)?;
        }
        if rest.is_empty() { Ok(update) } else { Err(Error::SealVersion) }
    }
}

/// What has been written, and would have been if there were room.
struct Written<'o> {
    out: &'o mut [u8],
    length: usize,
}

impl Written<'_> {
    /// What is there, if it is whole.
    fn sealed(&self) -> &[u8] {
        self.out.get(..self.length).unwrap_or_default()
    }

    fn whole(&self) -> Result<usize, Error> {
        let needed = u32::try_from(self.length).unwrap_or(u32::MAX);
        let fits = self.length <= self.out.len();
        if fits { Ok(self.length) } else { Err(Error::SealMemoryTooSmall { needed }) }
    }
}

impl Sink for Written<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let begin = self.length;
        self.length = begin.saturating_add(bytes.len());
        if let Some(slots) = self.out.get_mut(begin..self.length) {
            slots.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        }
    }
}
