//! How few validators suffice to harm a chain.

use super::{Member, StakedSet, two_thirds};
use crate::error::Error;
use crate::threshold::TrustThreshold;
use core::cmp::Reverse;

/// What a coalition wants, and with it the power that it needs of a total power T.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Aim {
    /// No block follows, because the others do not exceed two thirds: T - floor(2T/3). Nobody can
    /// be proven to have done it.
    Halt,
    /// Skipping light clients that trust this set, with a trust threshold of 1/3, believe a header
    /// that the chain never had; and a chain whose honest nodes are kept apart may fork. It takes
    /// floor(T/3) + 1.
    Mislead,
    /// Whatever the coalition signs is the chain, also to clients that skip nothing, to IBC and to
    /// the provider: floor(2T/3) + 1.
    Forge,
}

impl Aim {
    /// All of them, in the order of the power that they need.
    pub const ALL: [Aim; 3] = [Aim::Halt, Aim::Mislead, Aim::Forge];

    /// The least power that suffices, at most the total.
    ///
    /// # Errors
    /// None for a [`StakedSet`]: its total power is in range.
    ///
    /// Source: `cometbft types/validation.go VerifyCommitLight`, `VerifyCommitLightTrusting`.
    pub fn needed(self, set: &StakedSet<'_>) -> Result<u64, Error> {
        let total = set.total_power();
        // Saturating: the shares of a total that is not 0 are below it.
        Ok(match self {
            Aim::Halt => total.saturating_sub(two_thirds(set)?),
            Aim::Mislead => TrustThreshold::ONE_THIRD.needed(total)?.saturating_add(1),
            Aim::Forge => two_thirds(set)?.saturating_add(1),
        })
    }
}

/// Validators that suffice together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coalition<'m> {
    /// Who they are, by power.
    pub members: &'m [Member],
    /// Their power.
    pub power: u64,
    /// Their stake.
    pub stake: u128,
}

impl StakedSet<'_> {
    /// The fewest validators that suffice.
    ///
    /// Exact in number: no others reach as much with as few as those of the most power. Of
    /// validators of one power, those with less stake come first. Others of the same number may
    /// have less stake. `memory` has as many places as the set has members.
    ///
    /// # Errors
    /// [`Error::ReportMemoryTooSmall`].
    pub fn smallest<'m>(&self, aim: Aim, memory: &'m mut [Member]) -> Result<Coalition<'m>, Error> {
        let (needed, order) = (aim.needed(self)?, self.copied(memory)?);
        order.sort_unstable_by_key(|it| (Reverse(it.power), it.stake, it.provider_address));
        let (mut power, mut stake, mut count) = (0_u64, 0_u128, 0_usize);
        for member in order.iter() {
            if power >= needed {
                break;
            }
            // Saturating: no sum is above that of the set, which is in range.
            power = power.saturating_add(member.power);
            stake = stake.saturating_add(member.stake);
            count = count.saturating_add(1);
        }
        let members: &'m [Member] = order;
        let members = members.get(..count).unwrap_or(members);
        Ok(Coalition { members, power, stake })
    }

    pub(super) fn copied<'m>(&self, memory: &'m mut [Member]) -> Result<&'m mut [Member], Error> {
        let members = self.members();
        let place = memory.get_mut(..members.len()).ok_or_else(|| self.memory_too_small())?;
        place.copy_from_slice(members);
        Ok(place)
    }

    pub(super) fn memory_too_small(&self) -> Error {
        let needed = u32::try_from(self.members().len()).unwrap_or(u32::MAX);
        Error::ReportMemoryTooSmall { needed }
    }
}

#[cfg(test)]
pub(super) mod tests {
    extern crate std;
    use super::super::LeastStake;
    use super::super::least::tests::least;
    use super::super::tests::members;
    use super::*;
    use crate::limits::{MAX_STAKE, MAX_TOTAL_POWER};

