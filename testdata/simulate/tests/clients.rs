//! The stream of clients: that each change occurs, and that what is not changed is believed.

use parhelion_replay::{Case, Outcome};
use parhelion_simulate::kinds::client_changes;
use parhelion_simulate::selection::Selection;
use parhelion_simulate::simulator::Simulator;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

fn cases(seed: u64, count: usize) -> Vec<Value> {
    let mut simulator = Simulator::new(seed, &Selection::listed("clients").unwrap());
    let mut lines = String::new();
    (0..count).for_each(|_| simulator.write_next(&mut lines));
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn note(case: &Value) -> &str {
    case["note"].as_str().unwrap()
}

#[test]
fn every_change_of_clients_occurs() {
    let all = cases(10, 12_000);
    let notes: BTreeSet<&str> = all.iter().flat_map(|case| note(case).split(" + ")).collect();
    for change in client_changes() {
        assert!(!change.contains(" + "), "{change}");
        assert!(notes.contains(change.as_str()), "{change}");
    }
}

#[test]
fn heights_are_of_the_format() {
    for case in cases(11, 500) {
        for state in case["consensus_states"].as_array().unwrap() {
            let (_, height) = state["height"].as_str().unwrap().split_once('-').unwrap();
            assert!(height.parse::<u64>().unwrap() > 0);
        }
    }
}

/// What the client does, as far as one of these results agrees with our answer.
fn result(mut case: Value) -> Option<&'static str> {
    ["update", "duplicate", "nothing", "freeze"].into_iter().find(|result| {
        case["want"] = json!({"ok": true, "class": "ok", "result": result});
        let case = Case::parse(&case.to_string()).unwrap();
        case.compare(&case.answer().unwrap()) == Outcome::Agree
    })
}

#[test]
fn much_is_believed_and_everything_happens() {
    let mut results = BTreeMap::new();
    for case in cases(12, 1500) {
        *results.entry(result(case)).or_insert(0) += 1;
    }
    assert!(results.len() == 5 && results.values().all(|count| *count >= 3), "{results:?}");
    assert!((300..1200).contains(&results[&None]), "{results:?}");
}
