//! Vectors for the codes of validator set changes, each at its bound and one past it.

use crate::common::LIMITS;
use parhelion_core::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
};
use parhelion_core::{Error, KeyType, PublicKey};

const KEY: &str = r#"{"ed25519":"SMxP2pXAuxQC7FmBn4dh4Kt5eYdQFWC/wN7oWobZKds="}"#;
/// floor((2^63-1)/8).
const MAX: i64 = 1_152_921_504_606_846_975;

fn parse(text: &str) -> Result<(), Error> {
    ValidatorSetChangePacket::parse_json(text.as_bytes(), LIMITS).map(drop)
}

/// Applies one update to a set of two, of power 10 each, in memory for so many.
fn apply(key: &str, power: i64, room: usize) -> Result<u64, Error> {
    let text = format!(
        r#"{{"validator_updates":[{{"pub_key":{key},"power":"{power}"}}],"valset_update_id":"1"}}"#
    );
    let packet = ValidatorSetChangePacket::parse_json(text.as_bytes(), LIMITS)?;
    let mut merged = [Change::NONE];
    let changes = Changes::accumulate(packet.updates(), &mut merged)?;
    let mut memory = vec![CrossChainValidator::NONE; room];
    let keys = [[1; 32], [2; 32]];
    let members = keys.each_ref().map(|key| PublicKey::new(KeyType::Ed25519, key).unwrap());
    let mut set = CrossChainValidators::of(members.map(|key| (key, 10)), &mut memory)?;
    set.apply(&changes)?;
    Ok(set.total_power())
}

/// A key of so many zero bytes, 33 or 32.
fn zeros(member: &str, digits: &str) -> String {
    format!(r#"{{"{member}":"{}{digits}"}}"#, "A".repeat(40))
}

/// What provokes an error.
type Vector = fn() -> Result<(), Error>;

pub(crate) const VECTORS: &[(&str, Vector)] = &[
    ("JsonSyntax", || parse(r#"{"validator_updates":[],"valset_update_id":1"#)),
    ("JsonMember", || {
        parse(r#"{"validator_updates":[],"valset_update_id":18446744073709551615}"#)?;
        parse(r#"{"validator_updates":[],"valset_update_id":18446744073709551616}"#)
    }),
    ("JsonMember", || parse(r#"{"validator_updates":[],"valset_update_id":1,"memo":""}"#)),
    ("DuplicateField", || parse(r#"{"slash_acks":[],"slashAcks":[]}"#)),
    ("NotUtf8", || {
        let data = b"{\"validator_updates\":[],\"valset_update_id\":1,\"slash_acks\":[\"\xff\"]}";
        ValidatorSetChangePacket::parse_json(data, LIMITS).map(drop)
    }),
    ("MissingPart", || {
        parse(r#"{"validator_updates":[],"valset_update_id":1}"#)?;
        parse(r#"{"validator_updates":null,"valset_update_id":1}"#)
    }),
    ("TooManyEntries", || {
        let packet = |acks: usize| {
            let acks = "null,".repeat(acks);
            parse(&format!(
                r#"{{"validator_updates":[],"valset_update_id":1,"slash_acks":[{acks}null]}}"#
            ))
        };
        packet(9_999)?;
        packet(10_000)
    }),
    ("PacketRule", || parse(r#"{"validator_updates":[],"valset_update_id":0}"#)),
    ("UpdateWithoutKey", || apply("{}", 0, 3).map(drop)),
    ("UpdateKeyLength", || {
        apply(&zeros("ed25519", "AAA="), 0, 3)?;
        apply(&zeros("ed25519", "AAAA"), 0, 3).map(drop)
    }),
    ("UpdateKeyLength", || apply(&zeros("ed25519", "AA=="), 0, 3).map(drop)),
    ("UpdateKeyLength", || {
        apply(&zeros("secp256k1", "AAAA"), 0, 3)?;
        apply(&zeros("secp256k1", "AAA="), 0, 3).map(drop)
    }),
    ("UpdateKeyType", || {
        apply(&zeros("secp256k1", "AAAA"), 0, 3)?;
        apply(&zeros("secp256k1", "AAAA"), 1, 3).map(drop)
    }),
    ("UpdatePower", || {
        apply(KEY, -1, 3)?; // a stranger's
        apply(r#"{"ed25519":"AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE="}"#, -1, 3).map(drop)
    }),
    ("UpdatePower", || apply(KEY, MAX + 1, 3).map(drop)),
    ("UpdatedTotalPower", || {
        assert_eq!(apply(KEY, MAX - 20, 3), Ok(MAX.unsigned_abs()));
        apply(KEY, MAX - 19, 3).map(drop)
    }),
    ("MemberTwice", || {
        let key = PublicKey::new(KeyType::Ed25519, &[1; 32])?;
        let mut memory = [CrossChainValidator::NONE; 2];
        CrossChainValidators::of([(key, 1)], &mut memory)?;
        CrossChainValidators::of([(key, 1), (key, 1)], &mut memory).map(drop)
    }),
    ("MembersTooFew", || {
        apply(KEY, 1, 3)?;
        apply(KEY, 1, 2).map(drop)
    }),
];
