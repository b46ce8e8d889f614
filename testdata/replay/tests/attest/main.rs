//! Attestation of a consumer's set: three ways to the same set, and what none of them believes.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/consumer.rs"]
mod consumer;
mod recompute;

use common::LIMITS;
use consumer::{DATA, STORE, Scene, Total, ZERO, address, packet, phase, record};
use parhelion_core::ccv::Snapshot;
use parhelion_core::ccv::attest::{
    Attested, Launched, Lock, ProviderClient, Replay, back, by_genesis, by_records,
};
use parhelion_core::ccv::store::{ConsumerId, Layout, ProviderItem};
use parhelion_core::ccv::valset_change::{Change, CrossChainValidator};
use parhelion_core::{Error, LightBlock, Options, Time, ValidatorSet};

fn powers(attested: &Attested<'_>) -> Vec<u64> {
    attested.validators().iter().map(CrossChainValidator::power).collect()
}

#[test]
fn three_ways_lead_to_one_set_and_it_verifies_the_header() {
    let scene = Scene::new();
    let own = scene.world.set.as_ref().unwrap().hash();
    let check = |attested: &Attested<'_>| {
        assert_eq!(attested.hash().0.to_vec(), own);
        assert_eq!((powers(attested), attested.total_power()), (vec![10; 7], 70));
        assert_eq!(attested.consumer().chain_id().as_str(), common::CHAIN);
        scene.verify(attested)?;
        Ok(attested.locked_at())
    };
    let by_records = scene.by_records(check).unwrap();
    let by_packets = scene.by_packets(&[], check).unwrap();
    let recomputed = scene.by_recomputation(|_| {}, Total::NotGiven, check).unwrap();
    assert_eq!((by_records.height(), by_records.time().seconds()), (20, 1_700_000_020));
    assert_eq!(by_records, recomputed);
    // That of the launch is the block of the launch.
    assert_eq!((by_packets.height(), by_packets.time().seconds()), (5, 1_700_000_005));
    let launched = {
        let state = scene.stores.seal();
        let launched = scene.launched(&state).unwrap();
        let mut memory = [CrossChainValidator::NONE; 8];
        let genesis = state.proven(ProviderItem::ConsumerGenesis(ZERO));
        check(&by_genesis(&launched, &genesis, &mut memory).unwrap()).unwrap()
    };
    assert_eq!(launched, by_packets);
    let with_total = scene.by_recomputation(|_| {}, Total::Given, check).unwrap();
    assert_eq!(with_total, recomputed);
}

#[test]
fn packets_change_the_set_and_its_lock() {
    let scene = Scene::new();
    let changed = scene.by_packets(&[packet(1, DATA)], |attested| {
        assert_eq!(powers(attested), [11, 10, 10, 10, 10, 10, 10]);
        assert_eq!(scene.verify(attested), Err(Error::SetNotNamed));
        Ok(attested.locked_at().height())
    });
    assert_eq!(changed, Ok(20));
}

/// Packets 1 and 2 were made while the channel was not open, and the records have both. Packet 1, which
/// is sent only now, must not take the records back to before packet 2.
#[test]
fn a_packet_that_waited_does_not_undo_the_records() {
    let mut scene = Scene::new();
    let first = address(&scene.members()[0]);
    let member = scene.members()[0].clone();
    scene.stores.put(ProviderItem::ConsumerValidator(ZERO, first), &record(&member, 12));
    let key = parhelion_core::ibc::path::next_sequence_send("provider", "channel-0").unwrap();
    scene.stores.put_key(b"ibc", key.as_bytes(), &1u64.to_be_bytes());
    let state = scene.stores.seal();
    let launched = scene.launched(&state).unwrap();
    let channel = state.proven(ProviderItem::ChannelOf(ZERO));
    let next = state.proven_key(b"ibc", key.as_bytes());
    let mut memory = [CrossChainValidator::NONE; 8];
    let attested = by_records(&state.header, &launched, scene.gaps(&state), &mut memory).unwrap();
    let hash = *attested.hash();
    let mut replay = Replay::from_set(attested, &channel, &next).unwrap();
    let sent = packet(1, DATA);
    let commitment = state.proven_key(b"ibc", sent.commitment_key().unwrap().as_bytes());
    let height = state.proven(ProviderItem::ValsetUpdateHeight(3));
    let lock = |id| Lock::of(Layout::L8, id, &height, &state.header);
    replay.packet(&sent, &commitment, lock, &mut [Change::NONE; 2]).unwrap();
    assert_eq!((replay.next_sequence(), replay.attested().hash()), (2, &hash));
}

