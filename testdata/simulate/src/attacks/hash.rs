//! Hashes that came out differently.

use super::stage::hash;
use super::votes::double_vote;
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::{
    Evidence, EvidenceKind, EvidenceList, Key, LightClientAttackEvidence, PublicKey, Validator,
};
use crate::wire::schema;
use prost::Message;

const NO_HASH_RS: Attack = Attack {
    id: "tendermint-rs: empty validators hash",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "A header that names no validators has a hash, over an empty leaf.",
};

const SORTED: Attack = Attack {
    id: "tendermint-rs #506",
    affected: "tendermint-rs 0.15 to 0.41.0",
    flaw: "A set is sorted before it is hashed: by address, since 0.17 by power.",
};

const CACHED_TOTAL: Attack = Attack {
    id: "Tendermint #6375",
    affected: "Tendermint up to 0.34.10",
    flaw: "The total power, which is computed when it is first asked for, is encoded with the \
        set, \
        so that the same evidence has two hashes.",
};

const POWER_RS: Attack = Attack {
    id: "tendermint-rs: validator power in evidence",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "The total power is written in the place of the validator's.",
};

const SHORT_ID: Attack = Attack {
    id: "Tendermint #5902",
    affected: "CometBFT, all releases",
    flaw: "Evidence of an attack is told apart by 31 bytes of the header's hash and by the common \
        \
        height, not by whom it accuses.",
};

const BLS: Attack = Attack {
    id: "CometBFT 0.39: BLS keys",
    affected: "CometBFT 0.39 and 0.40 with BLS12-381, by reading",
    flaw: "A decoded key is a pointer, and the encoder of the hash knows the value only: it \
        panics.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    headers_and_sets(stage).into_iter().chain(evidence(stage)).collect()
}

fn headers_and_sets(stage: &Stage) -> [Vector; 3] {
    let mut header = stage.block(11, &stage.four()).header;
    header.validators_hash.clear();
    let mut reversed = stage.four();
    reversed.validators.reverse();
    let mut bls = stage.four();
    let key = Key::Bls12381(vec![1; 96]);
    bls.validators[3].address = crate::keys::address(&key);
    bls.validators[3].pub_key = Some(PublicKey { key: Some(key) });
    [
        Vector::new(
            "no-validators-hash",
            NO_HASH_RS,
            "NoHeaderHash",
            hash("header", &schema::HEADER, header.encode_to_vec(), "as named"),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "set-out-of-order",
            SORTED,
            "ok",
            hash(
                "validator_set",
                &schema::VALIDATOR_SET,
                reversed.encode_to_vec(),
                "powers ascend",
            ),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "bls-key",
            BLS,
            "UnknownKeyType",
            hash("validator_set", &schema::VALIDATOR_SET, bls.encode_to_vec(), "one BLS12-381 key"),
        ),
    ]
}

fn list(evidence: EvidenceKind, note: &str) -> Question {
    let list = EvidenceList { evidence: vec![Evidence { kind: Some(evidence) }] };
    hash("evidence_list", &schema::EVIDENCE_LIST, list.encode_to_vec(), note)
}

fn evidence(stage: &Stage) -> [Vector; 4] {
    let block = stage.block(11, &stage.four());
    let attack = |accused: &[Validator], cached: i64| {
        let mut conflicting = block.light_block();
        conflicting.validator_set.get_or_insert_default().total_voting_power = cached;
        EvidenceKind::LightClientAttack(Box::new(LightClientAttackEvidence {
            conflicting_block: Some(conflicting),
            common_height: 10,
            byzantine_validators: accused.to_vec(),
            total_voting_power: 100,
            timestamp: block.header.time,
        }))
    };
    let all = &block.set.validators;
    let double = EvidenceKind::DuplicateVote(Box::new(double_vote(stage, &block)));
    [
        Vector::new("cached-total", CACHED_TOTAL, "ok", list(attack(all, 100), "the total is set")),
        Vector::new("validator-power", POWER_RS, "ok", list(double, "a power of 40 among 100")),
        Vector::new("one-id-all-accused", SHORT_ID, "ok", list(attack(all, 0), "four are accused")),
        Vector::new(
            "one-id-one-accused",
            SHORT_ID,
            "ok",
            list(attack(&all[..1], 0), "the same block, and one is accused"),
        ),
    ]
}
