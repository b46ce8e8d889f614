//! The coefficients of a batch, from a hash of all that is in it.
//!
//! Signatures come in groups of eight, one a lane. All that is hashed are words of 64 bits, each
//! big-endian; numbers have their lowest word first. SHA-512 has its padding and its lengths:
//!
//! ```text
//! entry           = k mod 2^256 ‖ s          8 words; 0 where the last group has no signature
//! digest of lane  = SHA-512(LANE ‖ lane ‖ 0 ‖ 0 ‖ 0 ‖ the entries of this lane)      first 4 words
//! root            = SHA-512(ROOT ‖ signatures ‖ the digests of the lanes 0 to 7)
//! block           = SHA-512(COEFFICIENTS ‖ root ‖ 8 (group / 4) + lane)
//! z of group and lane = the words 2 (group mod 4) and the next of the block, but for the highest bit
//! ```
//!
//! k is the challenge, SHA-512(R ‖ A ‖ M), so that an entry holds all that a signature is: R, A, M, s.
//! The number of signatures says which entries there are.
//!
//! No domain begins with the encoding of a point: no signature that could be accepted has a
//! challenge with the input of one of these hashes. Why this suffices: `docs/coefficients.md`.

use super::sha512::{compress, initial};
use crate::backend::{Lanes, Words8};
use sha2::{Digest, Sha512};

const LANE: [u8; 32] = *b"parhelion: a lane of a batch, 1 ";
const ROOT: [u8; 32] = *b"parhelion: batch in lanes, 1    ";
const COEFFICIENTS: [u8; 32] = *b"parhelion: coefficients, 1      ";

/// Words of a block, and of the half that an entry is.
const BLOCK: usize = 16;
const ENTRY: usize = BLOCK / 2;

/// The first bit of what follows a message.
const END: u64 = 1 << 63;

/// Takes in the signatures of a batch.
pub(crate) struct Transcript {
    states: Lanes<8>,
    block: Lanes<BLOCK>,
    /// Entries of a lane, and before them what it begins with.
    entries: u64,
    signatures: u64,
}

impl Transcript {
    #[inline(always)]
    pub(crate) fn new<B: Words8>(token: B) -> Transcript {
        let mut block = [[0; 8]; BLOCK];
        for (word, domain) in block.iter_mut().zip(words::<4>(&LANE)) {
            *word = [domain; 8];
        }
        block[4] = [0, 1, 2, 3, 4, 5, 6, 7];
        let states = token.store_all(initial(token));
        Transcript { states, block, entries: 1, signatures: 0 }
    }

    /// Takes in a group: challenges k and second halves s, of as many lanes as are `live`. All groups
    /// but the last are full.
    #[inline(always)]
    pub(crate) fn absorb<B: Words8>(&mut self, token: B, k: &Lanes<8>, s: &Lanes<4>, live: usize) {
        debug_assert!((1..=8).contains(&live));
        debug_assert_eq!(self.signatures, 8 * (self.entries - 1), "a group before was not full");
        let lanes = token.mask(((1_u16 << live) - 1) as u8);
        let free = ENTRY * (self.entries % 2) as usize;
        let words = k[..4].iter().chain(s);
        for (to, word) in self.block[free..].iter_mut().zip(words) {
            *to = token.store(token.select(lanes, token.load(word), token.splat(0)));
        }
        self.entries += 1;
        self.signatures += live as u64;
        if free == ENTRY {
            self.compress(token);
        }
    }

    /// The coefficients of the groups, in the order in which they were taken in.
    #[inline(always)]
    pub(crate) fn finish<B: Words8>(mut self, token: B) -> Coefficients {
        let end = ENTRY * (self.entries % 2) as usize;
        self.block[end..].fill([0; 8]);
        self.block[end] = [END; 8];
        self.block[BLOCK - 1] = [self.entries * ENTRY as u64 * 64; 8];
        self.compress(token);
        let mut hash = Sha512::new_with_prefix(ROOT);
        hash.update(self.signatures.to_be_bytes());
        for lane in 0..8 {
            for word in &self.states[..4] {
                hash.update(word[lane].to_be_bytes());
            }
        }
        let root = hash.finalize();
        Coefficients { root: words(&root), groups: 0, blocks: [[0; 8]; 8] }
    }