/// A packet cannot be made to look newer than it is.
#[test]
fn the_lock_of_another_packet_is_refused() {
    let mut scene = Scene::new();
    scene.stores.put(ProviderItem::ValsetUpdateHeight(4), &20u64.to_be_bytes());
    let state = scene.stores.seal();
    let launched = scene.launched(&state).unwrap();
    let [genesis, channel, height] = [
        ProviderItem::ConsumerGenesis(ZERO),
        ProviderItem::ChannelOf(ZERO),
        ProviderItem::ValsetUpdateHeight(4),
    ]
    .map(|item| state.proven(item));
    let mut memory = [CrossChainValidator::NONE; 8];
    let mut replay = Replay::from_genesis(&launched, &genesis, &channel, &mut memory).unwrap();
    let sent = packet(1, DATA);
    let commitment = state.proven_key(b"ibc", sent.commitment_key().unwrap().as_bytes());
    let newer = |_| Lock::of(Layout::L8, 4, &height, &state.header);
    let error = replay.packet(&sent, &commitment, newer, &mut [Change::NONE; 2]).unwrap_err();
    assert_eq!(error, Error::UnknownValsetUpdate { id: 3 });
    // Nothing has changed.
    assert_eq!((replay.next_sequence(), replay.attested().total_power()), (1, 70));
    assert_eq!(replay.into_attested().locked_at().height(), 5);
}

#[test]
fn from_a_set_on_the_next_packets_count() {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let launched = scene.launched(&state).unwrap();
    let channel = state.proven(ProviderItem::ChannelOf(ZERO));
    let key = parhelion_core::ibc::path::next_sequence_send("provider", "channel-0").unwrap();
    let next = state.proven_key(b"ibc", key.as_bytes());
    let mut memory = [CrossChainValidator::NONE; 8];
    let attested = by_records(&state.header, &launched, scene.gaps(&state), &mut memory).unwrap();
    let mut replay = Replay::from_set(attested, &channel, &next).unwrap();
    assert_eq!(replay.next_sequence(), 2);
    // The first packet is in the records already.
    let sent = packet(1, DATA);
    let commitment = state.proven_key(b"ibc", sent.commitment_key().unwrap().as_bytes());
    let lock = |_| panic!("not asked");
    let error = replay.packet(&sent, &commitment, lock, &mut [Change::NONE; 2]).unwrap_err();
    assert_eq!(error, Error::PacketOrder { expected: 2, found: 1 });
    // A number of another state is none of this set.
    let mut memory = [CrossChainValidator::NONE; 8];
    let attested = by_records(&state.header, &launched, scene.gaps(&state), &mut memory).unwrap();
    let other = scene.elsewhere().proven_key(b"ibc", key.as_bytes());
    let error = Replay::from_set(attested, &channel, &other).unwrap_err();
    assert_eq!(error, Error::LockHeight { header: 21, locked: 20 });
}

/// Who opted in alone would have a chain of its own if its record sufficed.
#[test]
fn one_validator_alone_is_no_set_where_there_are_others() {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let gaps = scene.gaps(&state);
    // The end of the walk is claimed after the first record.
    let ends = vec![gaps[0], *gaps.last().unwrap()];
    let error = scene.by_gaps(&state, ends, |_| Ok(())).unwrap_err();
    assert_eq!(error, Error::RecordsIncomplete { index: 1 });
    // Where it is alone in truth, it is the set.
    let mut alone = Scene::new();
    for member in &alone.members().to_vec()[1..] {
        alone.stores.remove(ProviderItem::ConsumerValidator(ZERO, address(member)));
    }
    let powers = alone.by_records(|attested| Ok(powers(attested))).unwrap();
    assert_eq!(powers, [10]);
}

#[test]
fn a_record_of_another_consumer_is_not_of_this_one() {
    let mut scene = Scene::new();
    let stranger = scene.members()[3].clone();
    // Consumers 1 and 10, next to 0 in the order of keys.
    for id in [1, 10] {
        let item = ProviderItem::ConsumerValidator(ConsumerId::new(id), address(&stranger));
        scene.stores.put(item, &record(&stranger, 1_000_000));
    }
    assert_eq!(scene.by_records(|attested| Ok(attested.total_power())), Ok(70));
}

#[test]
fn a_removed_consumer_is_not_attested_by_anything() {
    for (number, found) in [(0, 0), (1, 1), (2, 2), (4, 4), (5, 5)] {
        let mut scene = Scene::new();
        scene.stores.put(ProviderItem::Phase(ZERO), &phase(number));
        let expected = Err(Error::ConsumerPhase { phase: found });
        assert_eq!(scene.by_records(|_| Ok(())), expected);
        assert_eq!(scene.by_packets(&[], |_| Ok(())), expected);
        assert_eq!(scene.by_recomputation(|_| {}, Total::NotGiven, |_| Ok(())), expected);
    }
}

