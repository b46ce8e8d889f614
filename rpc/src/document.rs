//! What a text, or the bytes of a message, can turn out to be.

use crate::pb;

/// What a text, or the bytes of a message, turned out to be.
#[allow(clippy::large_enum_variant, reason = "there is one of it for a whole file")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Document {
    /// An answer of `/commit`.
    Commit {
        /// The header with the commit for it.
        signed_header: pb::SignedHeader,
        /// `false`: the commit that this node saw, of the latest block. It may differ from the one
        /// that stands in the next block; both are valid.
        canonical: Option<bool>,
    },
    /// One page of an answer of `/validators`.
    Validators(ValidatorsPage),
    /// A header, its commit and its validators, in one recorded document.
    LightBlock(RecordedLightBlock),
    /// An answer of `/block`, or a recorded header with the evidence in its block.
    Block(Block),
    /// A page of `/block_search`.
    Blocks {
        /// The blocks on this page.
        blocks: Vec<Block>,
        /// The blocks on all pages.
        total: u64,
    },
    /// An answer of `/status`.
    Status(Status),
    /// A genesis, alone or an answer of `/genesis`.
    Genesis(Genesis),
    /// A part of a genesis: an answer of `/genesis_chunked`.
    GenesisChunk(GenesisChunk),
    /// A header, alone or an answer of `/header`.
    Header {
        /// The header.
        header: pb::Header,
    },
    /// A header as IBC sends it.
    IbcHeader(pb::IbcHeader),
    /// Misbehaviour as IBC sends it.
    Misbehaviour(pb::Misbehaviour),
    /// One item of evidence, alone or the argument of `/broadcast_evidence`.
    Evidence(pb::Evidence),
    /// Several items.
    EvidenceList(pb::EvidenceList),
    /// A vote.
    Vote(pb::Vote),
    /// A message of the Cosmos SDK.
    Msg(Msg),
    /// The messages of a transaction.
    Transaction(Vec<Msg>),
    /// An answer of `/abci_query`.
    AbciQuery(AbciQuery),
}

/// A block, as far as it tells of evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The header.
    pub header: pb::Header,
    /// The block's id, as the node says; zero where it was not recorded.
    pub block_id: pb::BlockId,
    /// The commit for the block before.
    pub last_commit: Option<pb::Commit>,
    /// The evidence in the block.
    pub evidence: Vec<pb::Evidence>,
    /// The transactions; [`crate::messages`] reads one.
    pub txs: Vec<Vec<u8>>,
}

/// A message of a transaction, by what evidence it carries.
#[allow(clippy::large_enum_variant, reason = "a transaction holds few")]
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Msg {
    /// A double vote on a consumer chain, for its provider.
    SubmitConsumerDoubleVoting(pb::MsgSubmitConsumerDoubleVoting),
    /// Two headers of a consumer chain, for its provider.
    SubmitConsumerMisbehaviour(pb::MsgSubmitConsumerMisbehaviour),
    /// Another: its type URL.
    Other(String),
}

impl From<pb::MsgSubmitConsumerDoubleVoting> for Msg {
    fn from(msg: pb::MsgSubmitConsumerDoubleVoting) -> Msg {
        Msg::SubmitConsumerDoubleVoting(msg)
    }
}

impl From<pb::MsgSubmitConsumerMisbehaviour> for Msg {
    fn from(msg: pb::MsgSubmitConsumerMisbehaviour) -> Msg {
        Msg::SubmitConsumerMisbehaviour(msg)
    }
}

/// One page of `/validators`, in the order of the set.
#[derive(Clone, Debug, PartialEq)]
pub struct ValidatorsPage {
    /// The height.
    pub height: u64,
    /// The validators on this page, as the node says.
    pub count: u64,
    /// The validators on all pages.
    pub total: u64,
    /// The validators.
    pub validators: Vec<pb::Validator>,
}

impl ValidatorsPage {
    /// What is wrong with this page of a height, with which that many validators have been found, in
    /// words; `first` is the first page, where this is not the first.
    #[must_use]
    pub fn fault(
        &self,
        height: u64,
        first: Option<&ValidatorsPage>,
        found: u64,
        votes: u32,
    ) -> Option<String> {
        let total = self.total;
        let first = first.map_or(total, |first| first.total);
        if self.height != height {
            Some(format!("a page of height {}", self.height))
        } else if total == 0 {
            Some("a set of nobody".to_owned())
        } else if total > u64::from(votes) {
            Some(format!("{total} validators, of which {votes} are allowed"))
        } else if total != first {
            Some(format!("{total} validators, where the first page says {first}"))
        } else if self.validators.is_empty() {
            Some("a page of no validators".to_owned())
        } else if found > total {
            Some(format!("{found} of {total} validators"))
        } else {
            None
        }
    }
}

/// A light block with what was recorded beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedLightBlock {
    /// The light block.
    pub light_block: pb::LightBlock,
    /// The set that follows it.
    pub next_validators: Option<pb::ValidatorSet>,
    /// The height of the state that a client trusted.
    pub trusted_height: Option<u64>,
    /// The set that follows that height.
    pub trusted_next_validators: Option<pb::ValidatorSet>,
}

/// What a node says of itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Status {
    /// The chain id.
    pub network: String,
    /// The release that the node runs.
    pub version: String,
    /// The height of the latest block.
    pub latest_height: u64,
    /// The hash of its header.
    pub latest_hash: Vec<u8>,
    /// Its time, as the node writes it.
    pub latest_time: String,
    /// The height of the earliest block that the node still has.
    pub earliest_height: u64,
    /// Whether the node is behind.
    pub catching_up: bool,
}

/// The beginning of a chain.
#[derive(Clone, Debug, PartialEq)]
pub struct Genesis {
    /// The chain id.
    pub chain_id: String,
    /// The height of the first block.
    pub initial_height: i64,
    /// The time, as it is written.
    pub genesis_time: String,
    /// The first validators; none where the application names them.
    pub validators: Vec<pb::Validator>,
    /// The state of the application.
    pub app_hash: Vec<u8>,
}

/// What `/abci_query` with `path="/store/STORE/key"` and `prove=true` answers, on a chain of the Cosmos
/// SDK.
#[derive(Clone, Debug, PartialEq)]
pub struct AbciQuery {
    /// The name of the store, as the proof has it; empty without a proof.
    pub store: Vec<u8>,
    /// The key.
    pub key: Vec<u8>,
    /// The value. Empty where the key is absent, and where its value is empty: the proof tells.
    pub value: Vec<u8>,
    /// The height of the state. The header of the next height commits to it.
    pub height: u64,
    /// Two `CommitmentProof` messages of ICS-23, from the key to the root of its store, and from the
    /// store to the app hash; none where none was asked for.
    pub proofs: Vec<Vec<u8>>,
}

/// A part of a genesis; see [`crate::genesis`].
#[derive(Clone, Debug, PartialEq)]
pub struct GenesisChunk {
    /// Which part, from 0.
    pub chunk: u64,
    /// The number of parts.
    pub total: u64,
    /// The bytes.
    pub data: Vec<u8>,
}