    #[inline(always)]
    fn compress<B: Words8>(&mut self, token: B) {
        let mut states = token.load_all(&self.states);
        compress(token, &mut states, &token.load_all(&self.block));
        self.states = token.store_all(states);
    }
}

/// Gives the coefficients of a batch.
pub(crate) struct Coefficients {
    root: [u64; 8],
    groups: u64,
    /// The blocks of the four groups that the last one is of.
    blocks: Lanes<8>,
}

impl Coefficients {
    /// Those of the next group: numbers of 127 bits, in words of 64 bits.
    #[inline(always)]
    pub(crate) fn next<B: Words8>(&mut self, token: B) -> Lanes<2> {
        let place = 2 * (self.groups % 4) as usize;
        if place == 0 {
            self.refill(token);
        }
        self.groups += 1;
        [self.blocks[place], self.blocks[place + 1].map(|word| word & !END)]
    }

    #[inline(always)]
    fn refill<B: Words8>(&mut self, token: B) {
        let mut block = [[0; 8]; BLOCK];
        let input = words::<4>(&COEFFICIENTS).into_iter().chain(self.root);
        for (to, word) in block.iter_mut().zip(input) {
            *to = [word; 8];
        }
        let first = self.groups / 4 * 8;
        for (lane, number) in block[12].iter_mut().zip(first..) {
            *lane = number;
        }
        block[13] = [END; 8];
        block[BLOCK - 1] = [13 * 64; 8];
        let mut states = initial(token);
        compress(token, &mut states, &token.load_all(&block));
        self.blocks = token.store_all(states);
    }
}

