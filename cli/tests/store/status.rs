//! `parhelion status`.

use crate::common::{Output, folder, run};
use crate::rules::{fork, lock, provider};
use crate::store::{Fork, Store};
use crate::{GENESIS, begun, hash, of_chain, state, twin};
use parhelion_core::{Options, Time};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// Two weeks after the time of height 12.
const EXPIRES: &str = "2023-11-28T22:13:32Z";

fn file(name: &str) -> PathBuf {
    folder(&format!("status-{name}")).join("store")
}

fn status(path: &Path, now: &str, more: &[&str]) -> Output {
    let path = path.display().to_string();
    run(&[&["status", &path, "--now", now], more].concat())
}

fn as_json(path: &Path, now: &str) -> (i32, Value) {
    let found = status(path, now, &["--json"]);
    let json = serde_json::from_str(&found.out).unwrap_or_else(|_| panic!("{}", found.err));
    (found.status, json)
}

fn with_two_states(path: &Path) -> Store {
    let store = begun(path);
    store.put(&[state(12)]).unwrap();
    store
}

#[test]
fn in_words() {
    let path = file("words");
    drop(with_two_states(&path));
    let found = status(&path, "2023-11-15T23:14:33Z", &[]);
    let (root, latest) = (hash(&state(10)), hash(&state(12)));
    let golden = format!(
        "\
usable: aurora-1
  latest       height 12, {latest}
  time         2023-11-14T22:13:32Z, 1d 1h 1m 1s ago
  trusted      until {EXPIRES}
  states       2, from height 10
  root         height 10, {root}
  trusted      on faith, on 2023-11-14T22:13:40Z
  options      trust threshold 1/3, trusting period 14d, clock drift 10s
"
    );
    assert_eq!((found.status, found.out), (0, golden), "{}", found.err);
    let found = status(&path, "2023-11-14T22:13:30Z", &[]);
    assert!(found.out.contains("2023-11-14T22:13:32Z, 2s ahead of the clock\n"), "{}", found.out);
}

#[test]
fn as_an_object() {
    let path = file("json");
    drop(with_two_states(&path));
    let golden = json!({
        "verdict": "usable",
        "chain_id": "aurora-1",
        "height": "12",
        "hash": hash(&state(12)).to_string(),
        "time": "2023-11-14T22:13:32Z",
        "age_seconds": "-2",
        "expires": EXPIRES,
        "states": "2",
        "lowest_height": "10",
        "root": {
            "height": "10",
            "hash": hash(&state(10)).to_string(),
            "origin": "faith",
            "since": "2023-11-14T22:13:40Z",
            "provider": null,
        },
        "options": {
            "trust_threshold": "1/3",
            "trusting_period_seconds": "1209600",
            "clock_drift_seconds": "10",
        },
        "fork": null,
    });
    assert_eq!(as_json(&path, "2023-11-14T22:13:30Z"), (0, golden));
}

/// As in verification: right at its end, a trusting period is over.
#[test]
fn a_trusting_period_ends() {
    let path = file("expired");
    drop(with_two_states(&path));
    assert_eq!(status(&path, "2023-11-28T22:13:31.999999999Z", &[]).status, 0);
    let found = status(&path, EXPIRES, &[]);
    assert_eq!(found.status, 4);
    assert!(found.out.starts_with("expired: aurora-1\n"), "{}", found.out);
    assert!(found.out.contains(&format!("  trusted      over since {EXPIRES}\n")), "{}", found.out);
    let (status, json) = as_json(&path, EXPIRES);
    assert_eq!((status, &json["verdict"]), (4, &"expired".into()));
    // Years later, by the clock.
    let found = run(&["status", &path.display().to_string()]);
    assert_eq!(found.status, 4, "{}", found.err);
}

#[test]
fn a_fork_comes_before_all_else() {
    let path = file("fork");
    let store = with_two_states(&path);
    store.record_fork(&fork()).unwrap();
    drop(store);
    for now in ["2023-11-14T22:13:40Z", EXPIRES] {
        let found = status(&path, now, &[]);
        assert_eq!(found.status, 6, "{}", found.err);
        assert!(found.out.starts_with("forked: aurora-1\n"), "{}", found.out);
        let (common, primary, witness) = (hash(&state(10)), hash(&state(12)), hash(&twin(12)));
        let golden = format!(
            "\
  fork         lunatic, found on 2023-11-14T22:13:50Z
  common       height 10, {common}
  one side     height 12, {primary}
               http://primary:26657
  one side     height 12, {witness}
               http://witness:26657
  evidence     evidence-12
"
        );
        assert!(found.out.contains(&golden), "{}", found.out);
        let (status, json) = as_json(&path, now);
        assert_eq!((status, &json["verdict"]), (6, &"forked".into()));
        let block = |height: &str, hash: String| json!({ "height": height, "hash": hash });
        let golden = json!({
            "kind": "lunatic",
            "common": block("10", common.to_string()),
            "primary": { "peer": "http://primary:26657", "block": block("12", primary.to_string()) },
            "witness": { "peer": "http://witness:26657", "block": block("12", witness.to_string()) },
            "evidence": "evidence-12",
            "found": "2023-11-14T22:13:50Z",
        });
        assert_eq!(json["fork"], golden);
    }
}

