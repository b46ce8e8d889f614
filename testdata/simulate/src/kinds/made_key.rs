//! A key of secp256k1 made for a signature: only so can R be small enough that R + N, which
//! CometBFT reads modulo N, still has 256 bits.

use crate::chain::block_id;
use crate::hashing::{Signed, sha256};
use crate::keys::address;
use crate::line::Question;
use crate::message::{Commit, CommitSig, Key, PublicKey, Validator, ValidatorSet};
use crate::mutate::scalar;
use crate::rng::Rng;
use crate::time::timestamp;
use crate::wire::schema;
use k256::elliptic_curve::PrimeField;
use k256::elliptic_curve::ops::Reduce;
use k256::elliptic_curve::point::DecompressPoint;
use k256::elliptic_curve::sec1::ToSec1Point;
use k256::elliptic_curve::subtle::Choice;
use k256::{AffinePoint, FieldBytes, ProjectivePoint, Scalar};
use prost::Message;

/// A signature of this message with a small R, and the key that it is by.
pub(super) fn signature(message: &[u8], rng: &mut Rng) -> (Vec<u8>, Vec<u8>) {
    let z = Scalar::reduce(&FieldBytes::from(sha256(message)));
    loop {
        let mut x = FieldBytes::default();
        x[16..].copy_from_slice(&rng.bytes(16));
        // Half of what s may be: it must not be above N/2.
        let mut s = FieldBytes::default();
        s[1..].copy_from_slice(&rng.bytes(31));
        let point = Option::<AffinePoint>::from(AffinePoint::decompress(&x, Choice::from(0)));
        let (r, s_value) = (Scalar::from_repr(x), Scalar::from_repr(s));
        let (Some(point), Some(r), Some(s_value)) =
            (point, Option::<Scalar>::from(r), Option::<Scalar>::from(s_value))
        else {
            continue;
        };
        let Some(inverse) = Option::<Scalar>::from(r.invert()) else { continue };
        let key =
            (ProjectivePoint::from(point) * s_value - ProjectivePoint::GENERATOR * z) * inverse;
        let key = key.to_affine().to_sec1_point(true).as_bytes().to_vec();
        return ([x, s].concat(), key);
    }
}

/// Writes R + N for R.
pub(super) fn add_order(signature: &mut [u8]) -> bool {
    let (r, _) = signature.split_at_mut(32);
    r.reverse();
    let fits = scalar::add(r, &scalar::ORDER_SECP256K1);
    r.reverse();
    fits
}

/// A commit of one vote by such a key, in half of the cases with R + N.
pub(super) fn ask(variant: &str, rng: &mut Rng) -> Question {
    let mut commit = Commit {
        height: 5,
        round: 0,
        block_id: Some(block_id(rng.hash(), rng)),
        signatures: vec![CommitSig {
            block_id_flag: 2,
            timestamp: Some(timestamp(1_700_000_000_000_000_000)),
            ..CommitSig::default()
        }],
    };
    let message = Signed::entry(&commit, &commit.signatures[0], b"made").bytes();
    let (mut signature, key) = signature(&message, rng);
    let mut note = "secp256k1: made key".to_owned();
    if rng.once_in(2) && add_order(&mut signature) {
        note += "; R + N";
    }
    let key = Key::Secp256k1(key);
    let address = address(&key);
    let entry = &mut commit.signatures[0];
    entry.validator_address.clone_from(&address);
    entry.signature = signature;
    let validator = Validator {
        address,
        pub_key: Some(PublicKey { key: Some(key) }),
        voting_power: 10,
        proposer_priority: 0,
    };
    let proposer = Some(validator.clone());
    let set = ValidatorSet { validators: vec![validator], proposer, total_voting_power: 0 };
    let question = Question::new("commit", vec![note])
        .text("variant", variant)
        .text("chain_id", "made")
        .message("validators", &schema::VALIDATOR_SET, set.encode_to_vec())
        .message("commit", &schema::COMMIT, commit.encode_to_vec());
    if variant.starts_with("trusting") {
        return question.text("trust_level", "1/3");
    }
    let block_id = commit.block_id.unwrap_or_default().encode_to_vec();
    question.message("block_id", &schema::BLOCK_ID, block_id).text("height", commit.height)
}

/// A signature of this message with R + N for R, and the key that it is by.
pub(crate) fn with_residue(message: &[u8], rng: &mut Rng) -> (Vec<u8>, Vec<u8>) {
    let (mut signature, key) = signature(message, rng);
    let r = &mut signature[..32];
    r.reverse();
    scalar::add(r, &scalar::ORDER_SECP256K1);
    r.reverse();
    (signature, key)
}
