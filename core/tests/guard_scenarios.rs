//! What signers met, by the numbers of the reference on signing: one test each. Where the reference
//! says "the same signature, at the stored time", this guard says "again, at the new time". What
//! belongs to the protocol between node and signer (37 to 41) is asked here of the guard's part in
//! it.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

mod guard_common;

use guard_common::Said::{Again, Refused, Sign};
use guard_common::{
    A, Ask, B, BLANK, CHAIN, Flash, KEY, NIL, Opened, Shared, Trouble, delimited, key, permit,
    precommit, prevote, proposal, say,
};
use parhelion_core::guard::{Entry, Guard, Mark, Position, Request};
use parhelion_core::{Error, Limits, Time, Vote};
use std::sync::Mutex;

const CONFLICT: guard_common::Said = Refused("ConflictingData");

/// One entry, with its floor at 10.
fn provisioned() -> (Shared, Opened) {
    let flash = Shared::blank(1);
    let mut guard = flash.open().unwrap();
    guard.provision(CHAIN, &key(&KEY), 10).unwrap();
    (flash, guard)
}

/// What is said to each in turn.
fn all(asks: &[Ask]) -> Vec<guard_common::Said> {
    let (_, mut guard) = provisioned();
    asks.iter().map(|ask| say(&mut guard, ask)).collect()
}

#[test]
fn scenario_01_below_the_floor() {
    assert_eq!(all(&[prevote(A, 10, 0)]), [Refused("BelowFloor")]);
}

#[test]
fn scenario_02_above_the_floor() {
    assert_eq!(all(&[prevote(A, 11, 0)]), [Sign]);
}

#[test]
fn scenario_03_the_same_again() {
    assert_eq!(all(&[prevote(A, 11, 0), prevote(A, 11, 0)]), [Sign, Again]);
}

#[test]
fn scenario_04_another_time_is_signed_anew() {
    let (flash, mut guard) = provisioned();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0).at(100, 0)), Sign);
    let writes = flash.0.borrow().writes.len();
    for seconds in [101, 99] {
        let bytes = prevote(A, 11, 0).at(seconds, 0).sign_bytes();
        let request = Request::parse(&bytes).unwrap();
        let permit = guard.permit(CHAIN, &key(&KEY), &request).unwrap();
        assert_eq!(permit.sign_bytes(), bytes);
        assert_eq!(permit.request().timestamp(), Time::from_unix(seconds as i64, 0).unwrap());
    }
    assert_eq!(flash.0.borrow().writes.len(), writes);
}

#[test]
fn scenario_05_nil_then_a_block() {
    assert_eq!(all(&[prevote(NIL, 11, 0), prevote(A, 11, 0)]), [Sign, CONFLICT]);
}

#[test]
fn scenario_06_a_block_then_nil() {
    assert_eq!(all(&[prevote(A, 11, 0), prevote(NIL, 11, 0)]), [Sign, CONFLICT]);
}

#[test]
fn scenario_07_prevote_of_a_block_precommit_of_nil() {
    assert_eq!(all(&[prevote(A, 11, 0), precommit(NIL, 11, 0)]), [Sign, Sign]);
}

#[test]
fn scenario_08_prevote_of_nil_precommit_of_a_block() {
    assert_eq!(all(&[prevote(NIL, 11, 0), precommit(A, 11, 0)]), [Sign, Sign]);
}

#[test]
fn scenario_09_precommit_of_another_block_than_the_prevote() {
    let asks = [proposal(A, 11, 0), prevote(A, 11, 0), precommit(B, 11, 0)];
    assert_eq!(all(&asks), [Sign, Sign, Sign]);
}

#[test]
fn scenario_10_other_parts() {
    let other = Ask { parts: 2, ..prevote(A, 11, 0) };
    assert_eq!(all(&[prevote(A, 11, 0), other]), [Sign, CONFLICT]);
}

