//! Headers without a hash, and messages without parts.

use super::Flaw::{self, AcceptsUnsigned, Panics};
use super::corpus::Vector;
use super::parts::{ABSENT, header_hash};
use parhelion_rpc::pb;

pub const TABLE: &[(&str, Flaw)] = &[
    ("nil-hash-backwards", AcceptsUnsigned(backwards)),
    ("nil-hash-signed-header", AcceptsUnsigned(commit_for_header)),
    ("absent-with-address", AcceptsUnsigned(absent_is_absent)),
    ("empty-reply", Panics(first_the_height)),
    ("reply-without-commit", Panics(first_the_height)),
];

/// CometBFT: `Header.Hash`.
fn hash_or_nil(header: &pb::Header) -> Vec<u8> {
    match header.validators_hash[..] {
        [] => Vec::new(),
        _ => header_hash(header).to_vec(),
    }
}

/// CometBFT: `VerifyBackwards`. `bytes.Equal` takes nil for empty.
fn backwards(vector: &Vector) -> bool {
    let [trusted, untrusted] = ["trusted", "untrusted"].map(|name| {
        let signed: pb::SignedHeader = vector.message(name);
        signed.header.unwrap()
    });
    let time = |header: &pb::Header| header.time.clone().unwrap_or_default().seconds;
    untrusted.chain_id == trusted.chain_id
        && time(&untrusted) < time(&trusted)
        && trusted.last_block_id.is_some_and(|id| id.hash == hash_or_nil(&untrusted))
}

/// CometBFT: `SignedHeader.ValidateBasic`.
fn commit_for_header(vector: &Vector) -> bool {
    let signed: pb::SignedHeader = vector.message("bytes");
    let (header, commit) = (signed.header.unwrap(), signed.commit.unwrap());
    header.chain_id == vector.text("chain_id")
        && commit.height == header.height
        && commit.block_id.is_some_and(|id| id.hash == hash_or_nil(&header))
}

/// tendermint-rs: `CommitSig::try_from`.
fn absent_is_absent(vector: &Vector) -> bool {
    let commit: pb::Commit = vector.message("bytes");
    commit.signatures.iter().all(|entry| match entry.block_id_flag {
        ABSENT => entry.signature.is_empty(),
        _ => entry.validator_address.len() == 20 && entry.signature.len() == 64,
    })
}

/// CometBFT #575: the light provider.
fn first_the_height(vector: &Vector) {
    let signed: pb::SignedHeader = vector.message("bytes");
    assert_eq!(signed.header.unwrap().height, signed.commit.unwrap().height);
}
