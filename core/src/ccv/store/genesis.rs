//! What a consumer was told when it began.

use super::lists::count;
use super::validators::updates;
use super::{ConsumerParams, ValidatorUpdate};
use crate::error::Error;
use crate::limits::Limits;
use crate::proof::tendermint::{ClientState, ConsensusState};
use crate::types::{Message, getters};
use crate::wire::Reader;

const INITIAL_SET: u32 = 3;

/// `ConsumerGenesisState` of v3.3 and later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumerGenesis<'a> {
    params: ConsumerParams<'a>,
    client_state: &'a [u8],
    consensus_state: &'a [u8],
    new_chain: u64,
    pre_ccv: u64,
    connection_id: &'a str,
    /// The `ProviderInfo`, of which the set is read again.
    provider: &'a [u8],
}

impl<'a> ConsumerGenesis<'a> {
    getters! {
        /// The parameters of the consumer's module.
        params: ConsumerParams<'a>,
        /// The connection of a chain that had one before it became a consumer.
        connection_id: &'a str,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; those of [`ConsumerParams::parse`]; [`Error::TooManyEntries`] above
    /// [`MAX_STORE_ENTRIES`](crate::limits::MAX_STORE_ENTRIES) validators;
    /// [`Error::StoreFieldValue`] of a power below 0; [`Error::UnknownKeyType`];
    /// [`Error::KeyLength`]; [`Error::MissingPart`] without parameters or without the provider's
    /// part.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::ConsumerGenesis, limits)?;
        let (mut params, mut provider) = (None, None);
        let (mut new_chain, mut pre_ccv, mut connection_id) = (0, 0, "");
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let message = reader.message(field, Message::ConsumerParams)?;
                    params = Some(ConsumerParams::decode(message)?);
                }
                2 => provider = Some(provider_info(reader.message(field, Message::ProviderInfo)?)?),
                3 => new_chain = reader.uint64(field)?,
                4 => pre_ccv = reader.uint64(field)?,
                5 => connection_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        let params = params.ok_or(Error::MissingPart { message: Message::ConsumerParams })?;
        let provider = provider.ok_or(Error::MissingPart { message: Message::ProviderInfo })?;
        let [client_state, consensus_state, provider] = provider;
        Ok(ConsumerGenesis {
            params,
            client_state,
            consensus_state,
            new_chain,
            pre_ccv,
            connection_id,
            provider,
        })
    }

    /// The provider as the consumer's client is to follow it.
    ///
    /// # Errors
    /// Those of [`ClientState::parse_bare`].
    pub fn client_state(&self, limits: &Limits) -> Result<ClientState<'a>, Error> {
        ClientState::parse_bare(self.client_state, limits)
    }

    /// The header of the provider with which the consumer's client begins.
    ///
    /// # Errors
    /// Those of [`ConsensusState::parse_bare`].
    pub fn consensus_state(&self, limits: &Limits) -> Result<ConsensusState<'a>, Error> {
        ConsensusState::parse_bare(self.consensus_state, limits)
    }

    /// The consumer's first validator set, in the order of the provider.
    pub fn initial_val_set(&self) -> impl Iterator<Item = ValidatorUpdate<'a>> + Clone + use<'a> {
        updates(self.provider, Message::ProviderInfo, INITIAL_SET)
    }

    /// Whether the chain begins as a consumer.
    #[must_use]
    pub const fn new_chain(&self) -> bool {
        self.new_chain != 0
    }

    /// Whether the chain was one before, and still has its own validators.
    #[must_use]
    pub const fn pre_ccv(&self) -> bool {
        self.pre_ccv != 0
    }
}

/// The client state, the consensus state, and all of a `ProviderInfo`.
fn provider_info(mut reader: Reader<'_>) -> Result<[&[u8]; 3], Error> {
    let all = reader.rest();
    let (mut client_state, mut consensus_state, mut found) = (&[][..], &[][..], 0);
    while let Some(field) = reader.field()? {
        match field.number {
            1 => client_state = reader.bytes(field)?,
            2 => consensus_state = reader.bytes(field)?,
            INITIAL_SET => {
                count(&mut found, Message::ProviderInfo)?;
                ValidatorUpdate::decode(reader.repeated(field, Message::ValidatorUpdate)?)?;
            }
            _ => reader.skip(field)?,
        }
    }
    Ok([client_state, consensus_state, all])
}
