//! The reader. Bytes in, fields out; bounds first; nothing is copied and nothing recurses.

use crate::error::Error;
use crate::limits::Limits;
use crate::time::{Duration, Time};
use crate::types::Message;

const VARINT: u32 = 0;
const FIXED64: u32 = 1;
const LENGTH_DELIMITED: u32 = 2;
const START_GROUP: u32 = 3;
const END_GROUP: u32 = 4;
const FIXED32: u32 = 5;
/// The greatest field number of protobuf.
const MAX_FIELD_NUMBER: u64 = (1 << 29) - 1;

/// Reads the fields of one message, in the order in which they stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
    /// Bytes of the whole input that end where this message ends: an offset is this less the rest.
    end: u32,
    message: Message,
    /// Bit n: singular field n has been read.
    seen: u32,
}

/// A tag that has been read, and whose value comes next.
#[derive(Clone, Copy)]
pub(crate) struct Field {
    pub(crate) number: u32,
    wire_type: u32,
    offset: u32,
}

impl<'a> Reader<'a> {
    /// Reads a whole input as `message`.
    ///
    /// # Errors
    /// [`Error::MessageTooLong`].
    pub(crate) fn new(bytes: &'a [u8], message: Message, limits: &Limits) -> Result<Self, Error> {
        let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        if length > limits.message_len() {
            return Err(Error::MessageTooLong { length, limit: limits.message_len() });
        }
        Ok(Reader { rest: bytes, end: length, message, seen: 0 })
    }

    /// Reads again what has been read before without an error. Its offsets count from `bytes`.
    pub(crate) fn again(bytes: &'a [u8], message: Message) -> Self {
        let end = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
        Reader { rest: bytes, end, message, seen: 0 }
    }

    /// The same, known to be of another kind than was thought.
    pub(crate) fn of(self, message: Message) -> Self {
        Reader { message, ..self }
    }

    /// The bytes of this message that have not been read.
    pub(crate) fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Where the next byte stands in the whole input.
    pub(crate) fn offset(&self) -> u32 {
        self.end.wrapping_sub(u32::try_from(self.rest.len()).unwrap_or(0))
    }

