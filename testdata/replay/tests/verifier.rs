//! A verifier changes no verdict: neither a batch, nor a window, nor a set that is not hashed again.
//! That every recorded case answers alike with one is asserted where cases are asked
//! (`src/kinds.rs`), in every replay.

use flate2::read::MultiGzDecoder;
use parhelion_core::{
    Error, Hash, LightBlock, Options, Time, TrustedState, Verifier, commit, light,
};
use parhelion_replay::Case;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

mod common;

use common::chain::chain;
use common::torsion::{encodings, signature};
use common::{CHAIN, HeaderOf, LIMITS, Member, World, bytes};

/// The world's commit, by its own set, without a verifier and with one.
fn both(world: &World, rule: commit::Rule, verifier: &mut Verifier) -> Result<(), Error> {
    let alone = world.verify_commit(rule);
    let (set, encoded) = (world.set.as_ref().unwrap(), world.commit.as_ref().unwrap().encode());
    let set = set.encode();
    let validators = parhelion_core::ValidatorSet::parse(&set, LIMITS).unwrap();
    let commit = parhelion_core::Commit::parse(&encoded, LIMITS).unwrap();
    let (id, height) = (commit.block_id(), commit.height() as i64);
    let with = commit::verify_with(CHAIN, &validators, &id, height, &commit, rule, verifier);
    assert_eq!(alone, with);
    with.map(drop)
}

/// A world in which the member at `place` has this key, and the entry there this signature.
fn odd(place: usize, key: &[u8; 32], signature: [u8; 64]) -> World {
    let mut world = World::new(11, &[]);
    let address = Sha256::digest(key)[..20].to_vec();
    let set = world.set();
    set.members[place] = Member { address: address.clone(), key: bytes(1, key), power: 10 };
    set.proposer = set.members.first().cloned();
    let hash = set.hash();
    world.header().hashes[HeaderOf::VALIDATORS] = hash;
    world.entry(place).address = address;
    world.reseal();
    world.entry(place).signature = signature.to_vec();
    world
}

#[test]
fn every_torsion_signature_is_valid_at_every_place_of_a_batch() {
    let mut verifier = Verifier::with_keys(4);
    let encodings = encodings();
    for (n, key) in encodings.iter().enumerate() {
        for (m, r) in encodings.iter().enumerate() {
            for place in 0..7 {
                let world = odd(place, key, signature(r, &[0; 32]));
                assert_eq!(both(&world, commit::Rule::LightAll, &mut verifier), Ok(()));
            }
            // And with s = 1 none is, wherever it stands.
            let place = (n + m) % 7;
            let mut one = [0; 32];
            one[0] = 1;
            let world = odd(place, key, signature(r, &one));
            let wrong = both(&world, commit::Rule::LightAll, &mut verifier);
            let index = u32::try_from(place).unwrap();
            assert_eq!(wrong, Err(Error::WrongSignature { index }));
        }
    }
    for place in 0..7 {
        let world = odd(place, &encodings[5], signature(&encodings[6], &[0; 32]));
        assert_eq!(both(&world, commit::Rule::Full, &mut verifier), Ok(()));
    }
}

/// What a batch cannot hold at all (no points, s above the order) is found in its place.
#[test]
fn the_first_wrong_signature_is_named() {
    let mut verifier = Verifier::new();
    let no_point = {
        let mut bytes = [0; 32];
        bytes[0] = 2;
        bytes
    };
    let honest = World::new(11, &[]);
    let good: [u8; 64] =
        honest.commit.as_ref().unwrap().entries[1].signature.clone().try_into().unwrap();
    let (r, s) = good.split_at(32);
    let (r, s): ([u8; 32], [u8; 32]) = (r.try_into().unwrap(), s.try_into().unwrap());
    let wrong = [
        signature(&no_point, &s),
        signature(&r, &[0xff; 32]),
        signature(&s, &r),
        signature(&r, &[0; 32]),
        [0; 64],
    ];
    for first in 0..7usize {
        for second in first..7 {
            for faults in &wrong {
                let mut world = World::new(11, &[]);
                world.entry(second).signature = wrong[0].to_vec();
                world.entry(first).signature = faults.to_vec();
                let index = u32::try_from(first).unwrap();
                let expected = Err(Error::WrongSignature { index });
                assert_eq!(both(&world, commit::Rule::Full, &mut verifier), expected);
            }
        }
        let world = odd(first, &no_point, [1; 64]);
        let expected = Err(Error::WrongSignature { index: u32::try_from(first).unwrap() });
        assert_eq!(both(&world, commit::Rule::Full, &mut verifier), expected);
    }
    assert_eq!(both(&honest, commit::Rule::Full, &mut verifier), Ok(()));
}

