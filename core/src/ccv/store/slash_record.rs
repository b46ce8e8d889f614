//! A report of an infraction that a consumer has sent.

use crate::error::Error;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{Message, getters};
use crate::wire::Reader;

/// `SlashRecord`: that a consumer has reported an infraction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlashRecord {
    waiting_on_reply: u64,
    send_time: Time,
}

impl SlashRecord {
    getters! {
        /// When it did.
        send_time: Time,
    }

    /// Whether the provider has not answered yet.
    #[must_use]
    pub const fn waiting_on_reply(&self) -> bool {
        self.waiting_on_reply != 0
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::SlashRecord, limits)?;
        let mut read = SlashRecord { waiting_on_reply: 0, send_time: Time::GO_ZERO };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => read.waiting_on_reply = reader.uint64(field)?,
                2 => read.send_time = reader.timestamp(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(read)
    }
}
