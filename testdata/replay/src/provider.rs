//! Facts about a provider chain, as JSON: what a verdict on submitted evidence depends on.
//!
//! ```json
//! { "release": "v7.0.1", "block_time": "2026-11-23T06:51:48Z",
//!   "consumers": { "0": { "chain_id": "borealis-1", "client_id": "07-tendermint-0",
//!     "min_evidence_height": "30",
//!     "double_sign": { "slash_fraction": "0.07", "jail_duration": "3600000000000", "tombstone": true },
//!     "assigned": [ { "consumer_address": "05b4…", "provider_address": "11ee…" } ] } },
//!   "validators": [ { "address": "9f6e…", "status": "bonded", "jailed": false, "tombstoned": false,
//!     "tokens": "405000000", "last_power": "405", "unbonding": "0" } ],
//!   "clients": { "07-tendermint-0": { "chain_id": "borealis-1", "trust_level": "1/3",
//!     "trusting_period": "57024000000000",
//!     "consensus_states": [ { "height": "1-202", "timestamp": "…", "next_validators_hash": "…" } ] } } }
//! ```
//!
//! A key that is missing is a fact that is not known; `null`, or a list that is there and does not
//! have it, says that there is none. Durations are nanoseconds.

use crate::BadCase;
use crate::case::{duration, fraction, number, time};
use parhelion_core::ccv::{
    BondStatus, Client, ConsensusState, Known, ProviderState, ProviderValidator, Release,
    SlashJail, Unknown,
};
use parhelion_core::{Address, Hash, Time, TrustThreshold};
use serde::{Deserialize, Deserializer};
use std::collections::BTreeMap;

/// What is known of a provider.
#[derive(Debug)]
pub struct ProviderFacts {
    /// The release whose rules it follows.
    pub release: Release,
    block_time: Known<Time>,
    consumers: Option<BTreeMap<String, Consumer>>,
    validators: Option<BTreeMap<Address, ProviderValidator>>,
    clients: Option<BTreeMap<String, KnownClient>>,
}

#[derive(Debug)]
struct Consumer {
    chain_id: Known<String>,
    client_id: Known<String>,
    min_evidence_height: Known<u64>,
    double_sign: Known<SlashJail>,
    assigned: Option<BTreeMap<Address, Address>>,
}

#[derive(Debug)]
struct KnownClient {
    chain_id: String,
    trust_level: TrustThreshold,
    trusting_period: parhelion_core::Duration,
    consensus_states: Option<BTreeMap<(u64, u64), ConsensusState>>,
}

impl ProviderFacts {
    /// Reads the facts.
    ///
    /// # Errors
    /// [`BadCase`] where the text is not of this form; where the release is not built.
    pub fn parse(text: &str) -> Result<ProviderFacts, BadCase> {
        let raw = serde_json::from_str(text).map_err(|error| BadCase(error.to_string()))?;
        ProviderFacts::of(raw)
    }

    /// Takes the facts of a value that has been read.
    ///
    /// # Errors
    /// As in [`ProviderFacts::parse`].
    pub fn from_value(value: serde_json::Value) -> Result<ProviderFacts, BadCase> {
        ProviderFacts::of(
            serde_json::from_value(value).map_err(|error| BadCase(error.to_string()))?,
        )
    }

    fn of(raw: Raw) -> Result<ProviderFacts, BadCase> {
        let release = Release::new(&raw.release).map_err(|error| BadCase(error.to_string()))?;
        let block_time = match raw.block_time {
            Some(text) => Ok(Some(time(&text)?)),
            None => Err(Unknown),
        };
        let consumers = raw.consumers.map(|consumers| each(consumers, consumer)).transpose()?;
        let validators = raw.validators.map(|list| list.iter().map(validator).collect());
        let clients = raw.clients.map(|clients| each(clients, client)).transpose()?;
        Ok(ProviderFacts {
            release,
            block_time,
            consumers,
            validators: validators.transpose()?,
            clients,
        })
    }

    /// A fact about a consumer, where the consumers are known.
    fn consumer<'f, T>(
        &'f self,
        id: &str,
        fact: impl FnOnce(&'f Consumer) -> Known<T>,
    ) -> Known<T> {
        match &self.consumers {
            None => Err(Unknown),
            Some(consumers) => consumers.get(id).map_or(Ok(None), fact),
        }
    }
}

