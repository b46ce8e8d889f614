//! The commit for a block: one entry for each validator.

use super::{BlockId, Message, getters, length};
use crate::error::{Error, NO_INDEX};
use crate::form::form_of;
use crate::hash::Hash;
use crate::limits::{ADDRESS_LEN, Limits, MAX_SIGNATURE_LEN};
use crate::merkle::{VotesRoot, leaf};
use crate::time::Time;
use crate::wire::{Decoded, Encode, Field, Reader, Sink, bytes_field, message_field, uint_field};

/// What a validator's entry in a commit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockIdFlag {
    /// Nothing was received from the validator.
    Absent,
    /// The validator signed for the block.
    Commit,
    /// The validator signed for no block.
    Nil,
}

form_of!(BlockIdFlag: Absent, Commit, Nil);

impl BlockIdFlag {
    fn from_wire(flag: u8) -> Option<BlockIdFlag> {
        match flag {
            1 => Some(BlockIdFlag::Absent),
            2 => Some(BlockIdFlag::Commit),
            3 => Some(BlockIdFlag::Nil),
            _ => None,
        }
    }

    const fn to_wire(self) -> u64 {
        match self {
            BlockIdFlag::Absent => 1,
            BlockIdFlag::Commit => 2,
            BlockIdFlag::Nil => 3,
        }
    }
}

/// A commit that obeys the rules of its own: `cometbft types/block.go Commit.ValidateBasic`.
#[derive(Clone, Copy, Debug)]
pub struct Commit<'a> {
    height: u64, // 0..=2^63-1
    round: u32,  // 0..=2^31-1
    block_id: BlockId<'a>,
    signatures: u32,
    bytes: &'a [u8],
}

/// One validator's entry in a commit, obeying `cometbft types/block.go CommitSig.ValidateBasic`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CommitSig<'a> {
    flag: BlockIdFlag,
    validator_address: &'a [u8], // 20 bytes, none where absent
    timestamp: Time,
    signature: &'a [u8], // 1..=3309 bytes, none where absent
}

impl<'a> Commit<'a> {
    getters! {
        /// The height.
        height: u64,
        /// The round.
        round: u32,
        /// The block that was committed to.
        block_id: BlockId<'a>,
    }

    /// The number of entries.
    #[must_use]
    pub const fn len(&self) -> u32 {
        self.signatures
    }

    /// Whether there are no entries, which only a commit of height 0 may lack.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.signatures == 0
    }

    /// The entries, in the order of the validators.
    #[must_use]
    pub fn signatures(&self) -> CommitSigs<'a> {
        CommitSigs { index: 0, reader: Reader::again(self.bytes, Message::Commit) }
    }

    /// The bytes from which the commit was parsed.
    pub(crate) const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The entry that begins at this place of the bytes.
    pub(crate) fn at(&self, place: u32) -> Option<CommitSig<'a>> {
        let rest = self.bytes.get(usize::try_from(place).ok()?..)?;
        let mut reader = Reader::again(rest, Message::Commit);
        let (_, entry) = next_entry(&mut reader)?;
        CommitSig::decode(entry, NO_INDEX).ok()?.ok()
    }

    /// Parses a `Commit` and checks its own rules and those of its entries.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`] and [`Error::FlagRange`]; then
    /// [`Error::HashLength`] of the block id; then of the first entry that breaks a rule
    /// [`Error::UnknownBlockIdFlag`], [`Error::AbsentWithAddress`], [`Error::AbsentWithTime`],
    /// [`Error::AbsentWithSignature`], [`Error::SignerAddressLength`],
    /// [`Error::SignatureMissing`], [`Error::SignatureTooLong`]; then [`Error::NegativeHeight`],
    /// [`Error::NegativeRound`] and, above height 0, [`Error::CommitForNilBlock`],
    /// [`Error::NoSignatures`].
    ///
    /// Source: `cometbft types/block.go CommitFromProto, Commit.ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Commit::decode(Reader::new(bytes, Message::Commit, limits)?, limits)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        let bytes = reader.rest();
        let mut head = CommitHead::default();
        let (mut signatures, mut entries) = (0u32, Ok(()));
        while let Some(field) = reader.field()? {
            match field.number {
                4 => {
                    if signatures >= limits.votes() {
                        let (message, limit) = (Message::Commit, limits.votes());
                        return Err(Error::TooManyEntries { message, limit });
                    }
                    let entry = reader.repeated(field, Message::CommitSig)?;
                    let entry = CommitSig::decode(entry, signatures)?;
                    entries = entries.and(entry.map(drop));
                    signatures = signatures.saturating_add(1);
                }
                _ => head.read(&mut reader, field)?,
            }
        }
        Ok(head.block_id().and_then(|block_id| {
            entries?;
            let commit = head.commit(block_id, signatures)?;
            Ok(Commit { bytes, ..commit })
        }))
    }

    /// The hash of the entries: the next header's `last_commit_hash`. It covers neither height nor
    /// round nor block id.
    ///
    /// Source: `cometbft types/block.go Commit.Hash`.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let mut root = VotesRoot::new();
        for (_, entry) in self.signatures() {
            root.push(leaf(|sink| entry.encode(sink)));
        }
        root.finish()
    }
}

/// A commit without its entries.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommitHead<'a> {
    height: i64,
    round: i32,
    block_id: Result<BlockId<'a>, Error>,
}

impl Default for CommitHead<'_> {
    fn default() -> Self {
        CommitHead { height: 0, round: 0, block_id: Ok(BlockId::default()) }
    }
}

