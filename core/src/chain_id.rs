//! The name of a chain, which every signature covers.

use crate::error::Error;
use crate::limits::MAX_CHAIN_ID_LEN;
use core::fmt;

/// A chain id: UTF-8, at most [`MAX_CHAIN_ID_LEN`] bytes, possibly empty.
///
/// CometBFT takes any bytes; that we take only UTF-8 is the deliberate difference `not-utf8`.
#[derive(Clone, PartialEq, Eq)]
pub struct ChainId(heapless::String<MAX_CHAIN_ID_LEN>);

impl ChainId {
    /// A chain id of its own, from borrowed text.
    ///
    /// # Errors
    /// [`Error::ChainIdTooLong`] above [`MAX_CHAIN_ID_LEN`] bytes.
    pub fn new(text: &str) -> Result<ChainId, Error> {
        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
        heapless::String::try_from(text).map(ChainId).map_err(|_| Error::ChainIdTooLong { length })
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ChainId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
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
