//! Random numbers that are the same on every platform: xoshiro256**, seeded by SplitMix64.

/// A stream of random numbers.
#[derive(Clone, Debug)]
pub struct Rng([u64; 4]);

impl Rng {
    /// The stream of this seed.
    #[must_use]
    pub fn new(seed: u64) -> Rng {
        let mut state = seed;
        Rng([0; 4].map(|_: u64| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let z = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    /// One of the streams of a seed.
    #[must_use]
    pub fn of(seed: u64, number: u64) -> Rng {
        let mut streams =
            Rng::new(seed ^ number.wrapping_mul(0xd129_0d3b_6a1f_ee4d).rotate_left(32));
        Rng::new(streams.any() ^ number)
    }

    /// Any number.
    pub fn any(&mut self) -> u64 {
        let [a, b, c, d] = &mut self.0;
        let result = b.wrapping_mul(5).rotate_left(7).wrapping_mul(9);
        let t = *b << 17;
        *c ^= *a;
        *d ^= *b;
        *b ^= *c;
        *a ^= *d;
        *c ^= t;
        *d = d.rotate_left(45);
        result
    }

    /// A number below `bound`, which is not 0. The bias is below 2^-64 times the bound.
    pub fn below(&mut self, bound: u64) -> u64 {
        ((u128::from(self.any()) * u128::from(bound)) >> 64) as u64
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        low.wrapping_add(self.below(high.abs_diff(low).saturating_add(1)) as i64)
    }

    /// An index into something of this length, which is not 0.
    pub fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// True once in `n` times.
    pub fn once_in(&mut self, n: u64) -> bool {
        self.below(n) == 0
    }

    /// One of these.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.index(from.len())]
    }

    /// So many bytes.
    pub fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend(self.any().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Thirty-two bytes.
    pub fn hash(&mut self) -> Vec<u8> {
        self.bytes(32)
    }

    /// Two different indexes into something of this length, if there are two.
    pub fn two(&mut self, length: usize) -> Option<(usize, usize)> {
        (length >= 2).then(|| {
            let first = self.index(length);
            (first, (first + 1 + self.index(length - 1)) % length)
        })
    }

    /// Puts these into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.index(last + 1));
        }
    }
}

/// Draws from a table without replacement, so that everything in it occurs.
#[derive(Clone, Debug, Default)]
pub struct Deck(Vec<usize>);

impl Deck {
    /// An index into a table of this length, which is not 0.
    pub fn draw(&mut self, length: usize, rng: &mut Rng) -> usize {
        if self.0.is_empty() {
            self.0 = (0..length).collect();
            rng.shuffle(&mut self.0);
        }
        self.0.pop().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_stream_is_that_of_the_reference() {
        // SplitMix64 of 0 begins with e220a8397b1dcdaf.
        assert_eq!(Rng::new(0).0[0], 0xe220_a839_7b1d_cdaf);
        // xoshiro256** from 1, 2, 3, 4: the first four of its reference implementation.
        let mut rng = Rng([1, 2, 3, 4]);
        let first = [(); 4].map(|()| rng.any());
        assert_eq!(first, [11520, 0, 1_509_978_240, 1_215_971_899_390_074_240]);
    }

    #[test]
    fn bounds_hold() {
        let mut rng = Rng::new(7);
        for _ in 0..1000 {
            assert!((-3..=3).contains(&rng.between(-3, 3)));
            let (first, second) = rng.two(2).unwrap();
            assert_eq!(first + second, 1);
        }
        assert_eq!(rng.between(i64::MAX, i64::MAX), i64::MAX);
        assert_eq!(rng.two(1), None);
        assert_eq!(rng.bytes(13).len(), 13);
    }

    #[test]
    fn a_deck_deals_everything() {
        let (mut deck, mut rng) = (Deck::default(), Rng::new(1));
        let mut dealt: Vec<usize> = (0..10).map(|_| deck.draw(10, &mut rng)).collect();
        dealt.sort_unstable();
        assert_eq!(dealt, (0..10).collect::<Vec<_>>());
    }
}
