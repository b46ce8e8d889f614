//! Clients on other chains: what they store, and what they do with what is submitted.

#[path = "common/client.rs"]
mod client;
mod common;

use client::{Store, any, client as client_state, header, height, spec, state, submitted};
use common::{LIMITS, World, bytes, message, uint};
use parhelion_core::evidence::MisbehaviourKind;
use parhelion_core::proof::tendermint::{
    ClientMessage, ClientState, Conflict, ConsensusState, Difference, Missing, Outcome, Status,
    from_on_chain_client,
};
use parhelion_core::{
    Duration, Error, Hash, Header, LightBlock, Options, Time, TrustThreshold, TrustedState,
    ValidatorSet, light,
};

/// The provider's client of a consumer chain, as it stood in the provider's store.
const RECORDED: &str = "0a2b2f6962632e6c69676874636c69656e74732e74656e6465726d696e742e76312e436c\
    69656e745374617465127b0a0a626f7265616c69732d311204080110031a0408c0bd0322040880a3052a02080a32003a\
    040801104e42190a090801180120012a0100120c0a02000110211804200c300142190a090801180120012a0100120c0a\
    02000110201801200130014a07757067726164654a1075706772616465644942435374617465";

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u32> = text.chars().filter_map(|digit| digit.to_digit(16)).collect();
    digits.chunks(2).map(|pair| (pair[0] << 4 | pair[1]) as u8).collect()
}

#[test]
fn a_recorded_client_state_is_read() {
    let stored = hex(RECORDED);
    let client = ClientState::parse(&stored, LIMITS).unwrap();
    assert_eq!(client.chain_id(), "borealis-1");
    assert_eq!(client.trust_level(), TrustThreshold::ONE_THIRD);
    assert_eq!(client.trusting_period(), Duration::from_seconds(57_024));
    assert_eq!(client.unbonding_period(), Duration::from_seconds(86_400));
    assert_eq!(client.max_clock_drift(), Duration::from_seconds(10));
    assert_eq!((client.frozen_height(), client.latest_height()), ((0, 0), (1, 78)));
    assert!(client.upgrade_path().eq(["upgrade", "upgradedIBCState"]));
    assert!(!client.allow_update_after_expiry() && !client.allow_update_after_misbehaviour());
    assert_eq!(client.expects_sdk_proofs(), Ok(()));
    let bare = ClientState::parse_bare(&stored[stored.len() - 123..], LIMITS).unwrap();
    assert_eq!(bare.latest_height(), (1, 78));
    let wrapped = ClientState::parse_bare(&stored, LIMITS).map(drop);
    assert!(matches!(wrapped, Err(Error::WireTypeMismatch { .. })));
}

#[test]
fn proofs_are_the_sdks_or_others() {
    let asks = |specs: &[Vec<u8>]| {
        let specs = specs.iter().map(|spec| message(8, spec)).collect::<Vec<_>>().concat();
        let bytes = client_state(&[(8, specs)]);
        ClientState::parse_bare(&bytes, LIMITS).and_then(|client| client.expects_sdk_proofs())
    };
    let packed = bytes(1, &[0, 1]);
    let (iavl, simple) = (spec(&packed, 33, 4, 12), spec(&packed, 32, 1, 1));
    assert_eq!(asks(&[iavl.clone(), simple.clone()]), Ok(()));
    // The same numbers, one by one.
    let unpacked = [1 << 3, 0, 1 << 3, 1];
    assert_eq!(asks(&[spec(&unpacked, 33, 4, 12), simple.clone()]), Ok(()));
    for others in [
        vec![iavl.clone()],
        vec![simple.clone(), iavl.clone()],
        vec![iavl.clone(), simple.clone(), simple.clone()],
        vec![spec(&bytes(1, &[1, 0]), 33, 4, 12), simple.clone()],
        vec![spec(&bytes(1, &[0, 1, 2]), 33, 4, 12), simple.clone()],
        vec![spec(&packed, 33, 4, 13), simple.clone()],
        vec![[iavl.clone(), uint(3, 1)].concat(), simple.clone()],
        vec![[iavl.clone(), uint(5, 1)].concat(), simple],
        vec![Vec::new(), Vec::new()],
    ] {
        assert_eq!(asks(&others), Err(Error::ProofSpecsNotSdk));
    }
}

