//! A provider with one consumer: whatever its stores have to hold so that the consumer's set can be
//! attested in each way, and the consumer's blocks.

#![allow(dead_code, unreachable_pub, reason = "each test uses a part of it")]

use super::common::state::Provable;
use super::common::stores::Stores;
use super::common::{CHAIN, LIMITS, Member, Stage, World, bytes, message, timestamp, uint};
use bech32::{Bech32, Hrp};
use parhelion_core::ccv::attest::{
    Attested, CandidateProofs, Launched, Lock, Memory, ProviderProofs, Replay, by_recomputation,
    by_records,
};
use parhelion_core::ccv::power_shaping::{
    Candidate, Record, ValidatorUpdate, Workspace, scratch_len,
};
use parhelion_core::ccv::store::{ConsumerId, Layout, ProviderItem, SdkItem};
use parhelion_core::ccv::valset_change::{Change, CrossChainValidator};
use parhelion_core::ibc::{Packet, path};
use parhelion_core::proof::Gap;
use parhelion_core::{Address, Error, LightBlock, Time, ValidatorSet};

pub const ZERO: ConsumerId = ConsumerId::new(0);
pub const STORE: &[u8] = b"provider";
/// The data of a packet that gives the first validator the power 11.
pub const DATA: &[u8] = br#"{"validator_updates":[{"pub_key":{"ed25519":"iojj3XQJ8ZX9UtstPLpdcspnCb8dlBIb83SIAbQPb1w="},"power":"11"}],"valset_update_id":"3","slash_acks":[]}"#;

/// The provider's state of height 19, under its header of height 20, and the consumer's block 20.
#[derive(Clone)]
pub struct Scene {
    pub stores: Stores,
    pub world: World,
    pub consumer: ConsumerId,
}

/// Whether the sum of all powers is shown.
#[derive(Clone, Copy)]
pub enum Total {
    Given,
    NotGiven,
}

pub fn phase(number: u8) -> [u8; 8] {
    [0, 0, 0, number, 0, 0, 0, 0]
}

pub fn operator(n: u8) -> Address {
    Address([n; 20])
}

pub fn address(member: &Member) -> Address {
    Address::from_slice(&member.address).unwrap()
}

pub fn record(member: &Member, power: i64) -> Vec<u8> {
    let key = message(3, &member.key);
    [bytes(1, &member.address), uint(2, power), key, uint(4, 7)].concat()
}

/// A validator of the provider; 3 is the status of one that is bonded.
pub fn staking(member: &Member, n: u8, status: i64) -> Vec<u8> {
    let key = [message(1, b"/cosmos.crypto.ed25519.PubKey"), message(2, &member.key)].concat();
    let operator = bech32::encode::<Bech32>(Hrp::parse("cosmosvaloper").unwrap(), &[n; 20]);
    [
        message(1, operator.unwrap().as_bytes()),
        message(2, &key),
        uint(4, status),
        message(5, b"10000000"),
    ]
    .concat()
}

fn genesis(members: &[Member]) -> Vec<u8> {
    let specs = [message(8, &[]), message(8, &[])].concat();
    let client = [
        message(1, b"provider-1"),
        message(2, &[uint(1, 1), uint(2, 3)].concat()),
        message(3, &uint(1, 100)),
        message(4, &uint(1, 200)),
        message(5, &uint(1, 10)),
        message(7, &[uint(1, 1), uint(2, 5)].concat()),
        specs,
    ];
    let state = [
        message(1, &timestamp((1_700_000_005, 0))),
        message(2, &bytes(1, &[4; 32])),
        bytes(3, &[5; 32]),
    ];
    let updates = members
        .iter()
        .flat_map(|member| message(3, &[message(1, &member.key), uint(2, member.power)].concat()));
    let provider =
        [message(1, &client.concat()), message(2, &state.concat()), updates.collect()].concat();
    [message(1, &[]), message(2, &provider), uint(3, 1)].concat()
}