/// The order of a skip: what is wrong for the trusted set comes before its own set is looked at.
#[test]
fn a_skip_names_what_comes_first() {
    let mut verifier = Verifier::new();
    let change: [fn(&mut World); 5] = [
        |world| world.entry(0).signature = vec![0; 64],
        |world| world.entry(4).signature = vec![0; 64],
        |world| world.entry(3).address = vec![0; 20],
        |world| world.entry(4).signature.push(0),
        |world| (2..7).for_each(|n| *world.entry(n) = common::Entry::absent()),
    ];
    let apply = |changes: &[usize]| {
        let mut world = World::new(20, &[]);
        changes.iter().for_each(|n| change[*n](&mut world));
        world
    };
    for a in 0..change.len() {
        for b in 0..change.len() {
            let world = apply(&[a, b]);
            let bytes = world.light_block();
            let set = world.trusted_set.as_ref().unwrap().encode();
            let set = parhelion_core::ValidatorSet::parse(&set, LIMITS).unwrap();
            // An absent entry with a signature does not get that far.
            let Ok(block) = LightBlock::parse(&bytes, LIMITS) else { continue };
            let now = Time::from_unix(world.now.0, world.now.1).unwrap();
            let (state, options) = (world.state().unwrap(), &world.options);
            let with = light::verify_with(&state, Some(&set), &block, options, now, &mut verifier);
            assert_eq!(with.map(drop), world.verify(), "{a} {b}");
            let with =
                light::verify_skipping_with(&state, &set, &block, options, now, &mut verifier);
            assert_eq!(with.map(drop), world.verify(), "{a} {b}");
        }
    }
}

/// The hashes of the headers that were verified, and why the next was not.
type Walk = (Vec<Hash>, Option<Error>);

fn iterated(state: &TrustedState, blocks: &[LightBlock<'_>], now: Time) -> Walk {
    let (mut state, mut hashes) = (state.clone(), Vec::new());
    for block in blocks {
        match light::verify_adjacent(&state, block, &Options::DEFAULT, now) {
            Ok(verified) => {
                hashes.push(*verified.hash());
                state = verified.trusted_state().clone();
            }
            Err(error) => return (hashes, Some(error)),
        }
    }
    (hashes, None)
}

#[test]
fn a_window_is_one_call_after_the_other() {
    const LENGTH: usize = 9;
    let chain = chain(LENGTH as i64 + 1);
    let now = Time::from_unix(1_700_000_100, 0).unwrap();
    let mut verifier = Verifier::new();
    let first = LightBlock::parse(&chain.blocks[0], LIMITS).unwrap();
    let state =
        TrustedState::trust_on_faith(first.header(), &first.header().hash().unwrap()).unwrap();
    let mut lengths = std::collections::BTreeSet::new();
    // One or two faults at any places: in a signature, or in the header.
    for a in 0..=LENGTH {
        for b in a..=LENGTH {
            for kind in 0..3 {
                let mut blocks = chain.blocks[1..].to_vec();
                for (place, in_header) in [(a, kind == 1), (b, kind == 2)] {
                    if let Some(block) = blocks.get_mut(place) {
                        let view = LightBlock::parse(block, LIMITS).unwrap();
                        let entry = view.commit().signatures().nth(place % 5).unwrap().1;
                        let part = if in_header {
                            view.header().app_hash().to_vec()
                        } else {
                            entry.signature().to_vec()
                        };
                        let at = block.windows(part.len()).position(|w| w == part).unwrap();
                        block[at] ^= 1;
                    }
                }
                let blocks: Vec<_> =
                    blocks.iter().map(|bytes| LightBlock::parse(bytes, LIMITS).unwrap()).collect();
                let (options, blocks_again) = (Options::DEFAULT, blocks.iter().copied());
                let window =
                    light::verify_window(&state, blocks_again, &options, now, &mut verifier);
                let hashes: Vec<_> = window.verified().iter().map(|v| *v.hash()).collect();
                assert_eq!((hashes, window.error()), iterated(&state, &blocks, now), "{a} {b}");
                lengths.insert(window.verified().len());
            }
        }
    }
    assert_eq!(lengths, (0..=LENGTH).collect());
    let window = light::verify_window(&state, [], &Options::DEFAULT, now, &mut verifier);
    assert!(window.verified().is_empty() && window.error().is_none());
    assert_eq!((window.from(), window.trusted_state()), (&state, &state));
}

#[test]
fn a_set_that_is_not_hashed_again_is_the_same_set() {
    let told = |parsed: &Result<LightBlock<'_>, Error>| match parsed {
        Ok(block) => format!("{block:?}"),
        Err(error) => format!("{error:?}"),
    };
    let (mut same, mut other, mut refused) = (0, 0, 0);
    for name in ["mainnet.jsonl.gz", "simulated.jsonl.gz"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../cases").join(name);
        let lines = BufReader::new(MultiGzDecoder::new(File::open(path).unwrap())).lines();
        let mut previous: Option<Vec<u8>> = None;
        for line in lines {
            let Some(block) = Case::parse(&line.unwrap()).unwrap().untrusted else { continue };
            let parsed = LightBlock::parse(&block.0, LIMITS);
            if let Some(previous) = &previous {
                let previous = LightBlock::parse(previous, LIMITS).unwrap();
                let after = LightBlock::parse_after(&block.0, LIMITS, &previous);
                assert_eq!(told(&after), told(&parsed));
                match after {
                    Ok(b) if b.validators().hash() == previous.validators().hash() => same += 1,
                    Ok(_) => other += 1,
                    Err(_) => refused += 1,
                }
                let low = LIMITS.with_votes(2);
                let after = LightBlock::parse_after(&block.0, &low, &previous);
                assert_eq!(told(&after), told(&LightBlock::parse(&block.0, &low)));
            }
            if let Ok(parsed) = &parsed {
                let after = LightBlock::parse_after(&block.0, LIMITS, parsed);
                assert_eq!(told(&after), told(&Ok(*parsed)));
                previous = Some(block.0.clone());
            }
        }
    }
    assert!(same > 500 && other > 200 && refused > 300, "{same} {other} {refused}");
}
