//! The answers of a node, and what recordings of them look like.

use super::evidence::Evidence;
use super::messages::{BlockId, Commit, Header, SignedHeader, Validator, validators};
use super::{Dialect, Int, base64, object, objects};
use crate::{
    Document, Error, Genesis, GenesisChunk, RecordedLightBlock, Status, ValidatorsPage, pb,
    validator_set_of,
};
use serde::Deserialize;

/// `/commit`, or a recorded light block.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Signed {
    #[serde(alias = "signedHeader", deserialize_with = "object")]
    signed_header: Option<SignedHeader>,
    canonical: Option<bool>,
    #[serde(deserialize_with = "objects")]
    validators: Option<Vec<Validator>>,
    #[serde(deserialize_with = "objects")]
    next_validators: Option<Vec<Validator>>,
    trusted_height: Option<Int>,
    #[serde(deserialize_with = "objects")]
    trusted_next_validators: Option<Vec<Validator>>,
}

impl Signed {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let signed_header = self.signed_header.unwrap_or_default().into_wire(dialect)?;
        let set = |list: Option<Vec<Validator>>| -> Result<Option<pb::ValidatorSet>, Error> {
            list.map(|list| validators(Some(list), dialect).map(validator_set_of)).transpose()
        };
        let Some(validator_set) = set(self.validators)? else {
            return Ok(Document::Commit { signed_header, canonical: self.canonical });
        };
        let height = self.trusted_height.map(|height| Int::get(Some(height), "trusted_height"));
        Ok(Document::LightBlock(RecordedLightBlock {
            light_block: crate::light_block(signed_header, validator_set),
            next_validators: set(self.next_validators)?,
            trusted_height: height.transpose()?,
            trusted_next_validators: set(self.trusted_next_validators)?,
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Page {
    block_height: Option<Int>,
    count: Option<Int>,
    total: Option<Int>,
    #[serde(deserialize_with = "objects")]
    validators: Option<Vec<Validator>>,
}

impl Page {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        Ok(Document::Validators(ValidatorsPage {
            height: Int::get(self.block_height, "block_height")?,
            count: Int::get(self.count, "count")?,
            total: Int::get(self.total, "total")?,
            validators: validators(self.validators, dialect)?,
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Chunk {
    chunk: Option<Int>,
    total: Option<Int>,
    data: Option<String>,
}

impl Chunk {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        Ok(Document::GenesisChunk(GenesisChunk {
            chunk: Int::get(self.chunk, "chunk")?,
            total: Int::get(self.total, "total")?,
            data: base64(self.data, "data")?,
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Block {
    #[serde(alias = "blockId", deserialize_with = "object")]
    block_id: Option<BlockId>,
    #[serde(deserialize_with = "object")]
    block: Option<BlockBody>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct BlockBody {
    #[serde(deserialize_with = "object")]
    header: Option<Header>,
    #[serde(alias = "lastCommit", deserialize_with = "object")]
    last_commit: Option<Commit>,
    #[serde(deserialize_with = "object")]
    evidence: Option<EvidenceData>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct EvidenceData {
    #[serde(deserialize_with = "objects")]
    evidence: Option<Vec<Evidence>>,
}

impl Block {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let block = self.block.unwrap_or_default();
        let missing = Error::Value { field: "block.header", why: "missing" };
        let evidence = block.evidence.and_then(|data| data.evidence).unwrap_or_default();
        Ok(Document::Block {
            header: block.header.ok_or(missing)?.into_wire(dialect)?,
            block_id: self.block_id.unwrap_or_default().into_wire(dialect, "block_id")?,
            last_commit: block.last_commit.map(|part| part.into_wire(dialect)).transpose()?,
            evidence: evidence
                .into_iter()
                .map(|item| item.into_wire(dialect))
                .collect::<Result<_, _>>()?,
        })
    }
}

/// `/header`, or a header recorded with one item of evidence from its block.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct HeaderAnswer {
    #[serde(deserialize_with = "object")]
    header: Option<Header>,
    #[serde(deserialize_with = "object")]
    evidence: Option<Evidence>,
}

impl HeaderAnswer {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let header = self.header.unwrap_or_default().into_wire(dialect)?;
        let Some(evidence) = self.evidence else { return Ok(Document::Header { header }) };
        Ok(Document::Block {
            header,
            block_id: BlockId::default().into_wire(dialect, "block_id")?,
            last_commit: None,
            evidence: vec![evidence.into_wire(dialect)?],
        })
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct StatusAnswer {
    #[serde(deserialize_with = "object")]
    node_info: Option<NodeInfo>,
    #[serde(deserialize_with = "object")]
    sync_info: Option<SyncInfo>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NodeInfo {
    network: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SyncInfo {
    latest_block_hash: Option<String>,
    latest_block_height: Option<Int>,
    latest_block_time: Option<String>,
    earliest_block_height: Option<Int>,
    catching_up: Option<bool>,
}

impl StatusAnswer {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let node = self.node_info.unwrap_or_default();
        let sync = self.sync_info.unwrap_or_default();
        Ok(Document::Status(Status {
            network: node.network.unwrap_or_default(),
            version: node.version.unwrap_or_default(),
            latest_height: Int::get(sync.latest_block_height, "latest_block_height")?,
            latest_hash: Dialect::Rpc.hash(sync.latest_block_hash, "latest_block_hash")?,
            latest_time: sync.latest_block_time.unwrap_or_default(),
            earliest_height: Int::get(sync.earliest_block_height, "earliest_block_height")?,
            catching_up: sync.catching_up.unwrap_or_default(),
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct GenesisAnswer {
    #[serde(deserialize_with = "object")]
    genesis: Option<GenesisDoc>,
}

impl GenesisAnswer {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        self.genesis.unwrap_or_default().into_document()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct GenesisDoc {
    chain_id: Option<String>,
    initial_height: Option<Int>,
    genesis_time: Option<String>,
    #[serde(deserialize_with = "objects")]
    validators: Option<Vec<Validator>>,
    app_hash: Option<String>,
}

impl GenesisDoc {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let initial_height: i64 = Int::get(self.initial_height, "initial_height")?;
        Ok(Document::Genesis(Genesis {
            chain_id: self.chain_id.unwrap_or_default(),
            // `cometbft types/genesis.go ValidateAndComplete`: none is the first.
            initial_height: if initial_height == 0 { 1 } else { initial_height },
            genesis_time: self.genesis_time.unwrap_or_default(),
            validators: validators(self.validators, Dialect::Rpc)?,
            app_hash: Dialect::Rpc.hash(self.app_hash, "app_hash")?,
        }))
    }
}
