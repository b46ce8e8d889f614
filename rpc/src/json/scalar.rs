//! Numbers, enums, bytes and times, as both dialects write them.

use super::Text;
use crate::Error;
use crate::pb;
use crate::time;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Unexpected, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// Bytes in base64; none for `null`.
pub(crate) fn base64(text: Option<Text<'_>>, field: &'static str) -> Result<Vec<u8>, Error> {
    let text = text.unwrap_or_default();
    STANDARD.decode(text.as_str()).map_err(|_| Error::Value { field, why: "not base64" })
}

/// A time; Go's zero time where there is none.
pub(crate) fn timestamp(
    text: Option<Text<'_>>,
    field: &'static str,
) -> Result<pb::Timestamp, Error> {
    let Some(text) = text else {
        return Ok(pb::Timestamp { seconds: time::YEAR_1, nanos: 0 });
    };
    let wrong = Error::Value { field, why: "not a time such as 2021-12-08T01:51:39.4Z" };
    let (seconds, nanos) = time::parse(text.as_str()).map_err(|_| wrong)?;
    Ok(pb::Timestamp { seconds, nanos: i32::try_from(nanos).unwrap_or(0) })
}

/// An integer: a JSON number without fraction, or a string of one, which CometBFT writes for all
/// that need 64 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Int(i128);

impl Int {
    /// Of the type that its field has; 0 where it is missing.
    pub(crate) fn get<T: TryFrom<i128>>(int: Option<Int>, field: &'static str) -> Result<T, Error> {
        let Int(value) = int.unwrap_or_default();
        T::try_from(value).map_err(|_| Error::Value { field, why: "out of the range of its type" })
    }
}

impl<'de> Deserialize<'de> for Int {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(IntVisitor)
    }
}

struct IntVisitor;

impl Visitor<'_> for IntVisitor {
    type Value = Int;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an integer, or a string of one")
    }

    fn visit_i64<E>(self, value: i64) -> Result<Int, E> {
        Ok(Int(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Int, E> {
        Ok(Int(value.into()))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Int, E> {
        decimal(text).map(Int).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Decimal digits as JSON and Go write them: no plus sign, no leading zeros, no blanks.
fn decimal(text: &str) -> Option<i128> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let whole = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let leading = digits.len() > 1 && digits.starts_with('0');
    // 20 digits hold every 64-bit integer.
    if !whole || leading || digits.len() > 20 { None } else { text.parse().ok() }
}

/// An enum: a number, or the name that protobuf gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Enum(i32);

impl Enum {
    pub(crate) fn get(value: Option<Enum>) -> i32 {
        value.map_or(0, |Enum(number)| number)
    }
}

/// The names of block id flags. No name stands in both lists.
pub(crate) const BLOCK_ID_FLAGS: [(&str, i32); 4] = [
    ("BLOCK_ID_FLAG_UNKNOWN", 0),
    ("BLOCK_ID_FLAG_ABSENT", 1),
    ("BLOCK_ID_FLAG_COMMIT", 2),
    ("BLOCK_ID_FLAG_NIL", 3),
];

/// The names of types of votes.
pub(crate) const SIGNED_MSG_TYPES: [(&str, i32); 4] = [
    ("SIGNED_MSG_TYPE_UNKNOWN", 0),
    ("SIGNED_MSG_TYPE_PREVOTE", 1),
    ("SIGNED_MSG_TYPE_PRECOMMIT", 2),
    ("SIGNED_MSG_TYPE_PROPOSAL", 32),
];

impl<'de> Deserialize<'de> for Enum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(EnumVisitor)
    }
}

struct EnumVisitor;

impl Visitor<'_> for EnumVisitor {
    type Value = Enum;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the number or the name of a flag or of a type of vote")
    }

    fn visit_i64<E: serde::de::Error>(self, value: i64) -> Result<Enum, E> {
        let number = i32::try_from(value).map(Enum);
        number.map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<Enum, E> {
        let number = i32::try_from(value).map(Enum);
        number.map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Enum, E> {
        let mut names = BLOCK_ID_FLAGS.iter().chain(&SIGNED_MSG_TYPES);
        let named = names.find(|(name, _)| *name == text).map(|(_, number)| *number);
        let number = named.or_else(|| i32::try_from(decimal(text)?).ok());
        number.map(Enum).ok_or_else(|| E::invalid_value(Unexpected::Str(text), &self))
    }
}
