//! Why a call did not verify, and how C is told.

use crate::code::{ARGUMENT, INTERNAL, OK, UNREADABLE};
use crate::slice::BadPointer;
use crate::types::Versioned;
use parhelion_core::{CODES, Class, Error, NO_INDEX, Value};

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
const CLASS_FAULT: u8 = 6;

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
            Err(Failure::Refused(error)) => (error.code().into(), row(error).class),
        };
        let (mut index, mut offset, mut rest) = (NO_INDEX, NO_INDEX, [0; 3]);
        if let Err(Failure::Refused(error)) = outcome {
            let mut slots = rest.iter_mut();
            let mut put = |bits: u64| {
                if let Some(slot) = slots.next() {
                    *slot = bits;
                }
            };
            let (row, mut place) = (row(error), 0);
            error.numbers(|value| {
                match value {
                    Value::Number(number) if row.index == place => {
                        index = number.try_into().unwrap_or(NO_INDEX);
                    }
                    Value::Number(number) if row.offset == place => {
                        offset = number.try_into().unwrap_or(NO_INDEX);
                    }
                    Value::Number(number) => put(bits(number)),
                    Value::Time(time) => {
                        put(time.seconds().cast_unsigned());
                        put(time.nanos().into());
                    }
                    // Names stay with Rust's `Display`: they are for people.
                    _ => {}
                }
                place += 1;
            });
        }
        let [a, b, c] = rest;
        let error_class = error_class.into();
        Detail { struct_size: size_of::<Detail>(), code, error_class, index, offset, a, b, c }
    }
}

/// The numbers of errors are those of u64 and of i64: the negative ones as two's complement.
fn bits(number: i128) -> u64 {
    u64::try_from(number)
        .or_else(|_| i64::try_from(number).map(i64::cast_unsigned))
        .unwrap_or(u64::MAX)
}

/// What C is told of a code besides its number. The table of the core has texts, which a small image
/// would have in its flash with it.
#[derive(Clone, Copy)]
struct Row {
    number: u16,
    class: u8,
    /// Which of its fields is the index, and which the offset; [`NO_PLACE`] for none.
    index: u8,
    offset: u8,
}

const NO_PLACE: u8 = u8::MAX;

const NO_ROW: Row = Row { number: 0, class: CLASS_FAULT, index: NO_PLACE, offset: NO_PLACE };

static ROWS: [Row; CODES.len()] = {
    let mut rows = [NO_ROW; CODES.len()];
    let mut at = 0;
    while at < CODES.len() {
        let code = &CODES[at];
        rows[at] = Row {
            number: code.number,
            class: class(code.class),
            index: place(code.fields, b"index"),
            offset: place(code.fields, b"offset"),
        };
        at += 1;
    }
    rows
};

fn row(error: &Error) -> Row {
    let number = error.code();
    ROWS.iter().find(|row| row.number == number).copied().unwrap_or(NO_ROW)
}

const fn place(fields: &[&str], name: &[u8]) -> u8 {
    let mut at = 0;
    while at < fields.len() {
        let (field, mut same) = (fields[at].as_bytes(), 0);
        while same < name.len() && same < field.len() && field[same] == name[same] {
            same += 1;
        }
        if same == name.len() && same == field.len() {
            return at as u8; // Few fields: see the test below.
        }
        at += 1;
    }
    NO_PLACE
}

/// The numbers of the classes never change; one that the header does not know yet is a fault.
const fn class(class: Class) -> u8 {
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
    use parhelion_core::Time;

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
