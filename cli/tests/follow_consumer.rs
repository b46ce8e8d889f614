//! `parhelion follow --consumer`: a provider and its consumers, as recorded nodes answered, and as they
//! never would.

mod common;
#[path = "common/recorded.rs"]
mod recorded;

use base64::Engine;
use common::{Output, folder, run, shows};
use recorded::{Change, Node, root, time};
use serde_json::Value;
use std::path::Path;

/// After which record of the set of consumer 0 nothing stands, up to the next.
const GAP: &str = "1f0000000000000001309f6eae2a1ab4c7fe3dda1abf3329ced8e4276de100";

/// Follows a provider to its head, from a recorded block or the store, and a consumer with it.
struct Followed<'n> {
    provider: &'n Node,
    witness: &'n Node,
    consumer: (&'n str, &'n Node),
    now: String,
}

impl Followed<'_> {
    fn run(&self, folder: &Path, more: &[&str]) -> Output {
        let file = |name: &str| folder.join(name).display().to_string();
        let (store, consumer_store) = (file("provider.store"), file("consumer.store"));
        let arguments = ["follow", "--once", "--primary", &self.provider.url, "--witness"];
        let arguments = [&arguments[..], &[&self.witness.url, "--store", &store]].concat();
        let consumer = ["--consumer", self.consumer.0, "--consumer-node", &self.consumer.1.url];
        let now = ["--now", &self.now, "--consumer-store", &consumer_store];
        run(&[&arguments[..], &consumer, &now, more].concat())
    }
}

/// Consumer 0 at one of its heights, from a provider that is followed from 60 to 78; what the nodes of
/// both answer is changed.
fn of_alpha(name: &str, height: u64, provider: Option<fn() -> Change>, consumer: Change) -> Output {
    let started = || match provider {
        Some(change) => Node::changing("provider", 78, change()),
        None => Node::start("provider", 78),
    };
    let (provider, witness) = (started(), started());
    let consumer = Node::changing("alpha", height, consumer);
    let now = time("alpha", height.max(89));
    let followed =
        Followed { provider: &provider, witness: &witness, consumer: ("0", &consumer), now };
    followed.run(&folder(name), &["--trust", &root("provider", 60)])
}

fn unchanged() -> Change {
    Box::new(|_, body| body)
}

#[test]
fn a_consumer_is_followed_from_nothing_but_its_provider() {
    let folder = folder("follow-consumer");
    let provider = (Node::start("provider", 78), Node::start("provider", 78));
    let alpha = Node::start("alpha", 89);
    let (now, consumer) = (time("alpha", 89), ("0", &alpha));
    let followed = Followed { provider: &provider.0, witness: &provider.1, consumer, now };
    let output = followed.run(&folder, &["--trust", &root("provider", 60)]);
    shows(
        &output,
        0,
        &[
            "verified: aurora-1 height 78",
            "attested: borealis-1, consumer 0 of aurora-1, locked at height 78, 2026-11-23T06:51:46",
            "4 validators, set F581D77D9A49B39C",
            "consumer 2 has that chain id, too",
            "verified: borealis-1 height 89 ",
            "from nothing but its provider, by the set locked at height 78",
        ],
    );
    // Of the provider's own node, and only where it is asked for a proof.
    assert_eq!(provider.0.asked("abci_query"), 11);
    assert_eq!((provider.1.asked("abci_query"), alpha.asked("abci_query")), (0, 0));

    // On, from both stores, to another set.
    let provider = (Node::start("provider", 193), Node::start("provider", 193));
    let alpha = Node::start("alpha", 202);
    let (now, consumer) = (time("alpha", 202), ("0", &alpha));
    let followed = Followed { provider: &provider.0, witness: &provider.1, consumer, now };
    let output = followed.run(&folder, &["--json"]);
    assert_eq!(output.status, 0, "{}{}", output.out, output.err);
    let lines: Vec<Value> =
        output.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let event = |name: &str| lines.iter().find(|line| line["event"] == name).unwrap();
    let attested = event("attested");
    assert_eq!((&attested["locked_height"], &attested["twins"][0]), (&"193".into(), &"2".into()));
    let verified = event("consumer_verified");
    let found = (&verified["height"], &verified["locked_height"], &verified["chain_id"]);
    assert_eq!(found, (&"202".into(), &"193".into(), &"borealis-1".into()));

    let store = folder.join("consumer.store").display().to_string();
    let status = run(&["status", &store, "--now", &time("alpha", 202)]);
    // Two weeks from the lock at 193.
    let until = "trusted      until 2026-12-07T06:54:05.577108169Z";
    let (height, by) = ("latest       height 202", "attested     by aurora-1, consumer 0");
    shows(&status, 0, &["usable: borealis-1", height, until, by]);
    assert!(time("provider", 193).ends_with("06:54:05.577108169Z"));
    // The store of one consumer is not that of another.
    let beta = Node::start("beta", 41);
    let consumer = ("1", &beta);
    let output = Followed { consumer, ..followed }.run(&folder, &[]);
    assert_eq!(output.status, 65, "{}{}", output.out, output.err);
    assert!(output.err.contains("the store is of consumer 0 of aurora-1"), "{}", output.err);
}

