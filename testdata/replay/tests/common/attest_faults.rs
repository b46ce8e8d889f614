//! What provokes each error of attestation.

use super::common::state::Provable;
use super::common::{LIMITS, bytes, message, uint};
use super::consumer::{DATA, STORE, Scene, Total, ZERO, address, operator, packet, phase, record};
use parhelion_core::ccv::attest::{Launched, Lock, Replay, back};
use parhelion_core::ccv::store::{Layout, ProviderItem, SdkItem};
use parhelion_core::ccv::valset_change::CrossChainValidator;
use parhelion_core::proof::Gap;
use parhelion_core::{Address, Error, ValidatorSet};

type Vector = (&'static str, fn() -> Result<(), Error>);

/// A scene with something else in the provider's stores.
fn changed(change: impl FnOnce(&mut Scene)) -> Scene {
    let mut scene = Scene::new();
    change(&mut scene);
    scene
}

fn records(change: impl FnOnce(&mut Scene)) -> Result<(), Error> {
    changed(change).by_records(|_| Ok(()))
}

/// Gaps that somebody has picked.
fn gaps(pick: impl FnOnce(&Scene, &Provable, &mut Vec<Gap<'static>>)) -> Result<(), Error> {
    let scene = Scene::new();
    let state = scene.stores.seal();
    let mut gaps = scene.gaps(&state);
    pick(&scene, &state, &mut gaps);
    scene.by_gaps(&state, gaps, |_| Ok(()))
}

fn first_record(scene: &mut Scene, value: impl FnOnce(Address) -> Vec<u8>) {
    let at = address(&scene.members()[0]);
    scene.stores.put(ProviderItem::ConsumerValidator(ZERO, at), &value(at));
}

fn recompute(change: impl FnOnce(&mut Scene), total: Total) -> Result<(), Error> {
    changed(change).by_recomputation(|_| {}, total, |_| Ok(()))
}

fn verify(change: impl FnOnce(&mut Scene)) -> Result<(), Error> {
    let scene = changed(change);
    scene.by_records(|attested| scene.verify(attested))
}

pub(crate) const VECTORS: &[Vector] = &[
    ("UnknownChannel", || {
        let scene = changed(|scene| scene.stores.remove(ProviderItem::ChannelOf(ZERO)));
        scene.by_packets(&[], |_| Ok(()))
    }),
    ("UnknownChannel", || {
        let scene = changed(|scene| scene.stores.put(ProviderItem::ChannelOf(ZERO), b"c"));
        scene.by_packets(&[], |_| Ok(()))
    }),
    ("UnknownChannel", || {
        let mut other = packet(1, DATA);
        other.source_channel = "channel-1";
        Scene::new().by_packets(&[other], |_| Ok(()))
    }),
    ("ConsumerPhase", || records(|it| it.stores.put(ProviderItem::Phase(ZERO), &phase(4)))),
    ("ConsumerPhase", || records(|it| it.stores.put(ProviderItem::Phase(ZERO), &phase(5)))),
    ("UnknownConsumer", || records(|it| it.stores.remove(ProviderItem::Phase(ZERO)))),
    ("UnknownConsumer", || records(|it| it.stores.remove(ProviderItem::ChainId(ZERO)))),
    ("PhaseHeights", || {
        let scene = Scene::new();
        let (state, other) = (scene.stores.seal(), scene.elsewhere());
        let launched = scene.launched(&other)?;
        let mut memory = [CrossChainValidator::NONE; 8];
        let gaps = scene.gaps(&state);
        parhelion_core::ccv::attest::by_records(&state.header, &launched, gaps, &mut memory)
            .map(drop)
    }),
    ("RecordsIncomplete", || gaps(|_, _, gaps| gaps.truncate(7))),
    ("RecordsIncomplete", || gaps(|_, _, gaps| *gaps = gaps.split_off(1))),
    ("RecordsIncomplete", || gaps(|_, _, gaps| *gaps = [&gaps[..3], &gaps[4..]].concat())),
    ("RecordsIncomplete", || {
        // A gap of another prefix, right of which nothing of this consumer comes.
        gaps(|_, state, gaps| gaps[2] = state.gap(STORE, &[0x1e]))
    }),
    ("RecordsIncomplete", || {
        // The same key in another store.
        gaps(|_, state, gaps| {
            let key = gaps[1].proven().key();
            gaps[1] = state.gap(b"staking", key);
        })
    }),
    ("RecordKey", || {
        records(|scene| {
            let prefix = ProviderItem::consumer_validators(Layout::L8, ZERO).unwrap();
            let key = [prefix.as_bytes(), &[0; 21]].concat();
            scene.stores.put_key(STORE, &key, &[]);
        })
    }),
    ("NoMembers", || {
        records(|scene| {
            for member in scene.members().to_vec() {
                scene.stores.remove(ProviderItem::ConsumerValidator(ZERO, address(&member)));
            }
        })
    }),
    ("MemberKeyType", || {
        records(|scene| {
            first_record(scene, |at| {
                [bytes(1, &at.0), uint(2, 10), message(3, &bytes(2, &[2; 33]))].concat()
            });
        })
    }),
    ("MemberPower", || {
        records(|scene| {
            let member = scene.members()[0].clone();
            first_record(scene, |_| record(&member, 0));
        })
    }),
    ("MemberTwice", || {
        // Two validators with one key.
        records(|scene| {
            let mut twin = scene.members()[1].clone();
            twin.address = scene.members()[0].address.clone();
            first_record(scene, |_| record(&twin, 10));
        })
    }),
    ("ConsumerGenesis", || {
        let scene = changed(|scene| scene.stores.remove(ProviderItem::ConsumerGenesis(ZERO)));
        scene.by_packets(&[], |_| Ok(()))
    }),
    ("PacketOrder", || Scene::new().by_packets(&[packet(2, DATA)], |_| Ok(()))),
    ("NothingStored", || {
        let scene = Scene::new();
        scene.by_packets(&[packet(1, DATA), packet(2, DATA)], |_| Ok(()))
    }),
    ("CommitmentMismatch", || Scene::new().by_packets(&[packet(1, b"{}")], |_| Ok(()))),
    ("LockHeight", || {
        let scene = changed(|scene| {
            scene.stores.put(ProviderItem::ValsetUpdateHeight(3), &19u64.to_be_bytes());
        });
        scene.by_packets(&[packet(1, DATA)], |_| Ok(()))
    }),
    ("UnknownValsetUpdate", || {
        let scene = changed(|scene| scene.stores.remove(ProviderItem::ValsetUpdateHeight(3)));
        scene.by_packets(&[packet(1, DATA)], |_| Ok(()))
    }),
    ("SetNotNamed", || {
        verify(|scene| {
            let member = scene.members()[0].clone();
            first_record(scene, |_| record(&member, 11));
        })
    }),
    ("AttestationExpired", || verify(|scene| scene.world.now.0 = 1_700_001_020)),
    ("ChainIdMismatch", || {
        verify(|scene| scene.stores.put(ProviderItem::ChainId(ZERO), b"other-1"))
    }),
    ("NotAnEpoch", || {
        recompute(
            |it| it.stores.put(ProviderItem::Params, &[uint(10, 5), uint(12, 9)].concat()),
            Total::NotGiven,
        )
    }),
    ("CandidateMissing", || {
        Scene::new().by_recomputation(|it| it.truncate(6), Total::Given, |_| Ok(()))
    }),
    ("CandidatesUncertain", || {
        recompute(
            |it| it.stores.put(ProviderItem::PowerShaping(ZERO), &uint(7, 1)),
            Total::NotGiven,
        )
    }),
    ("CandidatesUncertain", || {
        // The provider's own set is full: others may wait outside it.
        recompute(
            |it| it.stores.put(ProviderItem::Params, &[uint(10, 19), uint(12, 7)].concat()),
            Total::NotGiven,
        )
    }),
    ("CandidatesUncertain", || {
        recompute(
            |it| {
                it.stores.put(ProviderItem::PowerShaping(ZERO), &uint(7, 1));
                it.stores.put(SdkItem::LastTotalPower, &message(1, b"71"));
            },
            Total::Given,
        )
    }),
    ("CandidateFact", || {
        Scene::new().by_recomputation(|it| it.swap(0, 1), Total::NotGiven, |_| Ok(()))
    }),
    ("CandidateFact", || {
        recompute(|it| it.stores.remove(SdkItem::LastPower(operator(3))), Total::NotGiven)
    }),
    ("CandidateFact", || recompute(|it| it.stores.remove(ProviderItem::Params), Total::NotGiven)),
    ("TrustedValidatorsHashMismatch", || {
        recompute(|it| it.stores.next_validators_hash = vec![1; 32], Total::NotGiven)
    }),
    ("StateMismatch", || {
        let scene = Scene::new();
        let (state, other) = (scene.stores.seal(), scene.elsewhere());
        let phase = state.proven(ProviderItem::Phase(ZERO));
        let chain_id = other.proven(ProviderItem::ChainId(ZERO));
        Launched::of(Layout::L8, ZERO, &phase, &chain_id).map(drop)
    }),
    ("StateMismatch", || {
        gaps(|scene, _, gaps| {
            let key = gaps[2].proven().key();
            gaps[2] = scene.elsewhere().gap(STORE, key);
        })
    }),
    ("StateMismatch", || {
        let other = Scene::new().elsewhere().proven(SdkItem::LastPower(operator(2)));
        Scene::new().by_recomputation(|it| it[1].last_power = other, Total::NotGiven, |_| Ok(()))
    }),
    ("OtherChain", || {
        let scene = Scene::new();
        let mut foreign = scene.clone();
        foreign.stores.chain_id = "provider-2".to_owned();
        let (state, foreign) = (scene.stores.seal(), foreign.stores.seal());
        scene.launched(&state)?.and(&foreign.proven(ProviderItem::Phase(ZERO))).map(drop)
    }),
    ("OtherChain", || {
        let scene = Scene::new();
        let mut foreign = scene.clone();
        foreign.stores.chain_id = "provider-2".to_owned();
        let (state, foreign) = (scene.stores.seal(), foreign.stores.seal());
        let launched = scene.launched(&state)?;
        let mut memory = [CrossChainValidator::NONE; 8];
        let genesis = foreign.proven(ProviderItem::ConsumerGenesis(ZERO));
        let channel = state.proven(ProviderItem::ChannelOf(ZERO));
        Replay::from_genesis(&launched, &genesis, &channel, &mut memory).map(drop)
    }),
    ("OtherChain", || {
        let scene = Scene::new();
        let mut foreign = scene.clone();
        foreign.stores.chain_id = "provider-2".to_owned();
        let height = scene.stores.seal().proven(ProviderItem::ValsetUpdateHeight(3));
        Lock::of(Layout::L8, 3, &height, &foreign.stores.seal().header).map(drop)
    }),
    ("TooManyRecords", || {
        let scene = Scene::new();
        let state = scene.stores.seal();
        let launched = scene.launched(&state)?;
        let mut small = scene.world.set.clone().unwrap();
        small.members.truncate(1);
        let small = small.encode();
        let set = ValidatorSet::parse(&small, LIMITS)?;
        let mut all: Vec<_> = scene.members().iter().map(address).collect();
        all.sort();
        let records =
            all.into_iter().map(|at| (at, state.proven(ProviderItem::ConsumerValidator(ZERO, at))));
        back(&launched, &set, records).map(drop)
    }),
    ("RecordOrder", || {
        let scene = Scene::new();
        let state = scene.stores.seal();
        let set = scene.world.set.as_ref().unwrap().encode();
        let set = ValidatorSet::parse(&set, LIMITS)?;
        let at = address(&scene.members()[0]);
        let once = || (at, state.proven(ProviderItem::ConsumerValidator(ZERO, at)));
        back(&scene.launched(&state)?, &set, [once(), once()]).map(drop)
    }),
];
