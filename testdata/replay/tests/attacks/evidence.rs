//! Evidence, as full nodes judged it.

use super::Flaw::{self, Accepts, Panics, Refuses};
use super::commit::Input;
use super::corpus::Vector;
use super::parts::{ABSENT, FOR_BLOCK, NIL, by_address, header_hash, total};
use parhelion_rpc::pb;
use std::cmp::Reverse;

pub const TABLE: &[(&str, Flaw)] = &[
    ("attack-without-signed-header", Panics(first_the_header)),
    ("double-vote-without-a", Panics(first_the_votes)),
    ("double-vote-without-b", Panics(first_the_votes)),
    ("unsigned-equivocation", Accepts(until_enough)),
    ("unsigned-lunatic", Accepts(until_enough)),
    ("accused-key-swapped", Accepts(by_address_and_power)),
    ("tachyon-attack", Accepts(by_index_and_label)),
    ("nil-voter-accused", Accepts(absent_from_neither)),
    ("absent-accused", Accepts(not_nil)),
    ("accused-ascending", Accepts(ascending)),
    ("amnesia-nobody", Accepts(nil_list)),
    ("forward-lunatic", Refuses(block_of_that_height)),
];

/// CometBFT #5757: `LightClientAttackEvidence.ValidateBasic`.
fn first_the_header(vector: &Vector) {
    let attack: pb::LightClientAttackEvidence = vector.message("bytes");
    let block = attack.conflicting_block.unwrap();
    assert!(block.signed_header.unwrap().header.unwrap().height > 0);
}

/// CometBFT #5777: `VoteFromProto`.
fn first_the_votes(vector: &Vector) {
    let double: pb::DuplicateVoteEvidence = vector.message("bytes");
    assert_eq!(double.vote_a.unwrap().height, double.vote_b.unwrap().height);
}

/// The inputs of kind `light_client_attack`.
struct Attack {
    header: pb::Header,
    own: Input,
    accused: Vec<pb::Validator>,
    common: pb::ValidatorSet,
    trusted: pb::SignedHeader,
}

impl Attack {
    fn of(vector: &Vector) -> Attack {
        let evidence: pb::LightClientAttackEvidence = vector.message("evidence");
        let trusted: pb::SignedHeader = vector.message("trusted");
        let block = evidence.conflicting_block.unwrap();
        let signed = block.signed_header.unwrap();
        let chain_id = trusted.header.as_ref().unwrap().chain_id.clone();
        let (set, commit) = (block.validator_set.unwrap(), signed.commit.unwrap());
        Attack {
            header: signed.header.unwrap(),
            own: Input { chain_id, set, commit },
            accused: evidence.byzantine_validators,
            common: vector.message("common_validators"),
            trusted,
        }
    }

    fn trusted_header(&self) -> &pb::Header {
        self.trusted.header.as_ref().unwrap()
    }

    fn is_lunatic(&self) -> bool {
        let state = |header: &pb::Header| {
            [
                header.validators_hash.clone(),
                header.next_validators_hash.clone(),
                header.consensus_hash.clone(),
                header.app_hash.clone(),
                header.last_results_hash.clone(),
            ]
        };
        state(&self.header) != state(self.trusted_header())
    }

    fn conflicts(&self) -> bool {
        header_hash(&self.header) != header_hash(self.trusted_header())
    }

    /// Whether every vote for the block is signed by the validator at its place.
    fn all_signed(&self) -> bool {
        let mut votes = self.own.set.validators.iter().zip(&self.own.commit.signatures);
        votes.all(|(one, vote)| vote.block_id_flag != FOR_BLOCK || self.own.voted(one, vote))
    }

