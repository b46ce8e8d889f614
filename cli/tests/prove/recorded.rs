//! On what nodes of a recorded network answered, as it was and with something changed.

use crate::common::{Output, folder, ics, run, run_with, shows, unpacked};
use crate::{HEADER_78, HEADER_192, KEY, NOW, VALIDATOR, commit};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use serde_json::{Value, json};
use std::path::Path;

fn validator(more: &[&str]) -> Output {
    let (header, answer) = (ics("aurora-1_192.commit.json"), ics("aurora-1_191.validator.json"));
    let arguments =
        ["prove", "--trust", HEADER_192, "--header", &header, "--answer", &answer, "--key"];
    run(&[&arguments[..], more].concat())
}

#[test]
fn a_validator_of_a_recorded_chain() {
    let output = validator(&[VALIDATOR, "--now", NOW]);
    shows(
        &output,
        0,
        &[
            "proven: staking/validator/cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73 on \
             aurora-1, in the state of height 191",
            "header       192, 7F4B1BDAEBED735E",
            "store        staking",
            "key          2114854211ffd25b04994e3489683af22aeefa8e387c",
            "value        0a34636f736d6f73",
            "read as      a validator, as the Cosmos SDK keeps it since v0.43",
            "operator             cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73",
            "consensus key        ed25519 e1340a1bb38cd2cc",
            "status               bonded",
            "jailed               no",
            "tokens               405000000",
            "shares               405000000\n",
        ],
    );
    assert!(!output.out.contains("no clock"));
    // The same entry, without a word of what it is.
    let raw = validator(&[&format!("store/staking/2114{}", &KEY[4..]), "--now", NOW]);
    shows(&raw, 0, &["read as      nothing that is known here", "value        0a34636f736d6f73"]);
}

#[test]
fn for_programs() {
    let output = validator(&[VALIDATOR, "--now", NOW, "--json"]);
    let value: Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(value["verdict"], "proven");
    assert_eq!(value["present"], true);
    assert_eq!(value["state_height"], "191");
    assert_eq!(value["header_height"], "192");
    assert_eq!(value["key"], KEY);
    assert_eq!(value["interpretation"]["facts"]["tokens"], "405000000");
    assert_eq!(value["clock_checked"], true);
    let other = validator(&["staking/total-power", "--now", NOW, "--json"]);
    let value: Value = serde_json::from_str(&other.out).unwrap();
    assert_eq!((other.status, &value["name"]), (1, &"KeyMismatch".into()));
}

#[test]
fn a_header_that_is_too_old() {
    // Two weeks after the header, to the nanosecond.
    let (last, late) = ("2026-12-07T06:54:04.362377234Z", "2026-12-07T06:54:04.362377235Z");
    shows(&validator(&[VALIDATOR, "--now", last]), 0, &["proven"]);
    let output = validator(&[VALIDATOR, "--now", late]);
    shows(&output, 4, &["not proven", "301 HeaderExpired", late, "--without-clock"]);
    let shorter = validator(&[VALIDATOR, "--now", NOW, "--trusting-period", "5m"]);
    shows(&shorter, 4, &["HeaderExpired", "2026-11-23T06:59:04.362377235Z"]);
    let output = validator(&[VALIDATOR, "--without-clock"]);
    shows(&output, 0, &["proven", "no clock"]);
    let json = validator(&[VALIDATOR, "--without-clock", "--json"]);
    assert!(json.out.contains("\"clock_checked\":false"), "{}", json.out);
}

