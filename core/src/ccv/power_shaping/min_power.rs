//! The power from which validators of a top N chain must validate.

use super::decimal::LegacyDec;
use super::{Candidate, named, word};
use crate::error::Error;

/// Finds the least power among the active validators that together have the share `top_n` of their
/// power. Who has it must validate.
///
/// `candidates` are the bonded validators in the order of staking, of whom the first
/// `max_provider_consensus_validators` are active. `scratch` needs a word for each of these.
///
/// # Errors
/// [`Error::ScratchTooSmall`]; [`Error::TopNRange`]; [`Error::PowerRange`];
/// [`Error::NoActivePower`].
///
/// Source: `interchain-security x/ccv/provider/keeper/partial_set_security.go
/// ComputeMinPowerInTopN`.
pub fn compute_min_power_in_top_n(
    candidates: &[Candidate<'_>],
    max_provider_consensus_validators: u64,
    top_n: u32,
    scratch: &mut [u32],
) -> Result<u64, Error> {
    let active = active(candidates, max_provider_consensus_validators);
    let needed = word(active.len());
    let order = scratch.get_mut(..active.len()).ok_or(Error::ScratchTooSmall { needed })?;
    if !(1..=100).contains(&top_n) {
        return Err(Error::TopNRange { top_n });
    }
    let total = total_power(active)?;
    order.iter_mut().zip(0..).for_each(|(place, index)| *place = index);
    let power = |index: &u32| named(active, *index).map_or(0, |candidate| candidate.last_power);
    order.sort_unstable_by_key(|index| core::cmp::Reverse(power(index)));
    let threshold = LegacyDec::percent(top_n);
    let mut sum = 0_u64;
    for power in order.iter().map(power) {
        sum = sum.saturating_add(power); // at most the total
        if LegacyDec::quotient(sum, total).ok_or(Error::NoActivePower)? >= threshold {
            return Ok(power);
        }
    }
    Err(Error::NoActivePower)
}

/// The candidates that take part in the provider's consensus.
pub(super) fn active<'c, 'a>(candidates: &'c [Candidate<'a>], max: u64) -> &'c [Candidate<'a>] {
    let max = usize::try_from(max).unwrap_or(usize::MAX);
    candidates.get(..max).unwrap_or(candidates)
}

/// The sum of powers, which the module computes in 63 bits.
pub(super) fn total_power(candidates: &[Candidate<'_>]) -> Result<u64, Error> {
    let sum = candidates.iter().try_fold(0_u64, |sum, it| sum.checked_add(it.last_power));
    sum.filter(|sum| *sum <= MAX_INT64).ok_or(Error::PowerRange)
}

/// The largest power, and sum of powers: 2^63 - 1.
pub(super) const MAX_INT64: u64 = u64::MAX >> 1;

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::hash::Address;
    use crate::types::PublicKey;
    use std::vec::Vec;

    fn candidates(powers: &[u64]) -> Vec<Candidate<'static>> {
        let candidate = |last_power: &u64| Candidate {
            address: Address([0; 20]),
            public_key: PublicKey::ZERO,
            tokens: 0,
            last_power: *last_power,
            opted_in: false,
            consumer_key: None,
        };
        powers.iter().map(candidate).collect()
    }

    fn least(powers: &[u64], top_n: u32) -> Result<u64, Error> {
        let candidates = candidates(powers);
        compute_min_power_in_top_n(&candidates, u64::MAX, top_n, &mut [0; 16])
    }

    /// The table of interchain-security's `TestComputeMinPowerInTopN`.
    #[test]
    fn a_share_is_had_by_the_most_powerful() {
        for powers in [[1, 3, 5, 6, 10], [10, 3, 5, 6, 1]] {
            for (top_n, power) in [
                (100, 1),
                (97, 1),
                (96, 3),
                (85, 3),
                (84, 5),
                (65, 5),
                (64, 6),
                (50, 6),
                (40, 10),
                (1, 10),
            ] {
                assert_eq!(least(&powers, top_n), Ok(power), "top {top_n}");
            }
        }
    }

    #[test]
    fn only_the_active_ones_count() {
        let candidates = candidates(&[1, 2, 3, 100]);
        let least = |max| compute_min_power_in_top_n(&candidates, max, 100, &mut [0; 4]);
        assert_eq!([1, 2, 3, 4, u64::MAX].map(least), [Ok(1); 5]);
        assert_eq!(least(0), Err(Error::NoActivePower));
        let half = |max| compute_min_power_in_top_n(&candidates, max, 50, &mut [0; 4]);
        assert_eq!([1, 2, 3, 4].map(half), [Ok(1), Ok(2), Ok(3), Ok(100)]);
    }

    #[test]
    fn no_share_of_nothing() {
        assert_eq!(least(&[], 50), Err(Error::NoActivePower));
        assert_eq!(least(&[0, 0], 50), Err(Error::NoActivePower));
        assert_eq!(least(&[0, 1], 100), Ok(1));
        for top_n in [0, 101, u32::MAX] {
            assert_eq!(least(&[], top_n), Err(Error::TopNRange { top_n }));
        }
    }

    /// 5·10^17 of 10^18 + 1 are less than half; rounded to 18 places they are half.
    #[test]
    fn the_rounding_decides_near_the_largest_powers() {
        let large = 5 * 10_u64.pow(17);
        assert_eq!(least(&[large, large - 1, 2], 50), Ok(large));
        let small = 5 * 10_u64.pow(15);
        assert_eq!(least(&[small, small - 1, 2], 50), Ok(small - 1));
    }

    #[test]
    fn sums_have_63_bits() {
        let half = MAX_INT64 / 2;
        assert_eq!(least(&[half, half, 1], 100), Ok(half), "all but 2^-63 is rounded to all");
        assert_eq!(least(&[half, half, 2], 100), Err(Error::PowerRange));
        assert_eq!(least(&[u64::MAX, 2], 100), Err(Error::PowerRange));
    }

    #[test]
    fn a_word_for_each_active_one() {
        let candidates = candidates(&[1, 2, 3]);
        let least =
            |max, words| compute_min_power_in_top_n(&candidates, max, 50, &mut [0; 3][..words]);
        assert_eq!(least(2, 1), Err(Error::ScratchTooSmall { needed: 2 }));
        assert_eq!(least(2, 2), Ok(2));
        assert_eq!(least(9, 2), Err(Error::ScratchTooSmall { needed: 3 }));
    }
}
