//! The name of a chain, which every signature covers.

use crate::error::Error;
use crate::limits::MAX_CHAIN_ID_LEN;
use core::fmt;

/// A chain id: UTF-8, at most [`MAX_CHAIN_ID_LEN`] bytes, possibly empty.
///
/// CometBFT takes any bytes; that we take only UTF-8 is the deliberate difference `not-utf8`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ChainId {
    bytes: [u8; MAX_CHAIN_ID_LEN], // zero where there is no text
    len: usize,
}

impl ChainId {
    /// A chain id of its own, from borrowed text.
    ///
    /// # Errors
    /// [`Error::ChainIdTooLong`] above [`MAX_CHAIN_ID_LEN`] bytes.
    pub fn new(text: &str) -> Result<ChainId, Error> {
        let (mut bytes, len) = ([0; MAX_CHAIN_ID_LEN], text.len());
        let Some(start) = bytes.get_mut(..len) else {
            let length = u32::try_from(len).unwrap_or(u32::MAX);
            return Err(Error::ChainIdTooLong { length });
        };
        start.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
        Ok(ChainId { bytes, len })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Always text: a text is what it was made of.
        self.bytes.get(..self.len).and_then(|text| str::from_utf8(text).ok()).unwrap_or_default()
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;

    #[test]
    fn the_length_is_bounded_in_bytes() {
        assert_eq!(ChainId::new("").unwrap().as_str(), "");
        let longest = "c".repeat(MAX_CHAIN_ID_LEN);
        assert_eq!(ChainId::new(&longest).unwrap().as_str(), longest);
        let euros = "€".repeat(17); // 51 bytes
        assert_eq!(ChainId::new(&euros), Err(Error::ChainIdTooLong { length: 51 }));
    }
}
