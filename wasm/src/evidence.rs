//! Evidence: who is provably guilty.

use crate::error::thrown;
use crate::record::{Record, bytes, index, list, member, number, push, record, text};
use crate::verifier::Verifier;
use alloc::vec;
use parhelion_core::evidence::light_client_attack::AttackKind;
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Fault, FaultProof, LightClientAttackEvidence, Misbehaviour,
    MisbehaviourKind, Signer, duplicate_vote, light_client_attack,
};
use parhelion_core::{Error, Limits, PublicKey, SignedHeader, ValidatorSet, VoteType, commit};
use wasm_bindgen::prelude::*;

/// Verifies evidence of a double vote by the validator set of the height of the votes.
///
/// # Errors
/// Those of [`DuplicateVoteEvidence::parse`], of [`ValidatorSet::parse`]; then those of
/// [`duplicate_vote::verify`].
#[wasm_bindgen]
pub fn duplicate_vote(
    chain_id: &str,
    evidence: &[u8],
    validators: &[u8],
) -> Result<Record, Record> {
    let verify = || {
        let evidence = DuplicateVoteEvidence::parse(evidence, &Limits::DEFAULT)?;
        let set = ValidatorSet::parse(validators, &Limits::DEFAULT)?;
        duplicate_vote::verify(chain_id, &set, &evidence)
    };
    verify().map(|proof| shown(&proof)).map_err(thrown)
}

/// Verifies evidence of a double vote by the voter's key alone, a `PublicKey`.
///
/// # Errors
/// Those of [`DuplicateVoteEvidence::parse`], of [`PublicKey::parse`]; then those of
/// [`duplicate_vote::verify_by_key`].
#[wasm_bindgen]
pub fn double_vote_by_key(
    chain_id: &str,
    evidence: &[u8],
    public_key: &[u8],
) -> Result<Record, Record> {
    let verify = || {
        let evidence = DuplicateVoteEvidence::parse(evidence, &Limits::DEFAULT)?;
        let key = PublicKey::parse(public_key, &Limits::DEFAULT)?;
        duplicate_vote::verify_by_key(chain_id, &key, &evidence)
    };
    verify().map(|proof| shown(&proof)).map_err(thrown)
}

#[wasm_bindgen]
impl Verifier {
    /// Verifies evidence of an attack on light clients, as a full node does that has the chain.
    ///
    /// # Errors
    /// Those of [`LightClientAttackEvidence::parse`], of [`SignedHeader::parse`] for the header of
    /// the common height, of [`ValidatorSet::parse`], of [`SignedHeader::parse`] for the chain's
    /// header; then those of [`light_client_attack::verify_with`].
    pub fn light_client_attack(
        &mut self,
        common: &[u8],
        common_validators: &[u8],
        trusted: &[u8],
        evidence: &[u8],
    ) -> Result<Record, Record> {
        let mut verify = || -> Result<Record, Error> {
            let evidence = LightClientAttackEvidence::parse(evidence, &Limits::DEFAULT)?;
            let common = SignedHeader::parse(common, &Limits::DEFAULT)?.header();
            let set = ValidatorSet::parse(common_validators, &Limits::DEFAULT)?;
            let trusted = SignedHeader::parse(trusted, &Limits::DEFAULT)?;
            let entries = evidence.conflicting_block().commit().len();
            let mut signers = vec![Signer::NONE; entries as usize];
            let (signers, verifier) = (&mut signers, &mut self.0);
            let attack = light_client_attack::verify_with(
                &common, &set, &trusted, &evidence, signers, verifier,
            )?;
            let answer = record();
            text(&answer, "kind", attack_name(attack.kind));
            member(&answer, "byzantineValidators", guilty(attack.byzantine_validators));
            Ok(answer)
        };
        verify().map_err(thrown)
    }
}

/// Verifies two headers of a chain as the provider of a consumer does, and finds who signed both.
///
/// # Errors
/// Those of [`Misbehaviour::parse`], of [`Misbehaviour::verify_commits`]; then those of
/// [`Misbehaviour::byzantine_validators`].
#[wasm_bindgen]
pub fn misbehaviour(message: &[u8]) -> Result<Record, Record> {
    let verify = || -> Result<Record, Error> {
        let found = Misbehaviour::parse(message, &Limits::DEFAULT)?;
        found.verify_commits()?;
        let blocks = [found.header_1(), found.header_2()].map(|header| header.light_block());
        let entries: usize = blocks.iter().map(|block| block.commit().len() as usize).sum();
        let words = blocks.iter().map(|block| commit::scratch_len(&block.validators())).sum();
        let (mut scratch, mut signers) = (vec![0; words], vec![Signer::NONE; entries]);
        let list = found.byzantine_validators(&mut scratch, &mut signers)?;
        let answer = record();
        if let Some(kind) = found.kind() {
            text(&answer, "kind", misbehaviour_name(kind));
        }
        member(&answer, "byzantineValidators", guilty(list));
        Ok(answer)
    };
    verify().map_err(thrown)
}

fn shown(proof: &FaultProof) -> Record {
    let shown = record();
    bytes(&shown, "validator", proof.validator().as_bytes());
    number(&shown, "height", proof.height());
    index(&shown, "round", proof.round());
    let vote_type = match proof.vote_type() {
        VoteType::Prevote => "prevote",
        VoteType::Precommit => "precommit",
    };
    text(&shown, "voteType", vote_type);
    let fault = match proof.fault() {
        Fault::DoubleVote => "double_vote",
        Fault::Lunatic => "lunatic",
        Fault::ForwardLunatic => "forward_lunatic",
    };
    text(&shown, "fault", fault);
    shown
}

fn guilty(signers: &[Signer]) -> Record {
    let guilty = list();
    for signer in signers {
        let one = record();
        bytes(&one, "address", signer.address().as_bytes());
        number(&one, "power", signer.power());
        index(&one, "index", signer.index());
        push(&guilty, one);
    }
    guilty
}

const fn attack_name(kind: AttackKind) -> &'static str {
    match kind {
        AttackKind::Lunatic => "lunatic",
        AttackKind::Equivocation => "equivocation",
        AttackKind::Amnesia => "amnesia",
    }
}

pub(crate) const fn misbehaviour_name(kind: MisbehaviourKind) -> &'static str {
    match kind {
        MisbehaviourKind::Fork => "fork",
        MisbehaviourKind::TimeViolation => "time_violation",
    }
}
