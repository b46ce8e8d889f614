//! Points beside those of curve25519-dalek, with every backend.

extern crate std;
use super::msm::Sums;
use super::*;
#[cfg(target_arch = "x86_64")]
use crate::backend::Ifma;
use crate::backend::{Portable, Task, Words8};
use curve25519_dalek::Scalar;
use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::traits::{Identity, IsIdentity};
use std::vec::Vec;

macro_rules! with_all {
    ($task:expr, $check:expr) => {
        $check(Portable.enter($task));
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = Ifma::detect() {
            $check(token.enter($task));
        }
    };
}

fn hash(seed: u64) -> [u8; 64] {
    use sha2::Digest;
    sha2::Sha512::digest(seed.to_le_bytes()).into()
}

fn random_point(seed: u64) -> EdwardsPoint {
    BASE * Scalar::from_bytes_mod_order_wide(&hash(seed)) + EIGHT_TORSION[seed as usize % 8]
}

/// 2^n times the point.
fn power(point: EdwardsPoint, n: u32) -> EdwardsPoint {
    (0..n).fold(point, |point, _| point + point)
}

fn words(encoded: &[u8; 32]) -> [u64; 4] {
    core::array::from_fn(|i| u64::from_le_bytes(encoded.as_chunks().0[i]))
}

fn in_lanes(encoded: &[[u8; 32]; 8]) -> [[u64; 8]; 4] {
    core::array::from_fn(|word| core::array::from_fn(|lane| words(&encoded[lane])[word]))
}

/// Eight encodings of points, from x and y with Z = 1.
fn encoded<B: Field8>(b: B, x: B::Reduced, y: B::Reduced) -> [[u8; 32]; 8] {
    let (x, y) = (b.smallest_words(x).map(|w| b.store(w)), b.smallest_words(y).map(|w| b.store(w)));
    core::array::from_fn(|lane| {
        let mut words: [u64; 4] = core::array::from_fn(|word| y[word][lane]);
        words[3] |= x[0][lane] << 63;
        core::array::from_fn(|i| words[i / 8].to_le_bytes()[i % 8])
    })
}

/// Checks T on the way.
fn compress<B: Field8>(b: B, p: &Points<B>) -> [[u8; 32]; 8] {
    let inverse = crate::field::invert(b, p.z);
    let half = [0xffff_ffff_ffff_fff7, u64::MAX, u64::MAX, u64::MAX >> 2]; // (p + 1) / 2
    let half = mul(b, inverse, b.factor(splat(b, &half)));
    let (plus, minus) = (b.total([b.reduced(p.plus)]), b.total([b.reduced(p.minus)]));
    let x = mul(b, b.carry(b.minus(plus, minus)), half);
    let y = mul(b, b.carry(b.plus(plus, minus)), half);
    let t = b.minus(b.mul(x, y), b.mul(p.t, inverse));
    assert_eq!(b.bits(crate::field::is_zero(b, b.reduce(t))), 0xff);
    encoded(b, b.reduced(x), b.reduced(y))
}

/// Encodings of all kinds: points, and what is none.
fn encodings() -> Vec<[u8; 32]> {
    let mut all: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|p| p.compress().0).collect();
    for low in 0..=u8::MAX {
        for sign in [0x7f, 0xff] {
            let mut near_p = [0xff; 32]; // from 2^255 - 256 on: p is 19 below 2^255
            (near_p[0], near_p[31]) = (low, sign);
            let mut near_0 = [0; 32];
            (near_0[0], near_0[31]) = (low, sign & 0x80);
            all.extend([near_p, near_0]);
        }
    }
    for seed in 0..200 {
        let any = *hash(seed).first_chunk().unwrap();
        all.extend([any, random_point(seed).compress().0]);
    }
    all
}

struct Decompress([[[u64; 8]; 4]; 2]);

impl<B: Field8> Task<B> for Decompress {
    /// Encodings again, what is valid, and points in memory.
    type Output = [([[u8; 32]; 8], u8, [Niels; 8]); 2];

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let words = self.0.map(|half| half.map(|word| b.load(&word)));
        decompress_2(b, &words).map(|d| (encoded(b, d.x, d.y), d.valid, d.niels(b)))
    }
}

