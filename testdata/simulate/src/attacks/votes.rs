//! Two votes of one validator.

use super::Stage;
use super::stage::{block_id, named};
use crate::hashing::Signed;
use crate::message::{DuplicateVoteEvidence, Vote};
use crate::scene::Block;

/// The first validator's vote for the block, and one for another.
pub(super) fn double_vote(stage: &Stage, block: &Block) -> DuplicateVoteEvidence {
    let validator = &block.set.validators[0];
    let vote = |hash: Vec<u8>| {
        let mut vote = Vote {
            kind: 2,
            height: 11,
            block_id: Some(block_id(hash)),
            timestamp: block.commit.signatures[0].timestamp,
            validator_address: validator.address.clone(),
            ..Vote::default()
        };
        let signed = Signed {
            vote_type: 2,
            height: 11,
            round: 0,
            block_id: vote.block_id.as_ref(),
            time: vote.timestamp,
            chain_id: &block.header.chain_id,
        };
        vote.signature =
            stage.ring.sign(validator.pub_key.as_ref(), &signed.bytes()).unwrap_or_default();
        vote
    };
    let mut hashes = [crate::hashing::header(&block.header), named("other", 11)];
    hashes.sort();
    let [a, b] = hashes.map(vote);
    DuplicateVoteEvidence {
        vote_a: Some(a),
        vote_b: Some(b),
        total_voting_power: 100,
        validator_power: 40,
        timestamp: block.header.time,
    }
}
