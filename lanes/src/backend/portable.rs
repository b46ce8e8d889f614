//! Lanes without vectors, for every machine: loops over eight words.
//!
//! It computes exactly what AVX-512 IFMA computes, and in debug builds refuses sums that wrap in
//! the field: what is tested with it holds for the machines that the tests did not run on.

use super::words::{Halves, Mul52, Task, Words8};
use core::array::from_fn;

/// The token of every machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Portable;

const LOW_52: u64 = (1 << 52) - 1;

impl Words8 for Portable {
    type V = [u64; 8];
    type Mask = u8;

    #[inline(never)]
    fn enter<T: Task<Self>>(self, task: T) -> T::Output {
        task.run(self)
    }

    #[inline(always)]
    fn splat(self, word: u64) -> [u64; 8] {
        [word; 8]
    }

    #[inline(always)]
    fn load(self, words: &[u64; 8]) -> [u64; 8] {
        *words
    }

    #[inline(always)]
    fn store(self, a: [u64; 8]) -> [u64; 8] {
        a
    }

    #[inline(always)]
    fn add(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane].wrapping_add(b[lane]))
    }

    #[inline(always)]
    fn sub(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane].wrapping_sub(b[lane]))
    }

    #[inline(always)]
    fn and(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane] & b[lane])
    }

    #[inline(always)]
    fn or(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane] | b[lane])
    }

    #[inline(always)]
    fn xor(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane] ^ b[lane])
    }

    #[inline(always)]
    fn shl<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word << N)
    }

    #[inline(always)]
    fn shr<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word >> N)
    }

    #[inline(always)]
    fn rotr<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| word.rotate_right(N))
    }

    #[inline(always)]
    fn shlv(self, a: [u64; 8], by: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| if by[lane] < 64 { a[lane] << by[lane] } else { 0 })
    }

    #[inline(always)]
    fn shrv(self, a: [u64; 8], by: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| if by[lane] < 64 { a[lane] >> by[lane] } else { 0 })
    }

    #[inline(always)]
    fn swap_bytes(self, a: [u64; 8]) -> [u64; 8] {
        a.map(u64::swap_bytes)
    }

    #[inline(always)]
    fn permute<const ORDER: i32>(self, a: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| a[lane & 4 | (ORDER >> (2 * (lane & 3))) as usize & 3])
    }

    #[inline(never)]
    fn transpose(self, rows: [[u64; 8]; 8]) -> [[u64; 8]; 8] {
        from_fn(|row| from_fn(|lane| rows[lane][row]))
    }

    #[inline(always)]
    fn mask(self, bits: u8) -> u8 {
        bits
    }

    #[inline(always)]
    fn bits(self, mask: u8) -> u8 {
        mask
    }

    #[inline(always)]
    fn negative(self, a: [u64; 8]) -> u8 {
        choose(|lane| a[lane] >> 63 == 1)
    }

    #[inline(always)]
    fn zero(self, a: [u64; 8]) -> u8 {
        choose(|lane| a[lane] == 0)
    }

    #[inline(always)]
    fn select(self, mask: u8, yes: [u64; 8], no: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| if mask >> lane & 1 == 1 { yes[lane] } else { no[lane] })
    }
}

impl Halves for Portable {
    /// Never: without vectors sixteen are no faster.
    const SIXTEEN_FROM: usize = 17;

    #[inline(always)]
    fn add_32(self, a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        from_fn(|lane| {
            let [a, b] = [halves(a[lane]), halves(b[lane])];
            joined([a[0].wrapping_add(b[0]), a[1].wrapping_add(b[1])])
        })
    }

    #[inline(always)]
    fn rotr_32<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| joined(halves(word).map(|half| half.rotate_right(N))))
    }

    #[inline(always)]
    fn shr_32<const N: u32>(self, a: [u64; 8]) -> [u64; 8] {
        a.map(|word| joined(halves(word).map(|half| half >> N)))
    }
}

/// The lower and the upper half of a word.
#[inline(always)]
fn halves(word: u64) -> [u32; 2] {
    [word as u32, (word >> 32) as u32]
}

#[inline(always)]
fn joined([low, high]: [u32; 2]) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

impl Mul52 for Portable {
    const OUTLINED: bool = true;

    #[inline(always)]
    fn madd_lo(self, sum: [u64; 8], a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        // The low 52 bits of a product modulo 2^64 are those of the product.
        let low = |lane: usize| (a[lane] & LOW_52).wrapping_mul(b[lane] & LOW_52) & LOW_52;
        from_fn(|lane| sum[lane].wrapping_add(low(lane)))
    }

    #[inline(always)]
    fn madd_hi(self, sum: [u64; 8], a: [u64; 8], b: [u64; 8]) -> [u64; 8] {
        let product = |lane: usize| u128::from(a[lane] & LOW_52) * u128::from(b[lane] & LOW_52);
        // A product of 104 bits: what is left are 52.
        from_fn(|lane| sum[lane].wrapping_add((product(lane) >> 52) as u64))
    }
}

#[inline(always)]
fn choose(lane: impl Fn(usize) -> bool) -> u8 {
    (0..8).fold(0, |bits, i| bits | u8::from(lane(i)) << i)
}