#[test]
fn encodings_are_those_of_the_same_points() {
    let all = encodings();
    let mut valid_ones = 0;
    for chunk in all.chunks(16) {
        let chunk: [[u8; 32]; 16] = core::array::from_fn(|i| chunk[i.min(chunk.len() - 1)]);
        let halves = chunk.as_chunks::<8>().0;
        let input = [in_lanes(&halves[0]), in_lanes(&halves[1])];
        let check = |halves: [([[u8; 32]; 8], u8, [Niels; 8]); 2]| {
            for (i, bytes) in chunk.iter().enumerate() {
                let (again, valid, _) = &halves[i / 8];
                let expected = CompressedEdwardsY(*bytes).decompress();
                assert_eq!(valid >> (i % 8) & 1 == 1, expected.is_some(), "{bytes:?}");
                if let Some(expected) = expected {
                    assert_eq!(again[i % 8], expected.compress().0, "{bytes:?}");
                }
            }
        };
        with_all!(Decompress(input), check);
        valid_ones +=
            chunk.iter().filter(|b| CompressedEdwardsY(**b).decompress().is_some()).count();
    }
    assert!(valid_ones > 400 && valid_ones < all.len() - 300, "{valid_ones} of {}", all.len());
}

/// The points as a backend has them in memory.
fn niels<B: Field8>(b: B, points: &[EdwardsPoint; 8]) -> [Niels; 8] {
    let words = in_lanes(&points.map(|point| point.compress().0));
    let [(_, valid, niels), _] = b.enter(Decompress([words, words]));
    assert_eq!(valid, 0xff);
    niels
}

struct Formulas([EdwardsPoint; 8], [EdwardsPoint; 8]);

impl<B: Field8> Task<B> for Formulas {
    /// p ± q0 (minus in the odd lanes), p + q by both, 2 p, 2^127 p.
    type Output = [[[u8; 32]; 8]; 4];

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let sum = |points: &[Niels; 8]| {
            let mut sum = identity(b);
            for (lane, point) in points.iter().enumerate() {
                let added = add_niels(b, &sum, point, b.mask(0));
                let mask = b.mask(1 << lane);
                let choose = |new, old| b.choose(mask, new, old);
                sum = Points {
                    minus: choose(added.minus, sum.minus),
                    plus: choose(added.plus, sum.plus),
                    z: choose(added.z, sum.z),
                    t: choose(added.t, sum.t),
                };
            }
            sum
        };
        let (p_niels, q_niels) = (niels(b, &self.0), niels(b, &self.1));
        let (p, q) = (sum(&p_niels), sum(&q_niels));
        let mut memory = [Packed::NONE; 16];
        store(b, p, &mut memory, [15, 1, 2, 3, 4, 5, 6, 0]);
        let again = [15, 1, 2, 3, 4, 5, 6, 0].map(|place: usize| &memory[place]);
        let p = load(b, again);
        let prepared = b.enter(Prepare(core::array::from_fn(|i| &p_niels[i])));
        [
            compress(b, &add_niels(b, &p, &q_niels[0], b.mask(0xaa))),
            compress(b, &add(b, &p, &q)),
            compress(b, &double(b, &p)),
            compress(b, &sum(&prepared)),
        ]
    }
}

#[test]
fn sums_doubles_and_multiples_are_those_of_the_same_points() {
    for round in 0..24 {
        let point = |i: u64| match round % 3 {
            0 => random_point(100 * round + i),
            1 => EIGHT_TORSION[(i + round) as usize % 8],
            _ => -random_point(i / 2),
        };
        let p: [EdwardsPoint; 8] = core::array::from_fn(|i| point(i as u64));
        let q: [EdwardsPoint; 8] = core::array::from_fn(|i| match (i as u64 + round) % 4 {
            0 => p[i],
            1 => -p[i],
            2 => EdwardsPoint::identity(),
            _ => random_point(7000 + round),
        });
        let check = |[mixed, sum, twice, high]: [[[u8; 32]; 8]; 4]| {
            for i in 0..8 {
                let expected = if i % 2 == 1 { p[i] - q[0] } else { p[i] + q[0] };
                assert_eq!(mixed[i], expected.compress().0);
                assert_eq!(sum[i], (p[i] + q[i]).compress().0);
                assert_eq!(twice[i], (p[i] + p[i]).compress().0);
                assert_eq!(high[i], power(p[i], 127).compress().0);
            }
        };
        with_all!(Formulas(p, q), check);
    }
}

