//! Arithmetic of powers and thresholds.

use super::Flaw::{self, Accepts, AcceptsUnsigned, Panics};
use super::commit::Input;
use super::corpus::Vector;
use super::light::Light;
use super::parts::{ABSENT, FOR_BLOCK, by_address, total};
use parhelion_rpc::pb;

pub const TABLE: &[(&str, Flaw)] = &[
    ("product-wraps-to-zero", Accepts(int64)),
    ("products-wrap", Accepts(uint64)),
    ("level-cast-to-negative", Accepts(int64)),
    ("level-of-zero", Accepts(int64)),
    ("total-above-the-cap", Panics(|vector| sum(&vector.message("bytes")))),
    ("total-above-the-cap-light", Panics(|vector| sum(&Light::of(vector).set))),
    ("total-negative", AcceptsUnsigned(signed_powers)),
    ("trusted-set-empty", Panics(proposer_first)),
];

/// The power of those of the set who signed; `None` where a signature is wrong.
fn tally(input: &Input) -> Option<i64> {
    let votes = input.commit.signatures.iter().filter(|entry| entry.block_id_flag == FOR_BLOCK);
    votes.into_iter().try_fold(0, |tally, entry| {
        let Some(validator) = by_address(&input.set, &entry.validator_address) else {
            return Some(tally);
        };
        input.voted(validator, entry).then_some(tally + validator.voting_power)
    })
}

/// Tendermint #4764, and the terms that are never checked: Go's arithmetic on int64.
fn int64(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let (numerator, denominator) = vector.level();
    let (numerator, denominator) = (numerator.cast_signed(), denominator.cast_signed());
    let needed = total(&input.set).wrapping_mul(numerator).wrapping_div(denominator);
    tally(&input).is_some_and(|tally| tally > needed)
}

/// tendermint-rs: `TrustThresholdFraction::is_enough_power`, built for release.
fn uint64(vector: &Vector) -> bool {
    let light = Light::of(vector);
    let (numerator, denominator) = light.level;
    let Some(tally) = tally(&light.by_trusted()) else { return false };
    let (tally, all) = (tally.cast_unsigned(), total(&light.next).cast_unsigned());
    tally.wrapping_mul(denominator) > all.wrapping_mul(numerator) && light.own_two_thirds()
}

/// CometBFT before 0.38.20: `TotalVotingPower`, of a set that somebody sent.
fn sum(set: &pb::ValidatorSet) {
    let total = set.validators.iter().fold(0i64, |sum, one| sum.saturating_add(one.voting_power));
    assert!(total <= i64::MAX / 8, "total voting power exceeds the maximum");
}

/// cardano-ibc-incubator #668: a negative power makes the threshold negative.
fn signed_powers(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let needed = total(&input.set) * 2 / 3;
    let absent = input.commit.signatures.iter().all(|entry| entry.block_id_flag == ABSENT);
    absent && 0 > needed
}

/// CometBFT from 0.38.0: `shouldBatchVerify`, of a set made in memory.
fn proposer_first(vector: &Vector) {
    let input = Input::of(vector);
    let proposer = input.set.validators.iter().max_by_key(|one| one.proposer_priority);
    let key = &proposer.unwrap().pub_key;
    assert!(key.is_some());
}
