//! Chains whose validators stay or change, and forks of them.

use super::LAST;
use crate::common::{Entry, HeaderOf, LIMITS, Member, Set, World, message, uint};
use ed25519_dalek::SigningKey;
use parhelion_core::{Header, TrustedState};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::LazyLock;

/// The place of the data's hash in [`HeaderOf::hashes`].
pub const DATA: usize = 1;

/// The place of the application's hash.
pub const APP: usize = HeaderOf::APP;

/// Other transactions: an equivocation.
pub fn other_data(world: &mut World) {
    world.header().hashes[DATA] = vec![0x66; 32];
}

/// Another state: a lunatic's.
pub fn other_state(world: &mut World) {
    world.header().hashes[APP] = vec![0x66; 32];
}

/// Other transactions, in a later round: amnesia.
pub fn later_round(world: &mut World) {
    other_data(world);
    world.commit().round = 2;
}

/// The time of the target.
pub fn late(world: &mut World) {
    world.header().time = (Chain::START + 200, 0);
}

/// From which seeds the keys of a height's validators are made.
pub type Seeds = fn(u64) -> Range<u8>;

/// The same seven.
pub fn constant(_: u64) -> Range<u8> {
    1..8
}

/// Seven others from height 16. The pivot of 10 and 20, which is 15, still has the first seven.
pub fn from_16(height: u64) -> Range<u8> {
    if height < 16 { 1..8 } else { 8..15 }
}

/// Seven others from height 13: the first pivot, 15, is theirs, the second, 12, is not.
pub fn from_13(height: u64) -> Range<u8> {
    if height < 13 { 1..8 } else { 8..15 }
}

/// Others twice: two of seven stay from 15 to 16, and from 17 to 18. A search needs a pivot, and
/// above it another one.
pub fn from_16_and_18(height: u64) -> Range<u8> {
    match height {
        0..16 => 1..8,
        16 | 17 => 6..13,
        _ => 11..18,
    }
}

/// One of the seven leaves at each height from 11, and another one comes.
pub fn one_by_one(height: u64) -> Range<u8> {
    let shift = u8::try_from(height.saturating_sub(10)).unwrap();
    1 + shift..8 + shift
}

pub fn steady() -> &'static Chain {
    static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(constant));
    &CHAIN
}

pub fn turning() -> &'static Chain {
    static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(from_16));
    &CHAIN
}

pub fn changing() -> &'static Chain {
    static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(from_13));
    &CHAIN
}

pub fn turning_twice() -> &'static Chain {
    static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(from_16_and_18));
    &CHAIN
}

pub fn gradual() -> &'static Chain {
    static CHAIN: LazyLock<Chain> = LazyLock::new(|| Chain::new(one_by_one));
    &CHAIN
}

/// Blocks from height 8, ten seconds apart.
#[derive(Clone)]
pub struct Chain {
    worlds: BTreeMap<u64, World>,
    seeds: Seeds,
}

impl Chain {
    pub const FIRST: u64 = 8;
    /// The time of height 0.
    pub const START: i64 = 1_700_000_000;

    fn new(seeds: Seeds) -> Chain {
        let mut chain = Chain { worlds: BTreeMap::new(), seeds };
        chain.grow(&World::new(20, &[]), |_| {});
        chain
    }

    /// The same chain below height `from`; another one from there, in each of whose blocks something
    /// is changed before it is signed.
    pub fn fork(&self, from: u64, change: fn(&mut World)) -> Chain {
        self.fork_with(from, self.seeds, change)
    }

    /// [`Chain::fork`], with other validators.
    pub fn fork_with(&self, from: u64, seeds: Seeds, change: fn(&mut World)) -> Chain {
        let mut chain = Chain { worlds: self.worlds.clone(), seeds };
        let template = chain.worlds[&from].clone();
        chain.worlds.retain(|height, _| *height < from);
        chain.grow(&template, change);
        chain
    }

