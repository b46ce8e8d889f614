//! Asking a node, under a header of a store.

use crate::common::server::{Request, Response, Server};
use crate::common::{Output, folder, ics, run, shows, unpacked};
use crate::store::{Fork, Origin, Point, Side, Store};
use crate::{KEY, NOW, VALIDATOR, commit};
use parhelion_core::{Duration, Header, Limits, Options, Time, TrustedState};
use parhelion_rpc::Document;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The trusted state of a recorded answer of `/commit`.
fn state(text: &str) -> TrustedState {
    let Ok(Document::Commit { signed_header, .. }) = parhelion_rpc::read(text) else {
        panic!("no /commit");
    };
    let bytes = parhelion_rpc::encode(&signed_header.header.unwrap());
    let header = Header::parse(&bytes, &Limits::DEFAULT).unwrap();
    TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
}

/// A store with the headers of heights 78 and 192.
fn store(folder: &Path) -> (PathBuf, Store) {
    let path = folder.join("aurora-1.parhelion");
    let root = state(&std::fs::read_to_string(ics("aurora-1_78.commit.json")).unwrap());
    let now = Time::from_unix(1_795_417_200, 0).unwrap();
    let store = Store::create(&path, &root, Origin::Faith, &Options::DEFAULT, now);
    let store = store.unwrap_or_else(|error| panic!("{error}"));
    store.put(&[state(&commit())]).unwrap_or_else(|error| panic!("{error}"));
    (path, store)
}

