//! The command as its users type it: files in, words and exit status out.

mod common;

use common::{folder, mainnet, path, run, run_with};
use std::path::Path;
use std::process::{Command, Stdio};

const FIRST: &str = "8619996:14F0B8B3CBB5AB8FF4FDCB1BD0F1FF2FB9C8E0D5D2B0B4EE02C2F0E6A7E6A1F6";

/// The hash of a block of testdata, as `inspect` says.
fn root(name: &str, height: u64) -> String {
    let out = run(&["inspect", &path(name)]).out;
    let hash = out.lines().find_map(|line| line.strip_prefix("hash ")).unwrap().trim();
    format!("{height}:{hash}")
}

fn trusted(folder: &Path) -> String {
    let state = folder.join("state.bin").display().to_string();
    let block = path("cosmoshub-4_8619996.json");
    let trust = run(&["trust", &root("cosmoshub-4_8619996.json", 8_619_996), &block, "-o", &state]);
    assert_eq!(trust.status, 0, "{}{}", trust.out, trust.err);
    assert!(trust.out.contains("trusted on faith: cosmoshub-4 height 8619996"));
    assert!(trust.out.contains("not checked"));
    assert_eq!(std::fs::read(&state).unwrap().len(), 256);
    state
}

#[test]
fn trust_then_verify_then_verify_again() {
    let folder = folder("walk");
    let state = trusted(&folder);
    for (name, now) in [
        ("cosmoshub-4_8619997.json", "2021-12-08T01:52:00Z"),
        ("cosmoshub-4_8619998.json", "2021-12-08T01:52:00Z"),
    ] {
        let found = run(&["verify", "--state", &state, "--out", &state, "--now", now, &path(name)]);
        assert_eq!(found.status, 0, "{}{}", found.out, found.err);
        assert!(found.out.starts_with("verified: cosmoshub-4 height 86199"), "{}", found.out);
    }
    let shown = run(&["inspect", &state]).out;
    assert!(shown.contains("a trusted state") && shown.contains("8619998"), "{shown}");
}

#[test]
fn a_root_that_is_not_the_block_is_refused() {
    let block = path("cosmoshub-4_8619996.json");
    let found = run(&["trust", FIRST, &block]);
    assert_eq!(found.status, 1);
    assert!(found.out.contains("[319 TrustedHashMismatch]"), "{}", found.out);
    let other = root("cosmoshub-4_8619996.json", 8_619_995);
    assert_eq!(run(&["trust", &other, &block]).status, 1);
    for wrong in ["", "1", "1:", "0:00", "x:00", &format!("0:{}", "0".repeat(64))] {
        let found = run(&["trust", wrong, &block]);
        assert_eq!(found.status, 64, "{wrong}");
        assert!(found.err.contains("HEIGHT:HASH"), "{}", found.err);
    }
}

#[test]
fn each_verdict_has_its_exit_status() {
    let folder = folder("status");
    let state = trusted(&folder);
    let next = path("cosmoshub-4_8619997.json");
    let verify = |more: &[&str]| {
        let mut arguments = vec!["verify", "--json", "--state", &state];
        arguments.extend(more);
        let found = run(&arguments);
        let json: serde_json::Value = serde_json::from_str(&found.out).unwrap();
        (found.status, json)
    };
    let now = ["--now", "2021-12-08T01:52:00Z"];
    let (status, json) = verify(&[&now[..], &[&next]].concat());
    assert_eq!(
        (status, &json["verdict"], &json["height"]),
        (0, &"verified".into(), &"8619997".into())
    );
    assert_eq!(json["clock_checked"], true);
    // Expired: the clock stands years later.
    let (status, json) = verify(&[&next]);
    assert_eq!((status, &json["code"], &json["class"]), (4, &301.into(), &"expired".into()));
    assert_eq!(json["details"]["expired"], "2021-12-22T01:51:39.428531525Z");
    let (status, json) = verify(&["--without-clock", &next]);
    assert_eq!((status, &json["clock_checked"]), (0, &false.into()));
    // From the future.
    let (status, json) = verify(&["--now", "2021-12-08T01:51:36Z", &next]);
    assert_eq!((status, &json["name"]), (1, &"TimeFromFuture".into()));
    // Too far away without the validators that follow.
    let (status, json) = verify(&[&now[..], &[&path("cosmoshub-4_8619998.json")]].concat());
    assert_eq!((status, &json["name"]), (1, &"TrustedValidatorsMissing".into()));
}

