//! Every way through a small world: no two permits of one key are ever proof of a fault.
//!
//! A world has a few heights, rounds, steps and blocks. Its state is what the two slots of an entry
//! hold, what the guard remembers, and all that was ever permitted. From each state: each request,
//! with a power cut at every byte of every write, or a fault at every operation; power off and on;
//! the loss of either slot or of both, at any time; and the fall of one slot back to any older
//! record while the other is right, which then is not lost as well before the guard was asked:
//! against that nothing helps. The guard that is asked is the real one.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod guard_common;

use ed25519_dalek::{Signer, SigningKey};
use guard_common::{
    A, Ask, B, BLANK, Block, CHAIN, KEY, NIL, Shared, Trouble, ask, key, precommit, prevote,
    proposal,
};
use parhelion_core::evidence::duplicate_vote;
use parhelion_core::guard::{Position, Request, Side};
use parhelion_core::{Error, Limits, Vote};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// Whatever is no record.
const BAD: u8 = 0;
/// What the guard remembers without power.
const OFF: u8 = 255;

/// What the slots hold and what the guard remembers, as numbers of records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
struct Device {
    a: u8,
    b: u8,
    known: u8,
}

/// What may become of a device that is asked for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Move {
    device: Device,
    /// The wish that was permitted.
    permitted: Option<usize>,
}

/// A device, and what came before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct State {
    device: Device,
    /// The slot that has fallen back to an older record.
    fallen: Option<Side>,
    /// The bit of a wish is set where it was ever permitted.
    permitted: u64,
}

impl State {
    fn after(&self, found: &Move) -> State {
        let (before, device) = (self.device, found.device);
        let fallen = self.fallen.filter(|side| match side {
            Side::A => device.a == before.a && device.a != device.b,
            Side::B => device.b == before.b && device.a != device.b,
        });
        let permitted = self.permitted | found.permitted.map_or(0, |wish| 1 << wish);
        State { device, fallen, permitted }
    }
}

enum Wish {
    Sign(Ask),
    RaiseFloor(u64),
}

struct World {
    wishes: Vec<Wish>,
    /// The records there are: no record, the first floor, one of each wish.
    records: Vec<[u8; 64]>,
    positions: Vec<Option<Position>>,
    torn: HashMap<(u8, u8), BTreeSet<u8>>,
    moves: HashMap<Device, Rc<[Move]>>,
    cuts: usize,
}

impl World {
    fn new(wishes: Vec<Wish>) -> World {
        let mut world = World {
            wishes,
            records: vec![BLANK],
            positions: vec![None],
            torn: HashMap::new(),
            moves: HashMap::new(),
            cuts: 0,
        };
        let flash = Shared::blank(1);
        flash.open().unwrap().provision(CHAIN, &key(&KEY), 0).unwrap();
        world.add(&flash);
        for number in 0..world.wishes.len() {
            let flash = world.flash([1, 1]);
            let mut guard = flash.open().unwrap();
            assert!(world.grant(&mut guard, number).is_ok());
            world.add(&flash);
        }
        world
    }

    fn add(&mut self, flash: &Shared) {
        let record = flash.0.borrow().slots[0][0];
        assert!(!self.records.contains(&record));
        self.records.push(record);
        self.positions.push(flash.open().unwrap().position(CHAIN, &key(&KEY)).ok());
    }

    fn flash(&self, slots: [u8; 2]) -> Shared {
        let flash = Shared::blank(1);
        flash.0.borrow_mut().slots[0] = slots.map(|number| self.records[usize::from(number)]);
        flash
    }

    /// The number of a record; [`BAD`] where the guard itself takes the bytes for none.
    fn number(&self, bytes: &[u8; 64]) -> u8 {
        if let Some(number) = self.records.iter().position(|record| record == bytes) {
            return number as u8;
        }
        let flash = self.flash([BAD; 2]);
        flash.0.borrow_mut().slots[0][0] = *bytes;
        let found = flash.open().unwrap().position(CHAIN, &key(&KEY));
        assert_eq!(found, Err(Error::NotProvisioned), "a record that nobody wrote");
        BAD
    }

    /// What a slot may hold after a cut at any byte, over what was there or over erased bytes.
    fn torn(&mut self, before: u8, after: u8) -> BTreeSet<u8> {
        if let Some(found) = self.torn.get(&(before, after)) {
            return found.clone();
        }
        let [old, new] = [before, after].map(|number| self.records[usize::from(number)]);
        let cuts = (0..=64).flat_map(|at| [old, BLANK].map(|rest| (at, rest)));
        let torn = cuts.map(|(at, rest)| {
            let mut bytes = rest;
            bytes[..at].copy_from_slice(&new[..at]);
            self.number(&bytes)
        });
        let torn: BTreeSet<u8> = torn.collect();
        assert!(torn.iter().all(|number| [BAD, before, after].contains(number)));
        self.torn.insert((before, after), torn.clone());
        torn
    }

