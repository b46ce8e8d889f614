//! Evidence: who broke the rules of consensus, and how that is proven.

use crate::slice::{Handle, In, Out, apart, give_back};
use crate::types::{Detail, FaultProof, Signer};
use crate::{LIMITS, call};
use parhelion_core::evidence::light_client_attack::{self, AttackKind};
use parhelion_core::evidence::{
    self, DuplicateVoteEvidence, Fault, LightClientAttackEvidence, Misbehaviour, MisbehaviourKind,
    duplicate_vote,
};
use parhelion_core::{PublicKey, SignedHeader, ValidatorSet, Verifier, VoteType};

/// Verifies two votes by the set of their height.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_duplicate_vote_verify(
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    validators: In<'_, u8>,
    validators_len: usize,
    evidence: In<'_, u8>,
    evidence_len: usize,
    fault_proof: Out<'_, FaultProof>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        fault_proof.check_made()?;
        let chain_id = chain_id.text(chain_id_len)?;
        let set = validators.required(validators_len)?;
        let evidence = evidence.required(evidence_len)?;
        let evidence = DuplicateVoteEvidence::parse(evidence, LIMITS)?;
        let set = ValidatorSet::parse(set, LIMITS)?;
        let proof = duplicate_vote::verify(chain_id, &set, &evidence)?;
        Ok(fault_proof.write(proof.into())?)
    })
}

/// Verifies two votes by a key.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_duplicate_vote_verify_by_key(
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    public_key: In<'_, u8>,
    public_key_len: usize,
    evidence: In<'_, u8>,
    evidence_len: usize,
    fault_proof: Out<'_, FaultProof>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        fault_proof.check_made()?;
        let chain_id = chain_id.text(chain_id_len)?;
        let key = public_key.required(public_key_len)?;
        let evidence = evidence.required(evidence_len)?;
        let evidence = DuplicateVoteEvidence::parse(evidence, LIMITS)?;
        let key = PublicKey::parse(key, LIMITS)?;
        let proof = duplicate_vote::verify_by_key(chain_id, &key, &evidence)?;
        Ok(fault_proof.write(proof.into())?)
    })
}

impl From<evidence::FaultProof> for FaultProof {
    fn from(proof: evidence::FaultProof) -> FaultProof {
        FaultProof {
            struct_size: size_of::<FaultProof>(),
            height: proof.height(),
            round: proof.round(),
            vote_type: match proof.vote_type() {
                VoteType::Prevote => 1,
                VoteType::Precommit => 2,
            },
            fault: match proof.fault() {
                Fault::DoubleVote => 0,
                Fault::Lunatic => 1,
                Fault::ForwardLunatic => 2,
            },
            validator: proof.validator().0,
        }
    }
}

/// Verifies an attack on light clients, as a full node does.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_light_client_attack_verify(
    common: In<'_, u8>,
    common_len: usize,
    common_validators: In<'_, u8>,
    common_validators_len: usize,
    trusted: In<'_, u8>,
    trusted_len: usize,
    evidence: In<'_, u8>,
    evidence_len: usize,
    verifier: Handle<'_, Verifier>,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    signers: Out<'_, Signer>,
    signers_capacity: usize,
    signers_len: Out<'_, usize>,
    kind: Out<'_, i32>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        signers_len.check()?;
        kind.check()?;
        let read = [
            common.span(common_len),
            common_validators.span(common_validators_len),
            trusted.span(trusted_len),
            evidence.span(evidence_len),
        ];
        let (common, trusted) = (common.required(common_len)?, trusted.required(trusted_len)?);
        let set = common_validators.required(common_validators_len)?;
        let evidence = evidence.required(evidence_len)?;
        let verifier = verifier.get()?;
        apart(&[scratch.span(scratch_words), signers.span(signers_capacity)], read)?;
        let scratch = scratch.slice(scratch_words)?;
        let memory = signers.lend(signers_capacity, evidence::Signer::NONE)?;

        let evidence = LightClientAttackEvidence::parse(evidence, LIMITS)?;
        let common = SignedHeader::parse(common, LIMITS)?.header();
        let set = &ValidatorSet::parse(set, LIMITS)?;
        let trusted = &SignedHeader::parse(trusted, LIMITS)?;
        let attack = match verifier {
            Some(verifier) => {
                light_client_attack::verify_with(&common, set, trusted, &evidence, memory, verifier)
            }
            None => light_client_attack::verify(&common, set, trusted, &evidence, scratch, memory),
        }?;
        let (number, found) = (attack_kind(attack.kind), attack.byzantine_validators.len());
        give_back(memory, found, Signer::from);
        signers_len.write(found)?;
        Ok(kind.write(number)?)
    })
}

const fn attack_kind(kind: AttackKind) -> i32 {
    match kind {
        AttackKind::Lunatic => 1,
        AttackKind::Equivocation => 2,
        AttackKind::Amnesia => 3,
    }
}

/// Verifies two headers of one chain, and tells who signed both.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_misbehaviour_verify(
    misbehaviour: In<'_, u8>,
    misbehaviour_len: usize,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    signers: Out<'_, Signer>,
    signers_capacity: usize,
    signers_len: Out<'_, usize>,
    kind: Out<'_, i32>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        signers_len.check()?;
        kind.check()?;
        let read = [misbehaviour.span(misbehaviour_len)];
        let misbehaviour = misbehaviour.required(misbehaviour_len)?;
        apart(&[scratch.span(scratch_words), signers.span(signers_capacity)], read)?;
        let scratch = scratch.slice(scratch_words)?;
        let memory = signers.lend(signers_capacity, evidence::Signer::NONE)?;

        let misbehaviour = Misbehaviour::parse(misbehaviour, LIMITS)?;
        misbehaviour.verify_commits()?;
        let begin = memory.as_ptr().addr();
        let guilty = misbehaviour.byzantine_validators(scratch, memory)?;
        // They stand somewhere in the memory, or nowhere where there are none.
        let found = guilty.len();
        let first = guilty.as_ptr().addr().wrapping_sub(begin) / size_of::<evidence::Signer>();
        if found > 0 {
            memory.copy_within(first..first + found, 0);
        }
        give_back(memory, found, Signer::from);
        signers_len.write(found)?;
        Ok(kind.write(match misbehaviour.kind() {
            None => 0,
            Some(MisbehaviourKind::Fork) => 1,
            Some(MisbehaviourKind::TimeViolation) => 2,
        })?)
    })
}
