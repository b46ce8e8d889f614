//! Records of validators, and what is refused in them.

use super::{LIMITS, address, field, hex, minus_one};
use crate::ccv::BondStatus;
use crate::ccv::store::{
    ConsensusValidator, CrossChainValidator, SigningInfo, StakingValidator, StoreKind, staking,
};
use crate::error::{Error, NO_INDEX};
use crate::time::Time;
use crate::types::{KeyType, Message};

const KEY: &str = "e1340a1bb38cd2cc1497d49018918fb2826d9bbc5e55f8adf9897d6cfec40dbd";
const VAL0: &str = "9f6eae2a1ab4c7fe3dda1abf3329ced8e4276de1";

const fn wrong(message: Message, field: u32) -> Error {
    Error::StoreFieldValue { message, field }
}

/// The record of val0 for consumer 0 at height 192.
const RECORD: &str = "0a14 9f6eae2a1ab4c7fe3dda1abf3329ced8e4276de1 109503 1a22 0a20
    e1340a1bb38cd2cc1497d49018918fb2826d9bbc5e55f8adf9897d6cfec40dbd 208201";

#[test]
fn a_member_of_a_consumers_set() {
    let bytes = hex(RECORD);
    let record = ConsensusValidator::parse(&bytes, LIMITS).unwrap();
    assert_eq!(record.provider_address(), address(VAL0));
    assert_eq!(record.public_key().as_bytes(), hex(KEY));
    assert_eq!((record.power(), record.join_height()), (405, 130));

    // The provider's own set keeps no height: val0 under prefix 42 at height 192.
    let own = &bytes[..bytes.len() - 3];
    assert_eq!(ConsensusValidator::parse(own, LIMITS).unwrap().join_height(), 0);

    // Worked example of the reference: power 30, joined at 600.
    let bytes = hex("0a14 02c66b96f238174918067c0828c0c837b54c7690 101e 1a22 0a20
        27f9c6cb4bc25e18156ebf12ef50786601e2e1fb0caad0f10e511167e806db7f 20d804");
    let record = ConsensusValidator::parse(&bytes, LIMITS).unwrap();
    assert_eq!((record.power(), record.join_height()), (30, 600));
    let of_key = record.public_key().address().unwrap();
    assert_eq!(of_key, address("a53b27c8b1b6f080277be34af651f58e18f6f925"));
}

#[test]
fn what_no_provider_writes_of_a_member() {
    let parse = |bytes: &[u8]| ConsensusValidator::parse(bytes, LIMITS).map(drop);
    let message = Message::ConsensusValidator;
    let (id, key) = (field(1, &[7; 20]), field(3, &field(1, &[7; 32])));
    assert_eq!(parse(&[&id[..], &key].concat()), Ok(()));
    assert_eq!(parse(&[field(1, &[7; 19]), key.clone()].concat()), Err(wrong(message, 1)));
    assert_eq!(parse(&[field(1, &[7; 21]), key.clone()].concat()), Err(wrong(message, 1)));
    let negative = [id.clone(), minus_one(2), key.clone()].concat();
    assert_eq!(parse(&negative), Err(wrong(message, 2)));
    let negative = [id.clone(), key, minus_one(4)].concat();
    assert_eq!(parse(&negative), Err(wrong(message, 4)));
    assert_eq!(parse(&id), Err(Error::UnknownKeyType { index: NO_INDEX }));
    let short = [id, field(3, &field(1, &[7; 31]))].concat();
    let (index, key_type, length) = (NO_INDEX, KeyType::Ed25519, 31);
    assert_eq!(parse(&short), Err(Error::KeyLength { index, key_type, length }));
}

#[test]
fn a_member_in_the_words_of_a_consumer() {
    // val0 on borealis-1 at height 31.
    let bytes = hex("0a14 9f6eae2a1ab4c7fe3dda1abf3329ced8e4276de1 109003 1a43 0a1d
        2f636f736d6f732e63727970746f2e656432353531392e5075624b6579 1222 0a20
        e1340a1bb38cd2cc1497d49018918fb2826d9bbc5e55f8adf9897d6cfec40dbd");
    let record = CrossChainValidator::parse(&bytes, LIMITS).unwrap();
    assert_eq!((record.address(), record.power()), (address(VAL0), 400));
    assert_eq!(record.public_key().as_bytes(), hex(KEY));
    assert!(!record.opted_out());
    let opted_out = [&bytes[..], &[0x20, 1]].concat();
    assert!(CrossChainValidator::parse(&opted_out, LIMITS).unwrap().opted_out());

    let message = Message::CrossChainValidator;
    let mut other_type = bytes.clone();
    let at = other_type.windows(7).position(|part| part == b"ed25519").unwrap();
    other_type[at + 6] = b'8';
    assert_eq!(CrossChainValidator::parse(&other_type, LIMITS), Err(wrong(message, 3)));
    assert_eq!(CrossChainValidator::parse(&bytes[..25], LIMITS), Err(wrong(message, 3)));
    let negative = [&bytes[..22], &minus_one(2), &bytes[25..]].concat();
    assert_eq!(CrossChainValidator::parse(&negative, LIMITS), Err(wrong(message, 2)));
    let short = [field(1, &[7; 19]), bytes[22..].to_vec()].concat();
    assert_eq!(CrossChainValidator::parse(&short, LIMITS), Err(wrong(message, 1)));
}

/// val3 of the provider at height 192, slashed for a double sign in that block.
const STAKING: &str = "
    0a34 636f736d6f7376616c6f706572316635676167716561376376616178653235776e70326c76346e716e6a356c
    6e3470347067746812430a1d2f636f736d6f732e63727970746f2e656432353531392e5075624b657912220a203a
    2ec20be9440116f6f73f3e906abe28384d583a903102fb3327c450f5166dfd180120022a08393330323030303032
    1b3130303030303030303030303030303030303030303030303030303a060a0476616c3340c0014a0c08b8c88fd8
    061093e0e5ac01524b0a3b0a1231303030303030303030303030303030303012123230303030303030303030303030
    303030301a113130303030303030303030303030303030120c089dc48fd80610f2818a92015a01316a020102";

#[test]
fn a_validator_of_the_staking_module() {
    let bytes = hex(STAKING);
    let validator = StakingValidator::parse(&bytes, LIMITS).unwrap();
    assert_eq!(validator.operator(), address("4d11d4033df619de9b2aa3a6157d9598272a7e75"));
    assert_eq!(validator.public_key().unwrap().as_bytes()[..3], [0x3a, 0x2e, 0xc2]);
    assert!(validator.jailed());
    assert_eq!((validator.status(), validator.tokens()), (BondStatus::Unbonding, 93_020_000));
    assert_eq!(validator.unbonding_height(), 192);
    let until = Time::from_unix(1_795_417_144, 362_377_235);
    assert_eq!(Some(validator.unbonding_time()), until);

    let message = Message::StakingValidator;
    let at = bytes.windows(4).position(|part| part == [0x18, 1, 0x20, 2]).unwrap() + 3;
    for (status, expected) in [(0, None), (1, Some(BondStatus::Unbonded)), (4, None)] {
        let mut bytes = bytes.clone();
        bytes[at] = status;
        let found = StakingValidator::parse(&bytes, LIMITS).map(|found| found.status());
        assert_eq!(found, expected.ok_or(wrong(message, 4)));
    }
    let mut tokens = bytes.clone();
    tokens[at + 3] = b'-';
    let form = Error::StoreValueForm { kind: StoreKind::Integer };
    assert_eq!(StakingValidator::parse(&tokens, LIMITS), Err(form));
    let mut operator = bytes.clone();
    operator[2] = b'k';
    assert_eq!(StakingValidator::parse(&operator, LIMITS), Err(wrong(message, 1)));
    let at = bytes.windows(3).position(|part| part == [0x40, 0xc0, 1]).unwrap();
    let negative = [&bytes[..at], &minus_one(8), &bytes[at + 3..]].concat();
    assert_eq!(StakingValidator::parse(&negative, LIMITS), Err(wrong(message, 8)));
}

#[test]
fn powers_of_the_staking_module() {
    // val0, and all, at height 191.
    assert_eq!(staking::last_power(&hex("089503"), LIMITS), Ok(405));
    assert_eq!(staking::last_total_power(&hex("0a0431303434"), LIMITS), Ok(1044));
    let negative = staking::last_power(&minus_one(1), LIMITS);
    assert_eq!(negative, Err(wrong(Message::LastPower, 1)));
    let form = Error::StoreValueForm { kind: StoreKind::Integer };
    assert_eq!(staking::last_total_power(&hex("0a022d31"), LIMITS), Err(form));
    assert_eq!(staking::last_total_power(&[], LIMITS), Err(form));
}

/// val3 at height 192, after its double sign.
const SIGNING: &str = "
    0a34 636f736d6f7376616c636f6e733175347a6636347a3872393735656636777067717564323074373674716d79
    716a6e3833363439 10aa01 18b301 220b0891c09586291092fcc567 2801";

#[test]
fn a_validator_that_cannot_come_back() {
    let bytes = hex(SIGNING);
    let signing = SigningInfo::parse(&bytes, LIMITS).unwrap();
    assert_eq!(signing.address(), address("e5449d5447197d4ca74e0a01c6a9ebf6960d9012"));
    assert!(signing.tombstoned());
    assert_eq!((signing.start_height(), signing.index_offset()), (170, 179));
    assert_eq!(signing.missed_blocks_counter(), 0);
    // 2319-03-05T06:41:21.217153042Z
    assert_eq!(Some(signing.jailed_until()), Time::from_unix(11_018_788_881, 217_153_042));
    assert!(!SigningInfo::parse(&bytes[..bytes.len() - 2], LIMITS).unwrap().tombstoned());

    let message = Message::SigningInfo;
    assert_eq!(SigningInfo::parse(&[], LIMITS), Err(wrong(message, 1)));
    for number in [2, 3, 6] {
        let negative = [&bytes[..54], &minus_one(number)].concat();
        let found = SigningInfo::parse(&negative, LIMITS);
        assert_eq!(found, Err(wrong(message, u32::from(number))));
    }
}
