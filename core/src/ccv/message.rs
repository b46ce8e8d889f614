//! The two messages by which evidence is submitted to a provider.

use crate::error::Error;
use crate::evidence::{DuplicateVoteEvidence, Misbehaviour};
use crate::limits::Limits;
use crate::types::{Message, RawIbcHeader};
use crate::wire::Reader;

/// `MsgSubmitConsumerDoubleVoting`, of which the wire has been read and no rule has been asked:
/// that is a part of the verdict.
#[derive(Clone, Copy)]
pub struct SubmitConsumerDoubleVoting<'a> {
    pub(super) evidence: Result<DuplicateVoteEvidence<'a>, Error>,
    pub(super) infraction_block_header: Option<RawIbcHeader<'a>>,
    pub(super) consumer_id: &'a str,
}

impl<'a> SubmitConsumerDoubleVoting<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::SubmitConsumerDoubleVoting;
        let mut reader = Reader::new(bytes, message, limits)?;
        let mut parsed = SubmitConsumerDoubleVoting {
            evidence: Err(missing(Message::DuplicateVoteEvidence)),
            infraction_block_header: None,
            consumer_id: "",
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => drop(reader.text(field)?),
                2 => {
                    let message = reader.message(field, Message::DuplicateVoteEvidence)?;
                    parsed.evidence = DuplicateVoteEvidence::decode(message)?;
                }
                3 => {
                    let message = reader.message(field, Message::IbcHeader)?;
                    parsed.infraction_block_header = Some(RawIbcHeader::decode(message, limits)?);
                }
                4 => parsed.consumer_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(parsed)
    }

    /// Parses its parts: a `DuplicateVoteEvidence`, and an IBC `Header` if there is one.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn of_parts(
        evidence: &'a [u8],
        infraction_block_header: Option<&'a [u8]>,
        consumer_id: &'a str,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let reader = Reader::new(evidence, Message::DuplicateVoteEvidence, limits)?;
        let evidence = DuplicateVoteEvidence::decode(reader)?;
        let infraction_block_header = match infraction_block_header {
            None => None,
            Some(bytes) => {
                let reader = Reader::new(bytes, Message::IbcHeader, limits)?;
                Some(RawIbcHeader::decode(reader, limits)?)
            }
        };
        Ok(SubmitConsumerDoubleVoting { evidence, infraction_block_header, consumer_id })
    }
}

/// `MsgSubmitConsumerMisbehaviour`, of which the wire has been read and no rule has been asked:
/// that is a part of the verdict.
#[derive(Clone, Copy)]
pub struct SubmitConsumerMisbehaviour<'a> {
    pub(super) misbehaviour: Result<Misbehaviour<'a>, Error>,
    pub(super) consumer_id: &'a str,
}

impl<'a> SubmitConsumerMisbehaviour<'a> {
    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::SubmitConsumerMisbehaviour;
        let mut reader = Reader::new(bytes, message, limits)?;
        let mut misbehaviour = Err(missing(Message::Misbehaviour));
        let mut consumer_id = "";
        while let Some(field) = reader.field()? {
            match field.number {
                1 => drop(reader.text(field)?),
                2 => {
                    let message = reader.message(field, Message::Misbehaviour)?;
                    misbehaviour = Misbehaviour::decode(message, limits)?;
                }
                3 => consumer_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(SubmitConsumerMisbehaviour { misbehaviour, consumer_id })
    }

    /// Parses its part, a `Misbehaviour`.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn of_parts(
        misbehaviour: &'a [u8],
        consumer_id: &'a str,
        limits: &Limits,
    ) -> Result<Self, Error> {
        let reader = Reader::new(misbehaviour, Message::Misbehaviour, limits)?;
        let misbehaviour = Misbehaviour::decode(reader, limits)?;
        Ok(SubmitConsumerMisbehaviour { misbehaviour, consumer_id })
    }
}

fn missing(message: Message) -> Error {
    Error::MissingPart { message }
}
