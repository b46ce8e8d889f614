//! The examples, on the files of `examples/data`: compiled without a warning, run, and refused where
//! something is changed. The files are made here, of recordings in `testdata`; `PARHELION_WRITE=1`
//! writes them.

mod programs;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use parhelion_rpc::{Document, encode, light_block, read, validator_set};
use programs::{compile, have, path};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::Command;

const FLAGS: &[&str] = &["-std=c99", "-Wstrict-prototypes", "-Wshadow"];

fn testdata(name: &str) -> std::path::PathBuf {
    path("../testdata").join(name)
}

fn lines(name: &str) -> Vec<Value> {
    let file = GzDecoder::new(File::open(testdata(name)).unwrap());
    BufReader::new(file).lines().map(|line| serde_json::from_str(&line.unwrap()).unwrap()).collect()
}

fn bytes(value: &Value) -> Vec<u8> {
    STANDARD.decode(value.as_str().unwrap()).unwrap()
}

/// What stands in `examples/data`, by name.
fn made() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    // A chain whose validators change: a third of those at height 1 is not left at 31.
    for block in lines("recorded/joins-and-leaves/light_blocks.jsonl.gz") {
        let height = block["height"].as_str().unwrap();
        if ["1", "2", "8", "16", "31"].contains(&height) {
            files.insert(format!("block-{height}.pb"), bytes(&block["light_block"]));
            files.insert(format!("validators-{height}.pb"), bytes(&block["next_validators"]));
        }
    }
    files.remove("validators-2.pb");
    files.remove("validators-31.pb");
    let double_vote = lines("recorded/cases.jsonl.gz")
        .into_iter()
        .find(|case| case["id"] == "rec-double-votes-11")
        .unwrap();
    files.insert("double-vote.pb".to_owned(), bytes(&double_vote["evidence"]));
    files.insert("double-vote-validators.pb".to_owned(), bytes(&double_vote["validators"]));
    proof(&mut files);
    files
}

/// A validator in the state of the provider of the recorded consumer chains.
fn proof(files: &mut BTreeMap<String, Vec<u8>>) {
    let document = |text: &str| read(text).unwrap();
    let commit = std::fs::read_to_string(testdata("ics/aurora-1_192.commit.json")).unwrap();
    let Document::Commit { signed_header, .. } = document(&commit) else { panic!() };
    let recording = File::open(testdata("ics/recording.tar.gz")).unwrap();
    let mut recording = tar::Archive::new(GzDecoder::new(recording));
    let mut entries = recording.entries().unwrap().map(Result::unwrap);
    let wanted = Path::new("./provider/validators/192.json");
    let mut entry = entries.find(|entry| entry.path().unwrap() == wanted).unwrap();
    let mut validators = String::new();
    entry.read_to_string(&mut validators).unwrap();
    let Document::Validators(page) = document(&validators) else { panic!() };
    let block = light_block(signed_header, validator_set(&[page]).unwrap());
    files.insert("state-commit.json".to_owned(), commit.into_bytes());
    files.insert("state-validators.json".to_owned(), validators.into_bytes());
    files.insert("state-block.pb".to_owned(), encode(&block));
    let answer = std::fs::read_to_string(testdata("ics/aurora-1_191.validator.json")).unwrap();
    let Document::AbciQuery(answer) = document(&answer) else { panic!() };
    files.insert("state-key.bin".to_owned(), answer.key);
    files.insert("state-value.bin".to_owned(), answer.value);
    files.insert("state-proof.pb".to_owned(), merkle_proof(&answer.proofs));
}

/// An `ibc.core.commitment.v1.MerkleProof`: each proof as a field 1, its length in groups of 7 bits.
fn merkle_proof(proofs: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for proof in proofs {
        bytes.push(10);
        let mut length = proof.len();
        while length >= 0x80 {
            bytes.push(u8::try_from(length & 0x7f).unwrap() | 0x80);
            length >>= 7;
        }
        bytes.push(u8::try_from(length).unwrap());
        bytes.extend(proof);
    }
    bytes
}

#[test]
fn the_data_is_what_was_recorded() {
    let folder = path("examples/data");
    let made = made();
    if std::env::var_os("PARHELION_WRITE").is_some() {
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in &made {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
    }
    let there: Vec<String> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|name| name != "README.md")
        .collect();
    assert_eq!(there.len(), made.len(), "{there:?}");
    for (name, bytes) in made {
        assert!(std::fs::read(folder.join(&name)).unwrap() == bytes, "{name} is another");
    }
}

