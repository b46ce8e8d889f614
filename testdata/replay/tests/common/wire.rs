//! Messages of CometBFT by hand: fields as they are given, whatever rules they break.

use super::LIMITS;
use ed25519_dalek::SigningKey;
use parhelion_core::{Header, ValidatorSet};
use sha2::{Digest, Sha256};

pub fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

pub fn uint(number: u64, value: i64) -> Vec<u8> {
    if value == 0 { Vec::new() } else { [varint(number << 3), varint(value as u64)].concat() }
}

pub fn message(number: u64, bytes: &[u8]) -> Vec<u8> {
    [varint(number << 3 | 2), varint(bytes.len() as u64), bytes.to_vec()].concat()
}

pub fn bytes(number: u64, bytes: &[u8]) -> Vec<u8> {
    if bytes.is_empty() { Vec::new() } else { message(number, bytes) }
}

pub fn timestamp((seconds, nanos): (i64, i64)) -> Vec<u8> {
    [uint(1, seconds), uint(2, nanos)].concat()
}

#[derive(Clone, Default)]
pub struct Id {
    pub hash: Vec<u8>,
    pub total: i64,
    pub parts: Vec<u8>,
}

impl Id {
    pub fn encode(&self) -> Vec<u8> {
        let parts = [uint(1, self.total), bytes(2, &self.parts)].concat();
        [bytes(1, &self.hash), message(2, &parts)].concat()
    }
}

#[derive(Clone)]
pub struct Entry {
    pub flag: i64,
    pub address: Vec<u8>,
    pub time: (i64, i64),
    pub signature: Vec<u8>,
}

impl Entry {
    pub const YEAR_1: (i64, i64) = (-62_135_596_800, 0);

    pub fn absent() -> Entry {
        Entry { flag: 1, address: Vec::new(), time: Entry::YEAR_1, signature: Vec::new() }
    }

    pub fn encode(&self) -> Vec<u8> {
        [
            uint(1, self.flag),
            bytes(2, &self.address),
            message(3, &timestamp(self.time)),
            bytes(4, &self.signature),
        ]
        .concat()
    }
}

#[derive(Clone)]
pub struct CommitOf {
    pub height: i64,
    pub round: i64,
    pub id: Id,
    pub entries: Vec<Entry>,
}

impl CommitOf {
    pub fn encode(&self) -> Vec<u8> {
        let mut all =
            [uint(1, self.height), uint(2, self.round), message(3, &self.id.encode())].concat();
        self.entries.iter().for_each(|entry| all.extend(message(4, &entry.encode())));
        all
    }
}

#[derive(Clone)]
pub struct HeaderOf {
    pub block: i64,
    pub chain_id: String,
    pub height: i64,
    pub time: (i64, i64),
    pub last: Id,
    /// Fields 6 to 14.
    pub hashes: [Vec<u8>; 9],
}

impl HeaderOf {
    pub const VALIDATORS: usize = 2;
    pub const NEXT_VALIDATORS: usize = 3;
    pub const APP: usize = 5;
    pub const PROPOSER: usize = 8;

    pub fn encode(&self) -> Vec<u8> {
        let mut all = [
            message(1, &uint(1, self.block)),
            bytes(2, self.chain_id.as_bytes()),
            uint(3, self.height),
            message(4, &timestamp(self.time)),
            message(5, &self.last.encode()),
        ]
        .concat();
        (6..).zip(&self.hashes).for_each(|(number, hash)| all.extend(bytes(number, hash)));
        all
    }

    pub fn hash(&self) -> Option<Vec<u8>> {
        let bytes = self.encode();
        Some(Header::parse(&bytes, LIMITS).ok()?.hash().ok()?.0.to_vec())
    }
}

#[derive(Clone)]
pub struct Member {
    pub address: Vec<u8>,
    /// A `PublicKey` message.
    pub key: Vec<u8>,
    pub power: i64,
}

impl Member {
    pub fn of(key: &SigningKey, power: i64) -> Member {
        let public = key.verifying_key().to_bytes();
        Member { address: Sha256::digest(public)[..20].to_vec(), key: bytes(1, &public), power }
    }

    pub fn encode(&self) -> Vec<u8> {
        [bytes(1, &self.address), message(2, &self.key), uint(3, self.power)].concat()
    }
}

#[derive(Clone)]
pub struct Set {
    pub members: Vec<Member>,
    pub proposer: Option<Member>,
}

impl Set {
    pub fn encode(&self) -> Vec<u8> {
        let mut all = Vec::new();
        self.members.iter().for_each(|member| all.extend(message(1, &member.encode())));
        self.proposer.iter().for_each(|member| all.extend(message(2, &member.encode())));
        all
    }

    pub fn hash(&self) -> Vec<u8> {
        ValidatorSet::parse(&self.encode(), LIMITS).unwrap().hash().0.to_vec()
    }
}
