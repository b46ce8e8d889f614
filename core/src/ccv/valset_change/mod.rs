//! How a provider's packets change the validators of a consumer.
//!
//! ```text
//! packet data (ProtoJSON), or the queue in the provider's state (protobuf)
//!   ──▶ ValidatorSetChangePacket ── updates() ──▶ Changes::accumulate: what one block merges
//! validators before ──▶ CrossChainValidators ── apply(changes) ──▶ validators after, and their hash
//! ```
//!
//! All packets that a consumer receives in one block h are merged, and change the set that
//! `next_validators_hash` of header h+1 and `validators_hash` of header h+2 name; the new set signs
//! block h+2 first. [`CrossChainValidators::hash`] is what to compare with those fields. No bytes are
//! believed here: that a provider has sent a packet is what its commitment proves, elsewhere.

mod accumulate;
mod apply;
mod changeover;
mod consumer;
mod packet;
mod update;

pub use accumulate::{Change, Changes};
pub use apply::{CrossChainValidator, CrossChainValidators};
pub use changeover::{changeover, first_consumer_height};
pub use consumer::{Acknowledgement, ConsumerPacketData, Infraction, SlashPacketData};
pub use packet::{
    PendingPackets, SlashAck, SlashAcks, Updates, ValidatorSetChangePacket,
    ValidatorSetChangePackets,
};
pub use update::{ValidatorKey, ValidatorUpdate};
