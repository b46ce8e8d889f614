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

/// Runs `test` of this binary in a process of its own, kills it at some moment after it has said so
/// many numbers, and returns all that it said.
fn killed(test: &str, folder: &Path, numbers: &mut Numbers) -> Vec<u64> {
    let (least, micros) = (1 + numbers.below(4), numbers.below(5000));
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", test, "--nocapture", "--test-threads=1"])
        .env(FOLDER, folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
    // A line that was cut is none.
    let mut stored =
        lines.filter_map(|line| line.strip_prefix("stored ")?.strip_suffix('.')?.parse().ok());
    let mut said: Vec<u64> = (0..least).map(|_| stored.next().expect("it stores")).collect();
    std::thread::sleep(Duration::from_micros(micros));
    child.kill().unwrap();
    // What it had said by then is still in the pipe.
    said.extend(stored);
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
    for round in 0..ROUNDS {
        let test = "killed::what_was_said_to_be_stored_is_stored";
        let said = killed(test, &folder, &mut numbers);
        let store = Store::open(&path).unwrap_or_else(|error| panic!("round {round}: {error}"));
        assert_eq!((store.root().at.height, &store.root().origin), (10, &Origin::Faith));
        assert_eq!(store.options(), &Options::DEFAULT);
        assert_eq!(store.fork().unwrap(), None);
        // Everything that was said, and at most one put that was not said any more.
        let latest = store.latest().unwrap().height();
        let last = *said.last().unwrap();
        assert!((last..=last + 2).contains(&latest), "round {round}: {latest}, {said:?}");
        assert_eq!(latest % 2, 0, "round {round}: half of a put");
        for height in 10..=latest {
            assert_eq!(store.at(height).unwrap(), Some(state(height)), "round {round}");
        }
        assert_eq!(store.len().unwrap(), latest - 9);
    }
}

/// Puts two states at a time, and says the higher one's height.
fn put_for_ever(path: &Path) -> ! {
    let store = Store::open(path).unwrap();
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
    let mut left = 0;
    for round in 0..ROUNDS {
        let folder = folder("store-killed-create");
        let test = "killed::a_store_is_there_as_a_whole_or_not_at_all";
        let said = killed(test, &folder, &mut numbers);
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
            // It is a store like any other: what was left beside it does not matter.
            store.put(&[state(11)]).unwrap();
        }
        let names = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name());
        left += names.filter(|name| name.to_string_lossy().ends_with(".new")).count();
    }
    assert!(left > 0, "no kill fell into the making of a store");
}

fn create_for_ever(folder: &Path) -> ! {
    for number in 0u64.. {
        drop(begun(&folder.join(number.to_string())));
        println!("stored {number}.");
    }
    unreachable!("2^64 stores");
}
