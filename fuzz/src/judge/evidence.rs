//! Evidence, as a full node judges it. Source: `cometbft types/evidence.go, types/vote.go,
//! evidence/verify.go`.

use super::{COMMIT, Judged, address, find, key_of, own, refuse_if, signed_by, total, trusting};
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::evidence::light_client_attack::AttackKind;
use prost::Message;

const THIRD: (i64, i64) = (1, 3);
/// `types/vote.go MaxSignatureSize`.
const MAX_SIGNATURE: usize = 3309;

/// `VoteFromProto, Vote.ValidateBasic`.
pub(crate) fn vote(vote: &pb::Vote) -> Judged {
    let id = vote.block_id.clone().unwrap_or_default();
    let parts = id.part_set_header.clone().unwrap_or_default();
    let length = |hash: &[u8]| refuse_if(!matches!(hash.len(), 0 | 32), "HashLength");
    length(&id.hash)?;
    length(&parts.hash)?;
    refuse_if(!matches!(vote.vote_type, 1 | 2), "VoteType")?;
    refuse_if(vote.height <= 0, "VoteHeight")?;
    refuse_if(vote.round < 0, "NegativeRound")?;
    let is_zero = id.hash.is_empty() && parts.total == 0 && parts.hash.is_empty();
    let is_complete = id.hash.len() == 32 && parts.total > 0 && parts.hash.len() == 32;
    refuse_if(!is_zero && !is_complete, "VoteBlockId")?;
    refuse_if(vote.validator_address.len() != 20, "SignerAddressLength")?;
    refuse_if(vote.validator_index < 0, "NegativeValidatorIndex")?;
    refuse_if(vote.signature.is_empty(), "SignatureMissing")?;
    refuse_if(vote.signature.len() > MAX_SIGNATURE, "SignatureTooLong")?;
    if vote.vote_type != 2 || is_zero {
        refuse_if(!vote.extension.is_empty(), "UnexpectedExtension")?;
        refuse_if(!vote.extension_signature.is_empty(), "UnexpectedExtensionSignature")?;
    }
    refuse_if(vote.extension_signature.len() > MAX_SIGNATURE, "ExtensionSignatureTooLong")?;
    let unsigned = vote.extension_signature.is_empty() && !vote.extension.is_empty();
    refuse_if(unsigned, "ExtensionSignatureMissing")
}

/// `DuplicateVoteEvidenceFromProto`.
pub(crate) fn two_votes(evidence: &pb::DuplicateVoteEvidence) -> Judged {
    evidence.vote_a.as_ref().map_or(Ok(()), vote)?;
    evidence.vote_b.as_ref().map_or(Ok(()), vote)?;
    let (Some(a), Some(b)) = (&evidence.vote_a, &evidence.vote_b) else {
        return Err("MissingVote");
    };
    refuse_if(key(a) >= key(b), "VoteOrder")
}

/// `BlockID.Key`.
fn key(vote: &pb::Vote) -> Vec<u8> {
    let id = vote.block_id.clone().unwrap_or_default();
    [id.hash, id.part_set_header.unwrap_or_default().encode_to_vec()].concat()
}

/// `VerifyDuplicateVote`, of evidence that obeys [`two_votes`].
pub(crate) fn duplicate_vote(
    evidence: &pb::DuplicateVoteEvidence,
    chain_id: &[u8],
    set: &pb::ValidatorSet,
) -> Judged {
    let a = evidence.vote_a.as_ref().expect("two votes");
    let voter = find(set, &a.validator_address).ok_or("NotAValidator")?;
    contradict(evidence)?;
    refuse_if(voter.voting_power != evidence.validator_power, "ValidatorPowerMismatch")?;
    refuse_if(total(set) != evidence.total_voting_power, "TotalPowerMismatch")?;
    both_signed(evidence, chain_id, &key_of(voter))
}

/// `interchain-security VerifyDoubleVotingEvidence`, of evidence that obeys [`two_votes`].
pub(crate) fn double_voting(
    evidence: &pb::DuplicateVoteEvidence,
    chain_id: &[u8],
    key: &pb::PublicKey,
) -> Judged {
    provider_key(key)?;
    let a = evidence.vote_a.as_ref().expect("two votes");
    refuse_if(address(key) != a.validator_address, "VoterKeyMismatch")?;
    contradict(evidence)?;
    both_signed(evidence, chain_id, key)
}