#[test]
fn between_two_heights_a_consumer_is_launched() {
    let scene = Scene::new();
    let (state, later) = (scene.stores.seal(), scene.elsewhere());
    let launched = scene.launched(&state).unwrap();
    assert_eq!((launched.from(), launched.to()), (19, 19));
    let both = launched.and(&later.proven(ProviderItem::Phase(ZERO))).unwrap();
    assert_eq!((both.from(), both.to()), (19, 20));
    let mut memory = [CrossChainValidator::NONE; 8];
    assert!(by_records(&later.header, &both, scene.gaps(&later), &mut memory).is_ok());
}

#[test]
fn an_attestation_expires_at_the_nanosecond() {
    let mut scene = Scene::new();
    // Locked at 1,700,000,020; a thousand seconds.
    scene.world.now = (1_700_001_019, 999_999_999);
    assert_eq!(scene.by_records(|attested| scene.verify(attested)), Ok(()));
    scene.world.now = (1_700_001_020, 0);
    let expired = Time::from_unix(1_700_001_020, 0).unwrap();
    let stale = scene.by_records(|attested| scene.verify(attested));
    assert_eq!(stale, Err(Error::AttestationExpired { expired }));
    // A header from the future: ten seconds and no more.
    scene.world.now = (1_700_000_000, 5);
    let time = Time::from_unix(1_700_000_010, 5).unwrap();
    let early = scene.by_records(|attested| scene.verify(attested));
    assert_eq!(early, Err(Error::TimeFromFuture { time }));
    scene.world.now = (1_700_000_000, 6);
    assert_eq!(scene.by_records(|attested| scene.verify(attested)), Ok(()));
}

#[test]
fn a_wrong_signature_and_too_little_power_are_refused() {
    let mut scene = Scene::new();
    scene.world.entry(2).signature[5] ^= 1;
    let wrong = scene.by_records(|attested| scene.verify(attested));
    assert_eq!(wrong, Err(Error::WrongSignature { index: 2 }));
    let mut scene = Scene::new();
    (4..7).for_each(|n| *scene.world.entry(n) = common::Entry::absent());
    let little = scene.by_records(|attested| scene.verify(attested));
    assert_eq!(little, Err(Error::NotEnoughPower { tallied: 40, needed: 46, total: 70 }));
}

/// Of each byte of the header's encoding one bit, another from byte to byte.
#[test]
fn a_bit_of_a_header_undoes_it() {
    let scene = Scene::new();
    let bytes = scene.world.light_block();
    let header = scene.world.clone().header().encode();
    let at = bytes.windows(header.len()).position(|window| window == header).unwrap();
    let now = Time::from_unix(scene.world.now.0, scene.world.now.1).unwrap();
    let outcome = scene.by_records(|attested| {
        for place in 0..header.len() {
            let mut changed = bytes.clone();
            changed[at + place] ^= 1 << (place % 8);
            let verified = LightBlock::parse(&changed, LIMITS)
                .and_then(|block| attested.verify_header(&block, &scene.world.options, now));
            assert!(verified.is_err(), "byte {place}");
        }
        Ok(())
    });
    assert_eq!(outcome, Ok(()));
}

#[test]
fn twins_are_counted_and_cannot_be_told_apart() {
    let mut scene = Scene::new();
    let one = ConsumerId::new(1);
    scene.stores.put(ProviderItem::NextConsumerId, &3u64.to_be_bytes());
    scene.stores.put(ProviderItem::ChainId(one), common::CHAIN.as_bytes());
    scene.stores.put(ProviderItem::Phase(one), &phase(3));
    for member in scene.members().to_vec() {
        let item = ProviderItem::ConsumerValidator(one, address(&member));
        scene.stores.put(item, &record(&member, 10));
    }
    let state = scene.stores.seal();
    let next = state.proven(ProviderItem::NextConsumerId);
    let ids = (0..3).map(|id| state.proven(ProviderItem::ChainId(ConsumerId::new(id))));
    let proofs: Vec<_> = [next].into_iter().chain(ids).collect();
    let twins = |proofs| {
        let snapshot = Snapshot::new(Layout::L8, &state.header, proofs)?;
        Ok(snapshot.consumer(ZERO).twins()?.collect::<Vec<_>>())
    };
    assert_eq!(twins(&proofs), Ok(vec![one]));
    assert_eq!(twins(&proofs[..3]), Err(Error::NotInSnapshot));
    // Either verifies the other's header.
    for consumer in [ZERO, one] {
        scene.consumer = consumer;
        assert_eq!(scene.by_records(|attested| scene.verify(attested)), Ok(()));
    }
}

