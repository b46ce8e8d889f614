//! The host's side: turns the bytes of a light block into frames.

use super::frame::{Kind, MAX_FRAME, write};
use super::payload::{Payload, encoded};
use crate::error::{Error, NO_INDEX};
use crate::limits::Limits;
use crate::types::{CommitSig, Header, LightBlock, Message, RawValidator, ValidatorSet};
use crate::wire::{Reader, Sink, bytes_field, uint_field};

/// Bytes of a signature that are sent where it is too long for a frame: one more than any that is
/// right.
pub(super) const CUT: usize = 65;

/// A light block, to be sent to a verifier in frames.
///
/// What a frame cannot hold is judged here, by the parser of the whole block: its error is that which
/// verification of the block would have had.
#[derive(Clone, Copy, Debug)]
pub struct Frames<'a> {
    header: Reader<'a>,
    commit: Reader<'a>,
    validators: Reader<'a>,
    /// The first rule that the block breaks.
    broken: Option<Error>,
}

impl<'a> Frames<'a> {
    /// Finds the parts of a light block.
    ///
    /// # Errors
    /// Those of [`LightBlock::parse`] that say that the bytes are no light block: of the wire, and
    /// [`Error::MissingPart`].
    pub fn of(light_block: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let block = Reader::new(light_block, Message::LightBlock, limits)?;
        let parsed = LightBlock::decode(block, limits)?;
        let missing = Error::MissingPart { message: Message::LightBlock };
        parts(block).ok_or_else(|| parsed.err().unwrap_or(missing)).map(|parts| {
            let (header, commit, validators) = parts;
            Frames { header, commit, validators, broken: parsed.err() }
        })
    }

    /// Writes the frames of both passes.
    ///
    /// # Errors
    /// [`Error::FrameTooLong`] of a header or a validator that no frame holds; that of
    /// [`LightBlock::parse`] where such a one breaks a rule.
    pub fn write(&self, sink: &mut impl Sink) -> Result<(), Error> {
        self.write_passes(sink).map_err(|error| self.broken.unwrap_or(error))
    }

    fn write_passes(&self, sink: &mut impl Sink) -> Result<(), Error> {
        match self.header.rest() {
            short if short.len() <= MAX_FRAME => write(sink, Kind::Header, &[], short)?,
            _ => write(sink, Kind::Header, &[], &encoded(&Header::decode(self.header)??)?)?,
        }
        self.commit_head(sink)?;
        write_set(self.validators, sink)?;
        self.second_pass(sink)?;
        write(sink, Kind::End, &[], &[])
    }

    fn commit_head(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let (mut commit, mut entries) = (self.commit, 0u32);
        let (mut height, mut round, mut block_id) = (0, 0, &[][..]);
        while let Some(field) = commit.field()? {
            match field.number {
                1 => height = commit.int64(field)?,
                2 => round = commit.int32(field)?,
                3 => block_id = commit.message(field, Message::BlockId)?.rest(),
                4 => {
                    commit.repeated(field, Message::CommitSig)?;
                    entries = entries.saturating_add(1);
                }
                _ => commit.skip(field)?,
            }
        }
        let mut head = Payload::new();
        uint_field(&mut head, 1, height.cast_unsigned());
        uint_field(&mut head, 2, i64::from(round).cast_unsigned());
        bytes_field(&mut head, 3, block_id);
        write(sink, Kind::Commit, &entries.to_le_bytes(), &head.whole()?)
    }

    fn second_pass(&self, sink: &mut impl Sink) -> Result<(), Error> {
        let (mut commit, mut set, mut index) = (self.commit, self.validators, 0u32);
        loop {
            let entry = next(&mut commit, 4, Message::CommitSig);
            let validator = next(&mut set, 1, Message::Validator);
            if entry.is_none() && validator.is_none() {
                return Ok(());
            }
            if let Some(entry) = entry {
                write_entry(sink, entry, index)?;
            }
            if let Some(validator) = validator {
                write_validator(sink, Kind::Validator, validator, index)?;
            }
            index = index.saturating_add(1);
        }
    }
}

/// Writes the frames of a trusted set, as protobuf `ValidatorSet`: they come before those of a block
/// that does not follow directly.
///
/// # Errors
/// Those of [`ValidatorSet::parse`] that say that the bytes are no set; [`Error::FrameTooLong`] of a
/// validator that no frame holds.
pub fn write_trusted_set(set: &[u8], limits: &Limits, sink: &mut impl Sink) -> Result<(), Error> {
    let reader = Reader::new(set, Message::ValidatorSet, limits)?;
    let broken = ValidatorSet::decode(reader, limits)?.err();
    write(sink, Kind::TrustedSet, &[], &[])?;
    write_set(reader, sink).map_err(|error| broken.unwrap_or(error))
}

/// The proposer first: who gets the frames can then see whether it is a member.
pub(super) fn write_set(set: Reader<'_>, sink: &mut impl Sink) -> Result<(), Error> {
    let (mut proposer, mut validators) = (set, set);
    if let Some(proposer) = next(&mut proposer, 2, Message::Validator) {
        write_validator(sink, Kind::Proposer, proposer, NO_INDEX)?;
    }
    let mut index = 0u32;
    while let Some(validator) = next(&mut validators, 1, Message::Validator) {
        write_validator(sink, Kind::Validator, validator, index)?;
        index = index.saturating_add(1);
    }
    write(sink, Kind::SetEnd, &[], &[])
}

fn write_validator(
    sink: &mut impl Sink,
    kind: Kind,
    validator: Reader<'_>,
    index: u32,
) -> Result<(), Error> {
    if validator.rest().len() <= MAX_FRAME {
        return write(sink, kind, &[], validator.rest());
    }
    let validator = RawValidator::decode(validator, index)??;
    write(sink, kind, &[], &encoded(&validator.validate(index)?)?)
}

fn write_entry(sink: &mut impl Sink, entry: Reader<'_>, index: u32) -> Result<(), Error> {
    let bytes = entry.rest();
    let sig = CommitSig::decode(entry, index)?;
    let length = sig.map_or(0, |sig| u16::try_from(sig.signature().len()).unwrap_or(u16::MAX));
    let length = length.to_le_bytes();
    if bytes.len() <= MAX_FRAME.saturating_sub(length.len()) {
        return write(sink, Kind::Entry, &length, bytes);
    }
    let sig = sig?;
    let signature = sig.signature().get(..CUT).unwrap_or(sig.signature());
    let cut = CommitSig::of_parts(sig.flag(), sig.validator_address(), sig.timestamp(), signature);
    write(sink, Kind::Entry, &length, &encoded(&cut)?)
}

type Parts<'a> = (Reader<'a>, Reader<'a>, Reader<'a>);

/// Header, commit and set of bytes that have been read before without an error.
fn parts(mut block: Reader<'_>) -> Option<Parts<'_>> {
    let mut signed = next(&mut { block }, 1, Message::SignedHeader)?;
    let header = next(&mut { signed }, 1, Message::Header)?;
    let commit = next(&mut signed, 2, Message::Commit)?;
    let set = next(&mut block, 2, Message::ValidatorSet)?;
    Some((header, commit, set))
}

/// The next message of a field, in bytes that have been read before without an error.
fn next<'a>(reader: &mut Reader<'a>, number: u32, message: Message) -> Option<Reader<'a>> {
    while let Some(field) = reader.field().ok()? {
        if field.number == number {
            return reader.repeated(field, message).ok();
        }
        reader.skip(field).ok()?;
    }
    None
}
