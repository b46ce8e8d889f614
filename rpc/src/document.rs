//! Which of a node's answers a JSON text is.

use crate::json::evidence::{Evidence, Value};
use crate::json::messages::{self, BlockId, Commit, Header, SignedHeader, Validator, ValidatorSet};
use crate::json::{Dialect, Int, base64};
use crate::{Error, pb, validator_set_of};
use serde::Deserialize;
use serde_json::value::RawValue;

/// What a JSON text turned out to be.
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
    /// An answer of `/block`.
    Block {
        /// The header.
        header: pb::Header,
        /// The block's id, as the node says.
        block_id: pb::BlockId,
        /// The commit for the block before.
        last_commit: Option<pb::Commit>,
        /// The evidence in the block.
        evidence: Vec<pb::Evidence>,
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
    /// One item of evidence.
    Evidence(pb::Evidence),
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

/// Reads what a node answered, with or without the JSON-RPC envelope.
///
/// # Errors
/// [`Error::Json`], [`Error::Node`], [`Error::Unknown`], [`Error::Value`], [`Error::KeyType`].
pub fn read(text: &str) -> Result<Document, Error> {
    let top: Top<'_> = serde_json::from_str(text)?;
    if let Some(error) = top.error {
        let data = error.data.map(|data| data.to_string().trim_matches('"').to_owned());
        let (code, message) = (error.code.unwrap_or(0), error.message.unwrap_or_default());
        return Err(Error::Node { code, message, data: data.unwrap_or_default() });
    }
    match top.result {
        Some(result) => serde_json::from_str::<Top<'_>>(result.get())?.classify(result.get()),
        None => top.classify(text),
    }
}

/// The keys by which documents are told apart; what they hold is read after that.
#[derive(Deserialize)]
struct Top<'a> {
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<NodeError>,
    signed_header: Option<&'a RawValue>,
    #[serde(alias = "signedHeader")]
    signed_header_camel: Option<&'a RawValue>,
    validators: Option<&'a RawValue>,
    #[serde(alias = "validatorSet")]
    validator_set: Option<&'a RawValue>,
    total: Option<&'a RawValue>,
    chunk: Option<&'a RawValue>,
    block: Option<&'a RawValue>,
    sync_info: Option<&'a RawValue>,
    genesis: Option<&'a RawValue>,
    genesis_time: Option<&'a RawValue>,
    header: Option<&'a RawValue>,
    #[serde(alias = "header1")]
    header_1: Option<&'a RawValue>,
    #[serde(alias = "voteA")]
    vote_a: Option<&'a RawValue>,
    #[serde(rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(alias = "proposerAddress")]
    proposer_address: Option<&'a RawValue>,
}

#[derive(Deserialize)]
struct NodeError {
    code: Option<i64>,
    message: Option<String>,
    data: Option<serde_json::Value>,
}

impl Top<'_> {
    fn classify(&self, text: &str) -> Result<Document, Error> {
        let dialect = Dialect::of(text);
        if self.signed_header.or(self.signed_header_camel).is_some() {
            if self.validator_set.is_some() {
                return Ok(Document::IbcHeader(
                    serde_json::from_str::<Ibc>(text)?.into_wire(dialect)?,
                ));
            }
            return serde_json::from_str::<Signed>(text)?.into_document(dialect);
        }
        if self.header_1.is_some() {
            return serde_json::from_str::<TwoHeaders>(text)?.into_document(dialect);
        }
        if self.validators.is_some() && self.total.is_some() {
            return serde_json::from_str::<Page>(text)?.into_document(dialect);
        }
        if self.chunk.is_some() {
            return serde_json::from_str::<Chunk>(text)?.into_document();
        }
        if self.block.is_some() {
            return serde_json::from_str::<Block>(text)?.into_document(dialect);
        }
        if self.sync_info.is_some() {
            return serde_json::from_str::<StatusAnswer>(text)?.into_document(dialect);
        }
        if let Some(genesis) = self.genesis {
            return serde_json::from_str::<GenesisDoc>(genesis.get())?.into_document(dialect);
        }
        if self.genesis_time.is_some() {
            return serde_json::from_str::<GenesisDoc>(text)?.into_document(dialect);
        }
        if self.vote_a.is_some() {
            let evidence = serde_json::from_str::<Value>(text)?.duplicate_vote(dialect)?;
            let kind = Some(pb::EvidenceKind::DuplicateVote(evidence));
            return Ok(Document::Evidence(pb::Evidence { kind }));
        }
        if self.kind.is_some() {
            let evidence = serde_json::from_str::<Evidence>(text)?;
            return Ok(Document::Evidence(evidence.into_wire(dialect)?));
        }
        let header = match (self.header, self.proposer_address) {
            (Some(header), _) => header.get(),
            (None, Some(_)) => text,
            (None, None) => return Err(Error::Unknown),
        };
        let header = serde_json::from_str::<Header>(header)?.into_wire(dialect)?;
        Ok(Document::Header { header })
    }
}

