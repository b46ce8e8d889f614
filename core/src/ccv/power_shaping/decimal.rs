//! Decimals of 18 places, as the Cosmos SDK divides.

/// 1, in units of 10^-18. `cosmossdk.io/math dec.go LegacyPrecision`.
const ONE: u128 = 1_000_000_000_000_000_000;

/// A decimal of 18 places, not negative: in units of 10^-18.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct LegacyDec(u128);

impl LegacyDec {
    /// So many hundredths.
    pub(super) fn percent(hundredths: u32) -> LegacyDec {
        LegacyDec(u128::from(hundredths).saturating_mul(ONE / 100))
    }

    /// The quotient of two whole numbers; `None` where the divisor is 0, at which the SDK panics.
    ///
    /// The SDK divides `part`·10^36 by `whole`, drops the remainder, and rounds at 10^18, half to
    /// even. Here the 36 places are found by two divisions of 18 each, so that no number needs more
    /// than the 124 bits of 2^64·10^18.
    ///
    /// Source: `cosmossdk.io/math dec.go QuoMut, chopPrecisionAndRound`.
    pub(super) fn quotient(part: u64, whole: u64) -> Option<LegacyDec> {
        let whole = u128::from(whole);
        let scaled = u128::from(part).saturating_mul(ONE);
        let (places, remainder) = (scaled.checked_div(whole)?, scaled.checked_rem(whole)?);
        let further = remainder.saturating_mul(ONE).checked_div(whole)?;
        let up = match further.cmp(&(ONE / 2)) {
            core::cmp::Ordering::Less => 0,
            core::cmp::Ordering::Equal => places % 2,
            core::cmp::Ordering::Greater => 1,
        };
        Some(LegacyDec(places.saturating_add(up)))
    }
}