/// What was asked of the recorded chains, under names of ours: where the answer lies, which header
/// proves it, and what is said.
#[test]
fn what_recorded_nodes_answered() {
    let recording = unpacked("prove-recording");
    let cases: &[(&str, &str, &str, &[&str])] = &[
        (
            "provider/proof/191/staking-last-power-val0.json",
            "staking/power/0x854211ffd25b04994e3489683af22aeefa8e387c",
            "proven: ",
            &["power                405"],
        ),
        (
            "provider/proof/191/staking-last-total-power.json",
            "staking/total-power",
            "proven: ",
            &["value        0a0431303434", "power                1044"],
        ),
        (
            "provider/proof/192/staking-last-power-val3.json",
            "staking/power/4d11d4033df619de9b2aa3a6157d9598272a7e75",
            "proven absent: ",
            &["value        none", "takes no part in the consensus"],
        ),
        (
            "provider/proof/77/ibc-client-state-alpha.json",
            "ibc/client/07-tendermint-0",
            "proven: ",
            &[
                "type                 /ibc.lightclients.tendermint.v1.ClientState",
                "chain id             borealis-1",
                "latest height        1-78",
                "frozen               no",
                "trusting period      57024 s",
                "unbonding period     86400 s",
            ],
        ),
        (
            "provider/proof/77/ibc-consensus-state-alpha-78.json",
            "ibc/consensus/07-tendermint-0/1-78",
            "proven: ",
            &[
                "time                 2026-11-23T06:51:33.796075539Z",
                "app hash             F1EE4DBC83E7184180AEF7BB7ADC67266E775990D7BD56BF19DAC61F57D5E96B",
                "next validators hash 62934C45A92AE735D2835949700BB4048F0713624491447D19606364AD5D9827",
            ],
        ),
        (
            "provider/proof/77/ibc-connection-alpha.json",
            "ibc/connection/connection-0",
            "proven: ",
            &["status               open", "their connection     connection-0"],
        ),
        (
            "provider/proof/77/ibc-channel-end-alpha.json",
            "ibc/channel/provider/channel-0",
            "proven: ",
            &[
                "order                ordered",
                "their port           consumer",
                "version              \\n-cosmos1ap0mh6",
            ],
        ),
        (
            "provider/proof/12/ibc-channel-end-alpha.json",
            "ibc/channel/provider/channel-0",
            "proven absent: ",
            &["no such channel"],
        ),
        (
            "provider/proof/77/ibc-next-sequence-send-alpha.json",
            "ibc/next-send/provider/channel-0",
            "proven: ",
            &["next sequence        5"],
        ),
        (
            "provider/proof/77/ibc-next-sequence-ack-alpha.json",
            "ibc/next-ack/provider/channel-0",
            "proven: ",
            &["next sequence        4"],
        ),
        (
            "provider/proof/50/ibc-commitment-alpha-vsc-1.json",
            "ibc/commitment/provider/channel-0/1",
            "proven: ",
            &["the commitment to a packet"],
        ),
        (
            "provider/proof/63/ibc-commitment-alpha-vsc-1-gone.json",
            "ibc/commitment/provider/channel-0/1",
            "proven absent: ",
            &["never sent, or acknowledged, or timed out"],
        ),
        (
            "alpha/proof/71/ibc-ack-alpha-vsc-1.json",
            "ibc/ack/consumer/channel-0/1",
            "proven: ",
            &["value        08f7557ed51826fe18d84512bf24ec75001edbaf2123a477df72a0a9f3640a7c"],
        ),
        (
            "alpha/proof/71/ibc-receipt-1.json",
            "ibc/receipt/consumer/channel-0/1",
            "proven absent: ",
            &["not received on a channel without an order"],
        ),
        ("provider/proof/77/provider-params.json", "store/provider/ff", "proven: ", &["0a63"]),
    ];
    let mut earlier = 0;
    for (file, key, verdict, texts) in cases {
        let output = recorded(&recording, file, 1, key);
        shows(&output, 0, &[&[*verdict], *texts].concat());
        // The header of the same height proves an earlier state.
        let output = recorded(&recording, file, 0, key);
        if output.status != 65 {
            earlier += 1;
            shows(&output, 1, &["not proven", "RootMismatch", "the answer is of the state of"]);
        }
    }
    assert!(earlier >= 10, "{earlier}");
}

