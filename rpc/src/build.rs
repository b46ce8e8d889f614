//! Evidence of its parts, put together as CometBFT and IBC do it. Nothing is verified here: what
//! comes out is a claim.

use crate::time::YEAR_1;
use crate::{Error, encode, pb};

/// `cometbft types/validator_set.go MaxTotalVotingPower`
const MAX_TOTAL_VOTING_POWER: i64 = i64::MAX / 8;

/// Two votes of one validator, in the order of their block ids; the powers are those of the set of
/// the votes' height, and the time is that of its block.
///
/// # Errors
/// [`Error::Value`] where the voter is not in the set, or the set has more power than CometBFT
/// allows.
///
/// Source: `cometbft types/evidence.go NewDuplicateVoteEvidence`.
pub fn duplicate_vote_evidence(
    validators: &pb::ValidatorSet,
    vote_1: pb::Vote,
    vote_2: pb::Vote,
    block_time: pb::Timestamp,
) -> Result<pb::DuplicateVoteEvidence, Error> {
    let validator_power = by_address(validators, &vote_1.validator_address)?.voting_power;
    let in_order = key(&vote_1) < key(&vote_2);
    let (vote_a, vote_b) = if in_order { (vote_1, vote_2) } else { (vote_2, vote_1) };
    Ok(pb::DuplicateVoteEvidence {
        vote_a: Some(vote_a),
        vote_b: Some(vote_b),
        total_voting_power: total_voting_power(validators)?,
        validator_power,
        timestamp: Some(block_time),
    })
}

/// A block that conflicts with one that is trusted, beside the last block that both traces have in
/// common. An invalid header (lunatic) is dated to the common block, every other to the trusted
/// one: it has the power of that block's set, and its time.
///
/// `byzantine_validators` are the addresses of the guilty, as `parhelion-core` finds and orders them:
/// of the common set where the header is invalid, else of the conflicting one.
///
/// # Errors
/// [`Error::Value`] where a block lacks its header or its set, a set has more power than CometBFT
/// allows, or a guilty one is not in it.
///
/// Source: `cometbft light/detector.go newLightClientAttackEvidence`.
pub fn light_client_attack_evidence(
    common: &pb::LightBlock,
    trusted: &pb::LightBlock,
    conflicting: pb::LightBlock,
    byzantine_validators: &[[u8; 20]],
) -> Result<pb::LightClientAttackEvidence, Error> {
    let invalid = is_invalid(header(&conflicting)?, header(trusted)?);
    let (dated_to, guilty_in) = if invalid { (common, common) } else { (trusted, &conflicting) };
    let guilty_in = validator_set(guilty_in)?;
    let guilty = byzantine_validators.iter().map(|address| by_address(guilty_in, address).cloned());
    let guilty = guilty.collect::<Result<_, _>>()?;
    let header = header(dated_to)?;
    let zero = pb::Timestamp { seconds: YEAR_1, nanos: 0 };
    Ok(pb::LightClientAttackEvidence {
        common_height: header.height,
        byzantine_validators: guilty,
        total_voting_power: total_voting_power(validator_set(dated_to)?)?,
        timestamp: Some(header.time.clone().unwrap_or(zero)),
        conflicting_block: Some(conflicting),
    })
}

/// A light block as IBC sends it, with the height and the set that a client trusts. Without them it
/// shows a provider the key of a voter, and no more.
#[must_use]
pub fn ibc_header(
    light_block: pb::LightBlock,
    trusted: Option<(pb::Height, pb::ValidatorSet)>,
) -> pb::IbcHeader {
    let (trusted_height, trusted_validators) = trusted.unzip();
    pb::IbcHeader {
        signed_header: light_block.signed_header,
        validator_set: light_block.validator_set,
        trusted_height: Some(trusted_height.unwrap_or_default()),
        trusted_validators,
    }
}

