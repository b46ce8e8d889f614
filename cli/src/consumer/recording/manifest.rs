//! What a recording says of itself: the parts of its `MANIFEST.json` that are compared.

use parhelion_core::ccv::valset_change::CrossChainValidator;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;

#[derive(Deserialize)]
pub(crate) struct Manifest {
    pub(crate) chains: BTreeMap<String, Chain>,
    #[serde(default)]
    pub(crate) validators: Vec<Validator>,
    #[serde(default)]
    pub(crate) packets: Vec<Packet>,
    #[serde(default)]
    pub(crate) evidence: Vec<Evidence>,
    #[serde(default)]
    pub(crate) proofs: Vec<Proof>,
}

/// A chain; one without a consumer id is the provider.
#[derive(Deserialize)]
pub(crate) struct Chain {
    pub(crate) chain_id: String,
    pub(crate) consumer_id: Option<String>,
    pub(crate) first_height: Option<u64>,
    #[serde(default)]
    pub(crate) heights: BTreeMap<String, serde_json::Value>,
    #[serde(default)]
    pub(crate) validator_sets: Vec<Set>,
}

impl Chain {
    /// The heights of which a commit is recorded, ascending.
    pub(crate) fn heights(&self) -> Vec<u64> {
        let mut heights: Vec<u64> =
            self.heights.keys().filter_map(|height| height.parse().ok()).collect();
        heights.sort_unstable();
        heights
    }
}

/// The set of the headers of a range of heights.
#[derive(Deserialize)]
pub(crate) struct Set {
    pub(crate) from: u64,
    pub(crate) to: u64,
    #[serde(deserialize_with = "bytes")]
    pub(crate) validators_hash: Vec<u8>,
    pub(crate) validators: Vec<Member>,
}

#[derive(Deserialize, Clone, PartialEq, Eq, Debug)]
pub(crate) struct Member {
    #[serde(deserialize_with = "bytes")]
    pub(crate) pub_key: Vec<u8>,
    pub(crate) power: u64,
}

impl Member {
    pub(crate) fn new(key: &[u8], power: u64) -> Member {
        Member { pub_key: key.to_vec(), power }
    }

    /// The members of a set that was verified.
    pub(crate) fn all(validators: &[CrossChainValidator]) -> Vec<Member> {
        validators.iter().map(|it| Member::new(it.public_key().as_bytes(), it.power())).collect()
    }
}

#[derive(Deserialize)]
pub(crate) struct Validator {
    #[serde(deserialize_with = "bytes")]
    pub(crate) provider_address: Vec<u8>,
}

#[derive(Deserialize)]
pub(crate) struct Packet {
    pub(crate) consumer: String,
    pub(crate) direction: String,
    pub(crate) sequence: u64,
    pub(crate) source_channel: String,
    pub(crate) destination_channel: String,
    pub(crate) source_port: String,
    pub(crate) destination_port: String,
    #[serde(deserialize_with = "number")]
    pub(crate) timeout_timestamp: u64,
    pub(crate) timeout_revision: u64,
    pub(crate) timeout_height: u64,
    #[serde(deserialize_with = "bytes")]
    pub(crate) data_hex: Vec<u8>,
    pub(crate) committed_height: u64,
    pub(crate) received_height: u64,
    #[serde(deserialize_with = "bytes")]
    pub(crate) ack_hex: Vec<u8>,
    pub(crate) ack_height: u64,
}

impl Packet {
    /// Whether the provider sent it.
    pub(crate) fn is_of_provider(&self) -> bool {
        self.direction.starts_with("provider")
    }
}

#[derive(Deserialize)]
pub(crate) struct Evidence {
    pub(crate) folder: String,
    pub(crate) stage: String,
    pub(crate) accepted: bool,
    pub(crate) code: u64,
    #[serde(default)]
    pub(crate) codespace: String,
    #[serde(default)]
    pub(crate) log: String,
    pub(crate) provider_height: u64,
    pub(crate) consumer_id: String,
    #[serde(default)]
    pub(crate) burned_stake: Vec<u128>,
}

impl Evidence {
    /// Whether it was run on a state, and not kept.
    pub(crate) fn is_simulated(&self) -> bool {
        self.stage == "simulate"
    }
}

#[derive(Deserialize)]
pub(crate) struct Proof {
    pub(crate) file: String,
    pub(crate) chain: String,
    pub(crate) store: String,
    #[serde(deserialize_with = "bytes")]
    pub(crate) key: Vec<u8>,
    pub(crate) meaning: String,
    pub(crate) height: u64,
    pub(crate) header_height: u64,
    pub(crate) present: bool,
    #[serde(default, deserialize_with = "optional_bytes")]
    pub(crate) value: Vec<u8>,
}

fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    hex::decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
}

/// `null` as no bytes.
fn optional_bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    hex::decode(text.unwrap_or_default()).map_err(D::Error::custom)
}

/// A number, or a text that holds one.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    match serde_json::Value::deserialize(deserializer)? {
        serde_json::Value::Number(number) => number.as_u64(),
        serde_json::Value::String(text) => text.parse().ok(),
        _ => None,
    }
    .ok_or_else(|| D::Error::custom("no number of 64 bits"))
}
