//! Which message some bytes are.

use crate::pb::{self, EvidenceKind};
use crate::{Document, Error, Msg, encode, type_url};
use prost::Message;

/// Reads bytes of which nobody says what they are: evidence, alone or in a list, as CometBFT keeps
/// it; a vote; a header or misbehaviour as IBC sends them; a message that carries them to a
/// provider, alone or as an `Any`; a transaction.
///
/// A message is recognised by what it must hold, and only where it encodes to the same bytes again:
/// nothing was merged or dropped. No bytes are two of these messages.
///
/// # Errors
/// [`Error::UnknownBytes`].
pub fn read_wire(bytes: &[u8]) -> Result<Document, Error> {
    readings(bytes).next().ok_or(Error::UnknownBytes)
}

/// The messages of a transaction of the Cosmos SDK: a `TxRaw`, as blocks hold it.
///
/// # Errors
/// [`Error::Wire`] where the transaction, its body or a message that carries evidence does not
/// decode. prost is forgiving: what is to be verified goes to `parhelion-core`.
pub fn messages(tx: &[u8]) -> Result<Vec<Msg>, Error> {
    let tx = pb::TxRaw::decode(tx)?;
    let body = pb::TxBody::decode(tx.body_bytes.as_slice())?;
    body.messages.into_iter().map(msg).collect()
}

fn msg(any: pb::Any) -> Result<Msg, Error> {
    let value = any.value.as_slice();
    Ok(match any.type_url.as_str() {
        type_url::SUBMIT_CONSUMER_DOUBLE_VOTING => {
            Msg::SubmitConsumerDoubleVoting(Message::decode(value)?)
        }
        type_url::SUBMIT_CONSUMER_MISBEHAVIOUR => {
            Msg::SubmitConsumerMisbehaviour(Message::decode(value)?)
        }
        _ => Msg::Other(any.type_url),
    })
}

/// Every message that the bytes are.
fn readings(bytes: &[u8]) -> impl Iterator<Item = Document> {
    [
        exact(bytes).filter(is_evidence).map(Document::Evidence),
        exact(bytes).filter(is_evidence_list).map(Document::EvidenceList),
        exact(bytes).filter(is_duplicate_vote).map(Into::into).map(Document::Evidence),
        exact(bytes).filter(is_attack).map(Into::into).map(Document::Evidence),
        exact(bytes).filter(is_vote).map(Document::Vote),
        exact(bytes).filter(is_ibc_header).map(Document::IbcHeader),
        exact(bytes).filter(is_misbehaviour).map(Document::Misbehaviour),
        exact(bytes).filter(is_double_voting).map(Into::into).map(Document::Msg),
        exact(bytes).filter(is_submitted_misbehaviour).map(Into::into).map(Document::Msg),
        exact(bytes).and_then(any),
        exact(bytes).as_ref().and_then(transaction),
    ]
    .into_iter()
    .flatten()
}

/// A message that encodes to the same bytes again.
fn exact<M: Message + Default>(bytes: &[u8]) -> Option<M> {
    M::decode(bytes).ok().filter(|message| encode(message) == bytes)
}

// What Go writes of each message whatever it holds, and enough of it to tell it from the others.

fn is_vote(vote: &pb::Vote) -> bool {
    vote.block_id.is_some() && vote.timestamp.is_some()
}

fn is_duplicate_vote(evidence: &pb::DuplicateVoteEvidence) -> bool {
    let votes = || evidence.vote_a.iter().chain(&evidence.vote_b);
    evidence.timestamp.is_some() && votes().next().is_some() && votes().all(is_vote)
}

fn is_attack(evidence: &pb::LightClientAttackEvidence) -> bool {
    let has_parts =
        |block: &pb::LightBlock| block.signed_header.is_some() || block.validator_set.is_some();
    evidence.timestamp.is_some() && evidence.conflicting_block.as_ref().is_some_and(has_parts)
}

fn is_evidence(evidence: &pb::Evidence) -> bool {
    match &evidence.kind {
        Some(EvidenceKind::DuplicateVote(evidence)) => is_duplicate_vote(evidence),
        Some(EvidenceKind::LightClientAttack(evidence)) => is_attack(evidence),
        None => false,
    }
}

fn is_evidence_list(list: &pb::EvidenceList) -> bool {
    !list.evidence.is_empty() && list.evidence.iter().all(is_evidence)
}

fn is_ibc_header(header: &pb::IbcHeader) -> bool {
    let has_parts = header.signed_header.is_some() || header.validator_set.is_some();
    header.trusted_height.is_some() && has_parts
}

fn is_misbehaviour(both: &pb::Misbehaviour) -> bool {
    let headers = || both.header_1.iter().chain(&both.header_2);
    is_name(&both.client_id) && headers().next().is_some() && headers().all(is_ibc_header)
}

fn is_double_voting(msg: &pb::MsgSubmitConsumerDoubleVoting) -> bool {
    is_name(&msg.submitter)
        && msg.duplicate_vote_evidence.as_ref().is_some_and(is_duplicate_vote)
        && msg.infraction_block_header.iter().all(is_ibc_header)
}

fn is_submitted_misbehaviour(msg: &pb::MsgSubmitConsumerMisbehaviour) -> bool {
    is_name(&msg.submitter) && msg.misbehaviour.as_ref().is_some_and(is_misbehaviour)
}

/// An identifier of a client or the address of an account; in the same place, an `Any` has its type
/// URL and a transaction its body.
fn is_name(text: &str) -> bool {
    !text.starts_with('/') && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn any(any: pb::Any) -> Option<Document> {
    let value = any.value.as_slice();
    match any.type_url.as_str() {
        type_url::EVIDENCE => exact(value).filter(is_evidence).map(Document::Evidence),
        type_url::EVIDENCE_LIST => {
            exact(value).filter(is_evidence_list).map(Document::EvidenceList)
        }
        type_url::DUPLICATE_VOTE_EVIDENCE => {
            exact::<pb::DuplicateVoteEvidence>(value).map(Into::into).map(Document::Evidence)
        }
        type_url::LIGHT_CLIENT_ATTACK_EVIDENCE => {
            exact::<pb::LightClientAttackEvidence>(value).map(Into::into).map(Document::Evidence)
        }
        type_url::IBC_HEADER => exact(value).map(Document::IbcHeader),
        type_url::MISBEHAVIOUR => exact(value).map(Document::Misbehaviour),
        type_url::SUBMIT_CONSUMER_DOUBLE_VOTING | type_url::SUBMIT_CONSUMER_MISBEHAVIOUR => {
            msg(any).ok().map(Document::Msg)
        }
        type_url::TX => exact(value).as_ref().and_then(transaction),
        _ => None,
    }
}

fn transaction(tx: &pb::TxRaw) -> Option<Document> {
    let body = pb::TxBody::decode(tx.body_bytes.as_slice()).ok()?;
    let typed = body.messages.iter().all(|any| any.type_url.starts_with('/'));
    if body.messages.is_empty() || !typed {
        return None;
    }
    body.messages.into_iter().map(msg).collect::<Result<_, _>>().ok().map(Document::Transaction)
}

#[cfg(test)]
mod tests;
