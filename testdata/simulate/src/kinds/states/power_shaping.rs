//! Kind `power_shaping`: the bonded validators of a provider, what a consumer asks of its own, and
//! the set that it has.

use super::members::{address, arrange, base64, key_message, number, powers};
use super::order;
use crate::kinds::Desk;
use crate::line::Question;
use crate::rng::Rng;
use std::collections::BTreeMap;

/// The tokens for one unit of power.
const REDUCTION: u128 = 1_000_000;
/// The most that a provider of our time lets into its consensus.
const HUB: usize = 180;

struct Bonded {
    key: Vec<u8>,
    tokens: u128,
    power: u64,
    opted_in: bool,
    consumer_key: Option<Vec<u8>>,
}

/// A record of the current set: key, power, height.
type Record = (Vec<u8>, u64, u64);

pub(in crate::kinds) fn ask(_: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (count, mut note, validators) = providers(rng);
    let active = match rng.below(5) {
        0 | 1 => HUB,
        2 => count + rng.index(3),
        3 => count.saturating_sub(1 + rng.index(3)),
        _ => rng.index(count + 1),
    };
    let active = if active == 0 && !rng.once_in(8) { 1 } else { active };
    let parameters = parameters(&validators, rng);
    let (history, current) = current(&validators, rng);
    note = format!("{note}; {history}");
    Question::new("power_shaping", vec![note])
        .text("height", 1 + rng.below(1 << 32))
        .text("max_provider_consensus_validators", active)
        .json("validators", list(&validators, written))
        .json("parameters", parameters)
        .json("current", list(&current, |(address, (key, power, height))| {
            format!(
                r#"{{"address":"{address}","public_key":"{}","power":"{power}","join_height":"{height}"}}"#,
                base64(&key_message(key))
            )
        }))
}

/// The validators in the order of the staking module's iterator, and what they are called.
fn providers(rng: &mut Rng) -> (usize, String, Vec<Bonded>) {
    if rng.once_in(15) {
        return against_the_sort(rng);
    }
    let count = number(rng);
    let (name, powers) = powers(count, rng);
    let mut note = format!("{count} validators with powers: {name}");
    let mut validators = bonded(&powers, &mut note, rng);
    let by_tokens = rng.once_in(3);
    let order = arrange(
        &mut validators,
        if by_tokens { |one| one.tokens } else { |one| u128::from(one.power) },
        rng,
    );
    note.push_str(", ");
    note.push_str(order);
    (count, note, validators)
}

/// Validators whose tokens, or whose powers in the order of the tokens, are hard to sort.
fn against_the_sort(rng: &mut Rng) -> (usize, String, Vec<Bonded>) {
    let hard = order::against_the_sort(rng);
    let mut note = format!("{} validators against the sort", hard.len());
    let mut validators = bonded(&hard, &mut note, rng);
    let of_powers = rng.once_in(2);
    for (place, (one, hard)) in validators.iter_mut().zip(&hard).enumerate() {
        let tokens = if of_powers { 1000 - place as u128 } else { u128::from(*hard) };
        one.tokens = tokens * REDUCTION;
        one.opted_in |= of_powers;
    }
    note = note.split(',').next().unwrap_or_default().to_owned();
    note.push_str(if of_powers { " by power" } else { " by tokens" });
    (hard.len(), note, validators)
}

fn bonded(powers: &[u64], note: &mut String, rng: &mut Rng) -> Vec<Bonded> {
    let tokens = rng.below(6);
    let opted = rng.pick(&[1, 1, 1, 2, 3, 10, u64::MAX]);
    let assigned = rng.pick(&[2, 5, 20, u64::MAX]);
    let same = REDUCTION * u128::from(rng.below(1 << 20) + 1);
    let names = ["with a rest", "exact", "equal", "few", "unrelated", "of 90 bits"];
    note.push_str(", tokens ");
    note.push_str(names[tokens as usize]);
    let one = |power: &u64| {
        let exact = u128::from(*power) * REDUCTION;
        Bonded {
            key: rng.hash(),
            tokens: match tokens {
                0 => exact + u128::from(rng.below(REDUCTION as u64)),
                1 => exact,
                2 => same,
                3 => same + u128::from(rng.below(3)),
                4 => u128::from(rng.any()),
                _ => u128::from(rng.any()) << 26 | u128::from(rng.below(2)),
            },
            power: *power,
            opted_in: if opted == u64::MAX { false } else { opted == 1 || !rng.once_in(opted) },
            consumer_key: rng.once_in(assigned).then(|| rng.hash()),
        }
    };
    powers.iter().map(one).collect()
}

