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
    height: u64,
    pub(crate) set: Vec<u8>,
    header: Vec<u8>,
    commit: Vec<u8>,
    keys: Vec<[u8; 32]>,
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
        Block::of(1..=n, last, |set| header(height, set, DATA_HASH))
    }

    /// A block of [`HEIGHT`] by these validators, which may be one several times. The header is
    /// particular in the hash of this number.
    pub(crate) fn signed_by(members: impl Iterator<Item = u64>, number: u64) -> Block {
        Block::of(members, Last::Right, |set| header(HEIGHT, set, number))
    }

    fn of(
        members: impl Iterator<Item = u64>,
        last: Last,
        header: impl FnOnce(&[u8; 32]) -> Vec<u8>,
    ) -> Block {
        let secrets: Vec<Scalar> = members.map(secret).collect();
        let keys: Vec<[u8; 32]> = secrets.iter().map(|a| (BASE * a).compress().0).collect();
        let set = set(&keys);
        let header = header(&ValidatorSet::parse(&set, LIMITS).unwrap().hash().0);
        let parsed = Header::parse(&header, LIMITS).unwrap();
        let height = parsed.height();
        let id = block_id(&parsed.hash().unwrap().0);
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
        Block { height, set, header, commit, keys }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        self.with_unknown(0)
    }

    /// With so many bytes that mean nothing, in the commit and in the set.
    pub(crate) fn with_unknown(&self, bytes: usize) -> Vec<u8> {
        let set = [unknown(bytes / 2), self.set.clone()].concat();
        [message(1, &self.signed_header(bytes / 2)), message(2, &set)].concat()
    }

    fn signed_header(&self, unknown_bytes: usize) -> Vec<u8> {
        let commit = [unknown(unknown_bytes), self.commit.clone()].concat();
        [message(1, &self.header), message(2, &commit)].concat()
    }

    /// A signed header of the same set and height, particular in the hash of this number, with the
    /// commit of this block: what a full node trusts is not verified again.
    pub(crate) fn beside(&self, number: u64) -> Vec<u8> {
        let set = ValidatorSet::parse(&self.set, LIMITS).unwrap().hash().0;
        let header = header(self.height, &set, number);
        [message(1, &header), message(2, &self.commit)].concat()
    }

    /// IBC's header, as a part of a misbehaviour; its trusted set is empty.
    pub(crate) fn ibc_header(&self, unknown_bytes: usize) -> Vec<u8> {
        let height = message(3, &uint(2, self.height - 1));
        [self.with_unknown(unknown_bytes), height, message(4, &[])].concat()
    }

    /// Evidence of this block, which accuses all who signed it: the powerful one first, then by
    /// address.
    pub(crate) fn evidence(&self, common_height: u64, unknown_bytes: usize) -> Vec<u8> {
        let (last, others) = self.keys.split_last().unwrap();
        let mut others: Vec<_> = others.iter().map(|key| validator(key, 1, 0)).collect();
        others.sort_unstable(); // by address, the first field
        let accused = std::iter::once(validator(last, 1, 1)).chain(others);
        [
            message(1, &self.with_unknown(unknown_bytes)),
            uint(2, common_height),
            accused.flat_map(|accused| message(3, &accused)).collect(),
            uint(4, 1),
            message(5, &time(SECONDS)),
        ]
        .concat()
    }
}

/// IBC's misbehaviour.
pub(crate) fn misbehaviour(header_1: &[u8], header_2: &[u8]) -> Vec<u8> {
    [message(1, b"07-tendermint-0"), message(2, header_1), message(3, header_2)].concat()
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

/// Hashes of a header, by their number. That of the application is a part of the state.
pub(crate) const LAST_COMMIT_HASH: u64 = 6;
const DATA_HASH: u64 = 7;
pub(crate) const APP_HASH: u64 = 11;

/// A header of the height below [`HEIGHT`].
pub(crate) fn header_below() -> Vec<u8> {
    header(HEIGHT - 1, &[9; 32], DATA_HASH)
}

/// A header with one hash of its own.
fn header(height: u64, validators: &[u8; 32], own: u64) -> Vec<u8> {
    let hashes = (6..14).flat_map(|number| match number {
        8 | 9 => message(number, validators),
        _ if number == own => message(number, &[10; 32]),
        _ => message(number, &[9; 32]),
    });
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
