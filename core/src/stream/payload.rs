//! What a frame is put together from, on the host's side.

use super::frame::MAX_FRAME;
use crate::error::Error;
use crate::wire::{Encode, Sink};

/// What is put together for one frame.
pub(super) struct Payload {
    bytes: heapless::Vec<u8, MAX_FRAME>,
    length: usize,
}

impl Payload {
    pub(super) const fn new() -> Payload {
        Payload { bytes: heapless::Vec::new(), length: 0 }
    }

    pub(super) fn whole(self) -> Result<heapless::Vec<u8, MAX_FRAME>, Error> {
        if self.length == self.bytes.len() {
            return Ok(self.bytes);
        }
        Err(Error::FrameTooLong { length: u32::try_from(self.length).unwrap_or(u32::MAX) })
    }
}

impl Sink for Payload {
    fn put(&mut self, bytes: &[u8]) {
        self.length = self.length.saturating_add(bytes.len());
        // What does not fit is missed by `whole`.
        let _ = self.bytes.extend_from_slice(bytes);
    }
}

/// The encoding of a message, if a frame holds it.
pub(super) fn encoded(message: &impl Encode) -> Result<heapless::Vec<u8, MAX_FRAME>, Error> {
    let mut payload = Payload::new();
    message.encode(&mut payload);
    payload.whole()
}