/// `cosmos-sdk FromCmtProtoPublicKey`.
pub(crate) fn provider_key(key: &pb::PublicKey) -> Judged {
    refuse_if(key.ed25519.is_none() && key.secp256k1.is_none(), "ProviderKeyType")
}

fn contradict(evidence: &pb::DuplicateVoteEvidence) -> Judged {
    let [a, b] = [&evidence.vote_a, &evidence.vote_b].map(|vote| vote.as_ref().expect("two votes"));
    refuse_if(!one_round(a, b), "VotesDiffer")?;
    refuse_if(a.validator_address != b.validator_address, "VotersDiffer")
}

fn one_round(a: &pb::Vote, b: &pb::Vote) -> bool {
    a.height == b.height && a.round == b.round && a.vote_type == b.vote_type
}

fn both_signed(
    evidence: &pb::DuplicateVoteEvidence,
    chain_id: &[u8],
    key: &pb::PublicKey,
) -> Judged {
    [&evidence.vote_a, &evidence.vote_b].into_iter().flatten().try_for_each(|vote| {
        signed_by(key, &super::vote_sign_bytes(chain_id, vote), &vote.signature)
    })
}

/// What two votes prove: no rule of CometBFT's, but that of cryptography.
pub(crate) fn proven(a: &pb::Vote, b: &pb::Vote, chain_id: &[u8], key: &pb::PublicKey) -> Judged {
    vote(a)?;
    vote(b)?;
    refuse_if(!one_round(a, b), "VotesDiffer")?;
    let id = |vote: &pb::Vote| vote.block_id.clone().unwrap_or_default().canonical();
    refuse_if(id(a) == id(b), "SameBlockId")?;
    let evidence = pb::DuplicateVoteEvidence {
        vote_a: Some(a.clone()),
        vote_b: Some(b.clone()),
        ..Default::default()
    };
    both_signed(&evidence, chain_id, key)
}

/// A light block of which all parts are there.
pub(crate) struct Block<'b> {
    pub(crate) header: &'b pb::Header,
    pub(crate) commit: &'b pb::Commit,
    pub(crate) set: &'b pb::ValidatorSet,
}

impl<'b> Block<'b> {
    pub(crate) fn of(
        signed: &'b Option<pb::SignedHeader>,
        set: &'b Option<pb::ValidatorSet>,
    ) -> Option<Block<'b>> {
        let signed = signed.as_ref()?;
        let (header, commit) = (signed.header.as_ref()?, signed.commit.as_ref()?);
        Some(Block { header, commit, set: set.as_ref()? })
    }

    pub(crate) fn of_light_block(block: &'b pb::LightBlock) -> Option<Block<'b>> {
        Block::of(&block.signed_header, &block.validator_set)
    }

    /// `SignedHeader.ValidateBasic`, with the chain id of its own.
    pub(crate) fn commit_fits(&self) -> Judged {
        refuse_if(self.header.height != self.commit.height, "CommitHeightMismatch")?;
        refuse_if(self.header.validators_hash.is_empty(), "NoHeaderHash")?;
        let id = self.commit.block_id.clone().unwrap_or_default();
        refuse_if(id.hash != hash(self.header), "CommitHashMismatch")
    }

    pub(crate) fn set_fits(&self) -> Judged {
        let own = oracle::set_hash(&self.set.clone().canonical());
        refuse_if(self.header.validators_hash != own, "ValidatorsHashMismatch")
    }
}

/// `Header.Hash`: nil where there are no validators.
fn hash(header: &pb::Header) -> Vec<u8> {
    match header.validators_hash[..] {
        [] => Vec::new(),
        _ => oracle::header_hash(&header.clone().canonical()).to_vec(),
    }
}

/// `LightClientAttackEvidence.ValidateBasic`, where all parts obey rules of their own.
pub(crate) fn basic(evidence: &pb::LightClientAttackEvidence, block: &Block<'_>) -> Judged {
    refuse_if(evidence.total_voting_power <= 0, "EvidencePower")?;
    let common = evidence.common_height;
    refuse_if(common <= 0 || common > block.header.height, "CommonHeight")?;
    block.commit_fits()?;
    block.set_fits()
}

