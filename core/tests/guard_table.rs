//! The entries of a guard: made by hand, never given up, and what becomes of them in the storage.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod guard_common;

use guard_common::Said::{Again, Refused, Sign};
use guard_common::{A, B, BLANK, CHAIN, KEY, Shared, Trouble, key, precommit, prevote, say};
use parhelion_core::Error;
use parhelion_core::guard::{Mark, Position};

#[test]
fn a_full_guard_refuses_and_gives_nothing_up() {
    let flash = Shared::blank(3);
    let mut guard = flash.open().unwrap();
    for (chain_id, height) in [("c1", 1), ("c2", 2), ("c3", 3)] {
        guard.provision(chain_id, &key(&KEY), height).unwrap();
    }
    let full = Err(Error::GuardFull { entries: 3 });
    assert_eq!(guard.provision("c4", &key(&KEY), 4), full);
    assert_eq!(guard.provision("c1", &key(&[8; 32]), 4), full);
    let mut guard = flash.open().unwrap();
    assert_eq!(guard.provision("c4", &key(&KEY), 4), full);
    for (chain_id, height) in [("c1", 1), ("c2", 2), ("c3", 3)] {
        let floor = Position { height, mark: Mark::Floor };
        assert_eq!(guard.position(chain_id, &key(&KEY)), Ok(floor));
        let twice = guard.provision(chain_id, &key(&KEY), 9);
        assert_eq!(twice, Err(Error::AlreadyProvisioned { entry: height as u32 - 1 }));
    }
    assert_eq!(
        Shared::blank(0).open().unwrap().provision("c", &key(&KEY), 1).map_err(|e| e.name()),
        Err("GuardFull")
    );
}

#[test]
fn empty_storage_refuses() {
    for byte in [0, 0xff, 0x5a] {
        let flash = Shared::blank(2);
        flash.0.borrow_mut().slots = vec![[[byte; 64]; 2]; 2];
        let mut guard = flash.open().unwrap();
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("NotProvisioned"));
        assert_eq!(guard.raise_floor(CHAIN, &key(&KEY), 11), Err(Error::NotProvisioned));
        assert!(flash.0.borrow().writes.is_empty());
        assert_eq!(guard.provision("", &key(&KEY), 1), Err(Error::NoSignedChain));
        let long = guard.provision(&"c".repeat(51), &key(&KEY), 1);
        assert_eq!(long, Err(Error::ChainIdTooLong { length: 51 }));
    }
}

#[test]
fn a_permit_is_written_and_synced_twice() {
    let flash = Shared::blank(1);
    let mut guard = flash.open().unwrap();
    guard.provision(CHAIN, &key(&KEY), 10).unwrap();
    assert_eq!(flash.0.borrow().operations, ["A", "sync", "B", "sync"]);
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    assert_eq!(flash.0.borrow().operations[4..], ["A", "sync", "B", "sync"]);
    assert_eq!(flash.0.borrow().slots[0][0], flash.0.borrow().slots[0][1]);
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Again);
    assert_eq!(flash.0.borrow().operations.len(), 8);
    // What is lost is repaired before anything else is written, and also where nothing else is.
    flash.0.borrow_mut().slots[0][1] = BLANK;
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Again);
    assert_eq!(flash.0.borrow().operations[8..], ["B", "sync"]);
    flash.0.borrow_mut().slots[0][0] = BLANK;
    assert_eq!(say(&mut guard, &prevote(A, 12, 0)), Sign);
    assert_eq!(flash.0.borrow().operations[10..], ["A", "sync", "A", "sync", "B", "sync"]);
}

/// One entry is the business of its key and chain alone.
#[test]
fn entries_do_not_touch_each_other() {
    let flash = Shared::blank(2);
    let mut guard = flash.open().unwrap();
    guard.provision("c1", &key(&KEY), 10).unwrap();
    guard.provision("c2", &key(&KEY), 20).unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 30, 0).on("c1")), Sign);
    flash.0.borrow_mut().slots[0] = [BLANK; 2];
    assert_eq!(say(&mut guard, &prevote(A, 31, 0).on("c1")), Refused("RecordsLost"));
    assert_eq!(say(&mut guard, &prevote(A, 21, 0).on("c2")), Sign);
    let mut guard = flash.open().unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 31, 0).on("c1")), Refused("NotProvisioned"));
    assert_eq!(say(&mut guard, &precommit(A, 21, 0).on("c2")), Sign);
    // Its place is free for whoever is made next.
    guard.provision("c3", &key(&KEY), 1).unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 2, 0).on("c3")), Sign);
}

#[test]
fn an_older_pair_of_records_is_noticed_while_the_power_is_on() {
    let flash = Shared::blank(1);
    let mut guard = flash.open().unwrap();
    guard.provision(CHAIN, &key(&KEY), 10).unwrap();
    let old = flash.0.borrow().slots.clone();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    flash.0.borrow_mut().slots = old;
    assert_eq!(say(&mut guard, &prevote(B, 11, 0)), Refused("RecordsLost"));
    assert_eq!(guard.raise_floor(CHAIN, &key(&KEY), 50), Err(Error::RecordsLost { entry: 0 }));
}

