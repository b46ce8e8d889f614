//! Messages with as many leaves as is asked for: a root depends on their number.

use crate::disguise::Script;
use crate::pb;
use prost::Message;
use sha2::{Digest, Sha256};

/// A commit of the selector 1.
pub(crate) fn commit(number: u8, script: &mut Script<'_>) -> Vec<u8> {
    let entry = |_| {
        let byte = script.next();
        if byte.is_multiple_of(8) {
            return pb::CommitSig { block_id_flag: 1, ..Default::default() };
        }
        pb::CommitSig {
            block_id_flag: 2 + u64::from(byte & 1),
            validator_address: vec![byte; 20],
            timestamp: Some(pb::Timestamp { seconds: script.next().into(), nanos: byte.into() }),
            signature: vec![byte; 1 + usize::from(byte % 64)],
        }
    };
    let block_id = pb::BlockId { hash: vec![number; 32], part_set_header: None };
    pb::Commit {
        height: 1,
        round: 0,
        block_id: Some(block_id),
        signatures: (0..number).map(entry).collect(),
    }
    .encode_to_vec()
}

/// A set of the selector 2.
pub(crate) fn validator_set(number: u8, script: &mut Script<'_>) -> Vec<u8> {
    let validators: Vec<_> = (0..number).map(|i| validator([i ^ script.next(); 32])).collect();
    let proposer = validators.first().cloned();
    pb::ValidatorSet { validators, proposer, total_voting_power: script.next().into() }
        .encode_to_vec()
}

/// The validator of an Ed25519 key, which need not be a point.
pub(crate) fn validator(key: [u8; 32]) -> pb::Validator {
    pb::Validator {
        address: Sha256::digest(key)[..20].to_vec(),
        pub_key: Some(pb::PublicKey { ed25519: Some(key.to_vec()), ..Default::default() }),
        voting_power: i64::from(key[0]) + 1,
        proposer_priority: -i64::from(key[1]),
    }
}

/// A list of the selector 8, of double votes that are `evidence` but for what no rule looks at.
pub(crate) fn evidence_list(number: u8, evidence: &[u8], script: &mut Script<'_>) -> Vec<u8> {
    let evidence = pb::DuplicateVoteEvidence::decode(evidence).expect("a double vote");
    let item = |_| pb::Evidence {
        duplicate_vote: Some(pb::DuplicateVoteEvidence {
            validator_power: script.next().into(),
            ..evidence.clone()
        }),
        light_client_attack: None,
    };
    pb::EvidenceList { evidence: (0..number).map(item).collect() }.encode_to_vec()
}