/// As many big-endian words as are asked for; 0 where there are no bytes.
#[inline(always)]
fn words<const N: usize>(bytes: &[u8]) -> [u64; N] {
    let mut words = [0; N];
    for (word, bytes) in words.iter_mut().zip(bytes.as_chunks().0) {
        *word = u64::from_be_bytes(*bytes);
    }
    words
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::backend::Task;
    use crate::hash::on_each;
    use curve25519_dalek::edwards::CompressedEdwardsY;
    use std::collections::BTreeSet;
    use std::vec::Vec;

    /// k, s, and how many lanes have a signature.
    type Group = (Lanes<8>, Lanes<4>, usize);

    /// As many groups of coefficients as are asked for.
    struct Draw<'a>(&'a [Group], usize);

    impl<B: Words8> Task<B> for Draw<'_> {
        type Output = Vec<Lanes<2>>;

        #[inline(always)]
        fn run(self, token: B) -> Vec<Lanes<2>> {
            let mut transcript = Transcript::new(token);
            for (k, s, live) in self.0 {
                transcript.absorb(token, k, s, *live);
            }
            let mut coefficients = transcript.finish(token);
            (0..self.1).map(|_| coefficients.next(token)).collect()
        }
    }

    /// By the definition, with sha2.
    fn by_definition(groups: &[Group], wanted: usize) -> Vec<Lanes<2>> {
        let mut root = Sha512::new_with_prefix(ROOT);
        let signatures: u64 = groups.iter().map(|(_, _, live)| *live as u64).sum();
        root.update(signatures.to_be_bytes());
        for lane in 0..8_usize {
            let mut stream = Sha512::new_with_prefix(LANE);
            stream.update((lane as u64).to_be_bytes());
            stream.update([0; 24]);
            for (k, s, live) in groups {
                for word in k[..4].iter().chain(s) {
                    let word = if lane < *live { word[lane] } else { 0 };
                    stream.update(word.to_be_bytes());
                }
            }
            root.update(&stream.finalize()[..32]);
        }
        let root = root.finalize();
        let draw = |group: usize| {
            let numbers = core::array::from_fn(|lane| {
                let number = (8 * (group / 4) + lane) as u64;
                let hash = Sha512::new_with_prefix(COEFFICIENTS).chain_update(root);
                words::<8>(&hash.chain_update(number.to_be_bytes()).finalize())
            });
            let word = |place: usize| numbers.map(|hash| hash[group % 4 * 2 + place]);
            [word(0), word(1).map(|word| word << 1 >> 1)]
        };
        (0..wanted).map(draw).collect()
    }

    fn group(seed: usize, live: usize) -> Group {
        let word = |place: usize, lane: usize| {
            let place = (place * 8 + lane) as u64;
            (seed as u64 * 1000 + place + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
        };
        let words = |place: usize| core::array::from_fn(|lane| word(place, lane));
        let k = core::array::from_fn(words);
        let s = core::array::from_fn(|place| words(place + 8).map(|word| word >> 4));
        (k, s, live)
    }

    #[test]
    fn coefficients_are_those_of_the_definition() {
        for signatures in (0..=72).step_by(3).chain([1, 7, 8, 9, 16, 40, 64]) {
            let live = |group: usize| (signatures - 8 * group).min(8);
            let groups: Vec<_> = (0..signatures.div_ceil(8)).map(|i| group(i, live(i))).collect();
            let expected = by_definition(&groups, 10);
            for (backend, coefficients) in on_each!(Draw(&groups, 10)) {
                assert_eq!(coefficients, expected, "{backend}: {signatures} signatures");
            }
        }
    }

    fn all_of(groups: &[Group]) -> BTreeSet<[u64; 2]> {
        let mut numbers = BTreeSet::new();
        for coefficients in by_definition(groups, 9) {
            numbers.extend((0..8).map(|lane| coefficients.map(|word| word[lane])));
        }
        numbers
    }

    /// Whoever knew a coefficient early could choose two wrong signatures that cancel out.
    #[test]
    fn every_bit_and_every_count_changes_every_coefficient() {
        let groups = [group(1, 8), group(2, 8), group(3, 3)];
        let mut changed = std::vec![groups.to_vec(), groups[..2].to_vec(), groups[1..].to_vec()];
        for place in 0..3 {
            for lane in 0..groups[place].2 {
                for word in 0..4 {
                    for bit in [0, 17, 59] {
                        let mut one = groups.to_vec();
                        one[place].0[word][lane] ^= 1 << bit;
                        changed.push(one);
                        let mut one = groups.to_vec();
                        one[place].1[word][lane] ^= 1 << bit;
                        changed.push(one);
                    }
                }
            }
        }
        for (place, live) in [(2, 1), (2, 2), (2, 4), (2, 8)] {
            let mut one = groups.to_vec();
            one[place].2 = live;
            changed.push(one);
        }
        changed.push([groups[1], groups[0], groups[2]].to_vec());
        let mut swapped = groups.to_vec();
        let (k, s, _) = &mut swapped[0];
        for word in k.iter_mut().chain(s) {
            word.swap(0, 1);
        }
        changed.push(swapped);
        let mut all = BTreeSet::new();
        for groups in &changed {
            all.extend(all_of(groups));
        }
        assert_eq!(all.len(), 72 * changed.len());
    }

    #[test]
    fn what_follows_the_live_lanes_does_not_count() {
        let groups = [group(1, 5)];
        let mut other = groups;
        let (k, s, _) = &mut other[0];
        k.iter_mut().chain(s).for_each(|word| word[5..].fill(7));
        assert_eq!(all_of(&groups), all_of(&other));
    }

    #[test]
    fn no_domain_is_the_first_half_of_a_signature() {
        for domain in [LANE, ROOT, COEFFICIENTS] {
            assert!(CompressedEdwardsY(domain).decompress().is_none());
        }
        assert!(CompressedEdwardsY([0; 32]).decompress().is_some());
    }
}
