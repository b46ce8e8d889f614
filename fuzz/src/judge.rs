//! CometBFT's rules a second time, plainly: over prost's messages, in the order in which the Go code
//! asks them. A refusal is the name of the error in which parhelion-core puts it.

pub(crate) mod evidence;
pub(crate) mod provider;

use crate::oracle;
use crate::pb;
use std::collections::BTreeSet;

/// What a rule says.
pub(crate) type Judged<T = ()> = Result<T, &'static str>;

pub(crate) const COMMIT: u64 = 2;
pub(crate) const ABSENT: u64 = 1;
const PRECOMMIT: i32 = 2;

/// Refuses with this name, if there is a reason to.
pub(crate) fn refuse_if(reason: bool, name: &'static str) -> Judged {
    if reason { Err(name) } else { Ok(()) }
}

/// `VerifyCommitLight`, or `VerifyCommitLightAllSignatures`; the block id is the commit's own.
pub(crate) fn own(
    chain_id: &[u8],
    set: &pb::ValidatorSet,
    height: i64,
    commit: &pb::Commit,
    stop: bool,
) -> Judged {
    refuse_if(set.validators.len() != commit.signatures.len(), "CommitSize")?;
    refuse_if(height != commit.height, "CommitHeight")?;
    let needed = total(set) * 2 / 3;
    count(chain_id, set, commit, needed, Search::ByIndex, stop)
}

/// `VerifyCommitLightTrusting`, or `VerifyCommitLightTrustingAllSignatures`.
pub(crate) fn trusting(
    chain_id: &[u8],
    set: &pb::ValidatorSet,
    commit: &pb::Commit,
    (numerator, denominator): (i64, i64),
    stop: bool,
) -> Judged {
    let product = total(set).checked_mul(numerator).ok_or("PowerOverflow")?;
    count(chain_id, set, commit, product / denominator, Search::ByAddress, stop)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Search {
    ByIndex,
    ByAddress,
}

/// `verifyCommitBatch` and `verifyCommitSingle`, where votes for the block alone count.
fn count(
    chain_id: &[u8],
    set: &pb::ValidatorSet,
    commit: &pb::Commit,
    needed: i64,
    search: Search,
    stop: bool,
) -> Judged {
    let batch = commit.signatures.len() >= 2
        && set.validators.iter().all(|validator| key_of(validator).ed25519.is_some());
    let (mut seen, mut tallied, mut pending) = (BTreeSet::new(), 0, Vec::new());
    for (index, entry) in commit.signatures.iter().enumerate() {
        if entry.block_id_flag != COMMIT {
            continue;
        }
        let validator = match search {
            Search::ByIndex => {
                let validator = &set.validators[index];
                refuse_if(validator.address != entry.validator_address, "SignerMismatch")?;
                validator
            }
            Search::ByAddress => {
                let Some(validator) = find(set, &entry.validator_address) else { continue };
                refuse_if(!seen.insert(&entry.validator_address), "DoubleVote")?;
                validator
            }
        };
        let asked = || signed(validator, &sign_bytes(chain_id, commit, index), &entry.signature);
        if batch {
            refuse_if(entry.signature.len() != 64, "SignatureLength")?;
            pending.push((validator, index));
        } else {
            asked()?;
        }
        tallied += validator.voting_power;
        if stop && tallied > needed {
            break;
        }
    }
    let too_little = match search {
        Search::ByIndex => "NotEnoughPower",
        Search::ByAddress => "NotEnoughTrust",
    };
    refuse_if(tallied <= needed, too_little)?;
    pending.into_iter().try_for_each(|(validator, index)| {
        let signature = &commit.signatures[index].signature;
        signed(validator, &sign_bytes(chain_id, commit, index), signature)
    })
}

/// `ValidatorSet.GetByAddress`.
pub(crate) fn find<'s>(set: &'s pb::ValidatorSet, address: &[u8]) -> Option<&'s pb::Validator> {
    set.validators.iter().find(|validator| validator.address == address)
}

/// `ValidatorSet.TotalVotingPower`, clipped as there.
pub(crate) fn total(set: &pb::ValidatorSet) -> i64 {
    set.validators.iter().fold(0, |sum, validator| sum.saturating_add(validator.voting_power))
}

pub(crate) fn key_of(validator: &pb::Validator) -> pb::PublicKey {
    validator.pub_key.clone().unwrap_or_default()
}

/// `Commit.VoteSignBytes`: a vote that is not for the block is for none.
pub(crate) fn sign_bytes(chain_id: &[u8], commit: &pb::Commit, index: usize) -> Vec<u8> {
    let entry = &commit.signatures[index];
    vote_sign_bytes(
        chain_id,
        &pb::Vote {
            vote_type: PRECOMMIT,
            height: commit.height,
            round: commit.round,
            block_id: commit.block_id.clone().filter(|_| entry.block_id_flag == COMMIT),
            timestamp: entry.timestamp,
            ..Default::default()
        },
    )
}

fn vote_sign_bytes(chain_id: &[u8], vote: &pb::Vote) -> Vec<u8> {
    oracle::vote_sign_bytes(vote, str::from_utf8(chain_id).expect("the core reads texts alone"))
}

pub(crate) fn signed(validator: &pb::Validator, message: &[u8], signature: &[u8]) -> Judged {
    signed_by(&key_of(validator), message, signature)
}

/// `PubKey.VerifySignature`; while a fuzzer runs, the stand-in of the core.
pub(crate) fn signed_by(key: &pb::PublicKey, message: &[u8], signature: &[u8]) -> Judged {
    let right = if cfg!(fuzzing) {
        signature.len() == 64 && signature[63] == 0
    } else {
        let key = key.ed25519.as_deref().ok_or("UnsupportedKeyType")?;
        let key = ed25519_consensus::VerificationKey::try_from(key);
        let signature = ed25519_consensus::Signature::try_from(signature);
        key.ok().zip(signature.ok()).is_some_and(|(key, it)| key.verify(&it, message).is_ok())
    };
    refuse_if(!right, "WrongSignature")
}

/// `PubKey.Address`.
pub(crate) fn address(key: &pb::PublicKey) -> Vec<u8> {
    use sha2::{Digest, Sha256};
    let pb::PublicKey { ed25519, secp256k1, ml_dsa_65 } = key;
    match (ed25519.as_ref().or(ml_dsa_65.as_ref()), secp256k1) {
        (Some(key), _) => Sha256::digest(key)[..20].to_vec(),
        (None, Some(key)) => ripemd::Ripemd160::digest(Sha256::digest(key)).to_vec(),
        (None, None) => Vec::new(),
    }
}