#[test]
fn a_part_of_a_set_is_a_report() {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let launched = scene.launched(&state).unwrap();
    let bytes = scene.world.set.as_ref().unwrap().encode();
    let set = ValidatorSet::parse(&bytes, LIMITS).unwrap();
    let mut members: Vec<_> = scene.members().iter().map(address).collect();
    members.sort();
    let records = |count: usize| {
        let proven = |at| (at, state.proven(ProviderItem::ConsumerValidator(ZERO, at)));
        members.iter().take(count).map(move |at| proven(*at)).collect::<Vec<_>>()
    };
    let some = back(&launched, &set, records(3)).unwrap();
    assert_eq!((some.backed_members(), some.backed_power(), some.total_power()), (3, 30, 70));
    assert!(!some.all_are_backed());
    assert!(back(&launched, &set, records(7)).unwrap().all_are_backed());
    // Another power is not the member's.
    let mut other = Scene::new();
    let first = other.members().iter().find(|it| address(it) == members[0]).unwrap().clone();
    other.stores.put(ProviderItem::ConsumerValidator(ZERO, members[0]), &record(&first, 9));
    let state = other.stores.seal();
    let proven = state.proven(ProviderItem::ConsumerValidator(ZERO, members[0]));
    let none = back(&other.launched(&state).unwrap(), &set, [(members[0], proven)]).unwrap();
    assert_eq!((none.backed_members(), none.backed_power()), (0, 0));
}

#[test]
fn one_client_serves_all_consumers_of_a_provider() {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let options = Options { ..scene.world.options };
    let mut client = ProviderClient::new(state.header.clone(), options);
    let bytes = scene.world.light_block();
    let block = LightBlock::parse(&bytes, LIMITS).unwrap();
    let now = Time::from_unix(1_700_000_020, 0).unwrap();
    assert_eq!(client.verify_header(ZERO, &block, now).map(drop), Err(Error::UnknownConsumer));
    scene.by_packets(&[packet(1, DATA)], |attested| client.keep(attested)).unwrap();
    assert_eq!(client.verify_header(ZERO, &block, now).map(drop), Err(Error::SetNotNamed));
    scene.by_records(|attested| client.keep(attested)).unwrap();
    let verified = client.verify_header(ZERO, &block, now).unwrap();
    assert_eq!(verified.header().height(), 20);
    // An older lock of the same set does not take the place of a later one.
    scene.by_packets(&[], |attested| client.keep(attested)).unwrap();
    let (set, lock) = client.latest(ZERO).unwrap();
    assert_eq!((set.len(), lock.height()), (7, 20));
    let set = block.validators().hash();
    assert_eq!(client.locked_at(ZERO, &set), Some(lock));
    assert_eq!(client.locked_at(ZERO, verified.hash()), None);
    assert_eq!(client.locked_at(ConsumerId::new(1), &set), None);
    // Of another provider.
    let mut foreign = Scene::new();
    foreign.stores.chain_id = "provider-2".to_owned();
    assert_eq!(foreign.by_records(|attested| client.keep(attested)), Err(Error::OtherChain));
}

#[test]
fn a_lock_is_of_its_header() {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let height = state.proven(ProviderItem::ValsetUpdateHeight(3));
    let lock = Lock::of(Layout::L8, 3, &height, &state.header).unwrap();
    assert_eq!((lock.height(), lock.time()), (20, state.header.time()));
    let error = Lock::of(Layout::L8, 4, &height, &state.header).unwrap_err();
    assert_eq!(error, Error::OtherKey);
    // An earlier header makes it older; a later one would make it fresher.
    let mut early = scene.clone();
    (early.stores.height, early.stores.time) = (18, (1_700_000_018, 0));
    let lock = Lock::of(Layout::L8, 3, &height, &early.stores.seal().header).unwrap();
    assert_eq!((lock.height(), lock.time().seconds()), (20, 1_700_000_018));
    let later = scene.elsewhere().header;
    let error = Lock::of(Layout::L8, 3, &height, &later).unwrap_err();
    assert_eq!(error, Error::LockHeight { header: 21, locked: 20 });
    // A proof of a bare prefix says nothing of a phase.
    let gap = state.gap(STORE, &[0x1e]);
    let chain_id = state.proven(ProviderItem::ChainId(ZERO));
    let error = Launched::of(Layout::L8, ZERO, gap.proven(), &chain_id).unwrap_err();
    assert_eq!(error, Error::OtherKey);
}
