//! What a provider chain did not ask. It needs the provider's state, so these inputs are no cases:
//! they are made here, of evidence in the corpus and of facts.

use super::corpus::vector;
use parhelion_core::Limits;
use parhelion_core::ccv::{
    Memory, ProviderVerdict, Punishment, SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour,
    submit_double_voting, submit_misbehaviour,
};
use parhelion_core::evidence::{Misbehaviour, Signer};
use parhelion_replay::ProviderFacts;
use parhelion_rpc::{encode, pb};
use serde_json::{Value, json};

const LIMITS: &Limits = &Limits::DEFAULT;

fn misbehaviour() -> Vec<u8> {
    vector("consumer", "nil-votes-counted").bytes("misbehaviour")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A provider that punishes all four validators of the corpus' chain.
fn facts() -> Value {
    let bytes = misbehaviour();
    let header = Misbehaviour::parse(&bytes, LIMITS).unwrap().header_1().light_block();
    let validator = |address: [u8; 20]| {
        json!({ "address": hex(&address), "status": "bonded", "jailed": false,
            "tombstoned": false, "tokens": "1000000", "last_power": "1", "unbonding": "0" })
    };
    let set = header.validators();
    let validators: Vec<Value> = set.validators().map(|one| validator(one.address().0)).collect();
    let (time, hash) = ("2025-06-15T15:06:50Z", hex(&set.hash().0));
    json!({ "release": "v7.0.1", "block_time": "2025-06-15T15:07:00Z",
        "consumers": { "0": { "chain_id": "attacked-1", "client_id": "07-tendermint-0",
            "min_evidence_height": "5", "assigned": [], "double_sign": {
                "slash_fraction": "0.05", "jail_duration": "1", "tombstone": true } } },
        "validators": validators,
        "clients": { "07-tendermint-0": { "chain_id": "attacked-1", "trust_level": "1/3",
            "trusting_period": "1209600000000000", "consensus_states": [
                { "height": "1-10", "timestamp": time, "next_validators_hash": hash } ] } } })
}

/// The number of the punished, or the name of the error.
fn outcome(verdict: ProviderVerdict<'_>) -> Result<usize, &'static str> {
    match verdict {
        ProviderVerdict::Punishes { punished, .. } => Ok(punished.len()),
        ProviderVerdict::Refuses { error, .. } => Err(error.name()),
        ProviderVerdict::Undecided { missing } => panic!("{} is not known", missing.name()),
    }
}

fn submit_headers(facts: &Value) -> Result<usize, &'static str> {
    let facts = ProviderFacts::from_value(facts.clone()).unwrap();
    let bytes = misbehaviour();
    let message = SubmitConsumerMisbehaviour::of_parts(&bytes, "0", LIMITS).unwrap();
    let (mut signers, mut punished) = ([Signer::NONE; 8], [Punishment::NONE; 4]);
    let memory = Memory { scratch: &mut [], signers: &mut signers, punished: &mut punished };
    outcome(submit_misbehaviour(facts.release, &facts, &message, memory).unwrap())
}

fn submit_votes(facts: &Value) -> Result<usize, &'static str> {
    let facts = ProviderFacts::from_value(facts.clone()).unwrap();
    let evidence = vector("consumer", "unassigned-key").bytes("evidence");
    let all: pb::Misbehaviour = vector("consumer", "nil-votes-counted").message("misbehaviour");
    let header = encode(&all.header_1.unwrap());
    let message =
        SubmitConsumerDoubleVoting::of_parts(&evidence, Some(&header), "0", LIMITS).unwrap();
    let mut punished = [Punishment::NONE; 1];
    let memory = Memory { scratch: &mut [], signers: &mut [], punished: &mut punished };
    outcome(submit_double_voting(facts.release, &facts, &message, memory).unwrap())
}

#[test]
fn without_a_fault_all_are_punished() {
    assert_eq!(submit_headers(&facts()), Ok(4));
    assert_eq!(submit_votes(&facts()), Ok(1));
}

/// interchain-security 2.2.0-lsm: the client that the message names was asked, whosever it was.
#[test]
fn another_client_than_the_consumers() {
    let mut facts = facts();
    facts["consumers"]["0"]["client_id"] = "07-tendermint-9".into();
    let flawed = |client_id: &str| facts["clients"][client_id].is_object();
    let message: pb::Misbehaviour = vector("consumer", "nil-votes-counted").message("misbehaviour");
    assert!(flawed(&message.client_id));
    assert_eq!(submit_headers(&facts), Err("ClientIdMismatch"));
}

/// interchain-security 2.2.0-lsm: the consumer was the one of the chain id in the header.
#[test]
fn another_chain_than_the_consumers() {
    let mut facts = facts();
    facts["consumers"]["0"]["chain_id"] = "consumer-1".into();
    facts["consumers"]["1"] = json!({ "chain_id": "attacked-1", "client_id": "07-tendermint-0" });
    let flawed = |chain_id: &str| {
        let mut consumers = facts["consumers"].as_object().unwrap().values();
        consumers.any(|consumer| consumer["chain_id"] == chain_id)
    };
    assert!(flawed("attacked-1"));
    assert_eq!(submit_headers(&facts), Err("ConsumerChainIdMismatch"));
}

/// interchain-security #2007, 3.3.0 to 4.3.0 and 5.0.0: nobody asked for the least height, so that
/// what had been signed on a chain of the same id, before it was a consumer, was evidence.
#[test]
fn before_the_chain_was_a_consumer() {
    let mut facts = facts();
    facts["consumers"]["0"]["min_evidence_height"] = "12".into();
    // Without the check there is no floor.
    let flawed = {
        let mut without = facts.clone();
        without["consumers"]["0"]["min_evidence_height"] = Value::Null;
        [submit_headers(&without), submit_votes(&without)]
    };
    assert_eq!(flawed, [Ok(4), Ok(1)]);
    assert_eq!(submit_headers(&facts), Err("BelowMinHeight"));
    assert_eq!(submit_votes(&facts), Err("BelowMinHeight"));
}

/// interchain-security #2007: for double votes, nobody asked whether the consumer has a client; its
/// chain id, which outlives it, sufficed.
#[test]
fn a_consumer_without_a_client() {
    let mut facts = facts();
    facts["consumers"]["0"]["client_id"] = Value::Null;
    let flawed = facts["consumers"]["0"]["chain_id"].is_string();
    assert!(flawed);
    assert_eq!(submit_votes(&facts), Err("UnknownConsumer"));
}

/// interchain-security 2.2.0-lsm: the list of the punished was made with as many empty places as
/// there were guilty, and was never found to be empty.
#[test]
fn nobody_is_punished() {
    let mut facts = facts();
    facts["validators"] = json!([]);
    let guilty = vector("consumer", "nil-votes-counted").wanted().unwrap();
    let flawed: Vec<Option<Punishment>> = vec![None; guilty.len() / 20];
    assert!(!flawed.is_empty());
    assert_eq!(submit_headers(&facts), Err("NobodyPunished"));
}