    fn grow(&mut self, template: &World, change: fn(&mut World)) {
        let next = self.worlds.keys().last().map_or(Chain::FIRST, |last| last + 1);
        for height in next..=LAST {
            let mut world = template.clone();
            world.keys = keys((self.seeds)(height));
            world.set = Some(set(&world.keys));
            let next = set(&keys((self.seeds)(height + 1))).hash();
            let own = world.set().hash();
            let seconds = Chain::START + 10 * i64::try_from(height).unwrap();
            let header = world.header();
            header.height = i64::try_from(height).unwrap();
            header.time = (seconds, 0);
            header.hashes[HeaderOf::VALIDATORS] = own;
            header.hashes[HeaderOf::NEXT_VALIDATORS] = next;
            if let Some(last) = self.worlds.get_mut(&(height - 1)) {
                header.last = last.commit().id.clone();
            }
            let entry = |key: &SigningKey| {
                let address = Member::of(key, 10).address;
                Entry { flag: 2, address, time: (seconds + 1, 0), signature: Vec::new() }
            };
            world.commit().height = i64::try_from(height).unwrap();
            world.commit().entries = world.keys.clone().iter().map(entry).collect();
            change(&mut world);
            world.reseal();
            self.worlds.insert(height, world);
        }
    }

    pub fn world(&self, height: u64) -> World {
        self.worlds[&height].clone()
    }

    pub fn block(&self, height: u64) -> Vec<u8> {
        self.worlds[&height].light_block()
    }

    /// The block of a height in which something is changed; its set signs what comes out.
    pub fn altered(&self, height: u64, change: fn(&mut World)) -> Vec<u8> {
        let mut world = self.world(height);
        change(&mut world);
        world.reseal();
        world.light_block()
    }

    /// The block of a height in which something is changed after it was signed.
    pub fn spoiled(&self, height: u64, change: fn(&mut World)) -> Vec<u8> {
        let mut world = self.world(height);
        change(&mut world);
        world.light_block()
    }

    pub fn header(&self, height: u64) -> Vec<u8> {
        self.world(height).header().encode()
    }

    pub fn altered_header(&self, height: u64, change: fn(&mut World)) -> Vec<u8> {
        let mut world = self.world(height);
        change(&mut world);
        world.header().encode()
    }

    /// The block of a height with this priority of the first of its validators.
    pub fn with_priority(&self, height: u64, priority: i64) -> Vec<u8> {
        let mut world = self.world(height);
        let members = world.set().members.iter().map(Member::encode);
        let mut members: Vec<Vec<u8>> = members.collect();
        members[0].extend(uint(4, priority));
        let mut set: Vec<u8> = members.iter().flat_map(|member| message(1, member)).collect();
        set.extend(message(2, &members[0]));
        [message(1, &world.signed_header()), message(2, &set)].concat()
    }

    pub fn heights(&self) -> impl Iterator<Item = u64> {
        self.worlds.keys().copied()
    }

    /// The set that signs at a height.
    pub fn set(&self, height: u64) -> Vec<u8> {
        self.world(height).set().encode()
    }

    pub fn state(&self, height: u64) -> TrustedState {
        let bytes = self.header(height);
        let header = Header::parse(&bytes, LIMITS).unwrap();
        TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
    }

    /// What an on-chain client knows of a height.
    pub fn on_chain(&self, height: u64) -> TrustedState {
        let state = self.state(height);
        let next = state.next_validators_hash().unwrap().0;
        TrustedState::from_on_chain_client(*state.chain_id(), height, state.time(), &next).unwrap()
    }
}

fn keys(seeds: Range<u8>) -> Vec<SigningKey> {
    seeds.map(|seed| SigningKey::from_bytes(&[seed; 32])).collect()
}

fn set(keys: &[SigningKey]) -> Set {
    let members: Vec<Member> = keys.iter().map(|key| Member::of(key, 10)).collect();
    Set { proposer: members.first().cloned(), members }
}
