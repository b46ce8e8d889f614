//! What evidence can make us compute is bounded, whatever stands between what means something.

mod common;

use common::{CHAIN, LIMITS, Member, World, bytes, message, uint};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::{Fault, Misbehaviour, Signer, double_votes};
use parhelion_core::{Error, LightBlock};

/// A block of height 20 by these, each with their number for a power, and with an app hash of its
/// own.
fn block(members: &[u8], app_hash: u8) -> World {
    let mut world = World::new(20, &[]);
    let keys = members.iter().map(|n| SigningKey::from_bytes(&[*n; 32]));
    world.keys = keys.collect();
    let powers = members.iter().map(|n| i64::from(*n));
    world.set().members =
        world.keys.iter().zip(powers).map(|(key, power)| Member::of(key, power)).collect();
    world.set().proposer = world.set().members.first().cloned();
    world.header().hashes[2] = world.set().hash();
    world.header().hashes[5] = vec![app_hash; 32];
    let entry = world.entry(0).clone();
    let addresses: Vec<_> = world.set().members.iter().map(|it| it.address.clone()).collect();
    world.commit().entries =
        addresses.into_iter().map(|address| common::Entry { address, ..entry.clone() }).collect();
    world.reseal();
    world
}

/// The block, with so many bytes that mean nothing in the first validator.
fn padded(world: &World, padding: usize) -> Vec<u8> {
    let set = world.set.as_ref().unwrap();
    let (first, others) = set.members.split_first().unwrap();
    let first = [bytes(15, &vec![0; padding]), first.encode()].concat();
    let mut encoded = message(1, &first);
    others.iter().for_each(|member| encoded.extend(message(1, &member.encode())));
    encoded.extend(message(2, &set.proposer.as_ref().unwrap().encode()));
    [message(1, &world.signed_header()), message(2, &encoded)].concat()
}

fn misbehaviour(first: &[u8], second: &[u8]) -> Vec<u8> {
    let height = [uint(1, 1), uint(2, 10)].concat();
    let header = |block: &[u8]| [block, &message(3, &height), &message(4, &[])].concat();
    let (first, second) = (header(first), header(second));
    [bytes(1, b"07-tendermint-0"), message(2, &first), message(3, &second)].concat()
}

fn guilty(bytes: &[u8], words: usize) -> Result<Vec<(u64, u32)>, Error> {
    let mut signers = [Signer::NONE; 64];
    let found = Misbehaviour::parse(bytes, LIMITS)
        .unwrap()
        .byzantine_validators(&mut vec![0; words], &mut signers)?
        .to_vec();
    Ok(found.iter().map(|signer| (signer.power(), signer.index())).collect())
}

#[test]
fn signers_are_found_in_any_order_and_as_often_as_they_are_named() {
    let first = block(&[5, 4, 3, 2, 1], 1).light_block();
    for (members, powers) in [
        (vec![1, 2, 3, 4, 5], vec![1, 2, 3, 4, 5]),
        (vec![9, 2, 8, 2, 2, 5], vec![2, 2, 2, 5]),
        (vec![4; 9], vec![4; 9]),
    ] {
        let second = block(&members, 2).light_block();
        let places = (0u32..).zip(&members).filter(|(_, member)| **member <= 5);
        let wanted: Vec<_> = powers.into_iter().zip(places.map(|(place, _)| place)).collect();
        let bytes = misbehaviour(&first, &second);
        for words in [0, 64] {
            assert_eq!(guilty(&bytes, words), Ok(wanted.clone()), "{members:?}");
        }
    }
}

/// A signer whose entry in header 1 is wrong voids the whole when first named, and not before.
#[test]
fn an_entry_that_is_named_again_is_not_forgiven() {
    let mut first = block(&[1, 2, 3], 1);
    first.entry(1).signature[0] ^= 1;
    let second = block(&[3, 3, 2], 2).light_block();
    let bytes = misbehaviour(&first.light_block(), &second);
    assert_eq!(guilty(&bytes, 0), Err(Error::WrongSignature { index: 1 }));
    let second = block(&[3, 3, 1], 2).light_block();
    let bytes = misbehaviour(&first.light_block(), &second);
    assert_eq!(guilty(&bytes, 0), Ok(vec![(3, 0), (3, 1), (1, 2)]));
}

/// Read ten times, it would be 600 MB: a look-up pays for that, with memory and without.
#[test]
fn a_validator_that_is_asked_for_again_is_paid_for() {
    let (first, second) = (block(&[1; 10], 1), block(&[1; 10], 2));
    let needed = 20;
    let large = misbehaviour(&first.light_block(), &padded(&second, 60 << 20));
    let small = misbehaviour(&first.light_block(), &padded(&second, 50 << 20));
    for words in [0, 40] {
        assert_eq!(guilty(&large, words), Err(Error::ScratchTooSmall { needed }));
        assert_eq!(guilty(&small, words).map(|found| found.len()), Ok(10));
    }
}

#[test]
fn blocks_are_compared_as_long_as_their_bytes_admit() {
    let members: Vec<u8> = (1..=16).collect();
    let reversed: Vec<u8> = members.iter().rev().copied().collect();
    let (first, second) = (block(&members, 1), block(&reversed, 2).light_block());
    let compare = |padding| {
        let first = padded(&first, padding);
        let [a, b] = [&first, &second].map(|bytes| LightBlock::parse(bytes, LIMITS).unwrap());
        let mut found = 0;
        double_votes(CHAIN, &a, &b, |proof| {
            assert_eq!(proof.fault(), Fault::DoubleVote);
            found += 1;
        })
        .map(|()| found)
    };
    // 16 times: 2^23 steps are 32 MiB, less some for what is not padding.
    assert_eq!(compare(31 << 20), Ok(16));
    assert_eq!(compare(32 << 20), Err(Error::ScratchTooSmall { needed: 16 }));
}
