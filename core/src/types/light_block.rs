//! What a light client is given: a header, the commit for it, and the set that signed.

use super::{Commit, Header, Message, ValidatorSet, getters};
use crate::error::Error;
use crate::hash::Hash;
use crate::limits::Limits;
use crate::wire::{Decoded, Encode, Reader, Sink, message_field};

/// A header and a commit. That the commit is for the header is not known before
/// [`SignedHeader::validate`].
#[derive(Clone, Copy, Debug)]
pub struct SignedHeader<'a> {
    header: Header<'a>,
    commit: Commit<'a>,
}

impl<'a> SignedHeader<'a> {
    getters! {
        /// The header.
        header: Header<'a>,
        /// The commit.
        commit: Commit<'a>,
    }

    /// Parses a `SignedHeader`, of which both parts must be there.
    ///
    /// # Errors
    /// Those of the wire; then those of [`Header::parse`], of [`Commit::parse`];
    /// [`Error::MissingPart`].
    ///
    /// Source: `cometbft types/block.go SignedHeaderFromProto`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        SignedHeader::decode(Reader::new(bytes, Message::SignedHeader, limits)?, limits)?
    }

    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        let mut header = None;
        let mut commit = None;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => header = Some(Header::decode(reader.message(field, Message::Header)?)?),
                2 => {
                    let message = reader.message(field, Message::Commit)?;
                    commit = Some(Commit::decode(message, limits)?);
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(header.transpose().and_then(|header| {
            let commit = commit.transpose()?;
            let header = header.ok_or(Error::MissingPart { message: Message::Header })?;
            let commit = commit.ok_or(Error::MissingPart { message: Message::Commit })?;
            Ok(SignedHeader { header, commit })
        }))
    }

    /// Checks that the commit is for the header, and the header of the chain; returns its hash.
    ///
    /// # Errors
    /// [`Error::ChainIdMismatch`], [`Error::CommitHeightMismatch`], [`Error::NoHeaderHash`],
    /// [`Error::CommitHashMismatch`].
    ///
    /// Source: `cometbft types/block.go SignedHeader.ValidateBasic`.
    pub fn validate(&self, chain_id: &str) -> Result<Hash, Error> {
        if self.header.chain_id() != chain_id {
            return Err(Error::ChainIdMismatch);
        }
        belongs(
            (self.header.height(), || self.header.hash()),
            (self.commit.height(), self.commit.block_id().hash()),
        )
    }
}

/// Whether a commit is for a header, of which the hash is then given: of each the height and the hash.
pub(crate) fn belongs(
    (header, hash): (u64, impl FnOnce() -> Result<Hash, Error>),
    (commit, block_hash): (u64, &[u8]),
) -> Result<Hash, Error> {
    if header != commit {
        return Err(Error::CommitHeightMismatch { header, commit });
    }
    let hash = hash()?;
    if block_hash == hash.0 { Ok(hash) } else { Err(Error::CommitHashMismatch) }
}

/// A signed header and the validator set of its height.
#[derive(Clone, Copy, Debug)]
pub struct LightBlock<'a> {
    signed_header: SignedHeader<'a>,
    validators: ValidatorSet<'a>,
}