    /// How many, their power and their stake.
    pub(in super::super) fn smallest(of: &[(u64, u128)], aim: Aim) -> (usize, u64, u128) {
        let mut of = members(of);
        let set = StakedSet::new(&mut of).unwrap();
        let mut memory = std::vec![Member::NONE; set.members().len()];
        let found = set.smallest(aim, &mut memory).unwrap();
        (found.members.len(), found.power, found.stake)
    }

    #[test]
    fn thirds_are_those_of_commits() {
        let needed = |total| {
            let mut of = members(&[(total, 0)]);
            let set = StakedSet::new(&mut of).unwrap();
            Aim::ALL.map(|aim| aim.needed(&set).unwrap())
        };
        assert_eq!(needed(1), [1, 1, 1]);
        assert_eq!(needed(2), [1, 1, 2]);
        assert_eq!(needed(3), [1, 2, 3]);
        assert_eq!(needed(4), [2, 2, 3]);
        assert_eq!(needed(815), [272, 272, 544]);
        assert_eq!(needed(900), [300, 301, 601]);
        for total in (1..300).chain(MAX_TOTAL_POWER - 9..=MAX_TOTAL_POWER) {
            let [halt, mislead, forge] = needed(total).map(u128::from);
            let all = u128::from(total);
            assert!((all - halt) * 3 <= all * 2 && (all - (halt - 1)) * 3 > all * 2, "{total}");
            assert!(mislead * 3 > all && (mislead - 1) * 3 <= all, "{total}");
            assert!(forge * 3 > all * 2 && (forge - 1) * 3 <= all * 2, "{total}");
        }
    }

    /// Powers 366, 329, 120 capped at 45 %, of stake 405, 310, 100. One halts, and the second does
    /// so with less stake than the first; 544 take the two strongest.
    #[test]
    fn a_chain_with_capped_powers() {
        let of = [(366, 405), (329, 310), (120, 100)];
        assert_eq!(smallest(&of, Aim::Halt), (1, 366, 405));
        assert_eq!(least(&of, Aim::Halt), LeastStake { at_least: 310, found: 310 });
        assert_eq!(smallest(&of, Aim::Forge), (2, 695, 715));
        assert_eq!(least(&of, Aim::Forge), LeastStake { at_least: 715, found: 715 });
    }

    #[test]
    fn the_fewest_are_not_the_cheapest() {
        let of = [(50, 1000), (30, 10), (30, 10), (30, 10)];
        assert_eq!(smallest(&of, Aim::Mislead), (1, 50, 1000));
        assert_eq!(least(&of, Aim::Mislead).found, 20);
        // Of one power, the one with less stake.
        assert_eq!(smallest(&[(50, 9), (50, 8), (50, 7)], Aim::Halt), (1, 50, 7));
    }

    #[test]
    fn the_largest_numbers_fit() {
        let power = MAX_TOTAL_POWER / 3;
        let of = [(power, MAX_STAKE / 3), (power - 1, MAX_STAKE / 3), (power, MAX_STAKE / 3 - 7)];
        assert_eq!(least(&of, Aim::Mislead).found, MAX_STAKE / 3 - 7);
        assert_eq!(least(&of, Aim::Forge).found, MAX_STAKE / 3 * 2 - 7);
        assert_eq!(smallest(&of, Aim::Forge), (2, power * 2, MAX_STAKE / 3 * 2 - 7));
        assert_eq!(least(&[(1, 0)], Aim::Forge), LeastStake { at_least: 0, found: 0 });
    }

    #[test]
    fn memory_has_a_place_for_each_member() {
        let mut of = members(&[(1, 1), (1, 1)]);
        let set = StakedSet::new(&mut of).unwrap();
        let small = Err(Error::ReportMemoryTooSmall { needed: 2 });
        let (mut one, mut two) = ([Member::NONE; 1], [Member::NONE; 2]);
        assert_eq!(set.smallest(Aim::Halt, &mut one).map(drop), small);
        assert_eq!(set.least_stake(Aim::Halt, &mut one, &mut [false; 2]).map(drop), small);
        assert_eq!(set.least_stake(Aim::Halt, &mut two, &mut [false; 1]).map(drop), small);
        assert!(set.least_stake(Aim::Halt, &mut two, &mut [false; 2]).is_ok());
    }
}
