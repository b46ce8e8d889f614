//! Ed25519 signatures of every kind: honest, honest with torsion, and not honest.

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use sha2::{Digest, Sha512};
use std::sync::LazyLock;

/// What is done to a signature, each with an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Change {
    /// R has a point of small order added before it is signed: right by ZIP-215.
    TorsionInR = 1,
    /// The key has one: right by ZIP-215.
    TorsionInKey,
    /// R is an encoding of a point of small order.
    SmallR,
    /// The key is one.
    SmallKey,
    /// s is the argument: 0 is right for a key and an R of small order.
    SmallS,
    /// s is above the order of the group by what it was.
    UnreducedS,
    /// R is an encoding with y not below p, of a point or of none.
    UnreducedR,
    /// The key is one.
    UnreducedKey,
    /// Another message than the one that was signed.
    OtherMessage,
    /// A bit of R, key or s is flipped.
    Flip,
    /// R, key or s is the next 32 bytes.
    Raw,
    /// The signature is the one before.
    Copied,
    /// As much is added to s as is taken from that of the next one: an equation without random
    /// coefficients would not see it.
    Balanced,
}

impl Change {
    const ALL: [Change; 13] = [
        Change::TorsionInR,
        Change::TorsionInKey,
        Change::SmallR,
        Change::SmallKey,
        Change::SmallS,
        Change::UnreducedS,
        Change::UnreducedR,
        Change::UnreducedKey,
        Change::OtherMessage,
        Change::Flip,
        Change::Raw,
        Change::Copied,
        Change::Balanced,
    ];

    pub(crate) fn of(byte: u8) -> Option<Change> {
        Change::ALL.into_iter().find(|change| *change as u8 == byte % 16)
    }
}

/// 2^252 + 27742317777372353535851937790883648493, the order of the group.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// A signature in the making: the parts of it, each replaceable.
#[derive(Clone)]
pub(crate) struct Signature {
    pub(crate) key: [u8; 32],
    pub(crate) r: [u8; 32],
    pub(crate) s: [u8; 32],
}

impl Signature {
    /// An honest signature, with points of small order in R and in the key.
    pub(crate) fn honest(secret: u8, message: &[u8], in_r: u8, in_key: u8) -> Signature {
        let hash = |parts: [&[u8]; 3]| {
            let hash = parts.iter().fold(Sha512::new(), |hash, part| hash.chain_update(part));
            Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
        };
        let secret = hash([b"a fixed key", &[secret], b""]);
        let nonce = hash([b"a fixed nonce", secret.as_bytes(), message]);
        let key = (EdwardsPoint::mul_base(&secret) + torsion(in_key)).compress().0;
        let r = (EdwardsPoint::mul_base(&nonce) + torsion(in_r)).compress().0;
        let s = nonce + hash([&r, &key, message]) * secret;
        Signature { key, r, s: s.to_bytes() }
    }

    pub(crate) fn bytes(&self) -> [u8; 64] {
        let mut bytes = [0; 64];
        bytes[..32].copy_from_slice(&self.r);
        bytes[32..].copy_from_slice(&self.s);
        bytes
    }

    /// R, the key or s.
    pub(crate) fn part(&mut self, argument: u8) -> &mut [u8; 32] {
        match argument % 3 {
            0 => &mut self.r,
            1 => &mut self.key,
            _ => &mut self.s,
        }
    }

    /// Adds the order of the group to s.
    pub(crate) fn unreduce(&mut self) {
        let mut carry = 0;
        for (byte, order) in self.s.iter_mut().zip(ORDER) {
            let sum = u16::from(*byte) + u16::from(order) + carry;
            (*byte, carry) = (sum as u8, sum >> 8);
        }
    }

    /// Adds to s, modulo the order of the group.
    pub(crate) fn add(&mut self, number: Scalar) {
        self.s = (Scalar::from_bytes_mod_order(self.s) + number).to_bytes();
    }
}

fn torsion(argument: u8) -> EdwardsPoint {
    EIGHT_TORSION[usize::from(argument % 8)]
}

/// One of the 14 encodings of points of small order that ZIP-215 admits.
pub(crate) fn small(argument: u8) -> [u8; 32] {
    SMALL[usize::from(argument) % SMALL.len()]
}

static SMALL: LazyLock<Vec<[u8; 32]>> = LazyLock::new(|| {
    let canonical: Vec<_> = EIGHT_TORSION.iter().map(|point| point.compress().0).collect();
    let signs = canonical.iter().map(|encoding| {
        let mut other = *encoding;
        other[31] ^= 0x80;
        other
    });
    let odd = signs.chain((0..38).map(unreduced)).filter(|encoding| {
        let point = CompressedEdwardsY(*encoding).decompress();
        point.is_some_and(|point| point.is_small_order() && point.compress().0 != *encoding)
    });
    canonical.iter().copied().chain(odd).collect()
});

/// One of the 38 encodings whose y is p or more: p = 2^255 - 19.
pub(crate) fn unreduced(argument: u8) -> [u8; 32] {
    let mut encoding = [0xff; 32];
    encoding[0] = 0xed + argument % 19;
    if argument % 38 >= 19 {
        encoding[31] = 0x7f;
    }
    encoding
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_14_encodings_of_small_order() {
        assert_eq!(SMALL.len(), 14);
        let distinct: std::collections::BTreeSet<_> = SMALL.iter().collect();
        assert_eq!(distinct.len(), 14);
    }

    #[test]
    fn the_order_is_that_of_the_group() {
        let mut zero = Signature { key: [0; 32], r: [0; 32], s: [0; 32] };
        zero.unreduce();
        assert_eq!(Scalar::from_bytes_mod_order(zero.s), Scalar::ZERO);
        assert_eq!(zero.s, ORDER);
    }
}
