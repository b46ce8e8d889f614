//! Codes and their sentences, as C wants them: numbers, and text that ends with a zero.

use parhelion_core::CODES;
use std::ffi::CStr;

/// Verified.
pub const OK: i32 = 0;
/// The call was wrong: a NULL, a size, an alignment, nanoseconds of a second or more.
pub const ARGUMENT: i32 = 1;
/// A fault of the library.
pub const INTERNAL: i32 = 2;

/// The sentences of the codes that only this interface has.
const OWN: [(i32, &CStr); 3] = [
    (OK, c"verified"),
    (ARGUMENT, c"the call is wrong: a pointer, a size, or nanoseconds of a second or more"),
    (INTERNAL, c"a fault of the library: nothing was verified"),
];

/// One sentence about a code.
pub(crate) fn text(code: i32) -> &'static CStr {
    if let Some((_, text)) = OWN.iter().find(|(own, _)| *own == code) {
        return text;
    }
    let row = CODES.iter().position(|row| i32::from(row.number) == code);
    row.and_then(|row| CStr::from_bytes_until_nul(TEXTS.get(START[row]..)?).ok())
        .unwrap_or(c"no code of this version")
}

/// All sentences, each with a zero behind it: what Rust's strings do not have.
static TEXTS: [u8; LEN] = texts();
/// Where each of them begins.
const START: [usize; CODES.len()] = starts();
const LEN: usize = {
    let last = CODES.len() - 1;
    START[last] + CODES[last].text.len() + 1
};

const fn starts() -> [usize; CODES.len()] {
    let (mut starts, mut row) = ([0; CODES.len()], 1);
    while row < CODES.len() {
        starts[row] = starts[row - 1] + CODES[row - 1].text.len() + 1;
        row += 1;
    }
    starts
}

const fn texts() -> [u8; LEN] {
    let (mut texts, mut row) = ([0; LEN], 0);
    while row < CODES.len() {
        let (text, mut at) = (CODES[row].text.as_bytes(), 0);
        while at < text.len() {
            texts[START[row] + at] = text[at];
            at += 1;
        }
        row += 1;
    }
    texts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_the_sentence_of_the_table() {
        for row in CODES {
            assert_eq!(text(row.number.into()).to_str(), Ok(row.text));
        }
        assert_eq!(text(OK), c"verified");
        for none in [-1, 3, 999, i32::MIN, i32::MAX] {
            assert_eq!(text(none), c"no code of this version");
        }
    }
}
