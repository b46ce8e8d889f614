//! Sets of validators: their powers, and how one follows another.

use crate::keys::Keyring;
use crate::message::{Validator, ValidatorSet};
use crate::rng::Rng;

/// Power of a whole set, at most.
pub const CAP: i64 = i64::MAX / 8;

/// What is the same for all sets of a chain.
pub struct Style {
    /// Which powers there are.
    powers: u64,
    /// Share of keys that are secp256k1, in percent.
    pub secp256k1: u64,
    /// Whether the sets are in any order.
    unsorted: bool,
}

impl Style {
    /// Any style.
    pub fn new(rng: &mut Rng) -> Style {
        Style {
            powers: rng.below(8),
            secp256k1: rng.pick(&[0, 0, 0, 0, 0, 0, 0, 25, 50, 100]),
            unsorted: rng.once_in(8),
        }
    }

    fn power(&self, place: usize, size: usize, rng: &mut Rng) -> i64 {
        let share = CAP / size as i64;
        match self.powers {
            0 => 1,
            1 => 10,
            // Like the Hub's: each a bit below the one before.
            2 => {
                let exponent = place.min(12) as u32;
                15_000_000 * 9i64.pow(exponent) / 10i64.pow(exponent) + rng.between(1, 999)
            }
            3 => 1 << (place % 40),
            4 => rng.between(1, 1_000_000),
            5 => share - rng.between(0, 3),
            6 => rng.pick(&[0, 0, 1, 100]),
            _ => rng.between(1, share),
        }
    }

    /// The set at the first height.
    pub fn first_set(&self, ring: &Keyring, size: usize, rng: &mut Rng) -> ValidatorSet {
        let places = ring.choose(size, self.secp256k1, rng);
        let mut validators: Vec<Validator> = (0..)
            .zip(places)
            .map(|(n, place)| ring.validator(place, self.power(n, size, rng)))
            .collect();
        if self.powers == 5 && rng.once_in(2) {
            let rest = total(&validators[1..]);
            validators[0].voting_power = CAP - rest;
        }
        self.finish(validators, rng)
    }

    /// The set after this one: some join, some leave, powers change.
    pub fn following(&self, set: &ValidatorSet, ring: &Keyring, rng: &mut Rng) -> ValidatorSet {
        let mut validators = set.validators.clone();
        let size = validators.len();
        if rng.once_in(3) && size > 1 {
            validators.remove(rng.index(size));
        }
        if rng.once_in(3) {
            self.join(&mut validators, ring, rng);
        }
        if rng.once_in(3) {
            let one = rng.index(validators.len());
            let left = CAP - total(&validators);
            validators[one].voting_power += rng.between(0, 1000).min(left);
        }
        self.finish(validators, rng)
    }

    /// The set long after this one: most have left.
    pub fn successor(&self, set: &ValidatorSet, ring: &Keyring, rng: &mut Rng) -> ValidatorSet {
        let mut validators = set.validators.clone();
        rng.shuffle(&mut validators);
        let stay = rng.index(validators.len() / 2 + 1);
        let joining = validators.len() - stay;
        validators.truncate(stay);
        for _ in 0..joining {
            self.join(&mut validators, ring, rng);
        }
        if validators.is_empty() {
            return set.clone();
        }
        self.finish(validators, rng)
    }

    /// Adds one who is not yet there, with what power the cap leaves.
    fn join(&self, validators: &mut Vec<Validator>, ring: &Keyring, rng: &mut Rng) {
        let size = validators.len() + 1;
        let power = self.power(size - 1, size, rng).min(1 << 40);
        let left = CAP - total(validators);
        let joining = ring.validator(ring.any(self.secp256k1, rng), power.min(left));
        if validators.iter().all(|validator| validator.address != joining.address) {
            validators.push(joining);
        }
    }

    /// Puts the validators into order and names a proposer.
    fn finish(&self, mut validators: Vec<Validator>, rng: &mut Rng) -> ValidatorSet {
        if validators.iter().all(|validator| validator.voting_power == 0) {
            validators[0].voting_power = 1;
        }
        for validator in &mut validators {
            validator.proposer_priority = match rng.below(4) {
                0 => 0,
                1 => rng.any() as i64,
                _ => rng.between(-1000, 1000),
            };
        }
        sort(&mut validators);
        if self.unsorted {
            rng.shuffle(&mut validators);
        }
        let proposer = Some(validators[rng.index(validators.len())].clone());
        ValidatorSet { validators, proposer, total_voting_power: 0 }
    }
}

/// A set in which somebody is missing, new or there twice, or has another place or power.
#[must_use]
pub fn disturbed(set: &ValidatorSet, ring: &Keyring, rng: &mut Rng) -> ValidatorSet {
    let mut all = set.validators.clone();
    if all.is_empty() {
        return set.clone();
    }
    let (place, left) = (rng.index(all.len()), CAP.saturating_sub(total(&all)).max(0));
    match rng.below(6) {
        0 if all.len() > 1 => drop(all.remove(place)),
        1 => all.reverse(),
        2 => rng.shuffle(&mut all),
        3 => {
            let mut copy = all[place].clone();
            copy.voting_power = copy.voting_power.min(left);
            all.push(copy);
        }
        4 => {
            let more = rng.between(0, left.min(1000));
            all[place].voting_power = all[place].voting_power.saturating_add(more);
        }
        _ => {}
    }
    for _ in 0..rng.pick(&[0, 1, 1, 2, all.len()]) {
        let place = rng.index(all.len());
        let stranger = ring.stranger(all[place].voting_power, rng);
        if all.iter().all(|one| one.address != stranger.address) {
            all[place] = stranger;
        }
    }
    if total(&all) == 0 {
        all[0].voting_power = 1;
    }
    let proposer = Some(all[rng.index(all.len())].clone());
    ValidatorSet { validators: all, proposer, total_voting_power: 0 }
}

/// CometBFT's order: power descending, then address ascending.
pub fn sort(validators: &mut [Validator]) {
    validators.sort_by(|a, b| {
        b.voting_power.cmp(&a.voting_power).then_with(|| a.address.cmp(&b.address))
    });
}

/// The power of all of them.
#[must_use]
pub fn total(validators: &[Validator]) -> i64 {
    validators.iter().fold(0, |sum, validator| sum.saturating_add(validator.voting_power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_set_is_one_that_a_chain_could_have() {
        let mut rng = Rng::new(11);
        let ring = Keyring::new(&mut rng);
        let mut at_the_cap = false;
        for _ in 0..300 {
            let style = Style::new(&mut rng);
            let size = 1 + rng.index(20);
            let mut set = style.first_set(&ring, size, &mut rng);
            for step in 0..4 {
                let all = total(&set.validators);
                assert!((1..=CAP).contains(&all), "{all}");
                at_the_cap |= all == CAP;
                let addresses: BTreeSet<_> = set.validators.iter().map(|v| &v.address).collect();
                assert_eq!(addresses.len(), set.validators.len());
                assert!(addresses.contains(&set.proposer.as_ref().unwrap().address));
                let disturbed = disturbed(&set, &ring, &mut rng);
                assert!((1..=CAP).contains(&total(&disturbed.validators)));
                assert!(disturbed.validators.contains(disturbed.proposer.as_ref().unwrap()));
                set = match step {
                    0 => style.successor(&set, &ring, &mut rng),
                    _ => style.following(&set, &ring, &mut rng),
                };
            }
        }
        assert!(at_the_cap);
    }
}
