//! CometBFT's messages for prost, as far as parhelion-core reads them.
//!
//! Texts are bytes here, for prost would refuse one that is not UTF-8 in a field of its own choice.
//! The members of a oneof are optional fields: that there is at most one is the reader's business.
//! What gogoproto declares `nullable=false` is an `Option` all the same: a timestamp that is missing
//! is the year 1, one that is there and empty is 1970.

use prost::Message;

#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct Timestamp {
    #[prost(int64, tag = "1")]
    pub(crate) seconds: i64,
    #[prost(int32, tag = "2")]
    pub(crate) nanos: i32,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct PartSetHeader {
    #[prost(uint32, tag = "1")]
    pub(crate) total: u32,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) hash: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct BlockId {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) hash: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(crate) part_set_header: Option<PartSetHeader>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct Consensus {
    #[prost(uint64, tag = "1")]
    pub(crate) block: u64,
    #[prost(uint64, tag = "2")]
    pub(crate) app: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Header {
    #[prost(message, optional, tag = "1")]
    pub(crate) version: Option<Consensus>,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) chain_id: Vec<u8>,
    #[prost(int64, tag = "3")]
    pub(crate) height: i64,
    #[prost(message, optional, tag = "4")]
    pub(crate) time: Option<Timestamp>,
    #[prost(message, optional, tag = "5")]
    pub(crate) last_block_id: Option<BlockId>,
    #[prost(bytes = "vec", tag = "6")]
    pub(crate) last_commit_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "7")]
    pub(crate) data_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "8")]
    pub(crate) validators_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    pub(crate) next_validators_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    pub(crate) consensus_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "11")]
    pub(crate) app_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "12")]
    pub(crate) last_results_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "13")]
    pub(crate) evidence_hash: Vec<u8>,
    #[prost(bytes = "vec", tag = "14")]
    pub(crate) proposer_address: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct CommitSig {
    #[prost(uint64, tag = "1")]
    pub(crate) block_id_flag: u64,
    #[prost(bytes = "vec", tag = "2")]
    pub(crate) validator_address: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(crate) timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Commit {
    #[prost(int64, tag = "1")]
    pub(crate) height: i64,
    #[prost(int32, tag = "2")]
    pub(crate) round: i32,
    #[prost(message, optional, tag = "3")]
    pub(crate) block_id: Option<BlockId>,
    #[prost(message, repeated, tag = "4")]
    pub(crate) signatures: Vec<CommitSig>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct PublicKey {
    #[prost(bytes = "vec", optional, tag = "1")]
    pub(crate) ed25519: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(crate) secp256k1: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "4")]
    pub(crate) ml_dsa_65: Option<Vec<u8>>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Validator {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) address: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(crate) pub_key: Option<PublicKey>,
    #[prost(int64, tag = "3")]
    pub(crate) voting_power: i64,
    #[prost(int64, tag = "4")]
    pub(crate) proposer_priority: i64,
}

