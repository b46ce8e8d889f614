//! The one table of errors. Everything that tells errors apart, in every language and on every
//! page of the documentation, is made from it.
//!
//! 1xx: bytes that do not decode. 2xx: values that break a rule of their own. 3xx: light
//! verification. 4xx: commits and signatures. 5xx: evidence. 6xx: proofs of state, and IBC. 7xx:
//! consumer chains. 8xx: the client. 9xx: the guard of a signer. A code never changes its meaning.

use crate::time::Time;
use crate::types::{KeyType, Message};
use core::fmt;

/// What an error means for the caller, in the words of the test cases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Class {
    /// The bytes do not decode, or a value breaks a rule of its own, before anything is verified.
    Malformed,
    /// The trusted state is outside its trusting period.
    Expired,
    /// The trusted set signed too little: verify a header in between first (bisect).
    NotEnoughTrust,
    /// Verified, and wrong.
    Invalid,
    /// Neither verified nor refuted: this build, or the memory lent, does not suffice.
    Unsupported,
}

impl Class {
    /// The name that test cases use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Class::Malformed => "malformed",
            Class::Expired => "expired",
            Class::NotEnoughTrust => "not_enough_trust",
            Class::Invalid => "invalid",
            Class::Unsupported => "unsupported",
        }
    }
}

/// A number or a name that an error carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Value {
    /// A number: a count, an index, a power, a height.
    Number(i128),
    /// A point in time.
    Time(Time),
    /// The name of a message, of a type of key or of a part of a proof.
    Name(&'static str),
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Number(number) => fmt::Display::fmt(number, f),
            Value::Time(time) => fmt::Display::fmt(time, f),
            Value::Name(name) => f.write_str(name),
        }
    }
}

/// One row of the table of errors.
#[derive(Clone, Copy, Debug)]
pub struct Code {
    /// The stable number.
    pub number: u16,
    /// The name, the same in every language.
    pub name: &'static str,
    /// What the error means for the caller.
    pub class: Class,
    /// One sentence, without the numbers.
    pub text: &'static str,
    /// The names of the numbers that the error carries.
    pub fields: &'static [&'static str],
}

/// What is shown a number.
type Show<'s> = &'s mut dyn FnMut(Value);

/// What an error carries. Once for each type of number, and not for each number: there are hundreds.
trait Carried {
    fn show(self, show: Show<'_>);
}

impl<T: Into<Value>> Carried for T {
    #[inline(never)]
    fn show(self, show: Show<'_>) {
        show(self.into());
    }
}

macro_rules! errors {
    ($($number:literal $name:ident $({ $($field:ident: $type:ty),+ })? $class:ident $text:literal;)+) => {
        /// Why something was not verified. `Copy`, without strings; [`Error::code`] is stable.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[non_exhaustive]
        pub enum Error {
            $(
                #[doc = concat!("Code ", stringify!($number), ": ", $text, ".")]
                #[allow(missing_docs, reason = "the sentence names the fields")]
                $name $({ $($field: $type),+ })?,
            )+
        }

        impl Error {
            /// The row of the table.
            #[must_use]
            pub const fn row(&self) -> &'static Code {
                match self {
                    $(Error::$name $({ $($field: _),+ })? => &Code {
                        number: $number,
                        name: stringify!($name),
                        class: Class::$class,
                        text: $text,
                        fields: &[$($(stringify!($field)),+)?],
                    },)+
                }
            }

            /// The stable number. Without the row, so that a build that needs no more of it leaves
            /// the sentences out.
            #[must_use]
            pub const fn code(&self) -> u16 {
                match self {
                    $(Error::$name $({ $($field: _),+ })? => $number,)+
                }
            }

            /// Shows each number that the error carries, in the order of [`Code::fields`]. Without
            /// the names, so that a build that needs no more of them leaves them out.
            pub fn numbers(&self, mut show: impl FnMut(Value)) {
                self.each(&mut show);
            }

            /// Once for all closures: it is long.
            fn each(&self, show: Show<'_>) {
                match *self {
                    $(Error::$name $({ $($field),+ })? => {
                        $($($field.show(show);)+)?
                    })+
                }
            }
        }

        /// The number, then what the error carries.
        impl Form for Error {
            fn put(&self, sink: &mut dyn Sink) {
                self.code().put(sink);
                match *self {
                    $(Error::$name $({ $($field),+ })? => {
                        $($($field.put(sink);)+)?
                    })+
                }
            }

            fn take(bytes: &mut &[u8]) -> Option<Self> {
                match u16::take(bytes)? {
                    $($number => Some(Error::$name $({ $($field: Form::take(bytes)?),+ })?),)+
                    _ => None,
                }
            }
        }

        /// Every error there is, by number.
        pub const CODES: &[Code] = &[
            $(Code {
                number: $number,
                name: stringify!($name),
                class: Class::$class,
                text: $text,
                fields: &[$($(stringify!($field)),+)?],
            },)+
        ];
    };
}

