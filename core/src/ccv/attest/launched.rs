//! That a provider has a consumer, and since when it is known to.

use crate::ccv::store::{ConsumerId, Layout, Phase};
use crate::chain_id::ChainId;
use crate::error::Error;
use crate::proof::Proven;
use crate::types::getters;

/// A consumer that was proven to run, from one height of its provider to another. A consumer is
/// launched once: what is launched at two heights was so all the time between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Launched {
    layout: Layout,
    consumer_id: ConsumerId,
    chain_id: ChainId,
    provider_chain_id: ChainId,
    from: u64,
    to: u64,
}

impl Launched {
    getters! {
        /// Where the provider keeps what.
        layout: Layout,
        /// The id by which the provider knows the consumer.
        consumer_id: ConsumerId,
        /// The first height of the provider's state at which the consumer is known to be launched.
        from: u64,
        /// The last one.
        to: u64,
    }

    /// Reads a consumer's phase and chain id, of one state.
    ///
    /// # Errors
    /// Those of [`Layout::phase`] and [`Layout::chain_id`]; [`Error::StateMismatch`];
    /// [`Error::ConsumerPhase`]; [`Error::UnknownConsumer`] without a chain id,
    /// [`Error::ChainIdTooLong`].
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/consumer_lifecycle.go LaunchConsumer`.
    pub fn of(
        layout: Layout,
        consumer_id: ConsumerId,
        phase: &Proven<'_>,
        chain_id: &Proven<'_>,
    ) -> Result<Launched, Error> {
        launched(layout, consumer_id, phase)?;
        let text = layout.chain_id(chain_id, consumer_id)?.ok_or(Error::UnknownConsumer)?;
        if !phase.is_of_state(chain_id) {
            return Err(Error::StateMismatch);
        }
        let (chain_id, provider_chain_id) = (ChainId::new(text)?, *phase.chain_id());
        let (from, to) = (phase.height(), phase.height());
        Ok(Launched { layout, consumer_id, chain_id, provider_chain_id, from, to })
    }

    /// Takes in that the consumer was launched at another height, too.
    ///
    /// # Errors
    /// Those of [`Layout::phase`]; [`Error::ConsumerPhase`]; [`Error::OtherChain`].
    pub fn and(self, phase: &Proven<'_>) -> Result<Launched, Error> {
        launched(self.layout, self.consumer_id, phase)?;
        self.check_chain(phase)?;
        let (from, to) = (self.from.min(phase.height()), self.to.max(phase.height()));
        Ok(Launched { from, to, ..self })
    }

    /// The chain id, by which headers name the consumer. Others may have the same: see
    /// [`crate::ccv::Consumer::twins`].
    #[must_use]
    pub const fn chain_id(&self) -> &ChainId {
        &self.chain_id
    }

    /// The provider's chain.
    #[must_use]
    pub const fn provider_chain_id(&self) -> &ChainId {
        &self.provider_chain_id
    }

    /// Refuses what was proven of another chain than the provider.
    pub(super) fn check_chain(&self, proven: &Proven<'_>) -> Result<(), Error> {
        if *proven.chain_id() == self.provider_chain_id { Ok(()) } else { Err(Error::OtherChain) }
    }

    /// Refuses a height at which the consumer is not known to have been launched.
    pub(super) fn check_height(&self, height: u64) -> Result<(), Error> {
        if (self.from..=self.to).contains(&height) {
            Ok(())
        } else {
            Err(Error::PhaseHeights { from: self.from, to: self.to, height })
        }
    }
}

fn launched(layout: Layout, consumer_id: ConsumerId, phase: &Proven<'_>) -> Result<(), Error> {
    match layout.phase(phase, consumer_id)? {
        None => Err(Error::UnknownConsumer),
        Some(Phase::Launched) => Ok(()),
        Some(phase) => Err(Error::ConsumerPhase { phase: phase.number() }),
    }
}
