//! Two votes of one validator, in every form that evidence may have, and what can be wrong with the
//! two of them.

use super::row;
use crate::chain::block_id;
use crate::keys::address;
use crate::kinds::duplicate::{self, Change, Double, key, sign};
use crate::kinds::{Desk, vote};
use crate::message::{BlockId, DuplicateVoteEvidence, Key, PartSetHeader, PublicKey, Vote};
use crate::mutate::scalar;
use crate::rng::Rng;
use crate::sets::total;
use crate::time::{in_range, nanos, timestamp};

/// Evidence with some changes.
pub(super) fn changed<'a>(desk: &mut Desk<'a>, rng: &mut Rng) -> (Double<'a>, Vec<String>) {
    let mut double = any(desk, rng);
    let mut note = Vec::new();
    let decks = &mut desk.tables.decks.evidence;
    for _ in 0..rng.pick(&[0, 1, 1, 1, 1, 2]) {
        let (double, note) = (&mut double, &mut note);
        match rng.below(8) {
            0..3 => row("votes", duplicate::TABLE, &mut decks.votes, double, note, rng),
            3..7 => row("votes", PAIR, &mut decks.pair, double, note, rng),
            _ => {
                row("vote", vote::TABLE, &mut decks.vote, double.either(rng), note, rng);
                if rng.once_in(2) {
                    note.push("votes: signed again".to_owned());
                    double.signed(rng, |_| ());
                }
            }
        }
    }
    (double, note)
}

fn nil() -> BlockId {
    BlockId { hash: Vec::new(), part_set_header: Some(PartSetHeader::default()) }
}

/// Two ids of which no round may have both.
fn ids(own: BlockId, rng: &mut Rng) -> [BlockId; 2] {
    let other = block_id(rng.hash(), rng);
    match rng.below(8) {
        0 => [nil(), own],
        1 => [nil(), other],
        2 => [block_id(own.hash.clone(), rng), own],
        3 => {
            let mut parts = own.part_set_header.clone().unwrap_or_default();
            parts.total = if parts.total == 300 { 200 } else { 300 };
            [BlockId { hash: own.hash.clone(), part_set_header: Some(parts) }, own]
        }
        4 => [other, block_id(rng.hash(), rng)],
        _ => [own, other],
    }
}

/// Valid evidence.
fn any<'a>(desk: &Desk<'a>, rng: &mut Rng) -> Double<'a> {
    let block = &desk.chain.blocks[rng.index(desk.chain.blocks.len())];
    let place = rng.index(block.set.validators.len());
    let validator = &block.set.validators[place];
    let (kind, round) = (rng.pick(&[1, 2, 2]), rng.pick(&[block.commit.round, 0, 1, i32::MAX]));
    let mut votes = ids(block.commit.block_id.clone().unwrap_or_default(), rng).map(|id| {
        let later = i128::from(rng.between(0, 3_000_000_000));
        let time = timestamp(in_range(nanos(block.header.time.as_ref()) + later));
        let mut vote = Vote {
            kind,
            height: block.header.height,
            round,
            block_id: Some(id),
            timestamp: Some(time).filter(|_| !rng.once_in(16)),
            validator_address: validator.address.clone(),
            validator_index: place as i32,
            ..Vote::default()
        };
        let block_voted = vote.block_id.as_ref().is_some_and(|id| !id.hash.is_empty());
        if kind == 2 && block_voted && rng.once_in(3) {
            let (length, signature) = (rng.pick(&[0, 1, 300]), rng.pick(&[1, 64, 3309]));
            vote.extension = rng.bytes(length);
            vote.extension_signature = rng.bytes(signature);
        }
        sign(desk.ring, desk.chain.id.as_bytes(), &mut vote);
        vote
    });
    votes.sort_by_key(key);
    let [a, b] = votes;
    let evidence = DuplicateVoteEvidence {
        vote_a: Some(a),
        vote_b: Some(b),
        total_voting_power: total(&block.set.validators),
        validator_power: validator.voting_power,
        timestamp: block.header.time,
    };
    let chain_id = desk.chain.id.as_bytes().to_vec();
    Double { ring: desk.ring, chain_id, evidence, set: block.set.clone() }
}

/// The votes that there are.
pub(super) fn votes<'d>(double: &'d mut Double<'_>) -> impl Iterator<Item = &'d mut Vote> {
    let DuplicateVoteEvidence { vote_a, vote_b, .. } = &mut double.evidence;
    [vote_a, vote_b].into_iter().flatten()
}

/// Changes both votes and signs them.
fn both(double: &mut Double<'_>, how: impl Fn(&mut Vote)) -> bool {
    let (ring, chain_id) = (double.ring, double.chain_id.clone());
    for vote in votes(double) {
        how(vote);
        sign(ring, &chain_id, vote);
    }
    true
}

/// Changes one vote and signs it.
fn one(double: &mut Double<'_>, rng: &mut Rng, how: impl Fn(&mut Vote)) -> bool {
    let (ring, chain_id) = (double.ring, double.chain_id.clone());
    let vote = double.either(rng);
    how(vote);
    sign(ring, &chain_id, vote);
    true
}

/// Has one vote signed, but as something other than it is.
fn signed_as(
    double: &mut Double<'_>,
    rng: &mut Rng,
    how: fn(&mut Vote, &mut Vec<u8>, &mut Rng),
) -> bool {
    let (ring, mut chain_id) = (double.ring, double.chain_id.clone());
    let vote = double.either(rng);
    let mut other = vote.clone();
    how(&mut other, &mut chain_id, rng);
    sign(ring, &chain_id, &mut other);
    std::mem::replace(&mut vote.signature, other.signature.clone()) != other.signature
}

