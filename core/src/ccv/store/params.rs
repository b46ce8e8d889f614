//! The parameters of the provider's module.

use super::validators::not_negative;
use crate::error::Error;
use crate::limits::Limits;
use crate::time::Duration;
use crate::types::{Message, getters};
use crate::wire::Reader;

/// `interchain_security.ccv.provider.v1.Params`, as far as a set or a verdict depends on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Params<'a> {
    template_client: &'a [u8],
    trusting_period_fraction: &'a str,
    ccv_timeout_period: Duration,
    slash_meter_replenish_period: Duration,
    slash_meter_replenish_fraction: &'a str,
    consumer_reward_denom_registration_fee: &'a [u8],
    blocks_per_epoch: u64,
    number_of_epochs_to_start_receiving_rewards: u64,
    max_provider_consensus_validators: u64,
}

impl<'a> Params<'a> {
    getters! {
        /// The `ClientState` after which consumers' clients are made: not yet one that obeys the
        /// rules of its own.
        template_client: &'a [u8],
        /// The part of the unbonding period for which such a client trusts a state.
        trusting_period_fraction: &'a str,
        /// How long a packet may take.
        ccv_timeout_period: Duration,
        /// How often the slash meter grows.
        slash_meter_replenish_period: Duration,
        /// By which part of all power it does.
        slash_meter_replenish_fraction: &'a str,
        /// The `Coin` that a denomination of rewards costs.
        consumer_reward_denom_registration_fee: &'a [u8],
        /// Blocks between two computations of validator sets.
        blocks_per_epoch: u64,
        /// Epochs that a validator validates before it is rewarded.
        number_of_epochs_to_start_receiving_rewards: u64,
        /// The most validators of the provider's own set.
        max_provider_consensus_validators: u64,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of a number of epochs or validators below 0,
    /// and of an epoch without a block.
    ///
    /// Source: `interchain-security x/ccv/provider/types/params.go Validate`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::ProviderParams;
        let mut reader = Reader::new(bytes, message, limits)?;
        let zero = Duration::from_nanos(0);
        let (mut template_client, mut fee) = (&[][..], &[][..]);
        let (mut trusting_fraction, mut meter_fraction) = ("", "");
        let (mut timeout, mut period) = (zero, zero);
        let (mut blocks, mut epochs, mut validators) = (0, 0, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => template_client = reader.bytes(field)?,
                2 => trusting_fraction = reader.text(field)?,
                3 => timeout = reader.duration(field)?,
                6 => period = reader.duration(field)?,
                7 => meter_fraction = reader.text(field)?,
                9 => fee = reader.bytes(field)?,
                10 => blocks = reader.int64(field)?,
                11 => epochs = reader.int64(field)?,
                12 => validators = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        if blocks < 1 {
            return Err(Error::StoreFieldValue { message, field: 10 });
        }
        Ok(Params {
            template_client,
            trusting_period_fraction: trusting_fraction,
            ccv_timeout_period: timeout,
            slash_meter_replenish_period: period,
            slash_meter_replenish_fraction: meter_fraction,
            consumer_reward_denom_registration_fee: fee,
            blocks_per_epoch: not_negative(blocks, message, 10)?,
            number_of_epochs_to_start_receiving_rewards: not_negative(epochs, message, 11)?,
            max_provider_consensus_validators: not_negative(validators, message, 12)?,
        })
    }

    /// Whether sets are computed at the end of the provider's block of this height.
    ///
    /// Source: `interchain-security x/ccv/provider/keeper/relay.go EndBlockVSU`.
    #[must_use]
    pub const fn is_epoch_block(&self, height: u64) -> bool {
        matches!(height.checked_rem(self.blocks_per_epoch), Some(0))
    }
}
