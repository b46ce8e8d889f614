//! How infractions on a consumer are punished.

use super::scalar::decimal;
use crate::ccv::SlashJail;
use crate::error::Error;
use crate::limits::Limits;
use crate::time::Duration;
use crate::types::{Message, getters};
use crate::wire::Reader;

/// All of the stake, in units of 10^-18.
const ALL: u64 = 1_000_000_000_000_000_000;

/// `InfractionParameters`. The module writes both parts; it would panic where it needs one that is
/// not there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InfractionParameters {
    double_sign: Option<SlashJail>,
    downtime: Option<SlashJail>,
}

impl InfractionParameters {
    getters! {
        /// Of a double sign, and of misbehaviour.
        double_sign: Option<SlashJail>,
        /// Of downtime.
        downtime: Option<SlashJail>,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreValueForm`] of a fraction; [`Error::StoreFieldValue`] of
    /// one above 1, and of a duration below 0.
    ///
    /// Source: `interchain-security x/ccv/provider/types/msg.go ValidateInfractionParameters`.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::InfractionParameters, limits)?;
        let mut read = InfractionParameters { double_sign: None, downtime: None };
        while let Some(field) = reader.field()? {
            let part = match field.number {
                1 => &mut read.double_sign,
                2 => &mut read.downtime,
                _ => {
                    reader.skip(field)?;
                    continue;
                }
            };
            *part = Some(slash_jail(reader.message(field, Message::SlashJailParameters)?)?);
        }
        Ok(read)
    }
}

fn slash_jail(mut reader: Reader<'_>) -> Result<SlashJail, Error> {
    let message = Message::SlashJailParameters;
    let (mut fraction, mut jail_duration, mut tombstone) = (&[][..], Duration::from_nanos(0), 0);
    while let Some(field) = reader.field()? {
        match field.number {
            1 => fraction = reader.bytes(field)?,
            2 => jail_duration = reader.duration(field)?,
            3 => tombstone = reader.uint64(field)?,
            _ => reader.skip(field)?,
        }
    }
    let slash_fraction = decimal(fraction)?;
    if slash_fraction > ALL {
        return Err(Error::StoreFieldValue { message, field: 1 });
    }
    if jail_duration.nanos() < 0 {
        return Err(Error::StoreFieldValue { message, field: 2 });
    }
    Ok(SlashJail { slash_fraction, jail_duration, tombstone: tombstone != 0 })
}
