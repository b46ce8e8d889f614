//! Numbers in limbs of 52 bits, eight at a time: products, carries, differences.
//!
//! A number is *carried* where all of its limbs are below 2^52: nothing else is multiplied. Debug
//! builds refuse other factors, differences below zero, and what a carry would lose.

use crate::backend::{Mul52, Words8};

/// Bits of a limb.
pub(super) const LIMB: u32 = 52;

/// The greatest limb of a carried number.
pub(super) const FULL: u64 = (1 << LIMB) - 1;

/// The lowest N limbs of a number in words of 64 bits: carried.
#[inline(always)]
pub(super) fn from_words<B: Words8, const W: usize, const N: usize>(
    token: B,
    words: &[[u64; 8]; W],
) -> [B::V; N] {
    let mut limbs = [token.splat(0); N];
    for (i, limb) in limbs.iter_mut().enumerate() {
        let bit = i as u64 * u64::from(LIMB);
        let (word, bit) = ((bit / 64) as usize, bit % 64);
        let mut bits = token.shrv(token.load(&words[word]), token.splat(bit));
        if let Some(next) = words.get(word + 1) {
            bits = token.or(bits, token.shlv(token.load(next), token.splat(64 - bit)));
        }
        *limb = token.and(bits, token.splat(FULL));
    }
    limbs
}

/// x y in columns below 2^55, of carried numbers; C is the number of their limbs.
#[inline(always)]
pub(super) fn product<B: Mul52, const C: usize>(token: B, x: &[B::V], y: &[B::V; 3]) -> [B::V; C] {
    debug_assert_eq!(C, x.len() + y.len());
    for limb in x.iter().chain(y) {
        debug_assert_carried(token, *limb);
    }
    // Three low and three high halves at the most meet in a column.
    let mut columns = [token.splat(0); C];
    for (i, x) in x.iter().enumerate() {
        for (j, y) in y.iter().enumerate() {
            columns[i + j] = token.madd_lo(columns[i + j], *x, *y);
            columns[i + j + 1] = token.madd_hi(columns[i + j + 1], *x, *y);
        }
    }
    columns
}

/// The same number, carried. It is to fit: below 2^(52 N).
#[inline(always)]
pub(super) fn carry<B: Words8, const N: usize>(token: B, mut columns: [B::V; N]) -> [B::V; N] {
    let full = token.splat(FULL);
    for i in 1..N {
        let over = token.shr::<LIMB>(columns[i - 1]);
        columns[i] = token.add(columns[i], over);
        columns[i - 1] = token.and(columns[i - 1], full);
    }
    debug_assert_carried(token, columns[N - 1]);
    columns
}

/// a - b, where no lane of b is above a.
#[inline(always)]
pub(super) fn difference<B: Words8>(token: B, a: B::V, b: B::V) -> B::V {
    if cfg!(debug_assertions) {
        let (a, b) = (token.store(a), token.store(b));
        assert!((0..8).all(|lane| a[lane] >= b[lane]), "{a:x?} - {b:x?}");
    }
    token.sub(a, b)
}

#[inline(always)]
pub(super) fn debug_assert_carried<B: Words8>(token: B, limb: B::V) {
    if cfg!(debug_assertions) {
        let limb = token.store(limb);
        assert!(limb.iter().all(|limb| *limb <= FULL), "{limb:x?}");
    }
}
