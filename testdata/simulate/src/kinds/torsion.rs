//! Signatures where the eight points of small order matter, which only the verification equation of
//! ZIP-215 takes.

use crate::rng::Rng;
use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::{EdwardsPoint, Scalar};
use sha2::{Digest, Sha512};

/// All encodings of the points of small order: eight canonical ones, and six that are not.
pub(super) fn encodings() -> Vec<[u8; 32]> {
    let mut all: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|p| p.compress().to_bytes()).collect();
    // y = p and y = p + 1, with either sign; y = 1 and y = -1 with the sign of an x that is 0.
    for (low, high) in [(0xed, 0x7f), (0xed, 0xff), (0xee, 0x7f), (0xee, 0xff), (0xec, 0xff)] {
        let mut y = [0xff; 32];
        (y[0], y[31]) = (low, high);
        all.push(y);
    }
    let mut one = [0; 32];
    (one[0], one[31]) = (1, 0x80);
    all.push(one);
    all
}

/// A number modulo the order of the group.
pub(super) fn scalar(rng: &mut Rng) -> Scalar {
    let mut wide = [0; 64];
    wide.copy_from_slice(&rng.bytes(64));
    Scalar::from_bytes_mod_order_wide(&wide)
}

fn base(scalar: &Scalar) -> EdwardsPoint {
    scalar * ED25519_BASEPOINT_TABLE
}

fn challenge(r: &[u8; 32], a: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(a).chain_update(message).finalize();
    Scalar::from_bytes_mod_order_wide(&hash.into())
}

/// A key and a signature of this message: with a point of small order added to A, to R, or to both.
pub(crate) fn mixed(at_a: usize, at_r: usize, message: &[u8], rng: &mut Rng) -> [Vec<u8>; 2] {
    let (secret, nonce) = (scalar(rng), scalar(rng));
    let a = (base(&secret) + EIGHT_TORSION[at_a]).compress().to_bytes();
    let r = (base(&nonce) + EIGHT_TORSION[at_r]).compress().to_bytes();
    let s = nonce + challenge(&r, &a, message) * secret;
    [a.to_vec(), [r, s.to_bytes()].concat()]
}

/// A key of small order; anybody can sign for it.
pub(crate) fn small_key(a: &[u8; 32], rng: &mut Rng) -> [Vec<u8>; 2] {
    let s = scalar(rng);
    [a.to_vec(), [base(&s).compress().to_bytes(), s.to_bytes()].concat()]
}

/// A signature of which R has small order.
pub(super) fn small_r(r: &[u8; 32], message: &[u8], rng: &mut Rng) -> [Vec<u8>; 2] {
    let secret = scalar(rng);
    let a = base(&secret).compress().to_bytes();
    let s = challenge(r, &a, message) * secret;
    [a.to_vec(), [*r, s.to_bytes()].concat()]
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::edwards::CompressedEdwardsY;
    use std::collections::BTreeSet;

    #[test]
    fn there_are_fourteen_encodings() {
        let all: BTreeSet<[u8; 32]> = encodings().into_iter().collect();
        assert_eq!(all.len(), 14);
        for bytes in all {
            let point = CompressedEdwardsY(bytes).decompress().unwrap();
            assert!(point.is_small_order());
        }
    }
}