/// No signature covers them: they are not in the sign bytes.
#[test]
fn scenario_11_other_address_and_index() {
    let vote = |address: u8| {
        let bytes = [prevote(A, 11, 0).vote(&[]), vec![0x38, address]].concat();
        let at = bytes.windows(20).position(|window| window == [1; 20]).unwrap();
        [&bytes[..at], &[address; 20], &bytes[at + 20..]].concat()
    };
    let (flash, mut guard) = provisioned();
    for (address, writes) in [(2, 4), (3, 4)] {
        let bytes = vote(address);
        let vote = Vote::parse(&bytes, &Limits::DEFAULT).unwrap();
        assert_eq!(vote.validator_address(), [address; 20]);
        let sign_bytes = vote.sign_bytes(CHAIN).unwrap();
        let request = Request::parse(&sign_bytes).unwrap();
        assert!(guard.permit(CHAIN, &key(&KEY), &request).is_ok());
        assert_eq!(flash.0.borrow().writes.len(), writes); // two of the floor, two of the vote
    }
}

#[test]
fn scenario_12_a_proposal_at_a_later_time() {
    assert_eq!(all(&[proposal(A, 11, 1), proposal(A, 11, 1).at(1_700_000_001, 0)]), [Sign, Again]);
}

#[test]
fn scenario_13_a_proposal_with_another_pol_round() {
    let other = Ask { pol_round: 0, ..proposal(A, 11, 1) };
    assert_eq!(all(&[proposal(A, 11, 1), other]), [Sign, CONFLICT]);
}

#[test]
fn scenario_14_a_second_proposal() {
    assert_eq!(all(&[proposal(A, 11, 0), proposal(B, 11, 0)]), [Sign, CONFLICT]);
}

#[test]
fn scenario_15_a_step_back() {
    let asks = [precommit(A, 11, 0), prevote(A, 11, 0), precommit(A, 11, 0)];
    assert_eq!(all(&asks), [Sign, Refused("StepRegression"), Again]);
}

#[test]
fn scenario_16_a_round_back() {
    assert_eq!(all(&[prevote(A, 11, 1), precommit(A, 11, 0)]), [Sign, Refused("RoundRegression")]);
}

#[test]
fn scenario_17_a_height_back() {
    let asks = [prevote(A, 12, 1), precommit(A, 11, 9)];
    assert_eq!(all(&asks), [Sign, Refused("HeightRegression")]);
    // Down to the floor and below it, too, once something was signed above.
    assert_eq!(all(&[prevote(A, 11, 1), precommit(A, 10, 9)]), [Sign, Refused("HeightRegression")]);
}

#[test]
fn scenario_18_the_same_precommit_with_another_extension() {
    let vote = precommit(A, 11, 0);
    let asks = [vote.clone().with(&[1]), vote.clone().with(&[2]), vote];
    assert_eq!(all(&asks), [Sign, Again, Again]); // that a permit has its extension: `permit`
}

#[test]
fn scenario_19_no_extension_leaves_with_a_conflict() {
    assert_eq!(all(&[precommit(A, 11, 0), precommit(B, 11, 0).with(&[1])]), [Sign, CONFLICT]);
}

#[test]
fn scenario_20_an_empty_extension() {
    assert_eq!(all(&[precommit(A, 11, 0).with(&[])]), [Sign]);
}

#[test]
fn scenario_21_an_extension_of_a_prevote_or_of_nil() {
    for ask in [prevote(A, 11, 0), precommit(NIL, 11, 0), proposal(A, 11, 0)] {
        assert_eq!(all(&[ask.clone().with(&[1])]), [Refused("UnexpectedExtension")]);
        assert_eq!(all(&[ask.with(&[])]), [Refused("UnexpectedExtension")]);
    }
}

#[test]
fn scenario_22_another_chain_with_an_entry() {
    let flash = Shared::blank(2);
    let mut guard = flash.open().unwrap();
    guard.provision("c1", &key(&KEY), 49).unwrap();
    guard.provision("c2", &key(&KEY), 10).unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 50, 0).on("c1")), Sign);
    assert_eq!(say(&mut guard, &prevote(A, 20, 0).on("c2")), Sign);
    assert_eq!(say(&mut guard, &prevote(A, 20, 0).on("c1")), Refused("HeightRegression"));
}

#[test]
fn scenario_23_another_chain_without_an_entry() {
    let other = prevote(A, 20, 0).on("c2");
    assert_eq!(all(&[prevote(A, 50, 0), other]), [Sign, Refused("NotProvisioned")]);
}

#[test]
fn scenario_24_two_chains_of_one_name_share_an_entry() {
    assert_eq!(all(&[prevote(A, 11, 0), prevote(B, 11, 0)]), [Sign, CONFLICT]);
}