/// Two headers of one chain, the higher first: no client takes them otherwise.
///
/// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour.go ValidateBasic`.
#[must_use]
pub fn misbehaviour(
    client_id: &str,
    header_1: pb::IbcHeader,
    header_2: pb::IbcHeader,
) -> pb::Misbehaviour {
    let height = |header: &pb::IbcHeader| -> i64 {
        let signed = header.signed_header.as_ref();
        signed.and_then(|signed| signed.header.as_ref()).map_or(0, |header| header.height)
    };
    let in_order = height(&header_1) >= height(&header_2);
    let (header_1, header_2) = if in_order { (header_1, header_2) } else { (header_2, header_1) };
    pb::Misbehaviour {
        client_id: client_id.to_owned(),
        header_1: Some(header_1),
        header_2: Some(header_2),
    }
}

/// Evidence of a double vote for a provider; the header's set holds the key of the voter.
#[must_use]
pub fn submit_consumer_double_voting(
    submitter: &str,
    consumer_id: &str,
    evidence: pb::DuplicateVoteEvidence,
    infraction_block_header: pb::IbcHeader,
) -> pb::MsgSubmitConsumerDoubleVoting {
    pb::MsgSubmitConsumerDoubleVoting {
        submitter: submitter.to_owned(),
        duplicate_vote_evidence: Some(evidence),
        infraction_block_header: Some(infraction_block_header),
        consumer_id: consumer_id.to_owned(),
    }
}

/// Misbehaviour for a provider.
#[must_use]
pub fn submit_consumer_misbehaviour(
    submitter: &str,
    consumer_id: &str,
    misbehaviour: pb::Misbehaviour,
) -> pb::MsgSubmitConsumerMisbehaviour {
    pb::MsgSubmitConsumerMisbehaviour {
        submitter: submitter.to_owned(),
        misbehaviour: Some(misbehaviour),
        consumer_id: consumer_id.to_owned(),
    }
}

/// By what the votes are ordered: `cometbft types/block.go BlockID.Key`.
fn key(vote: &pb::Vote) -> Vec<u8> {
    let id = vote.block_id.clone().unwrap_or_default();
    [id.hash, encode(&id.part_set_header.unwrap_or_default())].concat()
}

/// Whether the header is no outcome of the state that the trusted header tells.
///
/// Source: `cometbft types/evidence.go ConflictingHeaderIsInvalid`.
fn is_invalid(conflicting: &pb::Header, trusted: &pb::Header) -> bool {
    let state = |header: &pb::Header| {
        [
            header.validators_hash.clone(),
            header.next_validators_hash.clone(),
            header.consensus_hash.clone(),
            header.app_hash.clone(),
            header.last_results_hash.clone(),
        ]
    };
    state(conflicting) != state(trusted)
}

fn header(block: &pb::LightBlock) -> Result<&pb::Header, Error> {
    let signed = block.signed_header.as_ref();
    let header = signed.and_then(|signed| signed.header.as_ref());
    header.ok_or(Error::Value { field: "header", why: "missing" })
}

fn validator_set(block: &pb::LightBlock) -> Result<&pb::ValidatorSet, Error> {
    let missing = Error::Value { field: "validator_set", why: "missing" };
    block.validator_set.as_ref().ok_or(missing)
}

/// The first one, as in `cometbft types/validator_set.go GetByAddress`.
fn by_address<'a>(set: &'a pb::ValidatorSet, address: &[u8]) -> Result<&'a pb::Validator, Error> {
    let stranger = Error::Value { field: "validator_address", why: "of nobody in the set" };
    set.validators.iter().find(|validator| validator.address == address).ok_or(stranger)
}

/// The sum over the set; what the message says of itself is not looked at.
fn total_voting_power(validators: &pb::ValidatorSet) -> Result<i64, Error> {
    let beyond = Error::Value { field: "voting_power", why: "more than CometBFT allows in a set" };
    let sum = validators.validators.iter().try_fold(0i64, |sum, validator| {
        let sum = sum.saturating_add(validator.voting_power);
        (sum <= MAX_TOTAL_VOTING_POWER).then_some(sum)
    });
    sum.ok_or(beyond)
}