#[test]
fn too_little_trust_means_bisect() {
    let folder = folder("bisect");
    let state = folder.join("state.bin").display().to_string();
    let root = root("celestia_10000.json", 10_000);
    assert_eq!(run(&["trust", &root, &path("celestia_10000.json"), "-o", &state]).status, 0);
    let verify = |threshold: &str| {
        let set = path("celestia_10000.json");
        let block = path("celestia_10020.json");
        run(&[
            "verify",
            "--state",
            &state,
            "--trusted-validators",
            &set,
            "--now",
            "2023-11-01T23:06:00Z",
            "--trust-threshold",
            threshold,
            &block,
        ])
    };
    assert_eq!(verify("1/3").status, 0);
    let found = verify("1/1");
    assert_eq!(found.status, 3, "{}", found.out);
    assert!(found.out.contains("[302 NotEnoughTrust]") && found.out.contains("bisect"));
    assert_eq!(verify("1/4").status, 64);
}

#[test]
fn wrong_files_get_a_useful_message() {
    let folder = folder("wrong");
    let state = trusted(&folder);
    let text = |name: &str, text: &str| {
        let path = folder.join(name);
        std::fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let error = r#"{"jsonrpc":"2.0","id":-1,"error":{"code":-32603,"message":"Internal error","data":"height 9 is not available, lowest height is 10"}}"#;
    let half = r#"{"block_height":"1","validators":[],"count":"0","total":"2"}"#;
    let commit = r#"{"signed_header":{"header":{"height":"1"},"commit":{}},"canonical":true}"#;
    for (file, message) in [
        (folder.join("none").display().to_string(), "No such file"),
        (text("empty", ""), "the file is empty"),
        (text("cut", "{\"signed_header\":"), "EOF while parsing"),
        (text("error", error), "lowest height is 10"),
        (text("half", half), "no header and commit"),
        (text("commit", commit), "no validators"),
        (text("other", "{\"a\":1}"), "no answer of a node that is known"),
        (path("osmosis-1_15317185.evidence.json"), "no light block can be made"),
    ] {
        let found = run(&["verify", "--state", &state, &file]);
        assert_eq!(found.status, 65, "{file}: {}", found.out);
        assert!(found.err.contains(message), "{file}: {}", found.err);
    }
    // A state that is none.
    let found = run(&["verify", "--state", &text("state", "x"), &path("cosmoshub-4_8619997.json")]);
    assert_eq!(found.status, 65);
    assert!(found.err.contains("256 bytes"), "{}", found.err);
    // Bytes that are no message are a verdict: malformed, with the place.
    let found = run(&["verify", "--state", &state, &text("bytes", "\u{8}\u{1}")]);
    assert_eq!(found.status, 1);
    assert!(found.out.contains("[105 WireTypeMismatch]"), "{}", found.out);
}

#[test]
fn inspect_shows_who_signed() {
    let found = run(&["inspect", &path("mocha-4_15000.json")]);
    assert_eq!(found.status, 0);
    assert_eq!(found.out.lines().filter(|line| line.ends_with("  absent")).count(), 13);
    assert_eq!(found.out.lines().filter(|line| line.ends_with("  signed")).count(), 21);
    assert!(found.out.contains("21 of 34, 0 nil, 13 absent: 82.47 %"), "{}", found.out);
    let found = run_with(&["inspect", "-"], &std::fs::read(mainnet("mocha-4_10.json")).unwrap());
    assert!(found.out.contains("1 of 1, 0 nil, 0 absent"), "{}", found.out);
}

#[test]
fn cases_are_counted_and_disagreements_shown() {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../testdata/cases");
    let found = run(&["cases", &cases.join("mainnet.jsonl.gz").display().to_string()]);
    assert_eq!(found.status, 0);
    assert_eq!(found.out, "332 cases, 332 agree, 0 disagree, 0 unsupported\n");
    let line = r#"{"id":"one","kind":"ed25519","public_key":"AA==","signature":"","want":{"ok":true,"class":"ok"}}"#;
    let found = run_with(&["cases", "-"], line.as_bytes());
    assert_eq!(found.status, 1);
    assert!(found.out.starts_with("one (ed25519) disagrees\n"), "{}", found.out);
    assert!(found.out.contains("[219 KeyLength]"), "{}", found.out);
    assert!(found.out.ends_with("1 cases, 0 agree, 1 disagree, 0 unsupported\n"));
    let found = run_with(&["cases", "-"], b"{\"id\":\n");
    assert_eq!(found.status, 65);
    assert!(found.err.contains("line 1"), "{}", found.err);
}

#[test]
fn the_demo_verifies_and_refuses() {
    let found = run(&["demo"]);
    assert_eq!(found.status, 0, "{}", found.err);
    assert_eq!(found.out.matches("verified in").count(), 6);
    assert_eq!(found.out.matches("\n  refused ").count(), 5);
    assert!(found.out.contains("verified: borealis-1 height 89, by that set alone"));
}

#[test]
fn wrong_usage_is_64() {
    assert_eq!(run(&[]).status, 64);
    assert_eq!(run(&["verify"]).status, 64);
    assert_eq!(run(&["nothing"]).status, 64);
    assert_eq!(run(&["--help"]).status, 0);
    assert_eq!(run(&["--version"]).status, 0);
}

/// A reader that goes away early is no verdict, and no panic.
#[test]
fn a_reader_may_leave() {
    use std::io::Read;
    for arguments in [
        vec!["inspect".to_owned(), path("injective-1_67954071.json")],
        vec!["demo".to_owned()],
        vec!["cases".to_owned(), "--table".to_owned(), cases_with_disagreements()],
    ] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_parhelion"))
            .args(&arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut first = [0; 1];
        let mut out = child.stdout.take().unwrap();
        out.read_exact(&mut first).unwrap();
        drop(out);
        let output = child.wait_with_output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.is_empty(), "{arguments:?}: {said}");
        assert_ne!(output.status.code(), Some(101), "{arguments:?}");
    }
}

