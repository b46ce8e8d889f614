//! ZIP-215's 196 signatures: each of 14 encodings of points of small order as the key, with each as
//! R, and s = 0. All are valid, whatever the message; hardly any library agrees.

use curve25519_dalek::edwards::CompressedEdwardsY;
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use parhelion_core::{Error, KeyType, PublicKey, crypto};

mod common;

use common::torsion::{encodings, signature};

const MESSAGE: &[u8] = b"Zcash";

fn verify(key: &[u8; 32], signature: &[u8; 64]) -> Result<(), Error> {
    crypto::verify(&PublicKey::new(KeyType::Ed25519, key).unwrap(), MESSAGE, signature, 7)
}

#[test]
fn all_196_are_valid() {
    let encodings = encodings();
    assert_eq!(encodings.len(), 14);
    let mut strict = 0;
    for key in &encodings {
        for r in &encodings {
            let signature = signature(r, &[0; 32]);
            assert_eq!(verify(key, &signature), Ok(()), "{key:02x?} {r:02x?}");
            let dalek = VerifyingKey::from_bytes(key)
                .and_then(|key| key.verify(MESSAGE, &Signature::from_bytes(&signature)));
            strict += usize::from(dalek.is_ok());
        }
    }
    // What this crate settles itself: far from all would pass ed25519-dalek alone.
    assert!(strict < 50, "{strict}");
}

#[test]
fn s_is_below_the_order_of_the_group() {
    // l = 2^252 + 27742317777372353535851937790883648493
    let mut order = [0; 32];
    order[..16]
        .copy_from_slice(&27_742_317_777_372_353_535_851_937_790_883_648_493u128.to_le_bytes());
    order[31] = 0x10;
    let refused = Err(Error::WrongSignature { index: 7 });
    for key in encodings() {
        let bytes = signature(&key, &order);
        assert_eq!(verify(&key, &bytes), refused, "s = l");
        let mut above = order;
        above[0] += 1;
        assert_eq!(verify(&key, &signature(&key, &above)), refused, "s = l + 1");
        assert_eq!(verify(&key, &signature(&key, &[0xff; 32])), refused, "s = 2^256 - 1");
    }
}

#[test]
fn what_is_no_point_is_refused() {
    let good = encodings()[0];
    let no_point = (2..100u8)
        .map(|low| {
            let mut y = [0; 32];
            y[0] = low;
            y
        })
        .find(|y| CompressedEdwardsY(*y).decompress().is_none())
        .unwrap();
    let refused = Err(Error::WrongSignature { index: 7 });
    assert_eq!(verify(&no_point, &signature(&good, &[0; 32])), refused);
    assert_eq!(verify(&good, &signature(&no_point, &[0; 32])), refused);
    assert_eq!(
        crypto::verify(&PublicKey::new(KeyType::Ed25519, &good).unwrap(), MESSAGE, &[0; 63], 7),
        refused
    );
}