/// `/commit`, or a recorded light block.
#[derive(Deserialize)]
struct Signed {
    #[serde(alias = "signedHeader")]
    signed_header: SignedHeader,
    canonical: Option<bool>,
    validators: Option<Vec<Validator>>,
    next_validators: Option<Vec<Validator>>,
    trusted_height: Option<Int>,
    trusted_next_validators: Option<Vec<Validator>>,
}

impl Signed {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let signed_header = self.signed_header.into_wire(dialect)?;
        let Some(validators) = self.validators else {
            return Ok(Document::Commit { signed_header, canonical: self.canonical });
        };
        let set = |list: Option<Vec<Validator>>| -> Result<Option<pb::ValidatorSet>, Error> {
            if list.is_none() {
                return Ok(None);
            }
            Ok(Some(validator_set_of(messages::validators(list, dialect)?)))
        };
        let height = self.trusted_height.map(|height| Int::get(Some(height), "trusted_height"));
        Ok(Document::LightBlock(RecordedLightBlock {
            light_block: pb::LightBlock {
                signed_header: Some(signed_header),
                validator_set: set(Some(validators))?,
            },
            next_validators: set(self.next_validators)?,
            trusted_height: height.transpose()?,
            trusted_next_validators: set(self.trusted_next_validators)?,
        }))
    }
}

#[derive(Deserialize)]
struct Ibc {
    #[serde(alias = "signedHeader")]
    signed_header: Option<SignedHeader>,
    #[serde(alias = "validatorSet")]
    validator_set: Option<ValidatorSet>,
    #[serde(alias = "trustedHeight")]
    trusted_height: Option<Height>,
    #[serde(alias = "trustedValidators")]
    trusted_validators: Option<ValidatorSet>,
}

#[derive(Deserialize)]
struct Height {
    #[serde(alias = "revisionNumber")]
    revision_number: Option<Int>,
    #[serde(alias = "revisionHeight")]
    revision_height: Option<Int>,
}

impl Ibc {
    fn into_wire(self, dialect: Dialect) -> Result<pb::IbcHeader, Error> {
        let set = |set: Option<ValidatorSet>| set.map(|set| set.into_wire(dialect)).transpose();
        let height = |height: Height| -> Result<pb::Height, Error> {
            Ok(pb::Height {
                revision_number: Int::get(height.revision_number, "revision_number")?,
                revision_height: Int::get(height.revision_height, "revision_height")?,
            })
        };
        let signed_header = self.signed_header.map(|part| part.into_wire(dialect)).transpose()?;
        Ok(pb::IbcHeader {
            signed_header,
            validator_set: set(self.validator_set)?,
            trusted_height: Some(self.trusted_height.map(height).transpose()?.unwrap_or_default()),
            trusted_validators: set(self.trusted_validators)?,
        })
    }
}

#[derive(Deserialize)]
struct TwoHeaders {
    #[serde(alias = "clientId")]
    client_id: Option<String>,
    #[serde(alias = "header1")]
    header_1: Option<Ibc>,
    #[serde(alias = "header2")]
    header_2: Option<Ibc>,
}

