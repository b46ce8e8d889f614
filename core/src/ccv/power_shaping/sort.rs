//! The order in which Go's `sort.Slice` leaves a list: also of those that compare equal.
//!
//! The module sorts with it, and who of two equals stands first decides who is within a cap, who
//! gets what remains of a division, and the bytes of a packet. It is a quicksort that defeats
//! patterns; each choice that it makes is made here too.

/// No list of at most so many is divided further. `sort zsortfunc.go pdqsort_func`.
const MAX_INSERTION: usize = 12;
/// From so many on the pivot is a median of medians, and neighbours that are out of order are
/// shifted. `sort zsortfunc.go choosePivot_func`, `partialInsertionSort_func`.
const SHORTEST_NINTHER: usize = 50;
/// Pairs out of order that are shifted, at most. `sort zsortfunc.go partialInsertionSort_func`.
const MAX_SHIFTS: usize = 5;
/// Exchanges of four medians that have exchanged whatever they could: 4·3.
const MAX_SWAPS: u8 = 12;

/// Sorts a list as Go's `sort.Slice` does. The work is at most of the order of n·log n, whatever the
/// list: after log n bad pivots it is a heap sort. `less` must be a strict weak order.
///
/// Source: `go sort/slice.go Slice`, the same since Go 1.19.
pub(super) fn sort_slice<T: Copy>(items: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let bad_pivots = bits(items.len());
    pattern_defeating(items, None, bad_pivots, &less);
}

/// The number of bits of a length.
fn bits(len: usize) -> u32 {
    usize::BITS.saturating_sub(len.leading_zeros())
}

/// `before` is what stands before the list in the whole, which nothing in the list is less than.
/// Of the two parts the smaller one is sorted first, so that the depth is at most log n.
fn pattern_defeating<T: Copy, L: Fn(&T, &T) -> bool>(
    mut items: &mut [T],
    mut before: Option<T>,
    mut bad_pivots: u32,
    less: &L,
) {
    let (mut balanced, mut partitioned) = (true, true);
    loop {
        let len = items.len();
        if len <= MAX_INSERTION {
            return insertion_sort(items, less);
        }
        if bad_pivots == 0 {
            return heap_sort(items, less);
        }
        if !balanced {
            break_patterns(items);
            bad_pivots = bad_pivots.saturating_sub(1);
        }
        let (mut pivot, swaps) = choose_pivot(items, less);
        if swaps == MAX_SWAPS {
            items.reverse();
            pivot = len.saturating_sub(1).saturating_sub(pivot);
        }
        let increasing = swaps == 0 || swaps == MAX_SWAPS;
        if balanced && partitioned && increasing && partial_insertion_sort(items, less) {
            return;
        }
        let smallest = items.get(pivot).zip(before).is_some_and(|(pivot, it)| !less(&it, pivot));
        if smallest {
            let mid = partition_equal(items, pivot, less);
            let Some((equal, greater)) = core::mem::take(&mut items).split_at_mut_checked(mid)
            else {
                return;
            };
            before = equal.last().copied();
            items = greater;
            continue;
        }
        let mid;
        (mid, partitioned) = partition(items, pivot, less);
        let Some((left, [pivot, right @ ..])) =
            core::mem::take(&mut items).split_at_mut_checked(mid)
        else {
            return;
        };
        // Go counts the pivot among the right ones here.
        let right_len = right.len().saturating_add(1);
        balanced = left.len().min(right_len) >= len / 8;
        if left.len() < right_len {
            pattern_defeating(left, before, bad_pivots, less);
            (items, before) = (right, Some(*pivot));
        } else {
            pattern_defeating(right, Some(*pivot), bad_pivots, less);
            items = left;
        }
    }
}

/// Whether the item at `a` is less than that at `b`.
fn less_at<T>(items: &[T], a: usize, b: usize, less: &impl Fn(&T, &T) -> bool) -> bool {
    items.get(a).zip(items.get(b)).is_some_and(|(a, b)| less(a, b))
}

/// Moves the item at `at` to the left until nothing before it is greater.
fn shift_left<T>(items: &mut [T], mut at: usize, less: &impl Fn(&T, &T) -> bool) {
    while let Some(left) = at.checked_sub(1).filter(|left| less_at(items, at, *left, less)) {
        items.swap(at, left);
        at = left;
    }
}

/// Moves the item before `at` to the right until nothing after it is less.
fn shift_right<T>(items: &mut [T], mut at: usize, less: &impl Fn(&T, &T) -> bool) {
    while let Some(left) = at.checked_sub(1).filter(|left| less_at(items, at, *left, less)) {
        items.swap(at, left);
        at = at.saturating_add(1);
    }
}

fn insertion_sort<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    for at in 1..items.len() {
        shift_left(items, at, less);
    }
}

/// Puts a few pairs right, and tells whether the list is sorted then.
fn partial_insertion_sort<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) -> bool {
    let len = items.len();
    let mut at = 1_usize;
    for _ in 0..MAX_SHIFTS {
        while at < len && !less_at(items, at, at.saturating_sub(1), less) {
            at = at.saturating_add(1);
        }
        if at >= len {
            return true;
        }
        if len < SHORTEST_NINTHER {
            return false;
        }
        items.swap(at, at.saturating_sub(1));
        shift_left(items, at.saturating_sub(1), less);
        shift_right(items, at.saturating_add(1), less);
    }
    false
}

