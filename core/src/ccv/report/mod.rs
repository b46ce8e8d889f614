//! How safe a consumer chain is that only a part of the provider's validators secures.
//!
//! A consumer's members vote with the power that its rules gave them, and answer for what they sign
//! with the stake that they have on the provider. Where few opt in, or powers are capped, the two
//! come apart: little stake may decide much. The figures here say how much, of what somebody was
//! told or had proven about one height; nothing here verifies a header.
//!
//! ```text
//! members: address · power · stake ──▶ StakedSet ──┬ backing      stake behind it, of all
//!                                                  ├ smallest     validators that suffice
//!                                                  ├ least_stake  and the stake that does
//!                                                  ├ loss         what goes with some of them
//!                                                  └ overlap      what secures others too
//! ```
//!
//! Stake is counted in the unit that the caller gives it in: tokens, or powers.

mod coalition;
mod least;
mod overlap;

pub use coalition::{Aim, Coalition};
pub use least::LeastStake;
pub use overlap::{Overlap, Pledged, pledged};

use super::punish::part_of;
use crate::error::Error;
use crate::hash::Address;
use crate::limits::{MAX_STAKE, MAX_TOTAL_POWER, MAX_VOTES};
use crate::threshold::TrustThreshold;
use crate::types::Message;

/// A whole, in the unit of slash fractions: 10^18, as `cosmossdk.io/math LegacyPrecision` has it.
pub const WHOLE: u64 = 1_000_000_000_000_000_000;

/// A validator in a set, and what it has at stake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Its consensus address on the provider, whatever key it signs with on the consumer.
    pub provider_address: Address,
    /// Its power in the set: 1 and above.
    pub power: u64,
    /// Its stake on the provider: 0 and above.
    pub stake: u128,
}

impl Member {
    /// What memory holds before it is used.
    pub const NONE: Member = Member { provider_address: Address([0; 20]), power: 0, stake: 0 };
}

impl Default for Member {
    fn default() -> Self {
        Member::NONE
    }
}

/// A part of a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Share {
    /// The part, at most the whole.
    pub part: u128,
    /// The whole, at most [`MAX_STAKE`].
    pub whole: u128,
}

impl Share {
    /// Parts per million: floor(part · 10^6 / whole), and 0 of nothing.
    #[must_use]
    pub const fn per_million(&self) -> u32 {
        let (mut rest, mut found, mut digits) = (self.part, 0_u32, 0_u8);
        // Digit by digit: the product with 10^6 need not fit. What is out of range saturates.
        while digits <= 6 {
            let (Some(digit), Some(remainder)) =
                (rest.checked_div(self.whole), rest.checked_rem(self.whole))
            else {
                return 0;
            };
            found =
                found.saturating_mul(10).saturating_add(if digit < 10 { low(digit) } else { 9 });
            rest = remainder.saturating_mul(10);
            digits = digits.saturating_add(1);
        }
        found
    }
}

/// A digit, in fewer bits.
const fn low(digit: u128) -> u32 {
    let [byte, ..] = digit.to_le_bytes();
    u32::from_le_bytes([byte, 0, 0, 0])
}

/// What a set loses with some of its members.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The power that goes, rounded up.
    pub power: u64,
    /// The power of the whole set before.
    pub total_power: u64,
    /// Whether what remains does not exceed two thirds of what was: then no block follows, and no
    /// packet that would change the set arrives.
    pub halts: bool,
}

/// Members with distinct addresses, in the order of these, whose sums have been found in range.
#[derive(Clone, Copy, Debug)]
pub struct StakedSet<'a> {
    members: &'a [Member],
    total_power: u64,
    stake: u128,
}

impl<'a> StakedSet<'a> {
    /// Takes the members of a consumer, or of the provider itself, and puts them in the order of
    /// their addresses.
    ///
    /// # Errors
    /// [`Error::TooManyEntries`] above [`MAX_VOTES`], [`Error::EmptyValidatorSet`],
    /// [`Error::MemberWithoutPower`], [`Error::TotalPowerTooHigh`] above [`MAX_TOTAL_POWER`],
    /// [`Error::StakeTooHigh`] above [`MAX_STAKE`], [`Error::ReportedTwice`] with the place that the
    /// second of the two has in the order of addresses.
    pub fn new(members: &'a mut [Member]) -> Result<Self, Error> {
        let (message, limit) = (Message::ValidatorSet, MAX_VOTES);
        if u32::try_from(members.len()).map_or(true, |count| count > limit) {
            return Err(Error::TooManyEntries { message, limit });
        }
        if members.is_empty() {
            return Err(Error::EmptyValidatorSet);
        }
        let (mut total_power, mut stake) = (0_u64, 0_u128);
        for (index, member) in (0_u32..).zip(members.iter()) {
            if member.power == 0 {
                return Err(Error::MemberWithoutPower { index });
            }
            // Saturating: both sums end at the first that is above its bound.
            total_power = total_power.saturating_add(member.power);
            if total_power > MAX_TOTAL_POWER {
                return Err(Error::TotalPowerTooHigh { total: total_power });
            }
            stake = stake.saturating_add(member.stake);
            if stake > MAX_STAKE {
                return Err(Error::StakeTooHigh);
            }
        }
        members.sort_unstable_by_key(|member| member.provider_address);
        for (index, pair) in (1_u32..).zip(members.windows(2)) {
            if let [first, second] = pair
                && first.provider_address == second.provider_address
            {
                return Err(Error::ReportedTwice { index });
            }
        }
        Ok(StakedSet { members, total_power, stake })
    }

