//! Codes and their sentences, as C wants them: numbers, and text that ends with a zero.

use core::ffi::CStr;
use parhelion_core::CODES;

/// Verified.
pub const OK: i32 = 0;
/// The call was wrong: a NULL, a size, an alignment, nanoseconds of a second or more.
pub const ARGUMENT: i32 = 1;
/// A fault of the library.
pub const INTERNAL: i32 = 2;

/// JSON that is no answer of a node, or not the one that was asked for.
pub const UNREADABLE: i32 = 3;

/// The names and sentences of the codes that only this interface has.
const OWN: [(i32, &CStr, &CStr); 4] = [
    (OK, c"Ok", c"verified"),
    (ARGUMENT, c"Argument", c"the call is wrong: a pointer, a size, or a number out of its range"),
    (INTERNAL, c"Internal", c"a fault of the library: nothing was verified"),
    (UNREADABLE, c"Unreadable", c"the JSON is not the answer of a node that was asked for"),
];

/// One sentence about a code.
pub(crate) fn text(code: i32) -> &'static CStr {
    if let Some((_, _, text)) = OWN.iter().find(|(own, ..)| *own == code) {
        return text;
    }
    at(&TEXTS, &TEXT_STARTS, code).unwrap_or(c"no code of this version")
}

/// The name of a code.
pub(crate) fn name(code: i32) -> &'static CStr {
    if let Some((_, name, _)) = OWN.iter().find(|(own, ..)| *own == code) {
        return name;
    }
    at(&NAMES, &NAME_STARTS, code).unwrap_or(c"Unknown")
}

fn at(all: &'static [u8], starts: &[usize], code: i32) -> Option<&'static CStr> {
    let row = CODES.iter().position(|row| i32::from(row.number) == code)?;
    CStr::from_bytes_until_nul(all.get(*starts.get(row)?..)?).ok()
}

/// All sentences, each with a zero behind it: what Rust's strings do not have.
static TEXTS: [u8; TEXTS_LEN] = joined(TEXT_STARTS, Column::Text);
/// All names, in the same way.
static NAMES: [u8; NAMES_LEN] = joined(NAME_STARTS, Column::Name);
const TEXT_STARTS: [usize; CODES.len()] = starts(Column::Text);
const NAME_STARTS: [usize; CODES.len()] = starts(Column::Name);
const TEXTS_LEN: usize = end(TEXT_STARTS, Column::Text);
const NAMES_LEN: usize = end(NAME_STARTS, Column::Name);

#[derive(Clone, Copy)]
enum Column {
    Text,
    Name,
}

const fn cell(row: usize, column: Column) -> &'static [u8] {
    match column {
        Column::Text => CODES[row].text.as_bytes(),
        Column::Name => CODES[row].name.as_bytes(),
    }
}

/// Where each cell begins.
const fn starts(column: Column) -> [usize; CODES.len()] {
    let (mut starts, mut row) = ([0; CODES.len()], 1);
    while row < CODES.len() {
        starts[row] = starts[row - 1] + cell(row - 1, column).len() + 1;
        row += 1;
    }
    starts
}

const fn end(starts: [usize; CODES.len()], column: Column) -> usize {
    let last = CODES.len() - 1;
    starts[last] + cell(last, column).len() + 1
}

const fn joined<const LEN: usize>(starts: [usize; CODES.len()], column: Column) -> [u8; LEN] {
    let (mut all, mut row) = ([0; LEN], 0);
    while row < CODES.len() {
        let (bytes, mut at) = (cell(row, column), 0);
        while at < bytes.len() {
            all[starts[row] + at] = bytes[at];
            at += 1;
        }
        row += 1;
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_name_and_the_sentence_of_the_table() {
        for row in CODES {
            assert_eq!(text(row.number.into()).to_str(), Ok(row.text));
            assert_eq!(name(row.number.into()).to_str(), Ok(row.name));
        }
        assert_eq!((name(OK), text(OK)), (c"Ok", c"verified"));
        for none in [-1, 4, 999, i32::MIN, i32::MAX] {
            assert_eq!((name(none), text(none)), (c"Unknown", c"no code of this version"));
        }
    }
}
