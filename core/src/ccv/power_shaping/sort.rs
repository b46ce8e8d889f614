//! The order in which Go's `sort.Slice` leaves a list: also of those that compare equal.
//!
//! The module sorts with it, and who of two equals stands first decides who is within a cap, who
//! gets what remains of a division, and the bytes of a packet. It is a quicksort that defeats
//! patterns; each choice that it makes is made here too.

use crate::heap::{heap_sort, less_at};

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
mod tests;