#[test]
fn the_first_set_is_that_of_the_launch() {
    let output = of_alpha("follow-first-set", 71, None, unchanged());
    shows(&output, 0, &["verified: borealis-1 height 71", "by the set locked at height 17"]);
}

/// The provider is followed on, and the consumer still has a set of before.
#[test]
fn an_older_set_is_attested_where_the_nodes_say() {
    // The update of this set, and the provider's heights to which its entry is made to point.
    const ENTRY: &str = "data=0x0d000000000000000f";
    let pointing = |at: u64| -> Change {
        Box::new(move |target, body| {
            if !target.contains(ENTRY) {
                return body;
            }
            let mut answer: Value = serde_json::from_str(&body).unwrap();
            let value = base64::engine::general_purpose::STANDARD.encode(at.to_be_bytes());
            answer["result"]["response"]["value"] = value.into();
            answer.to_string()
        })
    };
    let (witness, alpha) = (Node::start("provider", 193), Node::start("alpha", 89));
    let follow = |at: u64| {
        let provider = Node::changing("provider", 193, pointing(at));
        let (now, consumer) = (time("provider", 193), ("0", &alpha));
        let followed = Followed { provider: &provider, witness: &witness, consumer, now };
        let folder = folder(&format!("follow-older-{at}"));
        followed.run(&folder, &["--trust", &root("provider", 60)])
    };
    let words = "verified: borealis-1 height 89 ";
    shows(&follow(78), 0, &["locked at height 193", words, "by the set locked at height 78"]);
    let other = "is not the one that the provider recorded before its height 60";
    shows(&follow(60), 1, &["signed by the set F581D77D", other]);
    // As it was answered: of the state before that header too little is recorded.
    shows(&follow(76), 5, &["height=75&data=0x31000000000000000130"]);
    shows(&follow(74), 5, &["the provider's header 74", "is not verified"]);
}

/// Changes what stands in an answer about a key.
fn changed(key: &'static str, change: fn(&str) -> String) -> Change {
    Box::new(move |target, body| if target.contains(key) { change(&body) } else { body })
}

/// Another letter in the middle of the proof of the store.
fn flipped(body: &str) -> String {
    let at = body.find("\"data\":\"").unwrap() + 200;
    let letter = if &body[at..=at] == "A" { "B" } else { "A" };
    format!("{}{letter}{}", &body[..at], &body[at + 1..])
}

#[test]
fn an_answer_of_the_provider_that_is_not_so() {
    for key in [GAP, "0x31000000000000000130", "0x2c000000000000000132"] {
        let name = format!("follow-flipped-{key}");
        let provider: fn() -> Change = match key {
            GAP => || changed(GAP, flipped),
            "0x31000000000000000130" => || changed("0x31000000000000000130", flipped),
            _ => || changed("0x2c000000000000000132", flipped),
        };
        let output = of_alpha(&name, 89, Some(provider), unchanged());
        shows(&output, 1, &["verified: aurora-1 height 78", "is not proven", "height 77"]);
        assert!(output.out.contains(key), "{}", output.out);
        assert!(!output.out.contains("borealis-1 height"), "{}", output.out);
    }
}

