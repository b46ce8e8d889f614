//! Values that are lists.

use super::ConsumerId;
use crate::error::Error;
use crate::hash::Address;
use crate::limits::{Limits, MAX_STORE_ENTRIES};
use crate::types::Message;
use crate::wire::Reader;

/// The field that all of these messages have.
const ENTRIES: u32 = 1;

/// The values of a repeated field of a message that has been read.
pub(super) fn entries<'a>(
    bytes: &'a [u8],
    message: Message,
    number: u32,
) -> impl Iterator<Item = &'a [u8]> + Clone + use<'a> {
    let mut reader = Reader::again(bytes, message);
    core::iter::from_fn(move || {
        loop {
            let field = reader.field().ok()??;
            if field.number == number {
                return Some(reader.repeated(field, message).ok()?.rest());
            }
            reader.skip(field).ok()?;
        }
    })
}

/// Counts an entry of a list.
pub(super) fn count(entries: &mut u32, message: Message) -> Result<(), Error> {
    *entries = entries.saturating_add(1);
    if *entries > MAX_STORE_ENTRIES {
        return Err(Error::TooManyEntries { message, limit: MAX_STORE_ENTRIES });
    }
    Ok(())
}

/// Reads a message that is a list and nothing else, and each entry of it.
fn read<'a>(
    bytes: &'a [u8],
    message: Message,
    limits: &Limits,
    check: impl Fn(&'a [u8]) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut reader = Reader::new(bytes, message, limits)?;
    let mut found = 0;
    while let Some(field) = reader.field()? {
        if field.number != ENTRIES {
            reader.skip(field)?;
            continue;
        }
        count(&mut found, message)?;
        check(reader.repeated(field, message)?.rest())?;
    }
    Ok(())
}

const fn wrong(message: Message) -> Error {
    Error::StoreFieldValue { message, field: ENTRIES }
}

fn text(bytes: &[u8], message: Message) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|_| wrong(message))
}

/// `AddressList`: addresses of 20 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressList<'a>(&'a [u8]);

impl<'a> AddressList<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::TooManyEntries`] above [`MAX_STORE_ENTRIES`];
    /// [`Error::StoreValueLength`] of an address.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let check = |entry| super::scalar::address(entry).map(drop);
        read(bytes, Message::AddressList, limits, check)?;
        Ok(AddressList(bytes))
    }

    /// The addresses.
    pub fn iter(&self) -> impl Iterator<Item = Address> + Clone + use<'a> {
        entries(self.0, Message::AddressList, ENTRIES).filter_map(Address::from_slice)
    }
}

/// `ConsumerIds`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumerIds<'a>(&'a [u8]);

impl<'a> ConsumerIds<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::TooManyEntries`] above [`MAX_STORE_ENTRIES`];
    /// [`Error::StoreFieldValue`] of what is not UTF-8; [`Error::ConsumerIdSyntax`];
    /// [`Error::ConsumerIdForm`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let check = |entry| ConsumerId::parse(text(entry, Message::ConsumerIds)?).map(drop);
        read(bytes, Message::ConsumerIds, limits, check)?;
        Ok(ConsumerIds(bytes))
    }

    /// The ids.
    pub fn iter(&self) -> impl Iterator<Item = ConsumerId> + Clone + use<'a> {
        entries(self.0, Message::ConsumerIds, ENTRIES)
            .filter_map(|entry| ConsumerId::parse(core::str::from_utf8(entry).ok()?).ok())
    }
}

/// `SlashAcks`: addresses on a consumer, in the text that it had used, whose prefix is its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlashAcks<'a>(&'a [u8]);

impl<'a> SlashAcks<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::TooManyEntries`] above [`MAX_STORE_ENTRIES`];
    /// [`Error::StoreFieldValue`] of what is not UTF-8.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let check = |entry| text(entry, Message::SlashAcks).map(drop);
        read(bytes, Message::SlashAcks, limits, check)?;
        Ok(SlashAcks(bytes))
    }

    /// The texts.
    pub fn iter(&self) -> impl Iterator<Item = &'a str> + Clone + use<'a> {
        entries(self.0, Message::SlashAcks, ENTRIES)
            .filter_map(|entry| core::str::from_utf8(entry).ok())
    }
}
