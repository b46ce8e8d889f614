//! Points of edwards25519, -x² + y² = 1 + d x² y², eight at a time.
//!
//! The formulas are complete: there is no pair of points, of whatever order, that they are wrong
//! for. Source: Hisil, Wong, Carter, Dawson, "Twisted Edwards Curves Revisited", 3.1 and 3.3, for
//! a = -1, in coordinates (X : Y : Z : T) with x = X/Z, y = Y/Z, T = X Y / Z.

mod decompress;
mod horner;
mod msm;
mod prepare;
#[cfg(test)]
mod tests;

pub(crate) use decompress::decompress_2;
pub(crate) use horner::is_small_order;
pub(crate) use msm::{Buckets, Segment};
pub(crate) use prepare::{Prepare, minus_base};

use crate::backend::Task;
use crate::field::{D2, Field8, ONE, mul, splat};

/// A point in memory as it is added to many: y + x, y - x and 2 d x y, five words each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(align(128))]
pub(crate) struct Niels(pub(crate) [u64; 16]);

/// A point in memory in full: Y - X, Y + X, Z and T, five words each.
#[derive(Clone, Copy)]
#[repr(align(64))]
pub(crate) struct Packed([u64; 24]);

/// Eight points, by Y - X and Y + X instead of X and Y.
#[derive(Clone, Copy)]
pub(crate) struct Points<B: Field8> {
    minus: B::Factor,
    plus: B::Factor,
    z: B::Factor,
    t: B::Factor,
}

impl Niels {
    pub(crate) const NONE: Niels = Niels([0; 16]);
}

impl Packed {
    pub(crate) const NONE: Packed = Packed([0; 24]);
}

/// The neutral element in each lane.
#[inline(always)]
pub(crate) fn identity<B: Field8>(b: B) -> Points<B> {
    let one = b.factor(splat(b, &ONE));
    Points { minus: one, plus: one, z: one, t: b.factor(splat(b, &[0; 4])) }
}

/// Eight points from memory.
#[inline(always)]
pub(crate) fn load<B: Field8>(b: B, points: [&Packed; 8]) -> Points<B> {
    let mut columns = [[b.splat(0); 8]; 3];
    for (i, column) in columns.iter_mut().enumerate() {
        let mut rows = [b.splat(0); 8];
        for (row, point) in rows.iter_mut().zip(points) {
            *row = b.load(&point.0.as_chunks().0[i]);
        }
        *column = b.transpose(rows);
    }
    let [[a0, a1, a2, a3, a4, a5, a6, a7], [b0, b1, b2, b3, b4, b5, b6, b7], [c0, c1, c2, c3, ..]] =
        columns;
    Points {
        minus: b.unpack([a0, a1, a2, a3, a4]),
        plus: b.unpack([a5, a6, a7, b0, b1]),
        z: b.unpack([b2, b3, b4, b5, b6]),
        t: b.unpack([b7, c0, c1, c2, c3]),
    }
}

/// Eight points into memory, each to a place of its own.
#[inline(always)]
pub(crate) fn store<B: Field8>(b: B, points: Points<B>, memory: &mut [Packed], places: [usize; 8]) {
    let [a0, a1, a2, a3, a4] = b.pack(points.minus);
    let [a5, a6, a7, b0, b1] = b.pack(points.plus);
    let [b2, b3, b4, b5, b6] = b.pack(points.z);
    let [b7, c0, c1, c2, c3] = b.pack(points.t);
    let none = b.splat(0);
    let rows = [
        b.transpose([a0, a1, a2, a3, a4, a5, a6, a7]),
        b.transpose([b0, b1, b2, b3, b4, b5, b6, b7]),
        b.transpose([c0, c1, c2, c3, none, none, none, none]),
    ];
    for (lane, place) in places.into_iter().enumerate() {
        let (words, _) = memory[place].0.as_chunks_mut::<8>();
        for (words, row) in words.iter_mut().zip(&rows) {
            *words = b.store(row[lane]);
        }
    }
}

