//! Where a provider keeps what it knows of its consumers.

use super::time::sortable_time;
use super::{ConsumerId, Layout};
use crate::error::Error;
use crate::hash::Address;
use crate::proof::Key;
use crate::time::Time;

/// The store of the provider's module.
const STORE: &[u8] = b"provider";

/// An item in the provider's store. Addresses are of consensus keys: the consumer's where an item
/// says so, else the provider's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProviderItem<'a> {
    /// The module's parameters.
    Params,
    /// The name of the module's IBC port.
    Port,
    /// The id of the next update of validator sets.
    ValsetUpdateId,
    /// How much power may yet be jailed for downtime.
    SlashMeter,
    /// When that grows at the earliest.
    SlashMeterReplenishTime,
    /// The channel to a consumer.
    ChannelOf(ConsumerId),
    /// The consumer at the end of a channel.
    ConsumerOfChannel(&'a str),
    /// The client of a consumer.
    ClientOf(ConsumerId),
    /// The height after the last block during which this was [`ProviderItem::ValsetUpdateId`].
    ValsetUpdateHeight(u64),
    /// What a consumer was told when it began.
    ConsumerGenesis(ConsumerId),
    /// The addresses whose downtime a consumer has yet to be told was punished.
    SlashAcks(ConsumerId),
    /// The provider's height when a consumer's channel was opened.
    InitChainHeight(ConsumerId),
    /// The packets that wait for a consumer's channel, or for the end of an epoch.
    PendingPackets(ConsumerId),
    /// The key that a validator uses on a consumer, where it is not its own.
    AssignedKey(ConsumerId, Address),
    /// The validator that has or had this address on a consumer. The address is the consumer's.
    ProviderAddress(ConsumerId, Address),
    /// That a consumer reported a double sign of a validator.
    SlashLog(Address),
    /// The least height of evidence against a consumer's validators.
    MinEvidenceHeight(ConsumerId),
    /// A member of a consumer's validator set, as it was last computed.
    ConsumerValidator(ConsumerId, Address),
    /// That a validator opted in to a consumer.
    OptedIn(ConsumerId, Address),
    /// That a validator is on a consumer's allowlist.
    Allowlisted(ConsumerId, Address),
    /// That a validator is on a consumer's denylist.
    Denylisted(ConsumerId, Address),
    /// That a validator is on a consumer's prioritylist.
    Prioritylisted(ConsumerId, Address),
    /// What a validator keeps of a consumer's rewards.
    CommissionRate(ConsumerId, Address),
    /// The least power with which a validator has to validate a consumer.
    MinPowerInTopN(ConsumerId),
    /// The addresses on a consumer that are forgotten at this time.
    PruneList(ConsumerId, Time),
    /// A member of the validator set that the provider last handed to its own consensus.
    LastProviderValidator(Address),
    /// The id that the next consumer will have.
    NextConsumerId,
    /// The chain id of a consumer.
    ChainId(ConsumerId),
    /// The account that may change a consumer.
    Owner(ConsumerId),
    /// The name of a consumer, and more text.
    Metadata(ConsumerId),
    /// How a consumer is to begin.
    InitializationParameters(ConsumerId),
    /// Who validates a consumer, and with how much power.
    PowerShaping(ConsumerId),
    /// Where a consumer stands in its life.
    Phase(ConsumerId),
    /// When a consumer that was stopped is deleted.
    RemovalTime(ConsumerId),
    /// The consumers that begin at this time.
    SpawnQueue(Time),
    /// The consumers that are deleted at this time.
    RemovalQueue(Time),
    /// The consumer that a client follows.
    ConsumerOfClient(&'a str),
    /// How infractions on a consumer are punished.
    InfractionParameters(ConsumerId),
    /// How they will be.
    QueuedInfractionParameters(ConsumerId),
    /// The consumers whose queued infraction parameters come into force at this time.
    InfractionQueue(Time),
}

impl ProviderItem<'_> {
    /// The name of the store.
    #[must_use]
    pub const fn store(&self) -> &'static [u8] {
        STORE
    }

    /// The key. Prefixes 5, 6, 7, 14 to 17 and 29 have no length before the id, so that the key of
    /// consumer 1 is the beginning of that of consumer 10.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`] of a channel or a client whose name is that long;
    /// [`Error::StoreValueForm`] of a time outside the years 1 to 9999.
    ///
    /// Source: `interchain-security x/ccv/provider/types/keys.go`.
    pub fn key(&self, layout: Layout) -> Result<Key, Error> {
        let Layout::L8 = layout;
        let prefix = &[self.prefix()][..];
        match *self {
            ProviderItem::Params
            | ProviderItem::Port
            | ProviderItem::ValsetUpdateId
            | ProviderItem::SlashMeter
            | ProviderItem::SlashMeterReplenishTime
            | ProviderItem::NextConsumerId => Key::of(&[prefix]),
            ProviderItem::ChannelOf(id)
            | ProviderItem::ClientOf(id)
            | ProviderItem::ConsumerGenesis(id)
            | ProviderItem::SlashAcks(id)
            | ProviderItem::InitChainHeight(id)
            | ProviderItem::PendingPackets(id)
            | ProviderItem::MinEvidenceHeight(id) => Key::of(&[prefix, id.digits().as_bytes()]),
            ProviderItem::MinPowerInTopN(id)
            | ProviderItem::ChainId(id)
            | ProviderItem::Owner(id)
            | ProviderItem::Metadata(id)
            | ProviderItem::InitializationParameters(id)
            | ProviderItem::PowerShaping(id)
            | ProviderItem::Phase(id)
            | ProviderItem::RemovalTime(id)
            | ProviderItem::InfractionParameters(id)
            | ProviderItem::QueuedInfractionParameters(id) => of_consumer(prefix, id, &[]),
            ProviderItem::AssignedKey(id, address)
            | ProviderItem::ProviderAddress(id, address)
            | ProviderItem::ConsumerValidator(id, address)
            | ProviderItem::OptedIn(id, address)
            | ProviderItem::Allowlisted(id, address)
            | ProviderItem::Denylisted(id, address)
            | ProviderItem::Prioritylisted(id, address)
            | ProviderItem::CommissionRate(id, address) => of_consumer(prefix, id, &address.0),
            ProviderItem::PruneList(id, time) => of_consumer(prefix, id, &sortable_time(time)?),
            ProviderItem::SlashLog(address) | ProviderItem::LastProviderValidator(address) => {
                Key::of(&[prefix, &address.0])
            }
            ProviderItem::SpawnQueue(time)
            | ProviderItem::RemovalQueue(time)
            | ProviderItem::InfractionQueue(time) => Key::of(&[prefix, &sortable_time(time)?]),
            ProviderItem::ConsumerOfChannel(channel) => Key::of(&[prefix, channel.as_bytes()]),
            ProviderItem::ConsumerOfClient(client) => {
                Key::of(&[prefix, &length(client.as_bytes()), client.as_bytes()])
            }
            ProviderItem::ValsetUpdateHeight(id) => Key::of(&[prefix, &id.to_be_bytes()]),
        }
    }

    /// The beginning that all keys of [`ProviderItem::ConsumerValidator`] of one consumer have, and
    /// no other key: what stands between two members, and beside the first and the last one.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`], which no consumer id provokes.
    pub fn consumer_validators(layout: Layout, consumer: ConsumerId) -> Result<Key, Error> {
        let Layout::L8 = layout;
        of_consumer(&[CONSUMER_VALIDATOR], consumer, &[])
    }

    /// The beginning that all keys of [`ProviderItem::PruneList`] of one consumer have, and no
    /// other key. The rest of each is its time.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`], which no consumer id provokes.
    pub fn prune_lists(layout: Layout, consumer: ConsumerId) -> Result<Key, Error> {
        let Layout::L8 = layout;
        of_consumer(&[PRUNE_LIST], consumer, &[])
    }

    const fn prefix(&self) -> u8 {
        match self {
            ProviderItem::Port => 0,
            ProviderItem::ValsetUpdateId => 2,
            ProviderItem::SlashMeter => 3,
            ProviderItem::SlashMeterReplenishTime => 4,
            ProviderItem::ChannelOf(_) => 5,
            ProviderItem::ConsumerOfChannel(_) => 6,
            ProviderItem::ClientOf(_) => 7,
            ProviderItem::ValsetUpdateHeight(_) => 13,
            ProviderItem::ConsumerGenesis(_) => 14,
            ProviderItem::SlashAcks(_) => 15,
            ProviderItem::InitChainHeight(_) => 16,
            ProviderItem::PendingPackets(_) => 17,
            ProviderItem::AssignedKey(..) => 22,
            ProviderItem::ProviderAddress(..) => 23,
            ProviderItem::SlashLog(_) => 26,
            ProviderItem::MinEvidenceHeight(_) => 29,
            ProviderItem::ConsumerValidator(..) => CONSUMER_VALIDATOR,
            ProviderItem::OptedIn(..) => 32,
            ProviderItem::Allowlisted(..) => 36,
            ProviderItem::Denylisted(..) => 37,
            ProviderItem::CommissionRate(..) => 39,
            ProviderItem::MinPowerInTopN(_) => 40,
            ProviderItem::PruneList(..) => PRUNE_LIST,
            ProviderItem::LastProviderValidator(_) => 42,
            ProviderItem::NextConsumerId => 43,
            ProviderItem::ChainId(_) => 44,
            ProviderItem::Owner(_) => 45,
            ProviderItem::Metadata(_) => 46,
            ProviderItem::InitializationParameters(_) => 47,
            ProviderItem::PowerShaping(_) => 48,
            ProviderItem::Phase(_) => 49,
            ProviderItem::RemovalTime(_) => 50,
            ProviderItem::SpawnQueue(_) => 51,
            ProviderItem::RemovalQueue(_) => 52,
            ProviderItem::ConsumerOfClient(_) => 53,
            ProviderItem::Prioritylisted(..) => 56,
            ProviderItem::InfractionParameters(_) => 57,
            ProviderItem::QueuedInfractionParameters(_) => 58,
            ProviderItem::InfractionQueue(_) => 59,
            ProviderItem::Params => 0xff,
        }
    }
}

const CONSUMER_VALIDATOR: u8 = 31;
const PRUNE_LIST: u8 = 41;

/// Source: `interchain-security x/ccv/provider/types/keys.go StringIdWithLenKey,
/// StringIdAndConsAddrKey, StringIdAndTsKey`.
fn of_consumer(prefix: &[u8], consumer: ConsumerId, tail: &[u8]) -> Result<Key, Error> {
    let id = consumer.digits();
    Key::of(&[prefix, &length(id.as_bytes()), id.as_bytes(), tail])
}

fn length(bytes: &[u8]) -> [u8; 8] {
    u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes()
}
