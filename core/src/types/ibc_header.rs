//! IBC's header: a light block, and from where it is to be verified.

use super::light_block::Parts;
use super::{LightBlock, Message, ValidatorSet, getters};
use crate::error::Error;
use crate::ibc;
use crate::limits::Limits;
use crate::wire::Reader;

/// IBC's `Header`: a light block, and the trusted state from which it is to be verified.
///
/// Source: `ibc-go modules/light-clients/07-tendermint/tendermint.pb.go Header`.
#[derive(Clone, Copy, Debug)]
pub struct IbcHeader<'a> {
    light_block: LightBlock<'a>,
    trusted_height: (u64, u64),
    trusted_validators: Option<Result<ValidatorSet<'a>, Error>>,
}

impl<'a> IbcHeader<'a> {
    getters! {
        /// The light block.
        light_block: LightBlock<'a>,
        /// The revision and the height of the trusted state.
        trusted_height: (u64, u64),
        /// The set that follows the trusted header, where the message has one. It may break a rule
        /// of its own only in a [`crate::evidence::Misbehaviour`]: an IBC client asks that late.
        trusted_validators: Option<Result<ValidatorSet<'a>, Error>>,
    }

    /// Parses an IBC `Header`. The trusted validators may be missing: a relayer leaves them out
    /// of a message that only reports misbehaviour.
    ///
    /// # Errors
    /// Those of [`LightBlock::parse`]; then those of [`ValidatorSet::parse`] for the trusted
    /// validators.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let raw = RawIbcHeader::decode(Reader::new(bytes, Message::IbcHeader, limits)?, limits)?;
        let RawIbcHeader { parts, trusted_height, trusted_validators, .. } = raw;
        let light_block = parts.light_block()?;
        let trusted_validators = trusted_validators.transpose()?.map(Ok);
        Ok(IbcHeader { light_block, trusted_height, trusted_validators })
    }

    /// The revision and the height of the header.
    ///
    /// # Errors
    /// [`Error::RevisionRange`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/header.go GetHeight`.
    pub fn height(&self) -> Result<(u64, u64), Error> {
        let header = self.light_block.header();
        Ok((ibc::revision(header.chain_id())?, header.height()))
    }
}

/// An IBC header of which the wire has been read, and no rule has been asked.
#[derive(Clone, Copy)]
pub(crate) struct RawIbcHeader<'a> {
    parts: Parts<'a>,
    /// `None`: there is no header.
    pub(crate) chain_id: Option<&'a str>,
    pub(crate) trusted_height: (u64, u64),
    pub(crate) trusted_validators: Option<Result<ValidatorSet<'a>, Error>>,
}

impl<'a> RawIbcHeader<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Result<Self, Error> {
        let mut raw = RawIbcHeader {
            parts: Parts::default(),
            chain_id: None,
            trusted_height: (0, 0),
            trusted_validators: None,
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let mut again = reader;
                    raw.parts.read_signed_header(&mut reader, field, limits)?;
                    raw.chain_id = chain_id(again.repeated(field, Message::SignedHeader)?);
                }
                2 => raw.parts.read_validators(&mut reader, field, limits, None)?,
                3 => raw.trusted_height = ibc_height(reader.message(field, Message::IbcHeight)?)?,
                4 => {
                    let set = reader.message(field, Message::ValidatorSet)?;
                    raw.trusted_validators = Some(ValidatorSet::decode(set, limits, None)?);
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(raw)
    }

    /// The set that signed, if there is one.
    pub(crate) const fn validators(&self) -> Option<Result<ValidatorSet<'a>, Error>> {
        self.parts.validators
    }

    /// Asks the rules of a header, but for the trusted set.
    ///
    /// # Errors
    /// [`Error::MissingPart`] of the signed header, of the header in it; those of
    /// [`super::SignedHeader::parse`] and [`super::SignedHeader::validate`];
    /// [`Error::RevisionRange`]; [`Error::TrustedHeightNotBelow`]; those of
    /// [`ValidatorSet::parse`]; [`Error::ValidatorsHashMismatch`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/header.go Header.ValidateBasic`.
    pub(crate) fn validate(&self) -> Result<IbcHeader<'a>, Error> {
        let missing = |message| Error::MissingPart { message };
        let signed = self.parts.signed_header.ok_or_else(|| missing(Message::SignedHeader))?;
        if self.chain_id.is_none() {
            return Err(missing(Message::Header));
        }
        let signed = signed?;
        let header = signed.header();
        match signed.validate(header.chain_id()) {
            // To ibc-go, no hash is an empty one. It goes on, and no set has an empty hash.
            Err(Error::NoHeaderHash) if signed.commit().block_id().hash().is_empty() => {}
            validated => drop(validated?),
        }
        if self.trusted_height >= (ibc::revision(header.chain_id())?, header.height()) {
            let (_, trusted) = self.trusted_height;
            return Err(Error::TrustedHeightNotBelow { trusted, header: header.height() });
        }
        let set = self.parts.validators.ok_or_else(|| missing(Message::ValidatorSet))??;
        if header.validators_hash() != set.hash().0 {
            return Err(Error::ValidatorsHashMismatch);
        }
        let RawIbcHeader { parts, trusted_height, trusted_validators, .. } = *self;
        Ok(IbcHeader { light_block: parts.light_block()?, trusted_height, trusted_validators })
    }
}

/// The chain id in a signed header that has been read before: of its own, where it has none.
fn chain_id(mut signed_header: Reader<'_>) -> Option<&str> {
    let mut header = loop {
        let field = signed_header.field().ok()??;
        if field.number == 1 {
            break signed_header.message(field, Message::Header).ok()?;
        }
        signed_header.skip(field).ok()?;
    };
    loop {
        let Some(field) = header.field().ok()? else { return Some("") };
        if field.number == 2 {
            return header.text(field).ok();
        }
        header.skip(field).ok()?;
    }
}

/// The revision number and the height in an IBC `Height`.
pub(crate) fn ibc_height(mut reader: Reader<'_>) -> Result<(u64, u64), Error> {
    let (mut revision, mut height) = (0, 0);
    while let Some(field) = reader.field()? {
        match field.number {
            1 => revision = reader.uint64(field)?,
            2 => height = reader.uint64(field)?,
            _ => reader.skip(field)?,
        }
    }
    Ok((revision, height))
}
