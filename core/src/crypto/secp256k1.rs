//! ECDSA on secp256k1 as CometBFT does it: SHA-256, 64 bytes R ‖ S, low S only.
//!
//! CometBFT reads R and S modulo the order of the group; a value at or above the order is refused
//! here, the deliberate difference `secp256k1-range`.
//!
//! Source: `cometbft crypto/secp256k1/secp256k1.go VerifySignature`.

use k256::ecdsa::signature::hazmat::PrehashVerifier;
use k256::ecdsa::{Signature, VerifyingKey};
use k256::elliptic_curve::scalar::IsHigh;
use sha2::{Digest, Sha256};

/// Whether `signature` is one of the compressed `key` over `message`.
pub(super) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    // The compressed form alone: the library knows others of the same length.
    let compressed = matches!(key, [2 | 3, ..]) && key.len() == 33;
    let Ok(signature) = Signature::from_slice(signature) else { return false };
    let low = !bool::from(signature.s().is_high());
    let digest = Sha256::digest(message);
    compressed
        && low
        && VerifyingKey::from_sec1_bytes(key)
            .is_ok_and(|key| key.verify_prehash(&digest, &signature).is_ok())
}