fn heap_sort<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    let len = items.len();
    // Once more than there are inner nodes where the number is odd, as in Go: a leaf stays.
    for root in (0..=len.saturating_sub(1) / 2).rev() {
        sift_down(items, root, len, less);
    }
    for end in (0..len).rev() {
        items.swap(0, end);
        sift_down(items, 0, end, less);
    }
}

fn sift_down<T>(items: &mut [T], mut root: usize, end: usize, less: &impl Fn(&T, &T) -> bool) {
    loop {
        let mut child = root.saturating_mul(2).saturating_add(1);
        if child >= end {
            return;
        }
        let sibling = child.saturating_add(1);
        if sibling < end && less_at(items, child, sibling, less) {
            child = sibling;
        }
        if !less_at(items, root, child, less) {
            return;
        }
        items.swap(root, child);
        root = child;
    }
}

/// The two places that are not in order yet, after skipping those that are: `left` goes up while
/// its item belongs left, `right` goes down while its item belongs right.
fn close_in<T>(
    items: &[T],
    mut left: usize,
    mut right: usize,
    belongs_left: impl Fn(&T) -> bool,
    belongs_right: impl Fn(&T) -> bool,
) -> (usize, usize) {
    while left <= right && items.get(left).is_some_and(&belongs_left) {
        left = left.saturating_add(1);
    }
    while left <= right && items.get(right).is_some_and(&belongs_right) {
        right = right.saturating_sub(1);
    }
    (left, right)
}

/// Moves what is less than the pivot before it. Returns its place, and whether nothing else had to
/// be moved.
fn partition<T: Copy>(
    items: &mut [T],
    pivot: usize,
    less: &impl Fn(&T, &T) -> bool,
) -> (usize, bool) {
    items.swap(0, pivot);
    let Some(value) = items.first().copied() else { return (0, true) };
    let (mut left, mut right, mut moved) = (1_usize, items.len().saturating_sub(1), false);
    loop {
        let less_than = |item: &T| less(item, &value);
        (left, right) = close_in(items, left, right, less_than, |item| !less_than(item));
        if left > right {
            items.swap(0, right);
            return (right, !moved);
        }
        items.swap(left, right);
        (left, right, moved) = (left.saturating_add(1), right.saturating_sub(1), true);
    }
}

/// Moves what equals the pivot before what is greater, where nothing is less. Returns the number of
/// those that are equal.
fn partition_equal<T: Copy>(
    items: &mut [T],
    pivot: usize,
    less: &impl Fn(&T, &T) -> bool,
) -> usize {
    items.swap(0, pivot);
    let Some(value) = items.first().copied() else { return 0 };
    let (mut left, mut right) = (1_usize, items.len().saturating_sub(1));
    loop {
        let greater = |item: &T| less(&value, item);
        (left, right) = close_in(items, left, right, |item| !greater(item), greater);
        if left > right {
            return left;
        }
        items.swap(left, right);
        (left, right) = (left.saturating_add(1), right.saturating_sub(1));
    }
}

/// Exchanges three items in the middle with others, by numbers that depend on the length alone.
///
/// Source: `go sort/zsortfunc.go breakPatterns_func`, `sort/sort.go xorshift`.
fn break_patterns<T>(items: &mut [T]) {
    let len = items.len();
    let mut random = u64::try_from(len).unwrap_or(u64::MAX);
    let mask = 1_u64.checked_shl(bits(len)).unwrap_or(0).wrapping_sub(1);
    let middle = (len / 4).saturating_mul(2);
    for place in middle.saturating_sub(1)..=middle.saturating_add(1) {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        let other = usize::try_from(random & mask).unwrap_or(0);
        items.swap(place, other.checked_sub(len).unwrap_or(other));
    }
}

/// The place of the pivot, and how many exchanges its medians made: none in a list that increases,
/// [`MAX_SWAPS`] in one that decreases.
fn choose_pivot<T>(items: &[T], less: &impl Fn(&T, &T) -> bool) -> (usize, u8) {
    let mut swaps = 0_u8;
    let mut ordered = |a: usize, b: usize| {
        if less_at(items, b, a, less) {
            swaps = swaps.saturating_add(1);
            (b, a)
        } else {
            (a, b)
        }
    };
    let mut median = |a: usize, b: usize, c: usize| {
        let (a, b) = ordered(a, b);
        let (b, _) = ordered(b, c);
        ordered(a, b).1
    };
    let quarter = items.len() / 4;
    let mut places = [1, 2, 3].map(|part| quarter.saturating_mul(part));
    if items.len() >= SHORTEST_NINTHER {
        places = places.map(|at| median(at.saturating_sub(1), at, at.saturating_add(1)));
    }
    let [i, j, k] = places;
    (median(i, j, k), swaps)
}

#[cfg(test)]
mod tests {
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
}
