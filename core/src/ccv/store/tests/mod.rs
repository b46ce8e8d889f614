//! The stores of a recorded provider, `aurora-1`, and of its consumer `borealis-1`.

extern crate std;

mod keys;
mod records;
mod values;

use crate::hash::Address;
use crate::limits::Limits;
use std::vec::Vec;

const LIMITS: &Limits = &Limits::DEFAULT;

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text
        .bytes()
        .filter(|byte| !byte.is_ascii_whitespace())
        .map(|byte| u8::try_from(char::from(byte).to_digit(16).unwrap()).unwrap())
        .collect();
    digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect()
}

fn address(text: &str) -> Address {
    Address::from_slice(&hex(text)).unwrap()
}

/// A field of bytes, of less than 128.
fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let length = u8::try_from(bytes.len()).unwrap();
    assert!(length < 128 && number < 16);
    [&[number << 3 | 2, length], bytes].concat()
}

/// A field that is a number of 64 bits, negative.
fn minus_one(number: u8) -> Vec<u8> {
    [&[number << 3][..], &[0xff; 9], &[1]].concat()
}
