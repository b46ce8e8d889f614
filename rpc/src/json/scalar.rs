//! Numbers, bytes and times, as the dialects write them.

use crate::Error;
use crate::pb;
use crate::time;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::de::{Error as _, Visitor};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// In which of two ways a document writes hashes and enums. Keys and signatures are base64 in both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// What CometBFT's RPC answers: hashes and addresses in hexadecimal, enums as numbers.
    Rpc,
    /// What protobuf's own JSON is, as relayers and the commands of the Cosmos SDK print it: all
    /// bytes in base64, enums by name.
    Proto,
}

impl Dialect {
    /// Decided for a whole document, by the names of enums, which only one of the two writes: a
    /// text of hexadecimal digits may be base64 as well.
    pub(crate) fn of(text: &str) -> Dialect {
        let names = ["\"BLOCK_ID_FLAG_", "\"SIGNED_MSG_TYPE_"];
        if names.iter().any(|name| text.contains(name)) { Dialect::Proto } else { Dialect::Rpc }
    }

    /// A hash or an address.
    pub(crate) fn hash(self, text: Option<String>, field: &'static str) -> Result<Vec<u8>, Error> {
        let text = text.unwrap_or_default();
        match self {
            Dialect::Rpc => {
                hex::decode(text).map_err(|_| Error::Value { field, why: "not hexadecimal" })
            }
            Dialect::Proto => base64(Some(text), field),
        }
    }
}

/// Bytes in base64; none for `null`.
pub(crate) fn base64(text: Option<String>, field: &'static str) -> Result<Vec<u8>, Error> {
    STANDARD.decode(text.unwrap_or_default()).map_err(|_| Error::Value { field, why: "not base64" })
}

/// A time; Go's zero time where there is none.
pub(crate) fn timestamp(text: Option<String>, field: &'static str) -> Result<pb::Timestamp, Error> {
    let Some(text) = text else {
        return Ok(pb::Timestamp { seconds: time::YEAR_1, nanos: 0 });
    };
    let wrong = Error::Value { field, why: "not a time such as 2021-12-08T01:51:39.4Z" };
    let (seconds, nanos) = time::parse(&text).map_err(|_| wrong)?;
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
        // Rust would take a plus sign; CometBFT does not.
        let digits = text.strip_prefix('-').unwrap_or(text);
        if digits.is_empty()
            || digits.len() > 20
            || !digits.bytes().all(|byte| byte.is_ascii_digit())
        {
            return Err(E::custom(format_args!("\"{text}\" is not an integer")));
        }
        text.parse().map(Int).map_err(E::custom)
    }
}

/// An enum: a number, or the name that protobuf gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Enum(i32);

impl Enum {
    pub(crate) fn get(value: Option<Enum>) -> i32 {
        value.map_or(0, |Enum(number)| number)
    }
}

/// Names of block id flags and of types of votes; no name stands in both lists.
const NAMES: [(&str, i32); 8] = [
    ("BLOCK_ID_FLAG_UNKNOWN", 0),
    ("BLOCK_ID_FLAG_ABSENT", 1),
    ("BLOCK_ID_FLAG_COMMIT", 2),
    ("BLOCK_ID_FLAG_NIL", 3),
    ("SIGNED_MSG_TYPE_UNKNOWN", 0),
    ("SIGNED_MSG_TYPE_PREVOTE", 1),
    ("SIGNED_MSG_TYPE_PRECOMMIT", 2),
    ("SIGNED_MSG_TYPE_PROPOSAL", 32),
];

impl<'de> Deserialize<'de> for Enum {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Either {
            Number(i32),
            Name(String),
        }
        match Either::deserialize(deserializer)? {
            Either::Number(number) => Ok(Enum(number)),
            Either::Name(name) => NAMES
                .iter()
                .find(|(known, _)| *known == name)
                .map(|(_, number)| Enum(*number))
                .ok_or_else(|| D::Error::custom(format_args!("\"{name}\" is no name of an enum"))),
        }
    }
}
