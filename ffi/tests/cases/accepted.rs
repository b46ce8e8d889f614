//! What the C interface gives where a case is accepted: made of the replay's answer where that has it,
//! and by the core where C tells more.

use super::question::{HEIGHT, LIMITS, base64, fraction, rule};
use crate::programs::runner::Ask;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::commit::{self, Rule, Stop};
use parhelion_core::evidence::light_client_attack::{self, AttackKind};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, FaultProof, LightClientAttackEvidence, Misbehaviour, MisbehaviourKind,
    Signer, duplicate_vote,
};
use parhelion_core::{
    BlockId, Commit, Header, LightBlock, PublicKey, SignedHeader, TrustThreshold, TrustedState,
    ValidatorSet, VoteType,
};
use parhelion_replay::Case;
use serde_json::Value;

pub(crate) fn accepted(case: &Case, ask: Ask, answer: Option<&[u8]>) -> Vec<u8> {
    match ask {
        Ask::Verify => {
            let block = LightBlock::parse(&case.untrusted.as_ref().unwrap().0, LIMITS).unwrap();
            state_of(block.header())
        }
        Ask::Backwards => {
            let signed = SignedHeader::parse(&case.untrusted.as_ref().unwrap().0, LIMITS).unwrap();
            state_of(&signed.header())
        }
        Ask::Commit | Ask::Trusting => tally(case),
        Ask::Hash => answer.unwrap().to_vec(),
        Ask::DuplicateVote | Ask::DuplicateVoteByKey => fault(case),
        Ask::Attack => attack(case, answer.unwrap()),
        Ask::Misbehaviour => misbehaviour(case, answer.unwrap()),
        Ask::StateProof if case.root.as_ref().unwrap().0.len() == 32 => {
            (HEIGHT - 1).to_le_bytes().to_vec()
        }
        Ask::ClientMessage => {
            let names = ["update", "duplicate", "nothing", "freeze", "undecided"];
            let name = std::str::from_utf8(answer.unwrap()).unwrap();
            let number = names.iter().position(|it| *it == name).unwrap() as u32 + 1;
            number.to_le_bytes().to_vec()
        }
        Ask::ValsetChange => members(answer.unwrap()),
        _ => Vec::new(),
    }
}

fn state_of(header: &Header<'_>) -> Vec<u8> {
    TrustedState::trust_on_faith(header, &header.hash().unwrap()).unwrap().to_bytes().to_vec()
}

fn tally(case: &Case) -> Vec<u8> {
    let chain_id = case.chain_id.as_deref().unwrap();
    let set = base64(case.validators.as_ref().unwrap());
    let set = ValidatorSet::parse(&set, LIMITS).unwrap();
    let commit = Commit::parse(&case.commit.as_ref().unwrap().0, LIMITS).unwrap();
    let own = |rule: Rule| {
        let id = BlockId::parse(&case.block_id.as_ref().unwrap().0, LIMITS).unwrap();
        let height = case.height.as_ref().unwrap().parse().unwrap();
        commit::verify(chain_id, &set, &id, height, &commit, rule)
    };
    let trusting = |stop: Stop| {
        let level = fraction(case.trust_level.as_ref().unwrap());
        let level = TrustThreshold::new(level.0, level.1).unwrap();
        commit::verify_trusting(chain_id, &set, &commit, level, stop, &mut [])
    };
    let tally = match rule(case) {
        1 => own(Rule::Full),
        2 => own(Rule::Light),
        3 => own(Rule::LightAll),
        4 => trusting(Stop::WhenEnough),
        _ => trusting(Stop::Never),
    };
    let tally = tally.unwrap();
    let numbers = [tally.tallied, tally.needed, tally.total, tally.entries.into()];
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn fault(case: &Case) -> Vec<u8> {
    let chain_id = case.chain_id.as_deref().unwrap();
    let evidence =
        DuplicateVoteEvidence::parse(&case.evidence.as_ref().unwrap().0, LIMITS).unwrap();
    let proof: FaultProof = match &case.public_key {
        Some(key) => {
            let key = base64(key);
            let key = PublicKey::parse(&key, LIMITS).unwrap();
            duplicate_vote::verify_by_key(chain_id, &key, &evidence)
        }
        None => {
            let set = base64(case.validators.as_ref().unwrap());
            let set = ValidatorSet::parse(&set, LIMITS).unwrap();
            duplicate_vote::verify(chain_id, &set, &evidence)
        }
    }
    .unwrap();
    let mut bytes = proof.validator().0.to_vec();
    bytes.extend(proof.height().to_le_bytes());
    let vote_type: u32 = if proof.vote_type() == VoteType::Prevote { 1 } else { 2 };
    let double_vote = 0u32;
    for number in [proof.round(), vote_type, double_vote] {
        bytes.extend(number.to_le_bytes());
    }
    bytes
}

fn attack(case: &Case, addresses: &[u8]) -> Vec<u8> {
    let common = SignedHeader::parse(&case.common.as_ref().unwrap().0, LIMITS).unwrap();
    let set = ValidatorSet::parse(&case.common_validators.as_ref().unwrap().0, LIMITS).unwrap();
    let trusted = SignedHeader::parse(&case.trusted.as_ref().unwrap().0, LIMITS).unwrap();
    let evidence =
        LightClientAttackEvidence::parse(&case.evidence.as_ref().unwrap().0, LIMITS).unwrap();
    let mut memory = vec![Signer::NONE; 10_000];
    let common = common.header();
    let found =
        light_client_attack::verify(&common, &set, &trusted, &evidence, &mut [], &mut memory)
            .unwrap();
    let kind = match found.kind {
        AttackKind::Lunatic => 1,
        AttackKind::Equivocation => 2,
        AttackKind::Amnesia => 3,
    };
    signers(kind, found.byzantine_validators, addresses)
}

fn misbehaviour(case: &Case, addresses: &[u8]) -> Vec<u8> {
    let bytes = &case.misbehaviour.as_ref().unwrap().0;
    let misbehaviour = Misbehaviour::parse(bytes, LIMITS).unwrap();
    let mut memory = vec![Signer::NONE; 20_000];
    let found = misbehaviour.byzantine_validators(&mut [], &mut memory).unwrap();
    let kind = match misbehaviour.kind() {
        None => 0,
        Some(MisbehaviourKind::Fork) => 1,
        Some(MisbehaviourKind::TimeViolation) => 2,
    };
    signers(kind, found, addresses)
}

fn signers(kind: u32, signers: &[Signer], addresses: &[u8]) -> Vec<u8> {
    let found: Vec<u8> = signers.iter().flat_map(|signer| signer.address().0).collect();
    assert_eq!(found, addresses);
    let mut bytes = kind.to_le_bytes().to_vec();
    for signer in signers {
        bytes.extend(signer.address().0);
        bytes.extend(signer.index().to_le_bytes());
        bytes.extend(signer.power().to_le_bytes());
    }
    bytes
}

/// The hash and the members, of the hash and the list that the replay writes as a case does.
fn members(answer: &[u8]) -> Vec<u8> {
    let (hash, list) = answer.split_at(32);
    let list: Vec<Value> = serde_json::from_slice(list).unwrap();
    let mut bytes = hash.to_vec();
    for validator in list {
        let key = STANDARD.decode(validator["public_key"].as_str().unwrap()).unwrap();
        bytes.extend(PublicKey::parse(&key, LIMITS).unwrap().as_bytes());
        let power: u64 = validator["power"].as_str().unwrap().parse().unwrap();
        bytes.extend(power.to_le_bytes());
    }
    bytes
}