/// A recorded answer under the header that is so many heights above it. 65 where there is no such
/// header.
fn recorded(recording: &Path, file: &str, above: u64, key: &str) -> Output {
    let parts: Vec<&str> = file.split('/').collect();
    let height = parts[2].parse::<u64>().unwrap() + above;
    let header = recording.join(parts[0]).join(format!("commit/{height}.json"));
    let answer = recording.join(file).display().to_string();
    let trust = std::fs::read_to_string(&header).map_or_else(
        |_| format!("{height}:{}", "0".repeat(64)),
        |text| {
            let commit: Value = serde_json::from_str(&text).unwrap();
            let hash = &commit["result"]["signed_header"]["commit"]["block_id"]["hash"];
            format!("{height}:{}", hash.as_str().unwrap())
        },
    );
    let header = header.display().to_string();
    let arguments = ["prove", "--trust", &trust, "--header", &header, "--answer", &answer];
    run(&[&arguments[..], &["--key", key, "--now", NOW]].concat())
}

/// An answer in which something is changed, of which the change decides.
#[test]
fn answers_that_are_refused() {
    let text = std::fs::read_to_string(ics("aurora-1_191.validator.json")).unwrap();
    let answer: Value = serde_json::from_str(&text).unwrap();
    let prove = |answer: &Value, key: &str| {
        let header = ics("aurora-1_192.commit.json");
        let arguments = ["prove", "--trust", HEADER_192, "--header", &header, "--answer", "-"];
        let more = ["--key", key, "--now", NOW];
        run_with(&[&arguments[..], &more].concat(), answer.to_string().as_bytes())
    };
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut changed = answer.clone();
        change(&mut changed["result"]["response"]);
        changed
    };
    shows(&prove(&answer, VALIDATOR), 0, &["proven"]);
    // Each byte of both proofs but those that name what is not hashed.
    let flip = |response: &mut Value, op: usize, at: usize| {
        let data = &mut response["proofOps"]["ops"][op]["data"];
        let mut bytes = BASE64.decode(data.as_str().unwrap()).unwrap();
        bytes[at] ^= 1;
        *data = BASE64.encode(bytes).into();
    };
    for (op, at) in [(0, 8), (0, 60), (0, 300), (0, 500), (1, 20), (1, 100)] {
        let output = prove(&changed(&|response| flip(response, op, at)), VALIDATOR);
        shows(&output, 1, &["not proven"]);
    }
    let value = changed(&|response| response["value"] = BASE64.encode("more").into());
    shows(&prove(&value, VALIDATOR), 1, &["ValueMismatch"]);
    let none = changed(&|response| response["value"] = Value::Null);
    shows(&prove(&none, VALIDATOR), 1, &["ValueMismatch"]);
    // Labels decide nothing: the proof does. But they say what may be wrong.
    let height = changed(&|response| response["height"] = "190".into());
    shows(&prove(&height, VALIDATOR), 0, &["in the state of height 191"]);
    let output = prove(&answer, "staking/power/854211ffd25b04994e3489683af22aeefa8e387c");
    shows(&output, 1, &["KeyMismatch", "the answer is about the key 2114"]);
    let output = prove(&answer, &format!("store/bank/{KEY}"));
    shows(&output, 1, &["KeyMismatch", "the answer is about the store staking, and bank"]);
    // There is nothing to verify.
    let bare = changed(&|response| response["proofOps"] = Value::Null);
    let query =
        format!("/abci_query?path=\"/store/staking/key\"&data=0x{KEY}&height=191&prove=true");
    shows(&prove(&bare, VALIDATOR), 5, &["the answer has no proof", &query]);
    let failed = changed(&|response| {
        *response = json!({ "code": 18, "codespace": "sdk", "log": "pruned\u{1b}[2J" });
    });
    shows(&prove(&failed, VALIDATOR), 5, &["not proven", "sdk/18: pruned\\u{1b}[2J"]);
    let error = json!({ "jsonrpc": "2.0", "id": 1, "error": { "code": -32603, "message": "no" } });
    shows(&prove(&error, VALIDATOR), 5, &["error -32603"]);
    // What is no answer.
    for other in [json!({}), json!([1]), serde_json::from_str(&commit()).unwrap()] {
        assert_eq!(prove(&other, VALIDATOR).status, 65);
    }
    let ops = changed(&|response| drop(response["proofOps"]["ops"].as_array_mut().unwrap().pop()));
    assert_eq!(prove(&ops, VALIDATOR).status, 65);
}

