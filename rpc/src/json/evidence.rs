//! Evidence, whose fields are Pascal case in most releases and snake case in some.

use super::messages::{SignedHeader, Validator, ValidatorSet, Vote, validators};
use super::scalar::timestamp;
use super::{Dialect, Int};
use crate::Error;
use crate::pb;
use serde::Deserialize;

/// One item, as `/block` lists it. Which fields are there depends on the type.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Evidence {
    r#type: Option<String>,
    value: Option<Value>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Value {
    #[serde(alias = "voteA")]
    vote_a: Option<Vote>,
    #[serde(alias = "voteB")]
    vote_b: Option<Vote>,
    #[serde(alias = "TotalVotingPower", alias = "totalVotingPower")]
    total_voting_power: Option<Int>,
    #[serde(alias = "ValidatorPower", alias = "validatorPower")]
    validator_power: Option<Int>,
    #[serde(alias = "Timestamp")]
    timestamp: Option<String>,
    #[serde(alias = "ConflictingBlock", alias = "conflictingBlock")]
    conflicting_block: Option<LightBlock>,
    #[serde(alias = "CommonHeight", alias = "commonHeight")]
    common_height: Option<Int>,
    #[serde(alias = "ByzantineValidators", alias = "byzantineValidators")]
    byzantine_validators: Option<Vec<Validator>>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct LightBlock {
    #[serde(alias = "signedHeader")]
    signed_header: Option<SignedHeader>,
    #[serde(alias = "validatorSet")]
    validator_set: Option<ValidatorSet>,
}

impl Evidence {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        let value = self.value.unwrap_or_default();
        let kind = match self.r#type.as_deref() {
            Some("tendermint/DuplicateVoteEvidence") => {
                pb::EvidenceKind::DuplicateVote(value.duplicate_vote(dialect)?)
            }
            Some("tendermint/LightClientAttackEvidence") => {
                pb::EvidenceKind::LightClientAttack(value.light_client_attack(dialect)?)
            }
            _ => return Err(Error::Value { field: "type", why: "of no known evidence" }),
        };
        Ok(pb::Evidence { kind: Some(kind) })
    }
}

impl Value {
    pub(crate) fn duplicate_vote(
        self,
        dialect: Dialect,
    ) -> Result<pb::DuplicateVoteEvidence, Error> {
        let vote = |vote: Option<Vote>| vote.map(|vote| vote.into_wire(dialect)).transpose();
        Ok(pb::DuplicateVoteEvidence {
            vote_a: vote(self.vote_a)?,
            vote_b: vote(self.vote_b)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            validator_power: Int::get(self.validator_power, "validator_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        })
    }

    fn light_client_attack(self, dialect: Dialect) -> Result<pb::LightClientAttackEvidence, Error> {
        let block = self.conflicting_block.unwrap_or_default();
        Ok(pb::LightClientAttackEvidence {
            conflicting_block: Some(pb::LightBlock {
                signed_header: block
                    .signed_header
                    .map(|part| part.into_wire(dialect))
                    .transpose()?,
                validator_set: block
                    .validator_set
                    .map(|part| part.into_wire(dialect))
                    .transpose()?,
            }),
            common_height: Int::get(self.common_height, "common_height")?,
            byzantine_validators: validators(self.byzantine_validators, dialect)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        })
    }
}
