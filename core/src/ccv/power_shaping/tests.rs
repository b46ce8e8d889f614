//! The set as a whole: what each parameter does, and where the bounds are.

extern crate std;

use super::*;
use crate::error::Error;
use crate::limits::MAX_CANDIDATES;
use crate::types::KeyType;
use std::vec::Vec;

static KEYS: [[u8; 32]; 10] =
    [[0; 32], [1; 32], [2; 32], [3; 32], [4; 32], [5; 32], [6; 32], [7; 32], [8; 32], [9; 32]];

fn key(id: u8) -> PublicKey<'static> {
    PublicKey::new(KeyType::Ed25519, &KEYS[usize::from(id)]).unwrap()
}

fn address(id: u8) -> Address {
    Address([id; 20])
}

/// Opted in, with ten tokens to a power.
fn candidate(id: u8, power: u64) -> Candidate<'static> {
    Candidate {
        address: address(id),
        public_key: key(id),
        tokens: u128::from(power) * 10,
        last_power: power,
        opted_in: true,
        consumer_key: None,
    }
}

fn record(id: u8, power: u64, join_height: u64) -> Record<'static> {
    Record { address: address(id), public_key: key(id), power, join_height }
}

const ALL: Parameters<'static> = Parameters {
    max_provider_consensus_validators: 180,
    top_n: 0,
    validators_power_cap: 0,
    validator_set_cap: 0,
    allowlist: &[],
    denylist: &[],
    prioritylist: &[],
    min_stake: 0,
    allow_inactive_vals: false,
};

struct Memory {
    scratch: Vec<u32>,
    validators: Vec<Record<'static>>,
    updates: Vec<ValidatorUpdate<'static>>,
}

impl Memory {
    fn of(scratch: usize, validators: usize, updates: usize) -> Memory {
        Memory {
            scratch: std::vec![7; scratch],
            validators: std::vec![Record::NONE; validators],
            updates: std::vec![ValidatorUpdate::NONE; updates],
        }
    }

    fn lend(&mut self) -> Workspace<'_, 'static> {
        Workspace {
            scratch: &mut self.scratch,
            validators: &mut self.validators,
            updates: &mut self.updates,
        }
    }
}

