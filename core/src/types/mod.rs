//! The messages, as views that borrow the bytes from which they were parsed.
//!
//! A view exists only where its own rules hold (`ValidateBasic`, as far as CometBFT's `FromProto`
//! checks them): what is left to verify needs something trusted.

mod block_id;
mod commit;
mod header;
mod ibc_header;
mod light_block;
mod public_key;
mod sign_bytes;
mod validator;
mod validator_set;
mod vote;

pub use block_id::{BlockId, PartSetHeader};
pub(crate) use commit::CommitHead;
pub use commit::{BlockIdFlag, Commit, CommitSig, CommitSigs};
pub use header::{Header, HeaderField, HeaderProof};
pub use ibc_header::IbcHeader;
pub(crate) use ibc_header::{RawIbcHeader, SpelledOut, ibc_height};
pub(crate) use light_block::belongs;
pub use light_block::{LightBlock, SignedHeader};
pub use public_key::{KeyType, PublicKey};
pub(crate) use sign_bytes::{
    CanonicalHead, CanonicalHeads, CommitSignBytes, check_chain_id, extension as write_extension,
    vote as write_vote,
};
pub use sign_bytes::{Proposal, SignBytes};
pub use validator::Validator;
pub(crate) use validator::{RawValidator, simple_validator};
pub(crate) use validator_set::{Members, Summary};
pub use validator_set::{ValidatorSet, Validators};
pub use vote::{Vote, VoteType};

use crate::form::form_of;

