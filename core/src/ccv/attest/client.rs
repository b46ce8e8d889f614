//! One provider, and the consumers that are verified from it.

use super::{Attested, Launched, Lock};
use crate::ccv::store::ConsumerId;
use crate::ccv::valset_change::CrossChainValidator;
use crate::crypto::Verifier;
use crate::error::Error;
use crate::hash::Hash;
use crate::light::{self, Options, OwnSet, TrustedState, Verified, verify_by_set};
use crate::time::Time;
use crate::types::{LightBlock, ValidatorSet};
use alloc::collections::BTreeMap;
use alloc::vec::Vec;

/// Sets that are kept of one consumer. It may be some packets behind its provider, and its headers
/// then name a set before the last.
const MAX_SETS: usize = 8;

/// A provider's latest trusted header, and the attested sets of its consumers. One verifier serves them
/// all: validators that sign on several chains with one key are made ready once.
#[derive(Debug)]
pub struct ProviderClient {
    header: TrustedState,
    options: Options,
    verifier: Verifier,
    consumers: BTreeMap<ConsumerId, Vec<Set>>, // oldest lock first, at most MAX_SETS
}

#[derive(Debug)]
struct Set {
    consumer: Launched,
    lock: Lock,
    hash: Hash,
    validators: Vec<CrossChainValidator>,
}

impl ProviderClient {
    /// Begins with a trusted header of the provider, and no consumer.
    #[must_use]
    pub fn new(header: TrustedState, options: Options) -> ProviderClient {
        let (verifier, consumers) = (Verifier::new(), BTreeMap::new());
        ProviderClient { header, options, verifier, consumers }
    }

    /// The provider's header against which proofs are to be verified now.
    #[must_use]
    pub const fn header(&self) -> &TrustedState {
        &self.header
    }

    /// Goes on to another header of the provider.
    ///
    /// # Errors
    /// Those of [`light::verify_with`].
    pub fn update(
        &mut self,
        trusted_validators: Option<&ValidatorSet<'_>>,
        block: &LightBlock<'_>,
        now: Time,
    ) -> Result<(), Error> {
        let (options, verifier) = (&self.options, &mut self.verifier);
        let verified =
            light::verify_with(&self.header, trusted_validators, block, options, now, verifier)?;
        self.header = verified.trusted_state().clone();
        Ok(())
    }

    /// Keeps an attested set, beside those that were locked before it. Of more than eight of one
    /// consumer the oldest goes.
    ///
    /// # Errors
    /// [`Error::OtherChain`] where it is of another provider.
    pub fn keep(&mut self, attested: &Attested<'_>) -> Result<(), Error> {
        let consumer = *attested.consumer();
        if consumer.provider_chain_id() != self.header.chain_id() {
            return Err(Error::OtherChain);
        }
        let (lock, hash) = (attested.locked_at(), *attested.hash());
        let sets = self.consumers.entry(consumer.consumer_id()).or_default();
        // The same set again was locked again: the later lock holds.
        sets.retain(|set| set.hash != hash || set.lock.height() > lock.height());
        if sets.iter().all(|set| set.hash != hash) {
            let validators = attested.validators().to_vec();
            sets.push(Set { consumer, lock, hash, validators });
            sets.sort_by_key(|set| set.lock.height());
            let excess = sets.len().saturating_sub(MAX_SETS);
            drop(sets.drain(..excess));
        }
        Ok(())
    }

    /// The set of a consumer that was locked last, with its lock.
    #[must_use]
    pub fn latest(&self, consumer: ConsumerId) -> Option<(&[CrossChainValidator], Lock)> {
        let set = self.consumers.get(&consumer)?.last()?;
        Some((&set.validators, set.lock))
    }

    /// When the set of this hash was locked last, if it is kept.
    #[must_use]
    pub fn locked_at(&self, consumer: ConsumerId, set: &Hash) -> Option<Lock> {
        let mut sets = self.consumers.get(&consumer)?.iter();
        sets.find(|kept| kept.hash == *set).map(|kept| kept.lock)
    }

    /// Verifies a block of a consumer by the one of its sets that the block names.
    ///
    /// # Errors
    /// [`Error::UnknownConsumer`] of which no set is kept; [`Error::SetNotNamed`] where none is the
    /// block's; then those of [`Attested::verify_header`].
    pub fn verify_header<'a>(
        &mut self,
        consumer: ConsumerId,
        block: &LightBlock<'a>,
        now: Time,
    ) -> Result<Verified<'a>, Error> {
        let sets = self.consumers.get(&consumer).ok_or(Error::UnknownConsumer)?;
        let named = block.header().validators_hash();
        let set = sets.iter().rev().find(|set| set.hash.0 == named).ok_or(Error::SetNotNamed)?;
        let chain_id = set.consumer.chain_id().as_str();
        let own = OwnSet { chain_id, hash: set.hash, locked_at: set.lock.time() };
        verify_by_set(&own, block, &self.options, now, &mut self.verifier)
    }
}
