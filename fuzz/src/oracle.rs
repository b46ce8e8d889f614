//! Hashes and sign bytes a second time, slowly: prost encodes, and trees follow their definition.

use crate::pb;
use prost::Message;
use sha2::{Digest, Sha256};

/// Fills in what gogoproto always writes (`nullable=false`), and leaves out what it never does: the
/// message then has one encoding.
pub(crate) trait Canonical {
    fn canonical(self) -> Self;
}

/// Go's zero time: what a missing timestamp means.
pub(crate) const YEAR_1: pb::Timestamp = pb::Timestamp { seconds: -62_135_596_800, nanos: 0 };

fn time(time: Option<pb::Timestamp>) -> Option<pb::Timestamp> {
    Some(time.unwrap_or(YEAR_1))
}

/// A message that is always written.
fn always<M: Canonical + Default>(message: Option<M>) -> Option<M> {
    Some(message.unwrap_or_default().canonical())
}

impl Canonical for pb::BlockId {
    fn canonical(self) -> Self {
        Self { part_set_header: Some(self.part_set_header.unwrap_or_default()), ..self }
    }
}

impl Canonical for pb::Header {
    fn canonical(self) -> Self {
        Self {
            version: Some(self.version.unwrap_or_default()),
            time: time(self.time),
            last_block_id: always(self.last_block_id),
            ..self
        }
    }
}

impl Canonical for pb::CommitSig {
    fn canonical(self) -> Self {
        Self { timestamp: time(self.timestamp), ..self }
    }
}

impl Canonical for pb::Commit {
    fn canonical(self) -> Self {
        let signatures = self.signatures.into_iter().map(Canonical::canonical).collect();
        Self { block_id: always(self.block_id), signatures, ..self }
    }
}

impl Canonical for pb::Validator {
    fn canonical(self) -> Self {
        Self { pub_key: Some(self.pub_key.unwrap_or_default()), ..self }
    }
}

impl Canonical for pb::ValidatorSet {
    fn canonical(self) -> Self {
        Self {
            validators: self.validators.into_iter().map(Canonical::canonical).collect(),
            proposer: self.proposer.map(Canonical::canonical),
            total_voting_power: 0, // CometBFT never sends it
        }
    }
}

impl Canonical for pb::SignedHeader {
    fn canonical(self) -> Self {
        Self {
            header: self.header.map(Canonical::canonical),
            commit: self.commit.map(Canonical::canonical),
        }
    }
}

impl Canonical for pb::LightBlock {
    fn canonical(self) -> Self {
        Self {
            signed_header: self.signed_header.map(Canonical::canonical),
            validator_set: self.validator_set.map(Canonical::canonical),
        }
    }
}

impl Canonical for pb::Vote {
    fn canonical(self) -> Self {
        Self { block_id: always(self.block_id), timestamp: time(self.timestamp), ..self }
    }
}

impl Canonical for pb::DuplicateVoteEvidence {
    fn canonical(self) -> Self {
        Self {
            vote_a: self.vote_a.map(Canonical::canonical),
            vote_b: self.vote_b.map(Canonical::canonical),
            timestamp: time(self.timestamp),
            ..self
        }
    }
}

impl Canonical for pb::LightClientAttackEvidence {
    fn canonical(self) -> Self {
        let byzantine = self.byzantine_validators.into_iter().map(Canonical::canonical);
        Self {
            conflicting_block: self.conflicting_block.map(Canonical::canonical),
            byzantine_validators: byzantine.collect(),
            timestamp: time(self.timestamp),
            ..self
        }
    }
}

impl Canonical for pb::Evidence {
    fn canonical(self) -> Self {
        Self {
            duplicate_vote: self.duplicate_vote.map(Canonical::canonical),
            light_client_attack: self.light_client_attack.map(Canonical::canonical),
        }
    }
}

