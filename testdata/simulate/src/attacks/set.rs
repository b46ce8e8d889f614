//! Validator sets: what their hash does not cover, and keys that are none.

use super::stage::basic;
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::{Key, PublicKey, ValidatorSet};
use crate::wire::schema;
use prost::Message;

const LABEL: Attack = Attack {
    id: "CometBFT #1749: addresses",
    affected: "CometBFT up to 0.34.31, 0.37.4 and 0.38.2",
    flaw: "Of a validator's address only the length is checked.",
};

const PROPOSER: Attack = Attack {
    id: "ASA-2024-009 (GHSA-g5xx-c4hv-9ccc)",
    affected: "CometBFT up to 0.34.33, 0.37.10 and 0.38.11; 1.0.0-rc1",
    flaw: "Nobody asks whether the proposer is in the set, although no hash covers who it is.",
};

const KEY_PANIC: Attack = Attack {
    id: "CometBFT: key length in JSON",
    affected: "CometBFT, all releases",
    flaw: "JSON's decoder takes a key of any length, and deriving its address panics.",
};

const NIL_KEY: Attack = Attack {
    id: "CometBFT #1825",
    affected: "CometBFT up to 1.0.0-rc1, where the set was made in memory",
    flaw: "The proposer's key is asked for its type, also where there is none.",
};

const NO_KEY: Attack = Attack {
    id: "CometBFT 1: ValidatorFromProto",
    affected: "CometBFT 1.0 and 2.0",
    flaw: "Where the new fields hold no key, the old one is dereferenced, which need not be there.",
};

const NUMBER_4: Attack = Attack {
    id: "CometBFT 2: key number 4",
    affected: "CometBFT 2.0.0-rc1",
    flaw: "The number 4 of a public key is read as an uncompressed secp256k1eth key, which is \
 \
              ML-DSA-65 everywhere else.",
};

const SEC1: Attack = Attack {
    id: "tendermint-rs: SEC1 keys",
    affected: "tendermint-rs up to 0.41.0 with the feature secp256k1",
    flaw: "A secp256k1 key is read in any form of SEC1, the uncompressed one too: one key, two \
 \
               addresses.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    labels(stage).into_iter().chain(keys(stage)).collect()
}

fn ask(set: &ValidatorSet, note: &str) -> Question {
    basic("validator_set", &schema::VALIDATOR_SET, set.encode_to_vec(), note)
}

fn labels(stage: &Stage) -> [Vector; 3] {
    let honest = stage.four();
    let mut label = honest.clone();
    label.validators[3].address.clone_from(&honest.validators[0].address);
    let mut stranger = honest.clone();
    stranger.proposer = Some(stage.stranger());
    let mut impostor = stranger.clone();
    if let Some(proposer) = &mut impostor.proposer {
        proposer.address.clone_from(&honest.validators[0].address);
    }
    let by_label = LABEL.but("The proposer is who has the address of a member, whatever its key.");
    [
        Vector::new(
            "address-of-another",
            LABEL,
            "ValidatorAddressMismatch",
            ask(&label, "the last validator has the address of the first"),
        )
        .seen("CometBFT 0.38.2"),
        Vector::new(
            "proposer-from-outside",
            PROPOSER,
            "ProposerNotInSet",
            ask(&stranger, "a stranger proposes"),
        )
        .seen("CometBFT 0.38.11"),
        Vector::new(
            "proposer-by-label",
            by_label,
            "ValidatorAddressMismatch",
            ask(&impostor, "a stranger with the address of a member proposes"),
        )
        .seen("CometBFT 0.38.2"),
    ]
}

fn keys(stage: &Stage) -> [Vector; 5] {
    let honest = stage.four();
    let with_key = |key: Key| {
        let mut set = honest.clone();
        set.validators[3].address = crate::keys::address(&key);
        set.validators[3].pub_key = Some(PublicKey { key: Some(key) });
        set
    };
    let mut no_key = honest.clone();
    no_key.validators[3].pub_key = None;
    let mut nil_key = honest.clone();
    nil_key.proposer.get_or_insert_default().pub_key = None;
    [
        Vector::new(
            "key-of-31-bytes",
            KEY_PANIC,
            "KeyLength",
            ask(&with_key(Key::Ed25519(vec![1; 31])), "an Ed25519 key of 31 bytes"),
        ),
        Vector::new("proposer-without-key", NIL_KEY, "UnknownKeyType", ask(&nil_key, "as named")),
        Vector::new("validator-without-key", NO_KEY, "UnknownKeyType", ask(&no_key, "as named")),
        Vector::new(
            "key-number-4",
            NUMBER_4,
            "KeyLength",
            ask(
                &with_key(Key::Mldsa65([vec![4], vec![1; 64]].concat())),
                "65 bytes under number 4",
            ),
        ),
        Vector::new(
            "uncompressed-secp256k1",
            SEC1,
            "KeyLength",
            ask(&with_key(Key::Secp256k1(uncompressed())), "the generator in 65 bytes"),
        )
        .seen("tendermint-rs 0.41.0"),
    ]
}

/// A point of secp256k1, uncompressed.
fn uncompressed() -> Vec<u8> {
    use k256::elliptic_curve::sec1::ToSec1Point;
    k256::AffinePoint::GENERATOR.to_sec1_point(false).as_bytes().to_vec()
}
