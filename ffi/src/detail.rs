//! Why a call did not verify, and how C is told.

use crate::code::{ARGUMENT, INTERNAL, OK, UNREADABLE};
use crate::slice::BadPointer;
use crate::types::Versioned;
use parhelion_core::{Class, Error, NO_INDEX, Value};

/// Why a call did not verify.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The core's answer.
    Refused(Error),
    /// The call itself is wrong.
    Argument,
    /// JSON that is no answer of a node.
    #[cfg_attr(not(feature = "json"), allow(dead_code, reason = "nothing else reads JSON"))]
    Unreadable,
    /// A panic.
    Internal,
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        Failure::Refused(error)
    }
}

impl From<BadPointer> for Failure {
    fn from(_: BadPointer) -> Failure {
        Failure::Argument
    }
}

/// `parhelion_detail`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C)]
pub struct Detail {
    /// The size of this struct, which tells its version.
    pub struct_size: usize,
    /// The code, which the function also returns.
    pub code: i32,
    /// What it means for the caller.
    pub error_class: i32,
    /// The entry that the error names, or `NO_INDEX`.
    pub index: u32,
    /// The place in the bytes that the error names, or `NO_INDEX`.
    pub offset: u32,
    /// The other numbers, in their order.
    pub a: u64,
    /// The second of them.
    pub b: u64,
    /// The third of them.
    pub c: u64,
}

/// Neither an answer of the core nor a success.
const CLASS_FAULT: i32 = 6;

impl Versioned for Detail {
    fn struct_size(&self) -> usize {
        self.struct_size
    }
}

impl Detail {
    pub(crate) fn of<T>(outcome: &Result<T, Failure>) -> Detail {
        let (code, error_class) = match outcome {
            Ok(_) => (OK, 0),
            Err(Failure::Argument) => (ARGUMENT, CLASS_FAULT),
            Err(Failure::Unreadable) => (UNREADABLE, class(Class::Malformed)),
            Err(Failure::Internal) => (INTERNAL, CLASS_FAULT),
            Err(Failure::Refused(error)) => (error.code().into(), class(error.class())),
        };
        let (mut index, mut offset, mut rest) = (NO_INDEX, NO_INDEX, [0; 3]);
        if let Err(Failure::Refused(error)) = outcome {
            let mut slots = rest.iter_mut();
            let mut put = |bits: u64| {
                if let Some(slot) = slots.next() {
                    *slot = bits;
                }
            };
            error.values(|name, value| match (name, value) {
                ("index", Value::Number(number)) => index = number.try_into().unwrap_or(NO_INDEX),
                ("offset", Value::Number(number)) => offset = number.try_into().unwrap_or(NO_INDEX),
                (_, Value::Number(number)) => put(bits(number)),
                (_, Value::Time(time)) => {
                    put(time.seconds().cast_unsigned());
                    put(time.nanos().into());
                }
                // Names stay with Rust's `Display`: they are for people.
                _ => {}
            });
        }
        let [a, b, c] = rest;
        Detail { struct_size: size_of::<Detail>(), code, error_class, index, offset, a, b, c }
    }
}

/// The numbers of errors are those of u64 and of i64: the negative ones as two's complement.
fn bits(number: i128) -> u64 {
    u64::try_from(number)
        .or_else(|_| i64::try_from(number).map(i64::cast_unsigned))
        .unwrap_or(u64::MAX)
}

/// The numbers of the classes never change; one that the header does not know yet is a fault.
fn class(class: Class) -> i32 {
    match class {
        Class::Malformed => 1,
        Class::Expired => 2,
        Class::NotEnoughTrust => 3,
        Class::Invalid => 4,
        Class::Unsupported => 5,
        _ => CLASS_FAULT,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parhelion_core::{CODES, Time};

    fn detail(error: Error) -> Detail {
        Detail::of::<()>(&Err(Failure::Refused(error)))
    }

    #[test]
    fn numbers_have_their_places() {
        let found = detail(Error::NotEnoughTrust { tallied: 10, needed: 33, total: 99 });
        assert_eq!((found.code, found.error_class), (302, 3));
        assert_eq!((found.a, found.b, found.c), (10, 33, 99));
        assert_eq!((found.index, found.offset), (NO_INDEX, NO_INDEX));

        let found = detail(Error::NegativePower { index: 7, power: -2 });
        assert_eq!((found.index, found.a.cast_signed(), found.b), (7, -2, 0));

        let expired = Time::from_unix(-5, 6).unwrap();
        let found = detail(Error::HeaderExpired { expired });
        assert_eq!((found.a.cast_signed(), found.b, found.c), (-5, 6, 0));

        let found = detail(Error::TotalPowerTooHigh { total: u64::MAX });
        assert_eq!(found.a, u64::MAX);
    }

    #[test]
    fn every_number_of_every_code_has_a_place() {
        for row in CODES {
            let slots = row.fields.iter().map(|field| match *field {
                "index" | "offset" | "message" | "key_type" => 0,
                "expired" | "time" => 2,
                _ => 1,
            });
            assert!(slots.sum::<usize>() <= 3, "{}", row.name);
        }
    }
}
