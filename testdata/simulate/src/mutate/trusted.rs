//! Changes to what is trusted: the set that follows the trusted header, its hash, its commit.

use super::{Apply, flip, odd};
use crate::message::{CommitSig, ValidatorSet};
use crate::rng::Rng;
use crate::scene::Scene;

/// Another set of the same powers.
fn strangers(scene: &mut Scene<'_>, rng: &mut Rng) {
    let ring = scene.ring;
    let set = &mut scene.trusted_next;
    set.validators.iter_mut().for_each(|one| *one = ring.stranger(one.voting_power, rng));
    set.proposer = set.validators.first().cloned();
}

/// Changes the trusted set and announces it; whether it is another then.
fn announced(scene: &mut Scene<'_>, how: impl FnOnce(&mut ValidatorSet)) -> bool {
    let before = scene.trusted_next.clone();
    how(&mut scene.trusted_next);
    scene.announce();
    before != scene.trusted_next
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("trust: next hash flipped", |scene, rng| {
        flip(&mut scene.trusted_header().next_validators_hash, rng)
    }),
    ("trust: next hash emptied", |scene, _| {
        !std::mem::take(&mut scene.trusted_header().next_validators_hash).is_empty()
    }),
    ("trust: trusted header without a hash", |scene, _| {
        !std::mem::take(&mut scene.trusted_header().validators_hash).is_empty()
    }),
    ("trust: another trusted set", |scene, rng| {
        strangers(scene, rng);
        !scene.trusted_next.validators.is_empty()
    }),
    ("trust: another trusted set; announced", |scene, rng| {
        strangers(scene, rng);
        scene.announce();
        !scene.trusted_next.validators.is_empty()
    }),
    ("trust: trusted set grown by a stranger", |scene, rng| {
        let stranger = scene.ring.stranger(rng.pick(&[1, 1000, 1 << 40, 1 << 59]), rng);
        announced(scene, |set| set.validators.push(stranger))
    }),
    ("trust: trusted set names one twice", |scene, rng| {
        announced(scene, |set| {
            let validators = &mut set.validators;
            let Some(one) = validators.get(rng.index(validators.len())) else { return };
            let mut copy = one.clone();
            copy.voting_power = rng.pick(&[copy.voting_power.min(1 << 50), 0, 1, 1 << 55]);
            let place = rng.index(validators.len() + 1);
            validators.insert(place, copy);
        })
    }),
    ("trust: trusted set of the block", |scene, _| {
        let set = scene.block.set.clone();
        announced(scene, |trusted| *trusted = set)
    }),
    ("trust: trusted set in reverse; announced", |scene, _| {
        announced(scene, |set| set.validators.reverse())
    }),
    ("trust: trusted set in reverse", |scene, _| {
        let before = scene.trusted_next.validators.clone();
        scene.trusted_next.validators.reverse();
        before != scene.trusted_next.validators
    }),
    ("trust: a trusted power", |scene, rng| {
        announced(scene, |set| {
            let place = rng.index(set.validators.len());
            if let Some(one) = set.validators.get_mut(place) {
                one.voting_power = odd(rng);
            }
        })
    }),
    ("trust: trusted set emptied", |scene, _| announced(scene, |set| set.validators.clear())),
    ("trust: trusted set without a proposer", |scene, _| {
        scene.trusted_next.proposer.take().is_some()
    }),
    ("trust: double vote of a trusted one", |scene, rng| {
        let trusted = &scene.trusted_next.validators;
        let entries = &mut scene.block.commit.signatures;
        let known =
            |entry: &CommitSig| trusted.iter().any(|one| one.address == entry.validator_address);
        let (Some(first), Some((a, b))) = (entries.iter().position(known), rng.two(entries.len()))
        else {
            return false;
        };
        let address = entries[first].validator_address.clone();
        let other = if a == first { b } else { a };
        entries[other].block_id_flag = 2;
        std::mem::replace(&mut entries[other].validator_address, address.clone()) != address
    }),
    ("trust: trusted commit broken", |scene, rng| {
        let commit = scene.trusted.commit.get_or_insert_default();
        let signatures = commit.signatures.iter_mut().map(|entry| &mut entry.signature);
        signatures.map(|signature| flip(signature, rng)).filter(|flipped| *flipped).count() > 0
    }),
    ("trust: no trusted commit", |scene, _| scene.trusted.commit.take().is_some()),
    ("trust: no trusted header", |scene, _| scene.trusted.header.take().is_some()),
    ("trust: trusted proposer size", |scene, _| {
        scene.trusted_header().proposer_address.pop().is_some()
    }),
    ("trust: trusted app hash", |scene, rng| {
        scene.trusted_header().app_hash = rng.bytes(100);
        true
    }),
];