/// What a list has, if there is the list.
fn listed<K: Ord, T: Copy>(list: Option<&BTreeMap<K, T>>, key: &K) -> Known<T> {
    list.map(|list| list.get(key).copied()).ok_or(Unknown)
}

impl ProviderState for ProviderFacts {
    fn chain_id(&self, consumer_id: &str) -> Known<&str> {
        self.consumer(consumer_id, |it| it.chain_id.as_ref().map(Option::as_deref).map_err(|e| *e))
    }

    fn client_id(&self, consumer_id: &str) -> Known<&str> {
        self.consumer(consumer_id, |it| it.client_id.as_ref().map(Option::as_deref).map_err(|e| *e))
    }

    fn min_evidence_height(&self, consumer_id: &str) -> Known<u64> {
        self.consumer(consumer_id, |it| it.min_evidence_height)
    }

    fn provider_address(&self, consumer_id: &str, consumer_address: &Address) -> Known<Address> {
        self.consumer(consumer_id, |it| listed(it.assigned.as_ref(), consumer_address))
    }

    fn double_sign(&self, consumer_id: &str) -> Known<SlashJail> {
        self.consumer(consumer_id, |it| it.double_sign)
    }

    fn validator(&self, provider_address: &Address) -> Known<ProviderValidator> {
        listed(self.validators.as_ref(), provider_address)
    }

    fn client(&self, client_id: &str) -> Known<Client<'_>> {
        let clients = self.clients.as_ref().ok_or(Unknown)?;
        Ok(clients.get(client_id).map(|client| Client {
            chain_id: &client.chain_id,
            trust_level: client.trust_level,
            trusting_period: client.trusting_period,
        }))
    }

    fn consensus_state(&self, client_id: &str, height: (u64, u64)) -> Known<ConsensusState> {
        let clients = self.clients.as_ref().ok_or(Unknown)?;
        let Some(client) = clients.get(client_id) else { return Ok(None) };
        listed(client.consensus_states.as_ref(), &height)
    }

    fn block_time(&self) -> Known<Time> {
        self.block_time
    }

    fn twins(&self, consumer_id: &str) -> Known<u32> {
        let consumers = self.consumers.as_ref().ok_or(Unknown)?;
        let chain_id = self.chain_id(consumer_id)?;
        let twin = |(id, other): &(&String, &Consumer)| {
            id.as_str() != consumer_id
                && matches!(&other.chain_id, Ok(Some(other)) if Some(other.as_str()) == chain_id)
        };
        Ok(u32::try_from(consumers.iter().filter(twin).count()).ok())
    }
}

fn each<R, T>(
    raw: BTreeMap<String, R>,
    read: impl Fn(R) -> Result<T, BadCase>,
) -> Result<BTreeMap<String, T>, BadCase> {
    raw.into_iter().map(|(key, value)| Ok((key, read(value)?))).collect()
}

fn fact<R, T>(
    raw: Option<Option<R>>,
    read: impl FnOnce(R) -> Result<T, BadCase>,
) -> Result<Known<T>, BadCase> {
    raw.map_or(Ok(Err(Unknown)), |raw| Ok(Ok(raw.map(read).transpose()?)))
}

fn consumer(raw: RawConsumer) -> Result<Consumer, BadCase> {
    let assigned = |list: Vec<Assigned>| {
        list.iter()
            .map(|it| Ok((address(&it.consumer_address)?, address(&it.provider_address)?)))
            .collect::<Result<_, BadCase>>()
    };
    Ok(Consumer {
        chain_id: fact(raw.chain_id, Ok)?,
        client_id: fact(raw.client_id, Ok)?,
        min_evidence_height: fact(raw.min_evidence_height, |text: String| {
            number(&text, "min_evidence_height")
        })?,
        double_sign: fact(raw.double_sign, |raw| slash_jail(&raw))?,
        assigned: raw.assigned.map(assigned).transpose()?,
    })
}

fn slash_jail(raw: &RawSlashJail) -> Result<SlashJail, BadCase> {
    Ok(SlashJail {
        slash_fraction: decimal(&raw.slash_fraction)?,
        jail_duration: duration(&raw.jail_duration, "jail_duration")?,
        tombstone: raw.tombstone,
    })
}