/// A value is claimed, and the proof says that there is none.
#[test]
fn an_absence_with_a_value() {
    let recording = unpacked("prove-absence");
    let file = "provider/proof/12/ibc-channel-end-alpha.json";
    let path = recording.join(file);
    let mut answer: Value = serde_json::from_slice(&std::fs::read(&path).unwrap()).unwrap();
    let key = "ibc/channel/provider/channel-0";
    shows(&recorded(&recording, file, 1, key), 0, &["proven absent"]);
    answer["result"]["response"]["value"] = BASE64.encode("open").into();
    std::fs::remove_file(&path).unwrap();
    std::fs::write(&path, answer.to_string()).unwrap();
    shows(&recorded(&recording, file, 1, key), 1, &["604 ExistenceExpected"]);
    // The absence of another key, and of this key in another store.
    let other = "ibc/channel/provider/channel-1";
    shows(&recorded(&recording, file, 1, other), 1, &["not proven"]);
}

#[test]
fn what_is_used_wrongly() {
    let (header, answer) = (ics("aurora-1_192.commit.json"), ics("aurora-1_191.validator.json"));
    let trusted = ["--trust", HEADER_192, "--header", &header];
    let answered = ["--answer", &answer];
    let key = ["--key", VALIDATOR];
    for arguments in [
        [&trusted[..], &answered[..]].concat(),
        [&trusted[..], &key].concat(),
        [&answered[..], &key].concat(),
        [&trusted[..2], &answered, &key].concat(),
        [&trusted[..], &answered, &key, &["--state", "x.bin"]].concat(),
        [&trusted[..], &answered, &["--key", "bank/balance/uatom"]].concat(),
        [&trusted[..], &answered, &key, &["--now", NOW, "--without-clock"]].concat(),
    ] {
        let output = run(&[&["prove"], &arguments[..]].concat());
        assert_eq!(output.status, 64, "{arguments:?}: {}{}", output.out, output.err);
    }
    let wrong = ["--trust", HEADER_78, "--header", &header];
    let output = run(&[&["prove"], &wrong[..], &answered, &key].concat());
    assert_eq!(output.status, 65);
    let help = run(&["prove", "--help"]);
    shows(
        &help,
        0,
        &["bank/balance/ADDRESS/DENOM", "store/STORE/HEX", "H - 1, and that is what is said"],
    );
}

/// A trusted state that is stored.
#[test]
fn from_a_state() {
    let folder = folder("prove-state");
    let state = folder.join("state.bin").display().to_string();
    let (header, validators) = ("aurora-1_78.commit.json", "aurora-1_78.validators.json");
    let recording = unpacked("prove-state-recording");
    let set = recording.join("provider/validators/78.json");
    std::fs::copy(set, folder.join(validators)).unwrap();
    let set = folder.join(validators).display().to_string();
    let trusted = run(&["trust", HEADER_78, &ics(header), &set, "-o", &state]);
    assert_eq!(trusted.status, 0, "{}{}", trusted.out, trusted.err);
    let answer = recording.join("provider/proof/77/provider-params.json").display().to_string();
    let arguments = ["prove", "--state", &state, "--answer", &answer, "--now", NOW];
    let output = run(&[&arguments[..], &["--key", "store/provider/ff"]].concat());
    shows(&output, 0, &["proven: store/provider/ff on aurora-1, in the state of height 77"]);
}
