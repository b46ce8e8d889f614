//! One validator's vote.

use super::commit::signature_length;
use super::sign_bytes::CanonicalHead;
use super::{BlockId, Message, SignBytes, getters, length, sign_bytes};
use crate::error::{Error, NO_INDEX};
use crate::limits::{ADDRESS_LEN, Limits, MAX_SIGNATURE_LEN};
use crate::time::Time;
use crate::wire::{Decoded, Encode, Reader, Sink, bytes_field, message_field, uint_field};

/// The two votes of a round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum VoteType {
    /// The first vote of a round.
    Prevote,
    /// The second: enough of these commit a block.
    Precommit,
}

/// A vote, of which only the lengths in the block id are checked; [`Vote::validate`] does the rest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote<'a> {
    vote_type: i32,
    height: i64,
    round: i32,
    block_id: BlockId<'a>,
    timestamp: Time,
    validator_address: &'a [u8],
    validator_index: i32,
    signature: &'a [u8],
    extension: &'a [u8],
    extension_signature: &'a [u8],
}

impl<'a> Vote<'a> {
    getters! {
        /// The height.
        height: i64,
        /// The round.
        round: i32,
        /// The block voted for; a zero one in a nil vote.
        block_id: BlockId<'a>,
        /// When it was signed.
        timestamp: Time,
        /// The voter's address as it was sent: no signature covers it.
        validator_address: &'a [u8],
        /// The voter's index as it was sent: no signature covers it.
        validator_index: i32,
        /// The signature.
        signature: &'a [u8],
        /// What the application added to the vote.
        extension: &'a [u8],
        /// The signature of the extension.
        extension_signature: &'a [u8],
    }

    /// The type, if it is one of the two.
    #[must_use]
    pub const fn vote_type(&self) -> Option<VoteType> {
        match self.vote_type {
            1 => Some(VoteType::Prevote),
            2 => Some(VoteType::Precommit),
            _ => None,
        }
    }

