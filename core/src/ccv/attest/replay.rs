//! The set that a consumer was told: the first one, and every packet since.

use super::records::check_member;
use super::{Attested, Launched, Lock};
use crate::ccv::store::Layout;
use crate::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
};
use crate::error::Error;
use crate::ibc::{Packet, is_channel_id, next_sequence, path};
use crate::limits::Limits;
use crate::proof::Proven;
use crate::types::getters;

/// The port of a provider's channels to its consumers.
///
/// Source: `interchain-security x/ccv/types/keys.go ProviderPortID`.
const PORT: &str = "provider";
/// Bytes in the name of a channel, at most. `ibc-go modules/core/24-host/validate.go`.
const MAX_CHANNEL_ID_LEN: usize = 64;

type ChannelId = heapless::String<MAX_CHANNEL_ID_LEN>;

/// What a provider tells a consumer, packet by packet: after each the set is attested anew.
///
/// Packets that a consumer receives in one block are merged there, so that the sets between them sign
/// nothing; the last one is the same. A provider keeps the commitment to a packet until the
/// acknowledgement comes back: each has its proof from the time when it was under way.
#[derive(Debug)]
pub struct Replay<'m> {
    attested: Attested<'m>,
    channel: ChannelId,
    next_sequence: u64,
}

impl<'m> Replay<'m> {
    /// Begins with the set with which the consumer was launched: [`by_genesis`].
    ///
    /// # Errors
    /// Those of [`Layout::channel_of`]; [`Error::OtherChain`]; [`Error::UnknownChannel`] without a
    /// channel, or where its name is none; those of [`by_genesis`].
    pub fn from_genesis(
        consumer: &Launched,
        genesis: &Proven<'_>,
        channel: &Proven<'_>,
        memory: &'m mut [CrossChainValidator],
    ) -> Result<Replay<'m>, Error> {
        let channel = known_channel(consumer.layout(), consumer, channel)?;
        let attested = by_genesis(consumer, genesis, memory)?;
        Ok(Replay { attested, channel, next_sequence: 1 })
    }

    /// Goes on from a set that was attested by records, and the number of the next packet at the same
    /// state. Packets that then waited for the channel come again, and change nothing: see
    /// [`Replay::packet`].
    ///
    /// # Errors
    /// Those of [`Layout::channel_of`]; [`Error::OtherChain`], [`Error::UnknownChannel`]; those of
    /// [`next_sequence`]; [`Error::LockHeight`] where that is of another state than the
    /// set.
    pub fn from_set(
        attested: Attested<'m>,
        channel: &Proven<'_>,
        next_sequence_send: &Proven<'_>,
    ) -> Result<Replay<'m>, Error> {
        let consumer = attested.consumer();
        let channel = known_channel(consumer.layout(), consumer, channel)?;
        consumer.check_chain(next_sequence_send)?;
        let key = path::next_sequence_send(PORT, &channel)?;
        let next_sequence = next_sequence(next_sequence_send, &key)?;
        let (header, locked) =
            (next_sequence_send.height().saturating_add(1), attested.locked_at().height());
        if header != locked {
            return Err(Error::LockHeight { header, locked });
        }
        Ok(Replay { attested, channel, next_sequence })
    }

    getters! {
        /// The number of the packet that comes next.
        next_sequence: u64,
    }

    /// The set after the packets so far.
    #[must_use]
    pub const fn attested(&self) -> &Attested<'m> {
        &self.attested
    }

    /// The set, where no more packets come.
    #[must_use]
    pub fn into_attested(self) -> Attested<'m> {
        self.attested
    }

    /// Applies the next packet: that the provider sent it is proven by its commitment, and when its set
    /// was locked is told by [`Lock::of`], which has to be of this packet's `valset_update_id`. Lend as many
    /// `changes` as the packet has updates. After an error nothing has changed.
    ///
    /// A packet whose set was locked no later than the one that is attested only takes its number: it
    /// waited for the channel while the records went on, which have it and what came after. Applied
    /// to them it would make a set that the provider never had.
    ///
    /// # Errors
    /// [`Error::UnknownChannel`], [`Error::PacketOrder`]; [`Error::OtherChain`]; those of
    /// [`Packet::check_committed`]; those of
    /// [`ValidatorSetChangePacket::parse_json`]; those of `lock`;
    /// [`Error::OtherChain`], [`Error::UnknownValsetUpdate`] where that is another set's; those of
    /// [`Changes::accumulate`] and
    /// [`CrossChainValidators::apply`].
    ///
    /// Source: `interchain-security x/ccv/consumer/keeper/relay.go OnRecvVSCPacket`.
    pub fn packet<'a>(
        &mut self,
        packet: &Packet<'a>,
        commitment: &Proven<'_>,
        lock: impl FnOnce(u64) -> Result<Lock, Error>,
        changes: &mut [Change],
    ) -> Result<ValidatorSetChangePacket<'a>, Error> {
        if packet.source_port != PORT || packet.source_channel != self.channel {
            return Err(Error::UnknownChannel);
        }
        let (expected, found) = (self.next_sequence, packet.sequence);
        if expected != found {
            return Err(Error::PacketOrder { expected, found });
        }
        self.attested.consumer.check_chain(commitment)?;
        packet.check_committed(commitment)?;
        let change = ValidatorSetChangePacket::parse_json(packet.data, &Limits::DEFAULT)?;
        let lock = lock(change.valset_update_id())?;
        lock.check(self.attested.consumer.provider_chain_id(), change.valset_update_id())?;
        let changes = Changes::accumulate(change.updates(), changes)?;
        if lock.height() > self.attested.lock.height() {
            self.attested.validators.apply(&changes)?;
            self.attested.hash = self.attested.validators.hash();
            self.attested.lock = lock;
        }
        self.next_sequence = self.next_sequence.saturating_add(1);
        Ok(change)
    }
}

