//! What a node asks for, and what it is answered.

use parhelion_core::{Limits, Proposal, Vote};
use parhelion_rpc::{encode, pb};
use prost::Message;

pub(crate) const CHAIN: &str = "test-chain";
pub(crate) const SEED: [u8; 32] = [7; 32];

/// A block by one letter, or `None`.
pub(crate) type Block = Option<u8>;
pub(crate) const A: Block = Some(0x11);
pub(crate) const B: Block = Some(0x22);
pub(crate) const NIL: Block = None;

pub(crate) fn block_id(block: Block) -> pb::BlockId {
    let parts = block.map(|letter| pb::PartSetHeader { total: 1, hash: vec![letter + 1; 32] });
    pb::BlockId {
        hash: block.map(|letter| vec![letter; 32]).unwrap_or_default(),
        part_set_header: Some(parts.unwrap_or_default()),
    }
}

fn time() -> pb::Timestamp {
    pb::Timestamp { seconds: 1_700_000_000, nanos: 123_456_789 }
}

fn vote(r#type: i32, block: Block, height: i64, round: i32) -> pb::Vote {
    pb::Vote {
        r#type,
        height,
        round,
        block_id: Some(block_id(block)),
        timestamp: Some(time()),
        validator_address: vec![0xa1; 20],
        validator_index: 3,
        ..pb::Vote::default()
    }
}

pub(crate) fn prevote(block: Block, height: i64, round: i32) -> pb::Vote {
    vote(1, block, height, round)
}

pub(crate) fn precommit(block: Block, height: i64, round: i32) -> pb::Vote {
    vote(2, block, height, round)
}

pub(crate) fn proposal(block: Block, height: i64, round: i32) -> pb::Proposal {
    pb::Proposal {
        r#type: 32,
        height,
        round,
        pol_round: -1,
        block_id: Some(block_id(block)),
        timestamp: Some(time()),
        ..pb::Proposal::default()
    }
}

/// A question in a frame.
#[derive(Clone, Debug)]
pub(crate) struct Ask {
    pub(crate) frame: Vec<u8>,
    /// What its signature covers, and that of its extension.
    pub(crate) sign_bytes: Vec<u8>,
    pub(crate) extension_sign_bytes: Vec<u8>,
}

impl From<pb::Vote> for Ask {
    fn from(vote: pb::Vote) -> Ask {
        on(CHAIN, &vote)
    }
}

impl From<pb::Proposal> for Ask {
    fn from(proposal: pb::Proposal) -> Ask {
        let bytes = encode(&proposal);
        let mut sign_bytes = Vec::new();
        if let Ok(proposal) = Proposal::parse(&bytes, &Limits::DEFAULT) {
            proposal.write_sign_bytes(CHAIN, &mut sign_bytes);
        }
        Ask { frame: question(5, &bytes, CHAIN), sign_bytes, extension_sign_bytes: Vec::new() }
    }
}

/// A vote on a chain.
pub(crate) fn on(chain_id: &str, vote: &pb::Vote) -> Ask {
    let bytes = encode(vote);
    let (mut sign_bytes, mut extension_sign_bytes) = (Vec::new(), Vec::new());
    if let Ok(parsed) = Vote::parse(&bytes, &Limits::DEFAULT) {
        parsed.write_sign_bytes(chain_id, &mut sign_bytes);
        parsed.write_extension_sign_bytes(chain_id, &mut extension_sign_bytes);
    }
    Ask { frame: question(3, &bytes, chain_id), sign_bytes, extension_sign_bytes }
}

/// A frame with this member of the oneof, a message or the text of a chain in it.
fn question(number: u8, asked: &[u8], chain_id: &str) -> Vec<u8> {
    framed(number, &[bytes(1, asked), bytes(2, chain_id.as_bytes())].concat())
}

pub(crate) fn public_key(chain_id: &str) -> Vec<u8> {
    framed(1, &bytes(1, chain_id.as_bytes()))
}

/// A frame with this member of the oneof.
pub(crate) fn framed(number: u8, message: &[u8]) -> Vec<u8> {
    delimited(&bytes(number, message))
}

fn bytes(number: u8, bytes: &[u8]) -> Vec<u8> {
    [vec![number << 3 | 2], delimited(bytes)].concat()
}

fn delimited(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    prost::encode_length_delimiter(bytes.len(), &mut out).unwrap();
    [out, bytes.to_vec()].concat()
}

/// An answer.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Answer {
    #[prost(message, optional, tag = "2")]
    pub(crate) public_key: Option<Part>,
    #[prost(message, optional, tag = "4")]
    pub(crate) vote: Option<Part>,
    #[prost(message, optional, tag = "6")]
    pub(crate) proposal: Option<Part>,
    #[prost(message, optional, tag = "8")]
    pub(crate) ping: Option<Part>,
    #[prost(message, optional, tag = "10")]
    pub(crate) bytes: Option<Part>,
}

/// Every answer has what was asked for, and an error.
#[derive(Clone, PartialEq, Message)]
pub(crate) struct Part {
    #[prost(bytes = "vec", tag = "1")]
    pub(crate) content: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(crate) error: Option<Refusal>,
}

#[derive(Clone, PartialEq, Message)]
pub(crate) struct Refusal {
    #[prost(int32, tag = "1")]
    pub(crate) code: i32,
    #[prost(string, tag = "2")]
    pub(crate) description: String,
}