#[test]
fn terms_that_wrap_when_multiplied_are_no_trust_level() {
    let with = |numerator: i64, denominator: i64| {
        let bytes = client_state(&[(2, message(2, &height(numerator, denominator)))]);
        ClientState::parse_bare(&bytes, LIMITS).map(drop)
    };
    assert_eq!(with(1 << 62, 1 << 62), Ok(()));
    for (numerator, denominator) in [(i64::MAX, i64::MAX), (1, 4), (0, 0)] {
        assert!(matches!(with(numerator, denominator), Err(Error::TrustThresholdRange { .. })));
    }
}

#[test]
fn durations_have_one_sign_and_63_bits() {
    let with = |seconds, nanos| {
        let drift = message(5, &[uint(1, seconds), uint(2, nanos)].concat());
        let bytes = client_state(&[(5, drift)]);
        ClientState::parse_bare(&bytes, LIMITS).map(|client| client.max_clock_drift().nanos())
    };
    assert_eq!(with(9_223_372_036, 854_775_807), Ok(i64::MAX));
    assert_eq!(with(0, 999_999_999), Ok(999_999_999));
    assert_eq!(with(-1, -1), Err(Error::PeriodNotPositive { field: 5, nanos: -1_000_000_001 }));
    for (seconds, nanos) in
        [(9_223_372_036, 854_775_808), (i64::MAX, 0), (0, 1_000_000_000), (1, -1), (-1, 1)]
    {
        assert!(matches!(with(seconds, nanos), Err(Error::DurationRange { .. })), "{seconds}");
    }
}

#[test]
fn a_client_is_active_until_its_latest_state_expires() {
    let bytes = any("ClientState", &client_state(&[]));
    let client = ClientState::parse(&bytes, LIMITS).unwrap();
    let stored = state((5000, 0), &[7; 32], &[8; 32]);
    let latest = ConsensusState::parse(&stored, LIMITS).unwrap();
    let at = |seconds, nanos| Time::from_unix(seconds, nanos).unwrap();
    assert_eq!(client.status(Some(&latest), at(5999, 999_999_999)), Status::Active);
    assert_eq!(client.status(Some(&latest), at(6000, 0)), Status::Expired);
    assert_eq!(client.status(None, at(5000, 0)), Status::Expired);
    for frozen in [height(0, 1), height(1, 0)] {
        let bytes = client_state(&[(6, message(6, &frozen))]);
        let frozen = ClientState::parse_bare(&bytes, LIMITS).unwrap();
        assert_eq!(frozen.status(Some(&latest), at(5000, 0)), Status::Frozen);
    }
}

#[test]
fn a_consensus_state_agrees_or_differs() {
    let mut world = World::new(20, &[]);
    let encoded = world.header().encode();
    let header = Header::parse(&encoded, LIMITS).unwrap();
    let trusted = TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap();
    let kept = ConsensusState::of(&header);
    assert_eq!(kept.difference(&trusted), None);
    let (time, root, next) = (header.time(), header.app_hash(), header.next_validators_hash());
    let with = |time: Time, root: &[u8], next: &[u8]| {
        let bytes = state((time.seconds(), time.nanos()), root, next);
        ConsensusState::parse(&bytes, LIMITS).map(|state| state.difference(&trusted))
    };
    assert_eq!(with(time, root, next), Ok(None));
    let later = Time::from_unix(time.seconds() + 1, 0).unwrap();
    assert_eq!(with(later, root, next), Ok(Some(Difference::Timestamp)));
    assert_eq!(with(time, &[77; 32], next), Ok(Some(Difference::Root)));
    assert_eq!(with(time, &[], next), Ok(Some(Difference::Root)));
    assert_eq!(with(time, root, &[77; 32]), Ok(Some(Difference::NextValidatorsHash)));
    assert_eq!(with(time, root, &[]), Ok(Some(Difference::NextValidatorsHash)));
    assert!(matches!(with(time, root, &[77; 31]), Err(Error::HashLength { field: 3, .. })));
}