/// Attests the set with which the consumer was launched, which it has until a packet changes it. Its lock
/// is the block of the launch.
///
/// # Errors
/// [`Error::OtherChain`]; those of [`Layout::consumer_genesis`]; [`Error::ConsumerGenesis`] without a
/// first set, or where the chain still has its own validators; those of the provider's client and
/// consensus state in the genesis; [`Error::MemberKeyType`], [`Error::MemberPower`];
/// [`Error::MembersTooFew`], [`Error::TotalPowerTooHigh`], [`Error::MemberTwice`],
/// [`Error::NoMembers`].
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_lifecycle.go LaunchConsumer,
/// MakeConsumerGenesis`.
pub fn by_genesis<'m>(
    consumer: &Launched,
    genesis: &Proven<'_>,
    memory: &'m mut [CrossChainValidator],
) -> Result<Attested<'m>, Error> {
    consumer.check_chain(genesis)?;
    let genesis = consumer.layout().consumer_genesis(genesis, consumer.consumer_id())?;
    let genesis = genesis.filter(|genesis| !genesis.pre_ccv()).ok_or(Error::ConsumerGenesis)?;
    let launch = genesis.client_state(&Limits::DEFAULT)?.latest_height();
    let time = genesis.consensus_state(&Limits::DEFAULT)?.timestamp();
    let lock = Lock::of_launch(*consumer.provider_chain_id(), launch.1, time);
    for (update, index) in genesis.initial_val_set().zip(0..) {
        check_member(&update.public_key(), update.power(), index)?;
    }
    let members = genesis.initial_val_set().map(|it| (it.public_key(), it.power()));
    Attested::new(*consumer, lock, CrossChainValidators::of(members, memory)?)
}

fn known_channel(
    layout: Layout,
    consumer: &Launched,
    channel: &Proven<'_>,
) -> Result<ChannelId, Error> {
    consumer.check_chain(channel)?;
    let name = layout.channel_of(channel, consumer.consumer_id())?;
    let name = name.filter(|name| is_channel_id(name)).ok_or(Error::UnknownChannel)?;
    ChannelId::try_from(name).map_err(|_| Error::UnknownChannel)
}
