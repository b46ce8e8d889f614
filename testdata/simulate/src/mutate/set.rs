//! Changes to the set of the block: who is in it, powers, order, proposer.

use super::key::{change, one, set_key};
use super::{Apply, flip, odd};
use crate::message::{Key, Validator};
use crate::rng::Rng;
use crate::scene::Scene;
use crate::sets::{CAP, sort, total};

fn proposer<'s>(scene: &'s mut Scene<'_>) -> &'s mut Validator {
    scene.block.set.proposer.get_or_insert_default()
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("set: power odd", |scene, rng| {
        change(scene, rng, |one, rng| {
            let other = odd(rng);
            std::mem::replace(&mut one.voting_power, other) != other
        })
    }),
    ("set: power by one", |scene, rng| {
        change(scene, rng, |one, rng| {
            one.voting_power = one.voting_power.wrapping_add(rng.pick(&[1, -1]));
            true
        })
    }),
    ("set: power negative", |scene, rng| {
        change(scene, rng, |one, _| {
            one.voting_power = one.voting_power.wrapping_neg();
            one.voting_power != 0
        })
    }),
    ("set: all powers zero", |scene, _| {
        let validators = &mut scene.block.set.validators;
        let powers = validators.iter_mut().map(|one| std::mem::take(&mut one.voting_power));
        powers.filter(|power| *power != 0).count() > 0
    }),
    ("set: total at the cap", |scene, rng| capped(scene, 0, rng)),
    ("set: total above the cap", |scene, rng| capped(scene, 1, rng)),
    ("set: total wraps", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        rng.two(validators.len()).is_some_and(|(first, second)| {
            validators[first].voting_power = i64::MAX;
            validators[second].voting_power = i64::MAX;
            true
        })
    }),
    ("set: two swapped", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        rng.two(validators.len()).is_some_and(|(a, b)| {
            validators.swap(a, b);
            validators[a] != validators[b]
        })
    }),
    ("set: in another order", |scene, _| {
        let before = scene.block.set.validators.clone();
        sort(&mut scene.block.set.validators);
        if before == scene.block.set.validators {
            scene.block.set.validators.reverse();
        }
        before != scene.block.set.validators
    }),
    ("set: one twice", |scene, rng| {
        let Some(copy) = one(scene, rng).cloned() else { return false };
        let place = rng.index(scene.block.set.validators.len() + 1);
        scene.block.set.validators.insert(place, copy);
        true
    }),
    ("set: one in the place of another", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        rng.two(validators.len()).is_some_and(|(a, b)| {
            let copy = validators[b].clone();
            std::mem::replace(&mut validators[a], copy.clone()) != copy
        })
    }),
    ("set: one removed", |scene, rng| {
        let validators = &mut scene.block.set.validators;
        if validators.len() < 2 {
            return false;
        }
        validators.remove(rng.index(validators.len()));
        true
    }),
    ("set: one added", |scene, rng| {
        let added = scene.ring.stranger(rng.pick(&[0, 1, 10, 1 << 40]), rng);
        scene.block.set.validators.push(added);
        true
    }),
    ("set: one added; an absent entry too", |scene, rng| {
        let added = scene.ring.stranger(rng.pick(&[0, 1, 10]), rng);
        scene.block.set.validators.push(added);
        scene.block.commit.signatures.push(crate::chain::absent());
        true
    }),
    ("set: emptied", |scene, _| !std::mem::take(&mut scene.block.set.validators).is_empty()),
    ("set: emptied; proposer too", |scene, _| {
        !std::mem::take(&mut scene.block.set).validators.is_empty()
    }),
    ("set: the trusted one", |scene, _| {
        let before = std::mem::replace(&mut scene.block.set, scene.trusted_next.clone());
        before.validators != scene.block.set.validators
    }),
    ("set: priority", |scene, rng| {
        change(scene, rng, |one, rng| {
            let other = odd(rng);
            std::mem::replace(&mut one.proposer_priority, other) != other
        })
    }),
    ("set: total written", |scene, rng| {
        let real = total(&scene.block.set.validators);
        let other = rng.pick(&[real, 1, real.wrapping_add(1), -1, i64::MIN]);
        scene.block.set.total_voting_power = other;
        true
    }),
    ("set: another proposer", |scene, rng| {
        let Some(other) = one(scene, rng).cloned() else { return false };
        scene.block.set.proposer.replace(other.clone()).is_none_or(|before| before != other)
    }),
    ("set: a stranger as proposer", |scene, rng| {
        scene.block.set.proposer = Some(scene.ring.stranger(1, rng));
        true
    }),
    ("set: no proposer", |scene, _| scene.block.set.proposer.take().is_some()),
    ("set: proposer empty", |scene, _| {
        scene.block.set.proposer = Some(Validator::default());
        true
    }),
    ("set: proposer's key flipped", |scene, rng| {
        match proposer(scene).pub_key.as_mut().and_then(|k| k.key.as_mut()) {
            Some(Key::Ed25519(bytes) | Key::Secp256k1(bytes)) => flip(bytes, rng),
            _ => false,
        }
    }),
    ("set: proposer of another type", |scene, rng| {
        // CometBFT asks the proposer's key whether the set is verified in a batch.
        let bytes = [vec![2], rng.hash()].concat();
        set_key(proposer(scene), Key::Secp256k1(bytes), rng.once_in(2))
    }),
    ("set: proposer's address flipped", |scene, rng| flip(&mut proposer(scene).address, rng)),
    ("set: proposer's power", |scene, rng| {
        let other = odd(rng);
        std::mem::replace(&mut proposer(scene).voting_power, other) != other
    }),
    ("set: proposer without a key", |scene, _| proposer(scene).pub_key.take().is_some()),
];

/// Raises one power so that the total is the cap, or so much above it.
fn capped(scene: &mut Scene<'_>, above: i64, rng: &mut Rng) -> bool {
    let missing = CAP.wrapping_sub(total(&scene.block.set.validators)).wrapping_add(above);
    let Some(one) = one(scene, rng) else { return false };
    one.voting_power = one.voting_power.wrapping_add(missing);
    missing != 0
}
