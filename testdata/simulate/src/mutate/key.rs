//! Changes to the keys and addresses of the validators of the block.

use super::{Apply, flip, resize};
use crate::keys::address;
use crate::message::{Key, PublicKey, Validator};
use crate::rng::Rng;
use crate::scene::Scene;

/// One of the validators.
pub(super) fn one<'s>(scene: &'s mut Scene<'_>, rng: &mut Rng) -> Option<&'s mut Validator> {
    let validators = &mut scene.block.set.validators;
    let place = rng.index(validators.len().max(1));
    validators.get_mut(place)
}

/// Changes one validator, if there is one.
pub(super) fn change(
    scene: &mut Scene<'_>,
    rng: &mut Rng,
    how: fn(&mut Validator, &mut Rng) -> bool,
) -> bool {
    let Some(place) = one(scene, rng) else { return false };
    let before = place.address.clone();
    let changed = how(place, rng);
    let after = place.clone();
    // The proposer is a copy: mostly it changes too.
    let copy = scene.block.set.proposer.as_mut().filter(|proposer| proposer.address == before);
    if let Some(copy) = copy.filter(|_| rng.below(4) > 0) {
        *copy = after;
    }
    changed
}

/// Gives a validator a key, and its address.
pub(super) fn set_key(validator: &mut Validator, key: Key, fitting: bool) -> bool {
    if fitting {
        validator.address = address(&key);
    }
    let before = validator.pub_key.replace(PublicKey { key: Some(key) });
    before != validator.pub_key
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("set: key flipped", |scene, rng| {
        change(scene, rng, |one, rng| match one.pub_key.as_mut().and_then(|k| k.key.as_mut()) {
            Some(Key::Ed25519(bytes) | Key::Secp256k1(bytes)) => flip(bytes, rng),
            _ => false,
        })
    }),
    ("set: key flipped; address too", |scene, rng| {
        change(scene, rng, |one, rng| match one.pub_key.as_mut().and_then(|k| k.key.as_mut()) {
            Some(key @ (Key::Ed25519(_) | Key::Secp256k1(_))) => {
                let (Key::Ed25519(bytes) | Key::Secp256k1(bytes)) = key else { return false };
                flip(bytes, rng);
                one.address = address(key);
                true
            }
            _ => false,
        })
    }),
    ("set: keys swapped", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        rng.two(validators.len()).is_some_and(|(a, b)| {
            let key = validators[a].pub_key.take();
            validators[a].pub_key = std::mem::replace(&mut validators[b].pub_key, key);
            validators[a].pub_key != validators[b].pub_key
        })
    }),
    ("set: another key", |scene, rng| {
        let stranger = scene.ring.stranger(0, rng);
        let Some(one) = one(scene, rng) else { return false };
        one.address = stranger.address;
        std::mem::replace(&mut one.pub_key, stranger.pub_key.clone()) != stranger.pub_key
    }),
    ("set: key size", |scene, rng| {
        change(scene, rng, |one, rng| match one.pub_key.as_mut().and_then(|k| k.key.as_mut()) {
            Some(Key::Ed25519(bytes) | Key::Secp256k1(bytes)) => resize(bytes, rng),
            _ => false,
        })
    }),
    ("set: key empty", |scene, rng| {
        change(scene, rng, |one, _| set_key(one, Key::Ed25519(Vec::new()), false))
    }),
    ("set: key of another type", |scene, rng| {
        change(scene, rng, |one, rng| {
            let bytes = [vec![2], rng.hash()].concat();
            match rng.below(3) {
                0 => set_key(one, Key::Secp256k1(bytes), true),
                1 => set_key(one, Key::Ed25519(rng.hash()), true),
                _ => set_key(one, Key::Secp256k1(rng.hash()), false),
            }
        })
    }),
    ("set: key with another number", |scene, rng| {
        change(scene, rng, |one, _| match one.pub_key.take().and_then(|k| k.key) {
            Some(Key::Ed25519(bytes)) => set_key(one, Key::Secp256k1(bytes), false),
            Some(Key::Secp256k1(bytes)) => set_key(one, Key::Secp256k1eth(bytes), true),
            other => {
                let bytes = other.map(|key| crate::keys::raw(&key).to_vec()).unwrap_or_default();
                set_key(one, Key::Ed25519(bytes), false)
            }
        })
    }),
    ("set: key of ML-DSA-65", |scene, rng| {
        change(scene, rng, |one, rng| {
            let length = rng.pick(&[1952, 1952, 1952, 1951, 32]);
            set_key(one, Key::Mldsa65(rng.bytes(length)), true)
        })
    }),
    ("set: key of BLS12-381", |scene, rng| {
        change(scene, rng, |one, rng| set_key(one, Key::Bls12381(rng.bytes(96)), true))
    }),
    ("set: key not on the curve", |scene, rng| {
        change(scene, rng, |one, _| {
            // y = 2 is no point of edwards25519, x = 5 none of secp256k1.
            let mut bytes = [0; 33];
            (bytes[0], bytes[32]) = (2, 5);
            match one.pub_key.as_ref().and_then(|k| k.key.as_ref()) {
                Some(Key::Secp256k1(_)) => set_key(one, Key::Secp256k1(bytes.to_vec()), true),
                _ => set_key(one, Key::Ed25519([vec![2], vec![0; 31]].concat()), true),
            }
        })
    }),
    ("set: key of small order", |scene, rng| {
        change(scene, rng, |one, _| {
            set_key(one, Key::Ed25519([vec![1], vec![0; 31]].concat()), true)
        })
    }),
    ("set: no key", |scene, rng| change(scene, rng, |one, _| one.pub_key.take().is_some())),
    ("set: key of no type", |scene, rng| {
        change(scene, rng, |one, _| {
            let none = Some(PublicKey { key: None });
            std::mem::replace(&mut one.pub_key, none.clone()) != none
        })
    }),
    ("set: address flipped", |scene, rng| {
        change(scene, rng, |one, rng| flip(&mut one.address, rng))
    }),
    ("set: address size", |scene, rng| {
        change(scene, rng, |one, rng| resize(&mut one.address, rng))
    }),
    ("set: no address", |scene, rng| {
        change(scene, rng, |one, _| !std::mem::take(&mut one.address).is_empty())
    }),
    ("set: address of another", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        rng.two(validators.len()).is_some_and(|(a, b)| {
            let other = validators[b].address.clone();
            std::mem::replace(&mut validators[a].address, other.clone()) != other
        })
    }),
];
