//! Nothing is allocated for a header, or for evidence, without a verifier; with one that is warm,
//! nothing but what curve25519-dalek allocates for its multiscalar multiplication, where there are no
//! lanes, and what a window returns.

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::VartimeMultiscalarMul;
use parhelion_benches::evidence::{Attack, DuplicateVote, Kind};
use parhelion_benches::ours::{self, Attackers, DoubleVoter, Start};
use parhelion_benches::{Block, Powers, Step};
use parhelion_core::Verifier;
use parhelion_lanes::Backend;
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// What was asked for since it was last looked at, by this thread.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Asked {
    times: usize,
    bytes: usize,
}

thread_local! {
    static ASKED: Cell<Asked> = const { Cell::new(Asked { times: 0, bytes: 0 }) };
}

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: usize) {
    ASKED.with(|asked| {
        let Asked { times, bytes: sum } = asked.get();
        asked.set(Asked { times: times + 1, bytes: sum + bytes });
    });
}

// SAFETY: the system's allocator does all of it.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: what the caller promises is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size());
        // SAFETY: as above.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size);
        // SAFETY: as above.
        unsafe { System.realloc(block, layout, size) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(block, layout) }
    }
}

fn asked<T>(run: impl FnOnce() -> T) -> Asked {
    ASKED.set(Asked::default());
    let result = run();
    let asked = ASKED.get();
    drop(result);
    asked
}

/// What dalek asks for in a sum of so many terms: those of the keys and of the base point together,
/// and one for each signature.
fn multiscalar(keys: usize, signatures: usize) -> Asked {
    let one = Scalar::ONE;
    let scalars = vec![one; keys + signatures];
    let point = Some(ED25519_BASEPOINT_POINT);
    asked(|| {
        EdwardsPoint::optional_multiscalar_mul(
            std::iter::once(&one).chain(&scalars[..keys]).chain(&scalars[keys..]),
            std::iter::once(point)
                .chain((0..keys).map(|_| point))
                .chain((0..signatures).map(|_| point)),
        )
        .unwrap()
    })
}

/// Sets, and how many signatures are enough.
const SETS: [(usize, Powers, usize); 4] = [
    (4, Powers::Equal, 3),
    (50, Powers::Equal, 34),
    (150, Powers::Hub, 31),    // Straus
    (150, Powers::Equal, 101), // Pippenger
];

#[test]
fn one_by_one_nothing_is_allocated() {
    for (n, powers, _) in SETS {
        let block = Block::new(n, powers);
        let wrong = block.with_wrong_bits(|i| i == 0);
        for step in [Step::Adjacent, Step::Skipping] {
            let mut start = Start::below(&block, step);
            for (block, good) in [(&block, true), (&wrong, false)] {
                let asked = asked(|| {
                    let view = ours::parse(block).unwrap();
                    assert_eq!(start.verify(&view).is_ok(), good);
                });
                assert_eq!(asked, Asked::default(), "{n} {powers:?} {step:?} {good}");
            }
        }
    }
}

#[test]
fn evidence_is_judged_without_an_allocation() {
    let votes = DuplicateVote::new(50);
    let voter = DoubleVoter::new(&votes);
    assert_eq!(asked(|| assert_eq!(voter.verify(), Ok(()))), Asked::default());
    for kind in [Kind::Lunatic, Kind::Equivocation] {
        let evidence = Attack::new(50, kind);
        let mut attackers = Attackers::new(&evidence);
        let asked = asked(|| assert_eq!(attackers.verify(), Ok(50)));
        assert_eq!(asked, Asked::default(), "{kind:?}");
    }
}

#[test]
fn a_warm_verifier_allocates_what_dalek_does() {
    for (n, powers, signatures) in SETS {
        let block = Block::new(n, powers);
        for step in [Step::Adjacent, Step::Skipping] {
            let start = Start::below(&block, step);
            let mut verifier = Verifier::without_lanes(Verifier::KEYS);
            let mut verify = || {
                asked(|| {
                    let view = ours::parse(&block).unwrap();
                    assert_eq!(start.verify_with(&view, &mut verifier), Ok(()));
                })
            };
            verify();
            let asked = verify();
            assert_eq!(asked, multiscalar(signatures, signatures), "{n} {powers:?} {step:?}");
            println!("{n} {powers:?} {step:?}: {asked:?}, all of them dalek's");
        }
    }
}

/// What lanes need is kept from batch to batch: none is asked for once a batch as large has been.
#[test]
fn a_warm_verifier_with_lanes_allocates_nothing() {
    let Some(backend) = Backend::detect() else {
        println!("not run: this machine has no lanes");
        return;
    };
    for (n, powers, _) in SETS {
        let block = Block::new(n, powers);
        let start = Start::below(&block, Step::Skipping);
        let mut verifier = Verifier::with_lanes(Verifier::KEYS, backend);
        let mut verify = || {
            asked(|| {
                let view = ours::parse(&block).unwrap();
                assert_eq!(start.verify_with(&view, &mut verifier), Ok(()));
            })
        };
        // The second one prepares the keys.
        for _ in 0..2 {
            verify();
        }
        assert_eq!(verify(), Asked::default(), "{n} {powers:?}");
    }
}

/// A window returns its headers in a list, and notes where the signatures of each end: two lists
/// that grow.
#[test]
fn a_window_allocates_two_lists_besides() {
    let blocks = Block::chain(150, Powers::Hub, 16);
    let state = ours::trusted_state(&blocks[0], Step::Adjacent);
    let mut verifier = Verifier::without_lanes(Verifier::KEYS);
    let mut verify = |blocks: &[Block]| {
        asked(|| {
            let expected = (blocks.len(), None);
            assert_eq!(ours::follow_with(&state, blocks, &mut verifier), expected);
        })
    };
    verify(&blocks);
    let growing = asked(|| {
        (0..16).fold(Vec::new(), |mut list, i| {
            list.push(i);
            list
        })
    });
    let asked = verify(&blocks);
    let dalek = multiscalar(31, 16 * 31);
    assert_eq!(asked.times, dalek.times + 2 * growing.times, "{asked:?} {dalek:?} {growing:?}");
    println!("window of 16, 150 hub: {asked:?}, of which dalek's {dalek:?}");
}
