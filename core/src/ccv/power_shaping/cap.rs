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
