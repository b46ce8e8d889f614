//! The challenges of eight signatures: SHA-512(R ‖ A ‖ M), read as a number.

use super::sha512::{BLOCK, LENGTH, compress, initial};
use crate::backend::{Lanes, Words8};

/// What one signature is over.
#[derive(Clone, Copy)]
pub(crate) struct Signed<'a> {
    /// The first half of the signature.
    pub(crate) r: &'a [u8; 32],
    pub(crate) key: &'a [u8; 32],
    pub(crate) message: &'a [u8],
}

/// Bytes of R ‖ A: half a block.
const HEAD: usize = 64;

impl Signed<'_> {
    /// Blocks of R ‖ A ‖ M with its padding.
    const fn blocks(&self) -> usize {
        // One byte of padding at the least. No memory holds a message for which this overflows.
        (HEAD + self.message.len() + 1 + LENGTH).div_ceil(BLOCK)
    }

    /// A block of R ‖ A ‖ M with its padding, as little-endian words; what follows the last one is
    /// of no use.
    #[inline(always)]
    fn block(&self, index: usize) -> [[u64; 8]; 2] {
        let mut halves = [[0; 8]; 2];
        let mut begin = BLOCK * index;
        let mut free = halves.as_flattened_mut();
        if index == 0 {
            let (head, rest) = free.split_at_mut(8);
            copy(&mut head[..4], self.r);
            copy(&mut head[4..], self.key);
            free = rest;
        } else {
            begin -= HEAD;
        }
        let rest = self.message.get(begin..).unwrap_or_default();
        copy(free, rest);
        let (full, partial) = rest.as_chunks::<8>();
        if let Some(word) = free.get_mut(full.len())
            && begin <= self.message.len()
        {
            // The byte after the message is 0x80.
            *word = partial.iter().rev().fold(0x80, |word, byte| word << 8 | u64::from(*byte));
        }
        if index + 1 == self.blocks() {
            halves[1][7] = (8 * (HEAD + self.message.len()) as u64).swap_bytes();
        }
        halves
    }
}

/// Eight challenges, each of 512 bits in eight words, the lowest first: `challenges[word][lane]`.
///
/// The messages may have different lengths. The cost is eight times that of the longest.
#[inline(always)]
pub(crate) fn challenges<B: Words8>(token: B, signed: &[Signed<'_>; 8]) -> Lanes<8> {
    let blocks = signed.map(|lane| lane.blocks());
    let mut states = initial(token);
    let mut digests = states;
    for block in 0..blocks.into_iter().max().unwrap_or_default() {
        compress(token, &mut states, &load(token, signed, block));
        let last = (0..8).filter(|lane| blocks[*lane] == block + 1);
        let last = token.mask(last.fold(0, |bits, lane| bits | 1 << lane));
        for (digest, state) in digests.iter_mut().zip(states) {
            *digest = token.select(last, state, *digest);
        }
    }
    let mut challenges = [[0; 8]; 8];
    for (challenge, digest) in challenges.iter_mut().zip(digests) {
        *challenge = token.store(token.swap_bytes(digest));
    }
    challenges
}

/// A block of each lane, in sixteen words.
#[inline(always)]
fn load<B: Words8>(token: B, signed: &[Signed<'_>; 8], block: usize) -> [B::V; 16] {
    // All are written before the first is read: a vector that was written in parts just before it is
    // read waits for the memory.
    let rows = signed.map(|lane| lane.block(block));
    let [mut low, mut high] = [[token.splat(0); 8]; 2];
    for (lane, row) in rows.iter().enumerate() {
        (low[lane], high[lane]) = (token.load(&row[0]), token.load(&row[1]));
    }
    let mut words = [token.splat(0); 16];
    let transposed = token.transpose(low).into_iter().chain(token.transpose(high));
    for (word, row) in words.iter_mut().zip(transposed) {
        *word = token.swap_bytes(row);
    }
    words
}

/// As many little-endian words as there are and fit.
#[inline(always)]
fn copy(words: &mut [u64], bytes: &[u8]) {
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_le_bytes(*bytes);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::backend::Task;
    use crate::hash::on_each;
    use sha2::{Digest, Sha512};
    use std::vec::Vec;

    struct Challenges<'a>([Signed<'a>; 8]);

    impl<B: Words8> Task<B> for Challenges<'_> {
        type Output = Lanes<8>;

        #[inline(always)]
        fn run(self, token: B) -> Lanes<8> {
            challenges(token, &self.0)
        }
    }

    fn by_sha2(signed: &Signed<'_>) -> [u64; 8] {
        let hash = Sha512::new_with_prefix(signed.r).chain_update(signed.key);
        let mut words = [0; 8];
        copy(&mut words, &hash.chain_update(signed.message).finalize());
        words
    }

    /// Messages of these lengths, and no byte of them like its neighbours.
    fn check(lengths: [usize; 8]) {
        let longest = lengths.into_iter().max().unwrap();
        let bytes: Vec<u8> = (0..64 + longest + 8).map(|i| (i * 167 + i / 256) as u8).collect();
        let signed = core::array::from_fn(|lane| {
            let (r, rest) = bytes[lane..].split_first_chunk().unwrap();
            let (key, rest) = rest.split_first_chunk().unwrap();
            Signed { r, key, message: &rest[..lengths[lane]] }
        });
        let expected = signed.map(|lane| by_sha2(&lane));
        for (backend, challenges) in on_each!(Challenges(signed)) {
            for (lane, expected) in expected.iter().enumerate() {
                let challenge = challenges.map(|word| word[lane]);
                assert_eq!(challenge, *expected, "{backend}: lane {lane} of {lengths:?}");
            }
        }
    }

    #[test]
    fn messages_of_every_length_beside_longer_and_shorter_ones() {
        for length in 0..=300 {
            check([length; 8]);
            check(core::array::from_fn(|lane| (length + 41 * lane) % 301));
            let mut lengths = [0; 8];
            lengths[length % 8] = length;
            check(lengths);
        }
    }

    #[test]
    fn lengths_on_both_sides_of_the_end_of_a_block() {
        // R and A take 64 bytes; a block ends 64, 192, 320 ... bytes later, or 17 bytes earlier.
        for end in [64, 192, 320, 448, 4096 - 64] {
            check([end, end - 1, end + 1, end - 17, end - 16, end - 18, 0, end + 128]);
        }
    }
}