/// The messages that are parsed, by name: where in the input an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Message {
    /// `ibc.core.channel.v1.Acknowledgement`
    Acknowledgement,
    /// `interchain_security.ccv.provider.v1.AddressList`
    AddressList,
    /// `google.protobuf.Any`
    Any,
    /// `tendermint.types.BlockID`
    BlockId,
    /// `tendermint.types.CanonicalProposal`
    CanonicalProposal,
    /// `tendermint.types.CanonicalVote`
    CanonicalVote,
    /// `tendermint.types.CanonicalVoteExtension`
    CanonicalVoteExtension,
    /// `ibc.lightclients.tendermint.v1.ClientState`
    ClientState,
    /// `tendermint.types.Commit`
    Commit,
    /// `tendermint.types.CommitSig`
    CommitSig,
    /// `cosmos.ics23.v1.CommitmentProof`
    CommitmentProof,
    /// `tendermint.version.Consensus`
    Consensus,
    /// `ibc.lightclients.tendermint.v1.ConsensusState`
    ConsensusState,
    /// `interchain_security.ccv.provider.v1.ConsensusValidator`
    ConsensusValidator,
    /// `interchain_security.ccv.v1.ConsumerGenesisState`
    ConsumerGenesis,
    /// `interchain_security.ccv.provider.v1.ConsumerIds`
    ConsumerIds,
    /// `interchain_security.ccv.v1.ConsumerPacketData`
    ConsumerPacketData,
    /// `interchain_security.ccv.v1.ConsumerParams`
    ConsumerParams,
    /// `interchain_security.ccv.consumer.v1.CrossChainValidator`
    CrossChainValidator,
    /// `tendermint.types.DuplicateVoteEvidence`
    DuplicateVoteEvidence,
    /// `google.protobuf.Duration`
    Duration,
    /// `tendermint.types.Evidence`
    Evidence,
    /// `tendermint.types.EvidenceList`
    EvidenceList,
    /// `cosmos.ics23.v1.ExistenceProof`
    ExistenceProof,
    /// `ibc.lightclients.tendermint.v1.Fraction`
    Fraction,
    /// `tendermint.types.Header`
    Header,
    /// `ibc.lightclients.tendermint.v1.Header`
    IbcHeader,
    /// `ibc.core.client.v1.Height`
    IbcHeight,
    /// `interchain_security.ccv.provider.v1.InfractionParameters`
    InfractionParameters,
    /// `interchain_security.ccv.provider.v1.ConsumerInitializationParameters`
    InitializationParameters,
    /// `cosmos.ics23.v1.InnerOp`
    InnerOp,
    /// `google.protobuf.Int64Value`
    LastPower,
    /// `cosmos.base.v1beta1.IntProto`
    LastTotalPower,
    /// `cosmos.ics23.v1.LeafOp`
    LeafOp,
    /// `tendermint.types.LightBlock`
    LightBlock,
    /// `tendermint.types.LightClientAttackEvidence`
    LightClientAttackEvidence,
    /// `ibc.core.commitment.v1.MerkleProof`
    MerkleProof,
    /// `ibc.core.commitment.v1.MerkleRoot`
    MerkleRoot,
    /// `ibc.lightclients.tendermint.v1.Misbehaviour`
    Misbehaviour,
    /// `cosmos.ics23.v1.NonExistenceProof`
    NonExistenceProof,
    /// `tendermint.types.PartSetHeader`
    PartSetHeader,
    /// `interchain_security.ccv.provider.v1.PowerShapingParameters`
    PowerShapingParameters,
    /// `cosmos.ics23.v1.ProofSpec`
    ProofSpec,
    /// `tendermint.types.Proposal`
    Proposal,
    /// `interchain_security.ccv.v1.ProviderInfo`
    ProviderInfo,
    /// `interchain_security.ccv.provider.v1.Params`
    ProviderParams,
    /// `tendermint.crypto.PublicKey`
    PublicKey,
    /// `tendermint.types.SignedHeader`
    SignedHeader,
    /// `cosmos.slashing.v1beta1.ValidatorSigningInfo`
    SigningInfo,
    /// `interchain_security.ccv.provider.v1.SlashAcks`
    SlashAcks,
    /// `interchain_security.ccv.provider.v1.SlashJailParameters`
    SlashJailParameters,
    /// `interchain_security.ccv.v1.SlashPacketData`
    SlashPacketData,
    /// `interchain_security.ccv.consumer.v1.SlashRecord`
    SlashRecord,
    /// `cosmos.staking.v1beta1.Validator`
    StakingValidator,
    /// `interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting`
    SubmitConsumerDoubleVoting,
    /// `interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour`
    SubmitConsumerMisbehaviour,
    /// `google.protobuf.Timestamp`
    Timestamp,
    /// `tendermint.types.Validator`
    Validator,
    /// `tendermint.types.ValidatorSet`
    ValidatorSet,
    /// `interchain_security.ccv.v1.ValidatorSetChangePacketData`
    ValidatorSetChangePacketData,
    /// `interchain_security.ccv.v1.ValidatorSetChangePackets`
    ValidatorSetChangePackets,
    /// `tendermint.abci.ValidatorUpdate`
    ValidatorUpdate,
    /// `tendermint.types.Vote`
    Vote,
    /// `interchain_security.ccv.v1.VSCMaturedPacketData`
    VscMaturedPacketData,
}

form_of!(Message: Acknowledgement, AddressList, Any, BlockId, CanonicalProposal, CanonicalVote, CanonicalVoteExtension, ClientState, Commit, CommitSig, CommitmentProof, Consensus, ConsensusState, ConsensusValidator, ConsumerGenesis, ConsumerIds, ConsumerPacketData, ConsumerParams, CrossChainValidator, DuplicateVoteEvidence, Duration, Evidence, EvidenceList, ExistenceProof, Fraction, Header, IbcHeader, IbcHeight, InfractionParameters, InitializationParameters, InnerOp, LastPower, LastTotalPower, LeafOp, LightBlock, LightClientAttackEvidence, MerkleProof, MerkleRoot, Misbehaviour, NonExistenceProof, PartSetHeader, PowerShapingParameters, ProofSpec, Proposal, ProviderInfo, ProviderParams, PublicKey, SignedHeader, SigningInfo, SlashAcks, SlashJailParameters, SlashPacketData, SlashRecord, StakingValidator, SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour, Timestamp, Validator, ValidatorSet, ValidatorSetChangePacketData, ValidatorSetChangePackets, ValidatorUpdate, Vote, VscMaturedPacketData);