/// The same point in each lane, subtracted in the lanes of the mask and added in the others.
#[inline(always)]
pub(crate) fn add_niels<B: Field8>(b: B, p: &Points<B>, n: &Niels, negative: B::Mask) -> Points<B> {
    let word = |i: usize| b.splat(n.0[i]);
    let five = |i| b.unpack([word(i), word(i + 1), word(i + 2), word(i + 3), word(i + 4)]);
    let (plus, minus, t_2d) = (five(0), five(5), five(10));
    let x = b.mul(p.minus, b.choose(negative, plus, minus));
    let y = b.mul(p.plus, b.choose(negative, minus, plus));
    let t = b.negate(negative, b.mul(p.t, t_2d));
    let z = b.reduced(p.z);
    completed(b, x, y, b.total([z, z]), t)
}

/// The sums.
#[inline(always)]
pub(crate) fn add<B: Field8>(b: B, p: &Points<B>, q: &Points<B>) -> Points<B> {
    b.enter(Add(p, q))
}

/// Twice the points. T of what is doubled does not count.
#[inline(always)]
pub(crate) fn double<B: Field8>(b: B, p: &Points<B>) -> Points<B> {
    b.enter(Double(p))
}

struct Add<'a, B: Field8>(&'a Points<B>, &'a Points<B>);

impl<B: Field8> Task<B> for Add<'_, B> {
    type Output = Points<B>;

    #[inline(always)]
    fn run(self, b: B) -> Points<B> {
        add_here(b, self.0, self.1)
    }
}

struct Double<'a, B: Field8>(&'a Points<B>);

impl<B: Field8> Task<B> for Double<'_, B> {
    type Output = Points<B>;

    #[inline(always)]
    fn run(self, b: B) -> Points<B> {
        double_here(b, self.0)
    }
}

#[inline(always)]
fn add_here<B: Field8>(b: B, p: &Points<B>, q: &Points<B>) -> Points<B> {
    let x = b.mul(p.minus, q.minus);
    let y = b.mul(p.plus, q.plus);
    let t = b.mul(mul(b, p.t, b.factor(splat(b, &D2))), q.t);
    let z = b.reduced(p.z);
    let z = b.mul(b.carry(b.sum(b.total([z, z]))), q.z);
    completed(b, x, y, z, t)
}

/// From (Y - X)(Y' - X'), (Y + X)(Y' + X'), 2 Z Z' and 2 d T T' of two points, their sum.
#[inline(always)]
fn completed<B: Field8>(b: B, x: B::Term, y: B::Term, z: B::Term, t: B::Term) -> Points<B> {
    let (e, h) = (b.carry(b.minus(y, x)), b.carry(b.plus(y, x)));
    let (f, g) = (b.carry(b.minus(z, t)), b.carry(b.plus(z, t)));
    let (x, y) = (b.mul(e, f), b.mul(g, h));
    Points {
        minus: b.carry(b.minus(y, x)),
        plus: b.carry(b.plus(y, x)),
        z: mul(b, f, g),
        t: mul(b, e, h),
    }
}

/// All is four times what it is in the paper, and F and H have the opposite sign, which leaves the
/// same point.
#[inline(always)]
fn double_here<B: Field8>(b: B, p: &Points<B>) -> Points<B> {
    let (minus, plus) = (b.total([b.reduced(p.minus)]), b.total([b.reduced(p.plus)]));
    let (x_2, y_2) = (b.carry(b.minus(plus, minus)), b.carry(b.plus(plus, minus)));
    let z = b.reduced(p.z);
    let (z_2, z_4) = (b.carry(b.sum(b.total([z; 2]))), b.carry(b.sum(b.total([z; 4]))));
    let (xx, yy, xy, zz) = (b.square(x_2), b.square(y_2), b.mul(x_2, y_2), b.mul(z_2, z_4));
    let g = b.reduce(b.minus(yy, xx));
    let (e, f) = (b.carry(b.plus(xy, xy)), b.carry(b.minus(zz, b.total([g]))));
    let (g, h) = (b.factor(g), b.carry(b.plus(yy, xx)));
    let (x, y) = (b.mul(e, f), b.mul(g, h));
    Points {
        minus: b.carry(b.minus(y, x)),
        plus: b.carry(b.plus(y, x)),
        z: mul(b, f, g),
        t: mul(b, e, h),
    }
}
