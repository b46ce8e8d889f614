//! Kind `duplicate_vote`: two votes of one validator.

use super::{Desk, from_table, text};
use crate::chain::block_id;
use crate::hashing::Signed;
use crate::keys::Keyring;
use crate::line::Question;
use crate::message::{BlockId, DuplicateVoteEvidence, ValidatorSet, Vote};
use crate::mutate::{flip, odd, resize, scalar};
use crate::rng::Rng;
use crate::sets::total;
use crate::time::timestamp;
use crate::wire::schema;
use prost::Message;

/// The evidence and what it is checked against.
pub(super) struct Double<'r> {
    /// The keys of all validators.
    pub(super) ring: &'r Keyring,
    /// The chain id that is asked.
    pub(super) chain_id: Vec<u8>,
    /// The evidence.
    pub(super) evidence: DuplicateVoteEvidence,
    /// The validators at the height of the votes.
    pub(super) set: ValidatorSet,
}

impl Double<'_> {
    /// Vote A.
    pub(super) fn a(&mut self) -> &mut Vote {
        self.evidence.vote_a.get_or_insert_default()
    }

    /// Vote B.
    pub(super) fn b(&mut self) -> &mut Vote {
        self.evidence.vote_b.get_or_insert_default()
    }

    /// Either of the votes.
    pub(super) fn either(&mut self, rng: &mut Rng) -> &mut Vote {
        if rng.once_in(2) { self.a() } else { self.b() }
    }

    /// Changes one vote or both, and has what changed signed again.
    pub(super) fn signed(&mut self, rng: &mut Rng, how: impl Fn(&mut Vote)) -> bool {
        let (ring, chain_id) = (self.ring, self.chain_id.clone());
        match rng.below(3) {
            0 => how(self.a()),
            1 => how(self.b()),
            _ => {
                how(self.a());
                how(self.b());
            }
        }
        sign(ring, &chain_id, self.a());
        sign(ring, &chain_id, self.b());
        true
    }
}

/// Signs a vote with the key of its address, if it is one of ours.
pub(super) fn sign(ring: &Keyring, chain_id: &[u8], vote: &mut Vote) {
    let bytes = Signed {
        vote_type: vote.kind as u8,
        height: vote.height,
        round: vote.round,
        block_id: vote.block_id.as_ref(),
        time: vote.timestamp,
        chain_id,
    }
    .bytes();
    if let Some(signature) = ring.sign_as(&vote.validator_address, &bytes) {
        vote.signature = signature;
    }
}

/// What the votes are ordered by.
pub(super) fn key(vote: &Vote) -> Vec<u8> {
    let id = vote.block_id.clone().unwrap_or_default();
    [id.hash, id.part_set_header.unwrap_or_default().encode_to_vec()].concat()
}

/// Valid evidence.
fn any<'a>(desk: &Desk<'a>, rng: &mut Rng) -> Double<'a> {
    let block = &desk.chain.blocks[rng.index(desk.chain.blocks.len())];
    let place = rng.index(block.set.validators.len());
    let validator = &block.set.validators[place];
    let chain_id = desk.chain.id.as_bytes().to_vec();
    let kind = rng.pick(&[1, 2, 2]);
    let vote = |block_id: BlockId| {
        let mut vote = Vote {
            kind,
            height: block.header.height,
            round: block.commit.round,
            block_id: Some(block_id),
            timestamp: block.header.time,
            validator_address: validator.address.clone(),
            validator_index: place as i32,
            ..Vote::default()
        };
        sign(desk.ring, &chain_id, &mut vote);
        vote
    };
    let nil = BlockId { hash: Vec::new(), part_set_header: Some(Default::default()) };
    let own = block.commit.block_id.clone().unwrap_or_default();
    let mut votes = match rng.below(3) {
        0 => [vote(nil), vote(own)],
        _ => [vote(own), vote(block_id(rng.hash(), rng))],
    };
    votes.sort_by_key(key);
    let [a, b] = votes;
    let evidence = DuplicateVoteEvidence {
        vote_a: Some(a),
        vote_b: Some(b),
        total_voting_power: total(&block.set.validators),
        validator_power: validator.voting_power,
        timestamp: block.header.time,
    };
    Double { ring: desk.ring, chain_id, evidence, set: block.set.clone() }
}

