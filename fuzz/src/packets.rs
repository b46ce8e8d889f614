//! Packets that one consumer block receives, and the validators whom they change.

mod json;
mod model;

use crate::choices::Choices;
use crate::oracle;
use crate::pb;
use parhelion_core::ccv::valset_change::{
    Acknowledgement, Change, Changes, ConsumerPacketData, CrossChainValidator,
    CrossChainValidators, ValidatorKey, ValidatorSetChangePacket, ValidatorUpdate,
};
use parhelion_core::{Class, Error, KeyType, Limits, PublicKey};
use prost::Message;
use std::collections::BTreeMap;

const LIMITS: &Limits = &Limits::DEFAULT;
/// Powers of members before.
const POWERS: [u64; 6] = [10, 0, 1, 1 << 40, 1 << 59, (1 << 60) - 1];

/// A key of any length: whether it is secp256k1, and its bytes.
type Key = (bool, Vec<u8>);

/// What a packet says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Packet {
    id: u64,
    updates: Vec<(Option<Key>, i64)>,
    slash_acks: Vec<String>,
}

/// The first byte is a number of choices, which come next; then there are packets, with a zero byte
/// between them. What our reader makes of each, serde_json and plain rules make, too, and so does the
/// reader of protobuf. What the accepted ones make of a set is what plain maps make of it.
pub fn packets(data: &[u8]) {
    answer(data);
}

/// Whether the packets could be applied, where at least one was accepted.
pub(crate) fn answer(data: &[u8]) -> Option<Result<(), Error>> {
    let (number, rest) = data.split_first()?;
    let (choices, texts) = rest.split_at_checked(usize::from(*number))?;
    let packets: Vec<_> = texts.split(|byte| *byte == 0).filter_map(packet).collect();
    let updates: Vec<_> = packets.iter().flat_map(ValidatorSetChangePacket::updates).collect();
    if packets.is_empty() { None } else { Some(applied(&mut Choices::new(choices), &updates)) }
}

/// Reads one packet in every way.
fn packet(text: &[u8]) -> Option<ValidatorSetChangePacket<'_>> {
    let _ = ConsumerPacketData::parse_json(text, LIMITS);
    let _ = Acknowledgement::parse(text, LIMITS);
    let _ = ValidatorSetChangePacket::parse(text, LIMITS);
    let ours = ValidatorSetChangePacket::parse_json(text, LIMITS);
    if !json::has_half_pairs(text) {
        assert_eq!(ours.as_ref().ok().map(said), json::packet(text), "{ours:?}");
    }
    let ours = ours.ok()?;
    let said = said(&ours);
    let bytes = encode(&said);
    let again = ValidatorSetChangePacket::parse(&bytes, LIMITS).expect("it obeys its rules");
    assert_eq!(self::said(&again), said);
    Some(ours)
}

/// What we have read. Of a key that has the wrong length only the length is known: that many zeros.
fn said(packet: &ValidatorSetChangePacket<'_>) -> Packet {
    let key = |update: &ValidatorUpdate| match update.public_key() {
        Ok(key) => Some((key.key_type() == KeyType::Secp256k1, key.as_bytes().to_vec())),
        Err(Error::UpdateKeyLength { key_type, length, .. }) => {
            Some((key_type == KeyType::Secp256k1, vec![0; length as usize]))
        }
        Err(_) => None,
    };
    let update = |update: ValidatorUpdate| (key(&update), update.power());
    Packet {
        id: packet.valset_update_id(),
        updates: packet.updates().map(update).collect(),
        slash_acks: packet.slash_acks().map(|ack| ack.to_string()).collect(),
    }
}

