//! Without the feature `secp256k1` a set with such a key is neither verified nor refuted.

#![cfg(not(feature = "secp256k1"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use parhelion_core::evidence::{DuplicateVoteEvidence, duplicate_vote};
use parhelion_core::{Class, Error, KeyType, Limits, PublicKey, ValidatorSet};

#[test]
fn the_address_cannot_be_derived() {
    let key = [&[0x12, 33, 2][..], &[7; 32]].concat();
    let address = [&[0x0a, 20][..], &[1; 20]].concat();
    let validator = [&address[..], &[0x12, 35], &key, &[0x18, 1]].concat();
    let set = [&[0x0a, 61][..], &validator, &[0x12, 61], &validator].concat();
    let error = ValidatorSet::parse(&set, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error, Error::KeyTypeNotBuilt { index: 0, key_type: KeyType::Secp256k1 });
    assert_eq!(error.class(), Class::Unsupported);
}

/// Two votes by such a key prove nothing, and do not fail to: this build cannot tell.
#[test]
fn votes_by_such_a_key_are_neither_proof_nor_none() {
    let vote = |block: u8| {
        let parts = [&[8, 1, 0x12, 32][..], &[9; 32]].concat();
        let id = [&[0x0a, 32][..], &[block; 32], &[0x12, 36], &parts].concat();
        let place = [8, 2, 16, 20, 24, 1];
        let address = [&[0x32, 20][..], &[1; 20]].concat();
        let signature = [&[0x42, 64][..], &[2; 64]].concat();
        let id = [&[0x22, 72][..], &id].concat();
        let time = [0x2a, 0].to_vec();
        [&place[..], &id, &time, &address, &signature].concat()
    };
    let (a, b) = (vote(1), vote(2));
    let part = |tag: u8, vote: &[u8]| [&[tag, 170, 1][..], vote].concat();
    assert_eq!(a.len(), 170);
    let evidence = [part(0x0a, &a), part(0x12, &b), vec![24, 1, 32, 1]].concat();
    let evidence = DuplicateVoteEvidence::parse(&evidence, &Limits::DEFAULT).unwrap();
    let bytes = [&[2][..], &[7; 32]].concat();
    let key = PublicKey::new(KeyType::Secp256k1, &bytes).unwrap();
    let found = [
        duplicate_vote::prove("chain", &evidence.vote_a(), &evidence.vote_b(), &key),
        duplicate_vote::verify_by_key("chain", &key, &evidence),
    ];
    for error in found.map(Result::unwrap_err) {
        assert!(matches!(error, Error::KeyTypeNotBuilt { key_type: KeyType::Secp256k1, .. }));
    }
}
