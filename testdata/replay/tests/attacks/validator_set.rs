//! Validator sets.

use super::Flaw::{self, AcceptsUnsigned, Panics};
use super::corpus::Vector;
use super::parts::{by_address, derived_address, key_of, raw, sha256};
use parhelion_rpc::pb;

pub const TABLE: &[(&str, Flaw)] = &[
    ("address-of-another", AcceptsUnsigned(twenty_bytes)),
    ("proposer-from-outside", AcceptsUnsigned(anybody_proposes)),
    ("proposer-by-label", AcceptsUnsigned(twenty_bytes)),
    ("key-of-31-bytes", Panics(address_of_json)),
    ("proposer-without-key", Panics(type_of_proposer)),
    ("validator-without-key", Panics(old_field)),
    ("key-number-4", AcceptsUnsigned(number_4_is_eth)),
    ("uncompressed-secp256k1", AcceptsUnsigned(any_sec1)),
];

fn set(vector: &Vector) -> pb::ValidatorSet {
    vector.message("bytes")
}

/// CometBFT before 0.38.3: `Validator.ValidateBasic`.
fn twenty_bytes(vector: &Vector) -> bool {
    let set = set(vector);
    let valid = |one: &&pb::Validator| {
        key_of(one).is_some() && one.voting_power >= 0 && one.address.len() == 20
    };
    let proposer = set.proposer.as_ref().filter(valid);
    set.validators.iter().all(|one| valid(&one))
        && proposer.is_some_and(|one| by_address(&set, &one.address).is_some())
}

/// ASA-2024-009: `ValidatorSet.ValidateBasic` before 0.38.12.
fn anybody_proposes(vector: &Vector) -> bool {
    let set = set(vector);
    let valid = |one: &pb::Validator| {
        one.voting_power >= 0 && derived_address(one).is_some_and(|address| address == one.address)
    };
    set.validators.iter().all(valid) && set.proposer.as_ref().is_some_and(valid)
}

/// CometBFT: a key of JSON has any length, until its address is asked for.
fn address_of_json(vector: &Vector) {
    for validator in set(vector).validators {
        let key: [u8; 32] = raw(key_of(&validator).unwrap()).try_into().unwrap();
        assert_eq!(sha256(&key)[..20], validator.address);
    }
}

/// CometBFT #1825: `SupportsBatchVerifier`.
fn type_of_proposer(vector: &Vector) {
    let proposer = set(vector).proposer.unwrap();
    let key = proposer.pub_key.and_then(|key| key.key);
    assert!(matches!(key.unwrap(), pb::Key::Ed25519(_)));
}

/// CometBFT 1: `ValidatorFromProto`, where the new fields hold no key.
fn old_field(vector: &Vector) {
    for validator in set(vector).validators {
        assert_eq!(raw(&validator.pub_key.unwrap().key.unwrap()).len(), 32);
    }
}

/// CometBFT 2.0.0-rc1: number 4 is secp256k1eth, of 65 bytes.
fn number_4_is_eth(vector: &Vector) -> bool {
    set(vector).validators.iter().all(|validator| match key_of(validator) {
        Some(pb::Key::Mldsa65(eth)) => eth.len() == 65 && eth[0] == 4,
        key => key.is_some_and(|key| raw(key).len() == 32),
    })
}

/// tendermint-rs: a key is whatever the library reads.
fn any_sec1(vector: &Vector) -> bool {
    set(vector).validators.iter().all(|validator| match key_of(validator) {
        Some(pb::Key::Secp256k1(key)) => k256::PublicKey::from_sec1_bytes(key).is_ok(),
        key => key.is_some_and(|key| raw(key).len() == 32),
    })
}
