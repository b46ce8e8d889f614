//! A long chain whose validators change little by little.

use crate::chain::{
    BLOCK_TIME, HEIGHT, Powers, SECONDS, Signers, block_id, first_header, hash, time,
};
use prost::Message;
use std::thread;
use tendermint::Hash;
use tendermint::block::{Header, Height, Id};
use tendermint_proto::v0_38::types as wire;

/// So many headers have the same set. Then one validator leaves, and a new one has its power.
pub const HEADERS_A_SET: usize = 25;
/// From one place that changes to the next, in the order of the powers: changes are spread.
const STRIDE: usize = 67;

/// Blocks from [`Drift::first_height`] on, each signed by all of its set.
pub struct Drift {
    blocks: Vec<Vec<u8>>,
    hashes: Vec<Hash>, // of their headers
    sets: Vec<Vec<u8>>,
}

/// A header of the chain, and who signs it.
struct Unsigned {
    header: Header,
    id: Id,
    set: usize,
}

impl Drift {
    /// So many blocks of `n` validators.
    #[must_use]
    pub fn new(n: usize, powers: Powers, blocks: usize) -> Drift {
        // One set more than has signed: the last header announces it.
        let signers = signers(n, powers, blocks.div_ceil(HEADERS_A_SET) + 1);
        let unsigned = headers(&signers, blocks);
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let parts = unsigned.chunks(blocks.div_ceil(threads));
        let blocks = thread::scope(|scope| {
            let threads: Vec<_> = parts
                .map(|part| scope.spawn(|| part.iter().map(|it| signed(&signers, it)).collect()))
                .collect();
            let parts = threads.into_iter().map(|thread| thread.join().expect("it signs"));
            parts.collect::<Vec<Vec<Vec<u8>>>>().concat()
        });
        Drift {
            blocks,
            hashes: unsigned.iter().map(|it| it.id.hash).collect(),
            sets: signers.iter().map(|it| set(it).encode_to_vec()).collect(),
        }
    }

    /// The same chain as it was after so many blocks.
    #[must_use]
    pub fn early(&self, blocks: usize) -> Drift {
        let (all, hashes) = (&self.blocks[..blocks], &self.hashes[..blocks]);
        Drift { blocks: all.to_vec(), hashes: hashes.to_vec(), sets: self.sets.clone() }
    }

    /// The blocks, as protobuf.
    #[must_use]
    pub fn blocks(&self) -> &[Vec<u8>] {
        &self.blocks
    }

    /// The light block of a height.
    #[must_use]
    pub fn block(&self, height: u64) -> Option<&[u8]> {
        self.blocks.get(place(height)?).map(Vec::as_slice)
    }

    /// The set of a height, which the last header announces for the one after it.
    #[must_use]
    pub fn set(&self, height: u64) -> Option<&[u8]> {
        let place = place(height)?;
        let set = self.sets.get(place / HEADERS_A_SET).filter(|_| place <= self.blocks.len())?;
        Some(set)
    }

    /// The lowest height.
    #[must_use]
    pub fn first_height(&self) -> u64 {
        u64::from(HEIGHT)
    }

    /// The highest height.
    #[must_use]
    pub fn last_height(&self) -> u64 {
        self.first_height() + self.blocks.len() as u64 - 1
    }

    /// The hash of the first header.
    #[must_use]
    pub fn first_hash(&self) -> Hash {
        self.hashes[0]
    }

    /// The hash of the last header.
    #[must_use]
    pub fn last_hash(&self) -> Hash {
        self.hashes[self.hashes.len() - 1]
    }

    /// Three seconds after the last block.
    #[must_use]
    pub fn now(&self) -> i64 {
        SECONDS + BLOCK_TIME * (self.blocks.len() as i64 - 1) + 3
    }
}

fn place(height: u64) -> Option<usize> {
    usize::try_from(height.checked_sub(u64::from(HEIGHT))?).ok()
}

/// The sets, one after the other: in each but the first one has another key.
fn signers(n: usize, powers: Powers, sets: usize) -> Vec<Signers> {
    let mut keys: Vec<usize> = (0..n).collect();
    (0..sets)
        .map(|set| {
            if set > 0 {
                keys[set * STRIDE % n] = n + set;
            }
            Signers::of(&keys, powers)
        })
        .collect()
}

fn headers(signers: &[Signers], blocks: usize) -> Vec<Unsigned> {
    let mut last = block_id(hash(1));
    let hashes: Vec<Hash> = signers.iter().map(|signers| signers.set.hash()).collect();
    (0..blocks)
        .map(|i| {
            let set = i / HEADERS_A_SET;
            let header = Header {
                height: Height::try_from(u64::from(HEIGHT) + i as u64).expect("it is small"),
                time: time(SECONDS + BLOCK_TIME * i as i64, 123_456_789),
                last_block_id: Some(last),
                next_validators_hash: hashes[(i + 1) / HEADERS_A_SET],
                ..first_header(&signers[set].set)
            };
            last = block_id(header.hash());
            Unsigned { header, id: last, set }
        })
        .collect()
}

fn signed(signers: &[Signers], unsigned: &Unsigned) -> Vec<u8> {
    let Unsigned { header, id, set: place } = unsigned;
    let signers = &signers[*place];
    let signed_header = Some(signers.sign(header.clone(), *id).into());
    wire::LightBlock { signed_header, validator_set: Some(set(signers)) }.encode_to_vec()
}

/// As CometBFT sends it.
fn set(signers: &Signers) -> wire::ValidatorSet {
    wire::ValidatorSet { total_voting_power: 0, ..signers.set.clone().into() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use parhelion_core::{LightBlock, Limits, ValidatorSet};

    /// Else nobody would have to bisect, or everybody at each height.
    #[test]
    fn sets_change_one_by_one() {
        let chain = Drift::new(7, Powers::Equal, 2 * HEADERS_A_SET + 1);
        let heights = chain.first_height()..=chain.last_height();
        let blocks: Vec<_> = heights
            .map(|height| {
                LightBlock::parse(chain.block(height).unwrap(), &Limits::DEFAULT).unwrap()
            })
            .collect();
        let changes = blocks.windows(2).filter(|pair| {
            let [a, b] = [pair[0].header(), pair[1].header()];
            assert_eq!(a.next_validators_hash(), b.validators_hash());
            a.validators_hash() != b.validators_hash()
        });
        assert_eq!(changes.count(), 2);
        let keys = |block: &LightBlock<'_>| -> Vec<Vec<u8>> {
            let validators = block.validators();
            validators.validators().map(|it| it.public_key().as_bytes().to_vec()).collect()
        };
        let (first, last) = (keys(&blocks[0]), keys(&blocks[blocks.len() - 1]));
        assert_eq!(first.iter().filter(|key| last.contains(key)).count(), 5);
        let next =
            ValidatorSet::parse(chain.set(chain.last_height() + 1).unwrap(), &Limits::DEFAULT);
        let last = blocks.last().unwrap().header();
        assert_eq!(last.next_validators_hash(), next.unwrap().hash().0);
        assert!(chain.set(chain.last_height() + 2).is_none() && chain.block(1).is_none());
    }
}
