//! SHA-256 of sixteen blocks at a time: in each lane one in the lower, one in the upper half.
//!
//! Source: FIPS 180-4, 6.2.

use super::constants::{INITIAL, ROUNDS};
use super::sixteen;
use crate::backend::{Halves, Task};

/// A block, or a hash, in words of 64 bits that have been read as big-endian.
pub(super) type Block = [u64; 8];
pub(super) type Hash = [u64; 4];

/// The state after no block. The constants of SHA-512 begin with those of SHA-256.
pub(super) const INITIAL_32: [u32; 8] = {
    let mut words = [0; 8];
    let mut i = 0;
    while i < 8 {
        words[i] = (INITIAL[i] >> 32) as u32;
        i += 1;
    }
    words
};

/// The hashes of sixteen messages of as many blocks: `messages[block][message]`.
pub(super) struct Sixteen<'a, const N: usize>(pub(super) &'a [[Block; 16]; N]);

impl<B: Halves, const N: usize> Task<B> for Sixteen<'_, N> {
    type Output = [Hash; 16];

    #[inline(always)]
    fn run(self, token: B) -> [Hash; 16] {
        let mut states = [token.splat(0); 8];
        for (state, word) in states.iter_mut().zip(INITIAL_32) {
            *state = twice(token, word);
        }
        for blocks in self.0 {
            token.enter(Compress { states: &mut states, words: load(token, blocks) });
        }
        store(token, &states)
    }
}

/// A function of its own: 1,200 operations.
struct Compress<'a, V> {
    states: &'a mut [V; 8],
    words: [V; 16],
}

impl<B: Halves> Task<B> for Compress<'_, B::V> {
    type Output = ();

    #[inline(always)]
    fn run(self, token: B) {
        let (mut states, mut words) = (*self.states, self.words);
        for (i, constants) in ROUNDS[..4].iter().enumerate() {
            if i > 0 {
                schedule(token, &mut words);
            }
            rounds(token, &mut states, &words, constants);
        }
        for (before, state) in self.states.iter_mut().zip(states) {
            *before = token.add_32(*before, state);
        }
    }
}

/// The next sixteen words of the message schedule.
#[inline(always)]
fn schedule<B: Halves>(token: B, words: &mut [B::V; 16]) {
    sixteen!(i => {
        let (x, y) = (words[(i + 1) % 16], words[(i + 14) % 16]);
        let x = xor(token, token.rotr_32::<7>(x), token.rotr_32::<18>(x), token.shr_32::<3>(x));
        let y = xor(token, token.rotr_32::<17>(y), token.rotr_32::<19>(y), token.shr_32::<10>(y));
        words[i] = token.add_32(token.add_32(words[i], words[(i + 9) % 16]), token.add_32(x, y));
    });
}

/// Sixteen rounds. The names a to h move by one place each round, the states do not.
#[inline(always)]
fn rounds<B: Halves>(token: B, states: &mut [B::V; 8], words: &[B::V; 16], constants: &[u64; 16]) {
    sixteen!(i => {
        let mut names = [token.splat(0); 8];
        for (name, to) in names.iter_mut().enumerate() {
            *to = states[(name + 16 - i) % 8];
        }
        let [a, b, c, d, e, f, g, h] = names;
        let choice = token.xor(g, token.and(e, token.xor(f, g)));
        let majority = token.xor(b, token.and(token.xor(a, b), token.xor(b, c)));
        let of_e = xor(token, token.rotr_32::<6>(e), token.rotr_32::<11>(e), token.rotr_32::<25>(e));
        let of_a = xor(token, token.rotr_32::<2>(a), token.rotr_32::<13>(a), token.rotr_32::<22>(a));
        let word = token.add_32(words[i], twice(token, (constants[i] >> 32) as u32));
        let sum = token.add_32(token.add_32(h, word), token.add_32(of_e, choice));
        states[(3 + 16 - i) % 8] = token.add_32(d, sum);
        states[(7 + 16 - i) % 8] = token.add_32(sum, token.add_32(of_a, majority));
    });
}

#[inline(always)]
fn xor<B: Halves>(token: B, a: B::V, b: B::V, c: B::V) -> B::V {
    token.xor(token.xor(a, b), c)
}

#[inline(always)]
fn twice<B: Halves>(token: B, word: u32) -> B::V {
    token.splat(u64::from(word) << 32 | u64::from(word))
}

const LOW: u64 = 0xffff_ffff;

/// Words of 32 bits: those of the blocks 0 to 7 in the lower halves, of 8 to 15 in the upper.
#[inline(always)]
fn load<B: Halves>(token: B, blocks: &[Block; 16]) -> [B::V; 16] {
    let [mut lower, mut upper] = [[token.splat(0); 8]; 2];
    for lane in 0..8 {
        (lower[lane], upper[lane]) = (token.load(&blocks[lane]), token.load(&blocks[lane + 8]));
    }
    let (lower, upper) = (token.transpose(lower), token.transpose(upper));
    let low = token.splat(LOW);
    let mut words = [token.splat(0); 16];
    for i in 0..8 {
        // The first of two words of 32 bits is the upper half of one of 64.
        words[2 * i] = merge(token, token.shr::<32>(lower[i]), upper[i], low);
        words[2 * i + 1] = merge(token, lower[i], token.shl::<32>(upper[i]), low);
    }
    words
}

#[inline(always)]
fn store<B: Halves>(token: B, states: &[B::V; 8]) -> [Hash; 16] {
    let low = token.splat(LOW);
    let mut rows = [token.splat(0); 8];
    for i in 0..4 {
        let (first, second) = (states[2 * i], states[2 * i + 1]);
        rows[i] = merge(token, second, token.shl::<32>(first), low);
        rows[i + 4] = merge(token, token.shr::<32>(second), first, low);
    }
    let mut hashes = [[0; 4]; 16];
    for (lane, row) in token.transpose(rows).into_iter().enumerate() {
        let row = token.store(row);
        hashes[lane].copy_from_slice(&row[..4]);
        hashes[lane + 8].copy_from_slice(&row[4..]);
    }
    hashes
}

/// The lower halves of one, the upper halves of the other.
#[inline(always)]
fn merge<B: Halves>(token: B, lower: B::V, upper: B::V, low: B::V) -> B::V {
    token.xor(upper, token.and(token.xor(lower, upper), low))
}