    /// The members, in the order of their addresses.
    #[must_use]
    pub const fn members(&self) -> &'a [Member] {
        self.members
    }

    /// The power of all members: 1 to [`MAX_TOTAL_POWER`].
    #[must_use]
    pub const fn total_power(&self) -> u64 {
        self.total_power
    }

    /// The stake of all members, at most [`MAX_STAKE`].
    #[must_use]
    pub const fn stake(&self) -> u128 {
        self.stake
    }

    /// The member of this address.
    #[must_use]
    pub fn member(&self, provider_address: &Address) -> Option<&'a Member> {
        let found = self.members.binary_search_by_key(provider_address, |it| it.provider_address);
        self.members.get(found.ok()?)
    }

    /// The stake behind this set, of all stake on the provider.
    ///
    /// Exact. It is what all members have together, not what an attack costs: see
    /// [`StakedSet::least_stake`].
    ///
    /// # Errors
    /// [`Error::StakeTooHigh`] for a total above [`MAX_STAKE`], [`Error::StakeAboveTotal`].
    pub fn backing(&self, provider_stake: u128) -> Result<Share, Error> {
        if provider_stake > MAX_STAKE {
            return Err(Error::StakeTooHigh);
        }
        if self.stake > provider_stake {
            return Err(Error::StakeAboveTotal);
        }
        Ok(Share { part: self.stake, whole: provider_stake })
    }

    /// The power that goes if a part of the power of these validators goes: [`WHOLE`] where they
    /// are jailed or tombstoned, a slash fraction where they are slashed.
    ///
    /// Of each that is a member, ceil(power · part / 10^18). Exact for jailing; for slashing, where
    /// tokens are whole powers and nobody's power is capped, and a bound where power follows stake.
    /// Who is no member loses nothing; who is named twice loses once. The work is members times
    /// validators.
    ///
    /// # Errors
    /// [`Error::SlashFractionRange`].
    pub fn loss(&self, validators: &[Address], part: u64) -> Result<Loss, Error> {
        let remains = WHOLE.saturating_sub(in_range(part)?);
        let mut power = 0_u64;
        for member in self.members.iter().filter(|it| validators.contains(&it.provider_address)) {
            // Saturating: what remains is at most the power, and what goes at most the total.
            let rest = u64::try_from(part_of(member.power.into(), remains)).unwrap_or(0);
            power = power.saturating_add(member.power.saturating_sub(rest));
        }
        let halts = power >= Aim::Halt.needed(self)?;
        Ok(Loss { power, total_power: self.total_power, halts })
    }
}

/// What is burnt of a stake: floor(stake · fraction / 10^18), the fraction in units of 10^-18.
///
/// A bound above for several validators together: each of them loses a whole number, and the
/// provider reckons with whole powers, so that what it burns is less by less than that fraction of a
/// unit of power, and one token, for each. That anybody is slashed needs a proof: halting a chain
/// is none.
///
/// # Errors
/// [`Error::SlashFractionRange`].
///
/// Source: `cosmos-sdk x/staking/keeper/slash.go Slash`.
pub fn burnt(stake: u128, slash_fraction: u64) -> Result<u128, Error> {
    in_range(slash_fraction).map(|fraction| part_of(stake, fraction))
}

fn in_range(fraction: u64) -> Result<u64, Error> {
    if fraction > WHOLE { Err(Error::SlashFractionRange { fraction }) } else { Ok(fraction) }
}

/// Two thirds, rounded down, which a commit exceeds.
fn two_thirds(set: &StakedSet<'_>) -> Result<u64, Error> {
    TrustThreshold::TWO_THIRDS.needed(set.total_power)
}