#[test]
fn a_state_of_an_on_chain_client_has_the_root_and_verifies() {
    let world = World::new(20, &[]);
    let store = Store::of(&world);
    let client = any("ClientState", &client_state(&[]));
    let client = ClientState::parse(&client, LIMITS).unwrap();
    let known = store.states[&(1, 10)].as_ref().unwrap();
    let known = ConsensusState::parse(known, LIMITS).unwrap();
    let trusted = from_on_chain_client(&client, (1, 10), &known).unwrap();
    assert_eq!((trusted.height(), trusted.app_hash()), (10, Some(&[7; 32][..])));
    assert_eq!((known.difference(&trusted), trusted.header_hash()), (None, None));
    let (block, set) = (world.light_block(), world.trusted_set.as_ref().unwrap().encode());
    let block = LightBlock::parse(&block, LIMITS).unwrap();
    let set = ValidatorSet::parse(&set, LIMITS).unwrap();
    let now = Time::from_unix(world.now.0, world.now.1).unwrap();
    let verified = light::verify(&trusted, Some(&set), &block, &Options::DEFAULT, now, &mut []);
    assert_eq!(verified.unwrap().trusted_state().height(), 20);
    let other = from_on_chain_client(&client, (0, 10), &known);
    assert_eq!(other, Err(Error::HeaderRevision { trusted: 0, header: 1 }));
    assert_eq!(from_on_chain_client(&client, (1, 0), &known), Err(Error::ZeroHeight));
}

/// What the client does with the header of height 20, after a change to what it has stored.
fn outcome(change: impl FnOnce(&mut Store, (i64, u32))) -> Outcome<'static> {
    let mut world = World::new(20, &[]);
    let time = world.header().time;
    let mut store = Store::of(&world);
    change(&mut store, (time.0, u32::try_from(time.1).unwrap()));
    let bytes = any("Header", &header(&world, &height(1, 10))).leak();
    store.answer(&ClientMessage::parse(bytes, LIMITS).unwrap(), world.now).unwrap()
}

#[test]
fn a_header_updates_repeats_or_freezes() {
    let Outcome::Updates { height: (1, 20), consensus_state } = outcome(|_, _| {}) else {
        panic!("no update")
    };
    let mut world = World::new(20, &[]);
    let encoded = world.header().encode();
    assert_eq!(consensus_state, ConsensusState::of(&Header::parse(&encoded, LIMITS).unwrap()));
    let kept = |time| state(time, consensus_state.root(), consensus_state.next_validators_hash());
    let with = |at, time: (i64, u32)| {
        outcome(|store, _| drop(store.states.insert((1, at), Some(kept(time)))))
    };
    let time = consensus_state.timestamp();
    let time = (time.seconds(), time.nanos());
    assert_eq!(with(20, time), Outcome::Duplicate { height: (1, 20) });
    assert_eq!(with(20, (time.0 + 1, 0)), Outcome::Freezes(Conflict::OtherHeader));
    assert_eq!(with(19, time), Outcome::Freezes(Conflict::NotAfterPrevious));
    assert!(matches!(with(19, (time.0 - 1, 0)), Outcome::Updates { .. }));
    assert_eq!(with(21, time), Outcome::Freezes(Conflict::NotBeforeNext));
    assert!(matches!(with(21, (time.0 + 1, 0)), Outcome::Updates { .. }));
    // A neighbour beyond the nearest one is not looked at.
    let far = outcome(|store, _| {
        store.states.insert((1, 21), Some(kept((time.0 + 1, 0))));
        store.states.insert((1, 22), Some(kept((time.0 - 5, 0))));
    });
    assert!(matches!(far, Outcome::Updates { .. }));
}

