//! Kind `consumer_double_vote`: two votes of a consumer's validator, and the key that it is said to
//! have. The provider finds that key in a set that nobody vouches for.

use super::{row, votes};
use crate::keys::address;
use crate::kinds::duplicate::{Double, sign};
use crate::kinds::{Desk, text};
use crate::line::Question;
use crate::message::{Key, PublicKey};
use crate::mutate::{flip, resize};
use crate::rng::Rng;
use crate::wire::schema;
use prost::Message;

/// The evidence and the key.
pub(super) struct Accusation<'r> {
    double: Double<'r>,
    key: PublicKey,
}

pub(in crate::kinds) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (mut double, mut note) = votes::changed(desk, rng);
    let accused = double.a().validator_address.clone();
    let members = &double.set.validators;
    let member = members.iter().find(|one| one.address == accused).or(members.first());
    let key = member.and_then(|one| one.pub_key.clone()).unwrap_or_default();
    let mut accusation = Accusation { double, key };
    if rng.once_in(4) {
        let deck = &mut desk.tables.decks.evidence.key;
        row("key", TABLE, deck, &mut accusation, &mut note, rng);
    }
    let Accusation { double, key } = accusation;
    Question::new("consumer_double_vote", note)
        .text("chain_id", text(&double.chain_id))
        .message("evidence", &schema::DUPLICATE_VOTE, double.evidence.encode_to_vec())
        .message("public_key", &schema::PUBLIC_KEY, key.encode_to_vec())
}

impl Accusation<'_> {
    /// Another key.
    fn key(&mut self, key: Key) -> bool {
        let key = PublicKey { key: Some(key) };
        std::mem::replace(&mut self.key, key.clone()) != key
    }

    /// Another key, and votes by it, signed if it is one of ours.
    fn key_of_votes(&mut self, key: Key) -> bool {
        let (ring, chain_id) = (self.double.ring, self.double.chain_id.clone());
        let address = address(&key);
        for vote in votes::votes(&mut self.double) {
            vote.validator_address.clone_from(&address);
            sign(ring, &chain_id, vote);
        }
        self.key(key)
    }

    fn bytes(&mut self) -> Option<&mut Vec<u8>> {
        match &mut self.key.key {
            Some(Key::Ed25519(bytes) | Key::Secp256k1(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

/// A change to the key; false where it has nothing to change.
pub(super) type Change = fn(&mut Accusation<'_>, &mut Rng) -> bool;

/// What is said of the key.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("of a stranger", |one, rng| {
        one.key = one.double.ring.stranger(1, rng).pub_key.unwrap_or_default();
        true
    }),
    ("of a stranger who voted", |one, rng| {
        let key = one.double.ring.stranger(1, rng).pub_key.and_then(|key| key.key);
        key.is_some_and(|key| one.key_of_votes(key))
    }),
    ("of secp256k1 that voted", |one, rng| {
        let place = one.double.ring.any(100, rng);
        let key = one.double.ring.validator(place, 1).pub_key.and_then(|key| key.key);
        key.is_some_and(|key| one.key_of_votes(key))
    }),
    ("bit", |one, rng| one.bytes().is_some_and(|bytes| flip(bytes, rng))),
    ("bit; addresses fit", |one, rng| match one.key.key.clone() {
        Some(Key::Ed25519(mut bytes)) => {
            flip(&mut bytes, rng) && one.key_of_votes(Key::Ed25519(bytes))
        }
        Some(Key::Secp256k1(mut bytes)) => {
            flip(&mut bytes, rng) && one.key_of_votes(Key::Secp256k1(bytes))
        }
        _ => false,
    }),
    ("size", |one, rng| one.bytes().is_some_and(|bytes| resize(bytes, rng))),
    ("of no bytes", |one, rng| {
        let of: fn(Vec<u8>) -> Key = rng.pick(&[Key::Ed25519, Key::Secp256k1]);
        one.key(of(Vec::new()))
    }),
    ("missing", |one, _| one.key.key.take().is_some()),
    ("with the number of another type", |one, _| match one.key.key.take() {
        Some(Key::Ed25519(bytes)) => one.key(Key::Secp256k1(bytes)),
        Some(Key::Secp256k1(bytes)) => one.key(Key::Ed25519(bytes)),
        _ => false,
    }),
    ("with the number of another type; size fits", |one, _| match one.key.key.take() {
        Some(Key::Ed25519(bytes)) => one.key(Key::Secp256k1([vec![2], bytes].concat())),
        Some(Key::Secp256k1(bytes)) => one.key(Key::Ed25519(bytes[1..].to_vec())),
        _ => false,
    }),
    ("of a type that later releases know", |one, rng| {
        let bytes = one.bytes().cloned().unwrap_or_default();
        one.key(if rng.once_in(2) { Key::Bls12381(bytes) } else { Key::Secp256k1eth(bytes) })
    }),
    ("of ML-DSA-65", |one, rng| {
        let length = rng.pick(&[1952, 1952, 32]);
        one.key_of_votes(Key::Mldsa65(rng.bytes(length)))
    }),
    ("not on the curve; addresses fit", |one, rng| {
        // y = 2 is no point of edwards25519, x = 5 none of secp256k1.
        let mut bytes = vec![0; 33];
        (bytes[0], bytes[32]) = (2, 5);
        if rng.once_in(2) {
            one.key_of_votes(Key::Secp256k1(bytes))
        } else {
            one.key_of_votes(Key::Ed25519([vec![2], vec![0; 31]].concat()))
        }
    }),
    ("uncompressed; addresses fit", |one, rng| {
        let bytes = [vec![4], rng.bytes(64)].concat();
        one.key_of_votes(Key::Secp256k1(bytes))
    }),
];
