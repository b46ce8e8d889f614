//! Values without a message: numbers, texts, addresses, marks.

use crate::error::{Error, StoreKind};
use crate::hash::Address;
use crate::types::length;

/// Where a consumer stands in its life: `ConsumerPhase`. A provider that has no entry knows no such
/// consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// None. The module writes it for no consumer.
    Unspecified,
    /// It has an id, and not all that it needs to begin.
    Registered,
    /// It will begin at a time that is set.
    Initialized,
    /// It runs.
    Launched,
    /// It is no longer sent any changes, and will be deleted.
    Stopped,
    /// It is no consumer any more.
    Deleted,
}

impl Phase {
    /// Reads a phase: the number, the highest of four bytes first, and four bytes that are zero.
    ///
    /// # Errors
    /// [`Error::StoreValueLength`]; [`Error::StoreValueForm`].
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/consumer_lifecycle.go SetConsumerPhase`.
    pub fn parse(bytes: &[u8]) -> Result<Phase, Error> {
        // The module writes 32 bits to the beginning of 8 bytes.
        let number = number_of(bytes, StoreKind::Phase)?;
        match number.rotate_left(32) {
            0 => Ok(Phase::Unspecified),
            1 => Ok(Phase::Registered),
            2 => Ok(Phase::Initialized),
            3 => Ok(Phase::Launched),
            4 => Ok(Phase::Stopped),
            5 => Ok(Phase::Deleted),
            _ => Err(Error::StoreValueForm { kind: StoreKind::Phase }),
        }
    }

    /// The number by which the module knows it.
    #[must_use]
    pub const fn number(self) -> u32 {
        match self {
            Phase::Unspecified => 0,
            Phase::Registered => 1,
            Phase::Initialized => 2,
            Phase::Launched => 3,
            Phase::Stopped => 4,
            Phase::Deleted => 5,
        }
    }

    /// Whether the provider still computes validator sets for the consumer, or will.
    #[must_use]
    pub const fn is_active(self) -> bool {
        matches!(self, Phase::Registered | Phase::Initialized | Phase::Launched)
    }
}

pub(super) fn number(bytes: &[u8]) -> Result<u64, Error> {
    number_of(bytes, StoreKind::Number)
}

fn number_of(bytes: &[u8], kind: StoreKind) -> Result<u64, Error> {
    let wrong = Error::StoreValueLength { kind, length: length(bytes) };
    <[u8; 8]>::try_from(bytes).map(u64::from_be_bytes).map_err(|_| wrong)
}

pub(super) fn address(bytes: &[u8]) -> Result<Address, Error> {
    let (kind, length) = (StoreKind::Address, length(bytes));
    Address::from_slice(bytes).ok_or(Error::StoreValueLength { kind, length })
}

pub(super) fn text(bytes: &[u8]) -> Result<&str, Error> {
    core::str::from_utf8(bytes).map_err(|_| Error::StoreValueForm { kind: StoreKind::Text })
}

pub(super) fn mark(bytes: &[u8]) -> Result<(), Error> {
    let (kind, length) = (StoreKind::Mark, length(bytes));
    if bytes.is_empty() { Ok(()) } else { Err(Error::StoreValueLength { kind, length }) }
}

/// A number that a consumer has or has not, as a mark: 1.
pub(super) fn one(bytes: &[u8]) -> Result<(), Error> {
    match number(bytes)? {
        1 => Ok(()),
        _ => Err(Error::StoreValueForm { kind: StoreKind::Number }),
    }
}

/// A decimal number of 18 places that is not negative, in units of 10^-18. Without a sign, a zero
/// before it or anything else that the SDK does not write.
///
/// Source: `cosmossdk.io/math dec.go LegacyDec.Marshal`.
pub(super) fn decimal(bytes: &[u8]) -> Result<u64, Error> {
    let number = digits(bytes, StoreKind::Decimal)?;
    u64::try_from(number).map_err(|_| Error::StoreValueForm { kind: StoreKind::Decimal })
}

/// A whole number that may be negative.
///
/// Source: `cosmossdk.io/math int.go Int.Marshal`.
pub(super) fn integer(bytes: &[u8]) -> Result<i128, Error> {
    let wrong = Error::StoreValueForm { kind: StoreKind::Integer };
    let (negative, magnitude) =
        bytes.strip_prefix(b"-").map_or((false, bytes), |magnitude| (true, magnitude));
    let number = i128::try_from(digits(magnitude, StoreKind::Integer)?).map_err(|_| wrong)?;
    match (negative, number) {
        (false, number) => Ok(number),
        (true, 0) => Err(wrong),
        (true, number) => number.checked_neg().ok_or(wrong),
    }
}

/// A number in decimal digits, as it is written in one way only.
pub(super) fn digits(bytes: &[u8], kind: StoreKind) -> Result<u128, Error> {
    let wrong = Error::StoreValueForm { kind };
    let plain =
        bytes.iter().all(u8::is_ascii_digit) && (bytes.len() == 1 || bytes.first() != Some(&b'0'));
    let text = core::str::from_utf8(bytes).ok().filter(|_| plain);
    text.and_then(|text| text.parse().ok()).ok_or(wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phase_stands_in_the_first_four_bytes() {
        let phase = |bytes: &[u8]| Phase::parse(bytes);
        assert_eq!(phase(&[0, 0, 0, 3, 0, 0, 0, 0]), Ok(Phase::Launched));
        assert_eq!(phase(&[0; 8]), Ok(Phase::Unspecified));
        assert_eq!(phase(&[0, 0, 0, 5, 0, 0, 0, 0]), Ok(Phase::Deleted));
        let form = Err(Error::StoreValueForm { kind: StoreKind::Phase });
        assert_eq!(phase(&[0, 0, 0, 6, 0, 0, 0, 0]), form);
        assert_eq!(phase(&[0, 0, 0, 3, 0, 0, 0, 1]), form);
        assert_eq!(phase(&[0, 0, 0, 0, 0, 0, 0, 3]), form, "no number of 64 bits");
        for wrong in [0, 4, 7, 9] {
            let length = u32::try_from(wrong).unwrap();
            let expected = Err(Error::StoreValueLength { kind: StoreKind::Phase, length });
            assert_eq!(phase(&[0; 9][..wrong]), expected);
        }
        let active = [Phase::Registered, Phase::Initialized, Phase::Launched];
        assert!(active.into_iter().all(Phase::is_active));
        let dead = [Phase::Unspecified, Phase::Stopped, Phase::Deleted];
        assert!(!dead.into_iter().any(Phase::is_active));
    }

    #[test]
    fn scalars_have_one_length() {
        assert_eq!(number(&[0, 0, 0, 0, 0, 0x45, 0x75, 0xfd]), Ok(4_552_189));
        let length = |kind, length| Error::StoreValueLength { kind, length };
        assert_eq!(number(&[0; 7]), Err(length(StoreKind::Number, 7)));
        assert_eq!(address(&[7; 20]), Ok(Address([7; 20])));
        assert_eq!(address(&[7; 21]), Err(length(StoreKind::Address, 21)));
        assert_eq!(address(&[7; 19]), Err(length(StoreKind::Address, 19)));
        assert_eq!((mark(&[]), mark(&[1])), (Ok(()), Err(length(StoreKind::Mark, 1))));
        assert_eq!(one(&[0, 0, 0, 0, 0, 0, 0, 1]), Ok(()));
        let form = Err(Error::StoreValueForm { kind: StoreKind::Number });
        assert_eq!(one(&[0, 0, 0, 0, 0, 0, 0, 2]), form);
        assert_eq!(text(&[0xc3]), Err(Error::StoreValueForm { kind: StoreKind::Text }));
    }

    #[test]
    fn numbers_in_text_are_written_in_one_way() {
        let form = |kind| Error::StoreValueForm { kind };
        assert_eq!(decimal(b"70000000000000000"), Ok(70_000_000_000_000_000));
        assert_eq!(decimal(b"0"), Ok(0));
        assert_eq!(decimal(b"18446744073709551615"), Ok(u64::MAX));
        for wrong in ["", "00", "01", "-1", "+1", "0.07", " 1", "18446744073709551616"] {
            assert_eq!(decimal(wrong.as_bytes()), Err(form(StoreKind::Decimal)), "{wrong}");
        }
        assert_eq!((integer(b"-5"), integer(b"250")), (Ok(-5), Ok(250)));
        for wrong in ["", "-", "-0", "--1", "-01", "170141183460469231731687303715884105728"] {
            assert_eq!(integer(wrong.as_bytes()), Err(form(StoreKind::Integer)), "{wrong}");
        }
    }
}