impl TwoHeaders {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let header =
            |header: Option<Ibc>| header.map(|header| header.into_wire(dialect)).transpose();
        Ok(Document::Misbehaviour(pb::Misbehaviour {
            client_id: self.client_id.unwrap_or_default(),
            header_1: header(self.header_1)?,
            header_2: header(self.header_2)?,
        }))
    }
}

#[derive(Deserialize)]
struct Page {
    block_height: Option<Int>,
    count: Option<Int>,
    total: Option<Int>,
    validators: Option<Vec<Validator>>,
}

impl Page {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        Ok(Document::Validators(ValidatorsPage {
            height: Int::get(self.block_height, "block_height")?,
            count: Int::get(self.count, "count")?,
            total: Int::get(self.total, "total")?,
            validators: messages::validators(self.validators, dialect)?,
        }))
    }
}

#[derive(Deserialize)]
struct Chunk {
    chunk: Option<Int>,
    total: Option<Int>,
    data: Option<String>,
}

impl Chunk {
    fn into_document(self) -> Result<Document, Error> {
        Ok(Document::GenesisChunk(GenesisChunk {
            chunk: Int::get(self.chunk, "chunk")?,
            total: Int::get(self.total, "total")?,
            data: base64(self.data, "data")?,
        }))
    }
}

#[derive(Deserialize)]
struct Block {
    block_id: Option<BlockId>,
    block: BlockBody,
}

#[derive(Deserialize)]
struct BlockBody {
    header: Header,
    last_commit: Option<Commit>,
    evidence: Option<EvidenceData>,
}

#[derive(Deserialize)]
struct EvidenceData {
    evidence: Option<Vec<Evidence>>,
}

impl Block {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let evidence = self.block.evidence.and_then(|data| data.evidence).unwrap_or_default();
        Ok(Document::Block {
            header: self.block.header.into_wire(dialect)?,
            block_id: self.block_id.unwrap_or_default().into_wire(dialect, "block_id")?,
            last_commit: self.block.last_commit.map(|part| part.into_wire(dialect)).transpose()?,
            evidence: evidence
                .into_iter()
                .map(|item| item.into_wire(dialect))
                .collect::<Result<_, _>>()?,
        })
    }
}

#[derive(Deserialize)]
struct StatusAnswer {
    node_info: Option<NodeInfo>,
    sync_info: SyncInfo,
}

#[derive(Deserialize, Default)]
struct NodeInfo {
    network: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
struct SyncInfo {
    latest_block_hash: Option<String>,
    latest_block_height: Option<Int>,
    latest_block_time: Option<String>,
    earliest_block_height: Option<Int>,
    catching_up: Option<bool>,
}

impl StatusAnswer {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let (node, sync) = (self.node_info.unwrap_or_default(), self.sync_info);
        Ok(Document::Status(Status {
            network: node.network.unwrap_or_default(),
            version: node.version.unwrap_or_default(),
            latest_height: Int::get(sync.latest_block_height, "latest_block_height")?,
            latest_hash: dialect.hash(sync.latest_block_hash, "latest_block_hash")?,
            latest_time: sync.latest_block_time.unwrap_or_default(),
            earliest_height: Int::get(sync.earliest_block_height, "earliest_block_height")?,
            catching_up: sync.catching_up.unwrap_or_default(),
        }))
    }
}

#[derive(Deserialize)]
struct GenesisDoc {
    chain_id: Option<String>,
    initial_height: Option<Int>,
    genesis_time: Option<String>,
    validators: Option<Vec<Validator>>,
    app_hash: Option<String>,
}

impl GenesisDoc {
    fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let initial_height: i64 = Int::get(self.initial_height, "initial_height")?;
        Ok(Document::Genesis(Genesis {
            chain_id: self.chain_id.unwrap_or_default(),
            // `cometbft types/genesis.go ValidateAndComplete`: none is the first.
            initial_height: if initial_height == 0 { 1 } else { initial_height },
            genesis_time: self.genesis_time.unwrap_or_default(),
            validators: messages::validators(self.validators, dialect)?,
            app_hash: dialect.hash(self.app_hash, "app_hash")?,
        }))
    }
}
