//! The share of a trusted set that must have signed a header before it is trusted.

use crate::error::Error;
use crate::form::form;

/// A fraction in [1/3, 1] with terms of at most 2^63 - 1. One out of that range cannot be built.
///
/// Source: `cometbft light/verifier.go ValidateTrustLevel`, which only its client calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustThreshold {
    numerator: u64,
    denominator: u64,
}

form!(TrustThreshold { numerator, denominator });

impl TrustThreshold {
    /// 1/3, the least and the usual one: with less, no honest validator need be among the signers.
    pub const ONE_THIRD: TrustThreshold = TrustThreshold { numerator: 1, denominator: 3 };
    /// 2/3.
    pub const TWO_THIRDS: TrustThreshold = TrustThreshold { numerator: 2, denominator: 3 };

    /// A fraction, not reduced: its terms decide when [`Error::PowerOverflow`] is met.
    ///
    /// # Errors
    /// [`Error::TrustThresholdRange`] outside [1/3, 1], for a denominator of 0, and for a term
    /// above 2^63 - 1.
    pub fn new(numerator: u64, denominator: u64) -> Result<TrustThreshold, Error> {
        let fits = |term| i64::try_from(term).is_ok();
        let thirds = u128::from(numerator).wrapping_mul(3); // below 2^66
        let in_range = denominator != 0
            && thirds >= u128::from(denominator)
            && numerator <= denominator
            && fits(denominator);
        if in_range {
            Ok(TrustThreshold { numerator, denominator })
        } else {
            Err(Error::TrustThresholdRange { numerator, denominator })
        }
    }

    /// The numerator.
    #[must_use]
    pub const fn numerator(&self) -> u64 {
        self.numerator
    }

    /// The denominator, never 0.
    #[must_use]
    pub const fn denominator(&self) -> u64 {
        self.denominator
    }

    /// The power that must be exceeded: floor(total * numerator / denominator).
    ///
    /// # Errors
    /// [`Error::PowerOverflow`] where the product leaves 63 bits: CometBFT refuses there too.
    pub(crate) fn needed(&self, total: u64) -> Result<u64, Error> {
        total
            .checked_mul(self.numerator)
            .filter(|product| i64::try_from(*product).is_ok())
            .and_then(|product| product.checked_div(self.denominator))
            .ok_or(Error::PowerOverflow { total, numerator: self.numerator })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_TOTAL_POWER;

    const MAX: u64 = i64::MAX.unsigned_abs();

    #[test]
    fn the_range_is_one_third_to_one() {
        for (numerator, denominator) in [(1, 3), (1, 1), (2, 3), (MAX, MAX), (MAX / 3 + 1, MAX)] {
            assert!(TrustThreshold::new(numerator, denominator).is_ok());
        }
        for (numerator, denominator) in
            [(0, 1), (1, 0), (0, 0), (1, 4), (3, 2), (333, 1000), (MAX + 1, MAX + 1), (u64::MAX, 3)]
        {
            assert_eq!(
                TrustThreshold::new(numerator, denominator),
                Err(Error::TrustThresholdRange { numerator, denominator })
            );
        }
    }

    #[test]
    fn a_fraction_keeps_its_terms() {
        let half = TrustThreshold::new(2, 4).unwrap();
        assert_eq!((half.numerator(), half.denominator()), (2, 4));
    }

    #[test]
    fn the_product_has_63_bits() {
        let seven = TrustThreshold::new(7, 8).unwrap();
        assert_eq!(seven.needed(MAX / 7), Ok(MAX / 7 * 7 / 8));
        assert!(seven.needed(MAX / 7 + 1).is_err());
        assert_eq!(TrustThreshold::TWO_THIRDS.needed(MAX_TOTAL_POWER), Ok(768_614_336_404_564_650));
        assert_eq!(TrustThreshold::ONE_THIRD.needed(0), Ok(0));
    }
}
