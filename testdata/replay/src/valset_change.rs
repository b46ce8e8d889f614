//! Cases about a provider's packets: what they make of a consumer's validators.

use crate::case::{base64_value, number, required};
use crate::kinds::LIMITS;
use crate::{BadCase, Case, Verdict};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
};
use parhelion_core::{Encode, Error, PublicKey};
use serde_json::{Value, json};

pub(crate) const KIND: &str = "valset_change";

/// Answers with the hash, and after it the validators as the case writes them.
pub(crate) fn answer(case: &Case) -> Result<Verdict, BadCase> {
    let validators = validators(required(case.validators.as_ref(), "validators")?)?;
    let packets = required(case.packets.as_ref(), "packets")?;
    let packets: Vec<&[u8]> = packets.iter().map(|packet| &packet.0[..]).collect();
    Ok(match apply(&validators, &packets) {
        Ok(answer) => Verdict::Accepted(Some(answer)),
        Err(error) => Verdict::Refused(error, error.class()),
    })
}

fn apply(validators: &[(Vec<u8>, u64)], packets: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let packets = packets
        .iter()
        .map(|packet| ValidatorSetChangePacket::parse_json(packet, LIMITS))
        .collect::<Result<Vec<_>, Error>>()?;
    let before = validators
        .iter()
        .map(|(key, power)| Ok((PublicKey::parse(key, LIMITS)?, *power)))
        .collect::<Result<Vec<_>, Error>>()?;
    let updates = || packets.iter().flat_map(ValidatorSetChangePacket::updates);
    let mut memory = vec![Change::NONE; updates().count()];
    let changes = Changes::accumulate(updates(), &mut memory)?;
    let mut tight = vec![Change::NONE; changes.as_slice().len()];
    let tight = Changes::accumulate(updates(), &mut tight)?;
    assert!(
        changes.as_slice().iter().map(pair).eq(tight.as_slice().iter().map(pair)),
        "memory must not change what is merged"
    );
    let room = before.len() + changes.as_slice().len();
    let mut memory = vec![CrossChainValidator::NONE; room];
    let mut set = CrossChainValidators::of(before, &mut memory)?;
    let (hash, total) = (set.hash(), set.total_power());
    if let Err(error) = set.apply(&changes) {
        assert_eq!((hash, total), (set.hash(), set.total_power()), "refused, and changed");
        return Err(error);
    }
    let mut answer = set.hash().0.to_vec();
    answer.extend_from_slice(written(&set)?.to_string().as_bytes());
    Ok(answer)
}

fn pair(change: &Change) -> (Vec<u8>, i64) {
    (change.public_key().as_bytes().to_vec(), change.power())
}

/// The validators as a case writes them.
fn written(set: &CrossChainValidators<'_>) -> Result<Value, Error> {
    let validator = |member: &CrossChainValidator| {
        let mut key = Vec::new();
        member.public_key().public_key()?.encode(&mut key);
        Ok(json!({ "public_key": STANDARD.encode(key), "power": member.power().to_string() }))
    };
    set.as_slice().iter().map(validator).collect()
}

fn validators(list: &Value) -> Result<Vec<(Vec<u8>, u64)>, BadCase> {
    let bad = || BadCase("`validators` is no list of keys and powers".into());
    let validator = |value: &Value| {
        let power = value.get("power").and_then(Value::as_str).ok_or_else(bad)?;
        let key = value.get("public_key").ok_or_else(bad)?;
        Ok((base64_value(key, "public_key")?, number(power, "power")?))
    };
    list.as_array().ok_or_else(bad)?.iter().map(validator).collect()
}
