//! The set as the provider computes it at the end of an epoch, computed again.

use super::records::check_member;
use super::{Attested, Launched, Lock};
use crate::ccv::BondStatus;
use crate::ccv::power_shaping::{Candidate, Parameters, Workspace, next_set};
use crate::ccv::valset_change::{CrossChainValidator, CrossChainValidators};
use crate::error::Error;
use crate::hash::Address;
use crate::light::TrustedState;
use crate::proof::Proven;
use crate::types::ValidatorSet;

/// What has to be proven of the provider, at the state of the header.
#[derive(Clone, Copy, Debug)]
pub struct ProviderProofs<'p> {
    /// [`crate::ccv::store::ProviderItem::Params`].
    pub params: Proven<'p>,
    /// [`crate::ccv::store::ProviderItem::PowerShaping`] of the consumer.
    pub power_shaping: Proven<'p>,
    /// [`crate::ccv::store::SdkItem::LastTotalPower`]: needed where validators outside the provider's
    /// own set may matter, which is where inactive ones may validate, and where that set is full.
    pub last_total_power: Option<Proven<'p>>,
}

/// What has to be proven of each bonded validator, at the state of the header.
#[derive(Clone, Copy, Debug)]
pub struct CandidateProofs<'p> {
    /// The address of its operator.
    pub operator: Address,
    /// [`crate::ccv::store::SdkItem::Validator`].
    pub validator: Proven<'p>,
    /// [`crate::ccv::store::SdkItem::LastPower`].
    pub last_power: Proven<'p>,
    /// [`crate::ccv::store::ProviderItem::OptedIn`].
    pub opted_in: Proven<'p>,
    /// [`crate::ccv::store::ProviderItem::AssignedKey`].
    pub assigned_key: Proven<'p>,
}

/// Memory that the caller lends.
#[derive(Debug)]
pub struct Memory<'m, 'w, 'p> {
    /// One for each candidate.
    pub candidates: &'w mut [Candidate<'p>],
    /// One for each entry of the three lists of the parameters.
    pub addresses: &'w mut [Address],
    /// What the computation needs, with an update for each candidate: from nobody to the set.
    pub workspace: Workspace<'w, 'p>,
    /// One for each member of the set.
    pub members: &'m mut [CrossChainValidator],
}

