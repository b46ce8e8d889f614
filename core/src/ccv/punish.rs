//! Whom a provider slashes, jails and tombstones, and by how much.

use super::verdict::{AbciCode, Checked, Stopped, UNTYPED, code, known, refuse, with};
use super::{BondStatus, Fact, ProviderState, ProviderValidator, SlashJail, Warning, Warnings};
use crate::error::Error;
use crate::hash::Address;
use crate::time::Time;

/// What happens to one validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Punishment {
    /// The address that signed on the consumer.
    pub consumer_address: Address,
    /// The validator's consensus address on the provider.
    pub provider_address: Address,
    /// The tokens that are burnt: the validator's own, and those that are leaving it.
    pub slashed: u128,
    /// Until when it is jailed.
    pub jailed_until: Time,
    /// Whether it can never come back.
    pub tombstoned: bool,
}

impl Punishment {
    /// What memory holds before it is used.
    pub const NONE: Punishment = Punishment {
        consumer_address: Address([0; 20]),
        provider_address: Address([0; 20]),
        slashed: 0,
        jailed_until: Time::UNIX_EPOCH,
        tombstoned: false,
    };
}

impl Default for Punishment {
    fn default() -> Self {
        Punishment::NONE
    }
}

const NO_VALIDATOR_FOR_ADDRESS: AbciCode = code("slashing", 2);

/// The punishments of one message.
pub(super) struct Sentence<'c, 's, P> {
    state: &'c P,
    consumer: &'c str,
    parameters: SlashJail,
    memory: &'s mut [Punishment],
    len: usize,
}

impl<'c, 's, P: ProviderState> Sentence<'c, 's, P> {
    pub(super) fn new(
        state: &'c P,
        consumer: &'c str,
        memory: &'s mut [Punishment],
        warnings: &mut Warnings,
    ) -> Checked<Self> {
        let parameters = known(state.double_sign(consumer), Fact::DoubleSign)?;
        let parameters = parameters.ok_or(Error::NoInfractionParameters).map_err(with(UNTYPED))?;
        if !parameters.tombstone {
            warnings.add(Warning::NoReplayProtection);
        }
        Ok(Sentence { state, consumer, parameters, memory, len: 0 })
    }

    pub(super) fn punish(&mut self, consumer_address: Address) -> Checked<()> {
        let assigned = self.state.provider_address(self.consumer, &consumer_address);
        let assigned = known(assigned, Fact::ProviderAddress)?;
        let provider_address = assigned.unwrap_or(consumer_address);
        let found = known(self.state.validator(&provider_address), Fact::Validator)?;
        let mut validator = punishable(found).map_err(|error| match error {
            Error::UnknownValidator => Stopped::Refused(error, NO_VALIDATOR_FOR_ADDRESS),
            _ => Stopped::Refused(error, UNTYPED),
        })?;
        // Who is named twice has less by the second time.
        let earlier = self.memory.iter().take(self.len);
        for punishment in earlier.filter(|it| it.provider_address == provider_address) {
            if punishment.tombstoned {
                return refuse(Error::ValidatorTombstoned, UNTYPED);
            }
            slash(&mut validator, &self.parameters);
        }
        let now = known(self.state.block_time(), Fact::BlockTime)?;
        let now = now.ok_or(Stopped::Missing(Fact::BlockTime))?;
        let needed = u32::try_from(self.len).unwrap_or(u32::MAX).saturating_add(1);
        let slot = self.memory.get_mut(self.len);
        *slot.ok_or(Stopped::Unable(Error::SignersTooFew { needed }))? = Punishment {
            consumer_address,
            provider_address,
            slashed: slash(&mut validator, &self.parameters),
            jailed_until: now.plus(self.parameters.jail_duration).clipped(),
            tombstoned: self.parameters.tombstone,
        };
        self.len = self.len.saturating_add(1);
        Ok(())
    }

    pub(super) fn finish(self) -> Checked<&'s [Punishment]> {
        let memory: &'s [Punishment] = self.memory;
        memory.get(..self.len).ok_or(Stopped::Unable(Error::SignersTooFew { needed: 0 }))
    }
}