/// A slash fraction: a decimal in [0, 1] of at most 18 places, times 10^18.
///
/// # Errors
/// [`BadCase`] where the text is none.
pub fn decimal(text: &str) -> Result<u64, BadCase> {
    let bad = || BadCase(format!("`slash_fraction` is not a decimal in [0, 1]: {text}"));
    let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
    let digits = format!("{whole}{places:0<18}");
    let plain = places.len() <= 18 && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = digits.parse().ok().filter(|value| plain && *value <= 1_000_000_000_000_000_000);
    value.ok_or_else(bad)
}

fn validator(raw: &RawValidator) -> Result<(Address, ProviderValidator), BadCase> {
    let status = match raw.status.as_str() {
        "bonded" => BondStatus::Bonded,
        "unbonding" => BondStatus::Unbonding,
        "unbonded" => BondStatus::Unbonded,
        other => return Err(BadCase(format!("unknown `status` {other}"))),
    };
    let validator = ProviderValidator {
        status,
        jailed: raw.jailed,
        tombstoned: raw.tombstoned,
        tokens: number(&raw.tokens, "tokens")?,
        last_power: number(&raw.last_power, "last_power")?,
        unbonding: number(&raw.unbonding, "unbonding")?,
    };
    Ok((address(&raw.address)?, validator))
}

fn client(raw: RawClient) -> Result<KnownClient, BadCase> {
    let (numerator, denominator) = fraction(&raw.trust_level)?;
    let trust_level = TrustThreshold::new(numerator, denominator)
        .map_err(|error| BadCase(format!("`trust_level`: {error}")))?;
    let states = |list: Vec<RawState>| list.iter().map(state).collect::<Result<_, _>>();
    Ok(KnownClient {
        chain_id: raw.chain_id,
        trust_level,
        trusting_period: duration(&raw.trusting_period, "trusting_period")?,
        consensus_states: raw.consensus_states.map(states).transpose()?,
    })
}

fn state(raw: &RawState) -> Result<((u64, u64), ConsensusState), BadCase> {
    let (revision, height) = raw
        .height
        .split_once('-')
        .ok_or_else(|| BadCase(format!("`height` is not REVISION-HEIGHT: {}", raw.height)))?;
    let hash = hex(&raw.next_validators_hash)
        .and_then(|bytes| Hash::from_slice(&bytes))
        .ok_or_else(|| BadCase("`next_validators_hash` is not 32 bytes in hexadecimal".into()))?;
    let state = ConsensusState { timestamp: time(&raw.timestamp)?, next_validators_hash: hash };
    Ok(((number(revision, "height")?, number(height, "height")?), state))
}

fn address(text: &str) -> Result<Address, BadCase> {
    hex(text)
        .and_then(|bytes| Address::from_slice(&bytes))
        .ok_or_else(|| BadCase(format!("not an address in hexadecimal: {text}")))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u8>> = text
        .chars()
        .map(|digit| digit.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    let (pairs, rest) = digits.as_ref()?.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}

#[derive(Deserialize)]
struct Raw {
    release: String,
    block_time: Option<String>,
    consumers: Option<BTreeMap<String, RawConsumer>>,
    validators: Option<Vec<RawValidator>>,
    clients: Option<BTreeMap<String, RawClient>>,
}

/// Tells `null` from a missing key.
fn present<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Option<T>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct RawConsumer {
    #[serde(default, deserialize_with = "present")]
    chain_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    client_id: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    min_evidence_height: Option<Option<String>>,
    #[serde(default, deserialize_with = "present")]
    double_sign: Option<Option<RawSlashJail>>,
    assigned: Option<Vec<Assigned>>,
}

#[derive(Deserialize)]
struct RawSlashJail {
    slash_fraction: String,
    jail_duration: String,
    tombstone: bool,
}

#[derive(Deserialize)]
struct Assigned {
    consumer_address: String,
    provider_address: String,
}

#[derive(Deserialize)]
struct RawValidator {
    address: String,
    status: String,
    jailed: bool,
    tombstoned: bool,
    tokens: String,
    last_power: String,
    unbonding: String,
}

#[derive(Deserialize)]
struct RawClient {
    chain_id: String,
    trust_level: String,
    trusting_period: String,
    consensus_states: Option<Vec<RawState>>,
}

#[derive(Deserialize)]
struct RawState {
    height: String,
    timestamp: String,
    next_validators_hash: String,
}