#[test]
fn scenario_25_a_request_for_another_chain_than_the_connection() {
    let flash = Shared::blank(2);
    let mut guard = flash.open().unwrap();
    guard.provision("c1", &key(&KEY), 10).unwrap();
    guard.provision("c2", &key(&KEY), 10).unwrap();
    let other = prevote(A, 11, 0).on("c2");
    assert_eq!(permit(&mut guard, "c1", &other), Err(Error::OtherSignedChain));
    assert_eq!(say(&mut guard, &other), Sign);
}

/// The guard is taken by one request at a time: Rust's own rule.
#[test]
fn scenario_26_two_threads() {
    let mut entries = [Entry::EMPTY];
    let mut guard = Guard::open(Flash::blank(1), &mut entries).unwrap();
    guard.provision(CHAIN, &key(&KEY), 10).unwrap();
    let guard = Mutex::new(guard);
    let one = |block| {
        let bytes = prevote(block, 11, 0).sign_bytes();
        let request = Request::parse(&bytes).unwrap();
        guard.lock().unwrap().permit(CHAIN, &key(&KEY), &request).map(drop)
    };
    let found = std::thread::scope(|scope| {
        let threads = [A, B].map(|block| scope.spawn(move || one(block)));
        threads.map(|thread| thread.join().unwrap())
    });
    assert_eq!(found.iter().filter(|found| found.is_ok()).count(), 1);
    let conflict = Err(Error::ConflictingData { height: 11, round: 0 });
    assert_eq!(found.iter().filter(|found| **found == conflict).count(), 1);
}

/// The flash after a cut at a write or sync: 0 writes A, 1 syncs it, 2 writes B, 3 syncs it.
fn cut(operation: usize, bytes: usize) -> Shared {
    let (flash, mut guard) = provisioned();
    let now = flash.0.borrow().operations.len();
    flash.0.borrow_mut().trouble = Some((now + operation, Trouble::Cut(bytes)));
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("StorageFault"));
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("StorageFault"));
    flash.0.borrow_mut().restart();
    flash
}

#[test]
fn scenario_27_a_cut_between_the_two_writes() {
    for (operation, bytes) in [(1, 0), (2, 0), (2, 30), (2, 63)] {
        let mut guard = cut(operation, bytes).open().unwrap();
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Again);
        assert_eq!(say(&mut guard, &prevote(B, 11, 0)), CONFLICT);
    }
}

#[test]
fn scenario_28_a_cut_during_the_first_write() {
    for bytes in 0..64 {
        for (first, second) in [(A, B), (B, A)] {
            let mut guard = cut(0, bytes).open().unwrap();
            assert_eq!(say(&mut guard, &prevote(first, 11, 0)), Sign);
            assert_eq!(say(&mut guard, &prevote(second, 11, 0)), CONFLICT);
        }
    }
}

#[test]
fn scenario_29_one_record_decays() {
    for side in 0..2 {
        let (flash, mut guard) = provisioned();
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
        flash.0.borrow_mut().slots[0][side][20] ^= 1;
        assert_eq!(say(&mut flash.open().unwrap(), &prevote(B, 11, 0)), CONFLICT);
        // It has been written anew, and the other may decay as well.
        flash.0.borrow_mut().slots[0][1 - side] = BLANK;
        assert_eq!(say(&mut flash.open().unwrap(), &prevote(B, 11, 0)), CONFLICT);
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Again);
    }
}

#[test]
fn scenario_30_both_records_decay() {
    let (flash, mut guard) = provisioned();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    flash.0.borrow_mut().slots[0] = [[0; 64], BLANK];
    assert_eq!(say(&mut guard, &prevote(B, 11, 0)), Refused("RecordsLost"));
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("RecordsLost"));
    let mut guard = flash.open().unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("NotProvisioned"));
    guard.provision(CHAIN, &key(&KEY), 11).unwrap();
    assert_eq!(say(&mut guard, &prevote(B, 11, 0)), Refused("BelowFloor"));
    assert_eq!(say(&mut guard, &prevote(B, 12, 0)), Sign);
}

