//! What goes the other way: packets from a consumer, and acknowledgements.

use crate::error::Error;
use crate::hash::Address;
use crate::limits::{ADDRESS_LEN, Limits};
use crate::types::{Message, getters};
use crate::wire::{Json, Member, Names};

const PACKET: Names = &[
    ("type", "type", 1),
    ("slashPacketData", "slashPacketData", 2),
    ("vscMaturedPacketData", "vscMaturedPacketData", 3),
];
const SLASH: Names = &[
    ("validator", "validator", 1),
    ("valset_update_id", "valsetUpdateId", 2),
    ("infraction", "infraction", 3),
];
const VALIDATOR: Names = &[("address", "address", 1), ("power", "power", 3)];
const MATURED: Names = &[("valset_update_id", "valsetUpdateId", 1)];
const RESPONSE: Names = &[("result", "result", 21), ("error", "error", 22)];

const SLASH_PACKET: i32 = 1;
const VSC_MATURED_PACKET: i32 = 2;
const TYPES: &[(&str, i32)] = &[
    ("CONSUMER_PACKET_TYPE_UNSPECIFIED", 0),
    ("CONSUMER_PACKET_TYPE_SLASH", SLASH_PACKET),
    ("CONSUMER_PACKET_TYPE_VSCM", VSC_MATURED_PACKET),
];
/// By their names in the SDK, and by those of ICS 1 and 2, which consumers still write.
const INFRACTIONS: &[(&str, i32)] = &[
    ("INFRACTION_UNSPECIFIED", 0),
    ("INFRACTION_DOUBLE_SIGN", 1),
    ("INFRACTION_DOWNTIME", 2),
    ("INFRACTION_TYPE_UNSPECIFIED", 0),
    ("INFRACTION_TYPE_DOUBLE_SIGN", 1),
    ("INFRACTION_TYPE_DOWNTIME", 2),
];

/// What a consumer reports to its provider, by its own rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ConsumerPacketData {
    /// A validator has misbehaved.
    Slash(SlashPacketData),
    /// A set has matured: sent by consumers before release 6.4, ignored by providers since 6.0.
    VscMatured {
        /// The number of the set; not 0.
        valset_update_id: u64,
    },
}

/// A consumer's report on one of its validators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlashPacketData {
    address: Address,
    power: i64, // not 0
    valset_update_id: u64,
    infraction: Infraction,
}

/// What a validator is reported for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Infraction {
    /// It signed two blocks. Providers no longer punish on such a report: they want evidence.
    DoubleSign,
    /// It did not sign for too long.
    Downtime,
}

impl SlashPacketData {
    getters! {
        /// The address of the validator's key on the consumer.
        address: Address,
        /// The power that the consumer says it had: any number but 0, which nothing proves.
        power: i64,
        /// The number of the set with which it misbehaved; 0 for the initial one.
        valset_update_id: u64,
        /// What it did.
        infraction: Infraction,
    }

    fn decode(json: &mut Json<'_>) -> Result<Result<Self, Error>, Error> {
        let (mut validator, mut id, mut infraction) = ((None, 0), 0, 0);
        let mut object = json.object(Message::SlashPacketData, SLASH)?;
        while let Some(member) = json.member(&mut object)? {
            match member.number {
                1 => validator = decode_validator(json)?,
                2 => id = json.uint64(member)?,
                _ => infraction = json.enumeration(member, INFRACTIONS)?,
            }
        }
        let rule = |field| Error::PacketRule { message: Message::SlashPacketData, field };
        let (Some(address), power @ (..=-1 | 1..)) = validator else { return Ok(Err(rule(1))) };
        let infraction = match infraction {
            1 => Infraction::DoubleSign,
            2 => Infraction::Downtime,
            _ => return Ok(Err(rule(3))),
        };
        Ok(Ok(SlashPacketData { address, power, valset_update_id: id, infraction }))
    }
}

