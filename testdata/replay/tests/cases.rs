//! The cases of `testdata`: our verdict, our answer and our reason are the judge's.

use flate2::read::MultiGzDecoder;
use parhelion_core::CODES;
use parhelion_replay::{Case, Outcome, Reasons};
use std::fs::{File, read_to_string};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

fn testdata(path: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

fn reasons() -> Reasons {
    Reasons::parse(&read_to_string(testdata("reasons.json")).unwrap()).unwrap()
}

fn cases(name: &str) -> impl Iterator<Item = Case> {
    let file = File::open(testdata(name)).unwrap();
    let lines = BufReader::new(MultiGzDecoder::new(file)).lines();
    lines.map(|line| Case::parse(&line.unwrap()).unwrap())
}

/// Replays a file; returns how many cases agreed and how many are of a kind that is not built.
fn replay(name: &str) -> (usize, usize) {
    let reasons = reasons();
    let (mut agree, mut unsupported, mut faults) = (0, 0, Vec::new());
    for case in cases(name) {
        let verdict = case.answer().unwrap();
        match case.compare(&verdict) {
            Outcome::Agree => agree += 1,
            Outcome::Unsupported => {
                unsupported += 1;
                continue;
            }
            Outcome::Disagree => faults.push(format!("{}: {:?}, {verdict:?}", case.id, case.want)),
        }
        if let Err(fault) = reasons.check(&case, &verdict) {
            faults.push(format!("{}: {fault}", case.id));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    (agree, unsupported)
}

/// Without secp256k1 some of those that agree are neither verified nor refuted. None disagrees.
fn agrees(name: &str, agree: usize, unsupported: usize) {
    let found = replay(name);
    if cfg!(feature = "secp256k1") {
        assert_eq!(found, (agree, unsupported));
    } else {
        assert_eq!(found.0 + found.1, agree + unsupported);
        assert!(found.0 > agree / 2, "{found:?}");
    }
}

#[test]
fn public_chains() {
    agrees("cases/mainnet.jsonl.gz", 332, 0);
}

#[test]
fn simulated_chains() {
    agrees("cases/simulated.jsonl.gz", 4300, 0);
}

#[test]
fn consumer_chains() {
    agrees("cases/consumer.jsonl.gz", 1003, 0);
}

#[test]
fn shaped_sets() {
    agrees("cases/power_shaping.jsonl.gz", 1000, 0);
}

#[test]
fn proofs_of_state() {
    agrees("cases/ics23.jsonl.gz", 1500, 0);
}

#[test]
fn packets_from_providers() {
    agrees("cases/valset_change.jsonl.gz", 300, 0);
}

#[test]
fn clients_on_other_chains() {
    agrees("cases/client_update.jsonl.gz", 2338, 0);
}

#[test]
fn recorded_networks() {
    agrees("recorded/cases.jsonl.gz", 2637, 0);
}

#[test]
fn the_table_of_reasons_gives_codes_that_exist() {
    let reasons = reasons();
    assert!(reasons.names().count() > 70);
    for name in reasons.names() {
        assert!(CODES.iter().any(|code| code.name == name), "{name}");
    }
}

#[test]
fn another_answer_or_class_disagrees() {
    let case = |want: &str| {
        let bytes = "CAIQAhgDIgA="; // any bytes: a public key of the wrong length
        let line = format!(
            r#"{{"id":"x","kind":"ed25519","public_key":"{bytes}","signature":"","want":{want}}}"#
        );
        let case = Case::parse(&line).unwrap();
        (case.compare(&case.answer().unwrap()), case)
    };
    assert_eq!(case(r#"{"ok":false,"class":"malformed"}"#).0, Outcome::Agree);
    assert_eq!(case(r#"{"ok":false,"class":"invalid"}"#).0, Outcome::Disagree);
    assert_eq!(case(r#"{"ok":true,"class":"ok"}"#).0, Outcome::Disagree);
    // A reason that is not in the table, and one that is another code's.
    for reason in ["a reason that nobody gives", "wrong signature"] {
        let want = format!(r#"{{"ok":false,"class":"malformed","reason":"{reason}"}}"#);
        let (outcome, case) = case(&want);
        assert_eq!(outcome, Outcome::Agree);
        assert!(reasons().check(&case, &case.answer().unwrap()).is_err());
    }
}

#[test]
fn a_kind_that_does_not_exist_is_an_error() {
    let case = Case::parse(r#"{"id":"x","kind":"no","want":{"ok":true,"class":"ok"}}"#).unwrap();
    assert!(case.answer().is_err());
}
