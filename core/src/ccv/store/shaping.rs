//! Who validates a consumer, and with how much power.

use super::address::{CONSENSUS, address};
use super::lists::{count, entries};
use crate::error::Error;
use crate::hash::Address;
use crate::limits::Limits;
use crate::types::{Message, getters};
use crate::wire::{Field, Reader};

const MESSAGE: Message = Message::PowerShapingParameters;
const ALLOWLIST: u32 = 4;
const DENYLIST: u32 = 5;
const PRIORITYLIST: u32 = 8;
/// The parts of a whole in which shares are counted.
const PERCENT: u32 = 100;

/// `PowerShapingParameters`. Those of a consumer that shapes nothing are no bytes at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PowerShapingParameters<'a> {
    top_n: u32,
    validators_power_cap: u32,
    validator_set_cap: u32,
    min_stake: u64,
    allow_inactive_vals: u64,
    bytes: &'a [u8],
}

impl<'a> PowerShapingParameters<'a> {
    getters! {
        /// The share of the provider's power, in percent, whose validators have to validate; 0 on
        /// a chain that nobody has to validate.
        top_n: u32,
        /// The share of the power that one validator may have, in percent; 0 for no such cap.
        validators_power_cap: u32,
        /// The most validators of a chain that nobody has to validate; 0 for no such cap.
        validator_set_cap: u32,
        /// The least tokens that a validator must have at stake.
        min_stake: u64,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::TooManyEntries`] above
    /// [`MAX_STORE_ENTRIES`](crate::limits::MAX_STORE_ENTRIES) in the three lists together;
    /// [`Error::StoreFieldValue`] of an entry that is no consensus address, or of a share above
    /// 100 percent.
    ///
    /// Source: `interchain-security x/ccv/provider/types/msg.go ValidatePowerShapingParameters`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, MESSAGE, limits)?;
        let mut read = PowerShapingParameters {
            top_n: 0,
            validators_power_cap: 0,
            validator_set_cap: 0,
            min_stake: 0,
            allow_inactive_vals: 0,
            bytes,
        };
        let mut listed = 0;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => read.top_n = share(reader.uint32(field)?, field)?,
                2 => read.validators_power_cap = share(reader.uint32(field)?, field)?,
                3 => read.validator_set_cap = reader.uint32(field)?,
                ALLOWLIST | DENYLIST | PRIORITYLIST => {
                    count(&mut listed, MESSAGE)?;
                    let entry = reader.repeated_text(field)?;
                    address(entry, CONSENSUS).ok_or_else(|| wrong(field))?;
                }
                6 => read.min_stake = reader.uint64(field)?,
                7 => read.allow_inactive_vals = reader.uint64(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(read)
    }

    /// Whether validators outside the provider's active set may validate.
    #[must_use]
    pub const fn allow_inactive_vals(&self) -> bool {
        self.allow_inactive_vals != 0
    }

    /// Who alone may validate; all may where nobody is listed. Addresses of provider keys.
    pub fn allowlist(&self) -> impl Iterator<Item = Address> + Clone + use<'a> {
        self.list(ALLOWLIST)
    }

    /// Who may not validate.
    pub fn denylist(&self) -> impl Iterator<Item = Address> + Clone + use<'a> {
        self.list(DENYLIST)
    }

    /// Who comes first where there is a cap.
    pub fn prioritylist(&self) -> impl Iterator<Item = Address> + Clone + use<'a> {
        self.list(PRIORITYLIST)
    }

    fn list(&self, number: u32) -> impl Iterator<Item = Address> + Clone + use<'a> {
        entries(self.bytes, MESSAGE, number)
            .filter_map(|entry| address(core::str::from_utf8(entry).ok()?, CONSENSUS))
    }
}

fn share(percent: u32, field: Field) -> Result<u32, Error> {
    if percent <= PERCENT { Ok(percent) } else { Err(wrong(field)) }
}

const fn wrong(field: Field) -> Error {
    Error::StoreFieldValue { message: MESSAGE, field: field.number }
}
