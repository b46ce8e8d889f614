//! What every check is made of, right or flawed: hashes, what is signed, and who signed it.

use ed25519_dalek::{Signature, VerifyingKey};
use parhelion_core::{Limits, Vote};
use parhelion_rpc::{encode, pb};
use sha2::{Digest, Sha256};

pub const ABSENT: i32 = 1;
pub const FOR_BLOCK: i32 = 2;
pub const NIL: i32 = 3;

pub fn sha256(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The root of the tree over these leaves.
pub fn merkle(leaves: &[Vec<u8>]) -> [u8; 32] {
    match leaves {
        [] => sha256(&[]),
        [leaf] => sha256(&[&[0], &leaf[..]].concat()),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            sha256(&[&[1], &merkle(left)[..], &merkle(right)].concat())
        }
    }
}

/// The hash of a set, in its order.
pub fn set_hash(set: &pb::ValidatorSet) -> [u8; 32] {
    let leaf = |validator: &pb::Validator| {
        let (pub_key, voting_power) = (validator.pub_key.clone(), validator.voting_power);
        encode(&pb::SimpleValidator { pub_key, voting_power })
    };
    merkle(&set.validators.iter().map(leaf).collect::<Vec<_>>())
}

/// The hash of a header, also of one that names no validators.
pub fn header_hash(header: &pb::Header) -> [u8; 32] {
    header_hash_with(header, header.chain_id.as_bytes())
}

/// The same with these bytes for a chain id.
pub fn header_hash_with(header: &pb::Header, chain_id: &[u8]) -> [u8; 32] {
    // A wrapper of one field has the shape of a public key's first member, or of a consensus
    // version without an application.
    let wrapped = |bytes: &[u8]| match bytes {
        [] => Vec::new(),
        _ => encode(&pb::PublicKey { key: Some(pb::Key::Ed25519(bytes.to_vec())) }),
    };
    let height = pb::Consensus { block: header.height.cast_unsigned(), app: 0 };
    let leaves = [
        encode(&header.version.clone().unwrap_or_default()),
        wrapped(chain_id),
        encode(&height),
        encode(&header.time.clone().unwrap_or_default()),
        encode(&header.last_block_id.clone().unwrap_or_default()),
        wrapped(&header.last_commit_hash),
        wrapped(&header.data_hash),
        wrapped(&header.validators_hash),
        wrapped(&header.next_validators_hash),
        wrapped(&header.consensus_hash),
        wrapped(&header.app_hash),
        wrapped(&header.last_results_hash),
        wrapped(&header.evidence_hash),
        wrapped(&header.proposer_address),
    ];
    merkle(&leaves)
}

/// The bytes of a key of any type.
pub fn raw(key: &pb::Key) -> &[u8] {
    match key {
        pb::Key::Ed25519(bytes)
        | pb::Key::Secp256k1(bytes)
        | pb::Key::Bls12381(bytes)
        | pb::Key::Mldsa65(bytes)
        | pb::Key::Secp256k1eth(bytes) => bytes,
    }
}

pub fn key_of(validator: &pb::Validator) -> Option<&pb::Key> {
    validator.pub_key.as_ref()?.key.as_ref()
}

/// The address of a validator's key, if it is one of Ed25519.
pub fn derived_address(validator: &pb::Validator) -> Option<Vec<u8>> {
    match key_of(validator)? {
        pb::Key::Ed25519(key) => Some(sha256(key)[..20].to_vec()),
        _ => None,
    }
}

/// What the validator of this entry signs.
pub fn sign_bytes(chain_id: &str, commit: &pb::Commit, entry: &pb::CommitSig) -> Vec<u8> {
    let vote = encode(&pb::Vote {
        r#type: 2,
        height: commit.height,
        round: commit.round,
        block_id: commit.block_id.clone().filter(|_| entry.block_id_flag == FOR_BLOCK),
        timestamp: entry.timestamp.clone(),
        ..pb::Vote::default()
    });
    let vote = Vote::parse(&vote, &Limits::DEFAULT).unwrap();
    vote.sign_bytes(chain_id).unwrap().to_vec()
}

/// Whether an Ed25519 key signed this.
pub fn signed(key: Option<&pb::Key>, message: &[u8], signature: &[u8]) -> bool {
    let Some(pb::Key::Ed25519(key)) = key else { return false };
    let (Ok(key), Ok(signature)) = (key.as_slice().try_into(), Signature::from_slice(signature))
    else {
        return false;
    };
    VerifyingKey::from_bytes(key).is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
}

/// Whether this validator signed this entry.
pub fn voted(
    chain_id: &str,
    commit: &pb::Commit,
    validator: &pb::Validator,
    entry: &pb::CommitSig,
) -> bool {
    signed(key_of(validator), &sign_bytes(chain_id, commit, entry), &entry.signature)
}

/// The power of all.
pub fn total(set: &pb::ValidatorSet) -> i64 {
    set.validators.iter().map(|validator| validator.voting_power).sum()
}

/// The first validator of this address.
pub fn by_address<'s>(set: &'s pb::ValidatorSet, address: &[u8]) -> Option<&'s pb::Validator> {
    set.validators.iter().find(|validator| validator.address == address)
}
