//! Transactions and their messages: protobuf's JSON as the Cosmos SDK prints it, and `/tx`.

use super::evidence::Evidence;
use super::ibc::{Ibc, TwoHeaders};
use super::{Dialect, Object, Text, base64, object};
use crate::{Document, Error, Msg, messages, pb, type_url};
use serde::Deserialize;
use serde_json::value::RawValue;

/// The fields of both messages that carry evidence.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Submit<'a> {
    #[serde(borrow)]
    submitter: Option<Text<'a>>,
    #[serde(borrow, alias = "duplicateVoteEvidence", deserialize_with = "object")]
    duplicate_vote_evidence: Option<Evidence<'a>>,
    #[serde(borrow, alias = "infractionBlockHeader", deserialize_with = "object")]
    infraction_block_header: Option<Ibc<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    misbehaviour: Option<TwoHeaders<'a>>,
    #[serde(borrow, alias = "consumerId")]
    consumer_id: Option<Text<'a>>,
}

impl Submit<'_> {
    pub(crate) fn double_voting(self) -> Result<Msg, Error> {
        let evidence = self.duplicate_vote_evidence.map(|part| part.duplicate_vote(Dialect::Proto));
        let header = self.infraction_block_header.map(|part| part.into_wire(Dialect::Proto));
        let msg = pb::MsgSubmitConsumerDoubleVoting {
            submitter: self.submitter.unwrap_or_default().into_string(),
            duplicate_vote_evidence: evidence.transpose()?,
            infraction_block_header: header.transpose()?,
            consumer_id: self.consumer_id.unwrap_or_default().into_string(),
        };
        Ok(msg.into())
    }

    pub(crate) fn misbehaviour(self) -> Result<Msg, Error> {
        let misbehaviour = self.misbehaviour.map(|part| part.into_wire(Dialect::Proto));
        let msg = pb::MsgSubmitConsumerMisbehaviour {
            submitter: self.submitter.unwrap_or_default().into_string(),
            misbehaviour: misbehaviour.transpose()?,
            consumer_id: self.consumer_id.unwrap_or_default().into_string(),
        };
        Ok(msg.into())
    }
}

/// `cosmos.tx.v1beta1.Tx`, as `--generate-only` prints it.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Tx<'a> {
    #[serde(borrow, deserialize_with = "object")]
    body: Option<Body<'a>>,
}

/// The messages are of any type: what they hold is read once their type is known.
#[derive(Deserialize, Default)]
#[serde(default)]
struct Body<'a> {
    #[serde(borrow)]
    messages: Vec<&'a RawValue>,
}

#[derive(Deserialize)]
struct Typed<'a> {
    #[serde(rename = "@type", borrow)]
    type_url: Text<'a>,
}

impl Tx<'_> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let messages = self.body.unwrap_or_default().messages;
        if messages.is_empty() {
            return Err(Error::Value { field: "body.messages", why: "missing" });
        }
        messages.into_iter().map(msg).collect::<Result<_, _>>().map(Document::Transaction)
    }
}

fn msg(raw: &RawValue) -> Result<Msg, Error> {
    let Object(Typed { type_url }) = serde_json::from_str(raw.get())?;
    let submit = || serde_json::from_str::<Object<Submit<'_>>>(raw.get()).map(|Object(msg)| msg);
    match type_url.as_str() {
        type_url::SUBMIT_CONSUMER_DOUBLE_VOTING => submit()?.double_voting(),
        type_url::SUBMIT_CONSUMER_MISBEHAVIOUR => submit()?.misbehaviour(),
        other => Ok(Msg::Other(other.to_owned())),
    }
}

/// `/tx`, and what the SDK answers when it is asked for a transaction: there it is an object.
#[derive(Deserialize)]
pub(crate) struct TxAnswer<T> {
    tx: T,
}

impl TxAnswer<Text<'_>> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        messages(&base64(Some(self.tx), "tx")?).map(Document::Transaction)
    }
}

impl TxAnswer<Object<Tx<'_>>> {
    pub(crate) fn into_document(self) -> Result<Document, Error> {
        let Object(tx) = self.tx;
        tx.into_document()
    }
}