mod codes;
mod names;
pub use codes::{CODES, Error};
pub use names::{Part, StoreKind};

impl Error {
    /// The name, the same in every language.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.row().name
    }

    /// What the error means for the caller.
    #[must_use]
    pub const fn class(&self) -> Class {
        self.row().class
    }

    /// Shows each number that the error carries, with its name.
    pub fn values(&self, mut show: impl FnMut(&'static str, Value)) {
        let mut names = self.row().fields.iter();
        self.numbers(|value| show(names.next().copied().unwrap_or_default(), value));
    }
}

/// The sentence, then the numbers: `the power … (tallied 33, needed 33, total 99)`.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.row().text)?;
        let (mut open, mut result) = (" (", Ok(()));
        self.values(|name, value| {
            if result.is_ok() {
                result = write!(f, "{open}{name} {value}");
                open = ", ";
            }
        });
        result?;
        if self.row().fields.is_empty() { Ok(()) } else { f.write_str(")") }
    }
}

impl core::error::Error for Error {}

macro_rules! numbers {
    ($($type:ty),+) => {$(
        impl From<$type> for Value {
            fn from(number: $type) -> Value {
                Value::Number(number.into())
            }
        }
    )+};
}

numbers!(u8, u32, u64, i32, i64);

impl From<Time> for Value {
    fn from(time: Time) -> Value {
        Value::Time(time)
    }
}

impl From<Message> for Value {
    fn from(message: Message) -> Value {
        Value::Name(message.name())
    }
}

impl From<KeyType> for Value {
    fn from(key_type: KeyType) -> Value {
        Value::Name(key_type.name())
    }
}

impl From<StoreKind> for Value {
    fn from(kind: StoreKind) -> Value {
        Value::Name(kind.name())
    }
}

impl From<Part> for Value {
    fn from(part: Part) -> Value {
        Value::Name(part.name())
    }
}

/// In `index`, stands for the proposer of a validator set, and for a vote that stands alone.
pub const NO_INDEX: u32 = u32::MAX;

#[cfg(feature = "serde")]
mod serialize {
    use super::{Class, Error};
    use serde::{Serialize, Serializer};

    impl Serialize for Class {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_str(self.name())
        }
    }

    /// As its number.
    impl Serialize for Error {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_u16(self.code())
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::form::Form;
    use crate::wire::Sink;
    use std::{collections::BTreeSet, format, vec::Vec};

    #[test]
    fn numbers_and_names_are_unique_and_in_order() {
        assert!(CODES.windows(2).all(|pair| pair[0].number < pair[1].number));
        let names: BTreeSet<_> = CODES.iter().map(|code| code.name).collect();
        assert_eq!(names.len(), CODES.len());
    }

    #[test]
    fn a_row_is_the_row_of_the_table() {
        let error = Error::NotEnoughTrust { tallied: 33, needed: 34, total: 99 };
        assert_eq!((error.code(), error.name()), (302, "NotEnoughTrust"));
        assert_eq!(error.class(), Class::NotEnoughTrust);
        let row = CODES.iter().find(|code| code.number == 302).unwrap();
        assert_eq!(row.fields, ["tallied", "needed", "total"]);
    }

    #[test]
    fn display_shows_every_number() {
        let error = Error::Truncated { message: Message::Commit, offset: 12 };
        assert_eq!(format!("{error}"), "the bytes end inside a value (message commit, offset 12)");
        assert_eq!(format!("{}", Error::ZeroHeight), "the height of a header is zero");
    }

    #[test]
    fn every_error_is_read_as_it_was_written() {
        struct Written(Vec<u8>);
        impl Sink for Written {
            fn put(&mut self, bytes: &[u8]) {
                self.0.extend_from_slice(bytes);
            }
        }
        for row in CODES {
            let bytes = [&row.number.to_le_bytes()[..], &[1; 40]].concat();
            let mut rest = &bytes[..];
            let error = Error::take(&mut rest).unwrap();
            let mut written = Written(Vec::new());
            error.put(&mut written);
            assert_eq!(
                (error.code(), &written.0[..]),
                (row.number, &bytes[..bytes.len() - rest.len()])
            );
            assert_eq!(rest.len() == 40, row.fields.is_empty(), "{}", row.name);
        }
        assert_eq!(Error::take(&mut &[0; 42][..]), None);
    }

    #[test]
    fn errors_stay_small() {
        assert!(size_of::<Error>() <= 32);
    }
}
