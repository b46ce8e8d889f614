//! A consumer's next set is the one that plain rules give.

mod go_sort;
mod plain;

use crate::choices::Choices;
use parhelion_core::ccv::power_shaping::{
    Candidate, NextSet, Parameters, Record, ValidatorUpdate, Workspace, compute_min_power_in_top_n,
    initial_set, next_set, scratch_len,
};
use parhelion_core::{Address, Error, KeyType, PublicKey};
use plain::Plain;

/// The height at which sets are computed.
const HEIGHT: u64 = 600;

/// The first bytes choose the number of candidates and the parameters, then three bytes each a
/// candidate and what the provider knows of it.
pub fn shaping(data: &[u8]) {
    let _ = answer(data); // it has been compared
}

/// What is asked.
pub(crate) struct Question<'a> {
    candidates: Vec<Candidate<'a>>,
    parameters: Parameters<'a>,
    current: Vec<Record<'a>>,
}

/// What a list of validators holds, and what changes.
pub(crate) type Answer = Result<usize, &'static str>;

/// The number of validators in the next set, or the name of the error.
pub(crate) fn answer(data: &[u8]) -> Answer {
    let keys: Vec<[u8; 32]> = (0..=255).map(|id| [id; 32]).collect();
    let made = Made::of(&mut Choices::new(data));
    let question = made.question(&keys);
    let wanted = plain::next_set(&question);
    let (len, records) = (question.candidates.len(), question.current.len());
    let found = asked(&question, len, len + records);
    let name = |found: &Result<Plain, Error>| found.as_ref().map_err(Error::name).cloned();
    assert_eq!(name(&found), wanted, "{:?}", question.parameters);
    if let Ok(set) = &found {
        let (validators, updates) = (set.validators.len(), set.updates.len());
        assert_eq!(asked(&question, validators, updates).as_ref(), Ok(set), "exact memory");
        for (validators, updates) in
            [(validators.checked_sub(1), Some(updates)), (Some(validators), updates.checked_sub(1))]
        {
            let Some((validators, updates)) = validators.zip(updates) else { continue };
            let error = asked(&question, validators, updates).unwrap_err();
            assert_eq!(error.name(), "ShapingMemory");
        }
    }
    alone(&question, &found);
    found.map(|set| set.validators.len()).map_err(|error| error.name())
}

fn asked(question: &Question<'_>, validators: usize, updates: usize) -> Result<Plain, Error> {
    let Question { candidates, parameters, current } = question;
    let words = scratch_len(candidates.len(), current.len());
    let workspace = Workspace {
        scratch: &mut vec![u32::MAX; words],
        validators: &mut vec![Record::NONE; validators],
        updates: &mut vec![ValidatorUpdate::NONE; updates],
    };
    next_set(candidates, parameters, current, HEIGHT, workspace).map(|next| plain(&next))
}

fn plain(next: &NextSet<'_, '_>) -> Plain {
    let validator = |it: &Record<'_>| {
        (it.address.0, it.public_key.as_bytes().to_vec(), it.power, it.join_height)
    };
    let update = |it: &ValidatorUpdate<'_>| (it.public_key.as_bytes().to_vec(), it.power);
    Plain {
        validators: next.validators().iter().map(validator).collect(),
        updates: next.updates().iter().map(update).collect(),
        min_power: next.min_power(),
        opted_in: next.opted_in().map(|it| it.address.0).collect(),
    }
}

/// The parts say what the whole says; and a launch is a set that begins with nobody.
fn alone(question: &Question<'_>, found: &Result<Plain, Error>) {
    let Question { candidates, parameters, .. } = question;
    let max = parameters.max_provider_consensus_validators;
    let words = &mut vec![0; candidates.len()];
    if let Ok(Plain { min_power: Some(least), .. }) = found {
        let alone = compute_min_power_in_top_n(candidates, max, parameters.top_n, words);
        assert_eq!(alone, Ok(*least));
    }
    let fresh = Question { candidates: candidates.clone(), current: vec![], ..*question };
    let wanted = asked(&fresh, candidates.len(), candidates.len());
    let workspace = Workspace {
        scratch: &mut vec![7; 3 * candidates.len()],
        validators: &mut vec![Record::NONE; candidates.len()],
        updates: &mut vec![ValidatorUpdate::NONE; candidates.len()],
    };
    let launched = initial_set(candidates, parameters, HEIGHT, workspace).map(|it| plain(&it));
    if launched == Err(Error::NoActiveMember) {
        let max = usize::try_from(max).unwrap_or(usize::MAX);
        let active = candidates.iter().take(max);
        let members = wanted.expect("a set, of which nobody is active").validators;
        let any = active.into_iter().any(|it| members.iter().any(|(of, ..)| *of == it.address.0));
        assert!(!any, "an active member");
    } else {
        assert_eq!(launched, wanted);
    }
}

