//! The one table of errors. Everything that tells errors apart, in every language and on every
//! page of the documentation, is made from it.
//!
//! 1xx: bytes that do not decode. 2xx: values that break a rule of their own. 3xx: light
//! verification. 4xx: commits and signatures. 5xx: evidence. A code never changes its meaning.

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
    /// The name of a message or of a type of key.
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

            /// Shows each number that the error carries, in the order of [`Code::fields`].
            pub fn values(&self, mut show: impl FnMut(&'static str, Value)) {
                match *self {
                    $(Error::$name $({ $($field),+ })? => {
                        $($(show(stringify!($field), $field.into());)+)?
                    })+
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

errors! {
    101 Truncated { message: Message, offset: u32 } Malformed "the bytes end inside a value";
    102 VarintOverflow { message: Message, offset: u32 } Malformed "a variable-length integer has more than 64 bits";
    103 InvalidTag { message: Message, offset: u32 } Malformed "a field number is 0 or above 2^29-1";
    104 InvalidWireType { message: Message, offset: u32 } Malformed "an unknown field has a wire type that does not exist";
    105 WireTypeMismatch { message: Message, field: u32, offset: u32 } Malformed "a field has another wire type than its own";
    106 GroupField { message: Message, offset: u32 } Malformed "a group, which no message has";
    107 NegativeLength { message: Message, offset: u32 } Malformed "a length, or the place where it ends, is negative as a 64-bit integer";
    108 DuplicateField { message: Message, field: u32, offset: u32 } Malformed "a field that may stand once stands twice, or a second member of a oneof";
    109 IntRange { message: Message, field: u32, offset: u32 } Malformed "the value of a 32-bit field needs more bits";
    110 FlagRange { index: u32 } Malformed "a block id flag does not fit a byte";
    111 NotUtf8 { message: Message, offset: u32 } Malformed "a text is not UTF-8";
    112 TimeRange { message: Message, offset: u32 } Malformed "a timestamp is outside the years 1 to 9999, or its nanoseconds are not below a second";
    113 MessageTooLong { length: u32, limit: u32 } Malformed "the message is longer than the limit";
    114 TooManyEntries { message: Message, limit: u32 } Malformed "a list is longer than the limit";
    115 MissingPart { message: Message } Malformed "a part is missing";
    116 StateLength { length: u32 } Malformed "a stored trusted state is not 256 bytes";
    117 StateVersion Malformed "the bytes are no trusted state of this version";
    118 StateChecksum Malformed "the checksum of a stored trusted state is wrong";
    119 StateContent Malformed "a stored trusted state holds a value that no state has";

    201 BlockProtocol { found: u64 } Malformed "the block protocol is not 11";
    202 ChainIdTooLong { length: u32 } Malformed "the chain id has more than 50 bytes";
    203 NegativeHeight { height: i64 } Malformed "the height is negative";
    204 ZeroHeight Malformed "the height of a header is zero";
    205 HashLength { message: Message, field: u32, length: u32 } Malformed "a hash is neither empty nor 32 bytes";
    206 ProposerAddressLength { length: u32 } Malformed "the proposer's address is not 20 bytes";
    207 NegativeRound { round: i32 } Malformed "the round is negative";
    208 CommitForNilBlock Malformed "the commit is for no block";
    209 NoSignatures Malformed "the commit has no entries";
    210 UnknownBlockIdFlag { index: u32, flag: u8 } Malformed "a block id flag is not absent, commit or nil";
    211 AbsentWithAddress { index: u32 } Malformed "an absent entry has an address";
    212 AbsentWithTime { index: u32 } Malformed "an absent entry has a time";
    213 AbsentWithSignature { index: u32 } Malformed "an absent entry has a signature";
    214 SignerAddressLength { index: u32, length: u32 } Malformed "the address of a signer is not 20 bytes";
    215 SignatureMissing { index: u32 } Malformed "a signature is missing";
    216 SignatureTooLong { index: u32, length: u32 } Malformed "a signature has more than 3309 bytes";
    217 MissingProposer Malformed "the validator set names no proposer";
    218 UnknownKeyType { index: u32 } Malformed "a validator has no key of a known type";
    219 KeyLength { index: u32, key_type: KeyType, length: u32 } Malformed "a key has the wrong length for its type";
    220 EmptyValidatorSet Malformed "the validator set is empty";
    221 NegativePower { index: u32, power: i64 } Malformed "the power of a validator is negative";
    222 ValidatorAddressMismatch { index: u32 } Malformed "the address of a validator is not that of its key";
    223 ProposerNotInSet Malformed "the proposer is not in the validator set";
    224 TotalPowerTooHigh { total: u64 } Malformed "the total power is above (2^63-1)/8";
    225 KeyTypeNotBuilt { index: u32, key_type: KeyType } Unsupported "this build cannot derive the address of a key of this type";
    226 VoteType { found: i32 } Malformed "the type of a vote is not prevote or precommit";
    227 VoteHeight { height: i64 } Malformed "the height of a vote is not positive";
    228 VoteBlockId Malformed "the block id of a vote is neither empty nor complete";
    229 NegativeValidatorIndex { found: i32 } Malformed "the validator index of a vote is negative";
    230 UnexpectedExtension Malformed "a vote that is no precommit for a block has an extension";
    231 UnexpectedExtensionSignature Malformed "a vote that is no precommit for a block has a signature of an extension";
    232 ExtensionSignatureMissing Malformed "a vote has an extension without a signature";
    233 ExtensionSignatureTooLong { length: u32 } Malformed "the signature of an extension has more than 3309 bytes";

    301 HeaderExpired { expired: Time } Expired "the trusting period of the trusted state is over";
    302 NotEnoughTrust { tallied: u64, needed: u64, total: u64 } NotEnoughTrust "the trusted validators that signed do not exceed the power that is needed";
    303 ChainIdMismatch Invalid "the header is of another chain";
    304 CommitHeightMismatch { header: u64, commit: u64 } Invalid "the commit is for another height than the header";
    305 CommitHashMismatch Invalid "the commit is for another block than the header";
    306 NoHeaderHash Invalid "the header has no hash, because it names no validators";
    307 HeightNotIncreased { trusted: u64, untrusted: u64 } Invalid "the header is not above the trusted one";
    308 TimeNotIncreased Invalid "the header is not later than the trusted one";
    309 TimeFromFuture { time: Time } Invalid "the header is from the future";
    310 ValidatorsHashMismatch Invalid "the validator set is not the one that the header names";
    311 NextValidatorsHashMismatch Invalid "the header names other validators than the trusted header announced";
    312 NotAdjacent { trusted: u64, untrusted: u64 } Invalid "the header does not follow the trusted one directly";
    313 Adjacent { height: u64 } Invalid "the header follows the trusted one directly, and is not to be skipped to";
    314 TrustedValidatorsHashMismatch Malformed "the trusted validators are not those that the trusted state names";
    315 TrustThresholdRange { numerator: u64, denominator: u64 } Malformed "the trust threshold is not in [1/3, 1], or a term is above 2^63-1";
    316 TimeNotDecreased Invalid "the header is not earlier than the trusted one";
    317 LastBlockHashMismatch Invalid "the header is not the one before the trusted one";
    318 NoLastBlockHash Invalid "the trusted state names no block before it";
    319 TrustedHashMismatch Invalid "the block does not have the hash that was to be trusted";
    320 TrustedValidatorsMissing Malformed "skipping needs the trusted validators";

    321 InclusionMismatch Invalid "the proof does not lead from this field to this hash";

    401 CommitSize { validators: u32, signatures: u32 } Invalid "the commit has not one entry for each validator";
    402 CommitHeight { wanted: i64, found: u64 } Invalid "the commit is for another height";
    403 CommitBlockId Invalid "the commit is for another block id";
    404 SignerMismatch { index: u32 } Invalid "an entry of the commit names another validator than stands at its place";
    405 DoubleVote { index: u32, first: u32 } Invalid "a validator has two entries in the commit";
    406 WrongSignature { index: u32 } Invalid "a signature is wrong";
    407 SignatureLength { index: u32, length: u32 } Invalid "a signature is not 64 bytes";
    408 NotEnoughPower { tallied: u64, needed: u64, total: u64 } Invalid "the validators that signed do not exceed two thirds of the power";
    409 PowerOverflow { total: u64, numerator: u64 } Invalid "total power times numerator has more than 63 bits";
    410 UnsupportedKeyType { index: u32, key_type: KeyType } Unsupported "this build cannot check a signature of this type, and it is needed";
    411 ScratchTooSmall { needed: u32 } Unsupported "looking validators up by address takes too much work without more memory";

    501 MissingVote Malformed "evidence of a double vote lacks a vote";
    502 VoteOrder Malformed "the votes of a double vote are not in the order of their block ids, or have the same";
    503 EvidencePower { total: i64 } Malformed "the total power in evidence is not positive";
    504 CommonHeight { common: i64, conflicting: u64 } Malformed "the common height is not positive, or above that of the conflicting block";
    505 MissingEvidence { index: u32 } Malformed "an item of a list of evidence is of no known kind";
}

impl Error {
    /// The stable number.
    #[must_use]
    pub const fn code(&self) -> u16 {
        self.row().number
    }

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
    use std::{collections::BTreeSet, format};

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
    fn errors_stay_small() {
        assert!(size_of::<Error>() <= 32);
    }
}
