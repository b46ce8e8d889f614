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

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// By long division, digit by digit: 36 places, of which 18 are kept, half to even.
    fn by_hand(part: u64, whole: u64) -> u128 {
        let (mut rest, whole) = (u128::from(part), u128::from(whole));
        let integer = rest / whole;
        rest %= whole;
        let mut digits = Vec::new();
        for _ in 0..36 {
            rest *= 10;
            digits.push(rest / whole);
            rest %= whole;
        }
        let kept = digits[..18].iter().fold(integer, |sum, digit| sum * 10 + digit);
        let five = [&[5][..], &[0; 17]].concat();
        let up = digits[18..] > *five || (digits[18..] == *five && kept % 2 == 1);
        kept + u128::from(up)
    }

    #[test]
    fn quotients_are_those_of_long_division() {
        let ends = [1, 2, 3, 7, 24, 25, 100, 1 << 32, u64::MAX >> 3, u64::MAX >> 1, u64::MAX];
        let near = ends.into_iter().flat_map(|end| [end - 1, end, end.saturating_add(1)]);
        let numbers: Vec<u64> = near.chain([5 * 10_u64.pow(17), 2 * 10_u64.pow(18)]).collect();
        for part in &numbers {
            for whole in numbers.iter().filter(|whole| **whole > 0) {
                let found = LegacyDec::quotient(*part, *whole);
                assert_eq!(found, Some(LegacyDec(by_hand(*part, *whole))), "{part} / {whole}");
            }
        }
        assert_eq!(LegacyDec::quotient(1, 0), None);
        assert_eq!(LegacyDec::quotient(0, 0), None);
    }

    #[test]
    fn halves_are_rounded_to_even() {
        let two = 2 * 10_u64.pow(18); // 1 / two is half a unit
        let units = |part| LegacyDec::quotient(part, two).unwrap().0;
        assert_eq!([0, 1, 2, 3, 4, 5, 7].map(units), [0, 0, 1, 2, 2, 2, 4]);
    }

    /// What is less than a half becomes a half: by the exact fraction it would not be enough.
    #[test]
    fn rounding_changes_which_share_is_enough() {
        let half = LegacyDec::percent(50);
        let just_below_half = |whole: u64| LegacyDec::quotient(whole / 2, whole).unwrap();
        assert!(just_below_half(10_u64.pow(18) + 1) == half);
        assert!(just_below_half(10_u64.pow(18) - 1) < half);
        assert!(just_below_half(u64::MAX >> 1) == half);
        assert!(LegacyDec::percent(100) == LegacyDec::quotient(7, 7).unwrap());
    }
}