/// What the bytes choose, before keys are lent to it.
struct Made {
    parameters: Parameters<'static>,
    lists: [Vec<Address>; 3],
    candidates: Vec<(u8, u64, u128, u8, u8)>,
    reversed: bool,
}

const ALLOWED: u8 = 1;
const DENIED: u8 = 2;
const PRIORITY: u8 = 4;
const NOT_OPTED_IN: u8 = 8;
const KEY_ASSIGNED: u8 = 16;
const RECORDED: u8 = 32;
const RECORDED_OTHERWISE: u8 = 64;
const ADDRESS_OF_ANOTHER: u8 = 128;

impl Made {
    fn of(choices: &mut Choices<'_>) -> Made {
        let number = choices.next();
        let scale = choices.one_of(&[1, 1_000_000, 36_170_086_419_038_336, u64::MAX / 510]);
        let parameters = Parameters {
            max_provider_consensus_validators: choices.one_of(&[180, 0, 1, 5, 13, 40, u64::MAX]),
            top_n: choices.one_of(&[0, 50, 67, 95, 99, 100, 101, 1, u32::MAX]),
            validators_power_cap: choices.one_of(&[0, 1, 5, 34, 50, 100, 101, 400, u32::MAX]),
            validator_set_cap: choices.one_of(&[0, 1, 2, 12, 13, 50, 100, u32::MAX]),
            min_stake: choices.one_of(&[0, 1, 100, 1_000_000, u64::MAX]),
            allow_inactive_vals: choices.next() & 1 == 1,
            ..Parameters::default()
        };
        let reversed = choices.next() & 1 == 1;
        let mut lists: [Vec<Address>; 3] = Default::default();
        let mut candidates = Vec::new();
        for id in 0..number {
            let (power, tokens, flags) = (choices.next(), choices.next(), choices.next());
            let last_power = u64::from(power).saturating_mul(scale);
            let tokens = u128::from(last_power) * 1_000_000 + u128::from(tokens);
            let address = if flags & ADDRESS_OF_ANOTHER == 0 { id } else { power };
            for (list, mark) in lists.iter_mut().zip([ALLOWED, DENIED, PRIORITY]) {
                if flags & mark != 0 {
                    list.extend([address, 255 - address].map(|id| Address([id; 20])));
                }
            }
            candidates.push((address, last_power, tokens, flags, power));
        }
        Made { parameters, lists, candidates, reversed }
    }

    fn question<'a>(&'a self, keys: &'a [[u8; 32]]) -> Question<'a> {
        let key = |id: u8| PublicKey::new(KeyType::Ed25519, &keys[usize::from(id)]).unwrap();
        let candidate = |(address, last_power, tokens, flags, other): &(u8, u64, u128, u8, u8)| {
            let consumer_key = (flags & KEY_ASSIGNED != 0).then(|| key(*other));
            Candidate {
                address: Address([*address; 20]),
                public_key: key(*address),
                tokens: *tokens,
                last_power: *last_power,
                opted_in: flags & NOT_OPTED_IN == 0,
                consumer_key,
            }
        };
        let record = |(address, power, _, flags, other): &(u8, u64, u128, u8, u8)| {
            let otherwise = flags & RECORDED_OTHERWISE != 0;
            (flags & RECORDED != 0).then(|| Record {
                address: Address([*address; 20]),
                public_key: key(if otherwise { other.wrapping_add(1) } else { *address }),
                power: *power,
                join_height: u64::from(*other),
            })
        };
        let mut candidates: Vec<_> = self.candidates.iter().map(candidate).collect();
        if self.reversed {
            candidates.reverse();
        }
        let [allowlist, denylist, prioritylist] = &self.lists;
        let parameters = Parameters { allowlist, denylist, prioritylist, ..self.parameters };
        let current = self.candidates.iter().filter_map(record).collect();
        Question { candidates, parameters, current }
    }
}
