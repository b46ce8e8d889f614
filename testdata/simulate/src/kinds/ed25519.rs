//! Kind `ed25519`.

use super::{Desk, torsion};
use crate::keys::Keyring;
use crate::line::Question;
use crate::mutate::{flip, scalar};
use crate::rng::Rng;
use ed25519_dalek::Signer;

/// A message, who is said to have signed it, and how.
struct Signature {
    message: Vec<u8>,
    key: Vec<u8>,
    signature: Vec<u8>,
}

impl Signature {
    /// A valid one.
    fn new(ring: &Keyring, rng: &mut Rng) -> Signature {
        // Around the blocks of SHA-512, before which R and A stand.
        let length = rng.pick(&[0, 1, 32, 46, 47, 48, 63, 64, 110, 120, 175, 176, 192, 300]);
        let message = rng.bytes(length);
        let key = ring.ed25519(rng);
        let signature = key.sign(&message).to_bytes().to_vec();
        Signature { message, key: key.verifying_key().to_bytes().to_vec(), signature }
    }

    fn set(&mut self, [key, signature]: [Vec<u8>; 2]) -> bool {
        (self.key, self.signature) = (key, signature);
        true
    }

    fn r(&mut self) -> &mut [u8] {
        &mut self.signature[..32]
    }

    fn s(&mut self) -> &mut [u8] {
        &mut self.signature[32..]
    }
}

/// One of the encodings of points of small order.
fn small(rng: &mut Rng) -> [u8; 32] {
    rng.pick(&torsion::encodings())
}

/// y from p + 2 to p + 18, or below 19: mostly not of small order, and some no point.
fn near_p(rng: &mut Rng) -> Vec<u8> {
    let mut y = vec![0xff; 32];
    (y[0], y[31]) = (0xed + rng.below(19) as u8, rng.pick(&[0x7f, 0xff]));
    y
}

type Change = fn(&mut Signature, &mut Rng) -> bool;

const TABLE: &[(&str, Change)] = &[
    ("valid", |_, _| true),
    ("bit of the message", |one, rng| flip(&mut one.message, rng)),
    ("bit of the key", |one, rng| flip(&mut one.key, rng)),
    ("bit of R", |one, rng| flip(one.r(), rng)),
    ("bit of s", |one, rng| flip(one.s(), rng)),
    ("top bits of s", |one, rng| {
        one.s()[31] |= rng.pick(&[0x10, 0x20, 0x40, 0x80, 0xe0]);
        true
    }),
    ("message longer", |one, _| {
        one.message.push(0);
        true
    }),
    ("key size", |one, rng| {
        one.key.resize(rng.pick(&[0, 1, 31, 33, 64]), 0);
        true
    }),
    ("signature size", |one, rng| {
        one.signature.resize(rng.pick(&[0, 1, 32, 63, 65, 96, 128]), 0);
        true
    }),
    ("s plus group order", |one, rng| {
        let times = 1 + rng.below(8);
        (0..times).all(|_| scalar::add(one.s(), &scalar::ORDER))
    }),
    ("s is the group order", |one, _| {
        one.s().copy_from_slice(&scalar::ORDER);
        true
    }),
    ("s is 0", |one, _| {
        one.s().fill(0);
        true
    }),
    ("all zero", |one, _| {
        one.signature.fill(0);
        true
    }),
    ("random", |one, rng| {
        let random = [rng.hash(), rng.bytes(64)];
        one.set(random)
    }),
    ("small order A", |one, rng| one.set(torsion::small_key(&small(rng), rng))),
    ("small order R", |one, rng| one.set(torsion::small_r(&small(rng), &one.message, rng))),
    ("small order A and R and s the group order", |one, rng| {
        let (a, r) = (small(rng), small(rng));
        one.set([a.to_vec(), [r, scalar::ORDER].concat()])
    }),
    ("small order A and R and s 1", |one, rng| {
        let (a, r) = (small(rng), small(rng));
        let mut s = [0; 32];
        s[0] = 1;
        one.set([a.to_vec(), [r, s].concat()])
    }),
    ("torsion in A", |one, rng| one.set(torsion::mixed(1 + rng.index(7), 0, &one.message, rng))),
    ("torsion in R", |one, rng| one.set(torsion::mixed(0, 1 + rng.index(7), &one.message, rng))),
    ("torsion in A and R", |one, rng| {
        one.set(torsion::mixed(1 + rng.index(7), 1 + rng.index(7), &one.message, rng))
    }),
    ("torsion in A and a bit of s", |one, rng| {
        one.set(torsion::mixed(1 + rng.index(7), 0, &one.message, rng));
        flip(one.s(), rng)
    }),
    ("A is not canonical", |one, rng| {
        one.key = near_p(rng);
        true
    }),
    ("R is not canonical", |one, rng| {
        one.r().copy_from_slice(&near_p(rng));
        true
    }),
    ("A is not on the curve", |one, _| {
        // y = 2 is no point.
        one.key = [vec![2], vec![0; 31]].concat();
        true
    }),
    ("R is not on the curve", |one, _| {
        one.r().fill(0);
        one.r()[0] = 2;
        true
    }),
    ("sign of A", |one, _| {
        one.key[31] ^= 0x80;
        true
    }),
    ("sign of R", |one, _| {
        one.r()[31] ^= 0x80;
        true
    }),
    ("R and s swapped", |one, _| {
        one.signature.rotate_left(32);
        true
    }),
];

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let mut one = Signature::new(desk.ring, rng);
    let decks = &mut desk.tables.decks;
    let note = match rng.below(8) {
        0 => Vec::new(),
        1 => {
            // All pairs, with s = 0: eight times anything of small order is the neutral point.
            let all = torsion::encodings();
            let pair = decks.torsion.draw(all.len() * all.len(), rng);
            let (a, r) = (all[pair / all.len()], all[pair % all.len()]);
            one.set([a.to_vec(), [r, [0; 32]].concat()]);
            vec!["ed25519: small order A and R".to_owned()]
        }
        _ => {
            let (name, change) = TABLE[decks.ed25519.draw(TABLE.len(), rng)];
            if change(&mut one, rng) { vec![format!("ed25519: {name}")] } else { Vec::new() }
        }
    };
    Question::new("ed25519", note)
        .bytes("message", &one.message)
        .bytes("public_key", &one.key)
        .bytes("signature", &one.signature)
}
