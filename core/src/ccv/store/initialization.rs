//! How a consumer is to begin.

use super::validators::not_negative;
use crate::error::Error;
use crate::limits::Limits;
use crate::time::{Duration, Time};
use crate::types::{Message, getters, ibc_height};
use crate::wire::Reader;

/// `ConsumerInitializationParameters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InitializationParameters<'a> {
    initial_height: (u64, u64),
    genesis_hash: &'a [u8],
    binary_hash: &'a [u8],
    spawn_time: Time,
    unbonding_period: Duration,
    ccv_timeout_period: Duration,
    transfer_timeout_period: Duration,
    consumer_redistribution_fraction: &'a str,
    blocks_per_distribution_transmission: u64,
    historical_entries: u64,
    distribution_transmission_channel: &'a str,
    connection_id: &'a str,
}

impl<'a> InitializationParameters<'a> {
    getters! {
        /// The revision and the height at which the chain is a consumer.
        initial_height: (u64, u64),
        /// The hash of the genesis, as its owner wrote it.
        genesis_hash: &'a [u8],
        /// The hash of the binary, as its owner wrote it.
        binary_hash: &'a [u8],
        /// When it begins; [`Time::GO_ZERO`] where that is not set.
        spawn_time: Time,
        /// How long stake on the consumer waits.
        unbonding_period: Duration,
        /// How long a packet may take.
        ccv_timeout_period: Duration,
        /// How long a transfer of rewards may take.
        transfer_timeout_period: Duration,
        /// The part of the rewards that stays.
        consumer_redistribution_fraction: &'a str,
        /// Blocks between two transmissions of rewards.
        blocks_per_distribution_transmission: u64,
        /// Blocks of which headers and validators are kept.
        historical_entries: u64,
        /// The channel on which rewards leave; empty where one is made.
        distribution_transmission_channel: &'a str,
        /// The connection of a chain that had one before it became a consumer.
        connection_id: &'a str,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of a number of blocks below 0.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::InitializationParameters;
        let mut reader = Reader::new(bytes, message, limits)?;
        let zero = Duration::from_nanos(0);
        let (mut blocks, mut entries) = (0, 0);
        let mut read = InitializationParameters {
            initial_height: (0, 0),
            genesis_hash: &[],
            binary_hash: &[],
            spawn_time: Time::GO_ZERO,
            unbonding_period: zero,
            ccv_timeout_period: zero,
            transfer_timeout_period: zero,
            consumer_redistribution_fraction: "",
            blocks_per_distribution_transmission: 0,
            historical_entries: 0,
            distribution_transmission_channel: "",
            connection_id: "",
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let height = reader.message(field, Message::IbcHeight)?;
                    read.initial_height = ibc_height(height)?;
                }
                2 => read.genesis_hash = reader.bytes(field)?,
                3 => read.binary_hash = reader.bytes(field)?,
                4 => read.spawn_time = reader.timestamp(field)?,
                5 => read.unbonding_period = reader.duration(field)?,
                6 => read.ccv_timeout_period = reader.duration(field)?,
                7 => read.transfer_timeout_period = reader.duration(field)?,
                8 => read.consumer_redistribution_fraction = reader.text(field)?,
                9 => blocks = reader.int64(field)?,
                10 => entries = reader.int64(field)?,
                11 => read.distribution_transmission_channel = reader.text(field)?,
                12 => read.connection_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        read.blocks_per_distribution_transmission = not_negative(blocks, message, 9)?;
        read.historical_entries = not_negative(entries, message, 10)?;
        Ok(read)
    }
}
