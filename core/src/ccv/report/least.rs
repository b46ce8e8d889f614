//! How little stake suffices to harm a chain.

use super::{Aim, Member, StakedSet};
use crate::error::Error;
use crate::limits::COALITION_BUDGET;
use core::cmp::Ordering;

/// What a coalition has at stake at least.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeastStake {
    /// No coalition that suffices has less.
    pub at_least: u128,
    /// One that suffices has this much.
    pub found: u128,
}

impl LeastStake {
    /// Whether the two are one.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        self.at_least == self.found
    }
}

impl StakedSet<'_> {
    /// The least stake that suffices.
    ///
    /// The least sum of stake over all coalitions whose power is at least what [`Aim::needed`]
    /// says: the problem of the knapsack, for which nothing quick is known. The search takes
    /// members by stake for each unit of power, the cheapest first, and leaves them out again, the
    /// last first; where even a part of a member would not make what follows cheaper than what was
    /// found, it turns back. Where it ends, the answer is exact. After [`COALITION_BUDGET`] steps
    /// it gives bounds: above, the best coalition found; below, what would be least if a part of a
    /// member could be had, rounded up. `memory` and `taken` have as many places as the set has
    /// members.
    ///
    /// # Errors
    /// [`Error::ReportMemoryTooSmall`].
    pub fn least_stake(
        &self,
        aim: Aim,
        memory: &mut [Member],
        taken: &mut [bool],
    ) -> Result<LeastStake, Error> {
        let (needed, order) = (aim.needed(self)?, self.copied(memory)?);
        let taken = taken.get_mut(..order.len()).ok_or_else(|| self.memory_too_small())?;
        order.sort_unstable_by(cheaper);
        taken.fill(false);
        let search = Search { order, taken, needed, place: 0, power: 0, stake: 0, steps: 0 };
        Ok(search.run(self.stake()))
    }
}

/// By stake for each unit of power; of the same, the stronger first, which is soon near the need.
fn cheaper(a: &Member, b: &Member) -> Ordering {
    let parts = |member: &Member| {
        let power = u128::from(member.power);
        (member.stake.checked_div(power), member.stake.checked_rem(power).unwrap_or(0))
    };
    let ((whole_a, rest_a), (whole_b, rest_b)) = (parts(a), parts(b));
    // The rests are below the powers, which have 60 bits: nothing saturates.
    let crossed = |rest: u128, power: u64| rest.saturating_mul(power.into());
    whole_a
        .cmp(&whole_b)
        .then_with(|| crossed(rest_a, b.power).cmp(&crossed(rest_b, a.power)))
        .then_with(|| b.power.cmp(&a.power))
        .then_with(|| a.provider_address.cmp(&b.provider_address))
}

/// A search in depth: of each member in turn, first with it, then without. All sums are of distinct
/// members of a set whose own are in range, so nothing here saturates.
struct Search<'m> {
    order: &'m [Member],
    taken: &'m mut [bool],
    needed: u64,
    place: usize, // members before it are decided
    power: u64,
    stake: u128,
    steps: u32,
}

impl Search<'_> {
    /// `all` is the stake of all members, who suffice.
    fn run(mut self, all: u128) -> LeastStake {
        let at_least = self.relaxed().unwrap_or(all);
        let mut found = all;
        loop {
            self.take_until_enough();
            found = found.min(self.stake);
            if found == at_least || !self.turn_back(found) {
                return LeastStake { at_least: found, found };
            }
            if self.steps > COALITION_BUDGET {
                return LeastStake { at_least, found };
            }
        }
    }

    fn take_until_enough(&mut self) {
        while self.power < self.needed
            && let (Some(member), Some(taken)) =
                (self.order.get(self.place), self.taken.get_mut(self.place))
        {
            *taken = true;
            self.power = self.power.saturating_add(member.power);
            self.stake = self.stake.saturating_add(member.stake);
            self.place = self.place.saturating_add(1);
            self.steps = self.steps.saturating_add(1);
        }
    }

    /// Leaves out the last member that may be left out, and says whether there is one. Where the
    /// budget ends, there may be.
    fn turn_back(&mut self, found: u128) -> bool {
        while self.steps <= COALITION_BUDGET {
            let decided = self.taken.get(..self.place).unwrap_or_default();
            let Some(last) = decided.iter().rposition(|taken| *taken) else { return false };
            let passed = u32::try_from(self.place.saturating_sub(last)).unwrap_or(u32::MAX);
            self.steps = self.steps.saturating_add(passed);
            if let (Some(member), Some(taken)) = (self.order.get(last), self.taken.get_mut(last)) {
                *taken = false;
                self.power = self.power.saturating_sub(member.power);
                self.stake = self.stake.saturating_sub(member.stake);
            }
            self.place = last.saturating_add(1);
            if self.relaxed().is_some_and(|stake| stake < found) {
                return true;
            }
        }
        true
    }

    /// The least stake with what is taken, if a part of one member could be had; none where all
    /// that are undecided do not suffice. Rounded up, because stake is whole.
    fn relaxed(&mut self) -> Option<u128> {
        let (mut need, mut stake) = (self.needed.saturating_sub(self.power), self.stake);
        for member in self.order.get(self.place..).unwrap_or_default() {
            self.steps = self.steps.saturating_add(1);
            if member.power >= need {
                return Some(stake.saturating_add(part(member, need)));
            }
            need = need.saturating_sub(member.power);
            stake = stake.saturating_add(member.stake);
        }
        None
    }
}

