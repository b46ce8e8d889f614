//! The rules of interchain-security 7.0.1, with maps, lists and decimals by long division.

use super::{HEIGHT, Question, go_sort};
use parhelion_core::ccv::power_shaping::Candidate;
use std::collections::{BTreeMap, BTreeSet};

/// Address, key, power, join height.
type Member = ([u8; 20], Vec<u8>, u64, u64);

/// A next set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Plain {
    pub(super) validators: Vec<Member>,
    pub(super) updates: Vec<(Vec<u8>, u64)>,
    pub(super) min_power: Option<u64>,
    pub(super) opted_in: Vec<[u8; 20]>,
}

const MAX_INT64: u128 = i64::MAX as u128;

pub(super) fn next_set(question: &Question<'_>) -> Result<Plain, &'static str> {
    let Question { candidates, parameters, current } = question;
    if !current.is_sorted_by(|a, b| a.address < b.address) {
        return Err("RecordOrder");
    }
    if candidates.iter().map(|it| u128::from(it.last_power)).sum::<u128>() > MAX_INT64 {
        return Err("PowerRange");
    }
    if candidates.iter().map(|it| it.address).collect::<BTreeSet<_>>().len() < candidates.len() {
        return Err("DuplicateCandidate");
    }
    let max = usize::try_from(parameters.max_provider_consensus_validators).unwrap_or(usize::MAX);
    let active = &candidates[..max.min(candidates.len())];
    let (mut min_power, mut opted_in) = (None, Vec::new());
    if parameters.top_n > 0 {
        let least = min_power_of(active, parameters.top_n)?;
        let must = active.iter().filter(|it| it.last_power >= least && !it.opted_in);
        opted_in = must.map(|it| it.address.0).collect();
        min_power = Some(least);
    }

    let mut bonded: Vec<&Candidate<'_>> = candidates.iter().collect();
    go_sort::slice(&mut bonded, |a, b| a.tokens > b.tokens);
    if !parameters.allow_inactive_vals {
        bonded.truncate(max);
    }
    let (allow, deny) = (parameters.allowlist, parameters.denylist);
    bonded.retain(|it| {
        (it.opted_in || min_power.is_some_and(|least| it.last_power >= least))
            && (allow.is_empty() || allow.contains(&it.address))
            && (deny.is_empty() || !deny.contains(&it.address))
            && (parameters.min_stake == 0 || it.tokens >= parameters.min_stake.into())
    });
    let joined: BTreeMap<_, _> = current.iter().map(|it| (it.address, it.join_height)).collect();
    let member = |it: &Candidate<'_>| {
        let key = it.consumer_key.unwrap_or(it.public_key).as_bytes().to_vec();
        (it.address.0, key, it.last_power, joined.get(&it.address).copied().unwrap_or(HEIGHT))
    };
    let priority = |it: &&Candidate<'_>| parameters.prioritylist.contains(&it.address);
    let (first, others): (Vec<_>, Vec<_>) = bonded.into_iter().partition(priority);
    let mut validators = Vec::new();
    for part in [first, others] {
        let mut part: Vec<Member> = part.into_iter().map(member).collect();
        go_sort::slice(&mut part, |a, b| a.2 > b.2);
        validators.extend(part);
    }
    if parameters.top_n == 0 && parameters.validator_set_cap > 0 {
        validators.truncate(parameters.validator_set_cap as usize);
    }
    if parameters.validators_power_cap > 0 {
        cap(&mut validators, parameters.validators_power_cap)?;
    }
    let next: BTreeMap<_, _> = validators.iter().map(|it| (it.1.clone(), it.2)).collect();
    if next.len() < validators.len() {
        return Err("SharedConsumerKey");
    }

    let mut updates = Vec::new();
    for it in current {
        let key = it.public_key.as_bytes().to_vec();
        match next.get(&key) {
            None => updates.push((key, 0)),
            Some(power) if *power != it.power => updates.push((key, *power)),
            Some(_) => {}
        }
    }
    let known: BTreeSet<_> = current.iter().map(|it| it.public_key.as_bytes().to_vec()).collect();
    let new = validators.iter().filter(|it| !known.contains(&it.1));
    updates.extend(new.map(|it| (it.1.clone(), it.2)));
    Ok(Plain { validators, updates, min_power, opted_in })
}

fn min_power_of(active: &[Candidate<'_>], top_n: u32) -> Result<u64, &'static str> {
    if top_n > 100 {
        return Err("TopNRange");
    }
    let mut powers: Vec<u64> = active.iter().map(|it| it.last_power).collect();
    powers.sort_by(|a, b| b.cmp(a));
    let total: u64 = powers.iter().sum();
    let mut sum = 0;
    for power in powers {
        sum += power;
        if total == 0 {
            break;
        }
        if quotient(sum, total) >= u128::from(top_n) * 10_u128.pow(16) {
            return Ok(power);
        }
    }
    Err("NoActivePower")
}

/// In units of 10^-18: by long division to 36 places, of which 18 are kept, half to even.
fn quotient(part: u64, whole: u64) -> u128 {
    let (mut rest, whole) = (u128::from(part), u128::from(whole));
    let mut digits = vec![rest / whole];
    for _ in 0..36 {
        rest = rest % whole * 10;
        digits.push(rest / whole);
    }
    let number = |digits: &[u128]| digits.iter().fold(0, |sum, digit| sum * 10 + digit);
    let (kept, dropped) = (number(&digits[..19]), number(&digits[19..]));
    let half = 5 * 10_u128.pow(17);
    kept + u128::from(dropped > half || (dropped == half && kept % 2 == 1))
}

fn cap(validators: &mut [Member], percent: u32) -> Result<(), &'static str> {
    let sum: u64 = validators.iter().map(|it| it.2).sum();
    let share = u128::from(sum) * u128::from(percent) / 100;
    if share > MAX_INT64 {
        return Err("PowerRange");
    }
    let most = (share as i128).max(1);
    go_sort::slice(validators, |a, b| a.2 > b.2);
    let powers: Vec<i128> = validators.iter().map(|it| it.2.into()).collect();
    let mut left: i128 = powers.iter().filter(|power| **power >= most).map(|it| it - most).sum();
    let mut below = powers.iter().filter(|power| **power < most).count() as i128;
    let mut each = if below == 0 { 0 } else { left / below };
    for (validator, power) in validators.iter_mut().zip(powers) {
        let new = if power >= most || power + each >= most { most } else { power + each };
        if power < most {
            (left, below) = (left - (new - power), below - 1);
        }
        if below != 0 {
            each = left / below;
        }
        validator.2 = u64::try_from(new).expect("a power");
    }
    Ok(())
}