#[test]
fn scenario_31_a_write_fails() {
    for operation in 0..4 {
        let (flash, mut guard) = provisioned();
        let now = flash.0.borrow().operations.len();
        flash.0.borrow_mut().trouble = Some((now + operation, Trouble::Fails(7)));
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Refused("StorageFault"));
        assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
        assert_eq!(say(&mut guard, &prevote(B, 11, 0)), CONFLICT);
    }
}

/// Whether a signature came of a permit, the guard does not know: what is stored counts.
#[test]
fn scenario_32_signing_fails_after_the_save() {
    assert_eq!(
        all(&[prevote(A, 11, 0), prevote(A, 11, 0), prevote(B, 11, 0)]),
        [Sign, Again, CONFLICT]
    );
}

#[test]
fn scenario_33_heights_reserved_ahead() {
    let (flash, mut guard) = provisioned();
    guard.raise_floor(CHAIN, &key(&KEY), 70).unwrap();
    let mut guard = flash.open().unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 70, 0)), Refused("BelowFloor"));
    assert_eq!(say(&mut guard, &prevote(A, 71, 0)), Sign);
}

/// The guard alone cannot see it; with the counter's height it refuses all that may have been
/// signed.
#[test]
fn scenario_34_an_old_image_and_a_counter() {
    let (flash, mut guard) = provisioned();
    let image = flash.0.borrow().slots.clone();
    assert_eq!(say(&mut guard, &prevote(A, 20, 0)), Sign);
    let counter = 20;
    flash.0.borrow_mut().slots = image;
    let mut guard = flash.open().unwrap();
    guard.raise_floor(CHAIN, &key(&KEY), counter).unwrap();
    for ask in [prevote(B, 20, 0), precommit(A, 20, 7), prevote(A, 11, 0)] {
        assert_eq!(say(&mut guard, &ask), Refused("BelowFloor"));
    }
    assert_eq!(say(&mut guard, &prevote(A, 21, 0)), Sign);
}

#[test]
fn scenario_35_an_operator_sets_a_height() {
    let (flash, mut guard) = provisioned();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    guard.raise_floor(CHAIN, &key(&KEY), 30).unwrap();
    let writes = flash.0.borrow().writes.len();
    for lower in [30, 29, 0] {
        guard.raise_floor(CHAIN, &key(&KEY), lower).unwrap();
    }
    assert_eq!(flash.0.borrow().writes.len(), writes);
    assert_eq!(say(&mut guard, &prevote(A, 30, 0)), Refused("BelowFloor"));
    assert_eq!(say(&mut guard, &prevote(A, 31, 0)), Sign);
}

#[test]
fn scenario_36_what_no_honest_node_asks() {
    let (flash, guard) = provisioned();
    let mut guard = guard.with_max_jump(1000);
    let half = |hash: usize, parts: usize| {
        let header = [&[8, 1, 0x12, parts as u8][..], &vec![6; parts]].concat();
        let hash = [&[0x0a, hash as u8][..], &vec![5; hash]].concat();
        let id = [&hash[..if hash[1] == 0 { 0 } else { hash.len() }], &[0x12], &delimited(&header)];
        let rest = [&[0x2a, 0, 0x32, 5][..], CHAIN.as_bytes()].concat();
        let head = [&[8, 1, 0x11, 11][..], &[0; 7]].concat();
        delimited(&[head, vec![0x22], delimited(&id.concat()), rest].concat())
    };
    let of = |ask: Ask| ask.sign_bytes();
    let malformed = [
        (of(prevote(A, 11, -1)), "SignedRound"),
        (of(prevote(A, 0, 0)), "SignedHeight"),
        (of(guard_common::ask(0, A, 11, 0)), "SignedType"),
        (of(guard_common::ask(3, A, 11, 0)), "SignedType"),
        (half(31, 32), "HashLength"),
        (half(32, 31), "HashLength"),
        (half(0, 32), "SignedBlockId"),
        (of(proposal(NIL, 11, 0)), "SignedBlockId"),
        (of(Ask { pol_round: 1, ..proposal(A, 11, 1) }), "PolRound"),
        (of(Ask { pol_round: -2, ..proposal(A, 11, 1) }), "PolRound"),
        (of(prevote(A, 11, 0).on("")), "NoSignedChain"),
        (of(prevote(A, 11, 0).on(&"c".repeat(51))), "ChainIdTooLong"),
        (of(prevote(A, 11, 0).at(1, 1_000_000_000)), "TimeRange"),
    ];
    for (bytes, name) in malformed {
        assert_eq!(Request::parse(&bytes).unwrap_err().name(), name, "{bytes:?}");
    }
    assert!(Request::parse(&half(32, 32)).is_ok());
    assert_eq!(say(&mut guard, &prevote(A, 1011, 0)), Refused("HeightJump"));
    assert_eq!(say(&mut guard, &prevote(A, i64::MAX, 0)), Refused("HeightJump"));
    assert_eq!(
        guard.position(CHAIN, &key(&KEY)).unwrap(),
        Position { height: 10, mark: Mark::Floor }
    );
    assert_eq!(flash.0.borrow().writes.len(), 2);
    assert_eq!(say(&mut guard, &prevote(A, 1010, 0)), Sign);
}

