//! Questions that are made of recorded messages.

use super::{About, Attack, Question, RECORDED, Votes, accuse};
use crate::judge::{self, ABSENT};
use crate::oracle::{self, Canonical};
use crate::pb;
use prost::Message;

/// Bits of [`Recorded::repairs`].
const LINK: u8 = 1;
const SIGN: u8 = 2;
const ACCUSE: u8 = 4;

/// A question that is made of recorded messages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// What it is about.
    pub about: About,
    /// Bit 0: headers name their sets, commits their headers. Bit 1: signatures are as the stand-in
    /// wants them. Bit 2: evidence accuses whom it has to, and claims the right powers.
    pub repairs: u8,
    /// What is odd about the provider; in the others, nothing.
    pub choices: Vec<u8>,
    /// The messages, and for two votes the chain id, in the order of [`About`].
    pub parts: Vec<Vec<u8>>,
}

impl Recorded {
    /// The bytes from which this question is read.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![self.about as u8 | RECORDED, self.repairs, self.choices.len() as u8];
        bytes.extend(&self.choices);
        for part in &self.parts {
            bytes.extend((part.len() as u16).to_le_bytes());
            bytes.extend(part);
        }
        bytes
    }

    pub(super) fn read(about: About, mut data: &[u8]) -> Option<Recorded> {
        let repairs = *data.split_off_first()?;
        let length = usize::from(*data.split_off_first()?);
        let choices = data.split_off(..length)?.to_vec();
        let mut parts = Vec::new();
        while let Some((length, rest)) = data.split_first_chunk() {
            let length = usize::from(u16::from_le_bytes(*length)).min(rest.len());
            let (part, rest) = rest.split_at(length);
            parts.push(part.to_vec());
            data = rest;
        }
        Some(Recorded { about, repairs, choices, parts })
    }

    /// `None` where a part is missing, or is no message.
    pub(super) fn question(&self) -> Option<Question> {
        let part = |place: usize| self.parts.get(place).map(Vec::as_slice);
        let repairs = self.repairs;
        Some(match self.about {
            About::Votes => {
                let mut evidence = pb::DuplicateVoteEvidence::decode(part(0)?).ok()?;
                let set = pb::ValidatorSet::decode(part(1)?).ok()?;
                repair_votes(&mut evidence, repairs);
                if repairs & ACCUSE != 0 {
                    evidence.total_voting_power = judge::total(&set);
                    let voter = evidence.vote_a.as_ref().map(|vote| &vote.validator_address[..]);
                    let voter = voter.and_then(|voter| judge::find(&set, voter));
                    evidence.validator_power = voter.map_or(0, |voter| voter.voting_power);
                }
                let chain_id = String::from_utf8(part(2)?.to_vec()).ok()?;
                Question::Votes(Votes { chain_id, set, evidence })
            }
            About::Attack => {
                let mut attack = Attack {
                    evidence: pb::LightClientAttackEvidence::decode(part(0)?).ok()?,
                    common: pb::SignedHeader::decode(part(1)?).ok()?.header?,
                    common_set: pb::ValidatorSet::decode(part(2)?).ok()?,
                    trusted: pb::SignedHeader::decode(part(3)?).ok()?,
                };
                if let Some(pb::LightBlock { signed_header, validator_set }) =
                    &mut attack.evidence.conflicting_block
                {
                    repair_block(signed_header, validator_set, repairs);
                }
                if repairs & ACCUSE != 0 {
                    accuse(&mut attack);
                }
                Question::Attack(attack)
            }
            About::Misbehaviour => {
                let mut misbehaviour = pb::Misbehaviour::decode(part(0)?).ok()?;
                for header in [&mut misbehaviour.header_1, &mut misbehaviour.header_2] {
                    let header = header.as_mut()?;
                    repair_block(&mut header.signed_header, &header.validator_set, repairs);
                }
                Question::Misbehaviour(misbehaviour)
            }
            About::DoubleVoting => {
                let mut evidence = pb::DuplicateVoteEvidence::decode(part(0)?).ok()?;
                repair_votes(&mut evidence, repairs);
                let header = part(1).map(pb::IbcHeader::decode).transpose().ok()?;
                Question::DoubleVoting(evidence, header)
            }
        })
    }
}

fn repair_votes(evidence: &mut pb::DuplicateVoteEvidence, repairs: u8) {
    if repairs & SIGN != 0 {
        let votes = [&mut evidence.vote_a, &mut evidence.vote_b].into_iter().flatten();
        votes.for_each(|vote| sign(&mut vote.signature));
    }
}

fn repair_block(
    signed: &mut Option<pb::SignedHeader>,
    set: &Option<pb::ValidatorSet>,
    repairs: u8,
) {
    let Some(pb::SignedHeader { header: Some(header), commit: Some(commit) }) = signed else {
        return;
    };
    if let Some(set) = set.clone().filter(|_| repairs & LINK != 0) {
        header.validators_hash = oracle::set_hash(&set.canonical()).to_vec();
        commit.height = header.height;
        let id = commit.block_id.get_or_insert_default();
        id.hash = oracle::header_hash(&header.clone().canonical()).to_vec();
    }
    if repairs & SIGN != 0 {
        let entries = commit.signatures.iter_mut();
        entries.filter(|it| it.block_id_flag != ABSENT).for_each(|it| sign(&mut it.signature));
    }
}

/// See `parhelion_core::crypto`.
fn sign(signature: &mut Vec<u8>) {
    signature.resize(64, 0);
    signature[63] = 0;
}

#[cfg(test)]
mod tests {
    use super::super::ABOUTS;
    use super::*;

    #[test]
    fn questions_are_read_as_they_are_written() {
        let question = Recorded {
            about: About::Attack,
            repairs: LINK | ACCUSE,
            choices: vec![1, 2, 3],
            parts: vec![vec![4; 300], vec![], vec![5]],
        };
        let bytes = question.to_bytes();
        assert_eq!(ABOUTS[usize::from(bytes[0] % 4)], About::Attack);
        assert_eq!(Recorded::read(About::Attack, &bytes[1..]), Some(question));
    }
}
