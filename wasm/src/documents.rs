//! Evidence in JSON, as nodes, relayers and the commands of the Cosmos SDK write it.

use crate::record::{Record, bytes, fault, record, text};
use alloc::string::ToString;
use parhelion_rpc::{Document, Msg, encode, pb, read};
use wasm_bindgen::prelude::*;

/// The message that a text is, as its bytes on the wire, and the name of it.
///
/// # Errors
/// An error of the class `malformed` where it is none of those that verification takes.
#[wasm_bindgen]
pub fn document(json: &str) -> Result<Record, Record> {
    let other = || fault("JSON, but no evidence, no misbehaviour and no header of IBC");
    let (name, wire) = match read(json).map_err(|error| fault(&error.to_string()))? {
        Document::Evidence(pb::Evidence { kind }) => match kind.ok_or_else(other)? {
            pb::EvidenceKind::DuplicateVote(it) => ("duplicate_vote", encode(&it)),
            pb::EvidenceKind::LightClientAttack(it) => ("light_client_attack", encode(&it)),
        },
        Document::Misbehaviour(it) => ("misbehaviour", encode(&it)),
        Document::IbcHeader(it) => ("ibc_header", encode(&it)),
        Document::Vote(it) => ("vote", encode(&it)),
        Document::EvidenceList(it) => ("evidence_list", encode(&it)),
        Document::Msg(Msg::SubmitConsumerMisbehaviour(it)) => {
            ("misbehaviour", encode(&it.misbehaviour.ok_or_else(other)?))
        }
        Document::Msg(Msg::SubmitConsumerDoubleVoting(it)) => {
            ("duplicate_vote", encode(&it.duplicate_vote_evidence.ok_or_else(other)?))
        }
        _ => return Err(other()),
    };
    let found = record();
    text(&found, "message", name);
    bytes(&found, "bytes", &wire);
    Ok(found)
}
