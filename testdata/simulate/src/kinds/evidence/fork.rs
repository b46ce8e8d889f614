//! Two blocks of one height, each signed by more than two thirds of its set.

use super::revision;
use crate::chain::{block_id, votes};
use crate::hashing;
use crate::keys::Keyring;
use crate::kinds::Desk;
use crate::message::Header;
use crate::rng::Rng;
use crate::scene::Block;
use crate::sets::disturbed;
use crate::time::{LAST, nanos, timestamp};

/// Two blocks of one height.
pub(super) struct Fork<'r> {
    /// The keys of all validators.
    pub(super) ring: &'r Keyring,
    /// What sort of fork it is.
    pub(super) name: &'static str,
    /// The blocks. The second is the one that conflicts, if one of them is the chain's.
    pub(super) blocks: [Block; 2],
    /// A block of the chain below both.
    pub(super) below: Block,
}

/// Changes a header.
type Touch = fn(&mut Header, &mut Rng);

/// What the state before a block does not determine: two such blocks of one round are an
/// equivocation.
const FREE: &[Touch] = &[
    |header, rng| header.data_hash = rng.hash(),
    |header, rng| {
        let (before, by) = (nanos(header.time.as_ref()), i128::from(1 + rng.below(1_000_000_000)));
        let after = if before + by > LAST { before - by } else { before + by };
        header.time = Some(timestamp(after));
    },
    |header, rng| header.last_commit_hash = rng.hash(),
    |header, rng| header.evidence_hash = rng.hash(),
    |header, rng| header.proposer_address = rng.bytes(20),
    |header, rng| header.last_block_id = Some(block_id(rng.hash(), rng)),
    |header, rng| header.version.get_or_insert_default().app ^= 1 + rng.below(9),
];

/// What the state does determine, but for the validators of the block itself: a block in which any
/// of it differs is lunatic.
const DETERMINED: &[Touch] = &[
    |header, rng| header.next_validators_hash = rng.hash(),
    |header, rng| header.consensus_hash = rng.hash(),
    |header, rng| {
        let length = rng.pick(&[0, 1, 32, 32, 33]);
        header.app_hash = rng.bytes(length);
    },
    |header, rng| header.last_results_hash = rng.hash(),
];

impl<'r> Fork<'r> {
    /// Any fork.
    pub(super) fn any(desk: &Desk<'r>, rng: &mut Rng) -> Fork<'r> {
        let chain = &desk.chain.blocks;
        let high = 1 + rng.index(chain.len() - 1);
        let mut ours = chain[high].clone();
        if rng.once_in(4) {
            ours.header.chain_id = rng.pick(revision::IDS).into();
        }
        if rng.once_in(12) {
            ours.set = disturbed(&ours.set, desk.ring, rng);
            ours.header.validators_hash = hashing::set(&ours.set);
        }
        let theirs = ours.clone();
        let below = chain[rng.index(high)].clone();
        let mut fork = Fork { ring: desk.ring, name: "", blocks: [ours, theirs], below };
        fork.name = match rng.below(32) {
            0..13 => fork.equivocate(rng),
            13..26 => fork.turn_lunatic(rng),
            26..31 => fork.forget(rng),
            _ => "one block",
        };
        for block in &mut fork.blocks {
            let (time, faults) = (nanos(block.header.time.as_ref()), rng.pick(&[0, 10, 50, 100]));
            block.commit.signatures = votes(&block.set, time, faults, rng);
            block.seal(desk.ring);
        }
        fork
    }

    fn equivocate(&mut self, rng: &mut Rng) -> &'static str {
        rng.pick(FREE)(&mut self.blocks[1].header, rng);
        "equivocation"
    }

    fn turn_lunatic(&mut self, rng: &mut Rng) -> &'static str {
        let (ring, theirs) = (self.ring, &mut self.blocks[1]);
        let set = rng.once_in(2);
        if set {
            theirs.set = disturbed(&theirs.set, ring, rng);
            theirs.header.validators_hash = hashing::set(&theirs.set);
        }
        if !set || rng.once_in(4) {
            rng.pick(DETERMINED)(&mut theirs.header, rng);
        }
        if rng.once_in(3) {
            theirs.commit.round ^= 1;
        }
        "lunatic"
    }

    /// A block of another round: those who signed both need not have lied.
    fn forget(&mut self, rng: &mut Rng) -> &'static str {
        self.blocks[1].commit.round ^= 1;
        if rng.once_in(8) {
            return "one block in two rounds";
        }
        rng.pick(FREE)(&mut self.blocks[1].header, rng);
        "amnesia"
    }

    /// Makes a block's hashes and signatures fit it.
    pub(super) fn seal(&mut self, side: usize) {
        let block = &mut self.blocks[side];
        block.header.validators_hash = hashing::set(&block.set);
        block.seal(self.ring);
    }
}
