//! Keys of stores, put together without an allocator.

use crate::error::Error;
use crate::limits::MAX_KEY_LEN;
use core::fmt;

/// A key of a store, of at most [`MAX_KEY_LEN`] bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(heapless::Vec<u8, MAX_KEY_LEN>);

impl Key {
    /// The parts, one after the other.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`].
    pub fn of(parts: &[&[u8]]) -> Result<Key, Error> {
        let mut key = heapless::Vec::new();
        if parts.iter().all(|part| key.extend_from_slice(part).is_ok()) {
            return Ok(Key(key));
        }
        let length = parts.iter().fold(0usize, |sum, part| sum.saturating_add(part.len()));
        Err(Error::KeyTooLong { length: u32::try_from(length).unwrap_or(u32::MAX) })
    }

    /// The bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Key {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// Lower-case hexadecimal.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn a_key_is_its_parts_up_to_its_bound() {
        let key = Key::of(&[b"\x1f", &[], b"ab"]).unwrap();
        assert_eq!(key.as_bytes(), b"\x1fab");
        assert_eq!(format!("{key:?}"), "1f6162");
        assert_eq!(Key::of(&[]).unwrap().as_bytes(), b"");
        let half = [7; MAX_KEY_LEN / 2];
        assert_eq!(Key::of(&[&half, &half]).unwrap().as_bytes(), [7; MAX_KEY_LEN]);
        assert_eq!(Key::of(&[&half, &half, b"a", b"b"]), Err(Error::KeyTooLong { length: 262 }));
    }
}