/// ceil(stake · need / power), for a need of at most the power.
fn part(member: &Member, need: u64) -> u128 {
    let (power, need) = (u128::from(member.power), u128::from(need));
    let whole = member.stake.checked_div(power).unwrap_or(0).saturating_mul(need);
    let rest = member.stake.checked_rem(power).unwrap_or(0).saturating_mul(need);
    whole.saturating_add(rest.div_ceil(power.max(1)))
}

#[cfg(test)]
pub(super) mod tests {
    extern crate std;
    use super::super::coalition::tests::smallest;
    use super::super::tests::members;
    use super::*;
    use crate::limits::{MAX_STAKE, MAX_TOTAL_POWER};
    use std::vec::Vec;

    pub(in super::super) fn least(of: &[(u64, u128)], aim: Aim) -> LeastStake {
        let mut of = members(of);
        let set = StakedSet::new(&mut of).unwrap();
        let count = set.members().len();
        let (mut memory, mut taken) = (std::vec![Member::NONE; count], std::vec![true; count]);
        set.least_stake(aim, &mut memory, &mut taken).unwrap()
    }

    /// A small generator: the sets must be the same in each run.
    fn numbers(seed: u64) -> impl FnMut(u64) -> u64 {
        let mut state = seed;
        move |below| {
            state =
                state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963);
            (state >> 33) % below
        }
    }

    /// Of all subsets of small sets, those that suffice with the fewest members and the least
    /// stake.
    #[test]
    fn nothing_smaller_suffices() {
        let mut number = numbers(7);
        for round in 0..600 {
            let count = 1 + number(10);
            let of: Vec<_> = (0..count)
                .map(|_| {
                    let power = 1 + number(60);
                    // In a third of the sets stake is as power is, which is hardest to search.
                    let stake = if round % 3 == 0 { power } else { number(90) };
                    (power, u128::from(stake))
                })
                .collect();
            let total: u64 = of.iter().map(|it| it.0).sum();
            for aim in Aim::ALL {
                let suffices = |power: u64| match aim {
                    Aim::Halt => (total - power) * 3 <= total * 2,
                    Aim::Mislead => power * 3 > total,
                    Aim::Forge => power * 3 > total * 2,
                };
                let subsets = (0_u32..1 << count).map(|bits| {
                    let chosen = || of.iter().zip(0..).filter(move |it| bits >> it.1 & 1 == 1);
                    let power = chosen().map(|it| it.0.0).sum::<u64>();
                    (power, chosen().count(), chosen().map(|it| it.0.1).sum::<u128>())
                });
                let enough: Vec<_> = subsets.filter(|it| suffices(it.0)).collect();
                let fewest = enough.iter().map(|it| it.1).min().unwrap();
                let cheapest = enough.iter().map(|it| it.2).min().unwrap();
                let (found, power, stake) = smallest(&of, aim);
                assert_eq!(found, fewest, "{aim:?} {of:?}");
                assert!(enough.contains(&(power, found, stake)), "{aim:?} {of:?}");
                let exact = LeastStake { at_least: cheapest, found: cheapest };
                assert_eq!(least(&of, aim), exact, "{aim:?} {of:?}");
            }
        }
    }

    #[test]
    fn a_part_of_a_member_is_rounded_up() {
        let of = |power, stake, need| part(&members(&[(power, stake)])[0], need);
        assert_eq!((of(3, 10, 1), of(3, 10, 2), of(3, 10, 3)), (4, 7, 10));
        assert_eq!((of(3, 9, 2), of(7, 0, 7), of(1000, 1, 1)), (6, 0, 1));
        assert_eq!(of(MAX_TOTAL_POWER, MAX_STAKE, MAX_TOTAL_POWER), MAX_STAKE);
        let almost = MAX_STAKE / u128::from(MAX_TOTAL_POWER);
        assert_eq!(of(MAX_TOTAL_POWER, MAX_STAKE, 1), almost + 1);
    }

    /// Where the search is cut off, what is known lies around the truth: here stake is twice the
    /// power, powers are even, and the need is odd, so that every bound is one below what can be
    /// had.
    #[test]
    fn a_search_that_does_not_end_gives_bounds() {
        let mut number = numbers(3);
        let powers = (0..60).map(|_| 2 * (1 + number(1 << 20)));
        let mut of: Vec<_> = powers.map(|power| (power, u128::from(power) * 2)).collect();
        let total = |of: &[(u64, u128)]| of.iter().map(|it| it.0).sum::<u64>();
        while total(&of) % 3 == 2 {
            of[0] = (of[0].0 + 2, of[0].1 + 4);
        }
        let needed = total(&of) * 2 / 3 + 1;
        assert_eq!(needed % 2, 1, "no even powers reach it exactly");
        let found = least(&of, Aim::Forge);
        assert!(!found.is_exact(), "{found:?}");
        assert_eq!(found.at_least, u128::from(needed) * 2);
        assert_eq!(found.found, u128::from(needed + 1) * 2, "which is as good as can be");
    }

    #[test]
    fn ten_thousand_members_are_no_matter() {
        let mut number = numbers(9);
        let of: Vec<_> =
            (0..10_000).map(|_| (1 + number(1 << 40), number(1 << 60).into())).collect();
        let found = least(&of, Aim::Forge);
        assert!(found.at_least <= found.found && found.found - found.at_least < found.found / 1000);
        let mut equal = of;
        equal.iter_mut().for_each(|it| it.1 = u128::from(it.0) * 1_000_000);
        let found = least(&equal, Aim::Halt);
        assert!(found.found - found.at_least < found.found / 1000);
    }
}
