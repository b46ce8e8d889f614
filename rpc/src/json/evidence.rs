//! Evidence, whose fields are Pascal case in most releases and snake case in some.

use super::messages::{SignedHeader, Validator, ValidatorSet, Vote, validators};
use super::scalar::timestamp;
use super::{Dialect, Int, Text, object, objects};
use crate::Error;
use crate::pb;
use serde::Deserialize;

/// One item: a type with a value, as `/block` lists it; the member of protobuf's oneof; or the
/// fields alone, which tell the kind. Those of both kinds stand here.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct Evidence<'a> {
    #[serde(borrow)]
    r#type: Option<Text<'a>>,
    #[serde(borrow, deserialize_with = "object")]
    value: Option<Box<Evidence<'a>>>,
    #[serde(borrow, alias = "duplicateVoteEvidence", deserialize_with = "object")]
    duplicate_vote_evidence: Option<Box<Evidence<'a>>>,
    #[serde(borrow, alias = "lightClientAttackEvidence", deserialize_with = "object")]
    light_client_attack_evidence: Option<Box<Evidence<'a>>>,
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

#[derive(Clone, Copy)]
enum Kind {
    DuplicateVote,
    LightClientAttack,
}

impl Evidence<'_> {
    pub(crate) fn into_wire(mut self, dialect: Dialect) -> Result<pb::Evidence, Error> {
        let wrong = |why| Error::Value { field: "evidence", why };
        let kind = match self.r#type.as_ref().map(Text::as_str) {
            None => None,
            Some("tendermint/DuplicateVoteEvidence") => Some(Kind::DuplicateVote),
            Some("tendermint/LightClientAttackEvidence") => Some(Kind::LightClientAttack),
            Some(_) => return Err(Error::Value { field: "type", why: "of no known evidence" }),
        };
        let (double, attack) =
            (self.duplicate_vote_evidence.take(), self.light_client_attack_evidence.take());
        let named = match (kind, double, attack) {
            (None, None, None) => None,
            (Some(kind), None, None) => Some((kind, self.value.take().unwrap_or_default())),
            (None, Some(value), None) => Some((Kind::DuplicateVote, value)),
            (None, None, Some(value)) => Some((Kind::LightClientAttack, value)),
            _ => return Err(wrong("of two types")),
        };
        let double = self.vote_a.is_some() || self.vote_b.is_some();
        let (kind, value) = match (named, double, self.conflicting_block.is_some()) {
            (Some((kind, value)), false, false) => (kind, *value),
            (None, true, false) => (Kind::DuplicateVote, self),
            (None, false, true) => (Kind::LightClientAttack, self),
            (None, false, false) => return Err(wrong("of no type")),
            _ => return Err(wrong("of two types")),
        };
        Ok(match kind {
            Kind::DuplicateVote => value.duplicate_vote(dialect)?.into(),
            Kind::LightClientAttack => value.light_client_attack(dialect)?.into(),
        })
    }

    pub(crate) fn duplicate_vote(
        self,
        dialect: Dialect,
    ) -> Result<pb::DuplicateVoteEvidence, Error> {
        let vote = |vote: Option<Vote<'_>>| vote.map(|vote| vote.into_wire(dialect)).transpose();
        Ok(pb::DuplicateVoteEvidence {
            vote_a: vote(self.vote_a)?,
            vote_b: vote(self.vote_b)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            validator_power: Int::get(self.validator_power, "validator_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        })
    }

    pub(crate) fn light_client_attack(
        self,
        dialect: Dialect,
    ) -> Result<pb::LightClientAttackEvidence, Error> {
        let block = self.conflicting_block.map(|block| block.into_wire(dialect)).transpose()?;
        Ok(pb::LightClientAttackEvidence {
            conflicting_block: block,
            common_height: Int::get(self.common_height, "common_height")?,
            byzantine_validators: validators(self.byzantine_validators, dialect)?,
            total_voting_power: Int::get(self.total_voting_power, "total_voting_power")?,
            timestamp: Some(timestamp(self.timestamp, "timestamp")?),
        })
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

/// `{"evidence": [ … ]}`: protobuf's `EvidenceList`, or what a block holds.
#[derive(Deserialize, Default)]
#[serde(default)]
pub(crate) struct EvidenceList<'a> {
    #[serde(borrow, deserialize_with = "objects")]
    evidence: Option<Vec<Evidence<'a>>>,
}

impl EvidenceList<'_> {
    pub(crate) fn into_wire(self, dialect: Dialect) -> Result<pb::EvidenceList, Error> {
        let items = self.evidence.unwrap_or_default().into_iter();
        let evidence = items.map(|item| item.into_wire(dialect)).collect::<Result<_, _>>()?;
        Ok(pb::EvidenceList { evidence })
    }
}
