//! Numbers modulo l = 2^252 + c, the order of the base point, eight at a time.
//!
//! 2^260 is -2^8 c modulo l, and 2^252 is -c: what is above these powers is multiplied by 133 or 125
//! bits and subtracted from what is below, until nothing is above; a multiple of l keeps the
//! difference above zero.
//!
//! A result is not the smallest number of its class: it is below 2^254, in five limbs of 52 bits, the
//! lowest first. Sums of results are reduced once, after all have been added.

mod limbs;

use crate::backend::{Lanes, Mul52, Words8};
use limbs::{LIMB, carry, difference, from_words, product};

/// c = l - 2^252.
const C: u128 = 0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed;

/// k z modulo l, below 2^254, of k below 2^512 and z below 2^128, both in words of 64 bits.
#[inline(always)]
pub(crate) fn mul_wide<B: Mul52>(token: B, k: &Lanes<8>, z: &Lanes<2>) -> Lanes<5> {
    let k: [_; 10] = from_words(token, k);
    let x: [_; 13] = carry(token, product(token, &k, &from_words(token, z)));
    // Below 2^640, then 2^515, then 2^391.
    let x: [_; 10] = fold::<_, 13, 11, 10>(token, &x, &const { multiple(262) });
    let x: [_; 8] = fold::<_, 10, 8, 8>(token, &x, &const { multiple(138) });
    finish(token, &x)
}

/// s z modulo l, below 2^254, of s below 2^256 and z below 2^128, both in words of 64 bits.
#[inline(always)]
pub(crate) fn mul<B: Mul52>(token: B, s: &Lanes<4>, z: &Lanes<2>) -> Lanes<5> {
    let s: [_; 5] = from_words(token, s);
    finish(token, &carry(token, product(token, &s, &from_words(token, z))))
}

/// x modulo l, below 2^254, of x in five limbs below 2^63: a sum of 2^11 results at the most.
#[inline(always)]
pub(crate) fn reduce<B: Mul52>(token: B, x: &Lanes<5>) -> Lanes<5> {
    let mut columns = [token.splat(0); 6];
    for (column, limb) in columns.iter_mut().zip(x) {
        *column = token.load(limb);
    }
    fold_top(token, &carry(token, columns))
}

/// Whether s is the smallest number of its class, as ZIP-215 asks of signatures.
pub(crate) fn is_canonical(s: &[u8; 32]) -> bool {
    let (low, high) = s.split_at(16);
    let [low, high] =
        [low, high].map(|half| half.iter().rev().fold(0, |n, b| n << 8 | u128::from(*b)));
    high < 1 << 124 || (high == 1 << 124 && low < C)
}

/// What is below 2^391, to below 2^254: once by 2^260, once by 2^252.
#[inline(always)]
fn finish<B: Mul52>(token: B, x: &[B::V; 8]) -> Lanes<5> {
    let x: [_; 6] = fold::<_, 8, 6, 6>(token, x, &const { multiple(14) });
    fold_top(token, &x)
}

/// `multiple` + x mod 2^260 - 2^8 c (x div 2^260), which is x modulo l. Where the sum fits in less
/// limbs than the product has, the uppermost one of the product is 0.
#[inline(always)]
fn fold<B: Mul52, const X: usize, const P: usize, const N: usize>(
    token: B,
    x: &[B::V; X],
    multiple: &[u64; N],
) -> [B::V; N] {
    let (low, high) = x.split_at(5);
    let product: [_; P] = product(token, high, &constant(token, &const { in_limbs(C, 8) }));
    let mut columns = constant(token, multiple);
    for (column, low) in columns.iter_mut().zip(low) {
        *column = token.add(*column, *low);
    }
    for (column, product) in columns.iter_mut().zip(product) {
        *column = difference(token, *column, product);
    }
    carry(token, columns)
}

/// l + x mod 2^252 - c (x div 2^252), of x below 2^272: below 2^254.
#[inline(always)]
fn fold_top<B: Mul52>(token: B, x: &[B::V; 6]) -> Lanes<5> {
    let high = token.or(token.shr::<44>(x[4]), token.shl::<8>(x[5]));
    // The fourth column is 0: 125 and 20 bits fit in three limbs.
    let product: [_; 4] = product(token, &[high], &constant(token, &const { in_limbs(C, 0) }));
    let mut columns: [_; 5] = constant(token, &const { multiple(0) });
    let low = [x[0], x[1], x[2], x[3], token.and(x[4], token.splat((1 << 44) - 1))];
    for (column, low) in columns.iter_mut().zip(low) {
        *column = token.add(*column, low);
    }
    for (column, product) in columns.iter_mut().zip(product) {
        *column = difference(token, *column, product);
    }
    token.store_all(carry(token, columns))
}

#[inline(always)]
fn constant<B: Words8, const N: usize>(token: B, limbs: &[u64; N]) -> [B::V; N] {
    let mut constant = [token.splat(0); N];
    for (to, limb) in constant.iter_mut().zip(limbs) {
        *to = token.splat(*limb);
    }
    constant
}

/// The limbs of x 2^shift.
const fn in_limbs<const N: usize>(x: u128, shift: u32) -> [u64; N] {
    let mut limbs = [0; N];
    let mut bit = 0;
    while bit < u128::BITS {
        let to = bit + shift;
        limbs[(to / LIMB) as usize] |= ((x >> bit & 1) as u64) << (to % LIMB);
        bit += 1;
    }
    limbs
}

/// What every limb of a multiple of l is raised by, above every column of a product.
const SPARE: u32 = 56;

/// l 2^shift in limbs, each raised at the cost of the next one: products are subtracted from them
/// limb by limb. The uppermost takes the rest, and is above what is subtracted from it.
const fn multiple<const N: usize>(shift: u32) -> [u64; N] {
    let mut limbs = in_limbs::<N>(C, shift);
    limbs[((252 + shift) / LIMB) as usize] += 1 << ((252 + shift) % LIMB);
    let (mut i, mut borrowed) = (0, 0);
    while i < N - 1 {
        limbs[i] = limbs[i] + (1 << SPARE) - borrowed;
        borrowed = 1 << (SPARE - LIMB);
        i += 1;
    }
    limbs[N - 1] -= borrowed;
    limbs
}

#[cfg(test)]
mod tests;