#[cfg(test)]
pub(super) mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    /// Members with addresses 1, 2, 3 and so on.
    pub(super) fn members(of: &[(u64, u128)]) -> Vec<Member> {
        let address = |number: u32| {
            let mut address = [0; 20];
            address[..4].copy_from_slice(&number.to_be_bytes());
            Address(address)
        };
        (1..)
            .zip(of)
            .map(|(number, &(power, stake))| Member {
                provider_address: address(number),
                power,
                stake,
            })
            .collect()
    }

    #[test]
    fn sums_have_bounds_and_members_are_distinct() {
        let new = |members: &mut [Member]| StakedSet::new(members).map(|set| set.stake());
        assert_eq!(new(&mut []), Err(Error::EmptyValidatorSet));
        assert_eq!(
            new(&mut members(&[(1, 0), (0, 9)])),
            Err(Error::MemberWithoutPower { index: 1 })
        );
        assert_eq!(new(&mut members(&[(MAX_TOTAL_POWER - 1, 0), (1, 7)])), Ok(7));
        let total = MAX_TOTAL_POWER + 1;
        let above = new(&mut members(&[(MAX_TOTAL_POWER, 0), (1, 7)]));
        assert_eq!(above, Err(Error::TotalPowerTooHigh { total }));
        assert_eq!(new(&mut members(&[(1, MAX_STAKE - 1), (1, 1)])), Ok(MAX_STAKE));
        let above = new(&mut members(&[(1, MAX_STAKE), (1, 1)]));
        assert_eq!(above, Err(Error::StakeTooHigh));
        let above = new(&mut members(&[(1, 1), (1, u128::MAX)]));
        assert_eq!(above, Err(Error::StakeTooHigh));
        let mut twice = members(&[(1, 1), (1, 1), (1, 1)]);
        twice[2].provider_address = twice[0].provider_address;
        assert_eq!(new(&mut twice), Err(Error::ReportedTwice { index: 1 }));
        let (message, limit) = (Message::ValidatorSet, MAX_VOTES);
        let many = std::vec![(1, 1); 10_001];
        assert_eq!(new(&mut members(&many)), Err(Error::TooManyEntries { message, limit }));
        assert_eq!(new(&mut members(&many[1..])), Ok(10_000));
    }

    #[test]
    fn the_stake_behind_a_set() {
        let mut of = members(&[(366, 405), (329, 310), (120, 100)]);
        of.reverse();
        let set = StakedSet::new(&mut of).unwrap();
        assert_eq!((set.total_power(), set.stake()), (815, 815));
        assert!(set.members().is_sorted_by_key(|member| member.provider_address));
        let share = set.backing(1045).unwrap();
        assert_eq!((share.part, share.whole, share.per_million()), (815, 1045, 779_904));
        assert_eq!(set.backing(815).unwrap().per_million(), 1_000_000);
        assert_eq!(set.backing(814), Err(Error::StakeAboveTotal));
        assert!(set.backing(MAX_STAKE).is_ok());
        assert_eq!(set.backing(MAX_STAKE + 1), Err(Error::StakeTooHigh));
        let third = set.members()[2].provider_address;
        assert_eq!(set.member(&third).unwrap().power, 120);
        assert_eq!(set.member(&Address([9; 20])), None);
    }

    #[test]
    fn shares_are_exact_where_the_product_does_not_fit() {
        let of = |part, whole| Share { part, whole }.per_million();
        assert_eq!((of(0, 0), of(0, 1), of(1, 3), of(2, 3)), (0, 0, 333_333, 666_666));
        assert_eq!((of(1, 1_000_000), of(1, 1_000_001)), (1, 0));
        assert_eq!(of(MAX_STAKE, MAX_STAKE), 1_000_000);
        assert_eq!(of(MAX_STAKE - 1, MAX_STAKE), 999_999);
        assert_eq!(of(MAX_STAKE / 2, MAX_STAKE), 500_000);
    }

    /// 300 of 900 leave 600, which does not exceed two thirds; 299 leave 601.
    #[test]
    fn what_goes_with_some_members() {
        let mut of = members(&[(300, 3), (299, 3), (301, 3)]);
        let set = StakedSet::new(&mut of).unwrap();
        let address = |index: usize| set.members()[index].provider_address;
        let loss = |of: &[Address], part| set.loss(of, part).map(|loss| (loss.power, loss.halts));
        assert_eq!(loss(&[address(0)], WHOLE), Ok((300, true)));
        assert_eq!(loss(&[address(1)], WHOLE), Ok((299, false)));
        assert_eq!(loss(&[address(1), address(1), Address([9; 20])], WHOLE), Ok((299, false)));
        assert_eq!(loss(&[address(0), address(1)], WHOLE), Ok((599, true)));
        assert_eq!(loss(&[], WHOLE), Ok((0, false)));
        // 5% of 300 is 15; of 299 it is 14.95, and powers are whole.
        assert_eq!(loss(&[address(0), address(1)], WHOLE / 20), Ok((30, false)));
        assert_eq!(loss(&[address(0)], 0), Ok((0, false)));
        let fraction = WHOLE + 1;
        assert_eq!(loss(&[], fraction), Err(Error::SlashFractionRange { fraction }));
    }

    #[test]
    fn what_is_burnt() {
        assert_eq!(burnt(405_000_000, WHOLE / 100 * 7), Ok(28_350_000));
        assert_eq!(burnt(199, WHOLE / 100), Ok(1));
        assert_eq!(burnt(MAX_STAKE, WHOLE), Ok(MAX_STAKE));
        assert_eq!(burnt(u128::MAX, WHOLE), Ok(u128::MAX));
        assert!(burnt(1, WHOLE + 1).is_err());
    }
}
