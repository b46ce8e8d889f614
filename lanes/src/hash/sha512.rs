//! SHA-512 of eight blocks at a time, one in each lane.
//!
//! Source: FIPS 180-4, 6.4.

use super::constants::{INITIAL, ROUNDS};
use super::sixteen;
use crate::backend::{Task, Words8};

/// Bytes of a block.
pub(super) const BLOCK: usize = 128;

/// Bytes of a message's length, at the end of its last block.
pub(super) const LENGTH: usize = 16;

/// Eight states, after no block.
#[inline(always)]
pub(super) fn initial<B: Words8>(token: B) -> [B::V; 8] {
    let mut states = [token.splat(0); 8];
    for (state, word) in states.iter_mut().zip(INITIAL) {
        *state = token.splat(word);
    }
    states
}

/// Takes one block a lane, in sixteen words that have been read as big-endian, into the states.
#[inline(always)]
pub(super) fn compress<B: Words8>(token: B, states: &mut [B::V; 8], block: &[B::V; 16]) {
    token.enter(Compress { states, block });
}

/// A function of its own: 1,600 operations, which three callers share.
struct Compress<'a, V> {
    states: &'a mut [V; 8],
    block: &'a [V; 16],
}

impl<B: Words8> Task<B> for Compress<'_, B::V> {
    type Output = ();

    #[inline(always)]
    fn run(self, token: B) {
        let (mut states, mut words) = (*self.states, *self.block);
        for (i, constants) in ROUNDS.iter().enumerate() {
            if i > 0 {
                schedule(token, &mut words);
            }
            rounds(token, &mut states, &words, constants);
        }
        for (before, state) in self.states.iter_mut().zip(states) {
            *before = token.add(*before, state);
        }
    }
}

/// The next sixteen words of the message schedule.
#[inline(always)]
fn schedule<B: Words8>(token: B, words: &mut [B::V; 16]) {
    sixteen!(i => {
        let (x, y) = (words[(i + 1) % 16], words[(i + 14) % 16]);
        let x = xor(token, token.rotr::<1>(x), token.rotr::<8>(x), token.shr::<7>(x));
        let y = xor(token, token.rotr::<19>(y), token.rotr::<61>(y), token.shr::<6>(y));
        words[i] = token.add(token.add(words[i], words[(i + 9) % 16]), token.add(x, y));
    });
}

/// Sixteen rounds. The names a to h move by one place each round, the states do not.
#[inline(always)]
fn rounds<B: Words8>(token: B, states: &mut [B::V; 8], words: &[B::V; 16], constants: &[u64; 16]) {
    sixteen!(i => {
        let (a, b, c) = (states[(16 - i) % 8], states[(17 - i) % 8], states[(18 - i) % 8]);
        let (e, f, g) = (states[(20 - i) % 8], states[(21 - i) % 8], states[(22 - i) % 8]);
        let (d, h) = (states[(19 - i) % 8], states[(23 - i) % 8]);
        let choice = token.xor(g, token.and(e, token.xor(f, g)));
        let majority = token.xor(b, token.and(token.xor(a, b), token.xor(b, c)));
        let of_e = xor(token, token.rotr::<14>(e), token.rotr::<18>(e), token.rotr::<41>(e));
        let of_a = xor(token, token.rotr::<28>(a), token.rotr::<34>(a), token.rotr::<39>(a));
        let word = token.add(words[i], token.splat(constants[i]));
        let sum = token.add(token.add(h, word), token.add(of_e, choice));
        states[(3 + 16 - i) % 8] = token.add(d, sum);
        states[(7 + 16 - i) % 8] = token.add(sum, token.add(of_a, majority));
    });
}

#[inline(always)]
fn xor<B: Words8>(token: B, a: B::V, b: B::V, c: B::V) -> B::V {
    token.xor(token.xor(a, b), c)
}
