//! The keys of all validators of a run.

use crate::hashing::sha256;
use crate::message::{Key, PublicKey, Validator};
use crate::rng::Rng;
use ed25519_dalek::Signer;
use ripemd::{Digest, Ripemd160};
use std::collections::BTreeMap;

const ED25519: usize = 224;
const SECP256K1: usize = 64;

/// The keys of a run. Chains share them, as an operator's may: making keys takes time.
pub struct Keyring {
    keys: Vec<Secret>,
    public: Vec<PublicKey>,
    by_key: BTreeMap<Vec<u8>, usize>,
    by_address: BTreeMap<Vec<u8>, usize>,
}

enum Secret {
    Ed25519(ed25519_dalek::SigningKey),
    Secp256k1(k256::ecdsa::SigningKey),
}

impl Keyring {
    /// Makes the keys.
    #[must_use]
    pub fn new(rng: &mut Rng) -> Keyring {
        let mut ring = Keyring {
            keys: Vec::new(),
            public: Vec::new(),
            by_key: BTreeMap::new(),
            by_address: BTreeMap::new(),
        };
        for _ in 0..ED25519 {
            let mut seed = [0; 32];
            seed.copy_from_slice(&rng.hash());
            let key = ed25519_dalek::SigningKey::from_bytes(&seed);
            let public = Key::Ed25519(key.verifying_key().to_bytes().to_vec());
            ring.add(Secret::Ed25519(key), public);
        }
        while ring.keys.len() < ED25519 + SECP256K1 {
            // Not every number of 256 bits is a key.
            if let Ok(key) = k256::ecdsa::SigningKey::from_slice(&rng.hash()) {
                let public = key.verifying_key().to_sec1_point(true).as_bytes().to_vec();
                ring.add(Secret::Secp256k1(key), Key::Secp256k1(public));
            }
        }
        ring
    }

    fn add(&mut self, secret: Secret, public: Key) {
        let index = self.keys.len();
        self.by_key.insert(raw(&public).to_vec(), index);
        self.by_address.insert(address(&public), index);
        self.keys.push(secret);
        self.public.push(PublicKey { key: Some(public) });
    }

    /// Places of keys: so many different ones, of which this share in percent is secp256k1.
    pub fn choose(&self, count: usize, secp256k1: u64, rng: &mut Rng) -> Vec<usize> {
        let mut ed25519: Vec<usize> = (0..ED25519).collect();
        let mut other: Vec<usize> = (ED25519..ED25519 + SECP256K1).collect();
        rng.shuffle(&mut ed25519);
        rng.shuffle(&mut other);
        let mut next = || {
            let first = if rng.below(100) < secp256k1 { &mut other } else { &mut ed25519 };
            first.pop()
        };
        (0..count).filter_map(|_| next()).collect()
    }

    /// The place of any key; this chance in percent that it is secp256k1.
    pub fn any(&self, secp256k1: u64, rng: &mut Rng) -> usize {
        if rng.below(100) < secp256k1 { ED25519 + rng.index(SECP256K1) } else { rng.index(ED25519) }
    }

    /// The validator of the key at this place.
    #[must_use]
    pub fn validator(&self, place: usize, power: i64) -> Validator {
        let public = self.public[place].clone();
        let address = public.key.as_ref().map(address).unwrap_or_default();
        Validator { address, pub_key: Some(public), voting_power: power, proposer_priority: 0 }
    }

    /// A validator of any key of ed25519.
    pub fn stranger(&self, power: i64, rng: &mut Rng) -> Validator {
        self.validator(rng.index(ED25519), power)
    }

    /// The validators of all keys of ed25519.
    pub fn all(&self, power: i64) -> impl Iterator<Item = Validator> {
        (0..ED25519).map(move |place| self.validator(place, power))
    }

    /// A key of ed25519, to sign with.
    pub fn ed25519(&self, rng: &mut Rng) -> &ed25519_dalek::SigningKey {
        match &self.keys[rng.index(ED25519)] {
            Secret::Ed25519(key) => key,
            Secret::Secp256k1(_) => unreachable!("the first keys are ed25519"),
        }
    }

    /// The signature by this key, if it is one of ours.
    #[must_use]
    pub fn sign(&self, key: Option<&PublicKey>, message: &[u8]) -> Option<Vec<u8>> {
        let place = *self.by_key.get(raw(key?.key.as_ref()?))?;
        Some(self.sign_at(place, message))
    }

    /// The signature by the key of this address, if it is one of ours.
    #[must_use]
    pub fn sign_as(&self, address: &[u8], message: &[u8]) -> Option<Vec<u8>> {
        Some(self.sign_at(*self.by_address.get(address)?, message))
    }

    fn sign_at(&self, place: usize, message: &[u8]) -> Vec<u8> {
        match &self.keys[place] {
            Secret::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
            Secret::Secp256k1(key) => {
                let signature: k256::ecdsa::Signature = key.sign(message);
                signature.normalize_s().to_bytes().to_vec()
            }
        }
    }
}

/// The bytes of a key of any type.
#[must_use]
pub fn raw(key: &Key) -> &[u8] {
    match key {
        Key::Ed25519(bytes)
        | Key::Secp256k1(bytes)
        | Key::Bls12381(bytes)
        | Key::Mldsa65(bytes)
        | Key::Secp256k1eth(bytes) => bytes,
    }
}

/// The address of a key.
#[must_use]
pub fn address(key: &Key) -> Vec<u8> {
    match key {
        Key::Secp256k1(bytes) => Ripemd160::digest(sha256(bytes)).to_vec(),
        other => sha256(raw(other))[..20].to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_chosen_once() {
        let mut rng = Rng::new(1);
        let ring = Keyring::new(&mut rng);
        let mut places = ring.choose(60, 50, &mut rng);
        assert_eq!(places.len(), 60);
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), 60);
        assert!(places.iter().any(|place| *place >= ED25519));
        assert!(ring.choose(60, 0, &mut rng).iter().all(|place| *place < ED25519));
    }

    #[test]
    fn only_our_keys_sign() {
        let mut rng = Rng::new(2);
        let ring = Keyring::new(&mut rng);
        for place in [0, ED25519] {
            let validator = ring.validator(place, 1);
            let by_key = ring.sign(validator.pub_key.as_ref(), b"a").unwrap();
            assert_eq!(ring.sign_as(&validator.address, b"a"), Some(by_key));
        }
        assert_eq!(ring.sign(None, b"a"), None);
        assert_eq!(ring.sign_as(&[0; 20], b"a"), None);
    }
}
