//! The next set as a whole.

use super::cap::no_more_than_percent_of_the_sum;
use super::diff::diff_validators;
use super::min_power::{active, compute_min_power_in_top_n, total_power};
use super::select::{Words, choose, mark};
use super::{Candidate, Parameters, Record, ValidatorUpdate, Workspace, named, word};
use crate::error::Error;
use crate::limits::MAX_CANDIDATES;

/// The set that a provider gives a consumer, and what it does to the current one.
#[derive(Clone, Copy, Debug)]
pub struct NextSet<'w, 'a> {
    candidates: &'w [Candidate<'a>],
    validators: &'w [Record<'a>],
    updates: &'w [ValidatorUpdate<'a>],
    min_power: Option<u64>,
}

impl<'w, 'a> NextSet<'w, 'a> {
    /// The validators, in the order of the module. It may be empty.
    #[must_use]
    pub const fn validators(&self) -> &'w [Record<'a>] {
        self.validators
    }

    /// The updates, in the order of the packet. Without any, no packet is sent.
    #[must_use]
    pub const fn updates(&self) -> &'w [ValidatorUpdate<'a>] {
        self.updates
    }

    /// The power from which an active validator must validate; `None` where the chain is no top N
    /// chain.
    #[must_use]
    pub const fn min_power(&self) -> Option<u64> {
        self.min_power
    }

    /// Who was not opted in, and is from now on, because it must validate.
    pub fn opted_in(&self) -> impl Iterator<Item = &'w Candidate<'a>> {
        let least = self.min_power;
        let must = move |it: &&Candidate<'a>| least.is_some_and(|least| it.last_power >= least);
        self.candidates.iter().filter(|it| !it.opted_in).filter(must)
    }
}

/// The words of scratch that a next set needs.
#[must_use]
pub const fn scratch_len(candidates: usize, current: usize) -> usize {
    let (choosing, telling) = (candidates.saturating_mul(3), candidates.saturating_add(current));
    if choosing > telling { choosing } else { telling }
}

/// Computes the set that a provider gives a launched consumer at the end of the block `height`.
///
/// `candidates` are all bonded validators, in the order of staking: powers descending, but whatever
/// the order is, it decides among equals. `current` are the records of the set before, ascending by
/// address, as they are stored.
///
/// # Errors
/// [`Error::TooManyCandidates`], [`Error::ScratchTooSmall`]; [`Error::RecordOrder`],
/// [`Error::PowerRange`], [`Error::DuplicateCandidate`]; for a top N chain [`Error::TopNRange`],
/// [`Error::NoActivePower`]; [`Error::ShapingMemory`]; [`Error::PowerRange`] where the power cap is
/// above 100 percent; [`Error::SharedConsumerKey`]; [`Error::ShapingMemory`].
///
/// Source: `interchain-security x/ccv/provider/keeper/relay.go QueueVSCPackets,
/// validator_set_update.go ComputeConsumerNextValSet`.
pub fn next_set<'w, 'a>(
    candidates: &'w [Candidate<'a>],
    parameters: &Parameters<'_>,
    current: &[Record<'a>],
    height: u64,
    workspace: Workspace<'w, 'a>,
) -> Result<NextSet<'w, 'a>, Error> {
    compute(candidates, parameters, current, height, workspace).map(|(next, _)| next)
}

/// Computes the set with which a consumer is launched at the beginning of the block `height`, of the
/// candidates that the block before has left.
///
/// # Errors
/// As in [`next_set`]; then [`Error::NoActiveMember`], where the launch fails.
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_lifecycle.go LaunchConsumer,
/// HasActiveConsumerValidator`.
pub fn initial_set<'w, 'a>(
    candidates: &'w [Candidate<'a>],
    parameters: &Parameters<'_>,
    height: u64,
    workspace: Workspace<'w, 'a>,
) -> Result<NextSet<'w, 'a>, Error> {
    match compute(candidates, parameters, &[], height, workspace)? {
        (next, true) => Ok(next),
        (_, false) => Err(Error::NoActiveMember),
    }
}

/// The next set, and whether one of it is active.
fn compute<'w, 'a>(
    candidates: &'w [Candidate<'a>],
    parameters: &Parameters<'_>,
    current: &[Record<'a>],
    height: u64,
    workspace: Workspace<'w, 'a>,
) -> Result<(NextSet<'w, 'a>, bool), Error> {
    for list in [candidates.len(), current.len()] {
        if word(list) > MAX_CANDIDATES {
            return Err(Error::TooManyCandidates { count: word(list), limit: MAX_CANDIDATES });
        }
    }
    let needed = scratch_len(candidates.len(), current.len());
    let scratch = workspace.scratch.get_mut(..needed);
    let scratch = scratch.ok_or(Error::ScratchTooSmall { needed: word(needed) })?;
    check_order(current)?;
    total_power(candidates)?;
    let mut words = split(scratch, candidates.len());
    mark(candidates, parameters, &mut words)?;

    let active = active(candidates, parameters.max_provider_consensus_validators);
    let (max, top_n) = (parameters.max_provider_consensus_validators, parameters.top_n);
    let min_power = match top_n {
        0 => None,
        _ => Some(compute_min_power_in_top_n(candidates, max, top_n, words.order)?),
    };
    let count = choose(candidates, parameters, min_power, &mut words);
    let chosen = words.chosen.get(..count).unwrap_or_default();
    let any_active = chosen.iter().any(|index| named(active, *index).is_some());

    let updates = count.saturating_add(current.len());
    let memory = Error::ShapingMemory { validators: word(count), updates: word(updates) };
    let validators = workspace.validators.get_mut(..count).ok_or(memory)?;
    for (validator, index) in validators.iter_mut().zip(chosen) {
        let Some(candidate) = named(candidates, *index) else { continue };
        let address = candidate.address;
        let before = current.binary_search_by_key(&address, |it| it.address).ok();
        let before = before.and_then(|at| current.get(at));
        *validator = Record {
            address,
            public_key: candidate.key_on_consumer(),
            power: candidate.last_power,
            join_height: before.map_or(height, |it| it.join_height),
        };
    }
    if parameters.validators_power_cap > 0 {
        no_more_than_percent_of_the_sum(validators, parameters.validators_power_cap)?;
    }
    let count = diff_validators(current, validators, scratch, workspace.updates)?;
    let updates = workspace.updates.get(..count).ok_or(memory)?;
    Ok((NextSet { candidates: active, validators, updates, min_power }, any_active))
}

/// Records are stored by address, so that none is there twice.
fn check_order(current: &[Record<'_>]) -> Result<(), Error> {
    let pairs = current.iter().zip(current.iter().skip(1)).zip(1..);
    for ((before, after), index) in pairs {
        if before.address >= after.address {
            return Err(Error::RecordOrder { index });
        }
    }
    Ok(())
}

fn split(scratch: &mut [u32], len: usize) -> Words<'_> {
    let (order, rest) = scratch.split_at_mut_checked(len).unwrap_or_default();
    let (marks, rest) = rest.split_at_mut_checked(len).unwrap_or_default();
    Words { order, marks, chosen: rest.get_mut(..len).unwrap_or_default() }
}
