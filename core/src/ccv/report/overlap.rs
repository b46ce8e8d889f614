//! Stake that secures several chains at once.

use super::{Share, StakedSet};
use crate::error::Error;
use crate::limits::MAX_STAKE;
use core::cmp::Ordering;

/// What two sets have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Overlap {
    /// How many validators are in both.
    pub members: u32,
    /// Their stake: what is burnt of it for one chain is not there for the other.
    pub stake: u128,
    /// Their power in this set.
    pub power: u64,
    /// Their power in the other set.
    pub other_power: u64,
}

/// How often stake is pledged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pledged {
    /// The stake behind all sets, each validator's counted once.
    pub once: u128,
    /// The sum of the stakes behind each of the sets.
    pub counted: u128,
}

impl Pledged {
    /// The stake that is really there, of what it looks like.
    #[must_use]
    pub const fn share(&self) -> Share {
        Share { part: self.once, whole: self.counted }
    }
}

impl StakedSet<'_> {
    /// The validators that are in both sets, and what they have in each. Exact.
    ///
    /// # Errors
    /// [`Error::StakesDiffer`] with the place in this set.
    pub fn overlap(&self, other: &StakedSet<'_>) -> Result<Overlap, Error> {
        let mut found = Overlap::default();
        let mut others = other.members().iter().peekable();
        for (index, member) in (0_u32..).zip(self.members()) {
            let order = |it: &super::Member| it.provider_address.cmp(&member.provider_address);
            while others.next_if(|it| order(it) == Ordering::Less).is_some() {}
            let Some(same) = others.next_if(|it| order(it) == Ordering::Equal) else { continue };
            if same.stake != member.stake {
                return Err(Error::StakesDiffer { index });
            }
            // Saturating: no sum is above that of a set, which is in range.
            found.members = found.members.saturating_add(1);
            found.stake = found.stake.saturating_add(member.stake);
            found.power = found.power.saturating_add(member.power);
            found.other_power = found.other_power.saturating_add(same.power);
        }
        Ok(found)
    }
}

/// The stake behind several sets, once, and as often as it is pledged. Exact.
///
/// Whoever is tombstoned for one chain cannot be slashed for another: all chains together are
/// secured by what is counted once.
///
/// # Errors
/// [`Error::StakesDiffer`] with the place in the later of two sets, [`Error::StakeTooHigh`] where
/// the sum is above [`MAX_STAKE`].
pub fn pledged(sets: &[StakedSet<'_>]) -> Result<Pledged, Error> {
    let mut found = Pledged::default();
    for (number, set) in sets.iter().enumerate() {
        let earlier = sets.get(..number).unwrap_or_default();
        for (index, member) in (0_u32..).zip(set.members()) {
            let before = earlier.iter().find_map(|set| set.member(&member.provider_address));
            if before.is_some_and(|before| before.stake != member.stake) {
                return Err(Error::StakesDiffer { index });
            }
            // Saturating: what is added is at most the bound, and so is what it is added to.
            found.counted = found.counted.saturating_add(member.stake);
            if found.counted > MAX_STAKE {
                return Err(Error::StakeTooHigh);
            }
            if before.is_none() {
                found.once = found.once.saturating_add(member.stake);
            }
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::super::Member;
    use super::super::tests::members;
    use super::*;

    #[test]
    fn what_two_chains_have_in_common() {
        let mut all = members(&[(405, 405), (310, 310), (230, 230), (100, 100)]);
        let mut some = std::vec![all[3], all[0], all[1]];
        (some[0].power, some[1].power, some[2].power) = (120, 366, 329);
        let (all, some) = (StakedSet::new(&mut all).unwrap(), StakedSet::new(&mut some).unwrap());
        let common = Overlap { members: 3, stake: 815, power: 815, other_power: 815 };
        assert_eq!(all.overlap(&some), Ok(common));
        let mut last = std::vec![Member { power: 7, ..all.members()[2] }];
        let last = StakedSet::new(&mut last).unwrap();
        let one = Overlap { members: 1, stake: 230, power: 230, other_power: 7 };
        assert_eq!(all.overlap(&last), Ok(one));
        let turned = Overlap { power: 7, other_power: 230, ..one };
        assert_eq!(last.overlap(&all), Ok(turned));
        assert_eq!(some.overlap(&last), Ok(Overlap::default()));
    }

    #[test]
    fn stake_is_counted_once() {
        let mut all = members(&[(4, 400), (3, 300), (2, 200)]);
        let (mut two, mut one) = (all[..2].to_vec(), all[1..2].to_vec());
        let sets = [&mut all, &mut two, &mut one].map(|set| StakedSet::new(set).unwrap());
        let found = pledged(&sets[1..]).unwrap();
        assert_eq!(found, Pledged { once: 700, counted: 1000 });
        assert_eq!(found.share().per_million(), 700_000);
        assert_eq!(pledged(&sets), Ok(Pledged { once: 900, counted: 1900 }));
        assert_eq!(pledged(&[]), Ok(Pledged::default()));
    }

    #[test]
    fn a_validator_has_one_stake() {
        let (mut a, mut b) = (members(&[(1, 5), (1, 5)]), members(&[(1, 5), (1, 6)]));
        let (a, b) = (StakedSet::new(&mut a).unwrap(), StakedSet::new(&mut b).unwrap());
        assert_eq!(a.overlap(&b), Err(Error::StakesDiffer { index: 1 }));
        assert_eq!(pledged(&[a, b]), Err(Error::StakesDiffer { index: 1 }));
    }

    #[test]
    fn the_sum_has_a_bound() {
        let (mut a, mut b) = (members(&[(1, MAX_STAKE)]), members(&[(1, 0), (1, 1)]));
        b.remove(0);
        let (a, b) = (StakedSet::new(&mut a).unwrap(), StakedSet::new(&mut b).unwrap());
        assert_eq!(pledged(&[a]).unwrap().once, MAX_STAKE);
        assert_eq!(pledged(&[a, b]), Err(Error::StakeTooHigh));
        assert_eq!(pledged(&[a, a]), Err(Error::StakeTooHigh));
    }
}