impl ConsumerPacketData {
    /// Parses the data of a packet as it goes over IBC: ProtoJSON. Bytes after the JSON value are
    /// not looked at, as by the module.
    ///
    /// # Errors
    /// Those of the wire: [`Error::MessageTooLong`], [`Error::JsonSyntax`], [`Error::NotUtf8`],
    /// [`Error::JsonMember`], [`Error::DuplicateField`], also for two kinds of data in one packet;
    /// then [`Error::PacketRule`]: of data that are `null` or not of the type, of an address that is not 20
    /// bytes or a power of 0, of an infraction that is none, of an id of 0 where a set matured.
    ///
    /// Source: `interchain-security x/ccv/provider/ibc_module.go UnmarshalConsumerPacketData`,
    /// `x/ccv/types/wire.go ConsumerPacketData.Validate`.
    pub fn parse_json(data: &[u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::ConsumerPacketData;
        let mut json = Json::new(data, limits)?;
        let (mut packet_type, mut read) = (0, None);
        let mut object = json.object(message, PACKET)?;
        while let Some(member) = json.member(&mut object)? {
            if member.number != 1 && read.is_some() {
                return Err(member.duplicate());
            }
            match member.number {
                1 => packet_type = json.enumeration(member, TYPES)?,
                _ if json.null() => read = Some((0, Err(Error::PacketRule { message, field: 1 }))),
                2 => {
                    let slash = SlashPacketData::decode(&mut json)?;
                    read = Some((SLASH_PACKET, slash.map(ConsumerPacketData::Slash)));
                }
                _ => read = Some((VSC_MATURED_PACKET, decode_matured(&mut json)?)),
            }
        }
        match read {
            Some((found, packet)) if found == packet_type => packet,
            _ => Err(Error::PacketRule { message, field: 1 }),
        }
    }
}

/// The validator of a slash packet: its address, where it has the length of one, and its power.
fn decode_validator(json: &mut Json<'_>) -> Result<(Option<Address>, i64), Error> {
    let (mut address, mut power) = (None, 0);
    let mut object = json.object(Message::Validator, VALIDATOR)?;
    while let Some(member) = json.member(&mut object)? {
        if member.number == 1 {
            let mut bytes = [0; ADDRESS_LEN];
            let len = base64(json, member, &mut bytes)?;
            address = if len == ADDRESS_LEN { Some(Address(bytes)) } else { None };
        } else {
            power = json.int64(member)?;
        }
    }
    Ok((address, power))
}

fn decode_matured(json: &mut Json<'_>) -> Result<Result<ConsumerPacketData, Error>, Error> {
    let message = Message::VscMaturedPacketData;
    let mut valset_update_id = 0;
    let mut object = json.object(message, MATURED)?;
    while let Some(member) = json.member(&mut object)? {
        valset_update_id = json.uint64(member)?;
    }
    Ok(match valset_update_id {
        0 => Err(Error::PacketRule { message, field: 1 }),
        _ => Ok(ConsumerPacketData::VscMatured { valset_update_id }),
    })
}

/// What the other end said to a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Acknowledgement {
    /// Received, and no more is said: of a validator set change, or by an old provider.
    Received,
    /// The provider has handled a slash packet.
    SlashHandled,
    /// The provider does not take a slash packet now: it is to be sent again.
    SlashBounced,
    /// The packet was refused. The text is not determined by the chain's state, and not kept.
    Refused,
}

impl Acknowledgement {
    /// Parses the bytes of an acknowledgement: all of them, since a commitment covers all of them.
    ///
    /// # Errors
    /// Those of the wire: [`Error::MessageTooLong`], [`Error::JsonSyntax`], [`Error::NotUtf8`],
    /// [`Error::JsonMember`], [`Error::DuplicateField`]; then [`Error::PacketRule`] where there is
    /// no response, or a result that the modules do not know.
    ///
    /// Source: `ibc-go modules/core/04-channel/types/acknowledgement.go`,
    /// `interchain-security x/ccv/types/wire.go PacketAckResult`.
    pub fn parse(bytes: &[u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::Acknowledgement;
        let mut json = Json::new(bytes, limits)?;
        let mut read = None;
        let mut object = json.object(message, RESPONSE)?;
        while let Some(member) = json.member(&mut object)? {
            if read.is_some() {
                return Err(member.duplicate());
            }
            let mut result = [0];
            read = Some(match member.number {
                22 => match json.text(member)? {
                    Some(text) if text != *"" => Some(Acknowledgement::Refused),
                    _ => None,
                },
                _ => match (base64(&mut json, member, &mut result)?, result) {
                    (1, [1]) => Some(Acknowledgement::Received),
                    (1, [2]) => Some(Acknowledgement::SlashHandled),
                    (1, [3]) => Some(Acknowledgement::SlashBounced),
                    _ => None,
                },
            });
        }
        json.finish()?;
        read.flatten().ok_or(Error::PacketRule { message, field: 21 })
    }
}

/// Decodes bytes, and says how many there are, also where they do not fit.
fn base64(json: &mut Json<'_>, member: Member, bytes: &mut [u8]) -> Result<usize, Error> {
    match json.text(member)? {
        None => Ok(0),
        Some(text) => text.base64(bytes).ok_or_else(|| member.refuse()),
    }
}

#[cfg(test)]
mod tests;
