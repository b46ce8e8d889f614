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
