//! `parhelion evidence`: on what public and recorded chains made, and on what was forged.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::{folder, path, run, run_with, shows};
use flate2::read::GzDecoder;
use serde_json::Value;
use std::io::Read;
use std::path::{Path, PathBuf};

fn testdata(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata").join(name)
}

/// The lines of a gzipped file, each a JSON value.
fn lines(name: &str) -> Vec<Value> {
    let mut text = String::new();
    let file = std::fs::File::open(testdata(name)).unwrap();
    GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

fn write(folder: &Path, name: &str, bytes: &[u8]) -> String {
    let path = folder.join(name);
    std::fs::write(&path, bytes).unwrap();
    path.display().to_string()
}

const OSMOSIS: &str = "2D159B72D40C1C1DADDF24D2511200001B74ED84";

#[test]
fn a_double_vote_of_a_public_chain() {
    let evidence = path("osmosis-1_15317185.evidence.json");
    let alone = run(&["evidence", &evidence]);
    shows(&alone, 5, &["nobody is proven", "in block    15317185, item 0", "the voter's key"]);
    // A set of another height has the key.
    let with_key = run(&["evidence", &evidence, &path("osmosis-1_12975357.json")]);
    let guilty = format!("{OSMOSIS} signed two prevotes at height 15317184, round 0");
    shows(&with_key, 0, &[&guilty, "what osmosis-1 would do"]);
    let other =
        run(&["evidence", &evidence, &path("osmosis-1_12975357.json"), "--chain-id", "osmo"]);
    shows(&other, 1, &["nobody is proven", "WrongSignature"]);
    let neutron = run(&["evidence", &path("neutron-1_22488720.evidence.json")]);
    shows(&neutron, 5, &["in block    22488720, item 0", "the voter's key"]);
}

#[test]
fn the_example_of_the_interchain_security_documentation() {
    let files = ["ics_consu_evidence.json", "ics_consu_infraction_header.json"].map(path);
    let output = run(&["evidence", &files[0], &files[1], "--json"]);
    assert_eq!(output.status, 0, "{}", output.err);
    let found: Value = serde_json::from_str(&output.out).unwrap();
    let guilty = &found["evidence"][0]["guilty"][0];
    assert_eq!(guilty["validator"], "99BD3A72EF12CD024E7584B3AC900AE3743C6ADF");
    assert_eq!(guilty["fault"], "double_vote");
    assert_eq!(guilty["vote_type"], "prevote");
    assert_eq!(guilty["height"], "59");
    let output = run(&["evidence", &path("ics_consu_misbehaviour.json")]);
    shows(&output, 0, &["two blocks of height 95", "DF090A4880B54CD57B2A79E64D9E969BD7514B09"]);
}

/// Through the command: what it says of the provider is what the provider said, 78 times.
#[test]
fn what_a_real_provider_answered() {
    let folder = folder("submissions");
    for submission in lines("ics/submissions.jsonl.gz") {
        let id = submission["id"].as_str().unwrap();
        let facts = write(&folder, "facts.json", submission["provider"].to_string().as_bytes());
        let consumer = submission["consumer_id"].as_str().unwrap();
        let mut files = Vec::new();
        for (part, name) in [
            ("evidence", "evidence.pb"),
            ("infraction_header", "header.pb"),
            ("misbehaviour", "misbehaviour.pb"),
        ] {
            if !submission[part].is_null() {
                files.push(write(&folder, name, &bytes(&submission[part])));
            }
        }
        let mut arguments =
            vec!["evidence", "--json", "--provider", &facts, "--consumer", consumer];
        arguments.extend(files.iter().map(String::as_str));
        let output = run(&arguments);
        let accepted = submission["accepted"] == true;
        let found: Value = serde_json::from_str(&output.out).unwrap_or_default();
        let evidence = &found["evidence"][0];
        if accepted {
            assert_eq!(evidence["provider"]["verdict"], "accepts", "{id} {}", output.err);
            let burnt = evidence["punished"].as_array().unwrap().iter();
            let burnt: Vec<_> = burnt.map(|it| it["slashed"].clone()).collect();
            assert_eq!(Value::Array(burnt), submission["burned"], "{id}");
        } else if output.status != 65 {
            assert_eq!(output.status, 1, "{id} {}", output.out);
            assert_eq!(evidence["provider"]["verdict"], "refuses", "{id}");
            if submission["stage"] != "simulate" {
                assert_eq!(evidence["provider"]["abci_code"], submission["code"], "{id}");
            }
        }
    }
}

#[test]
fn attacks_on_light_clients() {
    let folder = folder("attacks");
    let blocks = lines("recorded/light-client-attacks/light_blocks.jsonl.gz");
    let block_at = |height: &str| {
        let block = blocks.iter().find(|block| block["height"] == height).unwrap();
        write(&folder, &format!("{height}.pb"), &bytes(&block["light_block"]))
    };
    for attack in lines("recorded/light-client-attacks/light_client_attacks.jsonl.gz") {
        let name = attack["name"].as_str().unwrap();
        let text = |key: &str| attack[key].as_str().unwrap().to_owned();
        let evidence = write(&folder, "evidence.pb", &bytes(&attack["against_primary"]));
        let trusted = block_at(&text("honest_height"));
        let common = block_at(&text("common_height"));
        let output = run(&["evidence", "--json", &evidence, &trusted, &common]);
        let found: Value = serde_json::from_str(&output.out).unwrap();
        let found = &found["evidence"][0];
        let amnesia = text("kind") == "amnesia";
        let verdict = if amnesia { "refuses" } else { "accepts" };
        assert_eq!(found["chain"]["verdict"], verdict, "{name}: {}", output.out);
        // Without a trusted state, two votes of one round are the only proof.
        let proven = !found["guilty"].as_array().unwrap().is_empty();
        assert!(proven || text("kind") != "equivocation", "{name}");
        assert!(!proven || !(amnesia || text("kind") == "forward lunatic"), "{name}");
        let status = match (amnesia, proven) {
            (true, _) => 1,
            (false, true) => 0,
            (false, false) => 5,
        };
        assert_eq!(output.status, status, "{name}");
        if amnesia {
            continue;
        }
        // With one, everybody who signed is guilty of that.
        let state = folder.join("state.bin").display().to_string();
        let inspect = run(&["inspect", &trusted]).out;
        let hash = inspect.lines().find_map(|line| line.strip_prefix("hash ")).unwrap().trim();
        let root = format!("{}:{hash}", text("honest_height"));
        assert_eq!(run(&["trust", &root, &trusted, "-o", &state]).status, 0, "{name}");
        let files = [evidence.as_str(), &trusted, &common];
        let output = run(&[&["evidence", "--json", "--state", &state], &files[..]].concat());
        assert_eq!(output.status, 0, "{name}: {}", output.out);
        let found: Value = serde_json::from_str(&output.out).unwrap();
        let guilty = found["evidence"][0]["guilty"].as_array().unwrap();
        let named = |address: &str| guilty.iter().any(|it| it["validator"] == address);
        for address in attack["byzantine"].as_array().unwrap() {
            assert!(named(&address.as_str().unwrap().to_uppercase()), "{name}");
        }
    }
}

/// Out of two blocks come the messages, and the messages say what the blocks said.
#[test]
fn what_is_built_is_evidence() {
    let folder = folder("built");
    let attack = lines("recorded/light-client-attacks/light_client_attacks.jsonl.gz");
    let attack = attack.iter().find(|it| it["kind"] == "equivocation").unwrap();
    let blocks = lines("recorded/light-client-attacks/light_blocks.jsonl.gz");
    let block_at = |height: i64| {
        let height = height.to_string();
        let block = blocks.iter().find(|block| block["height"] == height.as_str()).unwrap();
        write(&folder, &format!("{height}.pb"), &bytes(&block["light_block"]))
    };
    let height: i64 = attack["height"].as_str().unwrap().parse().unwrap();
    let files = [
        block_at(height),
        write(&folder, "conflicting.pb", &bytes(&attack["conflicting"])),
        block_at(height - 1),
    ];
    let out = folder.join("out").display().to_string();
    let files = files.each_ref().map(String::as_str);
    let mut arguments = vec!["evidence", "--build", &out, "--client", "07-tendermint-0"];
    arguments.extend(files);
    let output = run(&arguments);
    shows(&output, 0, &["equivocation: two blocks of height", "written: "]);
    let file = |name: &str| Path::new(&out).join(name).display().to_string();
    // As the detector of CometBFT built it.
    let built = std::fs::read(file("1-evidence.pb")).unwrap();
    assert!(built == bytes(&attack["against_primary"]), "{}", hex::encode(built));
    for name in ["1-evidence.pb", "1-broadcast_evidence.json", "1-broadcast_evidence.snake.json"] {
        let output = run(&["evidence", &file(name), files[0], files[2]]);
        shows(&output, 0, &["guilty ", "the chain   accepts it"]);
    }
    for name in ["1-misbehaviour.json", "1-misbehaviour.pb"] {
        let output = run(&["evidence", &file(name)]);
        shows(&output, 0, &["two blocks of height", "guilty "]);
    }
}

#[test]
fn what_is_no_evidence_is_said_to_be_none() {
    let block = path("cosmoshub-4_8619997.json");
    let output = run(&["evidence", &block]);
    assert_eq!(output.status, 65);
    assert!(output.err.contains("no evidence"), "{}", output.err);
    let output = run_with(&["evidence", "-"], b"{}");
    assert_eq!(output.status, 65);
    let output = run(&["evidence", &block, "--provider", &block]);
    assert_eq!(output.status, 65, "{}", output.err);
    assert_eq!(run(&["evidence"]).status, 64);
}