/// What a program prints, and how it ends.
fn run(program: &Path, arguments: &[&str]) -> (Option<i32>, String, String) {
    let output =
        Command::new(program).args(arguments).current_dir(path("examples/data")).output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

fn built(name: &str) -> Option<std::path::PathBuf> {
    have("cc")
        .then(|| compile("cc", FLAGS, &format!("examples/{name}.c"), &format!("example-{name}")))
}

const FIRST: &str = "F931A466F6EF8242F5536A3E9EE35AC35C7F1FF168C394B88B1139B858143909";
const NOW: &str = "1795647200";

#[test]
fn update() {
    let Some(program) = built("update") else { return };
    let (code, out, err) = run(&program, &[FIRST, "block-1.pb", "block-2.pb", NOW]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.contains("trusted: recorded-joins-and-leaves, height 1, hash"), "{out}");
    assert!(out.contains("verified: recorded-joins-and-leaves, height 2, hash"), "{out}");

    let (code, _, err) = run(&program, &[FIRST, "block-2.pb", "block-2.pb", NOW]);
    assert_eq!(code, Some(1));
    assert!(err.starts_with("319 TrustedHashMismatch"), "{err}");
    let (code, _, err) = run(&program, &[FIRST, "block-1.pb", "block-8.pb", NOW]);
    assert_eq!(code, Some(65));
    assert!(err.starts_with("320 TrustedValidatorsMissing"), "{err}");
    assert_eq!(run(&program, &[FIRST, "block-1.pb", "block-2.pb", "1900000000"]).0, Some(4));
    assert_eq!(run(&program, &[FIRST, "block-1.pb", "validators-1.pb", NOW]).0, Some(65));
    assert_eq!(run(&program, &["12", "block-1.pb", "block-2.pb", NOW]).0, Some(64));
    assert_eq!(run(&program, &[]).0, Some(64));
}

#[test]
fn light_block_of_answers() {
    let Some(program) = built("light_block") else { return };
    let out = path("examples/data/state-block.pb");
    let made = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("light-block.pb");
    let of = |validators| run(&program, &["state-commit.json", made.to_str().unwrap(), validators]);
    let (code, _, err) = of("state-validators.json");
    assert_eq!(code, Some(0), "{err}");
    assert!(std::fs::read(&made).unwrap() == std::fs::read(out).unwrap());
    let (code, _, err) = of("state-commit.json");
    assert_eq!(code, Some(65));
    assert!(err.starts_with("3 Unreadable"), "{err}");
}

#[test]
fn skip() {
    let Some(program) = built("skip") else { return };
    let (code, out, err) = run(&program, &[".", FIRST, "1", "31", NOW]);
    assert_eq!(code, Some(0), "{out}{err}");
    assert!(out.contains("bisecting: "), "{out}");
    assert!(out.trim_end().lines().last().unwrap().contains("height 31"), "{out}");
    assert_eq!(run(&program, &[".", FIRST, "1", "30", NOW]).0, Some(65));
}

#[test]
fn evidence() {
    let Some(program) = built("evidence") else { return };
    let files = ["double-vote-validators.pb", "double-vote.pb"];
    let (code, out, err) = run(&program, &["recorded-double-votes", files[0], files[1]]);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("guilty: ") && out.contains("signed two blocks at height"), "{out}");
    let (code, _, err) = run(&program, &["another-chain", files[0], files[1]]);
    assert_eq!(code, Some(1));
    assert!(err.contains("WrongSignature"), "{err}");
}

#[test]
fn membership() {
    let Some(program) = built("membership") else { return };
    let files = ["staking", "state-key.bin", "state-value.bin", "state-proof.pb"];
    let ask = |hash: &str, files: [&str; 4]| {
        let [store, key, value, proof] = files;
        run(&program, &[hash, "state-block.pb", store, key, value, proof])
    };
    let (code, out, err) =
        ask("7F4B1BDAEBED735EEA626D9E4D5D143FFB3F099F06EC16E9271D4EE6C8DFCD39", files);
    assert_eq!(code, Some(0), "{err}");
    assert!(out.starts_with("proven at height 191: 21"), "{out}");
    let other = ["staking", "state-key.bin", "state-key.bin", "state-proof.pb"];
    let (code, _, err) =
        ask("7F4B1BDAEBED735EEA626D9E4D5D143FFB3F099F06EC16E9271D4EE6C8DFCD39", other);
    assert_eq!(code, Some(1), "{err}");
    let store = ["bank", "state-key.bin", "state-value.bin", "state-proof.pb"];
    assert_eq!(
        ask("7F4B1BDAEBED735EEA626D9E4D5D143FFB3F099F06EC16E9271D4EE6C8DFCD39", store).0,
        Some(1)
    );
}