pub fn packet(sequence: u64, data: &'static [u8]) -> Packet<'static> {
    Packet {
        sequence,
        source_port: "provider",
        source_channel: "channel-0",
        destination_port: "consumer",
        destination_channel: "channel-3",
        data,
        timeout_height: parhelion_core::ibc::Height::default(),
        timeout_timestamp: 1_800_000_000_000_000_000,
    }
}

/// Puts the validators into CometBFT's order.
fn in_order(world: &mut World) {
    world.keys.sort_by_key(|key| Member::of(key, 10).address);
    world.set().members = world.keys.iter().map(|key| Member::of(key, 10)).collect();
}

impl Scene {
    /// Seven validators of power 10, all of them on the consumer with their own keys.
    pub fn new() -> Scene {
        let world = World::new(20, &[(Stage::Set, in_order)]);
        let mut stores = Stores::new();
        let members = world.set.as_ref().unwrap().members.clone();
        stores.next_validators_hash = world.set.as_ref().unwrap().hash();
        stores.put(ProviderItem::Phase(ZERO), &phase(3));
        stores.put(ProviderItem::ChainId(ZERO), CHAIN.as_bytes());
        stores.put(ProviderItem::NextConsumerId, &1u64.to_be_bytes());
        stores.put(ProviderItem::Params, &[uint(10, 19), uint(12, 180)].concat());
        stores.put(ProviderItem::PowerShaping(ZERO), &[]);
        stores.put(ProviderItem::ChannelOf(ZERO), b"channel-0");
        stores.put(ProviderItem::ConsumerGenesis(ZERO), &genesis(&members));
        stores.put(ProviderItem::ValsetUpdateHeight(3), &20u64.to_be_bytes());
        for (member, n) in members.iter().zip(1u8..) {
            let at = address(member);
            stores.put(ProviderItem::ConsumerValidator(ZERO, at), &record(member, 10));
            stores.put(ProviderItem::OptedIn(ZERO, at), &[]);
            stores.put(SdkItem::Validator(operator(n)), &staking(member, n, 3));
            stores.put(SdkItem::LastPower(operator(n)), &uint(1, 10));
        }
        stores.put(SdkItem::LastTotalPower, &message(1, b"70"));
        let sent = packet(1, DATA);
        let key = sent.commitment_key().unwrap();
        stores.put_key(b"ibc", key.as_bytes(), sent.commitment().as_bytes());
        let next = path::next_sequence_send("provider", "channel-0").unwrap();
        stores.put_key(b"ibc", next.as_bytes(), &2u64.to_be_bytes());
        Scene { stores, world, consumer: ZERO }
    }

    pub fn members(&self) -> &[Member] {
        &self.world.set.as_ref().unwrap().members
    }

    pub fn launched(&self, state: &Provable) -> Result<Launched, Error> {
        let phase = state.proven(ProviderItem::Phase(self.consumer));
        let chain_id = state.proven(ProviderItem::ChainId(self.consumer));
        Launched::of(Layout::L8, self.consumer, &phase, &chain_id)
    }

    /// The walk over the records, as far as there are any.
    pub fn gaps(&self, state: &Provable) -> Vec<Gap<'static>> {
        let prefix = ProviderItem::consumer_validators(Layout::L8, self.consumer).unwrap();
        let mut key = prefix.as_bytes().to_vec();
        let mut gaps = Vec::new();
        loop {
            let gap = state.gap(STORE, &key);
            gaps.push(gap);
            match gap.right().filter(|entry| entry.key().starts_with(prefix.as_bytes())) {
                Some(entry) => key = [entry.key(), &[0]].concat(),
                None => return gaps,
            }
        }
    }

    pub fn by_records<T>(
        &self,
        then: impl FnOnce(&Attested<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let state = self.stores.seal();
        self.by_gaps(&state, self.gaps(&state), then)
    }

    pub fn by_gaps<T>(
        &self,
        state: &Provable,
        gaps: Vec<Gap<'static>>,
        then: impl FnOnce(&Attested<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let launched = self.launched(state)?;
        let mut memory = vec![CrossChainValidator::NONE; 16];
        then(&by_records(&state.header, &launched, gaps, &mut memory)?)
    }

    /// The set of the launch, and the packets after it.
    pub fn by_packets<T>(
        &self,
        packets: &[Packet<'static>],
        then: impl FnOnce(&Attested<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let state = self.stores.seal();
        let launched = self.launched(&state)?;
        let mut memory = vec![CrossChainValidator::NONE; 16];
        let genesis = state.proven(ProviderItem::ConsumerGenesis(ZERO));
        let channel = state.proven(ProviderItem::ChannelOf(ZERO));
        let mut replay = Replay::from_genesis(&launched, &genesis, &channel, &mut memory)?;
        let mut changes = [Change::NONE; 8];
        for packet in packets {
            let commitment = state.proven_key(b"ibc", packet.commitment_key()?.as_bytes());
            let lock = |id| {
                let height = state.proven(ProviderItem::ValsetUpdateHeight(id));
                Lock::of(Layout::L8, id, &height, &state.header)
            };
            replay.packet(packet, &commitment, lock, &mut changes)?;
        }
        then(replay.attested())
    }

    /// What is proven of the candidates, in the order of staking.
    pub fn candidates(&self, state: &Provable) -> Vec<CandidateProofs<'static>> {
        let candidates = self.members().iter().zip(1u8..).map(|(member, n)| CandidateProofs {
            operator: operator(n),
            validator: state.proven(SdkItem::Validator(operator(n))),
            last_power: state.proven(SdkItem::LastPower(operator(n))),
            opted_in: state.proven(ProviderItem::OptedIn(ZERO, address(member))),
            assigned_key: state.proven(ProviderItem::AssignedKey(ZERO, address(member))),
        });
        candidates.collect()
    }

    pub fn by_recomputation<T>(
        &self,
        candidates: impl FnOnce(&mut Vec<CandidateProofs<'static>>),
        total: Total,
        then: impl FnOnce(&Attested<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let state = self.stores.seal();
        let launched = self.launched(&state)?;
        let set = self.world.set.as_ref().unwrap().encode();
        let set = ValidatorSet::parse(&set, LIMITS)?;
        let provider = ProviderProofs {
            params: state.proven(ProviderItem::Params),
            power_shaping: state.proven(ProviderItem::PowerShaping(ZERO)),
            last_total_power: match total {
                Total::Given => Some(state.proven(SdkItem::LastTotalPower)),
                Total::NotGiven => None,
            },
        };
        let mut proofs = self.candidates(&state);
        candidates(&mut proofs);
        let mut slots = vec![Candidate::NONE; 8];
        let mut addresses = [Address([0; 20]); 4];
        let mut scratch = vec![0; scratch_len(8, 0)];
        let mut validators = vec![Record::NONE; 8];
        let mut updates = vec![ValidatorUpdate::NONE; 8];
        let mut members = vec![CrossChainValidator::NONE; 8];
        let workspace =
            Workspace { scratch: &mut scratch, validators: &mut validators, updates: &mut updates };
        let memory = Memory {
            candidates: &mut slots,
            addresses: &mut addresses,
            workspace,
            members: &mut members,
        };
        then(&by_recomputation(&state.header, &launched, &set, &provider, proofs, memory)?)
    }

    /// Verifies the consumer's block.
    pub fn verify(&self, attested: &Attested<'_>) -> Result<(), Error> {
        let bytes = self.world.light_block();
        let block = LightBlock::parse(&bytes, LIMITS)?;
        let now = Time::from_unix(self.world.now.0, self.world.now.1).unwrap();
        attested.verify_header(&block, &self.world.options, now).map(drop)
    }

    /// A proof of another state of the provider.
    pub fn elsewhere(&self) -> Provable {
        let mut other = self.clone();
        other.stores.height = 21;
        other.stores.seal()
    }
}
