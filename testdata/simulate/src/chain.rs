//! A chain: a few blocks in a row and some far above, each valid, signed by sets that change.

use crate::hashing;
use crate::keys::Keyring;
use crate::message::{BlockId, Commit, CommitSig, Consensus, Header, PartSetHeader, ValidatorSet};
use crate::rng::Rng;
use crate::scene::{Block, sign};
use crate::sets::{Style, total};
use crate::time::{LAST, YEAR_1, in_range, timestamp};

/// Blocks in a row with which a chain begins.
pub const LINKED: usize = 3;
/// Characters of which chain ids are made, of one to four bytes.
const LETTERS: &[char] =
    &['a', 'k', 'z', 'Q', '0', '9', '-', '_', '.', ' ', '"', '\\', 'ß', 'Ж', '€', '日', '𝄞'];

/// A simulated chain.
pub struct Chain {
    /// Its id.
    pub id: String,
    /// Its blocks in ascending order, the first [`LINKED`] in a row.
    pub blocks: Vec<Block>,
}

/// What is the same for all blocks of a chain.
struct Habits {
    sets: Style,
    faults: u64,
    optional_hashes: bool,
    zero_round: bool,
    app_version: u64,
}

impl Habits {
    fn new(rng: &mut Rng) -> Habits {
        Habits {
            sets: Style::new(rng),
            faults: rng.pick(&[0, 0, 5, 15, 25]),
            optional_hashes: rng.once_in(6),
            zero_round: rng.once_in(2),
            app_version: rng.pick(&[0, 0, 1, 16, u64::MAX]),
        }
    }

    fn round(&self, rng: &mut Rng) -> i32 {
        match rng.below(6) {
            _ if self.zero_round => 0,
            0 => i32::MAX,
            1 => rng.between(1 << 20, i64::from(i32::MAX)) as i32,
            n => n as i32 - 2,
        }
    }

    /// A hash that may be left out.
    fn hash(&self, rng: &mut Rng) -> Vec<u8> {
        if self.optional_hashes && rng.once_in(2) { Vec::new() } else { rng.hash() }
    }
}

impl Chain {
    /// Makes a chain.
    #[must_use]
    pub fn new(ring: &Keyring, rng: &mut Rng) -> Chain {
        let id = chain_id(rng);
        let habits = Habits::new(rng);
        let (size, count) = size(habits.sets.secp256k1 > 0, rng);
        let mut next = habits.sets.first_set(ring, size, rng);
        let (mut height, mut time) = (first_height(rng), first_time(rng));
        let mut blocks: Vec<Block> = Vec::with_capacity(count);
        for place in 0..count {
            if place >= LINKED {
                // Some blocks later: the set that was announced has been followed by others.
                let (by, gap) = jump(height, rng);
                height += by;
                next = match rng.below(6) {
                    _ if !gap => next,
                    0 => habits.sets.successor(&next, ring, rng),
                    1 | 2 => habits.sets.following(&next, ring, rng),
                    _ => next,
                };
            } else if place > 0 {
                height += 1;
            }
            let set = next;
            next = habits.sets.following(&set, ring, rng);
            let last = blocks.last().filter(|_| place < LINKED);
            let at = (height, time);
            blocks.push(block(ring, &id, &habits, at, last, (set, &next), rng));
            let step = rng.pick(&[1, 999_999_999, 6_000_000_000, 6_123_456_789]);
            time = in_range(time + step);
        }
        Chain { id, blocks }
    }

    /// Whether a case of this chain takes much longer than others.
    #[must_use]
    pub fn is_big(&self) -> bool {
        self.blocks[0].set.validators.len() > 12
    }
}

/// The number of validators and of blocks. Signing with secp256k1 is slow.
fn size(secp256k1: bool, rng: &mut Rng) -> (usize, usize) {
    match rng.below(40) {
        0 if secp256k1 => (13 + rng.index(8), 4),
        0 => (30 + rng.index(31), 4),
        1 if !secp256k1 => (100 + rng.index(61), 4),
        _ => (1 + rng.index(12), 6),
    }
}

fn first_height(rng: &mut Rng) -> i64 {
    match rng.below(6) {
        0 => 1,
        1 => i64::MAX - rng.between(8, 30),
        2 => rng.between(1 << 31, 1 << 33),
        3 => rng.between(1, i64::MAX - 1000),
        _ => rng.between(1, 20_000_000),
    }
}

fn first_time(rng: &mut Rng) -> i128 {
    match rng.below(8) {
        0 => YEAR_1 + i128::from(rng.below(2_000_000_000)),
        1 => -i128::from(rng.below(1 << 60)),
        2 => LAST - i128::from(rng.below(100)) - 50_000_000_000,
        3 => i128::from(rng.below(4)) - 2,
        _ => 1_700_000_000_000_000_000 + i128::from(rng.below(1 << 56)),
    }
}

/// How far the next block is above this one, and whether there are others between them.
fn jump(height: i64, rng: &mut Rng) -> (i64, bool) {
    // Up to three jumps have to find room.
    let left = (i64::MAX - height) / 3;
    let by = rng.pick(&[1, 2, 2, 10, 1 << 40, i64::MAX]).clamp(1, left.max(1));
    (by, by > 1)
}

