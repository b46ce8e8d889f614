//! Hashes that came out differently.

use super::Flaw::{self, Answers, Panics};
use super::corpus::{Vector, vector};
use super::parts::{header_hash, key_of, merkle, raw, set_hash, sha256};
use parhelion_rpc::{encode, pb};
use std::cmp::Reverse;

pub const TABLE: &[(&str, Flaw)] = &[
    ("no-validators-hash", Answers(an_empty_leaf)),
    ("set-out-of-order", Answers(sorted_first)),
    ("bls-key", Panics(by_value)),
    ("cached-total", Answers(as_encoded)),
    ("validator-power", Answers(total_for_power)),
    ("one-id-all-accused", Answers(id)),
    ("one-id-one-accused", Answers(id)),
];

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// tendermint-rs: `Header::hash`.
fn an_empty_leaf(vector: &Vector) -> Vec<u8> {
    header_hash(&vector.message("bytes")).to_vec()
}

/// tendermint-rs #506: `Set::new`.
fn sorted_first(vector: &Vector) -> Vec<u8> {
    let mut set: pb::ValidatorSet = vector.message("bytes");
    set.validators.sort_by_key(|one| (Reverse(one.voting_power), one.address.clone()));
    set_hash(&set).to_vec()
}

/// What tendermint-rs 0.41.0 was seen to answer.
#[test]
fn the_answers_of_tendermint_rs() {
    for (id, flawed, known) in [
        (
            "no-validators-hash",
            an_empty_leaf as fn(&Vector) -> Vec<u8>,
            "2175594ab7b0e96cb35d809fdd18c30c6d5c629bb1d3c8d89b29d48e31b3e406",
        ),
        (
            "set-out-of-order",
            sorted_first,
            "3cb5d946a7f23ea59917dd71316f63b67d6915436f583581d0097ce08ef33874",
        ),
    ] {
        assert_eq!(hex(&flawed(&vector("hash", id))), known, "{id}");
    }
}

/// CometBFT 0.39: the encoder of the hash knows keys by value; a decoded BLS key is a pointer.
fn by_value(vector: &Vector) {
    let set: pb::ValidatorSet = vector.message("bytes");
    for validator in &set.validators {
        match key_of(validator) {
            Some(key @ (pb::Key::Ed25519(_) | pb::Key::Secp256k1(_))) => {
                assert!(!raw(key).is_empty());
            }
            other => panic!("key type {other:?} is not supported"),
        }
    }
}

fn item(vector: &Vector) -> pb::EvidenceKind {
    let mut list: pb::EvidenceList = vector.message("bytes");
    list.evidence.remove(0).kind.unwrap()
}

fn attack(vector: &Vector) -> pb::LightClientAttackEvidence {
    match item(vector) {
        pb::EvidenceKind::LightClientAttack(attack) => attack,
        pb::EvidenceKind::DuplicateVote(_) => panic!("a double vote"),
    }
}

/// Tendermint #6375: with the total power that somebody had computed before.
fn as_encoded(vector: &Vector) -> Vec<u8> {
    merkle(&[encode(&attack(vector))]).to_vec()
}

#[test]
fn nothing_but_the_total_makes_the_difference() {
    let vector = vector("hash", "cached-total");
    let mut attack = attack(&vector);
    let set = attack.conflicting_block.as_mut().and_then(|block| block.validator_set.as_mut());
    assert_eq!(std::mem::take(&mut set.unwrap().total_voting_power), 100);
    assert_eq!(Some(merkle(&[encode(&attack)]).to_vec()), vector.wanted());
}

/// tendermint-rs: `From<DuplicateVoteEvidence>` for the message.
fn total_for_power(vector: &Vector) -> Vec<u8> {
    let pb::EvidenceKind::DuplicateVote(mut double) = item(vector) else { return Vec::new() };
    double.validator_power = double.total_voting_power;
    merkle(&[encode(&double)]).to_vec()
}

/// Tendermint #5902: `LightClientAttackEvidence.Hash`.
fn id(vector: &Vector) -> Vec<u8> {
    let attack = attack(vector);
    let header = attack.conflicting_block.unwrap().signed_header.unwrap().header.unwrap();
    let mut bytes = header_hash(&header)[..31].to_vec();
    // A byte that is not overwritten, and the height in zigzag.
    bytes.extend([0, u8::try_from(attack.common_height * 2).unwrap()]);
    sha256(&bytes).to_vec()
}

#[test]
fn two_pieces_of_evidence_have_one_id() {
    let [all, one] = ["one-id-all-accused", "one-id-one-accused"].map(|id| vector("hash", id));
    assert_eq!(id(&all), id(&one));
    assert_ne!(all.wanted(), one.wanted());
}