struct Sum<'a>(&'a [u128], &'a [EdwardsPoint], &'a [EdwardsPoint], &'static [u32]);

impl<B: Field8> Task<B> for Sum<'_> {
    /// Whether the sum is of small order, once as it is, and once with 2^127 times the second list.
    type Output = (bool, bool, [[u8; 32]; 8]);

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let all = |points: &[EdwardsPoint]| -> Vec<Niels> {
            let one = |point: &EdwardsPoint| niels(b, &[*point; 8])[0];
            points.iter().map(one).collect()
        };
        let (low, high) = (all(self.1), all(self.2));
        let segment = |points| Segment { scalars: self.0, points };
        let mut buckets = Buckets::new();
        let (head, tail) = (self.0.len() / 3, &low[self.0.len() / 3..]);
        let parts = [
            Segment { scalars: &self.0[..head], points: &low[..head] },
            Segment { scalars: &self.0[head..], points: tail },
        ];
        let cut = self.3;
        let sums = b.enter(Sums { buckets: &mut buckets, segments: &parts, cut });
        let high = [segment(&high)];
        let high = b.enter(Sums { buckets: &mut buckets, segments: &high, cut });
        let alone = is_small_order(b, None, &sums);
        (alone, is_small_order(b, Some(&high), &sums), compress(b, &sums))
    }
}

#[test]
fn sums_of_multiples_are_those_of_the_same_points() {
    let cuts: [&[u32]; 4] = [&[4, 4, 4, 4], &[6, 5, 5], &[5, 6, 5], &[8, 8]];
    let largest = (1 << 127) - 1;
    for (round, terms) in [0, 1, 2, 3, 20, 40].into_iter().enumerate() {
        let scalar = |i: usize| match (i + round) % 6 {
            0 => largest,
            1 => 0,
            2 => 1 << 126,
            3 => 0x5555_5555_5555_5555_5555_5555_5555_5555,
            _ => u128::from_le_bytes(*hash(i as u64).first_chunk().unwrap()) >> 1,
        };
        let scalars: Vec<u128> = (0..terms).map(scalar).collect();
        let points: Vec<EdwardsPoint> = (0..terms).map(|i| random_point(i as u64)).collect();
        let other: Vec<EdwardsPoint> = (0..terms).map(|i| random_point(500 + i as u64)).collect();
        let sum = |points: &[EdwardsPoint]| -> EdwardsPoint {
            points.iter().zip(&scalars).map(|(point, z)| point * Scalar::from(*z)).sum()
        };
        let lane = |sum: [u8; 32]| CompressedEdwardsY(sum).decompress().unwrap();
        for cut in cuts {
            let check = |(alone, both, sums): (bool, bool, [[u8; 32]; 8])| {
                let total = (0..8)
                    .rev()
                    .fold(EdwardsPoint::identity(), |total, i| power(total, 16) + lane(sums[i]));
                assert_eq!(total, sum(&points));
                assert_eq!(alone, sum(&points).mul_by_cofactor().is_identity());
                let both_sums = sum(&points) + power(sum(&other), 127);
                assert_eq!(both, both_sums.mul_by_cofactor().is_identity());
            };
            with_all!(Sum(&scalars, &points, &other, cut), check);
        }
    }
}

/// Sums that are of small order, and those that nearly are.
#[test]
fn small_order_is_found() {
    for torsion in EIGHT_TORSION {
        for off in [EdwardsPoint::identity(), BASE] {
            let a = random_point(1);
            let points = [a, -(a * Scalar::from(2u8)) + torsion + off];
            let check = |(alone, ..): (bool, bool, [[u8; 32]; 8])| {
                assert_eq!(alone, off.is_identity());
            };
            with_all!(Sum(&[2, 1], &points, &[BASE, BASE], &[6, 5, 5]), check);
            // 2^127 (a) + 2^127 (-a) by both ways
            let low = [power(a, 126), torsion];
            let high = [-a, off];
            let check = |(_, both, _): (bool, bool, [[u8; 32]; 8])| {
                assert_eq!(both, off.is_identity());
            };
            with_all!(
                Sum(&[2, 1], &low, &[high[0] * Scalar::from(2u8).invert(), off], &[8, 8]),
                check
            );
        }
    }
}