/// A chain id of 0 to 50 bytes.
fn chain_id(rng: &mut Rng) -> String {
    let length = rng.index(51);
    let plain = rng.once_in(2);
    let mut id = String::new();
    while id.len() < length {
        let letter = if plain { rng.pick(&LETTERS[..9]) } else { rng.pick(LETTERS) };
        if id.len() + letter.len_utf8() <= length {
            id.push(letter);
        }
    }
    id
}

/// A complete block id of this hash.
pub fn block_id(hash: Vec<u8>, rng: &mut Rng) -> BlockId {
    let total = rng.pick(&[1, 1, 2, 127, 128, 1601, u32::MAX]);
    BlockId { hash, part_set_header: Some(PartSetHeader { total, hash: rng.hash() }) }
}

/// The block id of a block that nobody has seen.
fn unknown_block(rng: &mut Rng) -> BlockId {
    match rng.below(8) {
        0 => BlockId { hash: Vec::new(), part_set_header: Some(PartSetHeader::default()) },
        1 => BlockId { hash: rng.hash(), part_set_header: Some(PartSetHeader::default()) },
        _ => block_id(rng.hash(), rng),
    }
}

fn block(
    ring: &Keyring,
    chain_id: &str,
    habits: &Habits,
    (height, time): (i64, i128),
    last: Option<&Block>,
    (set, next): (ValidatorSet, &ValidatorSet),
    rng: &mut Rng,
) -> Block {
    let (last_block_id, last_commit_hash) = match last {
        Some(last) => (last.commit.block_id.clone(), hashing::commit(&last.commit)),
        None => (Some(unknown_block(rng)), habits.hash(rng)),
    };
    let app_hash = if rng.once_in(4) { rng.index(101) } else { 32 };
    let header = Header {
        version: Some(Consensus { block: 11, app: habits.app_version }),
        chain_id: chain_id.as_bytes().to_vec(),
        height,
        time: Some(timestamp(time)),
        last_block_id,
        last_commit_hash,
        data_hash: habits.hash(rng),
        validators_hash: hashing::set(&set),
        next_validators_hash: hashing::set(next),
        consensus_hash: habits.hash(rng),
        app_hash: rng.bytes(app_hash),
        last_results_hash: habits.hash(rng),
        evidence_hash: habits.hash(rng),
        proposer_address: set.proposer.as_ref().map(|p| p.address.clone()).unwrap_or_default(),
    };
    let mut commit = Commit {
        height,
        round: habits.round(rng),
        block_id: Some(block_id(hashing::header(&header), rng)),
        signatures: votes(&set, time, habits.faults, rng),
    };
    sign(ring, &mut commit, &set, chain_id.as_bytes());
    Block { header, commit, set, next: next.clone() }
}

/// Entries, not yet signed. Those for the block have more than two thirds of the power; of the
/// others, this share in percent is absent or votes for nil, as far as that leaves enough.
pub fn votes(set: &ValidatorSet, time: i128, faults: u64, rng: &mut Rng) -> Vec<CommitSig> {
    let total = i128::from(total(&set.validators));
    let mut spare = total - (total * 2 / 3 + 1);
    let mut entries = Vec::with_capacity(set.validators.len());
    for validator in &set.validators {
        let power = i128::from(validator.voting_power);
        let missing = power <= spare && rng.below(100) < faults;
        if missing {
            spare -= power;
        }
        let seen = in_range(time + i128::from(rng.between(-5, 2_000_000_000)));
        entries.push(match (missing, rng.once_in(2)) {
            (true, true) => absent(),
            (nil, _) => CommitSig {
                block_id_flag: if nil { 3 } else { 2 },
                validator_address: validator.address.clone(),
                timestamp: Some(timestamp(seen)),
                signature: Vec::new(),
            },
        });
    }
    entries
}

/// The entry of a validator of whom nothing was received.
#[must_use]
pub fn absent() -> CommitSig {
    CommitSig {
        block_id_flag: 1,
        validator_address: Vec::new(),
        timestamp: Some(timestamp(YEAR_1)),
        signature: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prost::Message;
    use std::collections::BTreeSet;

    #[test]
    fn an_absent_entry_is_the_known_one() {
        let known = [8, 1, 0x1a, 0x0b, 8, 0x80, 0x92, 0xb8, 0xc3, 0x98, 0xfe, 255, 255, 255, 1];
        assert_eq!(absent().encode_to_vec(), known);
    }

    #[test]
    fn ids_have_every_length() {
        let mut rng = Rng::new(1);
        let lengths: BTreeSet<usize> = (0..1000).map(|_| chain_id(&mut rng).len()).collect();
        assert_eq!(lengths, (0..=50).collect());
    }

    #[test]
    fn blocks_rise_and_the_first_are_linked() {
        let mut rng = Rng::new(2);
        let ring = Keyring::new(&mut rng);
        for _ in 0..50 {
            let chain = Chain::new(&ring, &mut rng);
            for pair in chain.blocks.windows(2) {
                assert!(pair[0].header.height < pair[1].header.height);
            }
            for pair in chain.blocks[..LINKED].windows(2) {
                assert_eq!(pair[0].header.height + 1, pair[1].header.height);
                let last = pair[1].header.last_block_id.as_ref().unwrap();
                assert_eq!(last.hash, hashing::header(&pair[0].header));
                assert_eq!(hashing::set(&pair[0].next), pair[1].header.validators_hash);
            }
        }
    }
}