    /// The next tag, or `None` at the end.
    ///
    /// # Errors
    /// [`Error::VarintOverflow`], [`Error::Truncated`], [`Error::GroupField`],
    /// [`Error::InvalidTag`], in this order, which is gogoproto's.
    pub(crate) fn field(&mut self) -> Result<Option<Field>, Error> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let (message, offset) = (self.message, self.offset());
        let key = self.varint()?;
        let wire_type = u32::try_from(key & 7).unwrap_or(END_GROUP);
        if wire_type == END_GROUP {
            return Err(Error::GroupField { message, offset });
        }
        match u32::try_from(key >> 3) {
            Ok(number) if number != 0 && u64::from(number) <= MAX_FIELD_NUMBER => {
                Ok(Some(Field { number, wire_type, offset }))
            }
            _ => Err(Error::InvalidTag { message, offset }),
        }
    }

    /// The value of a singular integer field.
    pub(crate) fn uint64(&mut self, field: Field) -> Result<u64, Error> {
        self.expect(field, VARINT)?;
        let value = self.varint()?;
        self.once(field)?;
        Ok(value)
    }

    /// The value of a singular int64 field.
    pub(crate) fn int64(&mut self, field: Field) -> Result<i64, Error> {
        Ok(self.uint64(field)?.cast_signed())
    }

    /// The value of a singular int32 or enum field.
    pub(crate) fn int32(&mut self, field: Field) -> Result<i32, Error> {
        let value = self.int64(field)?;
        i32::try_from(value).map_err(|_| self.int_range(field))
    }

    /// The value of a singular uint32 field.
    pub(crate) fn uint32(&mut self, field: Field) -> Result<u32, Error> {
        let value = self.uint64(field)?;
        u32::try_from(value).map_err(|_| self.int_range(field))
    }

    /// The value of a singular sfixed64 field.
    pub(crate) fn sfixed64(&mut self, field: Field) -> Result<i64, Error> {
        self.expect(field, FIXED64)?;
        let bytes = self.take(8)?.first_chunk().copied().unwrap_or_default();
        self.once(field)?;
        Ok(i64::from_le_bytes(bytes))
    }

    /// The values of a repeated int32 field, be they packed or not.
    pub(crate) fn int32s(&mut self, field: Field, mut each: impl FnMut(i32)) -> Result<(), Error> {
        let value = |reader: &mut Self| {
            let value = reader.varint()?.cast_signed();
            i32::try_from(value).map_err(|_| reader.int_range(field))
        };
        if field.wire_type == VARINT {
            each(value(self)?);
            return Ok(());
        }
        let mut packed = self.repeated(field, self.message)?;
        while !packed.rest.is_empty() {
            each(value(&mut packed)?);
        }
        Ok(())
    }

    /// The value of a singular bytes field.
    pub(crate) fn bytes(&mut self, field: Field) -> Result<&'a [u8], Error> {
        self.expect(field, LENGTH_DELIMITED)?;
        let bytes = self.length_delimited()?;
        self.once(field)?;
        Ok(bytes)
    }

    /// The value of a singular string field.
    pub(crate) fn text(&mut self, field: Field) -> Result<&'a str, Error> {
        let bytes = self.bytes(field)?;
        self.utf8(field, bytes)
    }

    /// The value of a repeated string field.
    pub(crate) fn repeated_text(&mut self, field: Field) -> Result<&'a str, Error> {
        let bytes = self.repeated(field, self.message)?.rest;
        self.utf8(field, bytes)
    }

    /// A reader of the value of a singular message field.
    pub(crate) fn message(&mut self, field: Field, message: Message) -> Result<Self, Error> {
        let inner = self.repeated(field, message)?;
        self.once(field)?;
        Ok(inner)
    }

    /// A reader of the value of a repeated message field.
    pub(crate) fn repeated(&mut self, field: Field, message: Message) -> Result<Self, Error> {
        self.expect(field, LENGTH_DELIMITED)?;
        self.delimited(message)
    }

    /// A reader of a message before which its length stands, without a tag.
    pub(crate) fn delimited(&mut self, message: Message) -> Result<Self, Error> {
        let bytes = self.length_delimited()?;
        Ok(Reader { rest: bytes, end: self.offset(), message, seen: 0 })
    }

    /// The value of a singular timestamp field.
    pub(crate) fn timestamp(&mut self, field: Field) -> Result<Time, Error> {
        let mut reader = self.message(field, Message::Timestamp)?;
        let offset = reader.offset();
        let (mut seconds, mut nanos) = (0, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => seconds = reader.int64(field)?,
                2 => nanos = reader.int32(field)?,
                _ => reader.skip(field)?,
            }
        }
        u32::try_from(nanos)
            .ok()
            .filter(|_| (Time::GO_ZERO.seconds()..Time::END_SECONDS).contains(&seconds))
            .and_then(|nanos| Time::from_unix(seconds, nanos))
            .ok_or(Error::TimeRange { message: self.message, offset })
    }

    /// The value of a singular duration field.
    ///
    /// Source: `gogoproto types/duration.go durationFromProto`.
    pub(crate) fn duration(&mut self, field: Field) -> Result<Duration, Error> {
        let mut reader = self.message(field, Message::Duration)?;
        let offset = reader.offset();
        let (mut seconds, mut nanos) = (0i64, 0i32);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => seconds = reader.int64(field)?,
                2 => nanos = reader.int32(field)?,
                _ => reader.skip(field)?,
            }
        }
        let below_a_second = (-999_999_999..=999_999_999).contains(&nanos);
        let one_sign = seconds == 0 || nanos == 0 || (seconds < 0) == (nanos < 0);
        seconds
            .checked_mul(1_000_000_000)
            .and_then(|span| span.checked_add(i64::from(nanos)))
            .filter(|_| below_a_second && one_sign)
            .map(Duration::from_nanos)
            .ok_or(Error::DurationRange { message: self.message, offset })
    }

    /// Passes over the value of an unknown field.
    pub(crate) fn skip(&mut self, field: Field) -> Result<(), Error> {
        match field.wire_type {
            VARINT => self.varint().map(drop),
            FIXED64 => self.take(8).map(drop),
            LENGTH_DELIMITED => self.length_delimited().map(drop),
            FIXED32 => self.take(4).map(drop),
            START_GROUP => Err(Error::GroupField { message: self.message, offset: field.offset }),
            _ => Err(Error::InvalidWireType { message: self.message, offset: field.offset }),
        }
    }

    /// Refuses a second occurrence of a singular field.
    pub(crate) fn once(&mut self, field: Field) -> Result<(), Error> {
        let bit = 1u32.wrapping_shl(field.number); // no message of ours has a field above 31
        if self.seen & bit != 0 {
            let (message, offset) = (self.message, field.offset);
            return Err(Error::DuplicateField { message, field: field.number, offset });
        }
        self.seen |= bit;
        Ok(())
    }

    fn expect(&self, field: Field, wire_type: u32) -> Result<(), Error> {
        if field.wire_type == wire_type {
            return Ok(());
        }
        let (message, offset) = (self.message, field.offset);
        Err(Error::WireTypeMismatch { message, field: field.number, offset })
    }

    fn utf8(&self, field: Field, bytes: &'a [u8]) -> Result<&'a str, Error> {
        core::str::from_utf8(bytes)
            .map_err(|_| Error::NotUtf8 { message: self.message, offset: field.offset })
    }

    fn int_range(&self, field: Field) -> Error {
        Error::IntRange { message: self.message, field: field.number, offset: field.offset }
    }

    fn truncated(&self) -> Error {
        Error::Truncated { message: self.message, offset: self.offset() }
    }

    fn length_delimited(&mut self) -> Result<&'a [u8], Error> {
        let offset = self.offset();
        let length = self.varint()?;
        // Go adds the length to the place where it begins, both signed.
        let end = length.checked_add(u64::from(self.offset()));
        if end.is_none_or(|end| i64::try_from(end).is_err()) {
            return Err(Error::NegativeLength { message: self.message, offset });
        }
        self.take(length)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], Error> {
        // Lengths are 64 bits wide, also where addresses are not.
        let split = usize::try_from(length).ok().and_then(|n| self.rest.split_at_checked(n));
        let (taken, rest) = split.ok_or_else(|| self.truncated())?;
        self.rest = rest;
        Ok(taken)
    }

    fn varint(&mut self) -> Result<u64, Error> {
        if let [byte @ 0..=0x7f, rest @ ..] = self.rest {
            self.rest = rest;
            return Ok(u64::from(*byte));
        }
        self.long_varint()
    }

    fn long_varint(&mut self) -> Result<u64, Error> {
        let (message, offset) = (self.message, self.offset());
        let (mut value, mut shift, mut rest) = (0u64, 0u32, self.rest);
        loop {
            let Some((&byte, after)) = rest.split_first() else {
                self.rest = rest;
                return Err(self.truncated());
            };
            rest = after;
            if shift == 63 && byte > 1 {
                return Err(Error::VarintOverflow { message, offset });
            }
            value |= u64::from(byte & 0x7f).wrapping_shl(shift);
            if byte < 0x80 {
                self.rest = rest;
                return Ok(value);
            }
            shift = shift.wrapping_add(7);
        }
    }
}

#[cfg(test)]
mod tests;
