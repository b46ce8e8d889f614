//! The worst inputs within the limits, made by hand: no library would write them.

use curve25519_dalek::constants::{ED25519_BASEPOINT_POINT as BASE, EIGHT_TORSION};
use curve25519_dalek::scalar::Scalar;
use parhelion_core::{Header, Limits, ValidatorSet, Vote};
use sha2::{Digest, Sha256, Sha512};

pub(crate) const CHAIN_ID: &str = "a-chain-id-of-exactly-fifty-bytes-which-is-longest";
pub(crate) const HEIGHT: u64 = 1_000_000;
pub(crate) const SECONDS: i64 = 1_750_000_000;
const LIMITS: &Limits = &Limits::DEFAULT;

pub(crate) fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push(value as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

pub(crate) fn message(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

fn uint(number: u64, value: u64) -> Vec<u8> {
    [varint(number << 3), varint(value)].concat()
}

/// So many bytes that mean nothing, as many fields as they can be.
pub(crate) fn unknown(bytes: usize) -> Vec<u8> {
    [0x78, 0].repeat(bytes / 2)
}

fn time(seconds: i64) -> Vec<u8> {
    uint(1, seconds as u64)
}

/// A block whose every entry must be looked at: all power is the last validator's.
pub(crate) struct Block {
    pub(crate) set: Vec<u8>,
    header: Vec<u8>,
    commit: Vec<u8>,
}

/// What is wrong with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Last {
    Right,
    Wrong,
}

impl Block {
    /// Each signature is right by the cofactored equation alone: the library refuses it first.
    pub(crate) fn new(n: u64, last: Last) -> Block {
        Block::at(HEIGHT, n, last)
    }

    pub(crate) fn at(height: u64, n: u64, last: Last) -> Block {
        let secrets: Vec<Scalar> = (1..=n).map(secret).collect();
        let keys: Vec<[u8; 32]> = secrets.iter().map(|a| (BASE * a).compress().0).collect();
        let set = set(&keys);
        let hash = ValidatorSet::parse(&set, LIMITS).unwrap().hash();
        let header = header(height, &hash.0);
        let header_hash = Header::parse(&header, LIMITS).unwrap().hash().unwrap();
        let id = block_id(&header_hash.0);
        let mut commit = [uint(1, height), message(3, &id)].concat();
        for (i, (secret, key)) in secrets.iter().zip(&keys).enumerate() {
            let time = time(SECONDS + 1 + i as i64);
            let vote = [uint(1, 2), uint(2, height), message(4, &id), message(5, &time)].concat();
            let text = Vote::parse(&vote, LIMITS).unwrap().sign_bytes(CHAIN_ID).unwrap();
            let mut signature = sign(secret, key, &text);
            if last == Last::Wrong && i + 1 == keys.len() {
                signature[40] ^= 1;
            }
            let entry = [uint(1, 2), message(2, &address(key)), message(3, &time)].concat();
            commit.extend(message(4, &[entry, message(4, &signature)].concat()));
        }
        Block { set, header, commit }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with_unknown(0)
    }

    /// With so many bytes that mean nothing, in the commit and in the set.
    pub(crate) fn with_unknown(&self, bytes: usize) -> Vec<u8> {
        let commit = [unknown(bytes / 2), self.commit.clone()].concat();
        let signed = [message(1, &self.header), message(2, &commit)].concat();
        let set = [unknown(bytes / 2), self.set.clone()].concat();
        [message(1, &signed), message(2, &set)].concat()
    }
}

fn secret(i: u64) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&Sha512::digest(i.to_le_bytes()).into())
}

/// A signature whose R has a part of small order.
fn sign(secret: &Scalar, key: &[u8; 32], text: &[u8]) -> [u8; 64] {
    let hash = |parts: [&[u8]; 3]| {
        let hasher = parts.iter().fold(Sha512::new(), |hasher, part| hasher.chain_update(part));
        Scalar::from_bytes_mod_order_wide(&hasher.finalize().into())
    };
    let nonce = hash([secret.as_bytes(), key, text]);
    let r = (BASE * nonce + EIGHT_TORSION[1]).compress().0;
    let s = nonce + hash([&r, key, text]) * secret;
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(&r);
    signature[32..].copy_from_slice(s.as_bytes());
    signature
}

fn address(key: &[u8]) -> Vec<u8> {
    Sha256::digest(key)[..20].to_vec()
}

fn validator(key: &[u8], number: u64, power: u64) -> Vec<u8> {
    [message(1, &address(key)), message(2, &message(number, key)), uint(3, power)].concat()
}

fn set(keys: &[[u8; 32]]) -> Vec<u8> {
    let power = |i: usize| u64::from(i + 1 == keys.len());
    let all: Vec<_> = keys.iter().enumerate().map(|(i, key)| validator(key, 1, power(i))).collect();
    let members = all.iter().flat_map(|validator| message(1, validator));
    members.chain(message(2, all.last().unwrap())).collect()
}

/// A set of keys that sign nothing, and need not be points of the curve.
pub(crate) fn other_set(n: u64) -> Vec<u8> {
    set(&(0..n).map(|i| Sha256::digest(i.to_le_bytes()).into()).collect::<Vec<_>>())
}

/// The set that takes longest to hash: keys of ML-DSA-65, which are the longest.
pub(crate) fn long_keys(n: u64) -> Vec<u8> {
    let validator = |i: u64| {
        let key: Vec<u8> = i.to_le_bytes().repeat(1952 / 8);
        validator(&key, 4, 1)
    };
    let members = (0..n).flat_map(|i| message(1, &validator(i)));
    members.chain(message(2, &validator(n - 1))).collect()
}

fn block_id(hash: &[u8; 32]) -> Vec<u8> {
    let parts = [uint(1, 1), message(2, &[7; 32])].concat();
    [message(1, hash), message(2, &parts)].concat()
}

fn header(height: u64, validators: &[u8; 32]) -> Vec<u8> {
    let other = [9u8; 32];
    let hashes = [&other, &other, validators, validators, &other, &other, &other, &other];
    let hashes = (6..).zip(hashes).flat_map(|(number, hash)| message(number, hash));
    [
        message(1, &uint(1, 11)),
        message(2, CHAIN_ID.as_bytes()),
        uint(3, height),
        message(4, &time(SECONDS + (height - HEIGHT) as i64)),
        message(5, &block_id(&[5; 32])),
        hashes.collect(),
        message(14, &[3; 20]),
    ]
    .concat()
}
