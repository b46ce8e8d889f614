//! What the slashing module knows of validators.

use super::address::{CONSENSUS, address};
use super::validators::not_negative;
use crate::error::Error;
use crate::hash::Address;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{Message, getters};
use crate::wire::Reader;

/// `cosmos.slashing.v1beta1.ValidatorSigningInfo`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SigningInfo {
    address: Address,
    start_height: u64,
    index_offset: u64,
    jailed_until: Time,
    tombstoned: u64,
    missed_blocks_counter: u64,
}

impl SigningInfo {
    getters! {
        /// The address of its consensus key.
        address: Address,
        /// The height from which its duty is counted.
        start_height: u64,
        /// The blocks since then.
        index_offset: u64,
        /// Until when it is jailed; 1970 where it never was.
        jailed_until: Time,
        /// The blocks of the window that it missed.
        missed_blocks_counter: u64,
    }

    /// Whether it can never come back.
    #[must_use]
    pub const fn tombstoned(&self) -> bool {
        self.tombstoned != 0
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of an address that is none, of numbers
    /// below 0.
    ///
    /// Source: `cosmos-sdk x/slashing/types/slashing.pb.go ValidatorSigningInfo`.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::SigningInfo;
        let mut reader = Reader::new(bytes, message, limits)?;
        let (mut text, mut start, mut offset, mut missed) = ("", 0, 0, 0);
        let (mut jailed_until, mut tombstoned) = (Time::GO_ZERO, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => text = reader.text(field)?,
                2 => start = reader.int64(field)?,
                3 => offset = reader.int64(field)?,
                4 => jailed_until = reader.timestamp(field)?,
                5 => tombstoned = reader.uint64(field)?,
                6 => missed = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(SigningInfo {
            address: address(text, CONSENSUS)
                .ok_or(Error::StoreFieldValue { message, field: 1 })?,
            start_height: not_negative(start, message, 2)?,
            index_offset: not_negative(offset, message, 3)?,
            jailed_until,
            tombstoned,
            missed_blocks_counter: not_negative(missed, message, 6)?,
        })
    }
}
