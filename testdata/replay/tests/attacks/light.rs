//! Light blocks that lead somewhere else.

use super::Flaw::{self, Accepts};
use super::commit::Input;
use super::corpus::Vector;
use super::parts::{FOR_BLOCK, by_address, header_hash, set_hash, total, voted};
use parhelion_rpc::pb;
use std::cmp::Reverse;
use std::collections::BTreeSet;

pub const TABLE: &[(&str, Flaw)] = &[
    ("other-chain-adjacent", Accepts(own_chain_id)),
    ("other-chain-skipping", Accepts(own_chain_id)),
    ("one-name-trusted-set", Accepts(remembered_by_name)),
    ("one-name-own-set", Accepts(remembered_by_name)),
    ("one-vote-repeated", Accepts(each_entry_counts)),
    ("tachyon-adjacent", Accepts(by_index)),
    ("nil-hash-light", Accepts(nil_is_empty)),
    ("set-out-of-order-light", Accepts(sorted_first)),
    ("commit-of-another-height", Accepts(by_index)),
    ("votes-permuted", Accepts(by_name)),
    ("block-protocol-10", Accepts(by_index)),
    ("trusted-set-replaced", Accepts(by_index)),
    ("trusted-set-of-before", Accepts(by_index)),
    ("no-trusted-share", Accepts(own_set_alone)),
];

/// The inputs of kind `light`.
pub struct Light {
    trusted: pb::Header,
    pub next: pb::ValidatorSet,
    header: pb::Header,
    commit: pb::Commit,
    pub set: pb::ValidatorSet,
    pub level: (u64, u64),
}

impl Light {
    pub fn of(vector: &Vector) -> Light {
        let trusted: pb::SignedHeader = vector.message("trusted");
        let untrusted: pb::LightBlock = vector.message("untrusted");
        let signed = untrusted.signed_header.unwrap();
        Light {
            trusted: trusted.header.unwrap(),
            next: vector.message("trusted_next"),
            header: signed.header.unwrap(),
            commit: signed.commit.unwrap(),
            set: untrusted.validator_set.unwrap(),
            level: vector.level(),
        }
    }

    fn ask(&self, set: &pb::ValidatorSet, chain_id: &str) -> Input {
        let chain_id = chain_id.to_owned();
        Input { chain_id, set: set.clone(), commit: self.commit.clone() }
    }

    /// What is asked of the trusted set.
    pub fn by_trusted(&self) -> Input {
        self.ask(&self.next, &self.trusted.chain_id)
    }

    fn names_own_hash(&self) -> bool {
        self.commit.block_id.as_ref().is_some_and(|id| id.hash == header_hash(&self.header))
    }

    fn is_adjacent(&self) -> bool {
        self.header.height == self.trusted.height + 1
    }

    /// Two thirds of its own set, by index.
    pub fn own_two_thirds(&self) -> bool {
        two_thirds_by_index(&self.ask(&self.set, &self.trusted.chain_id))
    }

    /// The share of the trusted power, or the link of the hashes, that leads to the block.
    fn follows(&self, chain_id: &str) -> bool {
        if self.is_adjacent() {
            return self.header.validators_hash == self.trusted.next_validators_hash;
        }
        let input = self.ask(&self.next, chain_id);
        let mut seen = BTreeSet::new();
        let mut tally = 0;
        for entry in input.commit.signatures.iter().filter(|one| one.block_id_flag == FOR_BLOCK) {
            let Some(validator) = by_address(&input.set, &entry.validator_address) else {
                continue;
            };
            if !seen.insert(&entry.validator_address) || !input.voted(validator, entry) {
                return false;
            }
            tally += validator.voting_power;
        }
        tally > total(&input.set) / 3
    }
}

fn two_thirds_by_index(input: &Input) -> bool {
    let mut tally = 0;
    for (validator, entry) in input.set.validators.iter().zip(&input.commit.signatures) {
        if entry.block_id_flag != FOR_BLOCK {
            continue;
        }
        if !input.voted(validator, entry) {
            return false;
        }
        tally += validator.voting_power;
    }
    tally > total(&input.set) * 2 / 3
}

/// Two thirds of a set, each found by address, wherever the vote stands.
fn two_thirds_by_address(input: &Input) -> bool {
    let signed = |validator: &&pb::Validator| {
        let mut votes = input.commit.signatures.iter();
        let vote = votes.find(|entry| entry.validator_address == validator.address);
        vote.is_some_and(|vote| vote.block_id_flag == FOR_BLOCK && input.voted(validator, vote))
    };
    let tally: i64 = input.set.validators.iter().filter(signed).map(|one| one.voting_power).sum();
    tally > total(&input.set) * 2 / 3
}