/// `cometbft types/block.go Header.Hash`, of a canonical header.
pub(crate) fn header_hash(header: &pb::Header) -> [u8; 32] {
    let header = header.clone();
    let bytes = |value| pb::BytesValue { value }.encode_to_vec();
    merkle(&[
        header.version.unwrap().encode_to_vec(),
        bytes(header.chain_id),
        pb::Int64Value { value: header.height }.encode_to_vec(),
        header.time.unwrap().encode_to_vec(),
        header.last_block_id.unwrap().encode_to_vec(),
        bytes(header.last_commit_hash),
        bytes(header.data_hash),
        bytes(header.validators_hash),
        bytes(header.next_validators_hash),
        bytes(header.consensus_hash),
        bytes(header.app_hash),
        bytes(header.last_results_hash),
        bytes(header.evidence_hash),
        bytes(header.proposer_address),
    ])
}

/// `cometbft types/block.go Commit.Hash`, of a canonical commit.
pub(crate) fn commit_hash(commit: &pb::Commit) -> [u8; 32] {
    let leaves: Vec<_> = commit.signatures.iter().map(Message::encode_to_vec).collect();
    merkle(&leaves)
}

/// `cometbft types/validator_set.go Hash`.
pub(crate) fn set_hash(set: &pb::ValidatorSet) -> [u8; 32] {
    let leaf = |validator: &pb::Validator| {
        let pb::Validator { pub_key, voting_power, .. } = validator.clone();
        pb::SimpleValidator { pub_key, voting_power }.encode_to_vec()
    };
    let leaves: Vec<_> = set.validators.iter().map(leaf).collect();
    merkle(&leaves)
}

/// `cometbft types/evidence.go EvidenceList.Hash`, of canonical items of one member each.
pub(crate) fn evidence_hash(list: &[pb::Evidence]) -> [u8; 32] {
    let leaf = |item: &pb::Evidence| match (&item.duplicate_vote, &item.light_client_attack) {
        (Some(evidence), None) => evidence.encode_to_vec(),
        (None, Some(evidence)) => evidence.encode_to_vec(),
        _ => panic!("one member: {item:?}"),
    };
    let leaves: Vec<_> = list.iter().map(leaf).collect();
    merkle(&leaves)
}

/// What a block id is in what is signed: nothing, where it is zero.
fn signed_block_id(id: Option<pb::BlockId>) -> Option<pb::BlockId> {
    let id = id.unwrap_or_default().canonical();
    (id != pb::BlockId::default().canonical()).then_some(id)
}

/// `cometbft types/vote.go VoteSignBytes`.
pub(crate) fn vote_sign_bytes(vote: &pb::Vote, chain_id: &str) -> Vec<u8> {
    pb::CanonicalVote {
        vote_type: vote.vote_type,
        height: vote.height,
        round: vote.round.into(),
        block_id: signed_block_id(vote.block_id.clone()),
        timestamp: time(vote.timestamp),
        chain_id: chain_id.into(),
    }
    .encode_length_delimited_to_vec()
}

/// `cometbft types/vote.go VoteExtensionSignBytes`.
pub(crate) fn extension_sign_bytes(vote: &pb::Vote, chain_id: &str) -> Vec<u8> {
    pb::CanonicalExtension {
        extension: vote.extension.clone(),
        height: vote.height,
        round: vote.round.into(),
        chain_id: chain_id.into(),
    }
    .encode_length_delimited_to_vec()
}

/// `cometbft types/proposal.go ProposalSignBytes`: of type 32, whatever the message says.
pub(crate) fn proposal_sign_bytes(proposal: &pb::Proposal, chain_id: &str) -> Vec<u8> {
    pb::CanonicalProposal {
        proposal_type: 32,
        height: proposal.height,
        round: proposal.round.into(),
        pol_round: proposal.pol_round.into(),
        block_id: signed_block_id(proposal.block_id.clone()),
        timestamp: time(proposal.timestamp),
        chain_id: chain_id.into(),
    }
    .encode_length_delimited_to_vec()
}

/// RFC 6962 by its definition.
fn merkle(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => Sha256::digest([]).into(),
        [leaf] => Sha256::new().chain_update([0]).chain_update(leaf).finalize().into(),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            let inner = Sha256::new().chain_update([1]).chain_update(merkle(left));
            inner.chain_update(merkle(right)).finalize().into()
        }
    }
}
