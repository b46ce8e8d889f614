//! Who validates, and in which order: everything but the powers.

use super::sort::sort_slice;
use super::{Candidate, Parameters, named};
use crate::error::Error;

const ALLOWED: u32 = 1;
const DENIED: u32 = 2;
const PRIORITY: u32 = 4;

/// A third of the scratch each, of as many words as there are candidates.
pub(super) struct Words<'w> {
    /// Places of candidates, in the order of the moment.
    pub(super) order: &'w mut [u32],
    /// The lists on which each candidate is.
    pub(super) marks: &'w mut [u32],
    /// The places of those who validate, in the order of the set.
    pub(super) chosen: &'w mut [u32],
}

/// Marks the lists on which each candidate is: by one search among the candidates for each entry of
/// a list, so that long lists cost no more than their length.
///
/// # Errors
/// [`Error::DuplicateCandidate`].
pub(super) fn mark(
    candidates: &[Candidate<'_>],
    parameters: &Parameters<'_>,
    words: &mut Words<'_>,
) -> Result<(), Error> {
    words.order.iter_mut().zip(0..).for_each(|(place, index)| *place = index);
    let address = |index: &u32| named(candidates, *index).map(|it| it.address);
    words.order.sort_unstable_by_key(|index| (address(index), *index));
    for pair in words.order.windows(2) {
        if let [first, second] = pair
            && address(first) == address(second)
        {
            return Err(Error::DuplicateCandidate { index: *second });
        }
    }
    words.marks.fill(0);
    let lists = [
        (parameters.allowlist, ALLOWED),
        (parameters.denylist, DENIED),
        (parameters.prioritylist, PRIORITY),
    ];
    for (list, mark) in lists {
        for listed in list {
            let found = words.order.binary_search_by_key(&Some(*listed), address);
            let index = found.ok().and_then(|at| words.order.get(at));
            if let Some(marks) =
                index.and_then(|index| words.marks.get_mut(usize::try_from(*index).ok()?))
            {
                *marks |= mark;
            }
        }
    }
    Ok(())
}

/// Chooses who validates, and leaves them at the beginning of `words.chosen`. Returns how many they
/// are. `min_power` is that of a top N chain.
///
/// Source: `interchain-security x/ccv/provider/keeper/validator_set_update.go FilterValidators`,
/// `power_shaping.go CanValidateChain, FulfillsMinStake, PartitionBasedOnPriorityList,
/// CapValidatorSet`, `relay.go ComputeConsumerNextValSet`.
pub(super) fn choose(
    candidates: &[Candidate<'_>],
    parameters: &Parameters<'_>,
    min_power: Option<u64>,
    words: &mut Words<'_>,
) -> usize {
    words.order.iter_mut().zip(0..).for_each(|(place, index)| *place = index);
    let tokens = |index: &u32| named(candidates, *index).map(|it| it.tokens);
    sort_slice(words.order, |a, b| tokens(a) > tokens(b));
    let max = usize::try_from(parameters.max_provider_consensus_validators).unwrap_or(usize::MAX);
    let considered = if parameters.allow_inactive_vals { usize::MAX } else { max };

    let marks = |index: u32| named(words.marks, index).copied().unwrap_or(0);
    let validates = |index: &u32| {
        let Some(candidate) = named(candidates, *index) else { return false };
        let marks = marks(*index);
        (candidate.opted_in || min_power.is_some_and(|least| candidate.last_power >= least))
            && (parameters.allowlist.is_empty() || marks & ALLOWED != 0)
            && marks & DENIED == 0
            && candidate.tokens >= u128::from(parameters.min_stake)
    };
    let priority = |index: u32| marks(index) & PRIORITY != 0;
    let mut places = words.chosen.iter_mut();
    let mut count = |first: bool| {
        let of_part = words.order.iter().take(considered).filter(|index| validates(index));
        let of_part = of_part.filter(|index| priority(**index) == first);
        // Never out of places: there are as many as candidates, and each is in one part.
        of_part.zip(places.by_ref()).map(|(index, place)| *place = *index).count()
    };
    let (first, others) = (count(true), count(false));
    let chosen = first.saturating_add(others);

    let power = |index: &u32| named(candidates, *index).map(|it| it.last_power);
    let in_order = words.chosen.get_mut(..chosen).unwrap_or_default();
    if let Some((first, others)) = in_order.split_at_mut_checked(first) {
        sort_slice(first, |a, b| power(a) > power(b));
        sort_slice(others, |a, b| power(a) > power(b));
    }
    match usize::try_from(parameters.validator_set_cap) {
        Ok(cap) if parameters.top_n == 0 && cap > 0 => chosen.min(cap),
        _ => chosen,
    }
}
