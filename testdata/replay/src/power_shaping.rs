//! The kind of cases that asks for a consumer's next set.

use crate::case::{Bytes, number, required};
use crate::kinds::LIMITS;
use crate::{BadCase, Case, Verdict, Want};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::ccv::power_shaping::{
    Candidate, NextSet, Parameters, Record, ValidatorUpdate, Workspace, next_set, scratch_len,
};
use parhelion_core::{Address, Encode, Error, PublicKey};
use serde::Deserialize;
use serde_json::{Value, json};

/// Whether an answer is the wanted one: the same validators, updates and least power, as JSON.
pub(crate) fn is(want: &Want, answer: Option<&[u8]>) -> bool {
    let answer = answer.and_then(|text| serde_json::from_slice::<Value>(text).ok());
    let (validators, updates) = (&want.validators, &want.updates);
    let wanted =
        json!({"validators": validators, "updates": updates, "min_power": &want.min_power});
    answer == Some(wanted)
}

pub(crate) fn answer(case: &Case) -> Result<Verdict, BadCase> {
    let validators: Vec<RawValidator> = list(case.validators.as_ref(), "validators")?;
    let current: Vec<RawRecord> = list(case.current.as_ref(), "current")?;
    let raw: RawParameters = list(case.parameters.as_ref(), "parameters")?;
    let lists = [&raw.allowlist, &raw.denylist, &raw.prioritylist].map(|it| addresses(it));
    let [allowlist, denylist, prioritylist] = lists;
    let (allowlist, denylist, prioritylist) = (allowlist?, denylist?, prioritylist?);
    let name = "max_provider_consensus_validators";
    let parameters = Parameters {
        max_provider_consensus_validators: number(
            required(case.max_provider_consensus_validators.as_ref(), name)?,
            name,
        )?,
        top_n: raw.top_n,
        validators_power_cap: raw.validators_power_cap,
        validator_set_cap: raw.validator_set_cap,
        allowlist: &allowlist,
        denylist: &denylist,
        prioritylist: &prioritylist,
        min_stake: number(&raw.min_stake, "min_stake")?,
        allow_inactive_vals: raw.allow_inactive,
    };
    let height = number(required(case.height.as_ref(), "height")?, "height")?;
    let candidates: Vec<_> =
        validators.iter().map(RawValidator::candidate).collect::<Result<_, _>>()?;
    let current: Vec<_> = current.iter().map(RawRecord::record).collect::<Result<_, _>>()?;

    let ask = |validators: usize, updates: usize| {
        let workspace = Workspace {
            scratch: &mut vec![0; scratch_len(candidates.len(), current.len())],
            validators: &mut vec![Record::NONE; validators],
            updates: &mut vec![ValidatorUpdate::NONE; updates],
        };
        let next = next_set(&candidates, &parameters, &current, height, workspace)?;
        Ok((text(&next), next.validators().len(), next.updates().len()))
    };
    let enough: Result<_, Error> = ask(candidates.len(), candidates.len() + current.len());
    if let Ok((_, validators, updates)) = &enough {
        assert_eq!(ask(*validators, *updates), enough, "memory must not change a set");
    }
    Ok(match enough {
        Ok((text, ..)) => Verdict::Accepted(Some(text)),
        Err(error) => Verdict::Refused(error, error.class()),
    })
}

fn text(next: &NextSet<'_, '_>) -> Vec<u8> {
    let key = |key: &PublicKey<'_>| {
        let mut bytes = Vec::new();
        key.encode(&mut bytes);
        STANDARD.encode(bytes)
    };
    let validator = |it: &Record<'_>| {
        json!({
            "address": it.address.to_string().to_lowercase(),
            "public_key": key(&it.public_key),
            "power": it.power.to_string(),
            "join_height": it.join_height.to_string(),
        })
    };
    let update = |it: &ValidatorUpdate<'_>| json!({"public_key": key(&it.public_key), "power": it.power.to_string()});
    json!({
        "validators": next.validators().iter().map(validator).collect::<Vec<_>>(),
        "updates": next.updates().iter().map(update).collect::<Vec<_>>(),
        "min_power": next.min_power().unwrap_or(0).to_string(),
    })
    .to_string()
    .into_bytes()
}

fn list<T: for<'de> Deserialize<'de>>(value: Option<&Value>, name: &str) -> Result<T, BadCase> {
    T::deserialize(required(value, name)?).map_err(|error| BadCase(format!("`{name}`: {error}")))
}

fn addresses(list: &[String]) -> Result<Vec<Address>, BadCase> {
    list.iter().map(|text| address(text)).collect()
}

fn address(text: &str) -> Result<Address, BadCase> {
    let byte = |at: usize| text.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    let bytes: Option<Vec<u8>> = (0..text.len()).step_by(2).map(byte).collect();
    bytes
        .and_then(|bytes| Address::from_slice(&bytes))
        .ok_or_else(|| BadCase(format!("not an address in hexadecimal: {text}")))
}

fn public_key(bytes: &Bytes) -> Result<PublicKey<'_>, BadCase> {
    PublicKey::parse(&bytes.0, LIMITS).map_err(|error| BadCase(format!("not a key: {error}")))
}

#[derive(Deserialize)]
struct RawValidator {
    address: String,
    public_key: Bytes,
    tokens: String,
    power: String,
    opted_in: bool,
    consumer_key: Option<Bytes>,
}

impl RawValidator {
    fn candidate(&self) -> Result<Candidate<'_>, BadCase> {
        Ok(Candidate {
            address: address(&self.address)?,
            public_key: public_key(&self.public_key)?,
            tokens: number(&self.tokens, "tokens")?,
            last_power: number(&self.power, "power")?,
            opted_in: self.opted_in,
            consumer_key: self.consumer_key.as_ref().map(public_key).transpose()?,
        })
    }
}

#[derive(Deserialize)]
struct RawRecord {
    address: String,
    public_key: Bytes,
    power: String,
    join_height: String,
}

impl RawRecord {
    fn record(&self) -> Result<Record<'_>, BadCase> {
        Ok(Record {
            address: address(&self.address)?,
            public_key: public_key(&self.public_key)?,
            power: number(&self.power, "power")?,
            join_height: number(&self.join_height, "join_height")?,
        })
    }
}

#[derive(Deserialize)]
struct RawParameters {
    top_n: u32,
    validators_power_cap: u32,
    validator_set_cap: u32,
    allowlist: Vec<String>,
    denylist: Vec<String>,
    prioritylist: Vec<String>,
    min_stake: String,
    allow_inactive: bool,
}