impl Message {
    /// The name, in the way of test cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Message::Acknowledgement => "acknowledgement",
            Message::AddressList => "address_list",
            Message::Any => "any",
            Message::BlockId => "block_id",
            Message::CanonicalProposal => "canonical_proposal",
            Message::CanonicalVote => "canonical_vote",
            Message::CanonicalVoteExtension => "canonical_vote_extension",
            Message::ClientState => "client_state",
            Message::Commit => "commit",
            Message::CommitSig => "commit_sig",
            Message::CommitmentProof => "commitment_proof",
            Message::Consensus => "consensus",
            Message::ConsensusState => "consensus_state",
            Message::ConsensusValidator => "consensus_validator",
            Message::ConsumerGenesis => "consumer_genesis",
            Message::ConsumerIds => "consumer_ids",
            Message::ConsumerPacketData => "consumer_packet_data",
            Message::ConsumerParams => "consumer_params",
            Message::CrossChainValidator => "cross_chain_validator",
            Message::DuplicateVoteEvidence => "duplicate_vote_evidence",
            Message::Duration => "duration",
            Message::Evidence => "evidence",
            Message::EvidenceList => "evidence_list",
            Message::ExistenceProof => "existence_proof",
            Message::Fraction => "fraction",
            Message::Header => "header",
            Message::IbcHeader => "ibc_header",
            Message::IbcHeight => "ibc_height",
            Message::InfractionParameters => "infraction_parameters",
            Message::InitializationParameters => "initialization_parameters",
            Message::InnerOp => "inner_op",
            Message::LastPower => "last_power",
            Message::LastTotalPower => "last_total_power",
            Message::LeafOp => "leaf_op",
            Message::LightBlock => "light_block",
            Message::LightClientAttackEvidence => "light_client_attack_evidence",
            Message::MerkleProof => "merkle_proof",
            Message::MerkleRoot => "merkle_root",
            Message::Misbehaviour => "misbehaviour",
            Message::NonExistenceProof => "non_existence_proof",
            Message::PartSetHeader => "part_set_header",
            Message::PowerShapingParameters => "power_shaping_parameters",
            Message::ProofSpec => "proof_spec",
            Message::Proposal => "proposal",
            Message::ProviderInfo => "provider_info",
            Message::ProviderParams => "provider_params",
            Message::PublicKey => "public_key",
            Message::SignedHeader => "signed_header",
            Message::SigningInfo => "signing_info",
            Message::SlashAcks => "slash_acks",
            Message::SlashJailParameters => "slash_jail_parameters",
            Message::SlashPacketData => "slash_packet_data",
            Message::SlashRecord => "slash_record",
            Message::StakingValidator => "staking_validator",
            Message::SubmitConsumerDoubleVoting => "submit_consumer_double_voting",
            Message::SubmitConsumerMisbehaviour => "submit_consumer_misbehaviour",
            Message::Timestamp => "timestamp",
            Message::Validator => "validator",
            Message::ValidatorSet => "validator_set",
            Message::ValidatorSetChangePacketData => "validator_set_change_packet_data",
            Message::ValidatorSetChangePackets => "validator_set_change_packets",
            Message::ValidatorUpdate => "validator_update",
            Message::Vote => "vote",
            Message::VscMaturedPacketData => "vsc_matured_packet_data",
        }
    }
}

/// Writes getters: one line a field.
macro_rules! getters {
    ($($(#[$doc:meta])+ $field:ident: $type:ty),+ $(,)?) => {$(
        $(#[$doc])+
        #[must_use]
        pub const fn $field(&self) -> $type {
            self.$field
        }
    )+};
}
pub(crate) use getters;

/// The time as an embedded message.
impl crate::wire::Encode for crate::time::Time {
    fn encode<S: crate::wire::Sink>(&self, sink: &mut S) {
        crate::wire::uint_field(sink, 1, self.seconds().cast_unsigned());
        crate::wire::uint_field(sink, 2, u64::from(self.nanos()));
    }
}

/// The length of a part, for an error that names it.
pub(crate) fn length(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap_or(u32::MAX)
}
