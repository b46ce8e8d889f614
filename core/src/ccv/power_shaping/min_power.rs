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
