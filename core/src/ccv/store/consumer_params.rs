//! The parameters of the consumer's module.

use super::validators::not_negative;
use crate::error::Error;
use crate::limits::Limits;
use crate::time::Duration;
use crate::types::{Message, getters};
use crate::wire::Reader;

/// `interchain_security.ccv.v1.ConsumerParams`. The denominations of rewards are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsumerParams<'a> {
    enabled: u64,
    blocks_per_distribution_transmission: u64,
    distribution_transmission_channel: &'a str,
    provider_fee_pool_addr_str: &'a str,
    ccv_timeout_period: Duration,
    transfer_timeout_period: Duration,
    consumer_redistribution_fraction: &'a str,
    historical_entries: u64,
    unbonding_period: Duration,
    soft_opt_out_threshold: &'a str,
    retry_delay_period: Duration,
    consumer_id: &'a str,
}

impl<'a> ConsumerParams<'a> {
    getters! {
        /// Blocks between two transmissions of rewards.
        blocks_per_distribution_transmission: u64,
        /// The channel on which rewards leave; empty where there is none yet.
        distribution_transmission_channel: &'a str,
        /// Where on the provider rewards arrive.
        provider_fee_pool_addr_str: &'a str,
        /// How long a packet may take.
        ccv_timeout_period: Duration,
        /// How long a transfer of rewards may take.
        transfer_timeout_period: Duration,
        /// The part of the rewards that stays.
        consumer_redistribution_fraction: &'a str,
        /// Blocks of which headers and validators are kept.
        historical_entries: u64,
        /// How long stake on the consumer waits.
        unbonding_period: Duration,
        /// Deprecated: nothing reads it.
        soft_opt_out_threshold: &'a str,
        /// How long the consumer waits before it reports an infraction again.
        retry_delay_period: Duration,
        /// The consumer's id on the provider, which the provider told it; empty on a chain that
        /// began before that.
        consumer_id: &'a str,
    }

    /// Whether the module does anything.
    #[must_use]
    pub const fn enabled(&self) -> bool {
        self.enabled != 0
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of a number of blocks below 0.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ConsumerParams::decode(Reader::new(bytes, Message::ConsumerParams, limits)?)
    }

    pub(super) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let message = Message::ConsumerParams;
        let zero = Duration::from_nanos(0);
        let (mut blocks, mut entries) = (0, 0);
        let mut read = ConsumerParams {
            enabled: 0,
            blocks_per_distribution_transmission: 0,
            distribution_transmission_channel: "",
            provider_fee_pool_addr_str: "",
            ccv_timeout_period: zero,
            transfer_timeout_period: zero,
            consumer_redistribution_fraction: "",
            historical_entries: 0,
            unbonding_period: zero,
            soft_opt_out_threshold: "",
            retry_delay_period: zero,
            consumer_id: "",
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => read.enabled = reader.uint64(field)?,
                2 => blocks = reader.int64(field)?,
                3 => read.distribution_transmission_channel = reader.text(field)?,
                4 => read.provider_fee_pool_addr_str = reader.text(field)?,
                5 => read.ccv_timeout_period = reader.duration(field)?,
                6 => read.transfer_timeout_period = reader.duration(field)?,
                7 => read.consumer_redistribution_fraction = reader.text(field)?,
                8 => entries = reader.int64(field)?,
                9 => read.unbonding_period = reader.duration(field)?,
                10 => read.soft_opt_out_threshold = reader.text(field)?,
                13 => read.retry_delay_period = reader.duration(field)?,
                14 => read.consumer_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        read.blocks_per_distribution_transmission = not_negative(blocks, message, 2)?;
        read.historical_entries = not_negative(entries, message, 8)?;
        Ok(read)
    }
}