fn parameters(validators: &[Bonded], rng: &mut Rng) -> String {
    let count = validators.len() as u64;
    let top_n = match rng.below(12) {
        0..=5 => 0,
        6 => 1 + rng.below(49),
        7 => 100,
        8 => rng.pick(&[99, 101, 50, 51, u64::from(u32::MAX)]),
        _ => 50 + rng.below(51),
    };
    let power_cap = match rng.below(8) {
        0..=2 => 0,
        3 => 1 + rng.below(5),
        4 => 100 / count.max(1) + rng.below(2),
        5 => 100 - rng.below(2),
        _ => 1 + rng.below(100),
    };
    let set_cap = match rng.below(6) {
        0..=2 => 0,
        3 => count + rng.below(3),
        4 => rng.pick(&[1, u64::from(u32::MAX)]),
        _ => 1 + rng.below(count + 1),
    };
    let min_stake = match rng.below(6) {
        0..=3 => 0,
        4 if count > 0 => {
            let one = &validators[rng.index(validators.len())];
            let edge = one.tokens.saturating_add(u128::from(rng.below(3))).saturating_sub(1);
            u64::try_from(edge).unwrap_or(u64::MAX)
        }
        _ => rng.pick(&[1, 1_000_000, u64::MAX, 1 << 63]),
    };
    let [allow, deny, priority] = [6, 6, 3].map(|rarely| addresses(validators, rarely, rng));
    format!(
        r#"{{"top_n":{top_n},"validators_power_cap":{power_cap},"validator_set_cap":{set_cap},"allowlist":{allow},"denylist":{deny},"prioritylist":{priority},"min_stake":"{min_stake}","allow_inactive":{}}}"#,
        rng.once_in(3)
    )
}

/// Some of the validators, now and then twice, and strangers.
fn addresses(validators: &[Bonded], rarely: u64, rng: &mut Rng) -> String {
    let mut listed = Vec::new();
    if rng.once_in(rarely) {
        let part = rng.pick(&[2, 2, 5, 20]);
        listed.extend(validators.iter().filter(|_| rng.once_in(part)).map(|one| address(&one.key)));
        if rng.once_in(4) {
            listed.push(address(&rng.hash()));
        }
        if rng.once_in(4) && !listed.is_empty() {
            listed.push(listed[rng.index(listed.len())].clone());
        }
        rng.shuffle(&mut listed);
    }
    list(&listed, |address| format!("\"{address}\""))
}

/// What the consumer has: nothing, what it asks for if it asks for nothing, or something disturbed.
fn current(validators: &[Bonded], rng: &mut Rng) -> (&'static str, BTreeMap<String, Record>) {
    let name = rng.pick(&["no current set", "the same set", "another set", "another set"]);
    let mut records = BTreeMap::new();
    if name == "no current set" {
        return (name, records);
    }
    let mut keys = Vec::new();
    for one in validators {
        let own = one.consumer_key.as_ref().unwrap_or(&one.key);
        let mut record = (own.clone(), one.power, 1 + rng.below(1 << 31));
        if name == "another set" {
            match rng.below(12) {
                0 => continue,
                1 => record.0 = rng.hash(),
                2 => record.0.clone_from(&one.key),
                3 => record.0.clone_from(&validators[rng.index(validators.len())].key),
                4..=6 => record.1 = 1 + rng.below(record.1.saturating_mul(2).max(1)),
                _ => {}
            }
        }
        if !keys.contains(&record.0) {
            keys.push(record.0.clone());
            records.insert(address(&one.key), record);
        }
    }
    if name == "another set" {
        for _ in 0..rng.index(3) {
            records.insert(address(&rng.hash()), (rng.hash(), 1 + rng.below(100), 1));
        }
    }
    (name, records)
}

fn written(one: &Bonded) -> String {
    let consumer = one.consumer_key.as_ref().map(|key| base64(&key_message(key)));
    format!(
        r#"{{"address":"{}","public_key":"{}","tokens":"{}","power":"{}","opted_in":{},"consumer_key":{}}}"#,
        address(&one.key),
        base64(&key_message(&one.key)),
        one.tokens,
        one.power,
        one.opted_in,
        consumer.map_or("null".to_owned(), |key| format!("\"{key}\"")),
    )
}

pub(super) fn list<I: IntoIterator>(items: I, write: impl FnMut(I::Item) -> String) -> String {
    format!("[{}]", items.into_iter().map(write).collect::<Vec<_>>().join(","))
}