fn answer() -> Value {
    let text = std::fs::read_to_string(ics("aurora-1_191.validator.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A node that answers every query alike.
fn node(answer: &Value) -> Server {
    let body = answer.to_string();
    Server::start(move |_: &Request| Response::new(200, body.clone()))
}

fn prove(store: &Path, node: &Server, more: &[&str]) -> Output {
    let (store, url) = (store.display().to_string(), node.url());
    let arguments = ["prove", "--store", &store, "--node", &url];
    run(&[&arguments[..], more].concat())
}

#[test]
fn under_the_latest_header() {
    let folder = folder("prove-latest");
    let (path, store) = store(&folder);
    drop(store);
    let node = node(&answer());
    let output = prove(&path, &node, &["--key", VALIDATOR, "--now", NOW]);
    shows(&output, 0, &["proven: staking/validator/", "in the state of height 191", "405000000"]);
    let asked = format!(
        "/abci_query?path=%22%2Fstore%2Fstaking%2Fkey%22&data=0x{KEY}&prove=true&height=191"
    );
    let targets = node.targets();
    assert_eq!(targets.len(), 1);
    assert_eq!(targets[0].replace('/', "%2F"), asked.replace('/', "%2F"));
}

#[test]
fn under_an_earlier_header() {
    let folder = folder("prove-earlier");
    let (path, store) = store(&folder);
    drop(store);
    let text = std::fs::read_to_string(ics("aurora-1_77.proofs.jsonl")).unwrap();
    let phase: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let server = node(&phase);
    let key = ["--key", "store/provider/31000000000000000130", "--now", NOW];
    let output = prove(&path, &server, &[&key[..], &["--height", "78"]].concat());
    shows(&output, 0, &["in the state of height 77", "value        0000000300000000"]);
    // It is of another height than the latest header proves.
    let output = prove(&path, &server, &key);
    shows(&output, 1, &["not proven", "height 77"]);
    let output = prove(&path, &server, &[&key[..], &["--height", "100"]].concat());
    shows(&output, 5, &["no header of height 100; it has 2 of 78 to 192"]);
    let json = prove(&path, &server, &[&key[..], &["--height", "100", "--json"]].concat());
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["verdict"], "missing");
}

#[test]
fn nodes_that_lie_or_fail() {
    let folder = folder("prove-lies");
    let (path, store) = store(&folder);
    drop(store);
    let prove_with = |change: &dyn Fn(&mut Value)| {
        let mut answer = answer();
        change(&mut answer["result"]["response"]);
        prove(&path, &node(&answer), &["--key", VALIDATOR, "--now", NOW])
    };
    let value = prove_with(&|response| response["value"] = "bW9yZQ==".into());
    shows(&value, 1, &["616 ValueMismatch"]);
    // A value, and the proof of another key: of which it is, or of which it is said to be.
    let text = std::fs::read_to_string(ics("aurora-1_77.proofs.jsonl")).unwrap();
    let other: Value = serde_json::from_str(text.lines().next().unwrap()).unwrap();
    let proof = &other["result"]["response"]["proofOps"];
    let foreign = prove_with(&|response| {
        let ours = response["key"].clone();
        response["proofOps"] = proof.clone();
        response["proofOps"]["ops"][0]["key"] = ours;
    });
    shows(&foreign, 1, &["615 KeyMismatch", "the store provider, and staking"]);
    let honest = prove_with(&|response| *response = other["result"]["response"].clone());
    shows(&honest, 1, &["not proven", "another key"]);
    let height = prove_with(&|response| response["height"] = "190".into());
    shows(&height, 1, &["not proven", "height 190"]);
    let bare = prove_with(&|response| response["proofOps"] = Value::Null);
    shows(&bare, 1, &["not proven", "without its proof"]);
    // What a node without that state says.
    let gone = prove_with(&|response| {
        let log = "failed to load state at height 191; version does not exist";
        *response = json!({ "code": 38, "codespace": "sdk", "log": log });
    });
    shows(&gone, 5, &["not proven", "version does not exist"]);
}

#[test]
fn stores_that_prove_nothing() {
    let folder = folder("prove-stores");
    let (path, mut store) = store(&folder);
    let server = node(&answer());
    let prove = |more: &[&str]| prove(&path, &server, &[&["--key", VALIDATOR], more].concat());
    // Another process has it.
    assert_eq!(prove(&["--now", NOW]).status, 65);
    // The store decides how long it is trusted: an hour, from its latest header on.
    let options = Options { trusting_period: Duration::from_seconds(3600), ..Options::DEFAULT };
    store.tighten(&options).unwrap_or_else(|error| panic!("{error}"));
    drop(store);
    let (last, late) = ("2026-11-23T07:54:04.362377234Z", "2026-11-23T07:54:04.362377235Z");
    shows(&prove(&["--now", last]), 0, &["proven"]);
    shows(&prove(&["--now", late]), 4, &["301 HeaderExpired", "--without-clock"]);
    // An earlier header is trusted as long as the latest one is, and no longer.
    let earlier = prove(&["--now", late, "--height", "78"]);
    shows(&earlier, 4, &["HeaderExpired", late]);
    shows(&prove(&["--without-clock"]), 0, &["proven", "no clock"]);
    assert_eq!(prove(&["--now", NOW, "--trusting-period", "14d"]).status, 64);
    assert!(!server.targets().is_empty());
    // A fork.
    let store = Store::open(&path).unwrap_or_else(|error| panic!("{error}"));
    let point = |height| Point { height, hash: sha256(b"a block") };
    let side = || Side { peer: "http://node".into(), at: point(193) };
    let fork = Fork {
        kind: "lunatic".into(),
        common: point(192),
        primary: side(),
        witness: side(),
        evidence: None,
        found: Time::from_unix(1_795_417_200, 0).unwrap(),
    };
    store.record_fork(&fork).unwrap_or_else(|error| panic!("{error}"));
    drop(store);
    let before = server.targets().len();
    for more in [&["--now", NOW][..], &["--without-clock"], &["--now", NOW, "--height", "78"]] {
        let output = prove(more);
        assert_eq!(output.status, 6, "{}{}", output.out, output.err);
        assert!(output.err.contains("a fork was found"), "{}", output.err);
    }
    assert_eq!(server.targets().len(), before);
    // What is no store.
    std::fs::write(&path, "").unwrap();
    assert_eq!(prove(&["--now", NOW]).status, 65);
    std::fs::remove_file(&path).unwrap();
    assert_eq!(prove(&["--now", NOW]).status, 65);
}

/// Its state is that of the genesis, height 0, which to a node is the latest.
#[test]
fn the_first_header() {
    let header = unpacked("prove-first").join("provider/commit/1.json");
    let text = std::fs::read_to_string(&header).unwrap();
    let trust = format!("1:{}", state(&text).header_hash().unwrap());
    let (header, server) = (header.display().to_string(), node(&answer()));
    let arguments = ["prove", "--trust", &trust, "--header", &header, "--node", &server.url()];
    let output = run(&[&arguments[..], &["--key", VALIDATOR, "--now", NOW]].concat());
    shows(&output, 5, &["not proven: the first header proves the state at genesis"]);
    assert!(server.targets().is_empty());
}

fn sha256(bytes: &[u8]) -> parhelion_core::Hash {
    parhelion_core::ibc::acknowledgement_commitment(bytes)
}
