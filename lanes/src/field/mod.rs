//! The field of integers modulo p = 2^255 - 19, eight elements at a time.

mod radix52;
#[cfg(test)]
mod tests;

use crate::backend::{Task, Words8};
pub(crate) use constants::{D, D2, ONE, SQRT_MINUS_ONE};

/// Field elements in eight lanes.
///
/// How large the limbs of an element may be is in its type, so that nothing has to be reduced twice
/// or is by mistake not reduced at all. Each type stands for the same elements; what it is good for:
///
/// | type | comes from | is for |
/// |---|---|---|
/// | `Reduced` | constants, words, [`reduce`](Field8::reduce) | everything |
/// | `Factor` | [`carry`](Field8::carry) | products alone |
/// | `Term` | products, a few `Reduced` added | one sum or difference |
/// | `Sum` | one sum or difference | `carry` and `reduce` alone |
///
/// A debug build checks the bounds that each backend states for its types, on every operation.
pub(crate) trait Field8: Words8 {
    type Reduced: Copy;
    type Factor: Copy;
    type Term: Copy;
    type Sum: Copy;

    /// Elements from 256 bits in little-endian words; the highest bit does not count.
    fn element(self, words: &[Self::V; 4]) -> Self::Reduced;
    /// The smallest representatives.
    fn smallest_words(self, a: Self::Reduced) -> [Self::V; 4];

    fn mul(self, a: Self::Factor, b: Self::Factor) -> Self::Term;
    fn square(self, a: Self::Factor) -> Self::Term;
    fn plus(self, a: Self::Term, b: Self::Term) -> Self::Sum;
    fn minus(self, a: Self::Term, b: Self::Term) -> Self::Sum;
    /// The negative in the lanes of the mask, `a` in the others.
    fn negate(self, mask: Self::Mask, a: Self::Term) -> Self::Term;
    /// The sum of at most four elements.
    fn total<const N: usize>(self, terms: [Self::Reduced; N]) -> Self::Term;

    fn carry(self, a: Self::Sum) -> Self::Factor;
    fn reduce(self, a: Self::Sum) -> Self::Reduced;
    fn sum(self, a: Self::Term) -> Self::Sum;
    fn factor(self, a: Self::Reduced) -> Self::Factor;
    fn reduced(self, a: Self::Factor) -> Self::Reduced;

    /// `yes` in the lanes of the mask, `no` in the others.
    fn choose(self, mask: Self::Mask, yes: Self::Factor, no: Self::Factor) -> Self::Factor;
    /// Lanes 0 to 3, and 4 to 7, in the order that [`Words8::permute`] takes.
    fn rearrange<const ORDER: i32>(self, a: Self::Reduced) -> Self::Reduced;
    /// `a` in the lanes of the mask, 0 in the others.
    fn only(self, mask: Self::Mask, a: Self::Reduced) -> Self::Reduced;

    /// As five words, which [`unpack`](Field8::unpack) of the same backend reads.
    fn pack(self, a: Self::Factor) -> [Self::V; 5];
    fn unpack(self, words: [Self::V; 5]) -> Self::Factor;
}

/// The same element in each lane.
#[inline(always)]
pub(crate) fn splat<B: Field8>(b: B, words: &[u64; 4]) -> B::Reduced {
    b.element(&[b.splat(words[0]), b.splat(words[1]), b.splat(words[2]), b.splat(words[3])])
}

/// A product, as a factor of the next.
#[inline(always)]
pub(crate) fn mul<B: Field8>(b: B, x: B::Factor, y: B::Factor) -> B::Factor {
    b.carry(b.sum(b.mul(x, y)))
}

/// The lanes that are 0.
#[inline(always)]
pub(crate) fn is_zero<B: Field8>(b: B, a: B::Reduced) -> B::Mask {
    let [w0, w1, w2, w3] = b.smallest_words(a);
    b.zero(b.or(b.or(w0, w1), b.or(w2, w3)))
}

/// Two independent products: the latency of one hides that of the other.
#[inline(always)]
pub(crate) fn mul_2<B: Field8>(b: B, x: [B::Factor; 2], y: [B::Factor; 2]) -> [B::Factor; 2] {
    b.enter(Products::<B>(x, y))
}

