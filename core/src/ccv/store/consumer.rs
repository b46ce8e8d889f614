//! Where a consumer keeps what its provider told it.

use super::Layout;
use crate::error::Error;
use crate::hash::Address;
use crate::proof::Key;

/// The store of the consumer's module.
const STORE: &[u8] = b"ccvconsumer";

/// An item in a consumer's store. Addresses are of the keys that are used on the consumer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConsumerItem {
    /// The name of the module's IBC port.
    Port,
    /// The height at which rewards were last sent.
    LastTransmissionHeight,
    /// The client of the provider.
    ProviderClientId,
    /// The channel to the provider: written with the first packet, not when it opens.
    ProviderChannelId,
    /// The updates that are applied at the end of the block.
    PendingChanges,
    /// That the chain was one before it became a consumer, and has not changed over yet.
    PreCcv,
    /// The header and the validators of a height.
    HistoricalInfo(u64),
    /// The id of the update that was in force at a height.
    HeightToValsetUpdateId(u64),
    /// That the provider has yet to answer to a report of downtime.
    OutstandingDowntime(Address),
    /// A packet that waits to be sent, by its place.
    PendingPacket(u64),
    /// A member of the validator set.
    Validator(Address),
    /// The height at which the module began.
    InitGenesisHeight,
    /// The channel for transfers that the chain had before.
    StandaloneTransferChannel,
    /// That the chain was one before it became a consumer.
    PreviouslyStandalone,
    /// The place of the next packet that waits.
    NextPendingPacket,
    /// The report of an infraction that the provider has not answered.
    SlashRecord,
    /// The module's parameters.
    Params,
}

impl ConsumerItem {
    /// The name of the store.
    #[must_use]
    pub const fn store(&self) -> &'static [u8] {
        STORE
    }

    /// The key.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`], which no item here provokes.
    ///
    /// Source: `interchain-security x/ccv/consumer/types/keys.go`.
    pub fn key(&self, layout: Layout) -> Result<Key, Error> {
        let Layout::L8 = layout;
        let prefix = &[self.prefix()][..];
        match self {
            ConsumerItem::HistoricalInfo(number)
            | ConsumerItem::HeightToValsetUpdateId(number)
            | ConsumerItem::PendingPacket(number) => Key::of(&[prefix, &number.to_be_bytes()]),
            ConsumerItem::OutstandingDowntime(address) | ConsumerItem::Validator(address) => {
                Key::of(&[prefix, &address.0])
            }
            _ => Key::of(&[prefix]),
        }
    }

    const fn prefix(&self) -> u8 {
        match self {
            ConsumerItem::Port => 0,
            ConsumerItem::LastTransmissionHeight => 1,
            ConsumerItem::ProviderClientId => 3,
            ConsumerItem::ProviderChannelId => 4,
            ConsumerItem::PendingChanges => 5,
            ConsumerItem::PreCcv => 7,
            ConsumerItem::HistoricalInfo(_) => 11,
            ConsumerItem::HeightToValsetUpdateId(_) => 13,
            ConsumerItem::OutstandingDowntime(_) => 14,
            ConsumerItem::PendingPacket(_) => 15,
            ConsumerItem::Validator(_) => 16,
            ConsumerItem::InitGenesisHeight => 17,
            ConsumerItem::StandaloneTransferChannel => 18,
            ConsumerItem::PreviouslyStandalone => 19,
            ConsumerItem::NextPendingPacket => 20,
            ConsumerItem::SlashRecord => 21,
            ConsumerItem::Params => 22,
        }
    }
}
