//! Who signed a commit.

use super::Flaw::{self, Accepts, AcceptsUnsigned};
use super::corpus::Vector;
use super::parts::{ABSENT, FOR_BLOCK, by_address, total, voted};
use parhelion_rpc::pb;

pub const TABLE: &[(&str, Flaw)] = &[
    ("tachyon-full", Accepts(by_index)),
    ("tachyon-light", Accepts(by_index)),
    ("tachyon-light-all", Accepts(by_index)),
    ("tachyon-median", Accepts(median_by_label)),
    ("last-commit-other-block", Accepts(until_enough)),
    ("block-sync-nil-vote", Accepts(until_enough)),
    ("early-exit-own", Accepts(until_enough)),
    ("early-exit-trusting", Accepts(until_enough_trusted)),
    ("nil-counted-own", Accepts(all_but_absent)),
    ("nil-counted-trusting", Accepts(all_but_absent_trusted)),
    ("nil-counted-rs", Accepts(two_thirds_of_votes)),
    ("counted-twice", Accepts(all_but_absent_trusted)),
    ("all-absent", AcceptsUnsigned(has_entries)),
];

/// The inputs of kind `commit`.
pub struct Input {
    pub chain_id: String,
    pub set: pb::ValidatorSet,
    pub commit: pb::Commit,
}

impl Input {
    pub fn of(vector: &Vector) -> Input {
        Input {
            chain_id: vector.text("chain_id").to_owned(),
            set: vector.message("validators"),
            commit: vector.message("commit"),
        }
    }

    pub fn voted(&self, validator: &pb::Validator, entry: &pb::CommitSig) -> bool {
        voted(&self.chain_id, &self.commit, validator, entry)
    }

    /// Each entry with the validator at its place.
    fn places(&self) -> impl Iterator<Item = (&pb::Validator, &pb::CommitSig)> {
        self.set.validators.iter().zip(&self.commit.signatures)
    }

    /// Each entry with the validator whom it names.
    fn names(&self) -> impl Iterator<Item = (&pb::Validator, &pb::CommitSig)> {
        let entries = self.commit.signatures.iter();
        entries.filter_map(|entry| Some((by_address(&self.set, &entry.validator_address)?, entry)))
    }

    fn two_thirds(&self) -> i64 {
        total(&self.set) * 2 / 3
    }

    fn a_third(&self) -> i64 {
        total(&self.set) / 3
    }
}

/// CSA-2026-001: `VerifyCommit` before 0.38.21. The address in an entry is not looked at.
fn by_index(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let mut tally = 0;
    for (validator, entry) in input.places().filter(|(_, entry)| entry.block_id_flag != ABSENT) {
        if !input.voted(validator, entry) {
            return false;
        }
        if entry.block_id_flag == FOR_BLOCK {
            tally += validator.voting_power;
        }
    }
    input.set.validators.len() == input.commit.signatures.len() && tally > input.two_thirds()
}

/// CSA-2026-001: `MedianTime`. Who is not found by the address in his entry does not weigh.
fn median_by_label(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let time = |entry: &pb::CommitSig| entry.timestamp.clone().unwrap_or_default().seconds;
    let median = |mut votes: Vec<(i64, i64)>| {
        votes.sort_unstable();
        let mut rest = votes.iter().map(|(_, power)| power).sum::<i64>() / 2;
        votes.into_iter().find(|(_, power)| {
            rest -= power;
            rest < 0
        })
    };
    let by_label = input.names().map(|(validator, entry)| (time(entry), validator.voting_power));
    let by_place = input.places().map(|(validator, entry)| (time(entry), validator.voting_power));
    let (skewed, right) = (median(by_label.collect()), median(by_place.collect()));
    // A tenth of the power decides the time of the block.
    skewed.map(|(time, _)| time - 3600) == right.map(|(time, _)| time) && by_index(vector)
}

/// CVE-2020-15091, CometBFT #1749 and #5663: the rule of light clients, where every signature
/// matters.
fn until_enough(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let mut tally = 0;
    for (validator, entry) in input.places().filter(|(_, entry)| entry.block_id_flag == FOR_BLOCK) {
        if !input.voted(validator, entry) {
            return false;
        }
        tally += validator.voting_power;
        if tally > input.two_thirds() {
            return true;
        }
    }
    false
}

/// CometBFT #1749: the same of a trusted set.
fn until_enough_trusted(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let mut tally = 0;
    for (validator, entry) in input.names().filter(|(_, entry)| entry.block_id_flag == FOR_BLOCK) {
        if !input.voted(validator, entry) {
            return false;
        }
        tally += validator.voting_power;
        if tally > input.a_third() {
            return true;
        }
    }
    false
}

/// The power of all votes but the absent ones; `None` where one of them is not signed.
fn power<'i>(
    input: &'i Input,
    votes: impl Iterator<Item = (&'i pb::Validator, &'i pb::CommitSig)>,
) -> Option<i64> {
    votes.filter(|(_, entry)| entry.block_id_flag != ABSENT).try_fold(
        0,
        |tally, (validator, entry)| {
            input.voted(validator, entry).then_some(tally + validator.voting_power)
        },
    )
}

/// CometBFT #1806: `VerifyCommitLightAllSignatures` of 0.37.5 to 0.37.18.
fn all_but_absent(vector: &Vector) -> bool {
    let input = Input::of(vector);
    power(&input, input.places()).is_some_and(|tally| tally > input.two_thirds())
}

/// CometBFT #1806: `VerifyCommitLightTrustingAllSignatures` of 0.37.5 to 0.37.18. And tendermint-rs
/// #335: it is not remembered who has been counted.
fn all_but_absent_trusted(vector: &Vector) -> bool {
    let input = Input::of(vector);
    power(&input, input.names()).is_some_and(|tally| tally > input.a_third())
}

/// tendermint-rs #282: `voting_power_in`, which finds the voters by their addresses.
fn two_thirds_of_votes(vector: &Vector) -> bool {
    let input = Input::of(vector);
    power(&input, input.names()).is_some_and(|tally| tally > input.two_thirds())
}

/// tendermint-rs #650: `CommitValidator::validate`.
fn has_entries(vector: &Vector) -> bool {
    let input = Input::of(vector);
    !input.commit.signatures.is_empty()
        && input.commit.signatures.len() == input.set.validators.len()
}
