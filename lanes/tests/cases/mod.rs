//! Signatures of all kinds, with the verdict of ed25519-zebra.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use ed25519_zebra::{Signature, SigningKey, VerificationKey, VerificationKeyBytes};
use sha2::{Digest, Sha512};

/// l = 2^252 + c, the order of the base point. Source: RFC 8032, 5.1.
const ORDER: [u8; 32] = {
    let mut order = [0; 32];
    let c = 0x14de_f9de_a2f7_9cd6_5812_631a_5cf5_d3ed_u128.to_le_bytes();
    let mut i = 0;
    while i < 16 {
        order[i] = c[i];
        i += 1;
    }
    order[31] = 0x10;
    order
};

#[derive(Clone)]
pub(crate) struct Case {
    pub(crate) key: [u8; 32],
    pub(crate) message: Vec<u8>,
    pub(crate) signature: [u8; 64],
    pub(crate) right: bool,
}

impl Case {
    fn new(key: [u8; 32], message: Vec<u8>, signature: [u8; 64]) -> Case {
        let right = VerificationKey::try_from(key)
            .and_then(|key| key.verify(&Signature::from(signature), &message))
            .is_ok();
        Case { key, message, signature, right }
    }
}

pub(crate) struct Rng(u64);

impl Rng {
    pub(crate) fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// splitmix64
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ z >> 31
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn bytes(&mut self, count: usize) -> Vec<u8> {
        (0..count).map(|_| self.next() as u8).collect()
    }
}

/// A right signature over a message of any length, mostly about that of a vote.
pub(crate) fn good(rng: &mut Rng) -> Case {
    let (key, header) = (rng.below(50), rng.below(1000));
    signed_by(key, header, rng)
}

pub(crate) fn signed_by(key: usize, header: usize, rng: &mut Rng) -> Case {
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&(key as u64).to_le_bytes());
    let signer = SigningKey::from(seed);
    let length = if rng.below(4) == 0 { rng.below(400) } else { 108 + rng.below(8) };
    let mut message = rng.bytes(length);
    message.extend(header.to_le_bytes());
    let signature = signer.sign(&message).to_bytes();
    Case { key: VerificationKeyBytes::from(&signer).into(), message, signature, right: true }
}

/// One bit of a case changed, or l added to its s.
pub(crate) fn mutated(rng: &mut Rng, case: &Case) -> Case {
    let Case { mut key, mut message, mut signature, .. } = case.clone();
    match rng.below(5) {
        0 => key[rng.below(32)] ^= 1 << rng.below(8),
        1 => {
            let at = rng.below(message.len());
            message[at] ^= 1 << rng.below(8);
        }
        2 => signature[rng.below(32)] ^= 1 << rng.below(8),
        3 => signature[32 + rng.below(32)] ^= 1 << rng.below(8),
        _ => add_order(&mut signature),
    }
    Case::new(key, message, signature)
}

fn add_order(signature: &mut [u8; 64]) {
    let mut carry = 0;
    for (byte, order) in signature[32..].iter_mut().zip(ORDER) {
        carry += u16::from(*byte) + u16::from(order);
        *byte = carry as u8;
        carry >>= 8;
    }
}

/// Encodings of points of small order, canonical and not, and of other points that are not.
fn encodings() -> Vec<[u8; 32]> {
    let mut all: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|point| point.compress().0).collect();
    let mut also = |encoding: [u8; 32]| {
        if CompressedEdwardsY(encoding).decompress().is_some() && !all.contains(&encoding) {
            all.push(encoding);
        }
    };
    for sign in [0, 0x80] {
        // y = p to p + 18, which are 0 to 18, and 0 to 2 themselves with either sign.
        for low in 0xed..=0xff {
            let mut encoding = [0xff; 32];
            (encoding[0], encoding[31]) = (low, 0x7f | sign);
            also(encoding);
        }
        for low in 0..3 {
            let mut encoding = [0; 32];
            (encoding[0], encoding[31]) = (low, sign);
            also(encoding);
        }
        let mut minus_one = [0xff; 32];
        (minus_one[0], minus_one[31]) = (0xec, 0x7f | sign);
        also(minus_one);
    }
    all
}

/// All pairs of such encodings as A and R, with s = 0 and s = 1; bit flips of every byte; s + l.
pub(crate) fn crafted() -> Vec<Case> {
    let mut all = Vec::new();
    let encodings = encodings();
    for a in &encodings {
        for r in &encodings {
            for s in [0, 1] {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(r);
                signature[32] = s;
                all.push(Case::new(*a, vec![7; 112], signature));
            }
        }
    }
    let mut rng = Rng::new(7);
    for _ in 0..3 {
        let good = good(&mut rng);
        all.push(good.clone());
        for byte in 0..64 {
            let mut case = good.clone();
            case.signature[byte] ^= 1 << (byte % 8);
            all.push(Case::new(case.key, case.message, case.signature));
        }
        for byte in 0..32 {
            let mut case = good.clone();
            case.key[byte] ^= 1 << (byte % 8);
            all.push(Case::new(case.key, case.message, case.signature));
        }
        let mut case = good;
        add_order(&mut case.signature);
        all.push(Case::new(case.key, case.message.clone(), case.signature));
        case.signature[32..].fill(0xff);
        all.push(Case::new(case.key, case.message, case.signature));
    }
    all
}

/// Signatures by keys, and with R, that have a part of small order: right by ZIP-215 alone.
pub(crate) fn mixed_order() -> Vec<Case> {
    let message = vec![5; 100];
    let mut all = Vec::new();
    for (i, torsion) in EIGHT_TORSION.iter().enumerate() {
        let none = EIGHT_TORSION[0];
        for (of_key, of_r) in [(*torsion, none), (none, *torsion), (*torsion, *torsion)] {
            let (a, r) = (Scalar::from(12_345 + i as u64), Scalar::from(999 + i as u64));
            let encode = |point: EdwardsPoint| point.compress().0;
            let (key, encoded_r) = (encode(BASE * a + of_key), encode(BASE * r + of_r));
            let hash = Sha512::new().chain_update(encoded_r).chain_update(key);
            let hash = hash.chain_update(&message).finalize();
            let s = r + Scalar::from_bytes_mod_order_wide(&hash.into()) * a;
            for off in [Scalar::ZERO, Scalar::ONE] {
                let mut signature = [0; 64];
                signature[..32].copy_from_slice(&encoded_r);
                signature[32..].copy_from_slice((s + off).as_bytes());
                all.push(Case::new(key, message.clone(), signature));
            }
        }
    }
    all
}