/// Whether a validator can be punished.
///
/// # Errors
/// [`Error::UnknownValidator`], [`Error::ValidatorUnbonded`], [`Error::ValidatorTombstoned`].
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go SlashValidator`.
fn punishable(validator: Option<ProviderValidator>) -> Result<ProviderValidator, Error> {
    let validator = validator.ok_or(Error::UnknownValidator)?;
    if validator.status == BondStatus::Unbonded {
        return Err(Error::ValidatorUnbonded);
    }
    if validator.tombstoned {
        return Err(Error::ValidatorTombstoned);
    }
    Ok(validator)
}

/// Tokens to a unit of power. `cosmos-sdk types/staking.go DefaultPowerReduction`.
const POWER_REDUCTION: u128 = 1_000_000;
const FRACTION_ONE: u128 = 1_000_000_000_000_000_000;

/// Takes from a validator what is burnt, and returns how much that is. The height of the infraction
/// is taken as 0, because a consumer's heights mean nothing to the provider: so all that is leaving
/// the validator counts. That is slashed first; the validator's own tokens bear what remains of the
/// part of its power.
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go
/// ComputePowerToSlash`, `cosmos-sdk x/staking/keeper/slash.go Slash`.
fn slash(validator: &mut ProviderValidator, parameters: &SlashJail) -> u128 {
    let leaving = validator.unbonding / POWER_REDUCTION;
    let power = u128::from(validator.last_power).saturating_add(leaving);
    let all = part_of(power.saturating_mul(POWER_REDUCTION), parameters.slash_fraction);
    let of_leaving = part_of(validator.unbonding, parameters.slash_fraction);
    let of_leaving = of_leaving.min(validator.unbonding);
    let own = all.saturating_sub(of_leaving).min(validator.tokens);
    validator.tokens = validator.tokens.saturating_sub(own);
    of_leaving.saturating_add(own)
}

/// A fraction of an amount, in units of 10^-18, rounded down.
pub(super) fn part_of(amount: u128, fraction: u64) -> u128 {
    // (q·10^18 + r)·f / 10^18 without leaving 128 bits: f is at most 2^64.
    let fraction = u128::from(fraction);
    let (whole, rest) = (amount / FRACTION_ONE, amount % FRACTION_ONE);
    let of_rest = rest.saturating_mul(fraction) / FRACTION_ONE;
    whole.saturating_mul(fraction).saturating_add(of_rest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Duration;

    fn of(last_power: u64, tokens: u128, unbonding: u128, slash_fraction: u64) -> u128 {
        let (status, jailed, tombstoned) = (BondStatus::Bonded, false, false);
        let mut validator =
            ProviderValidator { status, jailed, tombstoned, tokens, last_power, unbonding };
        let jail_duration = Duration::from_nanos(0);
        let parameters = SlashJail { slash_fraction, jail_duration, tombstone: true };
        slash(&mut validator, &parameters)
    }

    #[test]
    fn a_part_of_the_power_is_burnt() {
        const SEVEN_PERCENT: u64 = 70_000_000_000_000_000;
        assert_eq!(of(405, 405_000_000, 0, SEVEN_PERCENT), 28_350_000);
        assert_eq!(of(99, 99_999_999, 0, SEVEN_PERCENT), 6_930_000, "powers are whole");
        assert_eq!(of(0, 405_000_000, 0, SEVEN_PERCENT), 0, "jailed, and nothing leaves");
        assert_eq!(of(10, 300, 0, SEVEN_PERCENT), 300, "no more than there is");
        assert_eq!(of(1, 1_000_000, 0, 333_333_333_333_333_333), 333_333, "rounded down");
        assert_eq!(of(1, 1_000_000, 0, 1_000_000_000_000_000_000), 1_000_000);
    }

    /// 7% of 3,999,999 is 279,999, and of the power of 3 that this makes 210,000.
    #[test]
    fn what_is_leaving_is_burnt_first() {
        const SEVEN_PERCENT: u64 = 70_000_000_000_000_000;
        assert_eq!(of(0, 1_000_000, 3_999_999, SEVEN_PERCENT), 279_999, "the rest bears nothing");
        assert_eq!(of(1, 1_000_000, 3_999_999, SEVEN_PERCENT), 280_000, "the rest bears one token");
        assert_eq!(
            of(10, 300, 5_000_000, SEVEN_PERCENT),
            350_300,
            "the rest bears all that it has"
        );
        assert_eq!(of(10, 10_000_000, 5_000_000, SEVEN_PERCENT), 1_050_000);
        assert_eq!(of(0, 0, 100, u64::MAX), 100, "no more than there is");
    }

    #[test]
    fn the_largest_power_does_not_wrap() {
        let power = u64::MAX >> 1;
        let tokens = u128::from(power) * 1_000_000;
        assert_eq!(of(power, tokens, 0, 1_000_000_000_000_000_000), tokens);
        assert_eq!(of(power, tokens, 0, 500_000_000_000_000_000), tokens / 2);
    }
}