/// Attests the set that the provider computed at the end of the block before `header`: the inputs are
/// proven, and complete.
///
/// `next_validators` is the provider's own set that follows `header`. Candidates stand in the order of
/// staking: powers descending, of equal ones the operators' addresses ascending. That none is missing
/// follows from the provider's own set, whose members are all there; where others matter too, from
/// the sum of all powers.
///
/// # Errors
/// [`Error::OtherChain`], [`Error::PhaseHeights`]; [`Error::StateMismatch`] of any proof;
/// [`Error::TrustedValidatorsHashMismatch`]; those of the views; [`Error::CandidateFact`] of a
/// parameter (with the index of the last candidate) or a candidate of which a fact is missing, that is
/// not bonded, or out of order; [`Error::NotAnEpoch`]; [`Error::CandidateMissing`];
/// [`Error::CandidatesUncertain`]; [`Error::MembersTooFew`] where the memory for candidates or
/// addresses is too small; those of [`next_set`]; [`Error::MemberKeyType`], [`Error::MemberPower`];
/// those of [`CrossChainValidators::of`]; [`Error::NoMembers`].
///
/// Source: `interchain-security x/ccv/provider/keeper/relay.go QueueVSCPackets`.
pub fn by_recomputation<'m, 'w, 'p>(
    header: &TrustedState,
    consumer: &Launched,
    next_validators: &ValidatorSet<'_>,
    provider: &ProviderProofs<'p>,
    candidates: impl IntoIterator<Item = CandidateProofs<'p>>,
    memory: Memory<'m, 'w, 'p>,
) -> Result<Attested<'m>, Error> {
    if header.chain_id() != consumer.provider_chain_id() {
        return Err(Error::OtherChain);
    }
    let height = header.height().saturating_sub(1);
    consumer.check_height(height)?;
    let of_header = |proven: &Proven<'_>| {
        if proven.is_of(header) { Ok(()) } else { Err(Error::StateMismatch) }
    };
    if header.next_validators_hash() != Some(&next_validators.hash()) {
        return Err(Error::TrustedValidatorsHashMismatch);
    }
    let (layout, id) = (consumer.layout(), consumer.consumer_id());
    of_header(&provider.params)?;
    of_header(&provider.power_shaping)?;
    let none = Error::CandidateFact { index: crate::error::NO_INDEX };
    let params = layout.params(&provider.params)?.ok_or(none)?;
    let shaping = layout.power_shaping(&provider.power_shaping, id)?.ok_or(none)?;
    if !params.is_epoch_block(height) {
        return Err(Error::NotAnEpoch { height });
    }

    let Memory { candidates: slots, addresses, workspace, members } = memory;
    let mut before = None;
    let mut len = 0usize;
    for (proofs, index) in candidates.into_iter().zip(0u32..) {
        let CandidateProofs { operator, validator, last_power, opted_in, assigned_key } = proofs;
        for proven in [&validator, &last_power, &opted_in, &assigned_key] {
            of_header(proven)?;
        }
        let missing = Error::CandidateFact { index };
        let validator = layout.staking_validator(&validator, operator)?.ok_or(missing)?;
        let power = layout.last_power(&last_power, operator)?.ok_or(missing)?;
        let public_key = validator.public_key().ok_or(missing)?;
        let address = public_key.address()?;
        let place = (core::cmp::Reverse(power), operator);
        if validator.status() != BondStatus::Bonded || before.is_some_and(|last| last >= place) {
            return Err(missing);
        }
        before = Some(place);
        let needed = index.saturating_add(1);
        *slots.get_mut(len).ok_or(Error::MembersTooFew { needed })? = Candidate {
            address,
            public_key,
            tokens: validator.tokens(),
            last_power: power,
            opted_in: layout.opted_in(&opted_in, id, address)?,
            consumer_key: layout.assigned_key(&assigned_key, id, address)?,
        };
        len = len.saturating_add(1);
    }
    let candidates: &'w [Candidate<'p>] = slots.get(..len).unwrap_or_default();
    let max = params.max_provider_consensus_validators();
    check_own_set(next_validators, candidates)?;
    if shaping.allow_inactive_vals() || u64::from(next_validators.len()) >= max {
        let given = candidates.iter().fold(0u64, |sum, it| sum.saturating_add(it.last_power));
        let total = match &provider.last_total_power {
            None => None,
            Some(proven) => {
                of_header(proven)?;
                layout.last_total_power(proven)?
            }
        };
        if total != Some(u128::from(given)) {
            let total = u64::try_from(total.unwrap_or(0)).unwrap_or(u64::MAX);
            return Err(Error::CandidatesUncertain { given, total });
        }
    }

    let (allowlist, rest) = copy(shaping.allowlist(), addresses)?;
    let (denylist, rest) = copy(shaping.denylist(), rest)?;
    let (prioritylist, _) = copy(shaping.prioritylist(), rest)?;
    let parameters = Parameters {
        max_provider_consensus_validators: max,
        top_n: shaping.top_n(),
        validators_power_cap: shaping.validators_power_cap(),
        validator_set_cap: shaping.validator_set_cap(),
        allowlist,
        denylist,
        prioritylist,
        min_stake: shaping.min_stake(),
        allow_inactive_vals: shaping.allow_inactive_vals(),
    };
    let next = next_set(candidates, &parameters, &[], height, workspace)?;
    for (member, index) in next.validators().iter().zip(0..) {
        check_member(&member.public_key, member.power, index)?;
    }
    let set = next.validators().iter().map(|member| (member.public_key, member.power));
    let validators = CrossChainValidators::of(set, members)?;
    Attested::new(*consumer, Lock::of_header(header), validators)
}

/// All of the provider's own set are candidates, with the same power. Each is looked for among all
/// candidates.
fn check_own_set(set: &ValidatorSet<'_>, candidates: &[Candidate<'_>]) -> Result<(), Error> {
    for (member, index) in set.validators().zip(0..) {
        let same =
            |it: &Candidate<'_>| it.address == member.address() && it.last_power == member.power();
        if !candidates.iter().any(same) {
            return Err(Error::CandidateMissing { index });
        }
    }
    Ok(())
}

/// Copies a list to the front of the memory; what is left comes back with it.
fn copy(
    list: impl Iterator<Item = Address>,
    memory: &mut [Address],
) -> Result<(&[Address], &mut [Address]), Error> {
    let mut len = 0usize;
    for address in list {
        let needed = len.saturating_add(1);
        let slot = memory.get_mut(len).ok_or_else(|| Error::MembersTooFew {
            needed: u32::try_from(needed).unwrap_or(u32::MAX),
        })?;
        *slot = address;
        len = needed;
    }
    let (list, rest) = memory.split_at_mut_checked(len).unwrap_or_default();
    Ok((list, rest))
}
