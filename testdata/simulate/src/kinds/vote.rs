//! Votes, and changes to each of their fields.

use super::{Desk, from_table};
use crate::chain::block_id;
use crate::message::{BlockId, PartSetHeader, Vote};
use crate::mutate::{flip, odd, resize};
use crate::rng::Rng;
use crate::time::{LAST, YEAR_1, timestamp};

type Change = fn(&mut Vote, &mut Rng) -> bool;

fn id(vote: &mut Vote) -> &mut BlockId {
    vote.block_id.get_or_insert_default()
}

fn parts(vote: &mut Vote) -> &mut PartSetHeader {
    id(vote).part_set_header.get_or_insert_default()
}

fn extended(vote: &mut Vote, rng: &mut Rng) {
    let (length, signature) = (rng.index(300), rng.pick(&[64, 64, 96, 3309]));
    vote.extension = rng.bytes(length);
    vote.extension_signature = rng.bytes(signature);
}

pub(super) const TABLE: &[(&str, Change)] = &[
    ("type", |vote, rng| {
        let other = rng.pick(&[0, 1, 2, 3, 32, -1, 258, i32::MAX]);
        std::mem::replace(&mut vote.kind, other) != other
    }),
    ("height odd", |vote, rng| {
        let other = odd(rng);
        std::mem::replace(&mut vote.height, other) != other
    }),
    ("round odd", |vote, rng| {
        let other = rng.pick(&[0, 1, -1, i32::MAX, i32::MIN]);
        std::mem::replace(&mut vote.round, other) != other
    }),
    ("block hash size", |vote, rng| resize(&mut id(vote).hash, rng)),
    ("block hash emptied", |vote, _| !std::mem::take(&mut id(vote).hash).is_empty()),
    ("parts hash size", |vote, rng| resize(&mut parts(vote).hash, rng)),
    ("parts hash emptied", |vote, _| !std::mem::take(&mut parts(vote).hash).is_empty()),
    ("parts total", |vote, rng| {
        let other = rng.pick(&[0, 1, u32::MAX]);
        std::mem::replace(&mut parts(vote).total, other) != other
    }),
    ("nil", |vote, _| {
        let zero = BlockId { hash: Vec::new(), part_set_header: Some(PartSetHeader::default()) };
        vote.block_id.replace(zero.clone()) != Some(zero)
    }),
    ("no block id", |vote, _| vote.block_id.take().is_some()),
    ("another block", |vote, rng| {
        vote.block_id = Some(block_id(rng.hash(), rng));
        true
    }),
    ("time odd", |vote, rng| {
        let time = timestamp(rng.pick(&[YEAR_1, -1, 0, 1, LAST]));
        vote.timestamp.replace(time) != Some(time)
    }),
    ("no time", |vote, _| vote.timestamp.take().is_some()),
    ("address size", |vote, rng| resize(&mut vote.validator_address, rng)),
    ("address flipped", |vote, rng| flip(&mut vote.validator_address, rng)),
    ("index", |vote, rng| {
        let other = rng.pick(&[0, 1, -1, i32::MAX, i32::MIN]);
        std::mem::replace(&mut vote.validator_index, other) != other
    }),
    ("no signature", |vote, _| !std::mem::take(&mut vote.signature).is_empty()),
    ("signature size", |vote, rng| {
        let before = vote.signature.len();
        vote.signature.resize(rng.pick(&[1, 63, 65, 3309, 3310]), 1);
        vote.signature.len() != before
    }),
    ("extended", |vote, rng| {
        extended(vote, rng);
        true
    }),
    ("extended prevote", |vote, rng| {
        extended(vote, rng);
        vote.kind = 1;
        true
    }),
    ("extended nil", |vote, rng| {
        extended(vote, rng);
        vote.block_id = Some(BlockId { part_set_header: Some(Default::default()), hash: vec![] });
        true
    }),
    ("extension without a signature", |vote, rng| {
        extended(vote, rng);
        vote.extension_signature.clear();
        vote.extension.push(1);
        true
    }),
    ("signature of no extension", |vote, rng| {
        extended(vote, rng);
        vote.extension.clear();
        if rng.once_in(2) {
            vote.kind = 1;
        }
        true
    }),
    ("extension signature too long", |vote, rng| {
        extended(vote, rng);
        vote.extension_signature.resize(3310, 1);
        true
    }),
];

/// A vote from a commit of the chain.
pub(super) fn any(desk: &Desk<'_>, rng: &mut Rng) -> Vote {
    let block = &desk.chain.blocks[rng.index(desk.chain.blocks.len())];
    let place = rng.index(block.set.validators.len());
    let entry = &block.commit.signatures[place];
    let mut vote = Vote {
        kind: 2,
        height: block.commit.height,
        round: block.commit.round,
        block_id: block.commit.block_id.clone(),
        timestamp: entry.timestamp,
        validator_address: block.set.validators[place].address.clone(),
        validator_index: place as i32,
        signature: rng.bytes(64),
        extension: Vec::new(),
        extension_signature: Vec::new(),
    };
    match rng.below(6) {
        0 => vote.kind = 1,
        1 => extended(&mut vote, rng),
        2 => {
            vote.block_id =
                Some(BlockId { part_set_header: Some(Default::default()), hash: vec![] });
        }
        _ => {}
    }
    vote
}

/// A vote with some changes.
pub(super) fn changed(desk: &mut Desk<'_>, rng: &mut Rng) -> (Vote, Vec<String>) {
    let mut vote = any(desk, rng);
    let note = from_table("vote", TABLE, &mut desk.tables.decks.vote, &mut vote, rng);
    (vote, note)
}
