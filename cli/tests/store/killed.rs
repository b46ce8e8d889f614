//! A process that is killed at any moment leaves a store with everything that it said it had stored.

use crate::common::folder;
use crate::store::{Origin, Store};
use crate::{at, begun, state};
use parhelion_core::Options;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

/// In the process that is to be killed: the folder of its store, and what it does there.
const FOLDER: &str = "PARHELION_STORE_TO_BE_KILLED";
const ROUNDS: u64 = 30;

/// Pseudo-random numbers, the same in each run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> u64 {
        // The constants of Knuth's MMIX; the high bits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// Runs `test` of this binary in a process of its own, kills it after so many microseconds from its
/// first word on, and returns the numbers that it said.
fn killed(test: &str, folder: &Path, micros: u64) -> Vec<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    lines.find(|line| line.ends_with("begin")).expect("it begins");
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    // What it had said stays in the pipe. A line that was cut is none.
    let said =
        lines.filter_map(|line| line.strip_prefix("stored ")?.strip_suffix('.')?.parse().ok());
    let said = said.collect();
    assert!(!child.wait().unwrap().success());
    said
}

fn to_be_killed() -> Option<PathBuf> {
    std::env::var_os(FOLDER).map(PathBuf::from)
}

#[test]
fn what_was_said_to_be_stored_is_stored() {
    if let Some(folder) = to_be_killed() {
        put_for_ever(&folder.join("store"));
    }
    let folder = folder("store-killed-put");
    let path = folder.join("store");
    drop(begun(&path));
    let mut numbers = Numbers(8);
    let (mut last, mut rounds_that_stored) = (10, 0);
    for round in 0..ROUNDS {
        let micros = numbers.below(30_000);
        let said = killed("killed::what_was_said_to_be_stored_is_stored", &folder, micros);
        let store = Store::open(&path).unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert_eq!((store.root().at.height, &store.root().origin), (10, &Origin::Faith));
        assert_eq!(store.options(), &Options::DEFAULT);
        assert_eq!(store.fork().unwrap(), None);
        // Everything that was said, and at most one put that was not said any more.
        let latest = store.latest().unwrap().height();
        let said_last = said.last().copied().unwrap_or(last);
        assert!((said_last..=said_last + 2).contains(&latest), "round {round}: {latest}, {said:?}");
        assert_eq!(latest % 2, 0, "round {round}: half of a put");
        for height in 10..=latest {
            assert_eq!(store.at(height).unwrap(), Some(state(height)), "round {round}");
        }
        assert_eq!(store.len().unwrap(), latest - 9);
        rounds_that_stored += u64::from(latest > last);
        last = latest;
    }
    assert!(rounds_that_stored > ROUNDS / 3, "{rounds_that_stored} rounds stored anything");
}

/// Puts two states at a time, and says the higher one's height.
fn put_for_ever(path: &Path) -> ! {
    let store = Store::open(path).unwrap();
    println!("begin");
    let mut height = store.latest().unwrap().height();
    loop {
        store.put(&[state(height + 1), state(height + 2)]).unwrap();
        height += 2;
        println!("stored {height}.");
    }
}

#[test]
fn a_store_is_there_as_a_whole_or_not_at_all() {
    if let Some(folder) = to_be_killed() {
        create_for_ever(&folder);
    }
    let mut numbers = Numbers(9);
    let (mut made, mut left) = (0, 0);
    for round in 0..ROUNDS {
        let folder = folder("store-killed-create");
        let test = "killed::a_store_is_there_as_a_whole_or_not_at_all";
        let said = killed(test, &folder, numbers.below(20_000));
        for number in 0.. {
            let path = folder.join(number.to_string());
            let Some(store) = Store::open_if_there(&path)
                .unwrap_or_else(|error| panic!("round {round}: {error}"))
            else {
                assert!(!said.contains(&number), "round {round}: {number} is not there");
                break;
            };
            assert_eq!(store.latest().unwrap(), state(10));
            assert_eq!((store.root().since, store.options()), (at(20), &Options::DEFAULT));
            made += 1;
            // It is a store like any other: what was left beside it does not matter.
            store.put(&[state(11)]).unwrap();
        }
        let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        left += names.filter(|name| name.to_string_lossy().ends_with(".new")).count();
    }
    assert!(made > ROUNDS, "{made} stores were made");
    assert!(left > 0, "no kill fell into the making of a store");
}

fn create_for_ever(folder: &Path) -> ! {
    println!("begin");
    for number in 0u64.. {
        drop(begun(&folder.join(number.to_string())));
        println!("stored {number}.");
    }
    unreachable!("2^64 stores");
}