    fn grant(&self, guard: &mut guard_common::Opened, wish: usize) -> Result<bool, Error> {
        match &self.wishes[wish] {
            Wish::RaiseFloor(height) => {
                guard.raise_floor(CHAIN, &key(&KEY), *height).map(|()| false)
            }
            Wish::Sign(ask) => {
                let bytes = ask.sign_bytes();
                let request = Request::parse(&bytes).unwrap();
                guard.permit(CHAIN, &key(&KEY), &request).map(|_| true)
            }
        }
    }

    /// Asks the real guard, with trouble at one of its operations or without.
    fn run(
        &self,
        device: Device,
        wish: usize,
        trouble: Option<(usize, Trouble)>,
    ) -> (Move, Shared) {
        let flash = self.flash([device.known; 2]);
        let mut guard = flash.open().unwrap();
        flash.0.borrow_mut().slots = self.flash([device.a, device.b]).0.borrow().slots.clone();
        flash.0.borrow_mut().trouble = trouble;
        let permitted = self.grant(&mut guard, wish).unwrap_or(false).then_some(wish);
        let [a, b] = flash.0.borrow().slots[0].map(|bytes| self.number(&bytes));
        let position = guard.position(CHAIN, &key(&KEY)).ok();
        let known = [device.known, device.a, device.b, a, b].into_iter();
        let known = known.filter(|number| *number != BAD);
        let known = known.clone().find(|n| self.positions[usize::from(*n)] == position).unwrap();
        (Move { device: Device { a, b, known }, permitted }, flash)
    }

    /// All that may become of a device that is asked for anything.
    fn moves(&mut self, device: Device) -> Rc<[Move]> {
        if let Some(found) = self.moves.get(&device) {
            return found.clone();
        }
        let mut moves = BTreeSet::new();
        for wish in (0..self.wishes.len()).filter(|_| device.known != OFF) {
            self.ask(device, wish, &mut moves);
        }
        let moves: Rc<[Move]> = moves.into_iter().collect();
        self.moves.insert(device, moves.clone());
        moves
    }

    fn ask(&mut self, device: Device, wish: usize, moves: &mut BTreeSet<Move>) {
        let (whole, flash) = self.run(device, wish, None);
        moves.insert(whole);
        let (mut a, mut b) = (device.a, device.b);
        for (slot, before, after) in &flash.0.borrow().writes {
            let (before, after) = (self.number(before), self.number(after));
            self.cuts += 2 * 65;
            for torn in self.torn(before, after) {
                let (a, b) = if slot.side == Side::A { (torn, b) } else { (a, torn) };
                moves.insert(Move { device: Device { a, b, known: OFF }, permitted: None });
            }
            (a, b) = if slot.side == Side::A { (after, b) } else { (a, after) };
        }
        for (operation, name) in flash.0.borrow().operations.iter().enumerate() {
            let written: &[usize] = if *name == "sync" { &[0] } else { &[0, 32, 64] };
            for bytes in written.iter().copied() {
                let (failed, _) = self.run(device, wish, Some((operation, Trouble::Fails(bytes))));
                assert_eq!(failed.permitted, None);
                moves.insert(failed);
            }
        }
    }

    /// What may become of a device that is asked for nothing.
    fn events(&self, state: &State) -> Vec<State> {
        let Device { a, b, known } = state.device;
        let of = |a, b, known| State { device: Device { a, b, known }, ..*state };
        let power = if known == OFF { self.powered(state.device) } else { Some(OFF) };
        let mut events: Vec<State> = power.into_iter().map(|known| of(a, b, known)).collect();
        events.extend((state.fallen != Some(Side::B)).then_some(of(BAD, b, known)));
        events.extend((state.fallen != Some(Side::A)).then_some(of(a, BAD, known)));
        if a == b && a != BAD {
            let position = |number: u8| self.positions[usize::from(number)];
            for older in (1..self.records.len() as u8).filter(|n| position(*n) < position(a)) {
                events.push(State { fallen: Some(Side::A), ..of(older, b, known) });
                events.push(State { fallen: Some(Side::B), ..of(a, older, known) });
            }
        }
        events
    }

    /// What the guard knows with power again. `None`: it refuses for good.
    fn powered(&self, device: Device) -> Option<u8> {
        let guard = self.flash([device.a, device.b]).open().ok()?;
        let position = guard.position(CHAIN, &key(&KEY)).ok();
        let mut found = [device.a, device.b].into_iter().filter(|number| *number != BAD);
        found.find(|number| self.positions[usize::from(*number)] == position)
    }

