//! `parhelion consumer`: on a recorded provider and its consumers, as they were and with something
//! changed.

mod common;

use common::{Output, folder, ics, run, shows, unpacked};
use serde_json::Value;
use std::path::Path;

const TRUST: &str = "78:CBACFA7FEBEDF5A63D84F76E09B5FF318D2D8FF943D8F8F7D34280F6D5A8EEAF";
const NOW: &str = "2026-11-23T06:53:00Z";

/// `attest` or `verify` of consumer 0 at the provider's state of height 77.
fn of_alpha(command: &str, more: &[&str]) -> Output {
    let (header, proofs) = (ics("aurora-1_78.commit.json"), ics("aurora-1_77.proofs.jsonl"));
    let mut arguments = vec!["consumer", command, "--trust", TRUST, "--header", &header];
    arguments.extend(["--proofs", &proofs, "--consumer", "0"]);
    arguments.extend(more);
    run(&arguments)
}

fn verify(more: &[&str]) -> Output {
    let (commit, set) = (ics("borealis-1_89.commit.json"), ics("borealis-1_89.validators.json"));
    of_alpha("verify", &[&[&commit[..], &set[..]], more].concat())
}

#[test]
fn a_consumer_header_from_nothing_but_a_provider_header() {
    let out = folder("consumer-state").join("state.bin");
    let output = verify(&["--now", NOW, "-o", &out.display().to_string()]);
    shows(
        &output,
        0,
        &[
            "attested: the validators of borealis-1, consumer 0",
            "locked by    aurora-1 height 78",
            "39.13 % of the power (405 of 1035)",
            "verified: borealis-1 height 89, by that set alone",
        ],
    );
    assert_eq!(std::fs::read(out).unwrap().len(), 256);
    let json = verify(&["--now", NOW, "--json"]);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(value["header"]["verdict"], "verified");
    assert_eq!(value["validators"].as_array().unwrap().len(), 4);
}

#[test]
fn the_set_alone() {
    let output = of_alpha("attest", &[]);
    shows(&output, 0, &["attested: the validators of borealis-1", "set hash     F581D77D9A49B39C"]);
    assert!(!output.out.contains("verified"));
    let json = of_alpha("attest", &["--json"]);
    let value: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((&value["total_power"], &value["locked_height"]), (&"1035".into(), &"78".into()));
}

#[test]
fn what_is_not_attested() {
    // A set that was locked too long ago: two weeks after the provider's header, to the nanosecond.
    let last = "2026-12-07T06:51:46.465239124Z";
    shows(&verify(&["--now", last]), 0, &["verified"]);
    let late = verify(&["--now", "2026-12-07T06:51:46.465239125Z"]);
    shows(&late, 4, &["not verified", "762 AttestationExpired"]);
    // Another header than the trusted one.
    let (header, proofs) = (ics("borealis-1_89.commit.json"), ics("aurora-1_77.proofs.jsonl"));
    let other = ["consumer", "attest", "--trust", TRUST, "--header", &header, "--proofs", &proofs];
    let output = run(&[&other[..], &["--consumer", "0"]].concat());
    assert_eq!(output.status, 65);
    assert!(output.err.contains("CommitHeight"), "{}", output.err);
    // A consumer of which nothing is proven: what is missing is named.
    let (header, consumer) = (ics("aurora-1_78.commit.json"), ["--consumer", "1"]);
    let of_beta =
        ["consumer", "attest", "--trust", TRUST, "--header", &header, "--proofs", &proofs];
    let output = run(&[&of_beta[..], &consumer].concat());
    shows(&output, 5, &["height=77&data=0x31000000000000000131"]);
    let output = run(&[&of_beta[..], &["--consumer", "01"]].concat());
    assert_eq!(output.status, 64, "{}", output.err);
    // A block of another chain, and of another set.
    let (commit, set) = (ics("aurora-1_78.commit.json"), ics("aurora-1_130.validators.json"));
    let output = of_alpha("verify", &[&commit, &set, "--now", NOW]);
    shows(&output, 1, &["303 ChainIdMismatch"]);
}

