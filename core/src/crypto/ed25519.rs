//! Ed25519 by the rule of ZIP-215, which CometBFT follows since 0.38.
//!
//! 1. s is below the order of the group.
//! 2. A and R are encodings of points; encodings that are not canonical count.
//! 3. `[8][s]B = [8]R + [8][k]A`, with k = SHA-512(R ‖ A ‖ message) over the bytes as they came.
//!
//! ed25519-dalek asks for more: `[s]B = R + [k]A` and a canonical R. What it accepts, ZIP-215
//! accepts, so with the feature `fast` it is asked first; what it refuses, the equation above
//! settles. s is looked at before either: a feature that anybody in the dependency graph may switch
//! on (`legacy_compatibility`) lets ed25519-dalek accept s + l.
//!
//! Source: `cometbft crypto/ed25519/ed25519.go VerifySignature`, <https://zips.z.cash/zip-0215>.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::IsIdentity;
use sha2::{Digest, Sha512};

/// Whether `signature` is one of `key` over `message`.
pub(super) fn verify(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (<&[u8; 32]>::try_from(key), <&[u8; 64]>::try_from(signature))
    else {
        return false;
    };
    let (Some((r, _)), Some(s)) = (signature.split_first_chunk(), canonical_s(signature)) else {
        return false;
    };
    #[cfg(feature = "fast")]
    if accepted_by_dalek(key, message, signature) {
        return true;
    }
    let Some(a) = CompressedEdwardsY(*key).decompress() else { return false };
    equation_holds(&a, &CompressedEdwardsY(*r), &s, &challenge(r, key, message))
}

#[cfg(feature = "fast")]
fn accepted_by_dalek(key: &[u8; 32], message: &[u8], signature: &[u8; 64]) -> bool {
    use ed25519_dalek::{Signature, Verifier, VerifyingKey};
    VerifyingKey::from_bytes(key)
        .and_then(|key| key.verify(message, &Signature::from_bytes(signature)))
        .is_ok()
}

/// s, where it is below the order of the group: where reducing it changes nothing. That is asked
/// of the reduction which a challenge needs; `Scalar::from_canonical_bytes` brings another one, of
/// 1.6 KB.
#[inline(never)]
pub(super) fn canonical_s(signature: &[u8; 64]) -> Option<Scalar> {
    let (_, s) = signature.split_last_chunk::<32>()?;
    let mut wide = [0; 64];
    *wide.first_chunk_mut()? = *s;
    let reduced = Scalar::from_bytes_mod_order_wide(&wide);
    (reduced.as_bytes() == s).then_some(reduced)
}

/// k = SHA-512(R ‖ A ‖ message), modulo the order of the group.
#[inline(never)]
pub(super) fn challenge(r: &[u8; 32], key: &[u8; 32], message: &[u8]) -> Scalar {
    let hash = Sha512::new().chain_update(r).chain_update(key).chain_update(message);
    Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
}

/// Whether R is a point, and `[8][s]B = [8]R + [8][k]A`. The product comes first: it takes up so much
/// stack that R should not be there yet.
#[allow(clippy::arithmetic_side_effects, reason = "points of a group do not overflow")]
pub(super) fn equation_holds(
    a: &EdwardsPoint,
    r: &CompressedEdwardsY,
    s: &Scalar,
    k: &Scalar,
) -> bool {
    let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(k, &-a, s);
    differ_by_torsion(&expected, r)
}

#[inline(never)]
#[allow(clippy::arithmetic_side_effects, reason = "points of a group do not overflow")]
fn differ_by_torsion(point: &EdwardsPoint, r: &CompressedEdwardsY) -> bool {
    r.decompress().is_some_and(|r| (point - r).mul_by_cofactor().is_identity())
}