    /// Visits every state.
    fn explore(&mut self) -> Seen {
        let contradicting: Vec<u64> =
            (0..self.wishes.len()).map(|wish| self.contradicting(wish)).collect();
        let mut seen = Seen::default();
        let first = State { device: Device { a: 1, b: 1, known: 1 }, fallen: None, permitted: 0 };
        let (mut left, mut states) = (vec![first], HashSet::from([first]));
        while let Some(state) = left.pop() {
            let mut next = self.events(&state);
            for found in self.moves(state.device).iter() {
                if let Some(wish) = found.permitted {
                    let against = state.permitted & contradicting[wish];
                    assert_eq!(against, 0, "wish {wish} in {state:?}");
                }
                next.push(state.after(found));
            }
            seen.transitions += next.len();
            left.extend(next.into_iter().filter(|state| states.insert(*state)));
        }
        let permits = states.iter().map(|state| state.permitted.count_ones());
        Seen {
            states: states.len(),
            most_permits: permits.max().unwrap_or(0),
            cuts: self.cuts,
            ..seen
        }
    }

    fn contradicting(&self, wish: usize) -> u64 {
        let Wish::Sign(one) = &self.wishes[wish] else { return 0 };
        let others = (0..).zip(&self.wishes).filter(|(_, other)| match other {
            Wish::Sign(other) => contradict(one, other),
            Wish::RaiseFloor(_) => false,
        });
        others.fold(0, |bits, (number, _): (u32, _)| bits | 1 << number)
    }
}

#[derive(Debug, Default)]
struct Seen {
    states: usize,
    transitions: usize,
    cuts: usize,
    most_permits: u32,
}

/// Whether two votes are a double vote, or two proposals different: the rule in its plainest words.
fn contradict(a: &Ask, b: &Ask) -> bool {
    (a.signed_type, a.height, a.round) == (b.signed_type, b.height, b.round) && a.block != b.block
}

/// Every one of these, at times of their own.
fn wishes(types: &[u8], heights: i64, rounds: i64, blocks: &[Block]) -> Vec<Wish> {
    let mut asks = Vec::new();
    for (height, round) in (1..=heights).flat_map(|height| (0..rounds).map(move |r| (height, r))) {
        for signed_type in types {
            let blocks = blocks.iter().filter(|block| *signed_type != 32 || block.is_some());
            asks.extend(blocks.map(|block| ask(*signed_type, *block, height, round)));
        }
    }
    let timed = (0..).zip(asks).map(|(seconds, ask)| Wish::Sign(ask.at(seconds, 1)));
    timed.chain([Wish::RaiseFloor(1)]).collect()
}

#[test]
fn votes_of_two_heights_and_rounds() {
    let seen = World::new(wishes(&[1, 2], 2, 2, &[A, NIL])).explore();

    assert!(seen.states >= 100_000 && seen.cuts >= 1_000_000, "{seen:?}");
    assert_eq!(seen.most_permits, 8); // one of each height, round and type
}

#[test]
fn all_steps_and_three_blocks() {
    let seen = World::new(wishes(&[32, 1, 2], 2, 1, &[A, B, NIL])).explore();

    assert!(seen.states >= 100_000 && seen.cuts >= 1_000_000, "{seen:?}");
    assert_eq!(seen.most_permits, 6);
}

/// The plain rule says of each two votes what the core proves of them, signed.
#[test]
fn the_plain_rule_is_that_of_a_proof() {
    let signer = SigningKey::from_bytes(&KEY);
    let public = signer.verifying_key().to_bytes();
    let signed = |ask: &Ask| ask.vote(&signer.sign(&ask.sign_bytes()).to_bytes());
    let asks = wishes(&[1, 2], 2, 2, &[A, B, NIL]);
    let asks = asks.iter().filter_map(|wish| match wish {
        Wish::Sign(ask) => Some((ask, signed(ask))),
        Wish::RaiseFloor(_) => None,
    });
    let asks: Vec<_> = asks.collect();
    let mut proofs = 0;
    for (one, first) in &asks {
        for (other, second) in &asks {
            let [a, b] = [first, second].map(|bytes| Vote::parse(bytes, &Limits::DEFAULT).unwrap());
            let proof = duplicate_vote::prove(CHAIN, &a, &b, &key(&public));
            assert_eq!(proof.is_ok(), contradict(one, other), "{one:?} {other:?}");
            proofs += usize::from(proof.is_ok());
        }
    }
    assert_eq!((asks.len(), proofs), (24, 24 * 2));
}

/// What the model takes for granted of the world: each kind of request is one of a type.
#[test]
fn the_wishes_are_what_they_are_called() {
    for (ask, signed_type) in
        [(proposal(A, 1, 0), 32), (prevote(A, 1, 0), 1), (precommit(A, 1, 0), 2)]
    {
        assert_eq!(ask.signed_type, signed_type);
        assert!(Request::parse(&ask.sign_bytes()).is_ok());
    }
    assert_eq!(wishes(&[32, 1, 2], 2, 1, &[A, B, NIL]).len(), 2 * 8 + 1);
}
