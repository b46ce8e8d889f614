//! The set as the provider computes it at the end of an epoch, computed again.

use super::records::check_member;
use super::{Attested, Launched, Lock};
use crate::ccv::BondStatus;
use crate::ccv::power_shaping::{Candidate, Parameters, Workspace, next_set};
use crate::ccv::store::{Params, PowerShapingParameters};
use crate::ccv::valset_change::{CrossChainValidator, CrossChainValidators};
use crate::error::{Error, NO_INDEX};
use crate::hash::Address;
use crate::light::TrustedState;
use crate::proof::Proven;
use crate::types::ValidatorSet;
use core::cmp::Reverse;

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
/// [`Error::OtherChain`], [`Error::PhaseHeights`]; [`Error::TrustedValidatorsHashMismatch`];
/// [`Error::StateMismatch`] of any proof, before it is read; those of the views;
/// [`Error::CandidateFact`] of a parameter (with [`NO_INDEX`]) or a candidate of which a fact is missing, that is
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
    if header.next_validators_hash() != Some(&next_validators.hash()) {
        return Err(Error::TrustedValidatorsHashMismatch);
    }
    let facts = Facts { header, consumer };
    let (params, shaping) = facts.parameters(provider)?;
    if !params.is_epoch_block(height) {
        return Err(Error::NotAnEpoch { height });
    }

    let Memory { candidates: slots, addresses, workspace, members } = memory;
    let candidates = facts.candidates(candidates, slots)?;
    let active = params.max_provider_consensus_validators();
    check_own_set(next_validators, candidates)?;
    if shaping.allow_inactive_vals() || u64::from(next_validators.len()) >= active {
        facts.check_sum(provider, candidates)?;
    }

    let parameters = shaped_by(&shaping, active, addresses)?;
    let next = next_set(candidates, &parameters, &[], height, workspace)?;
    for (member, index) in next.validators().iter().zip(0..) {
        check_member(&member.public_key, member.power, index)?;
    }
    let set = next.validators().iter().map(|member| (member.public_key, member.power));
    let validators = CrossChainValidators::of(set, members)?;
    Attested::new(*consumer, Lock::of_header(header), validators)
}

/// Reads what is proven, at the state of the header alone.
struct Facts<'f> {
    header: &'f TrustedState,
    consumer: &'f Launched,
}

impl Facts<'_> {
    fn check(&self, proven: &Proven<'_>) -> Result<(), Error> {
        if proven.is_of(self.header) { Ok(()) } else { Err(Error::StateMismatch) }
    }

    fn parameters<'p>(
        &self,
        provider: &ProviderProofs<'p>,
    ) -> Result<(Params<'p>, PowerShapingParameters<'p>), Error> {
        let (layout, id) = (self.consumer.layout(), self.consumer.consumer_id());
        self.check(&provider.params)?;
        self.check(&provider.power_shaping)?;
        let none = Error::CandidateFact { index: NO_INDEX };
        let params = layout.params(&provider.params)?.ok_or(none)?;
        let shaping = layout.power_shaping(&provider.power_shaping, id)?.ok_or(none)?;
        Ok((params, shaping))
    }

    /// All candidates, in the order of staking, so that each is there once.
    fn candidates<'w, 'p>(
        &self,
        proofs: impl IntoIterator<Item = CandidateProofs<'p>>,
        slots: &'w mut [Candidate<'p>],
    ) -> Result<&'w [Candidate<'p>], Error> {
        let mut before = None;
        let mut len = 0usize;
        for (proofs, index) in proofs.into_iter().zip(0u32..) {
            let candidate = self.candidate(&proofs, index)?;
            let place = (Reverse(candidate.last_power), proofs.operator);
            if before.is_some_and(|last| last >= place) {
                return Err(Error::CandidateFact { index });
            }
            before = Some(place);
            let needed = index.saturating_add(1);
            *slots.get_mut(len).ok_or(Error::MembersTooFew { needed })? = candidate;
            len = len.saturating_add(1);
        }
        Ok(slots.get(..len).unwrap_or_default())
    }

    fn candidate<'p>(
        &self,
        proofs: &CandidateProofs<'p>,
        index: u32,
    ) -> Result<Candidate<'p>, Error> {
        let CandidateProofs { operator, validator, last_power, opted_in, assigned_key } = proofs;
        for proven in [validator, last_power, opted_in, assigned_key] {
            self.check(proven)?;
        }
        let (layout, id) = (self.consumer.layout(), self.consumer.consumer_id());
        let missing = Error::CandidateFact { index };
        let validator = layout.staking_validator(validator, *operator)?.ok_or(missing)?;
        let last_power = layout.last_power(last_power, *operator)?.ok_or(missing)?;
        let public_key = validator.public_key().ok_or(missing)?;
        let address = public_key.address()?;
        if validator.status() != BondStatus::Bonded {
            return Err(missing);
        }
        Ok(Candidate {
            address,
            public_key,
            tokens: validator.tokens(),
            last_power,
            opted_in: layout.opted_in(opted_in, id, address)?,
            consumer_key: layout.assigned_key(assigned_key, id, address)?,
        })
    }

    /// That the candidates have all the power that is bonded. None of the others' is zero.
    fn check_sum(
        &self,
        provider: &ProviderProofs<'_>,
        candidates: &[Candidate<'_>],
    ) -> Result<(), Error> {
        let given = candidates.iter().fold(0u64, |sum, it| sum.saturating_add(it.last_power));
        let total = match &provider.last_total_power {
            None => None,
            Some(proven) => {
                self.check(proven)?;
                self.consumer.layout().last_total_power(proven)?
            }
        };
        if total == Some(u128::from(given)) {
            return Ok(());
        }
        let total = u64::try_from(total.unwrap_or(0)).unwrap_or(u64::MAX);
        Err(Error::CandidatesUncertain { given, total })
    }
}

/// The parameters of the computation, with the lists in the memory.
fn shaped_by<'w>(
    shaping: &PowerShapingParameters<'_>,
    max_provider_consensus_validators: u64,
    addresses: &'w mut [Address],
) -> Result<Parameters<'w>, Error> {
    let (allowlist, rest) = copy(shaping.allowlist(), addresses)?;
    let (denylist, rest) = copy(shaping.denylist(), rest)?;
    let (prioritylist, _) = copy(shaping.prioritylist(), rest)?;
    Ok(Parameters {
        max_provider_consensus_validators,
        top_n: shaping.top_n(),
        validators_power_cap: shaping.validators_power_cap(),
        validator_set_cap: shaping.validator_set_cap(),
        allowlist,
        denylist,
        prioritylist,
        min_stake: shaping.min_stake(),
        allow_inactive_vals: shaping.allow_inactive_vals(),
    })
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
