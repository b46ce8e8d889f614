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
pub use commit::{BlockIdFlag, Commit, CommitSig, CommitSigs};
pub use header::{Header, HeaderField, HeaderProof};
pub use ibc_header::IbcHeader;
pub(crate) use ibc_header::{RawIbcHeader, SpelledOut, ibc_height};
pub use light_block::{LightBlock, SignedHeader};
pub use public_key::{KeyType, PublicKey};
pub(crate) use sign_bytes::CommitSignBytes;
pub use sign_bytes::{Proposal, SignBytes};
pub(crate) use validator::RawValidator;
pub use validator::Validator;
pub use validator_set::{ValidatorSet, Validators};
pub use vote::{Vote, VoteType};

/// The messages that are parsed, by name: where in the input an error lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Message {
    /// `google.protobuf.Any`
    Any,
    /// `tendermint.types.BlockID`
    BlockId,
    /// `ibc.lightclients.tendermint.v1.ClientState`
    ClientState,
    /// `tendermint.types.Commit`
    Commit,
    /// `tendermint.types.CommitSig`
    CommitSig,
    /// `tendermint.version.Consensus`
    Consensus,
    /// `ibc.lightclients.tendermint.v1.ConsensusState`
    ConsensusState,
    /// `google.protobuf.Duration`
    Duration,
    /// `tendermint.types.DuplicateVoteEvidence`
    DuplicateVoteEvidence,
    /// `tendermint.types.Evidence`
    Evidence,
    /// `tendermint.types.EvidenceList`
    EvidenceList,
    /// `ibc.lightclients.tendermint.v1.Fraction`
    Fraction,
    /// `tendermint.types.Header`
    Header,
    /// `ibc.lightclients.tendermint.v1.Header`
    IbcHeader,
    /// `ibc.core.client.v1.Height`
    IbcHeight,
    /// `tendermint.types.LightBlock`
    LightBlock,
    /// `tendermint.types.LightClientAttackEvidence`
    LightClientAttackEvidence,
    /// `ibc.core.commitment.v1.MerkleRoot`
    MerkleRoot,
    /// `ibc.lightclients.tendermint.v1.Misbehaviour`
    Misbehaviour,
    /// `tendermint.types.PartSetHeader`
    PartSetHeader,
    /// `cosmos.ics23.v1.ProofSpec`
    ProofSpec,
    /// `tendermint.types.Proposal`
    Proposal,
    /// `tendermint.crypto.PublicKey`
    PublicKey,
    /// `tendermint.types.SignedHeader`
    SignedHeader,
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
    /// `tendermint.types.Vote`
    Vote,
}

impl Message {
    /// The name, in the way of test cases.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Message::Any => "any",
            Message::BlockId => "block_id",
            Message::ClientState => "client_state",
            Message::Commit => "commit",
            Message::CommitSig => "commit_sig",
            Message::Consensus => "consensus",
            Message::ConsensusState => "consensus_state",
            Message::Duration => "duration",
            Message::DuplicateVoteEvidence => "duplicate_vote_evidence",
            Message::Evidence => "evidence",
            Message::EvidenceList => "evidence_list",
            Message::Fraction => "fraction",
            Message::Header => "header",
            Message::IbcHeader => "ibc_header",
            Message::IbcHeight => "ibc_height",
            Message::LightBlock => "light_block",
            Message::LightClientAttackEvidence => "light_client_attack_evidence",
            Message::MerkleRoot => "merkle_root",
            Message::Misbehaviour => "misbehaviour",
            Message::PartSetHeader => "part_set_header",
            Message::ProofSpec => "proof_spec",
            Message::Proposal => "proposal",
            Message::PublicKey => "public_key",
            Message::SignedHeader => "signed_header",
            Message::SubmitConsumerDoubleVoting => "submit_consumer_double_voting",
            Message::SubmitConsumerMisbehaviour => "submit_consumer_misbehaviour",
            Message::Timestamp => "timestamp",
            Message::Validator => "validator",
            Message::ValidatorSet => "validator_set",
            Message::Vote => "vote",
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
