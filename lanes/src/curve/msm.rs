//! Sums of multiples of points: Pippenger's method, with windows of the scalars in the lanes.
//!
//! A scalar has 128 bits, of which lane l has 16, from 16 l on. These are cut into two, three or
//! four digits; for each of them in turn, the whole list of points is added up in buckets, one for
//! each absolute value that the digit may have, and each lane has buckets of its own. A point is
//! the same for all lanes; its digits, and with them the buckets and signs, differ.

use super::{Niels, Packed, Points, add, add_niels, double, identity, load, store};
use crate::backend::Task;
use crate::field::Field8;
use alloc::vec::Vec;

/// Scalars below 2^127 and as many points.
#[derive(Clone, Copy)]
pub(crate) struct Segment<'a> {
    pub(crate) scalars: &'a [u128],
    pub(crate) points: &'a [Niels],
}

/// How the 16 bits of a lane are cut into digits, the lowest first.
pub(super) type Cut = &'static [u32];

/// Memory for buckets, kept from sum to sum.
pub(crate) struct Buckets {
    memory: Vec<Packed>,
}

/// The cut that is fastest for this many terms.
fn cut(terms: usize) -> Cut {
    match terms {
        ..48 => &[4, 4, 4, 4],
        48..450 => &[6, 5, 5],
        450.. => &[8, 8],
    }
}

impl Buckets {
    pub(crate) const fn new() -> Buckets {
        Buckets { memory: Vec::new() }
    }

    /// Eight points whose sum, lane l taken 2^(16 l) times, is that of all scalars times points.
    #[inline(always)]
    pub(crate) fn sums<B: Field8>(&mut self, b: B, segments: &[Segment<'_>]) -> Points<B> {
        let terms = segments.iter().map(|segment| segment.scalars.len()).sum();
        let cut = cut(terms);
        b.enter(Sums { buckets: self, segments, cut })
    }
}

/// The sums by a cut.
pub(super) struct Sums<'a> {
    pub(super) buckets: &'a mut Buckets,
    pub(super) segments: &'a [Segment<'a>],
    pub(super) cut: Cut,
}

impl<B: Field8> Task<B> for Sums<'_> {
    type Output = Points<B>;

    #[inline(always)]
    fn run(self, b: B) -> Points<B> {
        let Sums { buckets: Buckets { memory }, segments, cut } = self;
        let most = cut.iter().fold(0, |most, bits| most.max(largest(*bits)));
        memory.resize(memory.len().max(8 * (most + 1)), Packed::NONE);
        let offset = offset(cut);
        let mut from = 16;
        let mut sum = identity(b);
        for (place, bits) in cut.iter().enumerate().rev() {
            from -= bits;
            for _ in 0..*bits {
                sum = double(b, &sum);
            }
            let digit = Digit { from, bits: *bits, top: place == cut.len() - 1, offset };
            let buckets = &mut memory[..8 * (largest(*bits) + 1)];
            fill(b, buckets, segments, digit);
            sum = add(b, &sum, &weighted(b, buckets));
        }
        sum
    }
}

/// The largest absolute value of a digit of so many bits.
const fn largest(bits: u32) -> usize {
    1 << (bits - 1)
}

/// What is added to each scalar so that digits, less half of what they can be, have signs: half of
/// each digit but the topmost, which has room, because a scalar is below 2^127.
fn offset(cut: Cut) -> u128 {
    let mut offset = 0;
    let mut from = 0;
    while from < 128 {
        for bits in cut {
            from += bits;
            offset |= if from < 128 { 1 << (from - 1) } else { 0 };
        }
    }
    offset
}

/// One of the digits that each lane has.
#[derive(Clone, Copy)]
struct Digit {
    from: u32, // among the 16 bits of a lane
    bits: u32,
    top: bool, // the topmost of the lane
    offset: u128,
}

/// The digits of a scalar in eight lanes: their absolute values, and which are negative.
struct Digits<B: Field8> {
    from: B::V,       // in the scalar
    from_high: B::V,  // in its higher word, where they begin there
    up_to_high: B::V, // bits of the lower word above the digit's first, where it reaches beyond
    mask: B::V,
    half: B::V,
}

impl<B: Field8> Digits<B> {
    #[inline(always)]
    fn new(b: B, digit: Digit) -> Digits<B> {
        let mut half = [largest(digit.bits) as u64; 8];
        if digit.top {
            half[7] = 0;
        }
        let from = b.add(b.splat(u64::from(digit.from)), b.load(&[0, 16, 32, 48, 64, 80, 96, 112]));
        Digits {
            from,
            from_high: b.sub(from, b.splat(64)),
            up_to_high: b.sub(b.splat(64), from),
            mask: b.splat((1 << digit.bits) - 1),
            half: b.load(&half),
        }
    }

    /// Shifts by 64 and more give 0, and so do those by less than 0: these are very large.
    #[inline(always)]
    fn of(&self, b: B, scalar: u128) -> ([u64; 8], B::Mask) {
        let (low, high) = (b.splat(scalar as u64), b.splat((scalar >> 64) as u64));
        let high = b.or(b.shlv(high, self.up_to_high), b.shrv(high, self.from_high));
        let bits = b.and(b.or(b.shrv(low, self.from), high), self.mask);
        let digit = b.sub(bits, self.half);
        let negative = b.negative(digit);
        (b.store(b.select(negative, b.sub(b.splat(0), digit), digit)), negative)
    }
}

/// Adds every point to the buckets of its digits; lane l of digit v is at 8 v + l.
#[inline(always)]
fn fill<B: Field8>(b: B, buckets: &mut [Packed], segments: &[Segment<'_>], digit: Digit) {
    for first in 0..buckets.len() / 8 {
        store(b, identity(b), buckets, core::array::from_fn(|lane| 8 * first + lane));
    }
    let digits = Digits::new(b, digit);
    for segment in segments {
        for (scalar, point) in segment.scalars.iter().zip(segment.points) {
            debug_assert!(*scalar < 1 << 127);
            let (values, negative) = digits.of(b, *scalar + digit.offset);
            let mut places = [0, 1, 2, 3, 4, 5, 6, 7];
            for (place, value) in places.iter_mut().zip(values) {
                *place += 8 * value as usize;
            }
            let sum = add_niels(b, &load_at(b, buckets, places), point, negative);
            store(b, sum, buckets, places);
        }
    }
}

#[inline(always)]
fn load_at<B: Field8>(
    b: B,
    buckets: &[Packed],
    [p0, p1, p2, p3, p4, p5, p6, p7]: [usize; 8],
) -> Points<B> {
    let at = |place: usize| &buckets[place];
    load(b, [at(p0), at(p1), at(p2), at(p3), at(p4), at(p5), at(p6), at(p7)])
}

/// Each bucket as often as its digit says, added up.
#[inline(always)]
fn weighted<B: Field8>(b: B, buckets: &[Packed]) -> Points<B> {
    let bucket = |value| load_at(b, buckets, core::array::from_fn(|lane| 8 * value + lane));
    let most = buckets.len() / 8 - 1;
    let mut from_here = bucket(most);
    let mut sum = from_here;
    for value in (1..most).rev() {
        from_here = add(b, &from_here, &bucket(value));
        sum = add(b, &sum, &from_here);
    }
    sum
}
