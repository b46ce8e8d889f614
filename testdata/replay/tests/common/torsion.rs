//! Encodings of points of small order.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;

/// The eight canonical encodings, and those that ZIP-215 admits beside them: y of p or more, and
/// the sign bit of an x that is zero.
pub fn encodings() -> Vec<[u8; 32]> {
    let canonical: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|point| point.compress().0).collect();
    // p is 2^255 - 19: from there to 2^255 - 1 only the lowest byte differs.
    let unreduced = (0xed..=0xffu8).map(|low| {
        let mut y = [0xff; 32];
        (y[0], y[31]) = (low, 0x7f);
        y
    });
    let candidates = canonical.clone().into_iter().chain(unreduced).flat_map(|y| {
        let mut other = y;
        other[31] ^= 0x80;
        [y, other]
    });
    let odd = candidates.filter(|bytes| {
        CompressedEdwardsY(*bytes)
            .decompress()
            .is_some_and(|point| point.is_small_order() && point.compress().0 != *bytes)
    });
    canonical.iter().copied().chain(odd).collect()
}

pub fn signature(r: &[u8; 32], s: &[u8; 32]) -> [u8; 64] {
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r);
    signature[32..].copy_from_slice(s);
    signature
}