#[test]
fn a_witness_is_asked_where_the_primary_is_not_believed() {
    let provider = Node::changing("provider", 78, changed(GAP, flipped));
    let (witness, alpha) = (Node::start("provider", 78), Node::start("alpha", 89));
    let (now, consumer) = (time("alpha", 89), ("0", &alpha));
    let followed = Followed { provider: &provider, witness: &witness, consumer, now };
    let output = followed.run(&folder("follow-liar"), &["--trust", &root("provider", 60)]);
    shows(&output, 0, &["verified: borealis-1 height 89 "]);
    assert_eq!((witness.asked("abci_query"), witness.asked(GAP)), (1, 1));
}

#[test]
fn an_answer_that_is_missing() {
    let provider = || changed(GAP, |_| "{\"jsonrpc\":\"2.0\",\"id\":-1,\"result\":{}}".into());
    let output = of_alpha("follow-missing", 89, Some(provider), unchanged());
    let query =
        format!("/abci_query?path=\"/store/provider/key\"&prove=true&height=77&data=0x{GAP}");
    shows(&output, 5, &["not attested: no answer", &query]);
}

#[test]
fn blocks_that_are_not_verified() {
    // Of a set that the provider locks later.
    let output = of_alpha("follow-other-set", 178, None, unchanged());
    let words = "is to be attested at the provider's height 171; the provider is followed to 78";
    shows(&output, 1, &["not verified: height 178 is signed by the set 9E7C082C", words]);
    assert!(!output.out.contains("verified: borealis-1"), "{}", output.out);
    // Of another chain.
    let beta: Change =
        Box::new(
            |target, body| {
                if target == "/commit" { body.replace("borealis-1", "borealis-2") } else { body }
            },
        );
    let output = of_alpha("follow-other-chain", 89, None, beta);
    shows(&output, 1, &["not verified: height 89", "303 ChainIdMismatch"]);
    // With a signature that is none.
    let forged: Change = Box::new(|target, body| {
        if target != "/commit" {
            return body;
        }
        let at = body.find("\"signature\":\"").unwrap() + 20;
        let letter = if &body[at..=at] == "A" { "B" } else { "A" };
        format!("{}{letter}{}", &body[..at], &body[at + 1..])
    });
    let output = of_alpha("follow-forged", 89, None, forged);
    shows(&output, 1, &["not verified: height 89", "406 WrongSignature"]);
}

#[test]
fn a_consumer_that_was_stopped() {
    let (provider, witness) = (Node::start("provider", 363), Node::start("provider", 363));
    let beta = Node::start("beta", 324);
    let (now, consumer) = (time("provider", 363), ("1", &beta));
    let followed = Followed { provider: &provider, witness: &witness, consumer, now };
    let output = followed.run(&folder("follow-stopped"), &["--trust", &root("provider", 362)]);
    let words = "in the provider's state of height 362, consumer 1 is stopped";
    shows(&output, 1, &["verified: aurora-1 height 363", words]);
    assert_eq!(beta.asked("/"), 0);
}

#[test]
fn flags_that_belong_together() {
    let follow = ["follow", "--primary", "http://127.0.0.1:1", "--no-witness", "--store", "none"];
    for (more, name) in [
        (["--consumer", "0"], "--consumer-node"),
        (["--consumer-node", "http://127.0.0.1:2"], "--consumer"),
        (["--consumer-store", "file"], "--consumer"),
        (["--consumer", "01"], "--consumer"),
    ] {
        let output = run(&[&follow[..], &more].concat());
        assert_eq!(output.status, 64, "{}", output.err);
        assert!(output.err.contains(name), "{}", output.err);
    }
}
