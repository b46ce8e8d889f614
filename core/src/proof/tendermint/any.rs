//! The wrapping in which a message says what it is.

use crate::error::Error;
use crate::limits::Limits;
use crate::types::Message;
use crate::wire::Reader;

/// `google.protobuf.Any`: the name of a type, and a message of it.
pub(super) struct Any<'a> {
    pub(super) type_url: &'a str,
    value: Option<Reader<'a>>,
}

impl<'a> Any<'a> {
    pub(super) fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::Any, limits)?;
        let mut any = Any { type_url: "", value: None };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => any.type_url = reader.text(field)?,
                2 => any.value = Some(reader.message(field, Message::Any)?),
                _ => reader.skip(field)?,
            }
        }
        Ok(any)
    }

    /// A reader of the message, which is of this kind.
    pub(super) fn value(&self, message: Message) -> Reader<'a> {
        // Without a value, every field is at its default.
        self.value.map_or_else(|| Reader::again(&[], message), |value| value.of(message))
    }

    /// A reader of the message in an `Any` that has to be of this type.
    pub(super) fn open(
        bytes: &'a [u8],
        type_url: &str,
        message: Message,
        limits: &Limits,
    ) -> Result<Reader<'a>, Error> {
        let any = Any::parse(bytes, limits)?;
        if any.type_url == type_url { Ok(any.value(message)) } else { Err(Error::AnyType) }
    }
}
