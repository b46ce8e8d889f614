//! 78 submissions of evidence to a real provider chain, with its answers: see
//! `testdata/ics/README.md`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use parhelion_core::ccv::{
    Memory, ProviderVerdict, Punishment, SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour,
    Warning, submit_double_voting, submit_misbehaviour,
};
use parhelion_core::evidence::Signer;
use parhelion_core::{Error, Limits};
use parhelion_replay::{ProviderFacts, refusal_in_log};
use serde::Deserialize;
use std::collections::BTreeSet;
use std::io::Read;

const LIMITS: &Limits = &Limits::DEFAULT;

#[derive(Deserialize)]
struct Submission {
    id: String,
    stage: String,
    consumer_id: String,
    evidence: Option<String>,
    infraction_header: Option<String>,
    misbehaviour: Option<String>,
    provider: serde_json::Value,
    accepted: bool,
    code: Option<String>,
    log: String,
    burned: Vec<String>,
}

fn submissions() -> Vec<Submission> {
    let packed = include_bytes!("../../ics/submissions.jsonl.gz");
    let mut text = String::new();
    GzDecoder::new(&packed[..]).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

impl Submission {
    fn ask<T>(&self, then: impl FnOnce(ProviderVerdict<'_>) -> T) -> T {
        let facts = ProviderFacts::from_value(self.provider.clone()).unwrap();
        self.ask_of(&facts, then)
    }

    fn ask_of<T>(&self, facts: &ProviderFacts, then: impl FnOnce(ProviderVerdict<'_>) -> T) -> T {
        let decoded =
            |text: &Option<String>| text.as_ref().map(|text| STANDARD.decode(text).unwrap());
        let (mut signers, mut punished) = ([Signer::NONE; 16], [Punishment::NONE; 8]);
        let memory = Memory { scratch: &mut [], signers: &mut signers, punished: &mut punished };
        let verdict = match decoded(&self.misbehaviour) {
            Some(bytes) => {
                let id = &self.consumer_id;
                let message = SubmitConsumerMisbehaviour::of_parts(&bytes, id, LIMITS).unwrap();
                submit_misbehaviour(facts.release, facts, &message, memory)
            }
            None => {
                let evidence = decoded(&self.evidence).unwrap();
                let header = decoded(&self.infraction_header);
                let header = header.as_deref();
                let id = &self.consumer_id;
                let message =
                    SubmitConsumerDoubleVoting::of_parts(&evidence, header, id, LIMITS).unwrap();
                submit_double_voting(facts.release, facts, &message, memory)
            }
        };
        then(verdict.unwrap())
    }
}

#[test]
fn every_submission_gets_the_providers_answer() {
    let submissions = submissions();
    assert_eq!(submissions.len(), 78);
    let mut codes = BTreeSet::new();
    for submission in &submissions {
        let id = &submission.id;
        submission.ask(|verdict| match verdict {
            ProviderVerdict::Punishes { punished, .. } => {
                assert!(submission.accepted, "{id}: {}", submission.log);
                let burned: Vec<_> = punished.iter().map(|it| it.slashed.to_string()).collect();
                assert_eq!(burned, submission.burned, "{id}");
                assert!(punished.iter().all(|it| it.tombstoned), "{id}");
            }
            ProviderVerdict::Refuses { error, code } => {
                assert!(!submission.accepted, "{id}: {error}");
                // A simulation answers with one code for all.
                let theirs = submission.code.as_deref().unwrap();
                if submission.stage == "simulate" {
                    assert_eq!(theirs, "sdk/6", "{id}");
                } else {
                    assert_eq!(code.to_string(), theirs, "{id}: {error}");
                    codes.insert(code.to_string());
                }
                let log = &submission.log;
                assert!(refusal_in_log(log, error.name()), "{id}: {error}; {log}");
            }
            ProviderVerdict::Undecided { missing } => panic!("{id}: {missing:?}"),
        });
    }
    assert_eq!(submissions.iter().filter(|it| it.accepted).count(), 27);
    let wanted = [
        "07-tendermint/14",
        "CCV/16",
        "client/13",
        "client/7",
        "provider/47",
        "provider/48",
        "slashing/2",
        "undefined/1",
    ];
    assert_eq!(codes.iter().map(String::as_str).collect::<Vec<_>>(), wanted);
}

#[test]
fn where_the_rule_is_weaker_than_proof_is_said() {
    let warns = |id: &str, warning| {
        let submission = submissions().into_iter().find(|it| it.id == id).unwrap();
        submission.ask(|verdict| match verdict {
            ProviderVerdict::Punishes { warnings, .. } => warnings.contains(warning),
            other => panic!("{other:?}"),
        })
    };
    assert!(warns("01-dv-ok-current-key", Warning::UnverifiedHeader));
    assert!(warns("01-dv-ok-current-key", Warning::TwinChainIds), "alpha and gamma");
    assert!(!warns("01-dv-ok-current-key", Warning::NilVoteCounted));
    assert!(warns("67-mb-forged-one-nil", Warning::NilVoteCounted));
    assert!(!warns("62-mb-forged-equivocation-data-hash", Warning::NilVoteCounted));
}

/// Without a fact there is no verdict, and all that comes before it is checked all the same.
#[test]
fn a_missing_fact_is_named() {
    let find = |id: &str| submissions().into_iter().find(|it| it.id == id).unwrap();
    let real = find("43-real-accepted");
    let fork = find("74-mb-real-accepted");
    let without = |submission: &Submission, path: &[&str]| {
        let mut facts = submission.provider.clone();
        let (last, way) = path.split_last().unwrap();
        let object = way.iter().fold(&mut facts, |value, key| &mut value[*key]);
        assert!(object.as_object_mut().unwrap().remove(*last).is_some());
        let facts = ProviderFacts::from_value(facts).unwrap();
        submission.ask_of(&facts, |verdict| match verdict {
            ProviderVerdict::Undecided { missing } => missing.name().to_owned(),
            other => panic!("{other:?}"),
        })
    };
    for (path, name) in [
        (&["consumers"][..], "the client of the consumer"),
        (&["consumers", "0", "client_id"], "the client of the consumer"),
        (&["consumers", "0", "min_evidence_height"], "the least height of evidence"),
        (&["consumers", "0", "chain_id"], "the chain id of the consumer"),
        (&["consumers", "0", "double_sign"], "the infraction parameters of the consumer"),
        (&["consumers", "0", "assigned"], "to whom the consumer address is assigned"),
        (&["validators"], "the provider's validator"),
        (&["block_time"], "the time of the provider's block"),
    ] {
        assert_eq!(without(&real, path), name);
    }
    for (path, name) in [
        (&["consumers", "0", "chain_id"][..], "the chain id of the consumer"),
        (&["clients"], "the state of the client"),
        (
            &["clients", "07-tendermint-0", "consensus_states"],
            "the consensus state at the trusted height",
        ),
        (&["block_time"], "the time of the provider's block"),
        (&["validators"], "the provider's validator"),
    ] {
        assert_eq!(without(&fork, path), name);
    }
}

/// The refusals that the recording does not have, each provoked by one changed fact.
#[test]
fn other_facts_lead_to_the_other_refusals() {
    let find = |id: &str| submissions().into_iter().find(|it| it.id == id).unwrap();
    let real = find("43-real-accepted");
    let fork = find("74-mb-real-accepted");
    let refusal = |submission: &Submission, path: &[&str], value: serde_json::Value| {
        let mut facts = submission.provider.clone();
        *path.iter().fold(&mut facts, |value, key| match key.parse::<usize>() {
            Ok(index) if value.is_array() => &mut value[index],
            _ => &mut value[*key],
        }) = value;
        let facts = ProviderFacts::from_value(facts).unwrap();
        submission.ask_of(&facts, |verdict| match verdict {
            ProviderVerdict::Refuses { error, code } => (error.name(), code.to_string()),
            other => panic!("{other:?}"),
        })
    };
    let null = serde_json::Value::Null;
    let alpha = |key| ["consumers", "0", key];
    let answer = |name, code: &str| (name, code.to_owned());
    assert_eq!(
        refusal(&real, &alpha("double_sign"), null.clone()),
        answer("NoInfractionParameters", "undefined/1")
    );
    assert_eq!(
        refusal(&real, &alpha("chain_id"), null.clone()),
        answer("UnknownConsumer", "undefined/1")
    );
    assert_eq!(
        refusal(&real, &["validators", "3", "status"], "unbonded".into()),
        answer("ValidatorUnbonded", "undefined/1")
    );
    assert_eq!(
        refusal(&fork, &alpha("double_sign"), null.clone()),
        answer("NoInfractionParameters", "undefined/1")
    );
    assert_eq!(refusal(&fork, &alpha("client_id"), null), answer("UnknownConsumer", "undefined/1"));
    assert_eq!(
        refusal(&fork, &["clients"], serde_json::json!({})),
        answer("UnknownClient", "undefined/111222")
    );
    // The trusting period is over in the very nanosecond in which it ends.
    let period = ["clients", "07-tendermint-0", "trusting_period"];
    let states = &fork.provider["clients"]["07-tendermint-0"]["consensus_states"];
    let trusted = states.as_array().unwrap().iter().find(|it| it["height"] == "1-202").unwrap();
    let nanos = |text: &serde_json::Value| {
        let (seconds, nanos) = parhelion_rpc::time::parse(text.as_str().unwrap()).unwrap();
        i128::from(seconds) * 1_000_000_000 + i128::from(nanos)
    };
    let age = nanos(&fork.provider["block_time"]) - nanos(&trusted["timestamp"]);
    assert_eq!(
        refusal(&fork, &period, age.to_string().into()),
        answer("HeaderExpired", "07-tendermint/11")
    );
    let mut facts = fork.provider.clone();
    facts["clients"]["07-tendermint-0"]["trusting_period"] = (age + 1).to_string().into();
    let facts = ProviderFacts::from_value(facts).unwrap();
    fork.ask_of(&facts, |verdict| {
        assert!(matches!(verdict, ProviderVerdict::Punishes { .. }));
    });
    // The client trusts another chain: the signatures are not for it.
    assert_eq!(
        refusal(&fork, &["clients", "07-tendermint-0", "chain_id"], "corona".into()),
        answer("WrongSignature", "client/13")
    );
}

#[test]
fn without_a_tombstone_the_next_time_is_warned_of() {
    let real = submissions().into_iter().find(|it| it.id == "43-real-accepted").unwrap();
    let mut facts = real.provider.clone();
    facts["consumers"]["0"]["double_sign"]["tombstone"] = false.into();
    let facts = ProviderFacts::from_value(facts).unwrap();
    real.ask_of(&facts, |verdict| match verdict {
        ProviderVerdict::Punishes { punished, warnings } => {
            assert!(warnings.contains(Warning::NoReplayProtection));
            assert!(!punished[0].tombstoned);
        }
        other => panic!("{other:?}"),
    });
}

#[test]
fn other_releases_are_not_guessed() {
    let mut facts = submissions()[0].provider.clone();
    facts["release"] = "v6.4.0".into();
    let error = ProviderFacts::from_value(facts).unwrap_err();
    assert!(error.to_string().contains(Error::UnsupportedRelease.row().text), "{error}");
}
