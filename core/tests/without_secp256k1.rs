//! Without the feature `secp256k1` a set with such a key is neither verified nor refuted.

#![cfg(not(feature = "secp256k1"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use parhelion_core::{Class, Error, KeyType, Limits, ValidatorSet};

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
