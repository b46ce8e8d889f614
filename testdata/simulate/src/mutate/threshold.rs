//! Powers and trust levels at which one unit decides. What is changed is signed again: the
//! question is valid but for the power.

use super::Apply;
use crate::chain::absent;
use crate::rng::Rng;
use crate::scene::{Scene, Seal};
use crate::sets::{CAP, total};
use std::cmp::Ordering;

/// Whether the power that signed is what is needed, or which side of it.
type Side = Ordering;

/// Makes the block's signers have two thirds of its power, or one unit more or less.
fn two_thirds(scene: &mut Scene<'_>, side: Side, rng: &mut Rng) -> bool {
    let entries = &mut scene.block.commit.signatures;
    let validators = &mut scene.block.set.validators;
    if validators.len() < 2 || entries.len() != validators.len() {
        return false;
    }
    let size = validators.len();
    let silent = 1 + rng.index(size.div_ceil(2));
    let first = rng.index(size);
    let power = rng.pick(&[1, 10, 1_000_003, CAP / 3 / silent as i64]);
    // Places from `first` on, in a circle: those who are silent, then those who sign.
    let place = |n: usize| (first + n) % size;
    for n in 0..silent {
        validators[place(n)].voting_power = power;
        entries[place(n)] = absent();
    }
    let needed = 2 * power * silent as i64 + i64::from(side as i8);
    let signers = (size - silent) as i64;
    if signers == 0 {
        return false;
    }
    for n in silent..size {
        let one = &mut validators[place(n)];
        one.voting_power = needed / signers;
        if n == silent {
            one.voting_power += needed % signers;
        }
        let entry = &mut entries[place(n)];
        entry.block_id_flag = 2;
        entry.validator_address.clone_from(&one.address);
        entry.timestamp.get_or_insert_default();
    }
    scene.seal_set(rng.pick(&[Seal::Block, Seal::Trusted, Seal::Trusted]));
    true
}

/// Makes the signers' share of the trusted power the trust level, or one unit more or less.
fn share(scene: &mut Scene<'_>, (numerator, denominator): (i64, i64), side: Side) -> bool {
    scene.trusted_next.validators.retain(|one| one.voting_power > 0);
    let mut signed = scene.trusted_share();
    if signed <= 0 || scene.is_adjacent() {
        return false;
    }
    // The others' power so that signed is numerator/denominator of all.
    let signers: Vec<bool> =
        scene.trusted_next.validators.iter().map(|one| scene.has_signed(one)).collect();
    let all = &mut scene.trusted_next.validators;
    if signed > CAP / 4 || signed % numerator != 0 {
        let unit = numerator * 5;
        all.iter_mut().zip(&signers).filter(|(_, signed)| **signed).for_each(|(one, _)| {
            one.voting_power = unit;
        });
        signed = unit * signers.iter().filter(|signed| **signed).count() as i64;
    }
    let others = signed / numerator * (denominator - numerator) - i64::from(side as i8);
    all.iter_mut().zip(&signers).filter(|(_, signed)| !**signed).for_each(|(one, _)| {
        one.voting_power = 0;
    });
    match all.iter_mut().zip(&signers).find(|(_, signed)| !**signed) {
        Some((silent, _)) => silent.voting_power = others,
        None => {
            let Some(stranger) = stranger(scene, others) else { return false };
            scene.trusted_next.validators.push(stranger);
        }
    }
    scene.trusted_next.proposer = scene.trusted_next.validators.first().cloned();
    scene.level = (numerator as u64, denominator as u64);
    scene.announce();
    others >= 0
}

/// Somebody who has not signed the block.
fn stranger(scene: &Scene<'_>, power: i64) -> Option<crate::message::Validator> {
    let mut all = scene.ring.all(power);
    let known = |one: &crate::message::Validator| {
        let entries = &scene.block.commit.signatures;
        entries.iter().any(|entry| entry.validator_address == one.address)
    };
    all.find(|one| !known(one))
}

/// Makes the trust level the share that has signed, or one unit more or less.
fn exact_level(scene: &mut Scene<'_>, side: Side) -> bool {
    let (share, all) = (scene.trusted_share(), total(&scene.trusted_next.validators));
    let numerator = share.saturating_sub(i64::from(side as i8));
    // Outside of these it would be the level that is refused.
    let sound = !scene.is_adjacent()
        && (1..=CAP).contains(&all)
        && i128::from(numerator) * 3 >= i128::from(all)
        && numerator <= all;
    let level = (numerator as u64, all as u64);
    sound && std::mem::replace(&mut scene.level, level) != level
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("threshold: exactly two thirds", |scene, rng| two_thirds(scene, Side::Equal, rng)),
    ("threshold: one more than two thirds", |scene, rng| two_thirds(scene, Side::Greater, rng)),
    ("threshold: one less than two thirds", |scene, rng| two_thirds(scene, Side::Less, rng)),
    ("threshold: exactly a third trusted", |scene, _| share(scene, (1, 3), Side::Equal)),
    ("threshold: one more than a third trusted", |scene, _| share(scene, (1, 3), Side::Greater)),
    ("threshold: one less than a third trusted", |scene, _| share(scene, (1, 3), Side::Less)),
    ("threshold: exactly half trusted", |scene, _| share(scene, (1, 2), Side::Equal)),
    ("threshold: one more than half trusted", |scene, _| share(scene, (1, 2), Side::Greater)),
    ("threshold: exactly two thirds trusted", |scene, _| share(scene, (2, 3), Side::Equal)),
    ("threshold: one more than two thirds trusted", |scene, _| share(scene, (2, 3), Side::Greater)),
    ("threshold: level is the exact share", |scene, _| exact_level(scene, Side::Equal)),
    ("threshold: level one below the share", |scene, _| exact_level(scene, Side::Greater)),
    ("threshold: level one above the share", |scene, _| exact_level(scene, Side::Less)),
];
