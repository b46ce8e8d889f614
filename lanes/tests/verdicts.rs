//! Verdicts beside those of ed25519-zebra 5, with every backend of this machine: random and crafted
//! signatures, alone, at every position of a batch, with new and with prepared keys, in windows.
//!
//! A few thousand cases for each backend by default. A million:
//! `PARHELION_LANES_CASES=1000000 cargo test --release -p parhelion-lanes --test verdicts -- --nocapture`

mod cases;

use cases::{Case, Rng, crafted, good, mixed_order, mutated};
use parhelion_lanes::{Backend, Batch};
use std::ops::Range;

/// How many random cases each backend gets.
fn count() -> usize {
    std::env::var("PARHELION_LANES_CASES").map_or(3000, |count| count.parse().unwrap())
}

/// The backends of this machine; says which are not run.
fn backends() -> Vec<Backend> {
    for name in Backend::NAMES {
        if Backend::named(name).is_none() {
            println!(
                "The backend {name} is not tested: this machine does not have its instructions."
            );
        }
    }
    let all: Vec<Backend> = Backend::available().collect();
    let names: Vec<&str> = all.iter().map(|backend| backend.name()).collect();
    println!("Tested on this machine: {}.", names.join(", "));
    all
}

fn ask<'a>(batch: &mut Batch, cases: impl IntoIterator<Item = &'a Case>) -> usize {
    batch.clear();
    for case in cases {
        batch.push(&case.key, &case.message, &case.signature);
    }
    batch.len()
}

/// The whole answer: that the equation holds where all are right, and else the first wrong one.
fn check<'a>(batch: &mut Batch, cases: impl IntoIterator<Item = &'a Case> + Clone, what: &str) {
    let count = ask(batch, cases.clone());
    let expected = cases.into_iter().position(|case| !case.right);
    let name = batch.backend().name();
    assert_eq!(batch.holds(0..count), expected.is_none(), "{name}: {what}");
    assert_eq!(batch.first_wrong(0..count), expected, "{name}: {what}");
}

#[test]
fn crafted_signatures_alone_and_at_every_position() {
    let mut rng = Rng::new(1);
    let rest: Vec<Case> = (0..19).map(|_| good(&mut rng)).collect();
    let mut all = crafted();
    all.extend(mixed_order());
    let accepted = all.iter().filter(|case| case.right).count();
    assert!(accepted > 200 && accepted < all.len() - 200, "{accepted} of {}", all.len());
    // Every case with vectors; a part of them without, which takes longer, unless many are asked for.
    for backend in backends() {
        let step = if backend == Backend::PORTABLE && count() < 10_000 { 20 } else { 1 };
        let mut kept = Batch::new(backend, 4096);
        for (i, case) in all.iter().enumerate().step_by(step) {
            let mut fresh = Batch::new_like(&kept);
            check(&mut fresh, [case], "alone, new key");
            check(&mut fresh, [case], "alone, prepared key");
            let at = i % 20;
            let (before, after) = rest.split_at(at);
            let batch = before.iter().chain([case]).chain(after);
            check(&mut fresh, batch.clone(), "among others, new keys");
            check(&mut kept, batch, "among others, prepared keys");
        }
    }
}

#[test]
fn random_signatures_in_batches_of_every_size() {
    for backend in backends() {
        let mut rng = Rng::new(2);
        let mut batch = Batch::new(backend, 64);
        let mut done = 0;
        while done < count() {
            let size = 1 + rng.below(40);
            let mut cases: Vec<Case> = (0..size).map(|_| good(&mut rng)).collect();
            for _ in 0..rng.below(3) {
                let at = rng.below(size);
                cases[at] = mutated(&mut rng, &cases[at]);
            }
            check(&mut batch, &cases, "random");
            done += size;
        }
    }
}

/// The same keys again and again: their coefficients are added up.
#[test]
fn windows_of_several_headers_full_and_ragged() {
    for backend in backends() {
        let mut rng = Rng::new(3);
        let mut batch = Batch::new(backend, 64);
        for round in 0..(count() / 100).max(10) {
            let headers = 2 + rng.below(4);
            let keys = 1 + rng.below(30);
            let mut window = Vec::new();
            for header in 0..headers {
                let ragged = if round % 2 == 0 { keys } else { 1 + rng.below(keys) };
                window.extend((0..ragged).map(|key| cases::signed_by(key, header, &mut rng)));
            }
            check(&mut batch, &window, "window");
            let at = rng.below(window.len());
            window[at] = mutated(&mut rng, &window[at]);
            check(&mut batch, &window, "window with one changed");
            if round % 5 == 0 {
                batch = Batch::new_like(&batch);
            }
        }
    }
}

/// One key more often than its coefficients may be added without being reduced.
#[test]
fn one_key_signs_thousands() {
    let mut rng = Rng::new(4);
    let mut window: Vec<Case> = (0..2100).map(|i| cases::signed_by(0, i, &mut rng)).collect();
    for backend in backends() {
        check(&mut Batch::new(backend, 4), &window, "one key");
    }
    window[1800].signature[40] ^= 1;
    window[1800].right = false;
    for backend in backends() {
        check(&mut Batch::new(backend, 4), &window, "one key, one of its signatures wrong");
    }
}

/// More keys than are remembered, in every order.
#[test]
fn keys_push_one_another_out() {
    for backend in backends() {
        let mut rng = Rng::new(8);
        let mut batch = Batch::new(backend, 1);
        for round in 0..8 {
            let mut window: Vec<Case> =
                (0..40).map(|i| cases::signed_by(rng.below(7), i, &mut rng)).collect();
            check(&mut batch, &window, "few places");
            let at = (5 * round + 3) % window.len();
            window[at] = mutated(&mut rng, &window[at]);
            check(&mut batch, &window, "few places, one changed");
        }
    }
}

#[test]
fn a_part_of_a_batch_is_answered_for_itself() {
    let mut rng = Rng::new(5);
    let mut cases: Vec<Case> = (0..40).map(|_| good(&mut rng)).collect();
    for at in [7, 8, 30] {
        cases[at].signature[33] ^= 1;
    }
    for backend in backends() {
        let mut batch = Batch::new(backend, 64);
        let count = ask(&mut batch, &cases);
        for start in 0..=count {
            for end in [start, start + 1, start + 7, count, count + 9] {
                let wrong = [7, 8, 30].into_iter().find(|at| (start..end).contains(at));
                assert_eq!(batch.first_wrong(start..end), wrong, "{start}..{end}");
                assert_eq!(batch.holds(start..end), wrong.is_none());
            }
        }
        assert!(batch.holds(100..200) && batch.holds(Range { start: 9, end: 3 }));
    }
}

/// More signatures after an answer: those before keep theirs.
#[test]
fn a_batch_goes_on_after_an_answer() {
    let mut rng = Rng::new(6);
    let cases: Vec<Case> = (0..30).map(|_| good(&mut rng)).collect();
    for backend in backends() {
        let mut batch = Batch::new(backend, 64);
        for (i, case) in cases.iter().enumerate() {
            batch.push(&case.key, &case.message, &case.signature);
            assert!(batch.holds(0..i + 1), "{i}");
        }
        batch.push(&cases[0].key, &cases[1].message, &cases[0].signature);
        assert_eq!(batch.first_wrong(0..batch.len()), Some(cases.len()));
    }
}
