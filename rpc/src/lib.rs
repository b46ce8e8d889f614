//! What CometBFT nodes answer in JSON, as the wire messages that `parhelion-core` verifies; and
//! evidence, in every form in which it is sent.
//!
//! ```
//! use parhelion_rpc::{Document, encode, light_block, read, validator_set};
//!
//! /// The answers of `/commit` and of `/validators` at one height, as a light block.
//! fn wire(commit: &str, pages: &[&str]) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
//!     let Document::Commit { signed_header, .. } = read(commit)? else { return Err("no /commit".into()) };
//!     let pages = pages.iter().map(|page| match read(page)? {
//!         Document::Validators(page) => Ok(page),
//!         _ => Err("no /validators".into()),
//!     });
//!     let pages = pages.collect::<Result<Vec<_>, Box<dyn std::error::Error>>>()?;
//!     Ok(encode(&light_block(signed_header, validator_set(&pages)?)))
//! }
//! assert!(wire("{}", &[]).is_err());
//! ```
//!
//! Evidence comes from elsewhere too: [`read`] and [`read_wire`] tell what a text or some bytes are,
//! [`messages`] what a transaction carries. It is put together by [`duplicate_vote_evidence`],
//! [`light_client_attack_evidence`] and [`misbehaviour`], and written for a node by [`amino_json`], for
//! the commands of a provider by [`proto_json`].
//!
//! ```
//! use parhelion_rpc::{Case, Document, Error, amino_json, read};
//!
//! /// The evidence in an answer of `/block`, for the `/broadcast_evidence` of another node.
//! fn evidence(block: &str) -> Result<Vec<String>, Error> {
//!     let Document::Block(block) = read(block)? else { return Ok(Vec::new()) };
//!     block.evidence.iter().map(|item| amino_json(item, Case::Pascal)).collect()
//! }
//! assert!(evidence("{}").is_err());
//! ```
//!
//! Nothing here is verified: the bytes that come out are as untrusted as the text that went in.
//! Every dialect of CometBFT 0.34 to 0.40 and 1.x is read, with or without the JSON-RPC envelope,
//! and protobuf's own JSON as relayers and the Cosmos SDK print it.
//!
//! Differences from CometBFT's decoder: a 64-bit integer may be a JSON number, blanks around one
//! are refused, a key twice in one object is an error, and field names of protobuf's JSON are known
//! beside the RPC's.

#![forbid(unsafe_code)]

mod build;
mod document;
mod error;
mod json;
pub mod pb;
mod read;
pub mod state;
pub mod time;
mod type_url;
mod wire;
mod write;

pub use build::{
    duplicate_vote_evidence, ibc_header, light_client_attack_evidence, misbehaviour,
    submit_consumer_double_voting, submit_consumer_misbehaviour,
};
pub use document::{
    AbciQuery, Block, Document, Genesis, GenesisChunk, Msg, RecordedLightBlock, Status,
    ValidatorsPage,
};
pub use error::Error;
pub use prost::Message;
pub use read::read;
pub use wire::{messages, read_wire};
pub use write::{Case, ProtoJson, amino_json, proto_json};

use std::collections::BTreeSet;

/// The wire bytes of a message.
#[must_use]
pub fn encode(message: &impl Message) -> Vec<u8> {
    message.encode_to_vec()
}

/// A message from its wire bytes, as prost reads it: forgiving. What is to be verified goes to
/// `parhelion-core`.
///
/// # Errors
/// prost's.
pub fn decode<M: Message + Default>(bytes: &[u8]) -> Result<M, prost::DecodeError> {
    M::decode(bytes)
}

/// A light block of its two halves.
#[must_use]
pub fn light_block(header: pb::SignedHeader, validators: pb::ValidatorSet) -> pb::LightBlock {
    pb::LightBlock { signed_header: Some(header), validator_set: Some(validators) }
}

/// The validator set of all pages of `/validators` of one height, in the order of the pages.
///
/// # Errors
/// [`Error::PageHeight`], [`Error::PageTotals`], [`Error::PageCount`], [`Error::PageTwice`],
/// [`Error::PageTotal`].
pub fn validator_set(pages: &[ValidatorsPage]) -> Result<pb::ValidatorSet, Error> {
    let (first, total) = pages.first().map_or((0, 0), |page| (page.height, page.total));
    for page in pages {
        let found = page.validators.len() as u64;
        if page.height != first {
            return Err(Error::PageHeight { first, found: page.height });
        }
        if page.total != total {
            return Err(Error::PageTotals { first: total, found: page.total });
        }
        if page.count != found {
            return Err(Error::PageCount { found, count: page.count });
        }
    }
    // Twice on one page is the verifier's to judge.
    let mut earlier = BTreeSet::new();
    for page in pages {
        let addresses = page.validators.iter().map(|validator| validator.address.as_slice());
        let addresses: BTreeSet<&[u8]> = addresses.filter(|found| !found.is_empty()).collect();
        if !earlier.is_disjoint(&addresses) {
            return Err(Error::PageTwice);
        }
        earlier.extend(addresses);
    }
    let validators: Vec<_> = pages.iter().flat_map(|page| page.validators.clone()).collect();
    let found = validators.len() as u64;
    if found != total {
        return Err(Error::PageTotal { found, total });
    }
    Ok(validator_set_of(validators))
}

/// The genesis of all answers of `/genesis_chunked`, in any order.
///
/// # Errors
/// [`Error::Value`] where a chunk is missing, is one too many, or the bytes are no text; those of
/// [`read`].
pub fn genesis(chunks: &[GenesisChunk]) -> Result<Document, Error> {
    let wrong = |why| Error::Value { field: "chunk", why };
    let total = chunks.first().ok_or_else(|| wrong("missing"))?.total;
    if chunks.iter().any(|chunk| chunk.total != total || chunk.chunk >= total) {
        return Err(wrong("none of the total that the first names"));
    }
    let mut bytes = Vec::new();
    for number in 0..total {
        let mut found = chunks.iter().filter(|chunk| chunk.chunk == number);
        bytes.extend_from_slice(&found.next().ok_or_else(|| wrong("missing"))?.data);
        if found.next().is_some() {
            return Err(wrong("given twice"));
        }
    }
    read(std::str::from_utf8(&bytes).map_err(|_| wrong("no text"))?)
}

/// A set of validators for which no proposer was told.
pub(crate) fn validator_set_of(validators: Vec<pb::Validator>) -> pb::ValidatorSet {
    let proposer = previous_proposer(&validators);
    pb::ValidatorSet { validators, proposer, total_voting_power: 0 }
}

/// The proposer that CometBFT's own HTTP provider fills in: who has the lowest priority, and of
/// these the one with the greatest address. No hash covers it.
///
/// Source: `cometbft types/validator_set.go findPreviousProposer`.
pub(crate) fn previous_proposer(validators: &[pb::Validator]) -> Option<pb::Validator> {
    let order = |validator: &&pb::Validator| {
        (validator.proposer_priority, std::cmp::Reverse(validator.address.clone()))
    };
    validators.iter().min_by_key(order).cloned()
}