#[test]
fn a_fork_whose_evidence_was_not_written() {
    let path = file("bare-fork");
    with_two_states(&path).record_fork(&Fork { evidence: None, ..fork() }).unwrap();
    let found = status(&path, EXPIRES, &[]);
    assert!(found.out.contains("  evidence     was not written\n"), "{}", found.out);
    assert_eq!(as_json(&path, EXPIRES).1["fork"]["evidence"], Value::Null);
}

/// A set that was locked earlier than it signed is held to account from then on.
#[test]
fn a_consumer_names_its_provider() {
    let path = file("consumer");
    let root = of_chain("borealis-1", 10, "");
    let since = Time::from_unix(GENESIS + 20, 0).unwrap();
    let store = Store::create(&path, &root, provider(), &Options::DEFAULT, since).unwrap();
    store.put_locked(&[(of_chain("borealis-1", 12, ""), lock(6))]).unwrap();
    drop(store);
    let found = status(&path, "2023-11-28T22:13:25.999999999Z", &[]);
    assert_eq!(found.status, 0, "{}", found.err);
    assert!(found.out.starts_with("usable: borealis-1\n"), "{}", found.out);
    assert!(
        found.out.contains("  attested     by polaris-1, consumer 7\n  locked       at height 5\n"),
        "{}",
        found.out
    );
    let (status, json) = as_json(&path, "2023-11-28T22:13:26Z");
    assert_eq!((status, &json["expires"]), (4, &"2023-11-28T22:13:26Z".into()));
    assert_eq!(json["root"]["origin"], "provider");
    let golden = json!({
        "chain_id": "polaris-1",
        "consumer_id": "7",
        "locked_height": "5",
        "locked_time": "2023-11-14T22:13:25Z",
    });
    assert_eq!(json["root"]["provider"], golden);
}

/// The options that count are those of the store.
#[test]
fn the_period_is_that_of_the_store() {
    let path = file("options");
    let mut store = with_two_states(&path);
    let hour = parhelion_core::Duration::from_seconds(3600);
    store.tighten(&Options { trusting_period: hour, ..Options::DEFAULT }).unwrap();
    drop(store);
    let found = status(&path, "2023-11-14T23:13:32Z", &[]);
    assert_eq!(found.status, 4, "{}", found.out);
    assert!(found.out.contains("trusting period 1h,"), "{}", found.out);
    assert_eq!(status(&path, "2023-11-14T23:13:31Z", &[]).status, 0);
}

#[test]
fn what_is_no_store_gets_a_useful_message() {
    let folder = folder("status-wrong");
    let write = |name: &str, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let other = folder.join("other");
    drop(redb::Database::create(&other).unwrap());
    let open = folder.join("open");
    let _held = begun(&open);
    let newer = folder.join("newer");
    drop(begun(&newer));
    let database = redb::Database::open(&newer).unwrap();
    let transaction = database.begin_write().unwrap();
    let table: redb::TableDefinition<'_, &str, &[u8]> = redb::TableDefinition::new("parhelion");
    transaction.open_table(table).unwrap().insert("format", &b"2"[..]).unwrap();
    transaction.commit().unwrap();
    drop(database);
    for (path, message) in [
        (folder.join("none"), "no such store"),
        (write("empty", b""), "not a store of trusted states"),
        (write("text", b"{\"a\":1}\n"), "not a store of trusted states"),
        (write("state", &state(10).to_bytes()), "not a store of trusted states"),
        (write("long", &[b'x'; 100_000]), "not a store of trusted states"),
        (other, "not a store of trusted states"),
        (open, "another process has this store open"),
        (newer, "a store of format 2, and this version reads only format 1"),
        (folder.clone(), "directory"),
    ] {
        let found = status(&path, EXPIRES, &[]);
        let said = format!("{}: {}", path.display(), found.err);
        assert_eq!((found.status, found.out.as_str()), (65, ""), "{said}");
        assert!(found.err.starts_with(&format!("parhelion: {}: ", path.display())), "{said}");
        assert!(found.err.contains(message) && found.err.lines().count() == 1, "{said}");
    }
    assert_eq!(run(&["status"]).status, 64);
    assert_eq!(status(Path::new("x"), "yesterday", &[]).status, 64);
    // Nothing is made where nothing was.
    assert!(!folder.join("none").exists());
    assert_eq!(std::fs::read(folder.join("empty")).unwrap(), b"");
    assert_eq!(std::fs::read(folder.join("state")).unwrap(), state(10).to_bytes());
}
