//! Where comparing two commits ends. It takes as long as the budget allows, so it stands alone.

mod common;

use common::{CHAIN, HeaderOf, LIMITS, Member, Set, World, bytes};
use parhelion_core::evidence::double_votes;
use parhelion_core::limits::LOOKUP_BUDGET;
use parhelion_core::{Error, LightBlock};
use sha2::{Digest, Sha256};

/// Members of a set without keys that anybody has.
fn strangers(from: u32, to: u32) -> impl Iterator<Item = Member> {
    (from..to).map(|n| {
        let mut key = [0; 32];
        key[..4].copy_from_slice(&n.to_le_bytes());
        Member { address: Sha256::digest(key)[..20].to_vec(), key: bytes(1, &key), power: 1 }
    })
}

/// A block of which the last but `behind` of the members votes, and is the first of seven.
fn block(members: Vec<Member>, behind: usize) -> World {
    let mut world = World::new(20, &[]);
    let (key, entry) = (world.keys[0].clone(), world.entry(0).clone());
    let place = members.len() - 1 - behind;
    let mut members = members;
    members[place] = Member::of(&key, 1);
    world.commit().entries = vec![common::Entry::absent(); members.len()];
    *world.entry(place) = entry;
    *world.set() = Set { proposer: members.first().cloned(), members };
    world.keys = vec![key; place + 1];
    world.header().hashes[HeaderOf::VALIDATORS] = world.set().hash();
    world.reseal();
    world
}

/// Members of the second set that are not where they are in the first are looked for in all of it:
/// the last that the budget allows is found, and the next one is not looked for.
#[test]
fn comparing_two_commits_ends_at_the_budget() {
    const STEPS: u32 = 10_000;
    let mut first = block(strangers(0, STEPS).collect(), 0);
    let bytes = first.commit().encode().len() + first.set().encode().len();
    let misses = LOOKUP_BUDGET / (STEPS + u32::try_from(bytes / 64).unwrap());
    let first = first.light_block();
    let first = LightBlock::parse(&first, LIMITS).unwrap();
    let second = block(strangers(STEPS, STEPS + misses + 1).collect(), 1);
    let (second, voter) = (second.light_block(), second.keys[0].clone());
    let second = LightBlock::parse(&second, LIMITS).unwrap();
    let mut found = Vec::new();
    let ended = double_votes(CHAIN, &first, &second, |proof| found.push(proof.validator().0));
    assert_eq!(ended, Err(Error::ScratchTooSmall { needed: STEPS }));
    assert_eq!(
        found.iter().map(|it| it.to_vec()).collect::<Vec<_>>(),
        [Member::of(&voter, 1).address]
    );
}
