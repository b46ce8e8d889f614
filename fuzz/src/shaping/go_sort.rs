//! Go's `sort.Slice`, written by places in the whole list, as Go writes it; the core sorts parts.

pub(super) struct Sort<'s, T, L> {
    pub(super) list: &'s mut [T],
    pub(super) less: L,
}

/// Sorts as `sort.Slice` does.
pub(super) fn slice<T>(list: &mut [T], less: impl Fn(&T, &T) -> bool) {
    let (end, limit) = (list.len(), bits(list.len()));
    Sort { list, less }.pattern_defeating(0, end, limit);
}

fn bits(mut length: usize) -> u32 {
    let mut bits = 0;
    while length > 0 {
        (length, bits) = (length / 2, bits + 1);
    }
    bits
}

impl<T, L: Fn(&T, &T) -> bool> Sort<'_, T, L> {
    fn less(&self, a: usize, b: usize) -> bool {
        (self.less)(&self.list[a], &self.list[b])
    }

    fn swap(&mut self, a: usize, b: usize) {
        self.list.swap(a, b);
    }

    fn pattern_defeating(&mut self, mut a: usize, mut b: usize, mut limit: u32) {
        let (mut was_balanced, mut was_partitioned) = (true, true);
        while b - a > 12 {
            let length = b - a;
            if limit == 0 {
                return self.heap(a, b);
            }
            if !was_balanced {
                self.break_patterns(a, b);
                limit -= 1;
            }
            let mut swaps = 0;
            let mut pivot = self.choose(a, b, &mut swaps);
            if swaps == 12 {
                self.list[a..b].reverse();
                (pivot, swaps) = ((b - 1) - (pivot - a), 0);
            }
            if was_balanced && was_partitioned && swaps == 0 && self.nearly_sorted(a, b) {
                return;
            }
            if a > 0 && !self.less(a - 1, pivot) {
                a = self.split_equal(a, b, pivot);
                continue;
            }
            let (mid, partitioned) = self.split(a, b, pivot);
            was_partitioned = partitioned;
            let (left, right) = (mid - a, b - mid);
            if left < right {
                was_balanced = left >= length / 8;
                self.pattern_defeating(a, mid, limit);
                a = mid + 1;
            } else {
                was_balanced = right >= length / 8;
                self.pattern_defeating(mid + 1, b, limit);
                b = mid;
            }
        }
        for i in a + 1..b.max(a + 1) {
            let mut j = i;
            while j > a && self.less(j, j - 1) {
                self.swap(j, j - 1);
                j -= 1;
            }
        }
    }

    fn heap(&mut self, a: usize, b: usize) {
        let length = b - a;
        for root in (0..=(length - 1) / 2).rev() {
            self.sift(root, length, a);
        }
        for end in (0..length).rev() {
            self.swap(a, a + end);
            self.sift(0, end, a);
        }
    }

    fn sift(&mut self, mut root: usize, end: usize, first: usize) {
        while 2 * root + 1 < end {
            let mut child = 2 * root + 1;
            if child + 1 < end && self.less(first + child, first + child + 1) {
                child += 1;
            }
            if !self.less(first + root, first + child) {
                return;
            }
            self.swap(first + root, first + child);
            root = child;
        }
    }

    fn break_patterns(&mut self, a: usize, b: usize) {
        let length = b - a;
        let (mut random, modulus) = (length as u64, 1u64 << bits(length));
        for at in a + length / 4 * 2 - 1..=a + length / 4 * 2 + 1 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let other = (random % modulus) as usize;
            self.swap(at, a + if other >= length { other - length } else { other });
        }
    }

    fn choose(&self, a: usize, b: usize, swaps: &mut u32) -> usize {
        let quarter = (b - a) / 4;
        let [mut i, mut j, mut k] = [a + quarter, a + 2 * quarter, a + 3 * quarter];
        if b - a >= 50 {
            i = self.median([i - 1, i, i + 1], swaps);
            j = self.median([j - 1, j, j + 1], swaps);
            k = self.median([k - 1, k, k + 1], swaps);
        }
        self.median([i, j, k], swaps)
    }

    fn median(&self, mut of: [usize; 3], swaps: &mut u32) -> usize {
        for (x, y) in [(0, 1), (1, 2), (0, 1)] {
            if self.less(of[y], of[x]) {
                of.swap(x, y);
                *swaps += 1;
            }
        }
        of[1]
    }

    fn nearly_sorted(&mut self, a: usize, b: usize) -> bool {
        let mut i = a + 1;
        for _ in 0..5 {
            while i < b && !self.less(i, i - 1) {
                i += 1;
            }
            if i == b {
                return true;
            }
            if b - a < 50 {
                return false;
            }
            self.swap(i, i - 1);
            if i - a >= 2 {
                let mut j = i - 1;
                while j >= 1 && self.less(j, j - 1) {
                    self.swap(j, j - 1);
                    j -= 1;
                }
            }
            let mut j = i + 1;
            while j < b && self.less(j, j - 1) {
                self.swap(j, j - 1);
                j += 1;
            }
        }
        false
    }

    fn split(&mut self, a: usize, b: usize, pivot: usize) -> (usize, bool) {
        self.swap(a, pivot);
        let (mut i, mut j, mut untouched) = (a + 1, b - 1, true);
        loop {
            while i <= j && self.less(i, a) {
                i += 1;
            }
            while i <= j && !self.less(j, a) {
                j -= 1;
            }
            if i > j {
                self.swap(j, a);
                return (j, untouched);
            }
            self.swap(i, j);
            (i, j, untouched) = (i + 1, j - 1, false);
        }
    }

    fn split_equal(&mut self, a: usize, b: usize, pivot: usize) -> usize {
        self.swap(a, pivot);
        let (mut i, mut j) = (a + 1, b - 1);
        loop {
            while i <= j && !self.less(a, i) {
                i += 1;
            }
            while i <= j && self.less(a, j) {
                j -= 1;
            }
            if i > j {
                return i;
            }
            self.swap(i, j);
            (i, j) = (i + 1, j - 1);
        }
    }
}
