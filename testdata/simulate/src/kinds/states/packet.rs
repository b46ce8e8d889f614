//! Packets of validator updates, before they are text.

use super::json::Json;
use super::members::base64;
use crate::wire::tree::{delimited, key, varint};

/// A key of an update.
#[derive(Clone, Debug)]
pub(super) enum Key {
    /// Of any number of bytes.
    Ed25519(Vec<u8>),
    /// Of any number of bytes.
    Secp256k1(Vec<u8>),
    /// One of each.
    Both(Vec<u8>, Vec<u8>),
    /// None in a message that is there.
    Empty,
    /// Not even that.
    Missing,
}

/// A packet.
#[derive(Clone, Debug)]
pub(super) struct Packet {
    /// Keys and powers.
    pub(super) updates: Vec<(Key, i64)>,
    /// Its number.
    pub(super) id: u64,
    /// Slashes that are acknowledged.
    pub(super) acks: Vec<String>,
}

impl Packet {
    /// The packet as a provider writes it.
    pub(super) fn json(&self) -> Json {
        let update = |(key, power): &(Key, i64)| {
            let number = ("power".to_owned(), Json::text(power.to_string()));
            let member = |name: &str, bytes: &[u8]| (name.to_owned(), Json::text(base64(bytes)));
            let key = match key {
                Key::Ed25519(bytes) => vec![member("ed25519", bytes)],
                Key::Secp256k1(bytes) => vec![member("secp256k1", bytes)],
                Key::Both(first, second) => {
                    vec![member("ed25519", first), member("secp256k1", second)]
                }
                Key::Empty => Vec::new(),
                Key::Missing => return Json::Object(vec![number]),
            };
            Json::Object(vec![("pub_key".to_owned(), Json::Object(key)), number])
        };
        Json::Object(vec![
            ("validator_updates".to_owned(), Json::List(self.updates.iter().map(update).collect())),
            ("valset_update_id".to_owned(), Json::text(self.id.to_string())),
            (
                "slash_acks".to_owned(),
                Json::List(self.acks.iter().map(|ack| Json::text(ack.clone())).collect()),
            ),
        ])
    }

    /// The same in protobuf, which no consumer reads.
    pub(super) fn protobuf(&self) -> Vec<u8> {
        let mut all = Vec::new();
        for (update, power) in &self.updates {
            let key_message = match update {
                Key::Ed25519(bytes) | Key::Both(bytes, _) => delimited(1, bytes),
                Key::Secp256k1(bytes) => delimited(2, bytes),
                Key::Empty | Key::Missing => Vec::new(),
            };
            let power = [key(2, 0), varint(*power as u64, 0)].concat();
            all.extend(delimited(1, &[delimited(1, &key_message), power].concat()));
        }
        all.extend([key(2, 0), varint(self.id, 0)].concat());
        all
    }
}
