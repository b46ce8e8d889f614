//! The messages that are signed, read as they stand; and written again by the writers of sign
//! bytes.

use crate::error::Error;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{BlockId, Message};
use crate::wire::{Reader, Sink};

/// The type in what a proposer signs. `cometbft types/canonical.go CanonicalizeProposal`.
pub(super) const PROPOSAL: i32 = 32;

/// The fields of a `CanonicalVote` or a `CanonicalProposal`. No value is checked.
pub(super) struct Canonical<'a> {
    pub(super) signed_type: i32,
    pub(super) height: i64,
    pub(super) round: i64,
    pub(super) pol_round: i64,
    pub(super) block_id: Result<BlockId<'a>, Error>,
    pub(super) timestamp: Time,
    pub(super) chain_id: &'a str,
}

impl<'a> Canonical<'a> {
    /// Reads either, by the type that stands first: no signer writes anything before it.
    ///
    /// # Errors
    /// Those of the wire.
    pub(super) fn read(sign_bytes: &'a [u8]) -> Result<Self, Error> {
        let reader = delimited(sign_bytes, Message::CanonicalVote)?;
        let mut first = reader;
        let signed_type = match first.field()? {
            Some(field) if field.number == 1 => first.int32(field)?,
            _ => 0,
        };
        let mut read = Canonical {
            signed_type,
            height: 0,
            round: 0,
            pol_round: 0,
            block_id: Ok(BlockId::default()),
            timestamp: Time::GO_ZERO,
            chain_id: "",
        };
        match signed_type {
            PROPOSAL => read.proposal(reader.of(Message::CanonicalProposal))?,
            _ => read.vote(reader)?,
        }
        Ok(read)
    }

    fn vote(&mut self, mut reader: Reader<'a>) -> Result<(), Error> {
        while let Some(field) = reader.field()? {
            match field.number {
                1 => self.signed_type = reader.int32(field)?,
                2 => self.height = reader.sfixed64(field)?,
                3 => self.round = reader.sfixed64(field)?,
                4 => self.block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
                5 => self.timestamp = reader.timestamp(field)?,
                6 => self.chain_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(())
    }

    fn proposal(&mut self, mut reader: Reader<'a>) -> Result<(), Error> {
        while let Some(field) = reader.field()? {
            match field.number {
                1 => self.signed_type = reader.int32(field)?,
                2 => self.height = reader.sfixed64(field)?,
                3 => self.round = reader.sfixed64(field)?,
                4 => self.pol_round = reader.int64(field)?,
                5 => self.block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
                6 => self.timestamp = reader.timestamp(field)?,
                7 => self.chain_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(())
    }
}

/// The fields of a `CanonicalVoteExtension`. No value is checked.
pub(super) struct CanonicalExtension<'a> {
    pub(super) extension: &'a [u8],
    pub(super) height: i64,
    pub(super) round: i64,
    pub(super) chain_id: &'a str,
}

impl<'a> CanonicalExtension<'a> {
    /// Reads one.
    ///
    /// # Errors
    /// Those of the wire.
    pub(super) fn read(sign_bytes: &'a [u8]) -> Result<Self, Error> {
        let mut reader = delimited(sign_bytes, Message::CanonicalVoteExtension)?;
        let mut read = CanonicalExtension { extension: &[], height: 0, round: 0, chain_id: "" };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => read.extension = reader.bytes(field)?,
                2 => read.height = reader.sfixed64(field)?,
                3 => read.round = reader.sfixed64(field)?,
                4 => read.chain_id = reader.text(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(read)
    }
}

/// What stands behind the length. That nothing stands behind the message, and that the length is as
/// short as it can be, [`Compared`] finds.
fn delimited(sign_bytes: &[u8], message: Message) -> Result<Reader<'_>, Error> {
    Reader::new(sign_bytes, message, &Limits::DEFAULT)?.delimited(message)
}

/// A sink that compares what is written with what is there.
pub(super) struct Compared<'a> {
    rest: &'a [u8],
    is_same: bool,
}

impl<'a> Compared<'a> {
    pub(super) const fn with(bytes: &'a [u8]) -> Self {
        Compared { rest: bytes, is_same: true }
    }

    /// # Errors
    /// [`Error::NotCanonical`] where other bytes were written, fewer or more.
    pub(super) const fn finish(&self) -> Result<(), Error> {
        if self.is_same && self.rest.is_empty() { Ok(()) } else { Err(Error::NotCanonical) }
    }
}

impl Sink for Compared<'_> {
    fn put(&mut self, bytes: &[u8]) {
        match self.rest.strip_prefix(bytes) {
            Some(rest) => self.rest = rest,
            None => self.is_same = false,
        }
    }
}