/// A change to evidence; false where it has nothing to change.
pub(super) type Change = fn(&mut Double<'_>, &mut Rng) -> bool;

/// One field each.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("other order", |double, _| {
        std::mem::swap(&mut double.evidence.vote_a, &mut double.evidence.vote_b);
        true
    }),
    ("one vote twice", |double, _| {
        double.evidence.vote_a.clone_from(&double.evidence.vote_b);
        true
    }),
    ("vote A missing", |double, _| double.evidence.vote_a.take().is_some()),
    ("vote B missing", |double, _| double.evidence.vote_b.take().is_some()),
    ("height; signed", |double, rng| {
        let height = odd(rng);
        double.signed(rng, |vote| vote.height = height)
    }),
    ("round; signed", |double, rng| {
        let round = rng.pick(&[0, 1, 7, -1, i32::MAX]);
        double.signed(rng, |vote| vote.round = round)
    }),
    ("type; signed", |double, rng| {
        let kind = rng.pick(&[1, 2, 0, 32]);
        double.signed(rng, |vote| vote.kind = kind)
    }),
    ("time; signed", |double, rng| {
        let time = timestamp(rng.pick(&[-1, 0, 1, 1 << 60]));
        double.signed(rng, |vote| vote.timestamp = Some(time))
    }),
    ("another block; signed", |double, rng| {
        let id = block_id(rng.hash(), rng);
        double.signed(rng, |vote| vote.block_id = Some(id.clone()))
    }),
    ("other parts of the same block; signed", |double, rng| {
        let id = double.b().block_id.clone().unwrap_or_default();
        let other = block_id(id.hash, rng);
        double.a().block_id = Some(other);
        let sorted = key(double.a()) < key(double.b());
        if !sorted {
            std::mem::swap(&mut double.evidence.vote_a, &mut double.evidence.vote_b);
        }
        double.signed(rng, |_| ())
    }),
    ("address of another; signed", |double, rng| {
        let other = double.set.validators[rng.index(double.set.validators.len())].address.clone();
        double.signed(rng, |vote| vote.validator_address.clone_from(&other))
    }),
    ("addresses of a stranger; signed", |double, rng| {
        let other = double.ring.stranger(1, rng).address;
        double.signed(rng, |vote| vote.validator_address.clone_from(&other))
    }),
    ("index", |double, rng| {
        double.either(rng).validator_index = rng.pick(&[0, 5, -1, i32::MAX]);
        true
    }),
    ("address size", |double, rng| resize(&mut double.either(rng).validator_address, rng)),
    ("block hash size", |double, rng| {
        resize(&mut double.either(rng).block_id.get_or_insert_default().hash, rng)
    }),
    ("signature bit", |double, rng| flip(&mut double.either(rng).signature, rng)),
    ("signature size", |double, rng| {
        double.either(rng).signature.resize(rng.pick(&[0, 1, 63, 65, 3310]), 0);
        true
    }),
    ("signature of A on B", |double, _| {
        double.b().signature = double.a().signature.clone();
        true
    }),
    ("s plus group order", |double, rng| scalar::add_order(&mut double.either(rng).signature)),
    ("extension", |double, rng| {
        let vote = double.either(rng);
        vote.extension = vec![1, 2];
        vote.extension_signature = vec![3; 64];
        true
    }),
    ("power", |double, rng| {
        let evidence = &mut double.evidence;
        evidence.validator_power = rng.pick(&[0, -1, evidence.validator_power.wrapping_add(1)]);
        true
    }),
    ("total", |double, rng| {
        let evidence = &mut double.evidence;
        evidence.total_voting_power =
            rng.pick(&[0, -1, evidence.total_voting_power.wrapping_sub(1)]);
        true
    }),
    ("evidence time", |double, rng| {
        double.evidence.timestamp = Some(timestamp(rng.pick(&[0, -1, 1 << 60])));
        true
    }),
    ("no evidence time", |double, _| double.evidence.timestamp.take().is_some()),
    ("another set", |double, rng| {
        let ring = double.ring;
        double.set.validators.iter_mut().for_each(|one| *one = ring.stranger(1, rng));
        double.set.proposer = double.set.validators.first().cloned();
        true
    }),
    ("set with another power", |double, rng| {
        let address = double.a().validator_address.clone();
        let power = rng.pick(&[0, 1, 12_345]);
        let mut all = double.set.validators.iter_mut();
        let one = all.find(|one| one.address == address);
        one.is_some_and(|one| std::mem::replace(&mut one.voting_power, power) != power)
    }),
    ("set where a namesake comes first", |double, _| {
        let address = double.a().validator_address.clone();
        let Some(one) = double.set.validators.iter().find(|one| one.address == address) else {
            return false;
        };
        let mut namesake = one.clone();
        namesake.voting_power = 3;
        double.set.validators.insert(0, namesake);
        true
    }),
    ("another chain id asked", |double, _| {
        let mut other = text(&double.chain_id);
        // We refuse every signature under an id of more than 50 bytes.
        if other.len() >= 50 {
            other.pop();
        }
        other.push('x');
        let other = other.into_bytes();
        std::mem::replace(&mut double.chain_id, other.clone()) != other
    }),
];

/// Evidence with some changes.
pub(super) fn changed<'a>(desk: &mut Desk<'a>, rng: &mut Rng) -> (Double<'a>, Vec<String>) {
    let mut double = any(desk, rng);
    let deck = &mut desk.tables.decks.duplicate;
    let note = from_table("duplicate vote", TABLE, deck, &mut double, rng);
    (double, note)
}

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (double, note) = changed(desk, rng);
    question(&double, note)
}

/// Whether these validators hold this evidence to be true.
pub(super) fn question(double: &Double<'_>, note: Vec<String>) -> Question {
    Question::new("duplicate_vote", note)
        .text("chain_id", text(&double.chain_id))
        .message("evidence", &schema::DUPLICATE_VOTE, double.evidence.encode_to_vec())
        .message("validators", &schema::VALIDATOR_SET, double.set.encode_to_vec())
}