/// CVE-2022-23507: what was signed is computed with the chain id of whoever sent the header.
fn own_chain_id(vector: &Vector) -> bool {
    let light = Light::of(vector);
    let chain_id = &light.header.chain_id;
    light.names_own_hash()
        && light.header.validators_hash == set_hash(&light.set)
        && light.follows(chain_id)
        && two_thirds_by_index(&light.ask(&light.set, chain_id))
}

/// ISA-2025-003: `NonAbsentCommitVotes` of tendermint-rs 0.40.2. Once a vote is verified, whoever
/// has the address in it has signed.
fn remembered_by_name(vector: &Vector) -> bool {
    let light = Light::of(vector);
    let mut verified = BTreeSet::new();
    let mut tally = |set: &pb::ValidatorSet| {
        let mut tally = 0;
        for validator in &set.validators {
            let mut votes = light.commit.signatures.iter();
            let vote = votes.find(|entry| entry.validator_address == validator.address);
            let Some(vote) = vote.filter(|vote| vote.block_id_flag == FOR_BLOCK) else { continue };
            if !verified.contains(&vote.validator_address) {
                if !voted(&light.trusted.chain_id, &light.commit, validator, vote) {
                    return 0;
                }
                verified.insert(vote.validator_address.clone());
            }
            tally += validator.voting_power;
        }
        tally
    };
    // The hash of a set covers no address.
    let known = light.trusted.next_validators_hash == set_hash(&light.next);
    let trusted = if light.is_adjacent() {
        light.header.validators_hash == light.trusted.next_validators_hash
    } else {
        tally(&light.next) > total(&light.next) / 3
    };
    let own = light.header.validators_hash == set_hash(&light.set)
        && tally(&light.set) > total(&light.set) * 2 / 3;
    known && trusted && own
}

/// tendermint-rs #335, in a block of which the own set has room for one vote four times.
fn each_entry_counts(vector: &Vector) -> bool {
    let light = Light::of(vector);
    let input = light.by_trusted();
    let mut tally = 0;
    for entry in &input.commit.signatures {
        match by_address(&input.set, &entry.validator_address) {
            Some(validator) if input.voted(validator, entry) => tally += validator.voting_power,
            Some(_) => return false,
            None => {}
        }
    }
    let own = light.ask(&light.set, &light.trusted.chain_id);
    tally > total(&input.set) / 3 && two_thirds_by_address(&own)
}

/// CSA-2026-001: `light.Verify` before 0.38.21, which does not compare the address in an entry. Nor
/// does it ask, as tendermint-rs does not, for the block protocol, for the height of the commit
/// (#637), or whether the trusted validators are those of the trusted header (sp1-blobstream #58).
fn by_index(vector: &Vector) -> bool {
    let light = Light::of(vector);
    light.names_own_hash()
        && light.header.validators_hash == set_hash(&light.set)
        && light.follows(&light.trusted.chain_id)
        && light.own_two_thirds()
}

/// `SignedHeader.ValidateBasic`, and then the commit: no hash is an empty hash.
fn nil_is_empty(vector: &Vector) -> bool {
    let light = Light::of(vector);
    let hash = match light.header.validators_hash[..] {
        [] => Vec::new(),
        _ => header_hash(&light.header).to_vec(),
    };
    light.commit.block_id.as_ref().is_some_and(|id| id.hash == hash) && light.own_two_thirds()
}

/// tendermint-rs: votes are found by address, wherever they stand.
fn by_name(vector: &Vector) -> bool {
    named(&Light::of(vector))
}

fn named(light: &Light) -> bool {
    light.names_own_hash()
        && light.header.validators_hash == set_hash(&light.set)
        && light.follows(&light.trusted.chain_id)
        && two_thirds_by_address(&light.ask(&light.set, &light.trusted.chain_id))
}

/// tendermint-rs #506: `Set::new` sorts, so that the hash is that of another order than was sent.
fn sorted_first(vector: &Vector) -> bool {
    let mut light = Light::of(vector);
    light.set.validators.sort_by_key(|one| (Reverse(one.voting_power), one.address.clone()));
    named(&light)
}

/// tendermintx #73: two thirds of a set that the sender chose.
fn own_set_alone(vector: &Vector) -> bool {
    let light = Light::of(vector);
    light.names_own_hash()
        && light.header.validators_hash == set_hash(&light.set)
        && light.own_two_thirds()
}