/// Two records that no cut and no decay leave behind.
#[test]
fn records_that_contradict_each_other() {
    let record = |chain_id: &str, ask: Option<guard_common::Ask>| {
        let flash = Shared::blank(1);
        let mut guard = flash.open().unwrap();
        guard.provision(chain_id, &key(&KEY), 10).unwrap();
        if let Some(ask) = ask {
            assert_eq!(say(&mut guard, &ask), Sign);
        }
        flash.0.borrow().slots[0][0]
    };
    let (a, b) = (record(CHAIN, Some(prevote(A, 11, 0))), record(CHAIN, Some(prevote(B, 11, 0))));
    let other = record("other", None);
    let contradict = Error::RecordsContradict { entry: 0 };
    for pair in [[a, b], [a, other], [other, b]] {
        let flash = Shared::blank(1);
        flash.0.borrow_mut().slots[0] = pair;
        assert_eq!(flash.open().map(drop), Err(contradict));
        // The same where it comes about while the power is on.
        flash.0.borrow_mut().slots[0] = [a, a];
        let mut guard = flash.open().unwrap();
        flash.0.borrow_mut().slots[0] = pair;
        assert_eq!(say(&mut guard, &prevote(A, 12, 0)), Refused("RecordsContradict"));
    }
    for both in [b, other] {
        let flash = Shared::blank(1);
        flash.0.borrow_mut().slots[0] = [a, a];
        let mut guard = flash.open().unwrap();
        flash.0.borrow_mut().slots[0] = [both, both];
        assert_eq!(say(&mut guard, &prevote(A, 12, 0)), Refused("RecordsContradict"));
    }
    let flash = Shared::blank(3);
    flash.0.borrow_mut().slots = vec![[other, other], [a, a], [BLANK, a]];
    assert_eq!(flash.open().map(drop), Err(Error::EntryTwice { entry: 2 }));
}

#[test]
fn a_write_that_does_nothing_is_noticed() {
    for operation in [0, 2] {
        let flash = Shared::blank(1);
        let mut guard = flash.open().unwrap();
        guard.provision(CHAIN, &key(&KEY), 10).unwrap();
        flash.0.borrow_mut().trouble = Some((4 + operation, Trouble::Ignores));
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("NotReadBack"));
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    }
}

/// At each byte of an entry's making: afterwards there is none, or the one that was asked for.
#[test]
fn an_entry_is_made_or_not() {
    for operation in 0..4 {
        for trouble in (0..=64).flat_map(|bytes| [Trouble::Cut(bytes), Trouble::Fails(bytes)]) {
            made_or_not((operation, trouble), &["other", CHAIN]);
            made_or_not((operation, trouble), &[CHAIN, "other"]);
        }
    }
}

/// Makes an entry with trouble, then those of these chains in turn.
fn made_or_not(trouble: (usize, Trouble), next: &[&str]) {
    let flash = Shared::blank(2);
    flash.0.borrow_mut().trouble = Some(trouble);
    let mut guard = flash.open().unwrap();
    let fault = guard.provision(CHAIN, &key(&KEY), 10);
    assert!(matches!(fault, Err(Error::StorageFault { fault: 5 | 6 })));
    flash.0.borrow_mut().restart();
    if matches!(trouble.1, Trouble::Cut(_)) {
        guard = flash.open().unwrap();
    }
    for chain_id in next {
        let made = guard.provision(chain_id, &key(&KEY), 10);
        let is_there = *chain_id == CHAIN && made == Err(Error::AlreadyProvisioned { entry: 0 });
        assert!(is_there || made.is_ok(), "{chain_id}: {made:?}");
    }
    assert_eq!(say(&mut guard, &prevote(A, 10, 0)), Refused("BelowFloor"));
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    let mut guard = flash.open().unwrap(); // no entry stands twice
    assert_eq!(say(&mut guard, &prevote(B, 11, 0)), Refused("ConflictingData"));
    assert_eq!(say(&mut guard, &prevote(A, 11, 0).on("other")), Sign);
}

/// What was stored by a call that failed is not written over, half of it after the next cut.
#[test]
fn a_second_entry_takes_no_place_that_a_failed_call_has_filled() {
    let flash = Shared::blank(2);
    flash.0.borrow_mut().trouble = Some((3, Trouble::Fails(0)));
    let mut guard = flash.open().unwrap();
    let fault = Error::StorageFault { fault: 6 };
    assert_eq!(guard.provision(CHAIN, &key(&KEY), 10), Err(fault));
    flash.0.borrow_mut().trouble = Some((5, Trouble::Cut(0)));
    assert_eq!(guard.provision("other", &key(&KEY), 10), Err(fault));
    flash.0.borrow_mut().restart();
    let mut guard = flash.open().unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    assert_eq!(say(&mut guard, &prevote(A, 11, 0).on("other")), Sign);
}