/// More lines than a pipe holds.
fn cases_with_disagreements() -> String {
    let file = folder("leave").join("cases.jsonl");
    let case = r#"{"id":"x","kind":"ed25519","public_key":"","signature":"","want":{"ok":true,"class":"ok"}}"#;
    std::fs::write(&file, format!("{case}\n").repeat(5000)).unwrap();
    file.display().to_string()
}

/// The commands of the README, as they stand there, from the folder that it names.
#[test]
fn the_readme_is_true() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let folder = folder("readme");
    let state = folder.join("state.bin").display().to_string();
    let out = format!("--build {}", folder.join("out").display());
    // What is no script shows what may be written: it has no values.
    let scripts = readme.split("```sh\n").skip(1).filter_map(|rest| rest.split("```").next());
    let commands = scripts.flat_map(str::lines).filter(|line| line.starts_with("parhelion "));
    let commands: Vec<String> = commands
        .map(|line| line.split(" #").next().unwrap())
        .map(|line| line.replace("state.bin", &state).replace("--build out", &out))
        .collect();
    assert!(commands.len() >= 3, "{commands:?}");
    for command in commands {
        let output = Command::new(env!("CARGO_BIN_EXE_parhelion"))
            .args(command.split_whitespace().skip(1))
            .current_dir(&root)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!(output.status.code(), Some(0), "{command}\n{said}");
    }
}