    /// Parses a `Vote`.
    ///
    /// # Errors
    /// Those of the wire; then [`Error::HashLength`] of the block id.
    ///
    /// Source: `cometbft types/vote.go VoteFromProto` (0.38: the block id alone is checked).
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Vote::decode(Reader::new(bytes, Message::Vote, limits)?)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>) -> Decoded<Self> {
        let mut block_id = Ok(BlockId::default());
        let mut vote = Vote {
            vote_type: 0,
            height: 0,
            round: 0,
            block_id: BlockId::default(),
            timestamp: Time::GO_ZERO,
            validator_address: &[],
            validator_index: 0,
            signature: &[],
            extension: &[],
            extension_signature: &[],
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => vote.vote_type = reader.int32(field)?,
                2 => vote.height = reader.int64(field)?,
                3 => vote.round = reader.int32(field)?,
                4 => block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
                5 => vote.timestamp = reader.timestamp(field)?,
                6 => vote.validator_address = reader.bytes(field)?,
                7 => vote.validator_index = reader.int32(field)?,
                8 => vote.signature = reader.bytes(field)?,
                9 => vote.extension = reader.bytes(field)?,
                10 => vote.extension_signature = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(block_id.map(|block_id| Vote { block_id, ..vote }))
    }

    /// The vote with at most so many bytes of its signature, and a byte of what that does not cover:
    /// it obeys the same rules, and where it had more, its signature is as wrong.
    pub(crate) fn cut(self, signature: usize) -> Vote<'a> {
        let first = |bytes: &'a [u8], length| bytes.get(..length).unwrap_or(bytes);
        Vote {
            signature: first(self.signature, signature),
            extension: first(self.extension, 1),
            extension_signature: first(self.extension_signature, 1),
            ..self
        }
    }

    /// Checks the rules of a vote.
    ///
    /// # Errors
    /// [`Error::VoteType`], [`Error::VoteHeight`], [`Error::NegativeRound`],
    /// [`Error::VoteBlockId`], [`Error::SignerAddressLength`], [`Error::NegativeValidatorIndex`],
    /// [`Error::SignatureMissing`], [`Error::SignatureTooLong`], [`Error::UnexpectedExtension`],
    /// [`Error::UnexpectedExtensionSignature`], [`Error::ExtensionSignatureTooLong`],
    /// [`Error::ExtensionSignatureMissing`].
    ///
    /// Source: `cometbft types/vote.go Vote.ValidateBasic`.
    pub fn validate(&self) -> Result<(), Error> {
        let vote_type = self.vote_type().ok_or(Error::VoteType { found: self.vote_type })?;
        if self.height <= 0 {
            return Err(Error::VoteHeight { height: self.height });
        }
        if self.round < 0 {
            return Err(Error::NegativeRound { round: self.round });
        }
        if !self.block_id.is_zero() && !self.block_id.is_complete() {
            return Err(Error::VoteBlockId);
        }
        if self.validator_address.len() != ADDRESS_LEN {
            let length = length(self.validator_address);
            return Err(Error::SignerAddressLength { index: NO_INDEX, length });
        }
        if self.validator_index < 0 {
            return Err(Error::NegativeValidatorIndex { found: self.validator_index });
        }
        signature_length(self.signature, NO_INDEX)?;
        self.validate_extension(vote_type)
    }

    fn validate_extension(&self, vote_type: VoteType) -> Result<(), Error> {
        if vote_type != VoteType::Precommit || self.block_id.is_zero() {
            if !self.extension.is_empty() {
                return Err(Error::UnexpectedExtension);
            }
            if !self.extension_signature.is_empty() {
                return Err(Error::UnexpectedExtensionSignature);
            }
        }
        if self.extension_signature.len() > MAX_SIGNATURE_LEN {
            let length = length(self.extension_signature);
            return Err(Error::ExtensionSignatureTooLong { length });
        }
        if self.extension_signature.is_empty() && !self.extension.is_empty() {
            return Err(Error::ExtensionSignatureMissing);
        }
        Ok(())
    }

    /// What the voter signed.
    ///
    /// # Errors
    /// [`Error::ChainIdTooLong`]: the buffer is for chains that there can be.
    ///
    /// Source: `cometbft types/vote.go VoteSignBytes`.
    pub fn sign_bytes(&self, chain_id: &str) -> Result<SignBytes, Error> {
        sign_bytes::check_chain_id(chain_id)?;
        let mut bytes = SignBytes::new();
        self.write_sign_bytes(chain_id, &mut bytes);
        Ok(bytes)
    }

    /// Writes what the voter signed. The chain id may be of any length.
    ///
    /// Source: `cometbft types/vote.go VoteSignBytes`.
    pub fn write_sign_bytes(&self, chain_id: &str, sink: &mut impl Sink) {
        let Vote { vote_type, height, round, block_id, timestamp, .. } = *self;
        let head = CanonicalHead { vote_type, height, round, block_id };
        sign_bytes::vote(&head, timestamp, chain_id, sink);
    }

    /// Writes what the voter signed of the extension. The chain id may be of any length.
    ///
    /// Source: `cometbft types/vote.go VoteExtensionSignBytes`.
    pub fn write_extension_sign_bytes(&self, chain_id: &str, sink: &mut impl Sink) {
        sign_bytes::extension(self.extension, self.height, self.round, chain_id, sink);
    }
}

impl Encode for Vote<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, i64::from(self.vote_type).cast_unsigned());
        uint_field(sink, 2, self.height.cast_unsigned());
        uint_field(sink, 3, i64::from(self.round).cast_unsigned());
        message_field(sink, 4, &self.block_id);
        message_field(sink, 5, &self.timestamp);
        bytes_field(sink, 6, self.validator_address);
        uint_field(sink, 7, i64::from(self.validator_index).cast_unsigned());
        bytes_field(sink, 8, self.signature);
        bytes_field(sink, 9, self.extension);
        bytes_field(sink, 10, self.extension_signature);
    }
}
