//! Points from their encodings, by the rule of ZIP-215.
//!
//! y may be p or more, and x = 0 may have the sign bit set: both count. What does not count is a y
//! that no point has.

use super::Niels;
use crate::field::{
    D, D2, Field8, ONE, SQRT_MINUS_ONE, is_zero, mul, mul_2, power_2, splat, square_2,
};

/// Eight points, x and y.
pub(crate) struct Decompressed<B: Field8> {
    pub(crate) x: B::Reduced,
    pub(crate) y: B::Reduced,
    /// Lanes that had the encoding of a point. Others have no meaning.
    pub(crate) valid: u8,
}

/// Two times eight points from their encodings in little-endian words.
///
/// x² = u / v with u = y² - 1 and v = d y² + 1, where v is never 0. Source: RFC 8032, 5.1.3.
#[inline(always)]
pub(crate) fn decompress_2<B: Field8>(b: B, encoded: &[[B::V; 4]; 2]) -> [Decompressed<B>; 2] {
    let y = [b.element(&encoded[0]), b.element(&encoded[1])];
    let u = [numerator(b, y[0]), numerator(b, y[1])];
    let v = [denominator(b, u[0]), denominator(b, u[1])];
    let v2 = square_2(b, v, 1);
    let uv3 = mul_2(b, [b.factor(u[0]), b.factor(u[1])], mul_2(b, v2, v));
    let [power, _] = power_2(b, mul_2(b, uv3, square_2(b, v2, 1)));
    let root = mul_2(b, power, uv3);
    let point = |i: usize| Candidate { u: u[i], v: v[i], root: root[i], y: y[i] };
    [point(0).point(b, encoded[0][3]), point(1).point(b, encoded[1][3])]
}

/// u = y² - 1
#[inline(always)]
fn numerator<B: Field8>(b: B, y: B::Reduced) -> B::Reduced {
    b.reduce(b.minus(b.square(b.factor(y)), b.total([splat(b, &ONE)])))
}

/// v = d (u + 1) + 1
#[inline(always)]
fn denominator<B: Field8>(b: B, u: B::Reduced) -> B::Factor {
    let one = splat(b, &ONE);
    let yy = b.carry(b.sum(b.total([u, one])));
    b.carry(b.plus(b.mul(yy, b.factor(splat(b, &D))), b.total([one])))
}

/// What is a root of u / v, or is one when a root of -1 is multiplied, or there is none.
struct Candidate<B: Field8> {
    u: B::Reduced,
    v: B::Factor,
    root: B::Factor,
    y: B::Reduced,
}

impl<B: Field8> Candidate<B> {
    #[inline(always)]
    fn point(self, b: B, highest_word: B::V) -> Decompressed<B> {
        let (x, valid) = square_root(b, self.u, self.v, self.root);
        let x = with_sign(b, x, highest_word);
        Decompressed { x, y: self.y, valid: b.bits(valid) }
    }
}

/// A root of u / v from a candidate, and the lanes that have one: where v x² is -u, the candidate
/// times a root of -1.
#[inline(always)]
fn square_root<B: Field8>(
    b: B,
    u: B::Reduced,
    v: B::Factor,
    candidate: B::Factor,
) -> (B::Reduced, B::Mask) {
    let vxx = b.mul(mul(b, candidate, candidate), v);
    let right = b.bits(is_zero(b, b.reduce(b.minus(vxx, b.total([u])))));
    let turned = b.bits(is_zero(b, b.reduce(b.plus(vxx, b.total([u])))));
    let (one, root) = (b.factor(splat(b, &ONE)), b.factor(splat(b, &SQRT_MINUS_ONE)));
    let turn = b.choose(b.mask(turned & !right), root, one);
    (b.reduced(mul(b, candidate, turn)), b.mask(right | turned))
}

/// x or -x: the one that is odd where the highest bit of the encoding is set.
#[inline(always)]
fn with_sign<B: Field8>(b: B, x: B::Reduced, highest_word: B::V) -> B::Reduced {
    let odd = b.negative(b.shl::<63>(b.smallest_words(x)[0]));
    let sign = b.negative(highest_word);
    let other = b.mask(b.bits(odd) ^ b.bits(sign));
    b.reduce(b.sum(b.negate(other, b.total([x]))))
}

impl<B: Field8> Decompressed<B> {
    /// The points as they are added.
    #[inline(always)]
    pub(crate) fn niels(&self, b: B) -> [Niels; 8] {
        let (x, y) = (b.total([self.x]), b.total([self.y]));
        let xy = mul(b, b.factor(self.x), b.factor(self.y));
        let t_2d = mul(b, xy, b.factor(splat(b, &D2)));
        niels(b, b.carry(b.plus(y, x)), b.carry(b.minus(y, x)), t_2d)
    }
}

/// Eight points from y + x, y - x and 2 d x y.
#[inline(always)]
pub(super) fn niels<B: Field8>(
    b: B,
    plus: B::Factor,
    minus: B::Factor,
    t_2d: B::Factor,
) -> [Niels; 8] {
    let [p0, p1, p2, p3, p4] = b.pack(plus);
    let [m0, m1, m2, m3, m4] = b.pack(minus);
    let [t0, t1, t2, t3, t4] = b.pack(t_2d);
    let first = b.transpose([p0, p1, p2, p3, p4, m0, m1, m2]);
    let second = b.transpose([m3, m4, t0, t1, t2, t3, t4, b.splat(0)]);
    let mut points = [Niels::NONE; 8];
    for (lane, point) in points.iter_mut().enumerate() {
        let (words, _) = point.0.as_chunks_mut();
        words[0] = b.store(first[lane]);
        words[1] = b.store(second[lane]);
    }
    points
}
