//! The 78 submissions of `submissions.rs`, answered from a provider's stores: the facts are written
//! as the modules write them, proven against a header, and read again.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bech32::{Bech32, Hrp};
use common::stores::{State, Stores, place};
use common::{LIMITS, bytes, message, timestamp, uint};
use flate2::read::GzDecoder;
use parhelion_core::ccv::store::{ConsumerId, Layout, ProviderItem, SdkItem};
use parhelion_core::ccv::{
    Fact, Memory, ProviderState, ProviderVerdict, Punishment, Release, Snapshot,
    SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour, submit_double_voting,
    submit_misbehaviour,
};
use parhelion_core::evidence::{DuplicateVoteEvidence, Signer};
use parhelion_core::ibc::{self, Height, path};
use parhelion_core::proof::Proven;
use parhelion_core::{Address, Time};
use parhelion_replay::ProviderFacts;
use serde::Deserialize;
use serde_json::Value;
use std::io::Read;

#[derive(Deserialize)]
struct Submission {
    id: String,
    consumer_id: String,
    evidence: Option<String>,
    infraction_header: Option<String>,
    misbehaviour: Option<String>,
    provider: Value,
}

fn submissions() -> Vec<Submission> {
    let packed = include_bytes!("../../ics/submissions.jsonl.gz");
    let mut text = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn decoded(text: Option<&String>) -> Option<Vec<u8>> {
    text.map(|text| STANDARD.decode(text).unwrap())
}

impl Submission {
    fn ask<T>(&self, state: &impl ProviderState, then: impl FnOnce(ProviderVerdict<'_>) -> T) -> T {
        let (mut signers, mut punished) = ([Signer::NONE; 16], [Punishment::NONE; 8]);
        let memory = Memory { scratch: &mut [], signers: &mut signers, punished: &mut punished };
        let (release, id) = (Release::V7_0_1, &self.consumer_id);
        if let Some(bytes) = decoded(self.misbehaviour.as_ref()) {
            let message = SubmitConsumerMisbehaviour::of_parts(&bytes, id, LIMITS).unwrap();
            return then(submit_misbehaviour(release, state, &message, memory).unwrap());
        }
        let evidence = decoded(self.evidence.as_ref()).unwrap();
        let header = decoded(self.infraction_header.as_ref());
        let header = header.as_deref();
        let message = SubmitConsumerDoubleVoting::of_parts(&evidence, header, id, LIMITS).unwrap();
        then(submit_double_voting(release, state, &message, memory).unwrap())
    }

    /// The state of the provider, with an answer to all that is asked of it.
    fn state(&self) -> State {
        let mut stores = Stores::new();
        let mut absent = Vec::new();
        let facts = &self.provider;
        let time = facts["block_time"].as_str().unwrap();
        stores.time = nanos(time);
        let consumers = facts["consumers"].as_object().unwrap();
        let count = consumers.len() as u64;
        stores.put(ProviderItem::NextConsumerId, &count.to_be_bytes());
        let signer = decoded(self.evidence.as_ref()).and_then(|bytes| {
            let evidence = DuplicateVoteEvidence::parse(&bytes, LIMITS).ok()?;
            Address::from_slice(evidence.vote_a().validator_address())
        });
        for id in (0..count).chain([99]).map(ConsumerId::new) {
            absent.push(place(ProviderItem::ClientOf(id)));
            absent.push(place(ProviderItem::ChainId(id)));
            absent.push(place(ProviderItem::MinEvidenceHeight(id)));
            absent.push(place(ProviderItem::InfractionParameters(id)));
            let validators = facts["validators"].as_array().unwrap().iter();
            for address in validators.map(|it| address(&it["address"])).chain(signer) {
                absent.push(place(ProviderItem::ProviderAddress(id, address)));
                absent.push(place(SdkItem::OperatorByConsAddr(address)));
            }
        }
        for (id, facts) in consumers {
            put_consumer(&mut stores, ConsumerId::parse(id).unwrap(), facts);
        }
        for validator in facts["validators"].as_array().unwrap() {
            put_validator(&mut stores, &mut absent, validator);
        }
        for (id, client) in facts["clients"].as_object().unwrap() {
            put_client(&mut stores, id, client);
            let height = Height { revision_number: 1, revision_height: 203 };
            let key = path::consensus_state(id, height).unwrap();
            absent.push((ibc::STORE.to_vec(), key.as_bytes().to_vec()));
        }
        stores.prove(&absent)
    }
}

fn address(text: &Value) -> Address {
    let text = text.as_str().unwrap();
    let byte = |at: usize| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    let bytes: Vec<u8> = (0..text.len()).step_by(2).map(byte).collect();
    Address::from_slice(&bytes).unwrap()
}

/// Seconds and nanoseconds of a time in RFC 3339.
fn nanos(text: &str) -> (i64, i64) {
    let (text, places) = text.strip_suffix('Z').unwrap().split_once('.').unwrap_or((text, "0"));
    let text = format!("{}.{places:0<9}", text.trim_end_matches('Z'));
    let time = parhelion_core::ccv::store::parse_sortable_time(text.as_bytes()).unwrap();
    (time.seconds(), i64::from(time.nanos()))
}

fn duration(nanos: &Value) -> Vec<u8> {
    let nanos: i64 = nanos.as_str().unwrap().parse().unwrap();
    timestamp((nanos / 1_000_000_000, nanos % 1_000_000_000))
}

fn put_consumer(stores: &mut Stores, id: ConsumerId, facts: &Value) {
    let text = |key: &str| facts[key].as_str();
    if let Some(chain_id) = text("chain_id") {
        stores.put(ProviderItem::ChainId(id), chain_id.as_bytes());
    }
    if let Some(client_id) = text("client_id") {
        stores.put(ProviderItem::ClientOf(id), client_id.as_bytes());
    }
    if let Some(height) = text("min_evidence_height") {
        let height: u64 = height.parse().unwrap();
        stores.put(ProviderItem::MinEvidenceHeight(id), &height.to_be_bytes());
    }
    let double_sign = &facts["double_sign"];
    let fraction = double_sign["slash_fraction"].as_str().unwrap().replace('.', "");
    let double_sign = [
        message(1, fraction.trim_start_matches('0').as_bytes()),
        message(2, &duration(&double_sign["jail_duration"])),
        uint(3, i64::from(double_sign["tombstone"].as_bool().unwrap())),
    ];
    stores.put(ProviderItem::InfractionParameters(id), &message(1, &double_sign.concat()));
    for assigned in facts["assigned"].as_array().unwrap() {
        let item = ProviderItem::ProviderAddress(id, address(&assigned["consumer_address"]));
        stores.put(item, &address(&assigned["provider_address"]).0);
    }
}

fn bech32(role: &str, address: &Address) -> String {
    bech32::encode::<Bech32>(Hrp::parse(role).unwrap(), &address.0).unwrap()
}

fn put_validator(stores: &mut Stores, absent: &mut Vec<(Vec<u8>, Vec<u8>)>, facts: &Value) {
    let key = address(&facts["address"]);
    let operator = Address(key.0.map(|byte| byte ^ 0x55));
    stores.put(SdkItem::OperatorByConsAddr(key), &operator.0);
    let status = match facts["status"].as_str().unwrap() {
        "bonded" => 3,
        "unbonding" => 2,
        _ => 1,
    };
    let validator = [
        message(1, bech32("cosmosvaloper", &operator).as_bytes()),
        uint(3, i64::from(facts["jailed"].as_bool().unwrap())),
        uint(4, status),
        message(5, facts["tokens"].as_str().unwrap().as_bytes()),
    ];
    stores.put(SdkItem::Validator(operator), &validator.concat());
    let signing = [
        message(1, bech32("cosmosvalcons", &key).as_bytes()),
        uint(5, i64::from(facts["tombstoned"].as_bool().unwrap())),
    ];
    stores.put(SdkItem::SigningInfo(key), &signing.concat());
    match facts["last_power"].as_str().unwrap().parse().unwrap() {
        0 => absent.push(place(SdkItem::LastPower(operator))),
        power => stores.put(SdkItem::LastPower(operator), &uint(1, power)),
    }
}

fn put_client(stores: &mut Stores, id: &str, facts: &Value) {
    let chain_id = facts["chain_id"].as_str().unwrap();
    let revision = ibc::revision(chain_id).unwrap();
    let client = [
        message(1, chain_id.as_bytes()),
        message(2, &[uint(1, 1), uint(2, 3)].concat()),
        message(3, &duration(&facts["trusting_period"])),
        message(4, &timestamp((1 << 30, 0))),
        message(5, &timestamp((10, 0))),
        message(7, &[uint(1, revision as i64), uint(2, 999)].concat()),
        message(8, &uint(3, 1)),
    ];
    let any = |kind: &str, value: &[u8]| {
        let type_url = format!("/ibc.lightclients.tendermint.v1.{kind}");
        [message(1, type_url.as_bytes()), message(2, value)].concat()
    };
    let key = path::client_state(id).unwrap();
    stores.put_key(ibc::STORE, key.as_bytes(), &any("ClientState", &client.concat()));
    for state in facts["consensus_states"].as_array().unwrap() {
        let (revision, height) = state["height"].as_str().unwrap().split_once('-').unwrap();
        let height = Height {
            revision_number: revision.parse().unwrap(),
            revision_height: height.parse().unwrap(),
        };
        let hash = state["next_validators_hash"].as_str().unwrap();
        let byte = |at: usize| u8::from_str_radix(&hash[at..at + 2], 16).unwrap();
        let hash: Vec<u8> = (0..64).step_by(2).map(byte).collect();
        let time = nanos(state["timestamp"].as_str().unwrap());
        let state =
            [message(1, &timestamp(time)), message(2, &bytes(1, &[7; 32])), bytes(3, &hash)];
        let key = path::consensus_state(id, height).unwrap();
        stores.put_key(ibc::STORE, key.as_bytes(), &any("ConsensusState", &state.concat()));
    }
}

#[test]
fn proven_state_gets_the_answers_that_told_facts_get() {
    let mut punishing = 0;
    for submission in submissions() {
        let facts = ProviderFacts::from_value(submission.provider.clone()).unwrap();
        let State { header, proofs } = submission.state();
        let snapshot = Snapshot::new(Layout::L8, &header, &proofs).unwrap();
        submission.ask(&facts, |told| {
            submission.ask(&snapshot.provider(&[]), |proven| {
                assert_eq!(proven, told, "{}", submission.id);
                punishing += usize::from(matches!(proven, ProviderVerdict::Punishes { .. }));
            });
        });
    }
    assert_eq!(punishing, 27);
}

/// Without one of the proofs a fact is not known; that there is none has to be proven too.
#[test]
fn what_is_not_proven_is_not_known() {
    let all = submissions();
    let find = |id: &str| all.iter().find(|it| it.id == id).unwrap();
    let missing = |submission: &Submission, without: fn(&Proven<'_>) -> bool| {
        let State { header, proofs } = submission.state();
        let left: Vec<_> = proofs.iter().copied().filter(|proven| !without(proven)).collect();
        assert!(left.len() < proofs.len());
        let snapshot = Snapshot::new(Layout::L8, &header, &left).unwrap();
        submission.ask(&snapshot.provider(&[]), |verdict| match verdict {
            ProviderVerdict::Undecided { missing } => missing,
            other => panic!("{other:?}"),
        })
    };
    let real = find("43-real-accepted");
    assert_eq!(missing(real, |it| it.key()[0] == 7), Fact::ClientId);
    assert_eq!(missing(real, |it| it.key()[0] == 29), Fact::MinEvidenceHeight);
    assert_eq!(missing(real, |it| it.key()[0] == 44), Fact::ChainId);
    assert_eq!(missing(real, |it| it.key()[0] == 57), Fact::DoubleSign);
    assert_eq!(missing(real, |it| it.key()[0] == 23), Fact::ProviderAddress);
    for (store, prefix) in [(&b"staking"[..], 0x22), (b"staking", 0x21), (b"staking", 0x11)] {
        let State { header, proofs } = real.state();
        let without = |it: &&Proven<'_>| it.store() != store || it.key()[0] != prefix;
        let left: Vec<_> = proofs.iter().filter(without).copied().collect();
        let snapshot = Snapshot::new(Layout::L8, &header, &left).unwrap();
        real.ask(&snapshot.provider(&[]), |verdict| {
            assert_eq!(verdict, ProviderVerdict::Undecided { missing: Fact::Validator });
        });
    }
    assert_eq!(missing(real, |it| it.store() == b"slashing"), Fact::Validator);
    let fork = find("74-mb-real-accepted");
    assert_eq!(missing(fork, |it| it.key().ends_with(b"clientState")), Fact::Client);
    assert_eq!(missing(fork, |it| it.key().ends_with(b"/1-202")), Fact::ConsensusState);
    let unknown = find("58-mb-no-unknown-trusted-height");
    assert_eq!(missing(unknown, |it| it.key().ends_with(b"/1-203")), Fact::ConsensusState);
}

#[test]
fn stake_that_is_leaving_is_told() {
    let all = submissions();
    let real = all.iter().find(|it| it.id == "43-real-accepted").unwrap();
    let State { header, proofs } = real.state();
    let snapshot = Snapshot::new(Layout::L8, &header, &proofs).unwrap();
    let slashed = |unbonding: &[(Address, u128)]| {
        let provider = snapshot.provider(unbonding);
        assert_eq!(provider.block_time(), Ok(Some(header.time())));
        real.ask(&provider, |verdict| match verdict {
            ProviderVerdict::Punishes { punished, .. } => punished[0].slashed,
            other => panic!("{other:?}"),
        })
    };
    let val3 = address(&"e5449d5447197d4ca74e0a01c6a9ebf6960d9012".into());
    assert_eq!(slashed(&[]), 6_930_000);
    assert_eq!(slashed(&[(val3, 10_000_000)]), 7_630_000);
    assert_eq!(slashed(&[(Address([7; 20]), 10_000_000)]), 6_930_000);
    let time = nanos(real.provider["block_time"].as_str().unwrap());
    assert_eq!(Time::from_unix(time.0, time.1 as u32), Some(header.time()));
}
