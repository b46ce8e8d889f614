//! What is known of a provider and its consumers, from files and answers of nodes.

use crate::failure::Failure;
use crate::input;
use parhelion_core::{Address, Limits, ValidatorSet};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

/// A provider and its consumers.
#[derive(Default)]
pub(super) struct Known {
    pub(super) chain_id: Option<String>,
    pub(super) height: Option<String>,
    pub(super) validators: BTreeMap<Address, ProviderValidator>,
    pub(super) consumers: BTreeMap<String, Consumer>,
}

pub(super) struct ProviderValidator {
    pub(super) moniker: Option<String>,
    pub(super) tokens: u128,
    pub(super) power: u64,
}

#[derive(Default)]
pub(super) struct Consumer {
    pub(super) chain_id: Option<String>,
    pub(super) slash_fraction: Option<u64>,
    pub(super) assigned: BTreeMap<Address, Address>,
    /// By the address on the consumer.
    pub(super) validators: Vec<(Address, u64)>,
}

impl Known {
    /// Adds what a file says.
    pub(super) fn read(&mut self, path: &Path) -> Result<(), Failure> {
        let name = path.display().to_string();
        let file: File = from_json(path)?;
        self.take(file).map_err(|why| Failure::not_readable(&name, why))
    }

    fn take(&mut self, file: File) -> Result<(), String> {
        one(&mut self.chain_id, file.chain_id, "the provider's chain_id")?;
        one(&mut self.height, file.height, "the provider's height")?;
        for it in file.validators {
            let (tokens, power) =
                (number(&it.tokens, "tokens")?, number(&it.last_power, "last_power")?);
            let validator = ProviderValidator { moniker: it.moniker, tokens, power };
            self.add(address(&it.address)?, validator)?;
        }
        for (id, it) in file.consumers {
            let consumer = self.consumers.entry(id).or_default();
            one(&mut consumer.chain_id, it.chain_id, "the chain_id of a consumer")?;
            let fraction = it.double_sign.map(|it| parhelion_replay::decimal(&it.slash_fraction));
            let fraction = fraction.transpose().map_err(|error| error.to_string())?;
            one(&mut consumer.slash_fraction, fraction, "the slash_fraction of a consumer")?;
            for key in it.assigned {
                consumer
                    .assign(address(&key.consumer_address)?, address(&key.provider_address)?)?;
            }
            for member in it.validators {
                let power = number(&member.power, "power")?;
                consumer.validators.push((address(&member.address)?, power));
            }
        }
        Ok(())
    }

    /// Adds the provider's validators as its nodes answer them: tokens are as powers are.
    pub(super) fn read_provider(
        &mut self,
        paths: &[PathBuf],
        power_reduction: u64,
    ) -> Result<(), Failure> {
        let Some(last) = paths.last() else { return Ok(()) };
        let tokens = |power: u64| u128::from(power) * u128::from(power_reduction);
        for (address, power) in set(paths)? {
            let validator = ProviderValidator { moniker: None, tokens: tokens(power), power };
            self.add(address, validator)
                .map_err(|why| Failure::not_readable(&last.display().to_string(), why))?;
        }
        Ok(())
    }

    /// Adds the validators of consumers as their nodes answer them.
    pub(super) fn read_consumers(&mut self, sets: &[(String, PathBuf)]) -> Result<(), Failure> {
        let mut pages: BTreeMap<&str, Vec<PathBuf>> = BTreeMap::new();
        for (id, path) in sets {
            pages.entry(id).or_default().push(path.clone());
        }
        for (id, paths) in pages {
            let consumer = self.consumers.entry(id.to_owned()).or_default();
            consumer.validators.extend(set(&paths)?);
        }
        Ok(())
    }

    /// Adds to whom keys are assigned.
    pub(super) fn read_keys(&mut self, path: &Path) -> Result<(), Failure> {
        let wrong = |why: String| Failure::not_readable(&path.display().to_string(), why);
        let keys: BTreeMap<String, BTreeMap<String, String>> = from_json(path)?;
        for (id, keys) in keys {
            let consumer = self.consumers.entry(id).or_default();
            for (ours, theirs) in keys {
                let pair = address(&ours).and_then(|ours| Ok((ours, address(&theirs)?)));
                let (consumer_address, provider_address) = pair.map_err(wrong)?;
                consumer.assign(consumer_address, provider_address).map_err(wrong)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, address: Address, validator: ProviderValidator) -> Result<(), String> {
        match self.validators.insert(address, validator) {
            None => Ok(()),
            Some(_) => Err(format!("the provider's validator {address} is given twice")),
        }
    }
}

impl Consumer {
    fn assign(&mut self, consumer: Address, provider: Address) -> Result<(), String> {
        match self.assigned.insert(consumer, provider) {
            Some(other) if other != provider => {
                Err(format!("{consumer} is assigned to two validators of the provider"))
            }
            _ => Ok(()),
        }
    }

    /// Whose address on the provider this is.
    pub(super) fn provider_address(&self, consumer_address: &Address) -> Address {
        self.assigned.get(consumer_address).copied().unwrap_or(*consumer_address)
    }
}

/// Takes what is new, and refuses what contradicts what was known.
fn one<T: PartialEq>(known: &mut Option<T>, new: Option<T>, what: &str) -> Result<(), String> {
    if new.is_some() && known.is_some() && *known != new {
        return Err(format!("{what} is given twice, and not the same"));
    }
    *known = new.or(known.take());
    Ok(())
}

/// The addresses and powers of a set, whose addresses have been found to be those of its keys.
fn set(paths: &[PathBuf]) -> Result<Vec<(Address, u64)>, Failure> {
    let bytes = input::validators(paths)?.unwrap_or_default();
    let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).map_err(|error| {
        let name = paths.last().map(|path| path.display().to_string()).unwrap_or_default();
        Failure::not_readable(&name, error)
    })?;
    Ok(set.validators().map(|validator| (validator.address(), validator.power())).collect())
}

fn from_json<T: DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let name = path.display().to_string();
    serde_json::from_slice(&input::read(path)?).map_err(|error| Failure::not_readable(&name, error))
}

pub(super) fn address(text: &str) -> Result<Address, String> {
    let bytes = hex::decode(text).ok();
    bytes
        .and_then(|bytes| Address::from_slice(&bytes))
        .ok_or_else(|| format!("not an address, 20 bytes in hexadecimal: {text}"))
}

fn number<T: std::str::FromStr<Err: fmt::Display>>(text: &str, key: &str) -> Result<T, String> {
    text.parse().map_err(|error| format!("`{key}` is {text}: {error}"))
}

#[derive(Deserialize)]
struct File {
    chain_id: Option<String>,
    height: Option<String>,
    #[serde(default)]
    validators: Vec<RawValidator>,
    #[serde(default)]
    consumers: BTreeMap<String, RawConsumer>,
}

#[derive(Deserialize)]
struct RawValidator {
    address: String,
    moniker: Option<String>,
    tokens: String,
    last_power: String,
}

#[derive(Deserialize)]
struct RawConsumer {
    chain_id: Option<String>,
    double_sign: Option<DoubleSign>,
    #[serde(default)]
    assigned: Vec<Assigned>,
    #[serde(default)]
    validators: Vec<RawMember>,
}

#[derive(Deserialize)]
struct DoubleSign {
    slash_fraction: String,
}

#[derive(Deserialize)]
struct Assigned {
    consumer_address: String,
    provider_address: String,
}

#[derive(Deserialize)]
struct RawMember {
    address: String,
    power: String,
}