#[test]
fn a_hash_of_no_bytes_that_is_spelled_out_is_another() {
    let mut world = World::new(20, &[]);
    world.header().hashes[5].clear();
    world.reseal();
    let encoded = world.header().encode();
    let kept = ConsensusState::of(&Header::parse(&encoded, LIMITS).unwrap());
    assert!(kept.root().is_empty());
    let mut store = Store::of(&world);
    let (time, next) = (kept.timestamp(), kept.next_validators_hash());
    let root = message(2, &[]);
    let time = message(1, &common::timestamp((time.seconds(), time.nanos().into())));
    let stored = any("ConsensusState", &[time, root, bytes(3, next)].concat());
    store.states.insert((1, 20), Some(stored));
    let submit = |header: Vec<u8>| {
        let signed = [message(1, &header), message(2, &world.commit.as_ref().unwrap().encode())];
        let set = world.set.as_ref().unwrap().encode();
        let trusted = world.trusted_set.as_ref().unwrap().encode();
        let parts = [(1, signed.concat()), (2, set), (3, height(1, 10)), (4, trusted)];
        let bytes = parts.map(|(number, part)| message(number, &part)).concat();
        let bytes = any("Header", &bytes).leak();
        store.answer(&ClientMessage::parse(bytes, LIMITS).unwrap(), world.now).unwrap()
    };
    assert_eq!(submit(encoded.clone()), Outcome::Duplicate { height: (1, 20) });
    let spelled = submit([encoded, message(11, &[])].concat());
    assert_eq!(spelled, Outcome::Freezes(Conflict::OtherHeader));
}

#[test]
fn what_is_not_known_is_named() {
    let undecided = |missing| Outcome::Undecided(missing);
    let found = outcome(|store, _| store.client = None);
    assert_eq!(found, undecided(Missing::ClientState));
    let found = outcome(|store, _| drop(store.states.insert((1, 10), None)));
    assert_eq!(found, undecided(Missing::ConsensusState((1, 10))));
    let found = outcome(|store, _| drop(store.states.insert((1, 20), None)));
    assert_eq!(found, undecided(Missing::ConsensusState((1, 20))));
    let found = outcome(|store, _| store.neighbours_known = false);
    assert_eq!(found, undecided(Missing::PreviousHeight((1, 20))));
    let found = outcome(|store, _| drop(store.states.insert((1, 21), None)));
    assert_eq!(found, undecided(Missing::ConsensusState((1, 21))));
    // A frozen client is not asked for more.
    let frozen = submitted(&height(1, 10), |store| {
        store.client = Some(any("ClientState", &client_state(&[(6, message(6, &height(0, 1)))])));
        store.states.values_mut().for_each(|state| *state = None);
    });
    assert_eq!(frozen, Err(Error::ClientFrozen));
    let gone = submitted(&height(1, 10), |store| store.client = Some(Vec::new()));
    assert_eq!(gone, Err(Error::UnknownClient));
}

#[test]
fn two_headers_freeze_or_do_nothing() {
    let world = World::new(20, &[]);
    let mut other = World::new(20, &[]);
    other.header().hashes[6] = Hash([9; 32]).0.to_vec();
    other.reseal();
    let mut later = World::new(21, &[]);
    later.header().time.0 += 1;
    later.reseal();
    let answer = |first: &World, second: &World, now: (i64, u32)| {
        let headers = [(2, first), (3, second)]
            .map(|(number, world)| message(number, &header(world, &height(1, 10))));
        let bytes = [bytes(1, b"07-tendermint-0"), headers.concat()].concat();
        let bytes = any("Misbehaviour", &bytes).leak();
        Store::of(first).answer(&ClientMessage::parse(bytes, LIMITS).unwrap(), now)
    };
    let freezes = |kind| Ok(Outcome::Freezes(Conflict::Misbehaviour(kind)));
    assert_eq!(answer(&world, &other, world.now), freezes(MisbehaviourKind::Fork));
    assert_eq!(answer(&world, &world, world.now), Ok(Outcome::Nothing));
    assert_eq!(answer(&later, &world, world.now), Ok(Outcome::Nothing));
    let mut early = World::new(21, &[]);
    early.header().time = world.header.as_ref().unwrap().time;
    early.reseal();
    assert_eq!(answer(&early, &world, world.now), freezes(MisbehaviourKind::TimeViolation));
    let late = (world.trusted_time.0 + 1000, 0);
    assert_eq!(answer(&world, &other, late), Err(Error::ClientExpired));
}