/// Bytes that are signed as they come: a vote among them is judged as a vote, and nothing else
/// passes.
#[test]
fn scenario_37_raw_bytes() {
    let (_, mut guard) = provisioned();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    let vote = prevote(B, 11, 0).sign_bytes();
    let request = Request::parse(&vote).unwrap();
    assert!(guard.permit(CHAIN, &key(&KEY), &request).is_err());
    for raw in [&b"raw bytes"[..], &[], &vote[1..], &delimited(&vote)] {
        assert!(Request::parse(raw).is_err(), "{raw:?}");
    }
    let extension = precommit(A, 11, 0).with(&vote).extension_sign_bytes().unwrap();
    assert!(Request::parse(&extension).is_err());
}

/// What was too late is thrown away, and asked again at another time.
#[test]
fn scenario_38_an_answer_that_came_too_late() {
    let late = prevote(A, 11, 0).at(1_700_000_006, 0);
    assert_eq!(all(&[prevote(A, 11, 0), late]), [Sign, Again]);
}

/// An extension of 1 MiB is borrowed, not copied; the vote's own bytes stay short.
#[test]
fn scenario_39_a_long_extension() {
    let (_, mut guard) = provisioned();
    let ask = precommit(A, 11, 0).with(&vec![9; 1 << 20]);
    let (vote, extension) = (ask.sign_bytes(), ask.extension_sign_bytes().unwrap());
    let request = Request::parse(&vote).unwrap().with_extension(&extension).unwrap();
    let permit = guard.permit(CHAIN, &key(&KEY), &request).unwrap();
    assert!(std::ptr::eq(permit.extension_sign_bytes().unwrap(), &*extension));
    assert!(permit.sign_bytes().len() <= 171);
}

#[test]
fn scenario_40_the_signer_starts_again() {
    let (flash, mut guard) = provisioned();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Sign);
    let mut guard = flash.open().unwrap();
    assert_eq!(say(&mut guard, &prevote(A, 11, 0)), Again);
    assert_eq!(say(&mut guard, &precommit(A, 11, 0)), Sign);
}

/// A node that replays its log asks for old steps: refused without a write.
#[test]
fn scenario_41_the_node_starts_again() {
    let (flash, mut guard) = provisioned();
    for ask in [precommit(A, 11, 0), proposal(A, 12, 0), prevote(A, 12, 0), precommit(A, 12, 0)] {
        assert_eq!(say(&mut guard, &ask), Sign);
    }
    let writes = flash.0.borrow().writes.len();
    let replay = [precommit(A, 11, 0), proposal(A, 12, 0), prevote(A, 12, 0), precommit(A, 12, 0)];
    let said = replay.map(|ask| say(&mut guard, &ask));
    let step = Refused("StepRegression");
    assert_eq!(said, [Refused("HeightRegression"), step, step, Again]);
    assert_eq!(flash.0.borrow().writes.len(), writes);
}

#[test]
fn scenario_42_times_of_every_length() {
    let times = [(0, 0), (0, 1), (1, 0), (127, 127), (128, 128), (253_402_300_799, 999_999_999)];
    let asks = times.map(|(seconds, nanos)| prevote(A, 11, 0).at(seconds, nanos));
    let lengths: std::collections::BTreeSet<_> =
        asks.iter().map(|ask| ask.sign_bytes().len()).collect();
    assert!(lengths.len() >= 5);
    assert_eq!(all(&asks), [Sign, Again, Again, Again, Again, Again]);
}