/// Proofs from which one is taken, or in which one is changed.
#[test]
fn every_proof_is_needed() {
    let text = std::fs::read_to_string(ics("aurora-1_77.proofs.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 7);
    let folder = folder("consumer-proofs");
    let header = ics("aurora-1_78.commit.json");
    let attest = |lines: &[String]| {
        let path = folder.join("proofs.jsonl");
        std::fs::write(&path, lines.join("\n")).unwrap();
        let proofs = path.display().to_string();
        let arguments = ["consumer", "attest", "--trust", TRUST, "--header", &header];
        run(&[&arguments[..], &["--proofs", &proofs, "--consumer", "0"]].concat())
    };
    for left_out in 0..lines.len() {
        let mut rest: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        rest.remove(left_out);
        shows(&attest(&rest), 5, &["the proof of a key is missing"]);
        // In the middle of the proof of the store.
        let mut changed: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let at = changed[left_out].find("\"data\":\"").unwrap() + 200;
        let letter = if &changed[left_out][at..=at] == "A" { "B" } else { "A" };
        changed[left_out].replace_range(at..=at, letter);
        shows(&attest(&changed), 1, &["not attested"]);
    }
}

/// What the recorded network comes to, line by line.
const REPLAYED: [&str; 18] = [
    "    16 acknowledgements of packets",
    "    16 commitments of packets",
    "   118 headers of consumers",
    "   103 headers of the provider",
    "    48 members traced to the provider",
    "     3 minimal powers of a top N",
    "   118 next sets that consumers announce",
    "    14 packets of sets",
    "  1891 proofs",
    "     7 sets attested by records",
    "    15 sets computed anew",
    "     2 sets of consumers",
    "    15 sets of consumers in the table",
    "     8 sets of the provider in the table",
    "     6 sets that the provider recorded",
    "    13 updates computed anew",
    "    78 verdicts on evidence",
    "nothing differs",
];

#[test]
fn a_recorded_network_from_its_genesis() {
    let output = run(&["consumer", "replay", &ics("recording.tar.gz")]);
    assert_eq!(output.status, 0, "{}{}", output.out, output.err);
    assert_eq!(output.out.lines().collect::<Vec<_>>(), REPLAYED);
}

fn json(path: &Path) -> Value {
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

/// Whatever is changed in a recording, by whoever kept it, differs; and nothing else does.
#[test]
fn what_is_changed_differs() {
    type Change = fn(&mut Value);
    let changes: &[(&str, Change, &str)] = &[
        (
            "MANIFEST.json",
            |it| it["chains"]["alpha"]["validator_sets"][3]["validators"][1]["power"] = 299.into(),
            "alpha: the set of 79 to 88 is another one",
        ),
        (
            "MANIFEST.json",
            |it| it["chains"]["beta"]["validator_sets"][1]["from"] = 88.into(),
            "beta: the set of 88 to 108 is another one",
        ),
        (
            "MANIFEST.json",
            |it| it["chains"]["provider"]["validator_sets"][2]["validators"][0]["power"] = 1.into(),
            "provider: the set of 66 to 117",
        ),
        (
            "MANIFEST.json",
            |it| it["evidence"][42]["accepted"] = false.into(),
            "43-real-accepted: the provider refused it",
        ),
        (
            "MANIFEST.json",
            |it| it["evidence"][73]["burned_stake"][0] = 1.into(),
            "74-mb-real-accepted: burnt would be",
        ),
        (
            "MANIFEST.json",
            |it| it["evidence"][75]["code"] = 3.into(),
            "76-dv-no-pruned-key: refused with slashing/2",
        ),
        (
            "MANIFEST.json",
            |it| it["packets"][3]["timeout_timestamp"] = "1".into(),
            "alpha packet 4: the commitment is that of another packet",
        ),
        (
            "MANIFEST.json",
            |it| it["packets"][11]["ack_hex"] = "7b22726573756c74223a2241773d3d227d".into(),
            "alpha packet 1 (consumer to provider)",
        ),
        ("MANIFEST.json", |it| it["proofs"][5]["value"] = "00".into(), "another value was told"),
        (
            "provider/genesis.json",
            |it| {
                it["result"]["genesis"]["app_state"]["genutil"]["gen_txs"][0]["body"]["messages"]
                    [0]["value"]["amount"] = "1000000".into();
            },
            "the first set is not that of the genesis",
        ),
        (
            "provider/commit/61.json",
            |it| it["result"]["signed_header"]["header"]["app_hash"] = "00".repeat(32).into(),
            "provider header 61: the commit is for another block",
        ),
        (
            "alpha/commit/89.json",
            |it| {
                it["result"]["signed_header"]["commit"]["signatures"][0]["signature"] =
                    format!("{}==", "A".repeat(86)).into();
            },
            "alpha header 89: ",
        ),
        (
            "beta/validators/89.json",
            |it| it["result"]["validators"][0]["voting_power"] = "367".into(),
            "beta header 89: the validator set is not the one",
        ),
    ];
    let folder = unpacked("consumer-recording");
    let replay = || run(&["consumer", "replay", &folder.display().to_string()]);
    for (file, change, shown) in changes {
        let path = folder.join(file);
        let before = std::fs::read(&path).unwrap();
        let mut value = json(&path);
        change(&mut value);
        std::fs::write(&path, value.to_string()).unwrap();
        let output = replay();
        assert_eq!(output.status, 1, "{file}: {}", output.out);
        assert!(output.out.contains(shown), "{file}: {shown}: {}", output.out);
        std::fs::write(&path, before).unwrap();
    }
    // A bit of a proof, by its letter.
    let path = folder.join("provider/proof/77/provider-params.json");
    let text = std::fs::read_to_string(&path).unwrap();
    let at = text.find("\"data\":\"").unwrap() + 300;
    let letter = if &text[at..=at] == "A" { "B" } else { "A" };
    std::fs::write(&path, format!("{}{letter}{}", &text[..at], &text[at + 1..])).unwrap();
    shows(&replay(), 1, &["provider-params.json: "]);
    std::fs::write(&path, text).unwrap();
    shows(&replay(), 0, &["nothing differs"]);
    // What is no recording.
    std::fs::remove_file(folder.join("MANIFEST.json")).unwrap();
    assert_eq!(replay().status, 65);
}
