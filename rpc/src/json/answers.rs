//! The answers of a node, and what recordings of them look like.

use super::evidence::{Evidence, EvidenceList};
use super::messages::{BlockId, Commit, Header, SignedHeader, Validator, validators};
use super::{Dialect, Int, Text, base64, object, objects};
use crate::{
    Document, Error, Genesis, GenesisChunk, RecordedLightBlock, Status, ValidatorsPage, pb,
    validator_set_of,
};
use serde::Deserialize;

/// `/commit`, or a recorded light block.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Signed<'a> {
    #[serde(borrow, alias = "signedHeader", deserialize_with = "object")]
    signed_header: Option<SignedHeader<'a>>,
    canonical: Option<bool>,
    #[serde(borrow, deserialize_with = "objects")]
    validators: Option<Vec<Validator<'a>>>,
    #[serde(borrow, deserialize_with = "objects")]
    next_validators: Option<Vec<Validator<'a>>>,
    trusted_height: Option<Int>,
    #[serde(borrow, deserialize_with = "objects")]
    trusted_next_validators: Option<Vec<Validator<'a>>>,
}

impl Signed<'_> {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let signed_header = self.signed_header.unwrap_or_default().into_wire(dialect)?;
        let set = |list: Option<Vec<Validator<'_>>>| -> Result<Option<pb::ValidatorSet>, Error> {
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
pub(crate) struct Page<'a> {
    block_height: Option<Int>,
    count: Option<Int>,
    total: Option<Int>,
    #[serde(borrow, deserialize_with = "objects")]
    validators: Option<Vec<Validator<'a>>>,
}

impl Page<'_> {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        Ok(Document::Validators(ValidatorsPage {
            height: Int::get(self.block_height, "block_height")?,
            count: Int::get(self.count, "count")?,
            total: Int::get(self.total, "total")?,
            validators: validators(self.validators, dialect)?,
        }))
    }
}

/// What a light client asks for all the time, `/commit` and `/validators`, in one shape: such an
/// answer is read in one pass.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Usual<'a> {
    #[serde(borrow, deserialize_with = "object")]
    signed_header: Option<SignedHeader<'a>>,
    canonical: Option<bool>,
    #[serde(borrow, deserialize_with = "objects")]
    validators: Option<Vec<Validator<'a>>>,
    block_height: Option<Int>,
    count: Option<Int>,
    total: Option<Int>,
}

impl Usual<'_> {
    /// `None` where it is another document.
    pub(crate) fn into_document(self, dialect: Dialect) -> Option<Result<Document, Error>> {
        let Usual { signed_header, canonical, validators, block_height, count, total } = self;
        match (signed_header, validators) {
            (Some(signed_header), None) => {
                let signed_header = Some(signed_header);
                let signed = Signed { signed_header, canonical, ..Signed::default() };
                Some(signed.into_document(dialect))
            }
            (None, Some(validators)) if total.is_some() => {
                let validators = Some(validators);
                Some(Page { block_height, count, total, validators }.into_document(dialect))
            }
            _ => None,
        }
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Chunk<'a> {
    chunk: Option<Int>,
    total: Option<Int>,
    #[serde(borrow)]
    data: Option<Text<'a>>,
}

impl Chunk<'_> {
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
pub(crate) struct Block<'a> {
    #[serde(borrow, alias = "blockId", deserialize_with = "object")]
    block_id: Option<BlockId<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    block: Option<BlockBody<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct BlockBody<'a> {
    #[serde(borrow, deserialize_with = "object")]
    header: Option<Header<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    data: Option<Data<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    evidence: Option<EvidenceList<'a>>,
    #[serde(borrow, alias = "lastCommit", deserialize_with = "object")]
    last_commit: Option<Commit<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Data<'a> {
    #[serde(borrow)]
    txs: Option<Vec<Text<'a>>>,
}

impl Block<'_> {
    pub(crate) fn into_block(self, dialect: Dialect) -> Result<crate::Block, Error> {
        let block = self.block.unwrap_or_default();
        let missing = Error::Value { field: "block.header", why: "missing" };
        let txs = block.data.and_then(|data| data.txs).unwrap_or_default();
        Ok(crate::Block {
            header: block.header.ok_or(missing)?.into_wire(dialect)?,
            block_id: self.block_id.unwrap_or_default().into_wire(dialect, "block_id")?,
            last_commit: block.last_commit.map(|part| part.into_wire(dialect)).transpose()?,
            evidence: block.evidence.unwrap_or_default().into_wire(dialect)?.evidence,
            txs: txs.into_iter().map(|tx| base64(Some(tx), "txs")).collect::<Result<_, _>>()?,
        })
    }
}