/// Gives the validator a key by which one signature holds for whatever was voted, by ZIP-215.
fn small_order(double: &mut Double<'_>) -> bool {
    let identity = [vec![1], vec![0; 31]].concat();
    let (old, key) = (double.a().validator_address.clone(), Key::Ed25519(identity.clone()));
    let address = address(&key);
    let set = &mut double.set;
    for member in set.validators.iter_mut().chain(set.proposer.as_mut()) {
        if member.address == old {
            member.address.clone_from(&address);
            member.pub_key = Some(PublicKey { key: Some(key.clone()) });
        }
    }
    for vote in votes(double) {
        vote.validator_address.clone_from(&address);
        vote.signature = [identity.clone(), vec![0; 32]].concat();
    }
    true
}

/// What concerns both votes, or who signed them and as what.
pub(super) const PAIR: &[(&str, Change)] = &[
    ("both of another round; signed", |double, rng| {
        let round = rng.pick(&[0, 1, 128, i32::MAX]);
        both(double, |vote| vote.round = round)
    }),
    ("both of another height; signed", |double, rng| {
        let height = rng.pick(&[1, 127, 1 << 40, i64::MAX]);
        both(double, |vote| vote.height = height)
    }),
    ("both of the other type; signed", |double, _| both(double, |vote| vote.kind = 3 - vote.kind)),
    ("both proposals; signed", |double, _| both(double, |vote| vote.kind = 32)),
    ("a prevote and a precommit; signed", |double, rng| {
        one(double, rng, |vote| vote.kind = 3 - vote.kind)
    }),
    ("rounds one apart; signed", |double, rng| one(double, rng, |vote| vote.round ^= 1)),
    ("heights one apart; signed", |double, rng| one(double, rng, |vote| vote.height ^= 1)),
    ("both for nil; signed", |double, _| both(double, |vote| vote.block_id = Some(nil()))),
    ("both for one block; signed", |double, _| {
        let id = double.b().block_id.clone();
        both(double, |vote| vote.block_id.clone_from(&id))
    }),
    ("blocks exchanged; signed", |double, _| {
        let id = double.a().block_id.take();
        double.a().block_id = std::mem::replace(&mut double.b().block_id, id);
        both(double, |_| ())
    }),
    ("parts in the order of their numbers; signed", |double, _| {
        // As bytes, 300 (ac 02) comes before 200 (c8 01).
        let id = double.b().block_id.clone().unwrap_or_default();
        for (vote, total) in [(0, 200), (1, 300)] {
            let mut id = id.clone();
            id.part_set_header.get_or_insert_default().total = total;
            let vote = if vote == 0 { double.a() } else { double.b() };
            vote.block_id = Some(id);
        }
        both(double, |_| ())
    }),
    ("indexes apart", |double, rng| {
        double.either(rng).validator_index ^= 1;
        true
    }),
    ("address of a stranger in one; signed", |double, rng| {
        let other = double.ring.stranger(1, rng).address;
        one(double, rng, |vote| vote.validator_address.clone_from(&other))
    }),
    ("key of small order", |double, _| small_order(double)),
    ("signatures exchanged", |double, _| {
        let signature = std::mem::take(&mut double.a().signature);
        double.a().signature = std::mem::replace(&mut double.b().signature, signature);
        true
    }),
    ("signature zero", |double, rng| {
        double.either(rng).signature = vec![0; 64];
        true
    }),
    ("s negated", |double, rng| scalar::negate(&mut double.either(rng).signature)),
    ("signature of 96 bytes", |double, rng| {
        double.either(rng).signature.resize(96, 0);
        true
    }),
    ("signature of the greatest size", |double, rng| {
        double.either(rng).signature.resize(3309, 0);
        true
    }),
    ("signed by a stranger", |double, rng| {
        let address = double.ring.stranger(1, rng).address;
        let (ring, chain_id) = (double.ring, double.chain_id.clone());
        let vote = double.either(rng);
        let mut other = Vote { validator_address: address, ..vote.clone() };
        sign(ring, &chain_id, &mut other);
        vote.signature = other.signature;
        true
    }),
    ("signed for another chain", |double, rng| {
        signed_as(double, rng, |_, chain_id, _| chain_id.push(b'x'))
    }),
    ("signed for another height", |double, rng| {
        signed_as(double, rng, |vote, _, _| vote.height = vote.height.wrapping_add(1))
    }),
    ("signed for another round", |double, rng| {
        signed_as(double, rng, |vote, _, _| vote.round ^= 1)
    }),
    ("signed as the other type", |double, rng| {
        signed_as(double, rng, |vote, _, _| vote.kind = 3 - vote.kind)
    }),
    ("signed for another block", |double, rng| {
        signed_as(double, rng, |vote, _, rng| vote.block_id = Some(block_id(rng.hash(), rng)))
    }),
    ("signed for nil", |double, rng| signed_as(double, rng, |vote, _, _| vote.block_id = None)),
    ("signed at another time", |double, rng| {
        signed_as(double, rng, |vote, _, _| {
            let time = nanos(vote.timestamp.as_ref());
            vote.timestamp = Some(timestamp(in_range(time + 1)));
        })
    }),
];
