//! Signatures.

use super::Flaw::{self, Accepts, Refuses};
use super::commit::Input;
use super::corpus::{Vector, vector};
use super::parts::{key_of, raw, sha256, sign_bytes};
use curve25519_dalek::edwards::CompressedEdwardsY;
use curve25519_dalek::{EdwardsPoint, Scalar};
use ed25519_dalek::{Signature, Signer, SigningKey, VerifyingKey};
use k256::elliptic_curve::PrimeField;
use k256::elliptic_curve::ops::Reduce;
use k256::elliptic_curve::point::AffineCoordinates;
use k256::{FieldBytes, ProjectivePoint};
use parhelion_rpc::pb;
use sha2::{Digest, Sha512};

pub const TABLE: &[(&str, Flaw)] = &[
    ("s-plus-order", Accepts(|vector| top_bits(&Signed::of(vector)))),
    ("torsion-in-the-key", Refuses(|vector| standard(&Signed::of(vector)))),
    ("unreduced-r", Refuses(|vector| standard(&Signed::of(vector)))),
    ("small-key", Refuses(|vector| strict(&Signed::of(vector)))),
    ("mixed-keys", Refuses(by_proposer)),
    ("r-plus-n", Accepts(modulo_n)),
];

/// The inputs of kind `ed25519`.
struct Signed {
    key: [u8; 32],
    message: Vec<u8>,
    r: [u8; 32],
    s: [u8; 32],
}

impl Signed {
    fn new(key: &[u8], message: Vec<u8>, signature: &[u8]) -> Signed {
        let (r, s) = signature.split_at(32);
        let [key, r, s] = [key, r, s].map(|bytes| bytes.try_into().unwrap());
        Signed { key, message, r, s }
    }

    fn of(vector: &Vector) -> Signed {
        let [key, message, signature] =
            ["public_key", "message", "signature"].map(|name| vector.bytes(name));
        Signed::new(&key, message, &signature)
    }

    /// sB - kA equals R, byte by byte.
    fn holds_without_cofactor(&self, s: &Scalar) -> bool {
        let Some(a) = CompressedEdwardsY(self.key).decompress() else { return false };
        let hash = Sha512::new().chain_update(self.r).chain_update(self.key);
        let k = hash.chain_update(&self.message).finalize().into();
        let k = Scalar::from_bytes_mod_order_wide(&k);
        let r = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &-a, s);
        r.compress().to_bytes() == self.r
    }
}

/// ed25519-dalek with `legacy_compatibility`: of s only the three highest bits are looked at.
fn top_bits(signed: &Signed) -> bool {
    let s = Scalar::from_bytes_mod_order(signed.s);
    signed.s[31] & 0xe0 == 0 && signed.holds_without_cofactor(&s)
}

/// Go's standard library, and with it CometBFT 0.34 and 0.37.
fn standard(signed: &Signed) -> bool {
    let s = Option::<Scalar>::from(Scalar::from_canonical_bytes(signed.s));
    s.is_some_and(|s| signed.holds_without_cofactor(&s))
}

/// ed25519-dalek itself.
fn strict(signed: &Signed) -> bool {
    let signature = Signature::from_components(signed.r, signed.s);
    let key = VerifyingKey::from_bytes(&signed.key);
    key.is_ok_and(|key| key.verify_strict(&signed.message, &signature).is_ok())
}

#[test]
fn who_refuses_too_much_accepts_what_honest_signers_sign() {
    let key = SigningKey::from_bytes(&[7; 32]);
    let signature = key.sign(b"a vote").to_bytes();
    let signed = Signed::new(&key.verifying_key().to_bytes(), b"a vote".to_vec(), &signature);
    assert!(standard(&signed) && strict(&signed) && top_bits(&signed));
}

/// CometBFT #3195: a batch of the proposer's type of key, to which other keys cannot be added.
fn by_proposer(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let proposer = input.set.proposer.as_ref().and_then(key_of);
    let entries = input.set.validators.iter().zip(&input.commit.signatures);
    entries.into_iter().all(|(validator, entry)| match (proposer, key_of(validator)) {
        (Some(pb::Key::Ed25519(_)), Some(pb::Key::Ed25519(_))) => input.voted(validator, entry),
        _ => false,
    })
}

#[test]
fn keys_of_one_type_make_a_batch() {
    assert!(by_proposer(&vector("commit", "tachyon-full")));
}

/// CometBFT: R and S are read modulo N.
fn modulo_n(vector: &Vector) -> bool {
    let input = Input::of(vector);
    let (validator, entry) = (&input.set.validators[0], &input.commit.signatures[0]);
    let digest = sha256(&sign_bytes(&input.chain_id, &input.commit, entry));
    let [z, r, s] = [&digest[..], &entry.signature[..32], &entry.signature[32..]].map(|bytes| {
        let bytes: [u8; 32] = bytes.try_into().unwrap();
        k256::Scalar::reduce(&FieldBytes::from(bytes))
    });
    let Some(inverse) = Option::<k256::Scalar>::from(s.invert()) else { return false };
    let key = k256::PublicKey::from_sec1_bytes(raw(key_of(validator).unwrap())).unwrap();
    let point = ProjectivePoint::GENERATOR * (z * inverse) + key.to_projective() * (r * inverse);
    let x = k256::Scalar::reduce(&point.to_affine().x());
    let in_range = k256::Scalar::from_repr(FieldBytes::try_from(&entry.signature[..32]).unwrap());
    // It has a second form, which every other library refuses.
    x == r && in_range.is_none().into()
}
