//! The attack corpus: the committed files are what is written, but for the judge's answers.

use parhelion_simulate::attacks;
use serde_json::Value;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../attacks")
}

/// The lines of a file, without what a judge writes.
fn questions(text: &str) -> Vec<Value> {
    let lines = text.lines().map(|line| {
        let mut line: Value = serde_json::from_str(line).unwrap();
        let members = line.as_object_mut().unwrap();
        for answer in ["want", "stricter", "laxer", "go", "wire", "judge"] {
            members.remove(answer);
        }
        line
    });
    lines.collect()
}

#[test]
fn the_files_are_what_is_written() {
    for area in attacks::areas() {
        let path = folder().join(area).with_extension("jsonl");
        let committed = std::fs::read_to_string(path).unwrap();
        let written = attacks::lines(area).unwrap();
        let (committed, written) = (questions(&committed), questions(&written));
        assert_eq!(committed.len(), written.len(), "{area}");
        for (committed, written) in committed.iter().zip(&written) {
            assert!(committed == written, "{area} {}: run scripts/attacks", written["id"]);
        }
    }
    assert_eq!(attacks::lines("nothing"), None);
}

#[test]
fn there_is_no_other_file() {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let names: BTreeSet<String> =
        files.map(|path| path.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    let known: BTreeSet<String> = attacks::areas().map(|area| format!("{area}.jsonl")).collect();
    assert_eq!(names, known);
}

#[test]
fn a_vector_says_what_it_shows() {
    let mut ids = BTreeSet::new();
    for area in attacks::areas() {
        for line in questions(&attacks::lines(area).unwrap()) {
            for key in ["attack", "affected", "flaw", "code", "note"] {
                assert!(line[key].as_str().is_some_and(|text| !text.is_empty()), "{line}");
            }
            assert!(ids.insert(line["id"].as_str().unwrap().to_owned()), "{}", line["id"]);
        }
    }
    assert!(ids.len() >= 80, "{}", ids.len());
}
