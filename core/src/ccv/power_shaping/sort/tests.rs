//! Gold orders from Go, and what the worst lists cost.

extern crate std;
use super::*;
use core::cell::{Cell, RefCell};
use std::vec::Vec;

struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005);
        self.0 = self.0.wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

/// The places of a list's numbers, the largest first.
fn order(list: &[u64]) -> Vec<usize> {
    let mut places: Vec<usize> = (0..list.len()).collect();
    sort_slice(&mut places, |a, b| list[*a] > list[*b]);
    let mut again = places.clone();
    assert!(places.windows(2).all(|pair| list[pair[0]] >= list[pair[1]]), "sorted");
    again.sort_unstable();
    assert!(again.iter().copied().eq(0..list.len()), "each place once");
    places
}

/// FNV-1a over whole numbers.
fn hash(start: u64, places: &[usize]) -> u64 {
    places.iter().fold(start, |hash, place| {
        (hash ^ u64::try_from(*place).unwrap()).wrapping_mul(0x0100_0000_01b3)
    })
}

const START: u64 = 0xcbf2_9ce4_8422_2325;

/// The orders are those of `sort.Slice` in Go 1.26.8 for the same lists.
#[test]
fn equals_stand_as_go_leaves_them() {
    let of_shape = |shape: usize| {
        let mut numbers = Numbers(1);
        (0..200).fold(START, |sum, _| {
            let len = numbers.next() % 300;
            let step = numbers.next() % 20 + 1;
            let number = |i: u64| {
                let (few, many) = (numbers.next() % step, numbers.next() % 1000);
                [few, i / step, (len - i) / step, i * step % 7, many][shape]
            };
            hash(sum, &order(&(0..len).map(number).collect::<Vec<_>>()))
        })
    };
    assert_eq!(of_shape(0), 0xce0c_f0db_f06c_997f, "few numbers");
    assert_eq!(of_shape(1), 0x47a8_0925_edd3_53d9, "steps up");
    assert_eq!(of_shape(2), 0x50ad_1d01_8480_05a9, "steps down");
    assert_eq!(of_shape(3), 0xaa92_0c6f_d32d_a4cf, "waves");
    assert_eq!(of_shape(4), 0x157f_f2f1_ab76_e655, "many numbers");
}

/// A list for which each pivot is bad (M. D. McIlroy, "A Killer Adversary for Quicksort"), by
/// numbers that are made up while they are compared; and how many comparisons that took. The
/// first numbers are out of order, so that it is not taken for nearly sorted.
fn worst(len: usize) -> (Vec<u64>, u64) {
    let unknown = u64::try_from(len).unwrap();
    let mut numbers = std::vec![unknown; len];
    (0..10).for_each(|i| numbers[2 * i] = unknown + 1);
    let (numbers, comparisons) = (RefCell::new(numbers), Cell::new(0));
    let (known, candidate) = (Cell::new(0), Cell::new(0));
    let mut places: Vec<usize> = (0..len).collect();
    sort_slice(&mut places, |a, b| {
        comparisons.set(comparisons.get() + 1);
        let mut numbers = numbers.borrow_mut();
        if numbers[*a] == unknown && numbers[*b] == unknown {
            numbers[if *a == candidate.get() { *a } else { *b }] = known.get();
            known.set(known.get() + 1);
        }
        if let Some(at) = [*a, *b].into_iter().find(|at| numbers[*at] == unknown) {
            candidate.set(at);
        }
        numbers[*a] < numbers[*b]
    });
    (numbers.into_inner(), comparisons.get())
}

/// After so many bad pivots it is a heap sort: beyond the pivots there are equals, which that
/// leaves in an order of its own. By Go 1.26.8 as well.
#[test]
fn the_worst_lists_are_sorted_by_heap() {
    for (len, step, expected) in [
        (1000, 1, 0x4b74_6818_7b92_14a3),
        (1000, 3, 0x6fa9_3f16_1a27_99ad),
        (1000, 50, 0x11d0_d2cc_f10c_cc5b),
        (10_000, 1, 0xe51c_2c93_e992_0cc7),
        (10_000, 3, 0x4c27_0396_ec29_b9e5),
        (10_000, 50, 0xa8a5_4b50_e817_a983),
    ] {
        let (numbers, _) = worst(len);
        let equal = |number: &u64| if *number < 300 { *number } else { number / step * step };
        let largest = u64::try_from(len).unwrap() + 1;
        let numbers: Vec<u64> = numbers.iter().map(|number| largest - equal(number)).collect();
        assert_eq!(hash(START, &order(&numbers)), expected, "{len} numbers by {step}");
    }
}

/// n·log n is 133,000; half of the square is 50,000,000.
#[test]
fn no_list_takes_a_square_of_comparisons() {
    let (_, comparisons) = worst(10_000);
    assert!((133_000..500_000).contains(&comparisons), "{comparisons}");
}

#[test]
fn equals_of_a_short_list_stay_in_order() {
    for len in 0..=MAX_INSERTION {
        assert!(order(&std::vec![7; len]).into_iter().eq(0..len), "{len}");
    }
    assert_eq!(order(&[1, 2, 1, 2, 3]), [4, 1, 3, 0, 2]);
}
