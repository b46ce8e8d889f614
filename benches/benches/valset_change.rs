//! A provider's packet, from its bytes to the hash of the validators after it.

use criterion::{Criterion, criterion_group, criterion_main};
use parhelion_core::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
};
use parhelion_core::{KeyType, Limits, PublicKey};
use serde::Deserialize;
use std::fmt::Write;
use std::hint::black_box;
use tendermint::validator::{Info, Set};

/// As many as the Cosmos Hub's provider has.
const VALIDATORS: usize = 180;

/// The packet as serde_json reads it, with the texts of tendermint-rs for numbers and bytes.
#[derive(Deserialize)]
#[allow(dead_code, reason = "decoded, as by the others")]
struct Packet {
    validator_updates: Vec<Update>,
    #[serde(with = "tendermint_proto::serializers::from_str")]
    valset_update_id: u64,
    slash_acks: Vec<String>,
}

#[derive(Deserialize)]
struct Update {
    pub_key: Key,
    #[serde(with = "tendermint_proto::serializers::from_str")]
    power: i64,
}

#[derive(Deserialize)]
struct Key {
    #[serde(with = "tendermint_proto::serializers::bytes::base64string")]
    ed25519: Vec<u8>,
}

fn key(index: usize) -> [u8; 32] {
    let mut key = [0x5a; 32];
    key[..2].copy_from_slice(&u16::try_from(index).unwrap().to_be_bytes());
    key
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3)
            .fold(0u32, |bits, at| bits << 8 | u32::from(chunk.get(at).copied().unwrap_or(0)));
        for digit in 0..4usize {
            let value = usize::try_from(bits >> (18 - 6 * digit) & 63).unwrap();
            text.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[value]) });
        }
    }
    text
}

/// Everybody's power changes, one in twenty leaves, and as many come.
fn packet() -> String {
    let mut text = String::from(r#"{"validator_updates":["#);
    for index in 0..VALIDATORS {
        let (index, power) = match index % 20 {
            7 => (index, 0),
            8 => (1000 + index, 5000 - index),
            _ => (index, 9000 - index),
        };
        let comma = if text.ends_with('[') { "" } else { "," };
        let key = base64(&key(index));
        let update = format!(r#"{comma}{{"pub_key":{{"ed25519":"{key}"}},"power":"{power}"}}"#);
        text.push_str(&update);
    }
    write!(text, r#"],"valset_update_id":"73","slash_acks":[]}}"#).unwrap();
    text
}

fn decode(data: &str) -> ValidatorSetChangePacket<'_> {
    ValidatorSetChangePacket::parse_json(data.as_bytes(), &Limits::DEFAULT).unwrap()
}

fn valset_change(c: &mut Criterion) {
    let data = packet();
    let packet = decode(&data);
    let theirs: Packet = serde_json::from_str(&data).unwrap();
    let ours =
        packet.updates().map(|it| (it.public_key().unwrap().as_bytes().to_vec(), it.power()));
    assert!(
        ours.eq(theirs.validator_updates.iter().map(|it| (it.pub_key.ed25519.clone(), it.power)))
    );

    let keys: Vec<_> = (0..VALIDATORS).map(key).collect();
    let public = |key| PublicKey::new(KeyType::Ed25519, key).unwrap();
    let members: Vec<_> = keys.iter().map(|key| (public(key), 10_000)).collect();
    let mut group = c.benchmark_group(format!("{VALIDATORS}-valset-change"));
    group.bench_function("decode/parhelion", |b| {
        b.iter(|| decode(black_box(&data)).valset_update_id())
    });
    group.bench_function("decode/serde-json", |b| {
        b.iter(|| serde_json::from_str::<Packet>(black_box(&data)).unwrap().valset_update_id);
    });
    let mut scratch = vec![Change::NONE; VALIDATORS];
    group.bench_function("accumulate", |b| {
        b.iter(|| Changes::accumulate(packet.updates(), &mut scratch).unwrap().as_slice().len());
    });
    let changes = Changes::accumulate(packet.updates(), &mut scratch).unwrap();
    let mut memory = vec![CrossChainValidator::NONE; 2 * VALIDATORS];
    let before = CrossChainValidators::of(members.iter().copied(), &mut memory).unwrap();
    let before = before.as_slice().to_vec();
    group.bench_function("apply", |b| {
        b.iter(|| {
            let members = black_box(&members).iter().copied();
            let mut set = CrossChainValidators::of(members, &mut memory).unwrap();
            set.apply(&changes).unwrap();
            set.total_power()
        });
    });
    let mut set = CrossChainValidators::of(members.iter().copied(), &mut memory).unwrap();
    assert_eq!(set.as_slice(), before);
    set.apply(&changes).unwrap();
    let infos = set.as_slice().iter().map(|it| {
        let key = tendermint::PublicKey::from_raw_ed25519(it.public_key().as_bytes());
        Info::new(key.unwrap(), u32::try_from(it.power()).unwrap().into())
    });
    let peer = Set::without_proposer(infos.collect());
    assert_eq!(peer.hash().as_bytes(), set.hash().as_bytes());
    group.bench_function("hash/parhelion", |b| b.iter(|| black_box(&set).hash()));
    group.bench_function("hash/tendermint", |b| b.iter(|| black_box(&peer).hash()));
    group.finish();
}

criterion_group!(benches, valset_change);
criterion_main!(benches);
