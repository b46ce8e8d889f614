//! Changes of a validator set that wait, and reports of infractions.

use super::ValidatorUpdate;
use super::lists::{count, entries};
use crate::error::Error;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{Message, getters};
use crate::wire::Reader;

const UPDATES: u32 = 1;
const ACKS: u32 = 3;

/// `ValidatorSetChangePacketData`, as it is stored: in protobuf. What is sent is JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValsetChange<'a> {
    valset_update_id: u64,
    bytes: &'a [u8],
}

impl<'a> ValsetChange<'a> {
    getters! {
        /// The id of the update; 0 in a consumer's store.
        valset_update_id: u64,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::TooManyEntries`] above
    /// [`MAX_STORE_ENTRIES`](crate::limits::MAX_STORE_ENTRIES) in both lists together;
    /// [`Error::StoreFieldValue`] of a power below 0; [`Error::UnknownKeyType`];
    /// [`Error::KeyLength`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let reader = Reader::new(bytes, Message::ValsetChange, limits)?;
        ValsetChange::decode(reader, &mut 0)
    }

    fn decode(mut reader: Reader<'a>, found: &mut u32) -> Result<Self, Error> {
        let message = Message::ValsetChange;
        let mut read = ValsetChange { valset_update_id: 0, bytes: reader.rest() };
        while let Some(field) = reader.field()? {
            match field.number {
                UPDATES => {
                    count(found, message)?;
                    let update = reader.repeated(field, Message::ValidatorUpdate)?;
                    ValidatorUpdate::decode(update)?;
                }
                2 => read.valset_update_id = reader.uint64(field)?,
                ACKS => {
                    count(found, message)?;
                    reader.repeated_text(field)?;
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(read)
    }

    /// The updates, in their order.
    pub fn validator_updates(&self) -> impl Iterator<Item = ValidatorUpdate<'a>> + Clone + use<'a> {
        updates(self.bytes, Message::ValsetChange, UPDATES)
    }

    /// The addresses whose downtime was punished.
    pub fn slash_acks(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        entries(self.bytes, Message::ValsetChange, ACKS)
            .filter_map(|entry| core::str::from_utf8(entry).ok())
    }
}

/// The validator updates in a message that has been read.
pub(super) fn updates<'a>(
    bytes: &'a [u8],
    message: Message,
    number: u32,
) -> impl Iterator<Item = ValidatorUpdate<'a>> + Clone + use<'a> {
    entries(bytes, message, number).filter_map(|entry| {
        ValidatorUpdate::decode(Reader::again(entry, Message::ValidatorUpdate)).ok()
    })
}

/// `ValidatorSetChangePackets`: what waits to be sent to a consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValsetChanges<'a>(&'a [u8]);

impl<'a> ValsetChanges<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of [`ValsetChange::parse`]; the bound is that of all its lists together.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::ValsetChanges;
        let mut reader = Reader::new(bytes, message, limits)?;
        let mut found = 0;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    count(&mut found, message)?;
                    let change = reader.repeated(field, Message::ValsetChange)?;
                    ValsetChange::decode(change, &mut found)?;
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(ValsetChanges(bytes))
    }

    /// The changes, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = ValsetChange<'a>> + Clone + use<'a> {
        entries(self.0, Message::ValsetChanges, 1).filter_map(|entry| {
            ValsetChange::decode(Reader::again(entry, Message::ValsetChange), &mut 0).ok()
        })
    }
}

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
