//! A client on another chain that knows the trusted header of a [`World`], field by field; and a
//! vector for each code that only clients have.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use super::common::{CHAIN, LIMITS, World, bytes, message, timestamp, uint};
use parhelion_core::proof::tendermint::{
    ClientMessage, ClientState, ClientStore, ConsensusState, Known, Outcome, Unknown,
    verify_client_message,
};
use parhelion_core::{Error, Time};
use std::collections::BTreeMap;

pub type Height = (u64, u64);

/// The message of this name of 07-tendermint, wrapped.
pub fn any(name: &str, value: &[u8]) -> Vec<u8> {
    let type_url = format!("/ibc.lightclients.tendermint.v1.{name}");
    [bytes(1, type_url.as_bytes()), bytes(2, value)].concat()
}

pub fn height(revision: i64, height: i64) -> Vec<u8> {
    [uint(1, revision), uint(2, height)].concat()
}

pub fn spec(child_order: &[u8], child_size: i64, least: i64, most: i64) -> Vec<u8> {
    let leaf = [uint(1, 1), uint(3, 1), uint(4, 1), bytes(5, &[0])].concat();
    let sizes = [uint(2, child_size), uint(3, least), uint(4, most), uint(6, 1)].concat();
    [message(1, &leaf), message(2, &[child_order, &sizes].concat())].concat()
}

pub fn sdk_specs() -> Vec<u8> {
    let order = bytes(1, &[0, 1]);
    [message(8, &spec(&order, 33, 4, 12)), message(8, &spec(&order, 32, 1, 1))].concat()
}

/// A client state, some of whose fields are encoded otherwise.
pub fn client(changed: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let seconds = |number, seconds| message(number, &uint(1, seconds));
    let mut fields = BTreeMap::from([
        (1, bytes(1, CHAIN.as_bytes())),
        (2, message(2, &height(1, 3))),
        (3, seconds(3, 1000)),
        (4, seconds(4, 1500)),
        (5, seconds(5, 10)),
        (6, message(6, &[])),
        (7, message(7, &height(1, 10))),
        (8, sdk_specs()),
        (9, [bytes(9, b"upgrade"), bytes(9, b"upgradedIBCState")].concat()),
    ]);
    fields.extend(changed.iter().cloned());
    fields.into_values().collect::<Vec<_>>().concat()
}

/// A consensus state with a root of its own.
pub fn state((seconds, nanos): (i64, u32), root: &[u8], next_validators_hash: &[u8]) -> Vec<u8> {
    let time = timestamp((seconds, nanos.into()));
    let root = message(2, &bytes(1, root));
    any("ConsensusState", &[message(1, &time), root, bytes(3, next_validators_hash)].concat())
}

/// A client as a chain stores it. What is `None` is not known.
#[derive(Clone)]
pub struct Store {
    pub client: Option<Vec<u8>>,
    pub states: BTreeMap<Height, Option<Vec<u8>>>,
    pub neighbours_known: bool,
}

impl Store {
    /// A client that knows the trusted header of a world.
    pub fn of(world: &World) -> Store {
        let trusted = state(world.trusted_time, &[7; 32], &world.next_validators_hash);
        Store {
            client: Some(any("ClientState", &client(&[]))),
            states: BTreeMap::from([((1, world.trusted_height), Some(trusted))]),
            neighbours_known: true,
        }
    }

    pub fn answer<'a>(
        &self,
        message: &ClientMessage<'a>,
        now: (i64, u32),
    ) -> Result<Outcome<'a>, Error> {
        let now = Time::from_unix(now.0, now.1).unwrap();
        verify_client_message(self, message, now, &mut [])
    }
}

impl ClientStore for Store {
    fn client_state(&self) -> Known<ClientState<'_>> {
        let bytes = self.client.as_ref().ok_or(Unknown)?;
        Ok((!bytes.is_empty()).then(|| ClientState::parse(bytes, LIMITS).unwrap()))
    }

    fn consensus_state(&self, height: Height) -> Known<ConsensusState<'_>> {
        match self.states.get(&height) {
            None => Ok(None),
            Some(None) => Err(Unknown),
            Some(Some(bytes)) => Ok(Some(ConsensusState::parse(bytes, LIMITS).unwrap())),
        }
    }

    fn previous_height(&self, height: Height) -> Known<Height> {
        let previous = self.states.range(..height).next_back();
        if self.neighbours_known { Ok(previous.map(|(height, _)| *height)) } else { Err(Unknown) }
    }

    fn next_height(&self, height: Height) -> Known<Height> {
        let next = self.states.range((height.0, height.1 + 1)..).next();
        Ok(next.map(|(height, _)| *height))
    }
}

/// The block of a world as a relayer brings it, to be verified from this height.
pub fn header(world: &World, trusted: &[u8]) -> Vec<u8> {
    let set = world.trusted_set.as_ref().unwrap().encode();
    [world.light_block(), message(3, trusted), message(4, &set)].concat()
}

/// What the client answers to a header of height 20, after a change.
pub fn submitted(trusted: &[u8], change: fn(&mut Store)) -> Result<(), Error> {
    let world = World::new(20, &[]);
    let mut store = Store::of(&world);
    change(&mut store);
    let bytes = any("Header", &header(&world, trusted));
    store.answer(&ClientMessage::parse(&bytes, LIMITS)?, world.now).map(drop)
}

fn told(field: u64, value: Vec<u8>) -> Result<(), Error> {
    ClientState::parse_bare(&client(&[]), LIMITS)?;
    ClientState::parse_bare(&client(&[(field, value)]), LIMITS).map(drop)
}

/// What provokes an error.
type Vector = fn() -> Result<(), Error>;

/// A name of a code, and what provokes it.
pub const VECTORS: &[(&str, Vector)] = &[
    ("AnyType", || ClientState::parse(&any("ConsensusState", &client(&[])), LIMITS).map(drop)),
    ("DurationRange", || told(5, message(5, &[uint(1, 1), uint(2, -1)].concat()))),
    ("BlankChainId", || told(1, bytes(1, b" "))),
    ("PeriodNotPositive", || told(5, Vec::new())),
    ("LatestHeightRevision", || told(7, message(7, &height(2, 10)))),
    ("ZeroLatestHeight", || told(7, message(7, &height(1, 0)))),
    ("TrustingPeriodTooLong", || told(4, message(4, &uint(1, 1000)))),
    ("ProofSpecsMissing", || told(8, Vec::new())),
    ("BlankUpgradeKey", || told(9, message(9, b"\t"))),
    ("ProofSpecsNotSdk", || {
        let one = message(8, &spec(&bytes(1, &[0, 1]), 33, 4, 12));
        ClientState::parse_bare(&client(&[(8, one)]), LIMITS)?.expects_sdk_proofs()
    }),
    ("ClientFrozen", || {
        submitted(&height(1, 10), |store| {
            store.client = Some(any("ClientState", &client(&[(6, message(6, &height(0, 1)))])));
        })
    }),
    ("ClientExpired", || {
        submitted(&height(1, 10), |store| {
            store.client = Some(any("ClientState", &client(&[(3, message(3, &uint(1, 5)))])));
        })
    }),
    ("HeaderRevision", || {
        submitted(&height(0, 10), |store| {
            let trusted = store.states[&(1, 10)].clone();
            store.states.insert((0, 10), trusted);
        })
    }),
];