fn with<T>(
    candidates: &[Candidate<'static>],
    parameters: &Parameters<'_>,
    current: &[Record<'static>],
    look: impl FnOnce(NextSet<'_, 'static>) -> T,
) -> Result<T, Error> {
    let (len, all) = (candidates.len(), candidates.len() + current.len());
    let mut memory = Memory::of(scratch_len(len, current.len()), len, all);
    next_set(candidates, parameters, current, 600, memory.lend()).map(look)
}

/// The members and their powers, by the first byte of the address.
fn powers(candidates: &[Candidate<'static>], parameters: &Parameters<'_>) -> Vec<(u8, u64)> {
    with(candidates, parameters, &[], |next| {
        next.validators().iter().map(|it| (it.address.0[0], it.power)).collect()
    })
    .unwrap()
}

fn members(candidates: &[Candidate<'static>], parameters: &Parameters<'_>) -> Vec<u8> {
    powers(candidates, parameters).into_iter().map(|(id, _)| id).collect()
}

fn five() -> [Candidate<'static>; 5] {
    [(1, 50), (2, 40), (3, 30), (4, 20), (5, 10)].map(|(id, power)| candidate(id, power))
}

#[test]
fn who_opted_in_validates() {
    let mut candidates = five();
    candidates[1].opted_in = false;
    assert_eq!(members(&candidates, &ALL), [1, 3, 4, 5]);
    assert_eq!(members(&[], &ALL), [] as [u8; 0]);
}

#[test]
fn the_top_n_validate_and_are_opted_in() {
    let mut candidates = five();
    candidates[..4].iter_mut().for_each(|it| it.opted_in = false);
    let parameters = Parameters { top_n: 60, ..ALL };
    let (ids, opted_in, least) = with(&candidates, &parameters, &[], |next| {
        let ids: Vec<u8> = next.validators().iter().map(|it| it.address.0[0]).collect();
        let opted_in: Vec<u8> = next.opted_in().map(|it| it.address.0[0]).collect();
        (ids, opted_in, next.min_power())
    })
    .unwrap();
    assert_eq!((ids, opted_in, least), (std::vec![1, 2, 5], std::vec![1, 2], Some(40)));
    // Who is not active can have the power, and validates, but is not opted in for ever.
    let parameters = Parameters {
        top_n: 60,
        max_provider_consensus_validators: 1,
        allow_inactive_vals: true,
        ..ALL
    };
    let candidates = [candidate(1, 40), Candidate { opted_in: false, ..candidate(2, 40) }];
    let found = with(&candidates, &parameters, &[], |next| {
        (next.validators().len(), next.opted_in().count())
    });
    assert_eq!(found, Ok((2, 0)));
    let none = with(&five(), &ALL, &[], |next| (next.opted_in().count(), next.min_power()));
    assert_eq!(none, Ok((0, None)));
}

#[test]
fn lists_say_who_may() {
    let list = [address(9), address(3), address(1), address(3)];
    assert_eq!(members(&five(), &Parameters { allowlist: &list, ..ALL }), [1, 3]);
    assert_eq!(members(&five(), &Parameters { denylist: &list, ..ALL }), [2, 4, 5]);
    let both = Parameters { allowlist: &list, denylist: &list[..2], ..ALL };
    assert_eq!(members(&five(), &both), [1]);
    let of_nobody = Parameters { allowlist: &list[..1], ..ALL };
    assert_eq!(members(&five(), &of_nobody), [] as [u8; 0]);
    // A top N does not override them.
    assert_eq!(members(&five(), &Parameters { denylist: &list, top_n: 100, ..ALL }), [2, 4, 5]);
}

#[test]
fn the_prioritylist_comes_first_and_is_capped_last() {
    let list = [address(4), address(5)];
    let first = Parameters { prioritylist: &list, ..ALL };
    assert_eq!(members(&five(), &first), [4, 5, 1, 2, 3]);
    assert_eq!(members(&five(), &Parameters { validator_set_cap: 3, ..first }), [4, 5, 1]);
    assert_eq!(members(&five(), &Parameters { validator_set_cap: 5, ..first }).len(), 5);
    assert_eq!(members(&five(), &Parameters { validator_set_cap: 3, top_n: 50, ..first }).len(), 5);
    // The power cap sorts anew.
    assert_eq!(
        members(&five(), &Parameters { validators_power_cap: 100, ..first }),
        [1, 2, 3, 4, 5]
    );
}

/// Powers are those of the last block, and tokens may have changed since.
#[test]
fn both_parts_are_sorted_by_power_not_by_tokens() {
    let list = [address(1), address(2)];
    let tokens = [900, 800, 700, 600];
    let powers = [(1, 1), (2, 4), (3, 2), (4, 3)];
    let mut candidates = powers.map(|(id, power)| candidate(id, power));
    candidates.iter_mut().zip(tokens).for_each(|(it, tokens)| it.tokens = tokens);
    assert_eq!(members(&candidates, &Parameters { prioritylist: &list, ..ALL }), [2, 1, 4, 3]);
    assert_eq!(members(&candidates, &ALL), [2, 4, 3, 1]);
}

#[test]
fn the_least_stake_is_in_tokens() {
    let of = |min_stake| members(&five(), &Parameters { min_stake, ..ALL });
    assert_eq!(of(300), [1, 2, 3]);
    assert_eq!(of(301), [1, 2]);
    assert_eq!(of(u64::MAX), [] as [u8; 0]);
    let rich = [Candidate { tokens: u128::from(u64::MAX) + 1, ..candidate(1, 1) }];
    assert_eq!(members(&rich, &Parameters { min_stake: u64::MAX, ..ALL }), [1]);
}

#[test]
fn inactive_ones_validate_where_they_may() {
    let active = |max, allow_inactive_vals| {
        let max_provider_consensus_validators = max;
        let parameters =
            Parameters { max_provider_consensus_validators, allow_inactive_vals, ..ALL };
        members(&five(), &parameters)
    };
    assert_eq!(active(2, false), [1, 2]);
    assert_eq!(active(2, true), [1, 2, 3, 4, 5]);
    assert_eq!(active(0, false), [] as [u8; 0]);
    assert_eq!(active(u64::MAX, false).len(), 5);
    // The cut is by tokens, of which a little more makes no power.
    let candidates = [candidate(1, 50), Candidate { tokens: 501, ..candidate(2, 50) }];
    let one = Parameters { max_provider_consensus_validators: 1, ..ALL };
    assert_eq!(members(&candidates, &one), [2]);
}

/// The powers of interchain-security's `TestQueueVSCPacketsWithPowerCapping`.
#[test]
fn the_power_cap_shifts_power() {
    let candidates = [(5, 16), (3, 4), (2, 3), (1, 1)].map(|(id, power)| candidate(id, power));
    let capped = powers(&candidates, &Parameters { validators_power_cap: 40, ..ALL });
    assert_eq!(capped, [(5, 9), (3, 6), (2, 5), (1, 4)]);
}

#[test]
fn records_keep_their_height_and_keys_make_the_difference() {
    let rotated = Candidate { consumer_key: Some(key(7)), ..candidate(2, 40) };
    let candidates = [candidate(1, 50), rotated, candidate(3, 30)];
    let current = [record(1, 50, 9), record(2, 40, 8), record(4, 20, 7)];
    let (validators, updates) = with(&candidates, &ALL, &current, |next| {
        (next.validators().to_vec(), next.updates().to_vec())
    })
    .unwrap();
    let of_two = Record { public_key: key(7), ..record(2, 40, 8) };
    assert_eq!(validators, [record(1, 50, 9), of_two, record(3, 30, 600)]);
    let updates: Vec<_> = updates.iter().map(|it| (it.public_key, it.power)).collect();
    assert_eq!(updates, [(key(2), 0), (key(4), 0), (key(7), 40), (key(3), 30)]);
}

#[test]
fn a_launch_needs_an_active_validator() {
    let launch = |candidates: &[Candidate<'static>], parameters: &Parameters<'_>| {
        let mut memory = Memory::of(15, 5, 5);
        let next = initial_set(candidates, parameters, 600, memory.lend());
        next.map(|next| (next.validators().len(), next.updates().len()))
    };
    assert_eq!(launch(&five(), &ALL), Ok((5, 5)));
    assert_eq!(launch(&[], &ALL), Err(Error::NoActiveMember));
    let mut candidates = five();
    candidates[..2].iter_mut().for_each(|it| it.opted_in = false);
    let inactive =
        Parameters { max_provider_consensus_validators: 2, allow_inactive_vals: true, ..ALL };
    assert_eq!(launch(&candidates, &inactive), Err(Error::NoActiveMember));
    let three = Parameters { max_provider_consensus_validators: 3, ..inactive };
    assert_eq!(launch(&candidates, &three), Ok((3, 3)));
    assert_eq!(members(&candidates, &inactive), [3, 4, 5], "which is a next set all the same");
}

#[test]
fn facts_that_cannot_be_are_refused() {
    let with = |candidates: &[Candidate<'static>], current: &[Record<'static>]| {
        with(candidates, &ALL, current, |_| ()).unwrap_err()
    };
    let twice = [candidate(2, 5), candidate(1, 50), candidate(2, 40)];
    assert_eq!(with(&twice, &[]), Error::DuplicateCandidate { index: 2 });
    let falling = [record(1, 1, 1), record(3, 1, 1), record(2, 1, 1)];
    assert_eq!(with(&five(), &falling), Error::RecordOrder { index: 2 });
    let same = [record(1, 1, 1), record(1, 2, 1)];
    assert_eq!(with(&five(), &same), Error::RecordOrder { index: 1 });
    let shared = Candidate { consumer_key: Some(key(1)), ..candidate(2, 40) };
    assert_eq!(with(&[candidate(1, 50), shared], &[]), Error::SharedConsumerKey { index: 1 });
    let large = [candidate(1, u64::MAX >> 1), candidate(2, 1)];
    assert_eq!(with(&large, &[]), Error::PowerRange);
    assert_eq!(members(&large[..1], &ALL), [1]);
}

#[test]
fn memory_suffices_or_the_error_says_how_much() {
    let ask = |scratch, validators, updates| {
        let mut memory = Memory::of(scratch, validators, updates);
        let current = [record(6, 1, 1)];
        next_set(&five(), &ALL, &current, 600, memory.lend()).map(|next| next.updates().len())
    };
    let needed = Error::ShapingMemory { validators: 5, updates: 6 };
    assert_eq!(scratch_len(5, 1), 15);
    assert_eq!(ask(14, 9, 9), Err(Error::ScratchTooSmall { needed: 15 }));
    assert_eq!(ask(15, 4, 9), Err(needed));
    assert_eq!(ask(15, 5, 5), Err(needed));
    assert_eq!(ask(15, 5, 6), Ok(6));
    assert_eq!(scratch_len(1, 5), 6);
    let many = [1, 2, 3, 4, 5].map(|id| record(id, 1, 1));
    let (mut memory, one) = (Memory::of(6, 1, 6), [candidate(6, 1)]);
    let next = next_set(&one, &ALL, &many, 600, memory.lend());
    assert_eq!(next.map(|next| next.updates().len()), Ok(6));
}

#[test]
fn lists_have_a_limit() {
    let limit = MAX_CANDIDATES;
    let place = |index: u32| {
        let mut address = [0; 20];
        address[..4].copy_from_slice(&index.to_be_bytes());
        Address(address)
    };
    let candidates: Vec<_> = (0..=limit)
        .map(|index| Candidate { address: place(index), opted_in: false, ..candidate(1, 1) })
        .collect();
    let current: Vec<_> =
        (0..=limit).map(|index| Record { address: place(index), ..record(1, 1, 1) }).collect();
    let (all, at) = (candidates.len(), candidates.len() - 1);
    let ask = |candidates: &[Candidate<'static>], current: &[Record<'static>]| {
        with(candidates, &ALL, current, |next| next.updates().len())
    };
    assert_eq!(ask(&candidates[..at], &current[..at]), Ok(at));
    let error = Error::TooManyCandidates { count: limit + 1, limit };
    assert_eq!(ask(&candidates[..all], &[]), Err(error));
    assert_eq!(ask(&[], &current[..all]), Err(error));
}
