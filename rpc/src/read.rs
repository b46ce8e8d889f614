//! Which of a node's answers a JSON text is.

use crate::json::answers::{
    Block, Chunk, GenesisAnswer, GenesisDoc, HeaderAnswer, Page, Signed, StatusAnswer, Usual,
};
use crate::json::evidence::{Evidence, Value};
use crate::json::ibc::{Ibc, TwoHeaders};
use crate::json::messages::Header;
use crate::json::{Dialect, Object};
use crate::{Document, Error};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Reads what a node answered, with or without the JSON-RPC envelope.
///
/// # Errors
/// [`Error::Json`], [`Error::Node`], [`Error::Unknown`], [`Error::Value`], [`Error::KeyType`].
pub fn read(text: &str) -> Result<Document, Error> {
    usual(text).map_or_else(|| any(text), Ok)
}

/// `/commit` and `/validators` as nodes answer them: an envelope, and no other keys than theirs.
/// `None` is no verdict: [`any`] has the others, and every error.
fn usual(text: &str) -> Option<Document> {
    let Object(UsualEnvelope { result: Object(answer), error: None }) =
        serde_json::from_str(text).ok()?
    else {
        return None;
    };
    answer.into_document(Dialect::of(text))?.ok()
}

fn any(text: &str) -> Result<Document, Error> {
    let bare = Source { text, enveloped: false };
    let top: Top<'_> = bare.parse()?;
    if let Some(error) = top.error {
        return Err(node_error(error));
    }
    if top.result.is_none() {
        return classify(bare, &top);
    }
    let source = Source { text, enveloped: true };
    classify(source, &source.parse()?)
}

/// A text, and whether the answer is one object further in. It is parsed from its beginning each
/// time, so that the line and the column of an error are those of the text.
#[derive(Clone, Copy)]
struct Source<'a> {
    text: &'a str,
    enveloped: bool,
}

impl<'a> Source<'a> {
    fn parse<T: Deserialize<'a>>(self) -> Result<T, Error> {
        if self.enveloped {
            let Object(Envelope { result: Object(result) }) = serde_json::from_str(self.text)?;
            Ok(result)
        } else {
            let Object(answer) = serde_json::from_str(self.text)?;
            Ok(answer)
        }
    }
}

#[derive(Deserialize)]
struct Envelope<T> {
    result: Object<T>,
}

#[derive(Deserialize)]
struct UsualEnvelope<'a> {
    #[serde(borrow)]
    result: Object<Usual<'a>>,
    error: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
struct NodeError {
    code: Option<i64>,
    message: Option<String>,
    data: Option<serde_json::Value>,
}

fn node_error(Object(error): Object<NodeError>) -> Error {
    let data = match error.data {
        None => String::new(),
        Some(serde_json::Value::String(text)) => text,
        Some(other) => other.to_string(),
    };
    Error::Node {
        code: error.code.unwrap_or_default(),
        message: error.message.unwrap_or_default(),
        data,
    }
}

/// The keys by which documents are told apart; what they hold is read after that.
#[derive(Deserialize)]
struct Top<'a> {
    #[serde(borrow)]
    result: Option<&'a RawValue>,
    error: Option<Object<NodeError>>,
    #[serde(alias = "signedHeader")]
    signed_header: Option<&'a RawValue>,
    validators: Option<&'a RawValue>,
    #[serde(alias = "validatorSet")]
    validator_set: Option<&'a RawValue>,
    #[serde(alias = "trustedHeight")]
    trusted_height: Option<&'a RawValue>,
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
    #[serde(alias = "ConflictingBlock", alias = "conflictingBlock")]
    conflicting_block: Option<&'a RawValue>,
    #[serde(alias = "duplicateVoteEvidence")]
    duplicate_vote_evidence: Option<&'a RawValue>,
    #[serde(alias = "lightClientAttackEvidence")]
    light_client_attack_evidence: Option<&'a RawValue>,
    #[serde(rename = "type")]
    kind: Option<&'a RawValue>,
    #[serde(alias = "proposerAddress")]
    proposer_address: Option<&'a RawValue>,
}

fn classify(source: Source<'_>, top: &Top<'_>) -> Result<Document, Error> {
    // These are Go's own JSON in every release, and the state of an application may hold anything:
    // no dialect is looked for in them.
    if top.sync_info.is_some() {
        return source.parse::<StatusAnswer>()?.into_document();
    }
    if top.genesis.is_some() {
        return source.parse::<GenesisAnswer>()?.into_document();
    }
    if top.genesis_time.is_some() {
        return source.parse::<GenesisDoc>()?.into_document();
    }
    if top.chunk.is_some() {
        return source.parse::<Chunk>()?.into_document();
    }
    let dialect = Dialect::of(source.text);
    let light_client =
        top.validator_set.is_some() || top.signed_header.is_some() && top.trusted_height.is_some();
    if top.signed_header.is_some() && (top.validators.is_some() || !light_client) {
        return source.parse::<Signed>()?.into_document(dialect);
    }
    if light_client {
        // Even without a signed header: that has a place on the wire, and a verdict.
        return Ok(Document::IbcHeader(source.parse::<Ibc>()?.into_wire(dialect)?));
    }
    if top.header_1.is_some() {
        return source.parse::<TwoHeaders>()?.into_document(dialect);
    }
    if top.validators.is_some() && top.total.is_some() {
        return source.parse::<Page>()?.into_document(dialect);
    }
    if top.block.is_some() {
        return source.parse::<Block>()?.into_document(dialect);
    }
    if top.vote_a.is_some() || top.conflicting_block.is_some() {
        return Ok(Document::Evidence(source.parse::<Value>()?.into_wire(dialect)?));
    }
    let evidence = top.duplicate_vote_evidence.or(top.light_client_attack_evidence).or(top.kind);
    if evidence.is_some() {
        return Ok(Document::Evidence(source.parse::<Evidence>()?.into_wire(dialect)?));
    }
    if top.header.is_some() {
        return source.parse::<HeaderAnswer>()?.into_document(dialect);
    }
    if top.proposer_address.is_some() {
        return Ok(Document::Header { header: source.parse::<Header>()?.into_wire(dialect)? });
    }
    Err(Error::Unknown)
}
