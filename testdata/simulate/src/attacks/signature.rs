//! Signatures: one message, two signatures; one signature, two verdicts.

use super::stage::{own, set_of};
use super::{Attack, Stage, Vector};
use crate::keys::address;
use crate::kinds::{made_key, torsion};
use crate::line::Question;
use crate::message::{Key, PublicKey, Validator};
use crate::mutate::scalar;
use crate::rng::Rng;
use crate::scene::Block;
use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::Signer;

const LEGACY: Attack = Attack {
    id: "ed25519-dalek: legacy_compatibility",
    affected: "ed25519-dalek 1.0 and before, later ones with this feature",
    flaw: "Of s only the three highest bits are looked at, so that s plus the order of the group \
        \
        is a second signature of the same message.",
};

const STDLIB: Attack = Attack {
    id: "Tendermint #5632",
    affected: "CometBFT 0.34 and 0.37, and whoever verifies with Go's standard library",
    flaw: "The equation is compared without the cofactor, and R by its bytes, so that signatures \
        \
        are refused which CometBFT accepts from 0.38 on.",
};

const STRICT: Attack = Attack {
    id: "ed25519-dalek: verify_strict",
    affected: "whoever verifies votes with ed25519-dalek's verify_strict",
    flaw: "A key of small order is refused, which ZIP-215 accepts.",
};

const MIXED: Attack = Attack {
    id: "CometBFT #3195",
    affected: "CometBFT 0.38.0 to 0.38.7",
    flaw: "The batch verifier is chosen by the proposer's key alone, and refuses the first key of \
        \
        another type.",
};

const RESIDUE: Attack = Attack {
    id: "CometBFT: secp256k1 modulo N",
    affected: "CometBFT, all releases",
    flaw: "R is read modulo the order of the group, so that a signature has a second form.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    ed25519(stage).into_iter().chain(other_keys(stage)).collect()
}

fn ask(message: &[u8], [key, signature]: [Vec<u8>; 2], note: &str) -> Question {
    Question::new("ed25519", vec![note.to_owned()])
        .bytes("message", message)
        .bytes("public_key", &key)
        .bytes("signature", &signature)
}

fn ed25519(stage: &Stage) -> [Vector; 4] {
    let mut rng = Rng::new(3);
    let message = b"a vote".as_slice();
    let key = stage.ring.ed25519(&mut rng);
    let mut twin = key.sign(message).to_bytes().to_vec();
    scalar::add_order(&mut twin);
    let twin = [key.verifying_key().to_bytes().to_vec(), twin];
    let unreduced = {
        // The neutral point, of which y = p + 1 is another encoding.
        let (mut one, mut p_plus_1) = (vec![0; 32], vec![0xff; 32]);
        one[0] = 1;
        (p_plus_1[0], p_plus_1[31]) = (0xee, 0x7f);
        [one, [p_plus_1, vec![0; 32]].concat()]
    };
    let small = EIGHT_TORSION[1].compress().to_bytes();
    [
        Vector::new("s-plus-order", LEGACY, "WrongSignature", ask(message, twin, "s + l")),
        Vector::new(
            "torsion-in-the-key",
            STDLIB,
            "ok",
            ask(message, torsion::mixed(1, 0, message, &mut rng), "A has a part of small order"),
        )
        .seen("CometBFT 0.37.16"),
        Vector::new(
            "unreduced-r",
            STDLIB,
            "ok",
            ask(message, unreduced, "A is the neutral point, R too, with y = p + 1, and s is 0"),
        )
        .seen("CometBFT 0.37.16"),
        Vector::new(
            "small-key",
            STRICT,
            "ok",
            ask(message, torsion::small_key(&small, &mut rng), "A has order 8"),
        ),
    ]
}

fn other_keys(stage: &Stage) -> [Vector; 2] {
    let mixed = set_of([stage.ring.validator(0, 60), stage.ring.validator(250, 40)]);
    [
        Vector::new(
            "mixed-keys",
            MIXED,
            "ok",
            own("light", &stage.block(11, &mixed), "an Ed25519 key proposes, and secp256k1 signs"),
        )
        .seen("CometBFT 0.38.7"),
        Vector::new(
            "r-plus-n",
            RESIDUE,
            "WrongSignature",
            own("light", &residue(stage), "R plus N, by a key made for it"),
        ),
    ]
}

/// A block signed by a key of secp256k1 that was made for the signature.
fn residue(stage: &Stage) -> Block {
    let mut block = stage.block(11, &stage.set(&[10]));
    let signed = crate::hashing::Signed::entry(
        &block.commit,
        &block.commit.signatures[0],
        &block.header.chain_id,
    );
    let (signature, key) = made_key::with_residue(&signed.bytes(), &mut Rng::new(4));
    let key = Key::Secp256k1(key);
    let validator = Validator {
        address: address(&key),
        pub_key: Some(PublicKey { key: Some(key) }),
        voting_power: 10,
        proposer_priority: 0,
    };
    let entry = &mut block.commit.signatures[0];
    entry.validator_address.clone_from(&validator.address);
    entry.signature = signature;
    block.set = set_of([validator]);
    block
}
