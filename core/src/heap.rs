//! A heap sort: not the fastest one, and the smallest that keeps to n·log n whatever the list.

/// Sorts a list. Those that compare equal end in an order that depends on the list alone: the one
/// in which Go leaves them, which [`crate::ccv`] counts on. `less` must be a strict weak order.
///
/// Source: `go sort/zsortfunc.go heapSort_func`.
pub(crate) fn heap_sort<T>(items: &mut [T], less: &impl Fn(&T, &T) -> bool) {
    let len = items.len();
    // Once more than there are inner nodes where the number is odd, as in Go: a leaf stays.
    for root in (0..=len.saturating_sub(1) / 2).rev() {
        sift_down(items, root, len, less);
    }
    for end in (0..len).rev() {
        exchange(items, 0, end);
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
        exchange(items, root, child);
        root = child;
    }
}

/// Whether the item at `a` is less than that at `b`.
pub(crate) fn less_at<T>(items: &[T], a: usize, b: usize, less: &impl Fn(&T, &T) -> bool) -> bool {
    items.get(a).zip(items.get(b)).is_some_and(|(a, b)| less(a, b))
}

/// `swap` of a slice, without its panic.
fn exchange<T>(items: &mut [T], a: usize, b: usize) {
    // Not disjoint: one place.
    if let Ok([a, b]) = items.get_disjoint_mut([a, b]) {
        core::mem::swap(a, b);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use core::cell::Cell;
    use std::vec::Vec;

    /// Lists of every length up to 300: of few numbers and of many, upwards and downwards.
    #[test]
    fn a_list_is_sorted_as_by_the_standard_library() {
        let mut random = 1_u64;
        for len in 0..=300_u64 {
            for shape in 0..4 {
                let mut number = |i: u64| {
                    random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    [random >> 62, random >> 32, i, len - i][shape]
                };
                let mut list: Vec<u64> = (0..len).map(&mut number).collect();
                let mut sorted = list.clone();
                sorted.sort_unstable();
                let comparisons = Cell::new(0);
                heap_sort(&mut list, &|a, b| {
                    comparisons.set(comparisons.get() + 1);
                    a < b
                });
                assert_eq!(list, sorted, "{len} numbers");
                // Two for each level of the heap, once to make it and once for each that leaves.
                let levels = u64::from(len.checked_ilog2().unwrap_or(0)) + 1;
                assert!(comparisons.get() <= 3 * len * levels, "{} for {len}", comparisons.get());
            }
        }
    }
}
