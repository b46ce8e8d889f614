//! Which of the answers of a node, or which message, a JSON text is.

use crate::json::answers::{
    Block, Blocks, Chunk, GenesisAnswer, GenesisDoc, HeaderAnswer, Page, Signed, StatusAnswer,
    Usual,
};
use crate::json::evidence::{Evidence, EvidenceList};
use crate::json::ibc::{Ibc, TwoHeaders};
use crate::json::messages::{Header, Vote};
use crate::json::query::QueryAnswer;
use crate::json::tx::{Submit, Tx, TxAnswer};
use crate::json::{Dialect, Object, Text};
use crate::{Document, Error, Msg, pb, type_url};
use serde::Deserialize;
use serde_json::value::RawValue;

/// Reads what a node answered, with or without the JSON-RPC envelope, or what is sent to one; and
/// what carries evidence in protobuf's own JSON: a message, an `Any`, a transaction.
///
/// # Errors
/// [`Error::Json`], [`Error::Node`], [`Error::Unknown`], [`Error::Value`], [`Error::KeyType`];
/// [`Error::Wire`] for an answer of `/tx`. In a message of a transaction, the line and the column are
/// those of the message.
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
    if text.trim_ascii_start().starts_with('[') {
        return list(text);
    }
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

/// Evidence cut out of a block; nothing else comes in a list.
fn list(text: &str) -> Result<Document, Error> {
    let items: Vec<Object<Evidence<'_>>> = serde_json::from_str(text)?;
    if items.is_empty() {
        return Err(Error::Unknown);
    }
    let dialect = Dialect::of(text);
    let items = items.into_iter().map(|Object(item)| item.into_wire(dialect));
    let evidence = items.collect::<Result<_, _>>()?;
    Ok(Document::EvidenceList(pb::EvidenceList { evidence }))
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
    method: Option<&'a RawValue>,
    params: Option<&'a RawValue>,
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
    blocks: Option<&'a RawValue>,
    sync_info: Option<&'a RawValue>,
    genesis: Option<&'a RawValue>,
    genesis_time: Option<&'a RawValue>,
    response: Option<&'a RawValue>,
    header: Option<&'a RawValue>,
    evidence: Option<&'a RawValue>,
    #[serde(alias = "header1")]
    header_1: Option<&'a RawValue>,
    #[serde(alias = "header2")]
    header_2: Option<&'a RawValue>,
    #[serde(alias = "voteA")]
    vote_a: Option<&'a RawValue>,
    #[serde(alias = "voteB")]
    vote_b: Option<&'a RawValue>,
    #[serde(alias = "ConflictingBlock", alias = "conflictingBlock")]
    conflicting_block: Option<&'a RawValue>,
    #[serde(alias = "duplicateVoteEvidence")]
    duplicate_vote_evidence: Option<&'a RawValue>,
    #[serde(alias = "lightClientAttackEvidence")]
    light_client_attack_evidence: Option<&'a RawValue>,
    #[serde(alias = "validatorIndex")]
    validator_index: Option<&'a RawValue>,
    submitter: Option<&'a RawValue>,
    #[serde(alias = "consumerId")]
    consumer_id: Option<&'a RawValue>,
    misbehaviour: Option<&'a RawValue>,
    #[serde(rename = "@type")]
    type_url: Option<Text<'a>>,
    body: Option<&'a RawValue>,
    tx: Option<&'a RawValue>,
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
    if top.response.is_some() {
        return source.parse::<QueryAnswer>()?.into_document();
    }
    if let Some(document) = of_the_sdk(source, top)? {
        return Ok(document);
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
    if top.header_1.is_some() || top.header_2.is_some() {
        return Ok(Document::Misbehaviour(source.parse::<TwoHeaders>()?.into_wire(dialect)?));
    }
    if top.validators.is_some() && top.total.is_some() {
        return source.parse::<Page>()?.into_document(dialect);
    }
    if top.block.is_some() {
        return Ok(Document::Block(source.parse::<Block>()?.into_block(dialect)?));
    }
    if top.blocks.is_some() {
        return source.parse::<Blocks>()?.into_document(dialect);
    }
    if top.header.is_some() {
        return source.parse::<HeaderAnswer>()?.into_document(dialect);
    }
    if top.proposer_address.is_some() {
        return Ok(Document::Header { header: source.parse::<Header>()?.into_wire(dialect)? });
    }
    if top.validator_index.is_some() {
        return Ok(Document::Vote(source.parse::<Vote>()?.into_wire(dialect)?));
    }
    evidence(source, top, dialect)
}

/// Messages and transactions, which nothing but protobuf's JSON writes.
fn of_the_sdk(source: Source<'_>, top: &Top<'_>) -> Result<Option<Document>, Error> {
    let for_a_provider = top.submitter.is_some() || top.consumer_id.is_some();
    let document = if let Some(type_url) = &top.type_url {
        typed(source, type_url.as_str())?
    } else if top.body.is_some() {
        source.parse::<Tx>()?.into_document()?
    } else if top.tx.is_some_and(|tx| tx.get().starts_with('"')) {
        source.parse::<TxAnswer<Text<'_>>>()?.into_document()?
    } else if top.tx.is_some() {
        source.parse::<TxAnswer<Object<Tx<'_>>>>()?.into_document()?
    } else if for_a_provider && top.misbehaviour.is_some() {
        Document::Msg(source.parse::<Submit>()?.misbehaviour()?)
    } else if for_a_provider && top.duplicate_vote_evidence.is_some() {
        Document::Msg(source.parse::<Submit>()?.double_voting()?)
    } else {
        return Ok(None);
    };
    Ok(Some(document))
}

/// An `Any`: the fields of a message beside its type.
fn typed(source: Source<'_>, type_url: &str) -> Result<Document, Error> {
    let dialect = Dialect::Proto;
    Ok(match type_url {
        type_url::EVIDENCE => Document::Evidence(source.parse::<Evidence>()?.into_wire(dialect)?),
        type_url::EVIDENCE_LIST => {
            Document::EvidenceList(source.parse::<EvidenceList>()?.into_wire(dialect)?)
        }
        type_url::DUPLICATE_VOTE_EVIDENCE => {
            Document::Evidence(source.parse::<Evidence>()?.duplicate_vote(dialect)?.into())
        }
        type_url::LIGHT_CLIENT_ATTACK_EVIDENCE => {
            Document::Evidence(source.parse::<Evidence>()?.light_client_attack(dialect)?.into())
        }
        type_url::IBC_HEADER => Document::IbcHeader(source.parse::<Ibc>()?.into_wire(dialect)?),
        type_url::MISBEHAVIOUR => {
            Document::Misbehaviour(source.parse::<TwoHeaders>()?.into_wire(dialect)?)
        }
        type_url::SUBMIT_CONSUMER_DOUBLE_VOTING => {
            Document::Msg(source.parse::<Submit>()?.double_voting()?)
        }
        type_url::SUBMIT_CONSUMER_MISBEHAVIOUR => {
            Document::Msg(source.parse::<Submit>()?.misbehaviour()?)
        }
        type_url::TX => source.parse::<Tx>()?.into_document()?,
        other => Document::Msg(Msg::Other(other.to_owned())),
    })
}

/// Evidence of CometBFT: an item, a list, or what is sent to `/broadcast_evidence`.
fn evidence(source: Source<'_>, top: &Top<'_>, dialect: Dialect) -> Result<Document, Error> {
    let is_list =
        |value: Option<&RawValue>| value.is_some_and(|value| value.get().starts_with('['));
    let fields = [top.vote_a, top.vote_b, top.conflicting_block];
    let named = [top.duplicate_vote_evidence, top.light_client_attack_evidence, top.kind];
    let item = if top.method.is_some_and(|method| method.get() == "\"broadcast_evidence\"") {
        if is_list(top.params) {
            let Request { params: [Object(item)] } = source.parse()?;
            item
        } else {
            let Request { params: Object(Argument { evidence: Object(item) }) } = source.parse()?;
            item
        }
    } else if is_list(top.evidence) {
        let list = source.parse::<EvidenceList>()?.into_wire(dialect)?;
        return Ok(Document::EvidenceList(list));
    } else if top.evidence.is_some() {
        let Argument { evidence: Object(item) } = source.parse()?;
        item
    } else if fields.iter().chain(&named).any(Option::is_some) {
        source.parse()?
    } else {
        return Err(Error::Unknown);
    };
    item.into_wire(dialect).map(Document::Evidence)
}

#[derive(Deserialize)]
struct Request<T> {
    params: T,
}

#[derive(Deserialize)]
struct Argument<'a> {
    #[serde(borrow)]
    evidence: Object<Evidence<'a>>,
}
