//! The name of a consumer in the provider's store.

use crate::error::Error;
use core::fmt::{self, Write};

/// Digits of the greatest number of 64 bits.
const MAX_DIGITS: usize = 20;

/// The id of a consumer: a number of 64 bits, which the store writes in decimal.
///
/// The provider counts its consumers and writes each number in one way. An id such as `01` passes
/// its check of syntax, and is the id of none: it is no `ConsumerId`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConsumerId(u64);

impl ConsumerId {
    /// The id of this number.
    #[must_use]
    pub const fn new(number: u64) -> ConsumerId {
        ConsumerId(number)
    }

    /// The id that is written so.
    ///
    /// # Errors
    /// [`Error::ConsumerIdSyntax`]; [`Error::ConsumerIdForm`] where a zero stands before
    /// the number.
    ///
    /// Source: `interchain-security x/ccv/types/shared_params.go ValidateConsumerId`,
    /// `x/ccv/provider/keeper/consumer_lifecycle.go FetchAndIncrementConsumerId`.
    pub fn parse(text: &str) -> Result<ConsumerId, Error> {
        // Rust takes a sign before the digits.
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let number = text.parse().ok().filter(|_| digits).ok_or(Error::ConsumerIdSyntax)?;
        if text.starts_with('0') && text.len() > 1 {
            return Err(Error::ConsumerIdForm);
        }
        Ok(ConsumerId(number))
    }

    /// The number.
    #[must_use]
    pub const fn number(self) -> u64 {
        self.0
    }

    /// The number in decimal, as the store writes it.
    pub(super) fn digits(self) -> heapless::String<MAX_DIGITS> {
        let mut digits = heapless::String::new();
        let _ = write!(digits, "{}", self.0); // no number has more digits
        digits
    }
}

impl fmt::Display for ConsumerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_way_to_write_an_id() {
        for (text, id) in [
            ("0", Ok(0)),
            ("10", Ok(10)),
            ("18446744073709551615", Ok(u64::MAX)),
            ("18446744073709551616", Err(Error::ConsumerIdSyntax)),
            ("", Err(Error::ConsumerIdSyntax)),
            ("+1", Err(Error::ConsumerIdSyntax)),
            ("-1", Err(Error::ConsumerIdSyntax)),
            ("neutron-1", Err(Error::ConsumerIdSyntax)),
            ("01", Err(Error::ConsumerIdForm)),
            ("00", Err(Error::ConsumerIdForm)),
        ] {
            assert_eq!(ConsumerId::parse(text).map(ConsumerId::number), id, "{text}");
        }
        assert_eq!(ConsumerId::new(u64::MAX).digits(), "18446744073709551615");
    }
}