impl<'a> CommitHead<'a> {
    /// Reads a commit of which the entries stand elsewhere.
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut head = CommitHead::default();
        while let Some(field) = reader.field()? {
            head.read(&mut reader, field)?;
        }
        Ok(head)
    }

    /// Reads a field that is no entry.
    fn read(&mut self, reader: &mut Reader<'a>, field: Field) -> Result<(), Error> {
        match field.number {
            1 => self.height = reader.int64(field)?,
            2 => self.round = reader.int32(field)?,
            3 => self.block_id = BlockId::decode(reader.message(field, Message::BlockId)?)?,
            _ => reader.skip(field)?,
        }
        Ok(())
    }

    pub(crate) fn block_id(&self) -> Result<BlockId<'a>, Error> {
        self.block_id
    }

    /// The commit of this head and so many entries, of which it has none.
    pub(crate) fn commit(
        &self,
        block_id: BlockId<'a>,
        signatures: u32,
    ) -> Result<Commit<'a>, Error> {
        let CommitHead { height, round, .. } = *self;
        let height = u64::try_from(height).map_err(|_| Error::NegativeHeight { height })?;
        let round = u32::try_from(round).map_err(|_| Error::NegativeRound { round })?;
        if height >= 1 && block_id.is_zero() {
            return Err(Error::CommitForNilBlock);
        }
        if height >= 1 && signatures == 0 {
            return Err(Error::NoSignatures);
        }
        Ok(Commit { height, round, block_id, signatures, bytes: &[] })
    }
}

impl<'a> CommitSig<'a> {
    getters! {
        /// What the entry says.
        flag: BlockIdFlag,
        /// The signer's address as it was sent: no signature covers it. 20 bytes, none where
        /// absent.
        validator_address: &'a [u8],
        /// When the validator signed; Go's zero time where absent.
        timestamp: Time,
        /// The signature, 1 to 3309 bytes, none where absent.
        signature: &'a [u8],
    }

    /// An entry that was taken apart.
    pub(crate) const fn of_parts(
        flag: BlockIdFlag,
        validator_address: &'a [u8],
        timestamp: Time,
        signature: &'a [u8],
    ) -> Self {
        CommitSig { flag, validator_address, timestamp, signature }
    }

    pub(crate) fn decode(mut reader: Reader<'a>, index: u32) -> Decoded<Self> {
        let mut flag = 0u8;
        let mut entry = CommitSig {
            flag: BlockIdFlag::Absent,
            validator_address: &[],
            timestamp: Time::GO_ZERO,
            signature: &[],
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let wide = reader.uint64(field)?;
                    flag = u8::try_from(wide).map_err(|_| Error::FlagRange { index })?;
                }
                2 => entry.validator_address = reader.bytes(field)?,
                3 => entry.timestamp = reader.timestamp(field)?,
                4 => entry.signature = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        let known = BlockIdFlag::from_wire(flag).ok_or(Error::UnknownBlockIdFlag { index, flag });
        Ok(known.and_then(|flag| CommitSig { flag, ..entry }.validate(index)))
    }

    fn validate(self, index: u32) -> Result<Self, Error> {
        if self.flag == BlockIdFlag::Absent {
            return if !self.validator_address.is_empty() {
                Err(Error::AbsentWithAddress { index })
            } else if self.timestamp != Time::GO_ZERO {
                Err(Error::AbsentWithTime { index })
            } else if !self.signature.is_empty() {
                Err(Error::AbsentWithSignature { index })
            } else {
                Ok(self)
            };
        }
        if self.validator_address.len() != ADDRESS_LEN {
            let length = length(self.validator_address);
            return Err(Error::SignerAddressLength { index, length });
        }
        signature_length(self.signature, index)?;
        Ok(self)
    }
}

/// Refuses no signature, and one that is longer than that of any type of key.
pub(super) fn signature_length(signature: &[u8], index: u32) -> Result<(), Error> {
    match signature.len() {
        0 => Err(Error::SignatureMissing { index }),
        1..=MAX_SIGNATURE_LEN => Ok(()),
        _ => Err(Error::SignatureTooLong { index, length: length(signature) }),
    }
}

/// The entries of a commit with their indexes.
#[derive(Clone)]
pub struct CommitSigs<'a> {
    index: u32,
    reader: Reader<'a>,
}

impl<'a> CommitSigs<'a> {
    /// The next entry, with the place where it begins in the bytes of the commit, for
    /// [`Commit::at`].
    pub(crate) fn next_placed(&mut self) -> Option<(u32, u32, CommitSig<'a>)> {
        let (place, entry) = next_entry(&mut self.reader)?;
        let index = self.index;
        self.index = index.wrapping_add(1);
        Some((place, index, CommitSig::decode(entry, index).ok()?.ok()?))
    }
}

impl<'a> Iterator for CommitSigs<'a> {
    type Item = (u32, CommitSig<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        self.next_placed().map(|(_, index, entry)| (index, entry))
    }
}

/// The next entry of a commit that has been read before, so that no step fails: the place where it
/// begins, and its reader.
fn next_entry<'a>(commit: &mut Reader<'a>) -> Option<(u32, Reader<'a>)> {
    loop {
        let place = commit.offset();
        let field = commit.field().ok()??;
        if field.number == 4 {
            return Some((place, commit.repeated(field, Message::CommitSig).ok()?));
        }
        commit.skip(field).ok()?;
    }
}

impl Encode for CommitSig<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, self.flag.to_wire());
        bytes_field(sink, 2, self.validator_address);
        message_field(sink, 3, &self.timestamp);
        bytes_field(sink, 4, self.signature);
    }
}

impl Encode for Commit<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, self.height);
        uint_field(sink, 2, u64::from(self.round));
        message_field(sink, 3, &self.block_id);
        for (_, entry) in self.signatures() {
            message_field(sink, 4, &entry);
        }
    }
}