    /// Who is guilty. Of an equivocation: whose flags in the conflicting and in the trusted commit
    /// count.
    fn guilty(&self, counts: fn(i32, i32) -> bool) -> Vec<pb::Validator> {
        let trusted = &self.trusted.commit.as_ref().unwrap().signatures;
        let lunatic = self.is_lunatic();
        let set = if lunatic { &self.common } else { &self.own.set };
        let votes = self.own.commit.signatures.iter().zip(trusted);
        let votes = votes.filter(|(vote, other)| match lunatic {
            true => vote.block_id_flag == FOR_BLOCK,
            false => counts(vote.block_id_flag, other.block_id_flag),
        });
        let mut guilty: Vec<pb::Validator> = votes
            .filter_map(|(vote, _)| by_address(set, &vote.validator_address).cloned())
            .collect();
        guilty.sort_by_key(|one| (Reverse(one.voting_power), one.address.clone()));
        guilty
    }

    /// Whether these are accused, by address and power.
    fn accuses(&self, guilty: &[pb::Validator]) -> bool {
        let same = |(a, b): (&pb::Validator, &pb::Validator)| {
            (&a.address, a.voting_power) == (&b.address, b.voting_power)
        };
        self.accused.len() == guilty.len() && self.accused.iter().zip(guilty).all(same)
    }
}

fn both_for_block(vote: i32, other: i32) -> bool {
    vote == FOR_BLOCK && other == FOR_BLOCK
}

/// CometBFT #1749: before 0.38.3 the rule of light clients.
fn until_enough(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let mut tally = 0;
    for (validator, vote) in attack.own.set.validators.iter().zip(&attack.own.commit.signatures) {
        if vote.block_id_flag != FOR_BLOCK || tally > total(&attack.own.set) * 2 / 3 {
            continue;
        }
        if !attack.own.voted(validator, vote) {
            return false;
        }
        tally += validator.voting_power;
    }
    attack.conflicts() && attack.accuses(&attack.guilty(both_for_block))
}

/// CometBFT #5638: before 0.38.22 nobody asks whose the key is.
fn by_address_and_power(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    attack.all_signed() && attack.conflicts() && attack.accuses(&attack.guilty(both_for_block))
}

/// CSA-2026-001: before 0.38.21 signatures are verified by index, and the guilty found by label.
fn by_index_and_label(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let signer = &attack.own.set.validators[2];
    let framed = attack.accused.iter().all(|accused| accused.address != signer.address);
    framed && by_address_and_power(vector)
}

/// CometBFT 0.37: `GetByzantineValidators`.
fn absent_from_neither(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let guilty = attack.guilty(|vote, other| vote != ABSENT && other != ABSENT);
    attack.all_signed() && attack.conflicts() && attack.accuses(&guilty)
}

/// tendermint-rs: `find_equivocating_validators`.
fn not_nil(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let guilty = attack.guilty(|vote, other| vote != ABSENT && other != NIL);
    attack.all_signed() && attack.conflicts() && attack.accuses(&guilty)
}

/// tendermint-rs: `cmp_voting_power_then_address`.
fn ascending(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let mut guilty = attack.guilty(both_for_block);
    guilty.sort_by_key(|one| (one.voting_power, one.address.clone()));
    attack.all_signed() && attack.conflicts() && attack.accuses(&guilty)
}

/// CometBFT: an amnesia attack has no guilty, and an empty list of accused is right where it is
/// nil.
fn nil_list(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    let rounds_differ = attack.trusted.commit.as_ref().unwrap().round != attack.own.commit.round;
    let amnesia = !attack.is_lunatic() && rounds_differ;
    attack.all_signed() && attack.conflicts() && amnesia && attack.accused.is_empty()
}

/// Alderfly: before 0.34.9 the node's own block of that height is asked for.
fn block_of_that_height(vector: &Vector) -> bool {
    let attack = Attack::of(vector);
    attack.trusted_header().height == attack.header.height && by_address_and_power(vector)
}

#[test]
fn evidence_of_a_known_height_is_accepted() {
    assert!(block_of_that_height(&super::corpus::vector("evidence", "accused-key-swapped")));
}