/// Squares of squares, `n` times.
#[inline(always)]
pub(crate) fn square_2<B: Field8>(b: B, x: [B::Factor; 2], n: u32) -> [B::Factor; 2] {
    b.enter(Squares::<B>(x, n))
}

struct Products<B: Field8>([B::Factor; 2], [B::Factor; 2]);

impl<B: Field8> Task<B> for Products<B> {
    type Output = [B::Factor; 2];

    #[inline(always)]
    fn run(self, b: B) -> [B::Factor; 2] {
        [mul(b, self.0[0], self.1[0]), mul(b, self.0[1], self.1[1])]
    }
}

struct Squares<B: Field8>([B::Factor; 2], u32);

impl<B: Field8> Task<B> for Squares<B> {
    type Output = [B::Factor; 2];

    #[inline(always)]
    fn run(self, b: B) -> [B::Factor; 2] {
        let [mut x, mut y] = self.0;
        for _ in 0..self.1 {
            x = b.carry(b.sum(b.square(x)));
            y = b.carry(b.sum(b.square(y)));
        }
        [x, y]
    }
}

/// x^((p - 5) / 8) = x^(2^252 - 3), the root that decompression needs, and x^3.
///
/// Source: the chain of `ref10 pow22523.h`.
#[inline(always)]
pub(crate) fn power_2<B: Field8>(b: B, x: [B::Factor; 2]) -> [[B::Factor; 2]; 2] {
    let x2 = square_2(b, x, 1);
    let x3 = mul_2(b, x2, x);
    let x9 = mul_2(b, square_2(b, x2, 2), x);
    let x11 = mul_2(b, x9, x2);
    // Below, the name says how many ones the exponent has in binary.
    let ones_5 = mul_2(b, square_2(b, x11, 1), x9);
    let ones_10 = mul_2(b, square_2(b, ones_5, 5), ones_5);
    let ones_20 = mul_2(b, square_2(b, ones_10, 10), ones_10);
    let ones_40 = mul_2(b, square_2(b, ones_20, 20), ones_20);
    let ones_50 = mul_2(b, square_2(b, ones_40, 10), ones_10);
    let ones_100 = mul_2(b, square_2(b, ones_50, 50), ones_50);
    let ones_200 = mul_2(b, square_2(b, ones_100, 100), ones_100);
    let ones_250 = mul_2(b, square_2(b, ones_200, 50), ones_50);
    [mul_2(b, square_2(b, ones_250, 2), x), x3]
}

/// 1/x, and 0 for 0: x^(p - 2), with p - 2 = 8 (2^252 - 3) + 3.
#[inline(always)]
pub(crate) fn invert<B: Field8>(b: B, x: B::Factor) -> B::Factor {
    let [power, cube] = power_2(b, [x, x]);
    mul(b, square_2(b, power, 3)[0], cube[0])
}

mod constants {
    /// 1.
    pub(crate) const ONE: [u64; 4] = [1, 0, 0, 0];

    /// d of the curve -x² + y² = 1 + d x² y²: -121665/121666. Source: RFC 8032, 5.1.
    pub(crate) const D: [u64; 4] = [
        0x75eb_4dca_1359_78a3,
        0x0070_0a4d_4141_d8ab,
        0x8cc7_4079_7779_e898,
        0x5203_6cee_2b6f_fe73,
    ];

    /// 2 d.
    pub(crate) const D2: [u64; 4] = [
        0xebd6_9b94_26b2_f159,
        0x00e0_149a_8283_b156,
        0x198e_80f2_eef3_d130,
        0x2406_d9dc_56df_fce7,
    ];

    /// 2^((p - 1) / 4), a root of -1. Source: RFC 8032, 5.1.3.
    pub(crate) const SQRT_MINUS_ONE: [u64; 4] = [
        0xc4ee_1b27_4a0e_a0b0,
        0x2f43_1806_ad2f_e478,
        0x2b4d_0099_3dfb_d7a7,
        0x2b83_2480_4fc1_df0b,
    ];
}
