//! Packets from a provider: `ValidatorSetChangePacketData`, as it is sent and as it waits.

use super::ValidatorUpdate;
use crate::error::Error;
use crate::limits::Limits;
use crate::types::{Message, getters};
use crate::wire::{Json, List, Member, Names, Reader, Text};
use core::fmt;

const PACKET: Names = &[
    ("validator_updates", "validatorUpdates", 1),
    ("valset_update_id", "valsetUpdateId", 2),
    ("slash_acks", "slashAcks", 3),
];

/// A packet that obeys the rules of its own: it has a list of updates, which may be empty, and, unless
/// it is pending on a consumer, an id other than 0. What its updates do to a set is another question.
#[derive(Clone, Copy, Debug)]
pub struct ValidatorSetChangePacket<'a> {
    form: Form<'a>,
    valset_update_id: u64,
}

/// Where the lists are read again.
#[derive(Clone, Copy, Debug)]
enum Form<'a> {
    /// From the brackets of each list on; an absent list is empty bytes.
    Json { updates: &'a [u8], slash_acks: &'a [u8] },
    /// The whole message.
    Protobuf(&'a [u8]),
}

impl<'a> ValidatorSetChangePacket<'a> {
    getters! {
        /// The provider's number of the set to which these updates lead; 0 only where they are pending
        /// on a consumer.
        valset_update_id: u64,
    }

    /// Parses the data of a packet as it goes over IBC: ProtoJSON. Bytes after the JSON value are
    /// not looked at, as by the module.
    ///
    /// # Errors
    /// Those of the wire: [`Error::MessageTooLong`], [`Error::JsonSyntax`], [`Error::NotUtf8`],
    /// [`Error::JsonMember`], [`Error::DuplicateField`], [`Error::TooManyEntries`]; then
    /// [`Error::MissingPart`] without a list of updates, [`Error::PacketRule`] where the id is 0.
    ///
    /// Source: `interchain-security x/ccv/consumer/ibc_module.go OnRecvPacket`,
    /// `x/ccv/types/wire.go ValidatorSetChangePacketData.Validate`.
    pub fn parse_json(data: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::ValidatorSetChangePacketData;
        let mut json = Json::new(data, limits)?;
        let (mut updates, mut slash_acks, mut valset_update_id) = (None, &[][..], 0);
        let mut object = json.object(message, PACKET)?;
        while let Some(member) = json.member(&mut object)? {
            let rest = json.rest();
            match member.number {
                1 => {
                    let Some(mut list) = json.list()? else { continue };
                    let mut len = 0;
                    while json.element(&mut list)? {
                        ValidatorUpdate::decode_json(&mut json, len)?;
                        count(&mut len, limits)?;
                    }
                    updates = Some(rest);
                }
                2 => valset_update_id = json.uint64(member)?,
                _ => {
                    let Some(mut list) = json.list()? else { continue };
                    let mut len = 0;
                    while json.element(&mut list)? {
                        json.text(member)?;
                        count(&mut len, limits)?;
                    }
                    slash_acks = rest;
                }
            }
        }
        let updates = updates.ok_or(Error::MissingPart { message: Message::ValidatorUpdate })?;
        let form = Form::Json { updates, slash_acks };
        ValidatorSetChangePacket { form, valset_update_id }.validated()
    }

    /// Parses a packet as a provider keeps it until it is sent: protobuf, in which no list and an
    /// empty one are the same.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`]; then [`Error::PacketRule`] where the id
    /// is 0.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ValidatorSetChangePacket::parse_pending(bytes, limits)?.validated()
    }

    /// Parses what a consumer keeps until the end of the block: protobuf, and without an id.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`].
    ///
    /// Source: `interchain-security x/ccv/consumer/keeper/keeper.go SetPendingChanges`.
    pub fn parse_pending(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let reader = Reader::new(bytes, Message::ValidatorSetChangePacketData, limits)?;
        ValidatorSetChangePacket::decode(reader, limits)
    }

    fn decode(mut reader: Reader<'a>, limits: &Limits) -> Result<Self, Error> {
        let form = Form::Protobuf(reader.rest());
        let (mut valset_update_id, mut updates, mut slash_acks) = (0, 0, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let update = reader.repeated(field, Message::ValidatorUpdate)?;
                    ValidatorUpdate::decode(update, updates)?;
                    count(&mut updates, limits)?;
                }
                2 => valset_update_id = reader.uint64(field)?,
                3 => {
                    reader.repeated_text(field)?;
                    count(&mut slash_acks, limits)?;
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(ValidatorSetChangePacket { form, valset_update_id })
    }

    fn validated(self) -> Result<Self, Error> {
        if self.valset_update_id == 0 {
            let message = Message::ValidatorSetChangePacketData;
            return Err(Error::PacketRule { message, field: 2 });
        }
        Ok(self)
    }

    /// The updates, in the order of the packet.
    #[must_use]
    pub fn updates(&self) -> Updates<'a> {
        Updates(match self.form {
            Form::Json { updates, .. } => Items::json(updates),
            Form::Protobuf(bytes) => Items::protobuf(bytes),
        })
    }

    /// The consumer addresses, in bech32, whose slash packets the provider has handled: the consumer
    /// forgets that they were down. Nothing is asked of these texts, and nothing else depends on
    /// them.
    #[must_use]
    pub fn slash_acks(&self) -> SlashAcks<'a> {
        SlashAcks(match self.form {
            Form::Json { slash_acks, .. } => Items::json(slash_acks),
            Form::Protobuf(bytes) => Items::protobuf(bytes),
        })
    }
}

