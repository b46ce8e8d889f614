//! The one canonical encoding, as gogoproto writes it: fields by number, defaults omitted, embedded
//! messages that Go holds by value always written. What is hashed or signed is written here from
//! parsed values; bytes that came in are never hashed as they came.

use sha2::{Digest, Sha256};

/// Where encoded bytes go: a hasher, a buffer, a counter.
pub trait Sink {
    /// Appends bytes.
    fn put(&mut self, bytes: &[u8]);
}

impl Sink for Sha256 {
    fn put(&mut self, bytes: &[u8]) {
        self.update(bytes);
    }
}

#[cfg(feature = "alloc")]
impl Sink for alloc::vec::Vec<u8> {
    fn put(&mut self, bytes: &[u8]) {
        self.extend_from_slice(bytes);
    }
}

/// Counts the bytes.
#[derive(Default)]
pub(crate) struct Counter(u64);

impl Counter {
    pub(crate) fn count(value: &(impl Encode + ?Sized)) -> u64 {
        let mut counter = Counter::default();
        value.encode(&mut counter);
        counter.0
    }
}

impl Sink for Counter {
    fn put(&mut self, bytes: &[u8]) {
        self.0 = self.0.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
    }
}

/// A message that has a canonical encoding: that of CometBFT, whatever the bytes looked like from
/// which it was parsed.
pub trait Encode {
    /// Writes the fields, without a length before them.
    fn encode<S: Sink>(&self, sink: &mut S);
}

impl<T: Encode> Encode for &T {
    fn encode<S: Sink>(&self, sink: &mut S) {
        (**self).encode(sink);
    }
}

/// A varint or enum field, omitted when 0. Negative numbers come in as their 64-bit pattern.
pub(crate) fn uint_field(sink: &mut impl Sink, number: u8, value: u64) {
    if value != 0 {
        tag(sink, number, 0);
        varint(sink, value);
    }
}

/// A bytes or string field, omitted when empty.
pub(crate) fn bytes_field(sink: &mut impl Sink, number: u8, bytes: &[u8]) {
    if !bytes.is_empty() {
        tag(sink, number, 2);
        varint(sink, u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        sink.put(bytes);
    }
}

/// An embedded message, always written.
pub(crate) fn message_field(sink: &mut impl Sink, number: u8, message: &impl Encode) {
    tag(sink, number, 2);
    varint(sink, Counter::count(message));
    message.encode(sink);
}

fn tag(sink: &mut impl Sink, number: u8, wire_type: u8) {
    // Field numbers of these messages are below 16: one byte.
    sink.put(&[number.wrapping_shl(3) | wire_type]);
}

pub(crate) fn varint(sink: &mut impl Sink, mut value: u64) {
    let (mut bytes, mut len) = ([0u8; 10], 0usize);
    for slot in &mut bytes {
        let low = u8::try_from(value & 0x7f).unwrap_or(0);
        value >>= 7;
        len = len.saturating_add(1);
        *slot = if value == 0 { low } else { low | 0x80 };
        if value == 0 {
            break;
        }
    }
    sink.put(bytes.get(..len).unwrap_or(&bytes));
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    struct Bytes(Vec<u8>);
    impl Sink for Bytes {
        fn put(&mut self, bytes: &[u8]) {
            self.0.extend_from_slice(bytes);
        }
    }

    #[test]
    fn varints_are_as_short_as_they_can_be() {
        let written = |value| {
            let mut sink = Bytes(Vec::new());
            varint(&mut sink, value);
            sink.0
        };
        for (value, length) in
            [(0, 1), (127, 1), (128, 2), (16_383, 2), (16_384, 3), (u64::MAX, 10)]
        {
            assert_eq!(written(value).len(), length, "{value}");
        }
        assert_eq!(written(300), [0xac, 0x02]);
    }

    #[test]
    fn defaults_are_omitted() {
        let mut sink = Bytes(Vec::new());
        uint_field(&mut sink, 1, 0);
        bytes_field(&mut sink, 2, b"");
        assert!(sink.0.is_empty());
        uint_field(&mut sink, 1, 1);
        bytes_field(&mut sink, 2, b"a");
        assert_eq!(sink.0, [0x08, 1, 0x12, 1, b'a']);
    }
}
