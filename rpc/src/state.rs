//! What chains keep in their stores: messages of the Cosmos SDK and of ibc-go, as far as they are read
//! here.

#![allow(missing_docs, reason = "the fields are those of the chains' proto files")]

use crate::pb;
use prost::Message;

/// `cosmos.base.v1beta1.Coin`
#[derive(Clone, PartialEq, Message)]
pub struct Coin {
    #[prost(string, tag = "1")]
    pub denom: String,
    #[prost(string, tag = "2")]
    pub amount: String,
}

/// `cosmos.crypto.ed25519.PubKey`, and that of the other kinds with one field.
#[derive(Clone, PartialEq, Message)]
pub struct PublicKey {
    #[prost(bytes = "vec", tag = "1")]
    pub key: Vec<u8>,
}

/// `cosmos.staking.v1beta1.Validator`
#[derive(Clone, PartialEq, Message)]
pub struct StakingValidator {
    #[prost(string, tag = "1")]
    pub operator_address: String,
    #[prost(message, optional, tag = "2")]
    pub consensus_pubkey: Option<pb::Any>,
    #[prost(bool, tag = "3")]
    pub jailed: bool,
    /// 1 unbonded, 2 unbonding, 3 bonded.
    #[prost(int32, tag = "4")]
    pub status: i32,
    #[prost(string, tag = "5")]
    pub tokens: String,
    /// A decimal fraction: the digits of 10^18 times its value.
    #[prost(string, tag = "6")]
    pub delegator_shares: String,
    #[prost(message, optional, tag = "7")]
    pub description: Option<Description>,
}

/// `cosmos.staking.v1beta1.Description`, the name alone.
#[derive(Clone, PartialEq, Message)]
pub struct Description {
    #[prost(string, tag = "1")]
    pub moniker: String,
}

/// `cosmos.staking.v1beta1.Delegation`
#[derive(Clone, PartialEq, Message)]
pub struct Delegation {
    #[prost(string, tag = "1")]
    pub delegator_address: String,
    #[prost(string, tag = "2")]
    pub validator_address: String,
    /// A decimal fraction: the digits of 10^18 times its value.
    #[prost(string, tag = "3")]
    pub shares: String,
}

/// `google.protobuf.Int64Value`
#[derive(Clone, PartialEq, Message)]
pub struct Int64Value {
    #[prost(int64, tag = "1")]
    pub value: i64,
}

/// `cosmos.base.v1beta1.IntProto`
#[derive(Clone, PartialEq, Message)]
pub struct IntProto {
    #[prost(string, tag = "1")]
    pub int: String,
}

/// `ibc.core.connection.v1.ConnectionEnd`
#[derive(Clone, PartialEq, Message)]
pub struct ConnectionEnd {
    #[prost(string, tag = "1")]
    pub client_id: String,
    /// 1 init, 2 try open, 3 open.
    #[prost(int32, tag = "3")]
    pub state: i32,
    #[prost(message, optional, tag = "4")]
    pub counterparty: Option<ConnectionCounterparty>,
    /// Nanoseconds.
    #[prost(uint64, tag = "5")]
    pub delay_period: u64,
}

/// `ibc.core.connection.v1.Counterparty`, without its prefix.
#[derive(Clone, PartialEq, Message)]
pub struct ConnectionCounterparty {
    #[prost(string, tag = "1")]
    pub client_id: String,
    #[prost(string, tag = "2")]
    pub connection_id: String,
}

/// `ibc.core.channel.v1.Channel`
#[derive(Clone, PartialEq, Message)]
pub struct Channel {
    /// 1 init, 2 try open, 3 open, 4 closed; in ibc-go v8.1 to v9 5 flushing, 6 flush complete.
    #[prost(int32, tag = "1")]
    pub state: i32,
    /// 1 unordered, 2 ordered.
    #[prost(int32, tag = "2")]
    pub ordering: i32,
    #[prost(message, optional, tag = "3")]
    pub counterparty: Option<ChannelCounterparty>,
    #[prost(string, repeated, tag = "4")]
    pub connection_hops: Vec<String>,
    #[prost(string, tag = "5")]
    pub version: String,
}

/// `ibc.core.channel.v1.Counterparty`
#[derive(Clone, PartialEq, Message)]
pub struct ChannelCounterparty {
    #[prost(string, tag = "1")]
    pub port_id: String,
    #[prost(string, tag = "2")]
    pub channel_id: String,
}
