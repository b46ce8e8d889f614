//! Which block: its header's hash, and the parts in which it was gossiped.

use super::{Message, getters, length};
use crate::error::Error;
use crate::limits::HASH_LEN;
use crate::wire::{Decoded, Encode, Reader, Sink, bytes_field, message_field, uint_field};

/// The hash of a header and the header of its block's parts. A light client compares the hash; it
/// never sees the parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockId<'a> {
    hash: &'a [u8], // 0 or 32
    part_set_header: PartSetHeader<'a>,
}

/// The number of parts of a block and the root of their hashes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PartSetHeader<'a> {
    total: u32,
    hash: &'a [u8], // 0 or 32
}

impl<'a> BlockId<'a> {
    getters! {
        /// The hash of the header: 32 bytes, or none.
        hash: &'a [u8],
        /// The parts.
        part_set_header: PartSetHeader<'a>,
    }

    /// Parses a `BlockID`.
    ///
    /// # Errors
    /// Those of the wire, then [`Error::HashLength`] of the parts, then of the block.
    pub fn parse(bytes: &'a [u8], limits: &crate::Limits) -> Result<Self, Error> {
        BlockId::decode(Reader::new(bytes, Message::BlockId, limits)?)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>) -> Decoded<Self> {
        let mut id = BlockId::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => id.hash = reader.bytes(field)?,
                2 => {
                    let parts = reader.message(field, Message::PartSetHeader)?;
                    id.part_set_header = PartSetHeader::decode(parts)?;
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(hash_length(id.part_set_header.hash, Message::PartSetHeader, 2)
            .and_then(|()| hash_length(id.hash, Message::BlockId, 1))
            .map(|()| id))
    }

    /// Whether this is no block: a vote for it is a nil vote. `cometbft types/block.go IsZero`.
    #[must_use]
    pub fn is_zero(&self) -> bool {
        *self == BlockId::default()
    }

    /// Whether it names a block and its parts. `cometbft types/block.go IsComplete`.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        !self.hash.is_empty()
            && self.part_set_header.total > 0
            && !self.part_set_header.hash.is_empty()
    }
}

impl<'a> PartSetHeader<'a> {
    getters! {
        /// The number of parts.
        total: u32,
        /// The root of the hashes of the parts: 32 bytes, or none.
        hash: &'a [u8],
    }

    fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut parts = PartSetHeader::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => parts.total = reader.uint32(field)?,
                2 => parts.hash = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(parts)
    }
}

/// Refuses a hash that is neither empty nor 32 bytes. `cometbft types/validation.go ValidateHash`.
pub(super) fn hash_length(hash: &[u8], message: Message, field: u32) -> Result<(), Error> {
    if hash.is_empty() || hash.len() == HASH_LEN {
        Ok(())
    } else {
        Err(Error::HashLength { message, field, length: length(hash) })
    }
}

impl Encode for BlockId<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        bytes_field(sink, 1, self.hash);
        message_field(sink, 2, &self.part_set_header);
    }
}

impl Encode for PartSetHeader<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, u64::from(self.total));
        bytes_field(sink, 2, self.hash);
    }
}