/// `/block_search`.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Blocks<'a> {
    #[serde(borrow, deserialize_with = "objects")]
    blocks: Option<Vec<Block<'a>>>,
    total_count: Option<Int>,
}

impl Blocks<'_> {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let blocks = self.blocks.unwrap_or_default().into_iter();
        Ok(Document::Blocks {
            blocks: blocks.map(|block| block.into_block(dialect)).collect::<Result<_, _>>()?,
            total: Int::get(self.total_count, "total_count")?,
        })
    }
}

/// `/header`, or a header recorded with one item of evidence from its block.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct HeaderAnswer<'a> {
    #[serde(borrow, deserialize_with = "object")]
    header: Option<Header<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    evidence: Option<Evidence<'a>>,
}

impl HeaderAnswer<'_> {
    pub(crate) fn into_document(self, dialect: Dialect) -> Result<Document, Error> {
        let header = self.header.unwrap_or_default().into_wire(dialect)?;
        let Some(evidence) = self.evidence else { return Ok(Document::Header { header }) };
        Ok(Document::Block(crate::Block {
            header,
            block_id: BlockId::default().into_wire(dialect, "block_id")?,
            last_commit: None,
            evidence: vec![evidence.into_wire(dialect)?],
            txs: Vec::new(),
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct StatusAnswer<'a> {
    #[serde(borrow, deserialize_with = "object")]
    node_info: Option<NodeInfo<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    sync_info: Option<SyncInfo<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct NodeInfo<'a> {
    #[serde(borrow)]
    network: Option<Text<'a>>,
    #[serde(borrow)]
    version: Option<Text<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct SyncInfo<'a> {
    #[serde(borrow)]
    latest_block_hash: Option<Text<'a>>,
    latest_block_height: Option<Int>,
    #[serde(borrow)]
    latest_block_time: Option<Text<'a>>,
    earliest_block_height: Option<Int>,
    catching_up: Option<bool>,
}

impl StatusAnswer<'_> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let node = self.node_info.unwrap_or_default();
        let sync = self.sync_info.unwrap_or_default();
        Ok(Document::Status(Status {
            network: node.network.unwrap_or_default().into_string(),
            version: node.version.unwrap_or_default().into_string(),
            latest_height: Int::get(sync.latest_block_height, "latest_block_height")?,
            latest_hash: Dialect::Rpc.hash(sync.latest_block_hash, "latest_block_hash")?,
            latest_time: sync.latest_block_time.unwrap_or_default().into_string(),
            earliest_height: Int::get(sync.earliest_block_height, "earliest_block_height")?,
            catching_up: sync.catching_up.unwrap_or_default(),
        }))
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct GenesisAnswer<'a> {
    #[serde(borrow, deserialize_with = "object")]
    genesis: Option<GenesisDoc<'a>>,
}

impl GenesisAnswer<'_> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        self.genesis.unwrap_or_default().into_document()
    }
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct GenesisDoc<'a> {
    #[serde(borrow)]
    chain_id: Option<Text<'a>>,
    initial_height: Option<Int>,
    #[serde(borrow)]
    genesis_time: Option<Text<'a>>,
    #[serde(borrow, deserialize_with = "objects")]
    validators: Option<Vec<Validator<'a>>>,
    #[serde(borrow)]
    app_hash: Option<Text<'a>>,
}

impl GenesisDoc<'_> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let initial_height: i64 = Int::get(self.initial_height, "initial_height")?;
        Ok(Document::Genesis(Genesis {
            chain_id: self.chain_id.unwrap_or_default().into_string(),
            // `cometbft types/genesis.go ValidateAndComplete`: none is the first.
            initial_height: if initial_height == 0 { 1 } else { initial_height },
            genesis_time: self.genesis_time.unwrap_or_default().into_string(),
            validators: validators(self.validators, Dialect::Rpc)?,
            app_hash: Dialect::Rpc.hash(self.app_hash, "app_hash")?,
        }))
    }
}
