//! What validators a provider gives a consumer next: its own, shaped by the consumer's parameters.
//!
//! ```text
//! candidates (bonded, in the order of staking) ─▶ by tokens ─▶ active ones only, unless inactive may
//!   ─▶ opted in, or of the top N ─▶ allowlist · denylist · least stake
//!   ─▶ the prioritylist's, then the others, each by power ─▶ validator set cap ─▶ power cap
//!   ─▶ the next set ─▶ difference from the current one = the updates of the packet
//! ```
//!
//! Everything is recomputed bit for bit: the rounding of shares, and the order in which Go leaves
//! equals. Who is a candidate, with which tokens and power, who opted in and which keys were assigned
//! are facts about the provider at one height. This module takes them as told: that they are
//! proven, and complete, is for its caller to see to.

mod cap;
mod decimal;
mod diff;
mod min_power;
mod next;
mod select;
mod sort;
#[cfg(test)]
mod tests;

pub use min_power::compute_min_power_in_top_n;
pub use next::{NextSet, initial_set, next_set, scratch_len};

use crate::hash::Address;
use crate::types::PublicKey;

/// A bonded validator of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Candidate<'a> {
    /// Its consensus address on the provider.
    pub address: Address,
    /// Its consensus key on the provider.
    pub public_key: PublicKey<'a>,
    /// Its bonded tokens.
    pub tokens: u128,
    /// Its power in the last block.
    pub last_power: u64,
    /// Whether it opted in to the consumer.
    pub opted_in: bool,
    /// The key that it assigned for the consumer; without one, it is the provider's.
    pub consumer_key: Option<PublicKey<'a>>,
}

impl<'a> Candidate<'a> {
    /// What memory holds before it is used.
    pub const NONE: Candidate<'static> = Candidate {
        address: Address([0; 20]),
        public_key: PublicKey::ZERO,
        tokens: 0,
        last_power: 0,
        opted_in: false,
        consumer_key: None,
    };

    /// The key with which it signs on the consumer.
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/validator_set_update.go
    /// CreateConsumerValidator`.
    #[must_use]
    pub fn key_on_consumer(&self) -> PublicKey<'a> {
        self.consumer_key.unwrap_or(self.public_key)
    }
}

/// By what a consumer's set is shaped: `PowerShapingParameters`, and the one parameter of the
/// provider that has a part in it. Lists may have any order, repetitions and strangers in them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Parameters<'a> {
    /// Validators that take part in the provider's consensus, at most: the first of the candidates
    /// are active.
    pub max_provider_consensus_validators: u64,
    /// The part of the active power that must validate, in percent; 0: nobody must.
    pub top_n: u32,
    /// The part of the set's power that one may have, in percent; 0: any.
    pub validators_power_cap: u32,
    /// Validators in the set, at most; 0: any number. Nothing where `top_n` is not 0.
    pub validator_set_cap: u32,
    /// Who may validate; empty: everybody.
    pub allowlist: &'a [Address],
    /// Who may not.
    pub denylist: &'a [Address],
    /// Who comes before the others, whatever the power.
    pub prioritylist: &'a [Address],
    /// The bonded tokens that a validator needs.
    pub min_stake: u64,
    /// Whether those who are not active may validate.
    pub allow_inactive_vals: bool,
}

/// A member of a consumer's set, as the provider records it: `ConsensusValidator`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Record<'a> {
    /// The validator's consensus address on the provider.
    pub address: Address,
    /// The key with which it signs on the consumer.
    pub public_key: PublicKey<'a>,
    /// Its power on the consumer.
    pub power: u64,
    /// The height of the provider at which it became a member.
    pub join_height: u64,
}

impl Record<'_> {
    /// What memory holds before it is used.
    pub const NONE: Record<'static> =
        Record { address: Address([0; 20]), public_key: PublicKey::ZERO, power: 0, join_height: 0 };
}

/// A change that a packet carries; a power of 0 removes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorUpdate<'a> {
    /// The key on the consumer.
    pub public_key: PublicKey<'a>,
    /// The power from now on.
    pub power: u64,
}

impl ValidatorUpdate<'_> {
    /// What memory holds before it is used.
    pub const NONE: ValidatorUpdate<'static> =
        ValidatorUpdate { public_key: PublicKey::ZERO, power: 0 };
}

/// Memory that the caller lends. As many validators as there are candidates, and as many updates as
/// there are candidates and current records, are always enough.
#[derive(Debug)]
pub struct Workspace<'w, 'a> {
    /// [`scratch_len`] words.
    pub scratch: &'w mut [u32],
    /// For the next set.
    pub validators: &'w mut [Record<'a>],
    /// For what changes.
    pub updates: &'w mut [ValidatorUpdate<'a>],
}

/// A number of places as a word. No list is longer than [`crate::limits::MAX_CANDIDATES`].
fn word(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

/// What a word names in a list.
fn named<T>(list: &[T], word: u32) -> Option<&T> {
    list.get(usize::try_from(word).ok()?)
}
