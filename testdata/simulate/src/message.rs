//! The wire messages, with the field numbers of CometBFT and of IBC. Embedded messages that Go
//! holds by value are always `Some` in what is valid, so that the encoding is gogoproto's. A chain
//! id is bytes here: CometBFT does not ask for UTF-8.

#![allow(missing_docs, reason = "the fields are those of the proto files")]

use prost::{Message, Oneof};

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Timestamp {
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Consensus {
    #[prost(uint64, tag = "1")]
    pub block: u64,
    #[prost(uint64, tag = "2")]
    pub app: u64,
}

#[derive(Clone, PartialEq, Message)]
pub struct PartSetHeader {
    #[prost(uint32, tag = "1")]
    pub total: u32,
    #[prost(bytes = "vec", tag = "2")]
    pub hash: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct BlockId {
    #[prost(bytes = "vec", tag = "1")]
    pub hash: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub part_set_header: Option<PartSetHeader>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Header {
    #[prost(message, optional, tag = "1")]
    pub version: Option<Consensus>,
    #[prost(bytes = "vec", tag = "2")]
    pub chain_id: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub height: i64,
    #[prost(message, optional, tag = "4")]
    pub time: Option<Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub last_block_id: Option<BlockId>,
    #[prost(bytes = "vec", tag = "6")]
    pub last_commit_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "7")]
    pub data_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "8")]
    pub validators_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    pub next_validators_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    pub consensus_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "11")]
    pub app_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "12")]
    pub last_results_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "13")]
    pub evidence_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "14")]
    pub proposer_address: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct CommitSig {
    #[prost(int32, tag = "1")]
    pub block_id_flag: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub validator_address: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "4")]
    pub signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Commit {
    #[prost(int64, tag = "1")]
    pub height: i64,
    #[prost(int32, tag = "2")]
    pub round: i32,
    #[prost(message, optional, tag = "3")]
    pub block_id: Option<BlockId>,
    #[prost(message, repeated, tag = "4")]
    pub signatures: Vec<CommitSig>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Validator {
    #[prost(bytes = "vec", tag = "1")]
    pub address: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub pub_key: Option<PublicKey>,
    #[prost(int64, tag = "3")]
    pub voting_power: i64,
    #[prost(int64, tag = "4")]
    pub proposer_priority: i64,
}

#[derive(Clone, PartialEq, Message)]
pub struct ValidatorSet {
    #[prost(message, repeated, tag = "1")]
    pub validators: Vec<Validator>,
    #[prost(message, optional, tag = "2")]
    pub proposer: Option<Validator>,
    #[prost(int64, tag = "3")]
    pub total_voting_power: i64,
}

#[derive(Clone, PartialEq, Message)]
pub struct SignedHeader {
    #[prost(message, optional, tag = "1")]
    pub header: Option<Header>,
    #[prost(message, optional, tag = "2")]
    pub commit: Option<Commit>,
}

#[derive(Clone, PartialEq, Message)]
pub struct LightBlock {
    #[prost(message, optional, tag = "1")]
    pub signed_header: Option<SignedHeader>,
    #[prost(message, optional, tag = "2")]
    pub validator_set: Option<ValidatorSet>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Vote {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(int64, tag = "2")]
    pub height: i64,
    #[prost(int32, tag = "3")]
    pub round: i32,
    #[prost(message, optional, tag = "4")]
    pub block_id: Option<BlockId>,
    #[prost(message, optional, tag = "5")]
    pub timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "6")]
    pub validator_address: Vec<u8>,
    #[prost(int32, tag = "7")]
    pub validator_index: i32,
    #[prost(bytes = "vec", tag = "8")]
    pub signature: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    pub extension: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    pub extension_signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct Proposal {
    #[prost(int32, tag = "1")]
    pub kind: i32,
    #[prost(int64, tag = "2")]
    pub height: i64,
    #[prost(int32, tag = "3")]
    pub round: i32,
    #[prost(int32, tag = "4")]
    pub pol_round: i32,
    #[prost(message, optional, tag = "5")]
    pub block_id: Option<BlockId>,
    #[prost(message, optional, tag = "6")]
    pub timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "7")]
    pub signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub struct DuplicateVoteEvidence {
    #[prost(message, optional, tag = "1")]
    pub vote_a: Option<Vote>,
    #[prost(message, optional, tag = "2")]
    pub vote_b: Option<Vote>,
    #[prost(int64, tag = "3")]
    pub total_voting_power: i64,
    #[prost(int64, tag = "4")]
    pub validator_power: i64,
    #[prost(message, optional, tag = "5")]
    pub timestamp: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
pub struct LightClientAttackEvidence {
    #[prost(message, optional, tag = "1")]
    pub conflicting_block: Option<LightBlock>,
    #[prost(int64, tag = "2")]
    pub common_height: i64,
    #[prost(message, repeated, tag = "3")]
    pub byzantine_validators: Vec<Validator>,
    #[prost(int64, tag = "4")]
    pub total_voting_power: i64,
    #[prost(message, optional, tag = "5")]
    pub timestamp: Option<Timestamp>,
}

/// `ibc.core.client.v1.Height`
#[derive(Clone, Copy, PartialEq, Message)]
pub struct IbcHeight {
    #[prost(uint64, tag = "1")]
    pub revision_number: u64,
    #[prost(uint64, tag = "2")]
    pub revision_height: u64,
}

/// `ibc.lightclients.tendermint.v1.Header`
#[derive(Clone, PartialEq, Message)]
pub struct IbcHeader {
    #[prost(message, optional, tag = "1")]
    pub signed_header: Option<SignedHeader>,
    #[prost(message, optional, tag = "2")]
    pub validator_set: Option<ValidatorSet>,
    #[prost(message, optional, tag = "3")]
    pub trusted_height: Option<IbcHeight>,
    #[prost(message, optional, tag = "4")]
    pub trusted_validators: Option<ValidatorSet>,
}

/// `ibc.lightclients.tendermint.v1.Misbehaviour`
#[derive(Clone, PartialEq, Message)]
pub struct Misbehaviour {
    #[prost(bytes = "vec", tag = "1")]
    pub client_id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub header_1: Option<IbcHeader>,
    #[prost(message, optional, tag = "3")]
    pub header_2: Option<IbcHeader>,
}

#[derive(Clone, PartialEq, Message)]
pub struct EvidenceList {
    #[prost(message, repeated, tag = "1")]
    pub evidence: Vec<Evidence>,
}

#[derive(Clone, PartialEq, Message)]
pub struct PublicKey {
    #[prost(oneof = "Key", tags = "1, 2, 3, 4, 5")]
    pub key: Option<Key>,
}

#[derive(Clone, PartialEq, Oneof)]
pub enum Key {
    #[prost(bytes, tag = "1")]
    Ed25519(Vec<u8>),
    #[prost(bytes, tag = "2")]
    Secp256k1(Vec<u8>),
    #[prost(bytes, tag = "3")]
    Bls12381(Vec<u8>),
    #[prost(bytes, tag = "4")]
    Mldsa65(Vec<u8>),
    #[prost(bytes, tag = "5")]
    Secp256k1eth(Vec<u8>),
}

#[derive(Clone, PartialEq, Message)]
pub struct Evidence {
    #[prost(oneof = "EvidenceKind", tags = "1, 2")]
    pub kind: Option<EvidenceKind>,
}

#[derive(Clone, PartialEq, Oneof)]
pub enum EvidenceKind {
    #[prost(message, tag = "1")]
    DuplicateVote(Box<DuplicateVoteEvidence>),
    #[prost(message, tag = "2")]
    LightClientAttack(Box<LightClientAttackEvidence>),
}

/// `google.protobuf.Any`
#[derive(Clone, PartialEq, Message)]
pub struct Any {
    #[prost(bytes = "vec", tag = "1")]
    pub type_url: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub value: Vec<u8>,
}

/// `google.protobuf.Duration`
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Duration {
    #[prost(int64, tag = "1")]
    pub seconds: i64,
    #[prost(int32, tag = "2")]
    pub nanos: i32,
}

/// `ibc.lightclients.tendermint.v1.Fraction`
#[derive(Clone, Copy, PartialEq, Message)]
pub struct Fraction {
    #[prost(uint64, tag = "1")]
    pub numerator: u64,
    #[prost(uint64, tag = "2")]
    pub denominator: u64,
}

/// `ibc.lightclients.tendermint.v1.ClientState`
#[derive(Clone, PartialEq, Message)]
pub struct ClientState {
    #[prost(bytes = "vec", tag = "1")]
    pub chain_id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub trust_level: Option<Fraction>,
    #[prost(message, optional, tag = "3")]
    pub trusting_period: Option<Duration>,
    #[prost(message, optional, tag = "4")]
    pub unbonding_period: Option<Duration>,
    #[prost(message, optional, tag = "5")]
    pub max_clock_drift: Option<Duration>,
    #[prost(message, optional, tag = "6")]
    pub frozen_height: Option<IbcHeight>,
    #[prost(message, optional, tag = "7")]
    pub latest_height: Option<IbcHeight>,
    #[prost(bytes = "vec", repeated, tag = "8")]
    pub proof_specs: Vec<Vec<u8>>,
    #[prost(bytes = "vec", repeated, tag = "9")]
    pub upgrade_path: Vec<Vec<u8>>,
    #[prost(bool, tag = "10")]
    pub allow_update_after_expiry: bool,
    #[prost(bool, tag = "11")]
    pub allow_update_after_misbehaviour: bool,
}

/// `ibc.core.commitment.v1.MerkleRoot`
#[derive(Clone, PartialEq, Message)]
pub struct MerkleRoot {
    #[prost(bytes = "vec", tag = "1")]
    pub hash: Vec<u8>,
}

/// `ibc.lightclients.tendermint.v1.ConsensusState`
#[derive(Clone, PartialEq, Message)]
pub struct ConsensusState {
    #[prost(message, optional, tag = "1")]
    pub timestamp: Option<Timestamp>,
    #[prost(message, optional, tag = "2")]
    pub root: Option<MerkleRoot>,
    #[prost(bytes = "vec", tag = "3")]
    pub next_validators_hash: Vec<u8>,
}
