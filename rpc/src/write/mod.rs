//! Evidence into JSON, byte for byte as Go writes it: for the endpoint of a node, and for the
//! commands of a provider.

mod evidence;
mod messages;
mod object;

use crate::{Error, Msg, pb, type_url};
use object::{Fields, Written};
use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The case of letters in which a release of CometBFT names the fields of evidence. A node ignores
/// names in the other case, and finds zeros in their place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `TotalVotingPower`: all releases that are not named below.
    Pascal,
    /// `total_voting_power`: 0.37.10, 0.38.11, and 1.0.0-rc2 and later.
    Snake,
}

/// In which way a message is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Rpc(Case),
    Proto,
}

/// The argument of `/broadcast_evidence`: the evidence with its type, in CometBFT's JSON. Vote
/// extensions are named, as 0.38 and later do; earlier releases ignore these names.
///
/// # Errors
/// [`Error::Write`]: a time that Go does not write; [`Error::Value`] for evidence of no kind.
///
/// Source: `cometbft libs/json`.
pub fn amino_json(evidence: &pb::Evidence, case: Case) -> Result<String, Error> {
    let style = Style::Rpc(case);
    match &evidence.kind {
        Some(pb::EvidenceKind::DuplicateVote(value)) => {
            text(&Typed { kind: "tendermint/DuplicateVoteEvidence", value, style })
        }
        Some(pb::EvidenceKind::LightClientAttack(value)) => {
            text(&Typed { kind: "tendermint/LightClientAttackEvidence", value, style })
        }
        None => Err(Error::Value { field: "evidence", why: "of no type" }),
    }
}

/// Protobuf's own JSON as the codec of the Cosmos SDK writes it: the files that the commands
/// `submit-consumer-double-voting` (evidence, infraction header) and `submit-consumer-misbehaviour`
/// of `tx provider` take; of a [`Msg`], the `Any` that stands in a transaction.
///
/// # Errors
/// [`Error::Write`]: a time that Go does not write; [`Error::Value`] for [`Msg::Other`].
///
/// Source: `gogoproto jsonpb` with `OrigName` and `EmitDefaults`.
pub fn proto_json<M: ProtoJson>(message: &M) -> Result<String, Error> {
    message.proto_json()
}

/// What [`proto_json`] writes.
pub trait ProtoJson: sealed::ProtoJson {}

impl<M: sealed::ProtoJson> ProtoJson for M {}

mod sealed {
    pub trait ProtoJson {
        fn proto_json(&self) -> Result<String, crate::Error>;
    }
}

impl sealed::ProtoJson for pb::DuplicateVoteEvidence {
    fn proto_json(&self) -> Result<String, Error> {
        text(&Written(self, Style::Proto))
    }
}

impl sealed::ProtoJson for pb::IbcHeader {
    fn proto_json(&self) -> Result<String, Error> {
        text(&Written(self, Style::Proto))
    }
}

impl sealed::ProtoJson for pb::Misbehaviour {
    fn proto_json(&self) -> Result<String, Error> {
        text(&Written(self, Style::Proto))
    }
}

impl sealed::ProtoJson for Msg {
    fn proto_json(&self) -> Result<String, Error> {
        match self {
            Msg::SubmitConsumerDoubleVoting(fields) => {
                text(&Any { type_url: type_url::SUBMIT_CONSUMER_DOUBLE_VOTING, fields })
            }
            Msg::SubmitConsumerMisbehaviour(fields) => {
                text(&Any { type_url: type_url::SUBMIT_CONSUMER_MISBEHAVIOUR, fields })
            }
            Msg::Other(_) => Err(Error::Value { field: "@type", why: "of no known message" }),
        }
    }
}

/// Go escapes these in every string, and JSON has none of them outside strings.
fn text(value: &impl Serialize) -> Result<String, Error> {
    let text = serde_json::to_string(value).map_err(Error::Write)?;
    let escaped = ['<', '>', '&', '\u{2028}', '\u{2029}'];
    if !text.contains(escaped) {
        return Ok(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if escaped.contains(&character) {
            out.push_str(&format!("\\u{:04x}", u32::from(character)));
        } else {
            out.push(character);
        }
    }
    Ok(out)
}

/// How CometBFT writes a value of a registered type.
struct Typed<'a, M> {
    kind: &'static str,
    value: &'a M,
    style: Style,
}

impl<M: Fields> Serialize for Typed<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(2))?;
        map.serialize_entry("type", self.kind)?;
        map.serialize_entry("value", &Written(self.value, self.style))?;
        map.end()
    }
}

struct Any<'a, M> {
    type_url: &'static str,
    fields: &'a M,
}

impl<M: Fields> Serialize for Any<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("@type", self.type_url)?;
        self.fields.fields(&mut object::Object::new(&mut map, Style::Proto))?;
        map.end()
    }
}
