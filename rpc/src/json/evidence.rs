//! Evidence, whose fields are Pascal case in most releases and snake case in some.

use super::messages::{SignedHeader, Validator, ValidatorSet, Vote, validators};
use super::scalar::timestamp;
use super::{Dialect, Int, Text, object, objects};
use crate::Error;
use crate::pb;
use serde::Deserialize;

/// One item: a type with a value, as `/block` lists it, or the member of protobuf's oneof.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Evidence<'a> {
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    value: Option<Value<'a>>,
    #[serde(borrow, alias = "duplicateVoteEvidence", deserialize_with = "object")]
    duplicate_vote_evidence: Option<Value<'a>>,
    #[serde(borrow, alias = "lightClientAttackEvidence", deserialize_with = "object")]
    light_client_attack_evidence: Option<Value<'a>>,
}

/// The fields of both kinds; which of them are there depends on the kind.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Value<'a> {
    #[serde(borrow, alias = "voteA", deserialize_with = "object")]
    vote_a: Option<Vote<'a>>,
    #[serde(borrow, alias = "voteB", deserialize_with = "object")]
    vote_b: Option<Vote<'a>>,
    #[serde(alias = "TotalVotingPower", alias = "totalVotingPower")]
    total_voting_power: Option<Int>,
    #[serde(alias = "ValidatorPower", alias = "validatorPower")]
    validator_power: Option<Int>,
    #[serde(borrow, alias = "Timestamp")]
    timestamp: Option<Text<'a>>,
    #[serde(
        borrow,
        alias = "ConflictingBlock",
        alias = "conflictingBlock",
        deserialize_with = "object"
    )]
    conflicting_block: Option<LightBlock<'a>>,
    #[serde(alias = "CommonHeight", alias = "commonHeight")]
    common_height: Option<Int>,
    #[serde(
        borrow,
        alias = "ByzantineValidators",
        alias = "byzantineValidators",
        deserialize_with = "objects"
    )]
    byzantine_validators: Option<Vec<Validator<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LightBlock<'a> {
    #[serde(borrow, alias = "signedHeader", deserialize_with = "object")]
    signed_header: Option<SignedHeader<'a>>,
    #[serde(borrow, alias = "validatorSet", deserialize_with = "object")]
    validator_set: Option<ValidatorSet<'a>>,
}

impl Evidence<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        let value = self.value.unwrap_or_default();
        match (
            self.r#type.as_ref().map(Text::as_str),
            self.duplicate_vote_evidence,
            self.light_client_attack_evidence,
        ) {
            (Some("tendermint/DuplicateVoteEvidence"), None, None) => value.duplicate_vote(dialect),
            (Some("tendermint/LightClientAttackEvidence"), None, None) => {
                value.light_client_attack(dialect)
            }
            (Some(_), None, None) => {
                Err(Error::Value { field: "type", why: "of no known evidence" })
            }
            (None, Some(vote), None) => vote.duplicate_vote(dialect),
            (None, None, Some(attack)) => attack.light_client_attack(dialect),
            (None, None, None) => Err(Error::Value { field: "evidence", why: "of no type" }),
            _ => Err(Error::Value { field: "evidence", why: "of two types" }),
        }
    }
}

impl Value<'_> {
    /// What stands alone, without a type: the kind is the one whose block or votes are there.
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        match (self.vote_a.is_some(), self.conflicting_block.is_some()) {
            (true, true) => Err(Error::Value { field: "evidence", why: "of two types" }),
            (false, true) => self.light_client_attack(dialect),
            (_, false) => self.duplicate_vote(dialect),
        }
    }

    fn duplicate_vote(self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        let vote = |vote: Option<Vote<'_>>| vote.map(|vote| vote.into_wire(dialect)).transpose();
        let evidence = pb::DuplicateVoteEvidence {
            vote_a: vote(self.vote_a)?,
            vote_b: vote(self.vote_b)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            validator_power: Int::get(self.validator_power, "validator_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        };
        Ok(pb::Evidence { kind: Some(pb::EvidenceKind::DuplicateVote(evidence)) })
    }

    fn light_client_attack(self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        let block = self.conflicting_block.map(|block| block.into_wire(dialect)).transpose()?;
        let evidence = pb::LightClientAttackEvidence {
            conflicting_block: block,
            common_height: Int::get(self.common_height, "common_height")?,
            byzantine_validators: validators(self.byzantine_validators, dialect)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        };
        Ok(pb::Evidence { kind: Some(pb::EvidenceKind::LightClientAttack(evidence)) })
    }
}

impl LightBlock<'_> {
    fn into_wire(self, dialect: Dialect) -> Result<pb::LightBlock, Error> {
        Ok(pb::LightBlock {
            signed_header: self.signed_header.map(|part| part.into_wire(dialect)).transpose()?,
            validator_set: self.validator_set.map(|part| part.into_wire(dialect)).transpose()?,
        })
    }
}