/// Counts an item of a list.
fn count(len: &mut u32, limits: &Limits) -> Result<(), Error> {
    if *len >= limits.votes() {
        let (message, limit) = (Message::ValidatorSetChangePacketData, limits.votes());
        return Err(Error::TooManyEntries { message, limit });
    }
    *len = len.saturating_add(1);
    Ok(())
}

/// The items of a list that has been read before: no step fails.
#[derive(Clone)]
struct Items<'a> {
    form: ItemsForm<'a>,
    index: u32,
}

#[derive(Clone)]
enum ItemsForm<'a> {
    Json(Json<'a>, List),
    Protobuf(Reader<'a>),
    Empty,
}

impl<'a> Items<'a> {
    fn json(bytes: &'a [u8]) -> Self {
        let mut json = Json::again(bytes);
        let form = match json.list() {
            Ok(Some(list)) => ItemsForm::Json(json, list),
            _ => ItemsForm::Empty,
        };
        Items { form, index: 0 }
    }

    fn protobuf(bytes: &'a [u8]) -> Self {
        let reader = Reader::again(bytes, Message::ValidatorSetChangePacketData);
        Items { form: ItemsForm::Protobuf(reader), index: 0 }
    }

    fn count(&mut self) -> u32 {
        let index = self.index;
        self.index = index.saturating_add(1);
        index
    }
}

/// The updates of a packet, in its order.
#[derive(Clone)]
pub struct Updates<'a>(Items<'a>);

impl Iterator for Updates<'_> {
    type Item = ValidatorUpdate;

    fn next(&mut self) -> Option<ValidatorUpdate> {
        let index = self.0.count();
        match &mut self.0.form {
            ItemsForm::Json(json, list) => {
                json.element(list).ok().filter(|more| *more)?;
                ValidatorUpdate::decode_json(json, index).ok()
            }
            ItemsForm::Protobuf(reader) => loop {
                let field = reader.field().ok()??;
                if field.number == 1 {
                    let update = reader.repeated(field, Message::ValidatorUpdate).ok()?;
                    return ValidatorUpdate::decode(update, index).ok();
                }
                reader.skip(field).ok()?;
            },
            ItemsForm::Empty => None,
        }
    }
}

/// The address in an acknowledged slash packet, as the provider wrote it.
#[derive(Clone, Copy, Debug)]
pub struct SlashAck<'a>(Text<'a>);

impl<'a> SlashAck<'a> {
    /// The characters.
    pub fn chars(&self) -> impl Iterator<Item = char> + 'a {
        self.0.chars()
    }
}

impl PartialEq<str> for SlashAck<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == *other
    }
}

impl fmt::Display for SlashAck<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|character| fmt::Write::write_char(f, character))
    }
}

/// The acknowledged slash packets of a packet, in its order.
#[derive(Clone)]
pub struct SlashAcks<'a>(Items<'a>);

impl<'a> Iterator for SlashAcks<'a> {
    type Item = SlashAck<'a>;

    fn next(&mut self) -> Option<SlashAck<'a>> {
        match &mut self.0.form {
            ItemsForm::Json(json, list) => {
                json.element(list).ok().filter(|more| *more)?;
                let member = Member::again(Message::ValidatorSetChangePacketData, 3);
                let text = json.text(member).ok()?;
                Some(SlashAck(text.unwrap_or(Text::plain(""))))
            }
            ItemsForm::Protobuf(reader) => loop {
                let field = reader.field().ok()??;
                if field.number == 3 {
                    return Some(SlashAck(Text::plain(reader.repeated_text(field).ok()?)));
                }
                reader.skip(field).ok()?;
            },
            ItemsForm::Empty => None,
        }
    }
}

/// `ValidatorSetChangePackets`: the packets that wait in a provider's state.
#[derive(Clone, Copy, Debug)]
pub struct ValidatorSetChangePackets<'a> {
    bytes: &'a [u8],
    limits: Limits,
}

impl<'a> ValidatorSetChangePackets<'a> {
    /// Parses the queue.
    ///
    /// # Errors
    /// Those of [`ValidatorSetChangePacket::parse`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::ValidatorSetChangePackets, limits)?;
        let mut len = 0;
        while let Some(field) = reader.field()? {
            if field.number == 1 {
                let packet = reader.repeated(field, Message::ValidatorSetChangePacketData)?;
                ValidatorSetChangePacket::decode(packet, limits)?.validated()?;
                count(&mut len, limits)?;
            } else {
                reader.skip(field)?;
            }
        }
        Ok(ValidatorSetChangePackets { bytes, limits: *limits })
    }

    /// The packets, first to be sent first.
    #[must_use]
    pub fn packets(&self) -> PendingPackets<'a> {
        let reader = Reader::again(self.bytes, Message::ValidatorSetChangePackets);
        PendingPackets { reader, limits: self.limits }
    }
}

/// The packets of a queue, in its order.
#[derive(Clone)]
pub struct PendingPackets<'a> {
    reader: Reader<'a>,
    limits: Limits,
}

impl<'a> Iterator for PendingPackets<'a> {
    type Item = ValidatorSetChangePacket<'a>;

    fn next(&mut self) -> Option<ValidatorSetChangePacket<'a>> {
        // These bytes have been read before: no step fails.
        loop {
            let field = self.reader.field().ok()??;
            if field.number == 1 {
                let message = Message::ValidatorSetChangePacketData;
                let packet = self.reader.repeated(field, message).ok()?;
                return ValidatorSetChangePacket::decode(packet, &self.limits).ok();
            }
            self.reader.skip(field).ok()?;
        }
    }
}

#[cfg(test)]
mod tests;
