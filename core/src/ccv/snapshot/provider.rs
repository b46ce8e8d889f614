//! A provider of which nothing is told and all is proven.

use super::Snapshot;
use crate::ccv::store::ConsumerId;
use crate::ccv::{Client, ConsensusState, ProviderState, ProviderValidator, SlashJail};
use crate::error::Error;
use crate::hash::Address;
use crate::ibc::{self, Height, path};
use crate::known::{Known, Unknown};
use crate::limits::Limits;
use crate::proof::tendermint;
use crate::time::Time;

/// A provider as a [`Snapshot`] proves it. What the snapshot does not have, and what it has in a
/// form that no module writes, is not known.
///
/// A snapshot of the state after block h answers for messages in block h + 1, that of the header
/// against which it was proven.
#[derive(Clone, Copy, Debug)]
pub struct ProvenProvider<'a> {
    snapshot: Snapshot<'a>,
    unbonding: &'a [(Address, u128)],
}

impl<'a> ProvenProvider<'a> {
    pub(super) const fn new(
        snapshot: Snapshot<'a>,
        unbonding: &'a [(Address, u128)],
    ) -> ProvenProvider<'a> {
        ProvenProvider { snapshot, unbonding }
    }

    fn validator_by_address(&self, address: Address) -> Result<Option<ProviderValidator>, Error> {
        let Some(operator) = self.snapshot.operator_by_cons_addr(address)? else {
            return Ok(None);
        };
        let Some(validator) = self.snapshot.staking_validator(operator)? else {
            return Ok(None);
        };
        let last_power = self.snapshot.last_power(operator)?.unwrap_or(0);
        let signing = self.snapshot.signing_info(address)?;
        let unbonding = self.unbonding.iter().find(|(listed, _)| *listed == address);
        let unbonding = unbonding.map_or(0, |(_, tokens)| *tokens);
        Ok(Some(validator.as_provider_validator(last_power, signing.as_ref(), unbonding)))
    }

    /// What is proven under a key of the store `ibc`.
    fn in_ibc(&self, key: &crate::proof::Key) -> Result<Option<&'a [u8]>, Error> {
        Ok(self.snapshot.under(ibc::STORE, key.as_bytes())?.value())
    }

    fn client_by_id(&self, client_id: &str) -> Result<Option<Client<'a>>, Error> {
        let Some(bytes) = self.in_ibc(&path::client_state(client_id)?)? else { return Ok(None) };
        Ok(Some(tendermint::ClientState::parse(bytes, &Limits::DEFAULT)?.into()))
    }

    fn state_of(&self, client_id: &str, height: Height) -> Result<Option<ConsensusState>, Error> {
        let key = path::consensus_state(client_id, height)?;
        let Some(bytes) = self.in_ibc(&key)? else { return Ok(None) };
        tendermint::ConsensusState::parse(bytes, &Limits::DEFAULT)?.try_into().map(Some)
    }
}

/// A fact of one consumer. Of an id with a zero before its number there is none, and that needs no
/// proof: under each number the module writes one id.
fn of<T>(consumer_id: &str, fact: impl FnOnce(ConsumerId) -> Result<Option<T>, Error>) -> Known<T> {
    match ConsumerId::parse(consumer_id) {
        Err(Error::ConsumerIdForm) => Ok(None),
        parsed => known(parsed.and_then(fact)),
    }
}

fn known<T>(fact: Result<Option<T>, Error>) -> Known<T> {
    fact.map_err(|_| Unknown)
}

impl ProviderState for ProvenProvider<'_> {
    fn chain_id(&self, consumer_id: &str) -> Known<&str> {
        of(consumer_id, |id| self.snapshot.chain_id(id))
    }

    fn client_id(&self, consumer_id: &str) -> Known<&str> {
        of(consumer_id, |id| self.snapshot.client_of(id))
    }

    fn min_evidence_height(&self, consumer_id: &str) -> Known<u64> {
        of(consumer_id, |id| self.snapshot.min_evidence_height(id))
    }

    fn provider_address(&self, consumer_id: &str, consumer_address: &Address) -> Known<Address> {
        of(consumer_id, |id| self.snapshot.provider_address(id, *consumer_address))
    }

    fn double_sign(&self, consumer_id: &str) -> Known<SlashJail> {
        of(consumer_id, |id| {
            let parameters = self.snapshot.infraction_parameters(id)?;
            Ok(parameters.and_then(|parameters| parameters.double_sign()))
        })
    }

    fn validator(&self, provider_address: &Address) -> Known<ProviderValidator> {
        known(self.validator_by_address(*provider_address))
    }

    fn client(&self, client_id: &str) -> Known<Client<'_>> {
        known(self.client_by_id(client_id))
    }

    fn consensus_state(&self, client_id: &str, height: (u64, u64)) -> Known<ConsensusState> {
        let (revision_number, revision_height) = height;
        known(self.state_of(client_id, Height { revision_number, revision_height }))
    }

    fn block_time(&self) -> Known<Time> {
        Ok(Some(self.snapshot.header().time()))
    }

    fn twins(&self, consumer_id: &str) -> Known<u32> {
        of(consumer_id, |id| {
            let twins = self.snapshot.consumer(id).twins()?;
            Ok(Some(u32::try_from(twins.count()).unwrap_or(u32::MAX)))
        })
    }
}