/// What a set's hash covers of a validator.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct SimpleValidator {
    #[prost(message, optional, tag = "1")]
    pub(crate) pub_key: Option<PublicKey>,
    #[prost(int64, tag = "2")]
    pub(crate) voting_power: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct ValidatorSet {
    #[prost(message, repeated, tag = "1")]
    pub(crate) validators: Vec<Validator>,
    #[prost(message, optional, tag = "2")]
    pub(crate) proposer: Option<Validator>,
    #[prost(int64, tag = "3")]
    pub(crate) total_voting_power: i64,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct SignedHeader {
    #[prost(message, optional, tag = "1")]
    pub(crate) header: Option<Header>,
    #[prost(message, optional, tag = "2")]
    pub(crate) commit: Option<Commit>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct LightBlock {
    #[prost(message, optional, tag = "1")]
    pub(crate) signed_header: Option<SignedHeader>,
    #[prost(message, optional, tag = "2")]
    pub(crate) validator_set: Option<ValidatorSet>,
}

#[derive(Clone, Copy, PartialEq, Message)]
pub(crate) struct IbcHeight {
    #[prost(uint64, tag = "1")]
    pub(crate) revision: u64,
    #[prost(uint64, tag = "2")]
    pub(crate) height: u64,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct IbcHeader {
    #[prost(message, optional, tag = "1")]
    pub(crate) signed_header: Option<SignedHeader>,
    #[prost(message, optional, tag = "2")]
    pub(crate) validator_set: Option<ValidatorSet>,
    #[prost(message, optional, tag = "3")]
    pub(crate) trusted_height: Option<IbcHeight>,
    #[prost(message, optional, tag = "4")]
    pub(crate) trusted_validators: Option<ValidatorSet>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Vote {
    #[prost(int32, tag = "1")]
    pub(crate) vote_type: i32,
    #[prost(int64, tag = "2")]
    pub(crate) height: i64,
    #[prost(int32, tag = "3")]
    pub(crate) round: i32,
    #[prost(message, optional, tag = "4")]
    pub(crate) block_id: Option<BlockId>,
    #[prost(message, optional, tag = "5")]
    pub(crate) timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "6")]
    pub(crate) validator_address: Vec<u8>,
    #[prost(int32, tag = "7")]
    pub(crate) validator_index: i32,
    #[prost(bytes = "vec", tag = "8")]
    pub(crate) signature: Vec<u8>,
    #[prost(bytes = "vec", tag = "9")]
    pub(crate) extension: Vec<u8>,
    #[prost(bytes = "vec", tag = "10")]
    pub(crate) extension_signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Proposal {
    #[prost(int32, tag = "1")]
    pub(crate) proposal_type: i32,
    #[prost(int64, tag = "2")]
    pub(crate) height: i64,
    #[prost(int32, tag = "3")]
    pub(crate) round: i32,
    #[prost(int32, tag = "4")]
    pub(crate) pol_round: i32,
    #[prost(message, optional, tag = "5")]
    pub(crate) block_id: Option<BlockId>,
    #[prost(message, optional, tag = "6")]
    pub(crate) timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "7")]
    pub(crate) signature: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct CanonicalVote {
    #[prost(int32, tag = "1")]
    pub(crate) vote_type: i32,
    #[prost(sfixed64, tag = "2")]
    pub(crate) height: i64,
    #[prost(sfixed64, tag = "3")]
    pub(crate) round: i64,
    #[prost(message, optional, tag = "4")]
    pub(crate) block_id: Option<BlockId>,
    #[prost(message, optional, tag = "5")]
    pub(crate) timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "6")]
    pub(crate) chain_id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct CanonicalProposal {
    #[prost(int32, tag = "1")]
    pub(crate) proposal_type: i32,
    #[prost(sfixed64, tag = "2")]
    pub(crate) height: i64,
    #[prost(sfixed64, tag = "3")]
    pub(crate) round: i64,
    #[prost(int64, tag = "4")]
    pub(crate) pol_round: i64,
    #[prost(message, optional, tag = "5")]
    pub(crate) block_id: Option<BlockId>,
    #[prost(message, optional, tag = "6")]
    pub(crate) timestamp: Option<Timestamp>,
    #[prost(bytes = "vec", tag = "7")]
    pub(crate) chain_id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct CanonicalExtension {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) extension: Vec<u8>,
    #[prost(sfixed64, tag = "2")]
    pub(crate) height: i64,
    #[prost(sfixed64, tag = "3")]
    pub(crate) round: i64,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) chain_id: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct DuplicateVoteEvidence {
    #[prost(message, optional, tag = "1")]
    pub(crate) vote_a: Option<Vote>,
    #[prost(message, optional, tag = "2")]
    pub(crate) vote_b: Option<Vote>,
    #[prost(int64, tag = "3")]
    pub(crate) total_voting_power: i64,
    #[prost(int64, tag = "4")]
    pub(crate) validator_power: i64,
    #[prost(message, optional, tag = "5")]
    pub(crate) timestamp: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct LightClientAttackEvidence {
    #[prost(message, optional, tag = "1")]
    pub(crate) conflicting_block: Option<LightBlock>,
    #[prost(int64, tag = "2")]
    pub(crate) common_height: i64,
    #[prost(message, repeated, tag = "3")]
    pub(crate) byzantine_validators: Vec<Validator>,
    #[prost(int64, tag = "4")]
    pub(crate) total_voting_power: i64,
    #[prost(message, optional, tag = "5")]
    pub(crate) timestamp: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Evidence {
    #[prost(message, optional, tag = "1")]
    pub(crate) duplicate_vote: Option<DuplicateVoteEvidence>,
    #[prost(message, optional, tag = "2")]
    pub(crate) light_client_attack: Option<LightClientAttackEvidence>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct EvidenceList {
    #[prost(message, repeated, tag = "1")]
    pub(crate) evidence: Vec<Evidence>,
}

/// IBC's.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Misbehaviour {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) client_id: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(crate) header_1: Option<IbcHeader>,
    #[prost(message, optional, tag = "3")]
    pub(crate) header_2: Option<IbcHeader>,
}

/// That of the provider, whose parts are left as they are.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct SubmitConsumerDoubleVoting {
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(crate) evidence: Option<Vec<u8>>,
    #[prost(bytes = "vec", optional, tag = "3")]
    pub(crate) infraction_block_header: Option<Vec<u8>>,
    #[prost(bytes = "vec", tag = "4")]
    pub(crate) consumer_id: Vec<u8>,
}

/// The same for two headers.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct SubmitConsumerMisbehaviour {
    #[prost(bytes = "vec", optional, tag = "2")]
    pub(crate) misbehaviour: Option<Vec<u8>>,
    #[prost(bytes = "vec", tag = "3")]
    pub(crate) consumer_id: Vec<u8>,
}

/// google.protobuf.StringValue and BytesValue.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct BytesValue {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) value: Vec<u8>,
}

/// google.protobuf.Int64Value.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Int64Value {
    #[prost(int64, tag = "1")]
    pub(crate) value: i64,
}
