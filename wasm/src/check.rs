//! Single messages: whether they obey the rules of their own, what their hash is, and what is signed.

use crate::error::thrown;
use crate::record::Record;
use alloc::vec::Vec;
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{
    Commit, Error, Header, KeyType, LightBlock, Limits, Proposal, PublicKey, SignedHeader,
    ValidatorSet, Vote, crypto,
};
use wasm_bindgen::prelude::*;

const LIMITS: &Limits = &Limits::DEFAULT;

/// Checks a message by its own rules. `false`: there is no message of this name.
///
/// # Errors
/// Those of its `parse`, then those of its `validate`.
#[wasm_bindgen]
pub fn check(message: &str, bytes: &[u8], chain_id: &str) -> Result<bool, Record> {
    let checked = match message {
        "header" => Header::parse(bytes, LIMITS).map(drop),
        "commit" => Commit::parse(bytes, LIMITS).map(drop),
        "vote" => Vote::parse(bytes, LIMITS).and_then(|vote| vote.validate()),
        "validator_set" => ValidatorSet::parse(bytes, LIMITS).map(drop),
        "signed_header" => SignedHeader::parse(bytes, LIMITS)
            .and_then(|signed| signed.validate(chain_id))
            .map(drop),
        "light_block" => {
            LightBlock::parse(bytes, LIMITS).and_then(|block| block.validate(chain_id)).map(drop)
        }
        "duplicate_vote" => DuplicateVoteEvidence::parse(bytes, LIMITS).map(drop),
        "light_client_attack" => LightClientAttackEvidence::parse(bytes, LIMITS).map(drop),
        _ => return Ok(false),
    };
    checked.map(|()| true).map_err(thrown)
}

/// The hash of a message; none: no message of this name has one.
///
/// # Errors
/// Those of its `parse`; [`Error::NoHeaderHash`].
#[wasm_bindgen]
pub fn hash(message: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Record> {
    let hash = match message {
        "header" => Header::parse(bytes, LIMITS).and_then(|header| header.hash()),
        "commit" => Commit::parse(bytes, LIMITS).map(|commit| commit.hash()),
        "validator_set" => ValidatorSet::parse(bytes, LIMITS).map(|set| set.hash()),
        "evidence_list" => EvidenceList::parse(bytes, LIMITS).map(|list| list.hash()),
        _ => return Ok(None),
    };
    hash.map(|hash| Some(hash.as_bytes().to_vec())).map_err(thrown)
}

/// The bytes that are signed for a message; none: no message of this name is signed.
///
/// # Errors
/// Those of its `parse`.
#[wasm_bindgen]
pub fn sign_bytes(message: &str, chain_id: &str, bytes: &[u8]) -> Result<Option<Vec<u8>>, Record> {
    let mut sink = Vec::new();
    let written = match message {
        "vote" => Vote::parse(bytes, LIMITS).map(|vote| vote.write_sign_bytes(chain_id, &mut sink)),
        "proposal" => Proposal::parse(bytes, LIMITS)
            .map(|proposal| proposal.write_sign_bytes(chain_id, &mut sink)),
        "extension" => Vote::parse(bytes, LIMITS)
            .map(|vote| vote.write_extension_sign_bytes(chain_id, &mut sink)),
        _ => return Ok(None),
    };
    written.map(|()| Some(sink)).map_err(thrown)
}

/// Verifies one signature of Ed25519, by the rule of ZIP-215.
///
/// # Errors
/// Those of [`PublicKey::new`], then [`Error::WrongSignature`].
#[wasm_bindgen]
pub fn ed25519(public_key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), Record> {
    let verify = || -> Result<(), Error> {
        let key = PublicKey::new(KeyType::Ed25519, public_key)?;
        crypto::verify(&key, message, signature, 0)
    };
    verify().map_err(thrown)
}
