//! The cap on one validator's share of the power.

use super::Record;
use super::min_power::MAX_INT64;
use super::sort::sort_slice;
use crate::error::Error;

/// Takes from each validator what it has above the share, and gives it to those below, evenly, as
/// far as they can take it. Sorts by power, so that an earlier order is lost.
///
/// Where there are too few validators for the share, all end with the same power, and the sum
/// shrinks. The powers add up to at most 2^63 - 1.
///
/// # Errors
/// [`Error::PowerRange`] where the share, of more than 100 percent, does not fit 63 bits; the module
/// panics there.
///
/// Source: `interchain-security x/ccv/provider/keeper/power_shaping.go NoMoreThanPercentOfTheSum`.
pub(super) fn no_more_than_percent_of_the_sum(
    validators: &mut [Record<'_>],
    percent: u32,
) -> Result<(), Error> {
    // Decimals of 18 places in the module, but a hundredth has two.
    let sum = validators.iter().fold(0_u128, |sum, it| sum.saturating_add(it.power.into()));
    let share = sum.saturating_mul(percent.into()) / 100;
    let share = u64::try_from(share).ok().filter(|share| *share <= MAX_INT64);
    let max_power = share.ok_or(Error::PowerRange)?.max(1);
    sort_slice(validators, |a, b| a.power > b.power);
    let (mut remaining, mut below) = (0_u64, 0_u64);
    for validator in validators.iter() {
        match validator.power.checked_sub(max_power) {
            Some(excess) => remaining = remaining.saturating_add(excess), // at most the sum
            None => below = below.saturating_add(1),
        }
    }
    let mut each = remaining.checked_div(below).unwrap_or(0);
    for validator in validators {
        if let Some(gap) = max_power.checked_sub(validator.power).filter(|gap| *gap > 0) {
            let given = each.min(gap);
            validator.power = validator.power.saturating_add(given); // at most max_power
            // `each` is a share of what remains for at least this one.
            remaining = remaining.saturating_sub(given);
            below = below.saturating_sub(1);
        } else {
            validator.power = max_power;
        }
        each = remaining.checked_div(below).unwrap_or(each);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::hash::Address;
    use std::vec::Vec;

    fn capped(powers: &[u64], percent: u32) -> Result<Vec<u64>, Error> {
        let record = |power: &u64| Record { power: *power, ..Record::NONE };
        let mut validators: Vec<_> = powers.iter().map(record).collect();
        no_more_than_percent_of_the_sum(&mut validators, percent)?;
        Ok(validators.iter().map(|it| it.power).collect())
    }

    #[test]
    fn what_one_has_above_the_share_is_given_to_the_others() {
        let of = |powers: &[u64], percent| capped(powers, percent).unwrap();
        assert_eq!(of(&[16, 4, 3, 1], 40), [9, 6, 5, 4]);
        assert_eq!(of(&[1, 3, 4, 16], 40), [9, 6, 5, 4], "sorted by power");
        assert_eq!(of(&[60, 138, 559], 35), [264, 264, 229]);
        assert_eq!(of(&[1, 2, 3, 4, 5], 30), [4, 4, 3, 2, 2]);
        assert_eq!(of(&[1000, 500, 50, 24, 10], 40), [633, 591, 142, 116, 102]);
        assert_eq!(of(&[5, 3, 2], 100), [5, 3, 2]);
        assert_eq!(of(&[], 40), []);
    }

    #[test]
    fn too_few_validators_lose_power() {
        let of = |powers: &[u64], percent| capped(powers, percent).unwrap();
        assert_eq!(of(&[1, 2, 3, 4, 5], 10), [1; 5]);
        assert_eq!(of(&[10; 10], 5), [5; 10]);
        assert_eq!(of(&[100, 1], 1), [1, 1]);
        assert_eq!(of(&[3], 1), [1], "a share of nothing is one");
        assert_eq!(of(&[0, 0], 50), [0, 0]);
    }

    /// An exact multiple once lost a unit: up to release 4.2.
    #[test]
    fn an_exact_share_is_kept() {
        assert_eq!(capped(&[50, 25, 25], 50), Ok(std::vec![50, 25, 25]));
        assert_eq!(capped(&[50, 25, 24], 50), Ok(std::vec![49, 25, 25]));
    }

    #[test]
    fn shares_of_the_largest_powers_fit() {
        let half = MAX_INT64 / 2;
        assert_eq!(capped(&[MAX_INT64], 100), Ok(std::vec![MAX_INT64]));
        assert_eq!(capped(&[half, half, 1], 40).unwrap()[0], 3_689_348_814_741_910_322);
        // Above 100 percent nothing changes, until the share does not fit.
        assert_eq!(capped(&[half, 1], 199), Ok(std::vec![half, 1]));
        assert_eq!(capped(&[half + 1, 0], 199), Ok(std::vec![half + 1, 0]));
        assert_eq!(capped(&[half + 1, 0], 200), Err(Error::PowerRange));
        assert_eq!(capped(&[3, 2], u32::MAX), Ok(std::vec![3, 2]));
    }

    #[test]
    fn equals_keep_their_places() {
        let record = |id| Record { address: Address([id; 20]), power: 10, ..Record::NONE };
        let mut validators: Vec<_> = (0..7).map(record).collect();
        no_more_than_percent_of_the_sum(&mut validators, 50).unwrap();
        assert!(validators.into_iter().eq((0..7).map(record)));
    }
}
