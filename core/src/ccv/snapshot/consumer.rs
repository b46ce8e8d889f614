//! What a snapshot of a provider says of one consumer.

use super::Snapshot;
use crate::ccv::store::{
    ConsumerGenesis, ConsumerId, InfractionParameters, InitializationParameters, Phase,
    PowerShapingParameters,
};
use crate::error::Error;

/// One consumer of a provider. Every method fails as that of [`Snapshot`] that it names.
#[derive(Clone, Copy, Debug)]
#[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
pub struct Consumer<'a> {
    snapshot: Snapshot<'a>,
    id: ConsumerId,
}

#[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
impl<'a> Consumer<'a> {
    pub(super) const fn new(snapshot: Snapshot<'a>, id: ConsumerId) -> Consumer<'a> {
        Consumer { snapshot, id }
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> ConsumerId {
        self.id
    }

    /// The snapshot.
    #[must_use]
    pub const fn snapshot(&self) -> &Snapshot<'a> {
        &self.snapshot
    }

    /// [`Snapshot::phase`]; [`Phase::Unspecified`] of a consumer that does not exist.
    pub fn phase(&self) -> Result<Phase, Error> {
        Ok(self.snapshot.phase(self.id)?.unwrap_or(Phase::Unspecified))
    }

    /// [`Snapshot::chain_id`]
    pub fn chain_id(&self) -> Result<Option<&'a str>, Error> {
        self.snapshot.chain_id(self.id)
    }

    /// [`Snapshot::client_of`]
    pub fn client_id(&self) -> Result<Option<&'a str>, Error> {
        self.snapshot.client_of(self.id)
    }

    /// [`Snapshot::channel_of`]
    pub fn channel_id(&self) -> Result<Option<&'a str>, Error> {
        self.snapshot.channel_of(self.id)
    }

    /// [`Snapshot::min_evidence_height`]; 0 where none is set.
    pub fn floor(&self) -> Result<u64, Error> {
        Ok(self.snapshot.min_evidence_height(self.id)?.unwrap_or(0))
    }

    /// [`Snapshot::power_shaping`]
    pub fn power_shaping(&self) -> Result<Option<PowerShapingParameters<'a>>, Error> {
        self.snapshot.power_shaping(self.id)
    }

    /// [`Snapshot::infraction_parameters`]
    pub fn infraction_parameters(&self) -> Result<Option<InfractionParameters>, Error> {
        self.snapshot.infraction_parameters(self.id)
    }

    /// [`Snapshot::initialization_parameters`]
    pub fn initialization_parameters(&self) -> Result<Option<InitializationParameters<'a>>, Error> {
        self.snapshot.initialization_parameters(self.id)
    }

    /// [`Snapshot::consumer_genesis`]
    pub fn genesis(&self) -> Result<Option<ConsumerGenesis<'a>>, Error> {
        self.snapshot.consumer_genesis(self.id)
    }

    /// The other consumers of the same chain id, in whatever phase: evidence of one holds against
    /// all of them, and who validates two of them signs twice without a fault.
    /// [`Snapshot::chain_id`] of every consumer that [`Snapshot::next_consumer_id`] counts. None of a consumer that has no
    /// chain id.
    pub fn twins(&self) -> Result<impl Iterator<Item = ConsumerId> + use<'a>, Error> {
        let (snapshot, id) = (self.snapshot, self.id);
        let chain_id = self.chain_id()?;
        let count = snapshot.next_consumer_id()?.unwrap_or(0);
        // Each has a proof of its own: a larger count ends the search before it begins.
        if usize::try_from(count).map_or(true, |count| count > snapshot.proofs().len()) {
            return Err(Error::NotInSnapshot);
        }
        for other in 0..count {
            snapshot.chain_id(ConsumerId::new(other))?;
        }
        Ok((0..count).map(ConsumerId::new).filter(move |other| {
            *other != id
                && chain_id.is_some()
                && snapshot.chain_id(*other).is_ok_and(|found| found == chain_id)
        }))
    }
}
