//! Points that are used again: 2^127 times a point, so that scalars of 254 bits become two of 127.

use super::decompress::niels;
use super::{Niels, Points, decompress_2, double};
use crate::backend::Task;
use crate::field::{D2, Field8, ONE, invert, mul, splat};

/// The encoding of the base point: y = 4/5. Source: RFC 8032, 5.1.
const BASE: [u64; 4] =
    [0x6666_6666_6666_6658, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666, 0x6666_6666_6666_6666];

/// Computes 2^127 times each of eight points.
pub(crate) struct Prepare<'a>(pub(crate) [&'a Niels; 8]);

impl<B: Field8> Task<B> for Prepare<'_> {
    type Output = [Niels; 8];

    #[inline(always)]
    fn run(self, b: B) -> [Niels; 8] {
        let mut words = [[b.splat(0); 8]; 2];
        for (half, words) in words.iter_mut().enumerate() {
            let mut rows = [b.splat(0); 8];
            for (row, point) in rows.iter_mut().zip(self.0) {
                *row = b.load(&point.0.as_chunks().0[half]);
            }
            *words = b.transpose(rows);
        }
        let [[p0, p1, p2, p3, p4, m0, m1, m2], [m3, m4, ..]] = words;
        let one = b.factor(splat(b, &ONE));
        let (plus, minus) = (b.unpack([p0, p1, p2, p3, p4]), b.unpack([m0, m1, m2, m3, m4]));
        // A doubling does not ask for T.
        let mut points = Points { minus, plus, z: one, t: one };
        for _ in 0..127 {
            points = double(b, &points);
        }
        to_niels(b, &points)
    }
}

/// The points with Z = 1.
#[inline(always)]
pub(super) fn to_niels<B: Field8>(b: B, points: &Points<B>) -> [Niels; 8] {
    let inverse = invert(b, points.z);
    let (plus, minus) = (mul(b, points.plus, inverse), mul(b, points.minus, inverse));
    let t_2d = mul(b, mul(b, points.t, inverse), b.factor(splat(b, &D2)));
    niels(b, plus, minus, t_2d)
}

/// The negative of the base point.
struct MinusBase;

impl<B: Field8> Task<B> for MinusBase {
    type Output = Niels;

    #[inline(always)]
    fn run(self, b: B) -> Niels {
        // The base point has no sign bit, its negative has one.
        let [w0, w1, w2, w3] = BASE;
        let words = b.load_all(&[[w0; 8], [w1; 8], [w2; 8], [w3 | 1 << 63; 8]]);
        let [points, _] = decompress_2(b, &[words, words]);
        points.niels(b)[0]
    }
}

/// The negative of the base point, and 2^127 times it.
pub(crate) fn minus_base<B: Field8>(b: B) -> [Niels; 2] {
    let minus_base = b.enter(MinusBase);
    [minus_base, b.enter(Prepare([&minus_base; 8]))[0]]
}