/// Applies updates to a set of those whom they name, and of two others.
fn applied(choices: &mut Choices<'_>, updates: &[ValidatorUpdate]) -> Result<(), Error> {
    let keys = updates.iter().filter_map(|update| update.public_key().ok());
    let mut before: BTreeMap<ValidatorKey, u64> = BTreeMap::new();
    for key in keys.chain([[7; 32], [8; 32]].map(ed25519)) {
        let choice = choices.next();
        if choice % 4 != 1 {
            before.entry(key).or_insert(POWERS[usize::from(choice / 4) % POWERS.len()]);
        }
    }
    let mut memory = vec![CrossChainValidator::NONE; before.len() + updates.len()];
    let members = before.iter().map(|(key, power)| (key.public_key().unwrap(), *power));
    let Ok(mut set) = CrossChainValidators::of(members, &mut memory) else {
        let total: u128 = before.values().map(|power| u128::from(*power)).sum();
        assert!(total > u128::from(model::MAX_TOTAL_POWER), "{before:?}");
        return Ok(());
    };
    let same = model::Set::of(&before);
    same.compare(&set);
    let mut scratch = vec![Change::NONE; updates.len()];
    let expected = model::merge(updates);
    let changes = Changes::accumulate(updates.iter().copied(), &mut scratch);
    let outcome = match (changes, expected) {
        (Ok(changes), Some(expected)) => {
            let found = changes.as_slice().iter();
            let found: Vec<_> = found.map(|it| (it.public_key(), it.power())).collect();
            assert_eq!(found, expected);
            tight(updates, &expected);
            let outcome = set.apply(&changes);
            match same.apply(&expected) {
                Some(after) => after.compare(&set),
                None => same.compare(&set),
            }
            assert_eq!(outcome.is_ok(), same.apply(&expected).is_some(), "{outcome:?}");
            outcome
        }
        (Err(error), None) => Err(error),
        (ours, theirs) => panic!("{ours:?}, {theirs:?}"),
    };
    if let Err(error) = outcome {
        assert_eq!(error.class(), Class::Invalid, "{error}");
    }
    outcome
}

/// Memory for each key is enough, and for one less is not.
fn tight(updates: &[ValidatorUpdate], expected: &[(ValidatorKey, i64)]) {
    let mut memory = vec![Change::NONE; expected.len()];
    let changes = Changes::accumulate(updates.iter().copied(), &mut memory).expect("enough");
    let found = changes.as_slice().iter().map(|it| (it.public_key(), it.power()));
    assert!(found.eq(expected.iter().copied()));
    if let Some((_, less)) = memory.split_last_mut() {
        let error = Changes::accumulate(updates.iter().copied(), less).expect_err("too few");
        assert!(matches!(error, Error::MembersTooFew { .. }), "{error}");
    }
}

fn ed25519(bytes: [u8; 32]) -> ValidatorKey {
    ValidatorKey::new(&PublicKey::new(KeyType::Ed25519, &bytes).unwrap()).unwrap()
}

/// The hash of a list of keys and powers.
fn hash(validators: &[(ValidatorKey, u64)]) -> [u8; 32] {
    let validator = |(key, power): &(ValidatorKey, u64)| {
        let bytes = Some(key.as_bytes().to_vec());
        let pub_key = match key.key_type() {
            KeyType::Ed25519 => pb::PublicKey { ed25519: bytes, ..Default::default() },
            _ => pb::PublicKey { secp256k1: bytes, ..Default::default() },
        };
        pb::Validator {
            pub_key: Some(pub_key),
            voting_power: i64::try_from(*power).unwrap(),
            ..Default::default()
        }
    };
    let validators = validators.iter().map(validator).collect();
    oracle::set_hash(&pb::ValidatorSet { validators, ..Default::default() })
}

#[derive(Clone, PartialEq, Message)]
struct PacketData {
    #[prost(message, repeated, tag = "1")]
    validator_updates: Vec<Update>,
    #[prost(uint64, tag = "2")]
    valset_update_id: u64,
    #[prost(string, repeated, tag = "3")]
    slash_acks: Vec<String>,
}

#[derive(Clone, PartialEq, Message)]
struct Update {
    #[prost(message, optional, tag = "1")]
    pub_key: Option<pb::PublicKey>,
    #[prost(int64, tag = "2")]
    power: i64,
}

/// A packet in protobuf.
fn encode(packet: &Packet) -> Vec<u8> {
    let update = |(key, power): &(Option<Key>, i64)| {
        let pub_key = key.clone().map(|(secp256k1, bytes)| match secp256k1 {
            false => pb::PublicKey { ed25519: Some(bytes), ..Default::default() },
            true => pb::PublicKey { secp256k1: Some(bytes), ..Default::default() },
        });
        Update { pub_key, power: *power }
    };
    PacketData {
        validator_updates: packet.updates.iter().map(update).collect(),
        valset_update_id: packet.id,
        slash_acks: packet.slash_acks.clone(),
    }
    .encode_to_vec()
}