/// What the judge of an attack knows.
pub(crate) struct Node<'n> {
    pub(crate) common_height: i64,
    pub(crate) common_set: &'n pb::ValidatorSet,
    pub(crate) trusted_header: &'n pb::Header,
    pub(crate) trusted_commit: &'n pb::Commit,
}

/// Addresses and powers.
pub(crate) type Guilty = Vec<(Vec<u8>, i64)>;

impl Node<'_> {
    /// `VerifyLightClientAttack`, of evidence that obeys [`basic`].
    pub(crate) fn attack(
        &self,
        evidence: &pb::LightClientAttackEvidence,
        block: &Block<'_>,
    ) -> Judged<Guilty> {
        let Block { header, commit, set } = block;
        let (trusted, chain_id) = (self.trusted_header, &self.trusted_header.chain_id);
        if self.common_height != header.height {
            trusting(chain_id, self.common_set, commit, THIRD, false).map_err(
                |name| match name {
                    "NotEnoughTrust" => "NotEnoughCommonPower",
                    other => other,
                },
            )?;
        } else {
            refuse_if(is_invalid(trusted, header), "StateFieldsDiffer")?;
        }
        own(chain_id, set, header.height, commit, false)?;
        let total = total(self.common_set);
        refuse_if(evidence.total_voting_power != total, "TotalPowerMismatch")?;
        let later = time(header) > time(trusted);
        refuse_if(header.height > trusted.height && later, "TimeNotViolated")?;
        refuse_if(hash(trusted) == hash(header), "SameHeader")?;
        let guilty = self.guilty(block)?;
        refuse_if(guilty.is_empty(), "NobodyGuilty")?;
        let accused = &evidence.byzantine_validators;
        refuse_if(accused.len() != guilty.len(), "AccusedCount")?;
        for ((guilty, power), accused) in guilty.iter().zip(accused) {
            refuse_if(accused.address != *guilty, "AccusedAddress")?;
            refuse_if(accused.voting_power != *power, "AccusedPower")?;
            refuse_if(address(&key_of(accused)) != accused.address, "AccusedKey")?;
        }
        Ok(guilty)
    }

    pub(crate) fn kind(&self, block: &Block<'_>) -> AttackKind {
        if is_invalid(self.trusted_header, block.header) {
            AttackKind::Lunatic
        } else if self.trusted_commit.round == block.commit.round {
            AttackKind::Equivocation
        } else {
            AttackKind::Amnesia
        }
    }

    /// `GetByzantineValidators`.
    pub(crate) fn guilty(&self, block: &Block<'_>) -> Judged<Guilty> {
        let kind = self.kind(block);
        let mut guilty = Guilty::new();
        for (index, entry) in block.commit.signatures.iter().enumerate() {
            if entry.block_id_flag != COMMIT {
                continue;
            }
            let set = match kind {
                AttackKind::Lunatic => self.common_set,
                AttackKind::Equivocation => {
                    // There, it panics.
                    let other = self.trusted_commit.signatures.get(index).ok_or("CommitSize")?;
                    if other.block_id_flag != COMMIT {
                        continue;
                    }
                    block.set
                }
                AttackKind::Amnesia => continue,
            };
            guilty.extend(
                find(set, &entry.validator_address).map(|it| (it.address.clone(), it.voting_power)),
            );
        }
        guilty.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Ok(guilty)
    }

    /// `None` where both have one hash.
    pub(crate) fn conflict(&self, block: &Block<'_>) -> Judged<Option<AttackKind>> {
        let [trusted, conflicting] = [self.trusted_header, block.header].map(hash);
        refuse_if(trusted.is_empty() || conflicting.is_empty(), "NoHeaderHash")?;
        Ok((trusted != conflicting).then(|| self.kind(block)))
    }
}

/// `ConflictingHeaderIsInvalid`.
pub(crate) fn is_invalid(a: &pb::Header, b: &pb::Header) -> bool {
    let state = |header: &pb::Header| {
        let pb::Header { validators_hash, next_validators_hash, consensus_hash, .. } = header;
        let own = [validators_hash, next_validators_hash, consensus_hash];
        (own.map(Clone::clone), header.app_hash.clone(), header.last_results_hash.clone())
    };
    state(a) != state(b)
}

pub(crate) fn time(header: &pb::Header) -> (i64, i32) {
    let time = header.time.unwrap_or(oracle::YEAR_1);
    (time.seconds, time.nanos)
}