impl<'a> LightBlock<'a> {
    getters! {
        /// The header and the commit.
        signed_header: SignedHeader<'a>,
        /// The validator set.
        validators: ValidatorSet<'a>,
    }

    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header<'a> {
        &self.signed_header.header
    }

    /// The commit.
    #[must_use]
    pub const fn commit(&self) -> &Commit<'a> {
        &self.signed_header.commit
    }

    /// Parses a `LightBlock`, of which all parts must be there.
    ///
    /// # Errors
    /// Those of the wire; then those of [`SignedHeader::parse`], of [`ValidatorSet::parse`];
    /// [`Error::MissingPart`] last.
    ///
    /// Source: `cometbft types/light.go LightBlockFromProto`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        LightBlock::decode(Reader::new(bytes, Message::LightBlock, limits)?, limits)?
    }

    /// [`LightBlock::parse`] for the block after another: quicker where the validators are the
    /// same, because nothing of them is hashed again. The answer is the same.
    ///
    /// # Errors
    /// Those of [`LightBlock::parse`].
    pub fn parse_after(
        bytes: &'a [u8],
        limits: &Limits,
        previous: &LightBlock<'_>,
    ) -> Result<Self, Error> {
        let reader = Reader::new(bytes, Message::LightBlock, limits)?;
        LightBlock::decode_with(reader, limits, |set| {
            ValidatorSet::decode_after(set, limits, &previous.validators)
        })?
    }

    pub(crate) fn decode(reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        LightBlock::decode_with(reader, limits, |set| ValidatorSet::decode(set, limits))
    }

    /// With its own copy for each way of decoding the set, so that a module with one has one.
    fn decode_with(
        mut reader: Reader<'a>,
        limits: &Limits,
        decode_set: impl Fn(Reader<'a>) -> Decoded<ValidatorSet<'a>>,
    ) -> Decoded<Self> {
        let mut parts = Parts::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => parts.read_signed_header(&mut reader, field, limits)?,
                2 => parts.read_validators(&mut reader, field, &decode_set)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(parts.light_block())
    }

    /// Checks that commit and set belong to the header, and the header to the chain; returns its
    /// hash. No signature is looked at.
    ///
    /// # Errors
    /// Those of [`SignedHeader::validate`]; then [`Error::ValidatorsHashMismatch`].
    ///
    /// Source: `cometbft types/light.go LightBlock.ValidateBasic`.
    pub fn validate(&self, chain_id: &str) -> Result<Hash, Error> {
        let hash = self.signed_header.validate(chain_id)?;
        if self.header().validators_hash() == self.validators.hash().0 {
            Ok(hash)
        } else {
            Err(Error::ValidatorsHashMismatch)
        }
    }
}

/// The two fields that a light block and an IBC header share.
#[derive(Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    pub(super) signed_header: Option<Result<SignedHeader<'a>, Error>>,
    pub(super) validators: Option<Result<ValidatorSet<'a>, Error>>,
}

impl<'a> Parts<'a> {
    pub(super) fn read_signed_header(
        &mut self,
        reader: &mut Reader<'a>,
        field: crate::wire::Field,
        limits: &Limits,
    ) -> Result<(), Error> {
        let message = reader.message(field, Message::SignedHeader)?;
        self.signed_header = Some(SignedHeader::decode(message, limits)?);
        Ok(())
    }

    pub(super) fn read_validators(
        &mut self,
        reader: &mut Reader<'a>,
        field: crate::wire::Field,
        decode: impl FnOnce(Reader<'a>) -> Decoded<ValidatorSet<'a>>,
    ) -> Result<(), Error> {
        let message = reader.message(field, Message::ValidatorSet)?;
        self.validators = Some(decode(message)?);
        Ok(())
    }

    /// The faults of both come before what is missing in either.
    pub(super) fn light_block(self) -> Result<LightBlock<'a>, Error> {
        let missing = |message| Error::MissingPart { message };
        let signed_header =
            self.signed_header.unwrap_or_else(|| Err(missing(Message::SignedHeader)));
        if !matches!(signed_header, Err(Error::MissingPart { .. })) {
            signed_header?;
        }
        let validators = self.validators.transpose()?;
        let signed_header = signed_header?;
        let validators = validators.ok_or_else(|| missing(Message::ValidatorSet))?;
        Ok(LightBlock { signed_header, validators })
    }
}

impl Encode for SignedHeader<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.header);
        message_field(sink, 2, &self.commit);
    }
}

impl Encode for LightBlock<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.signed_header);
        message_field(sink, 2, &self.validators);
    }
}
