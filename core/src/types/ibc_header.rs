//! IBC's header: a light block, and from where it is to be verified.

use super::light_block::Parts;
use super::{LightBlock, Message, ValidatorSet, getters};
use crate::error::Error;
use crate::identifier;
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
    spelled_out: SpelledOut,
}

/// Which hashes of a header stand on the wire although they have no bytes. No rule asks for that;
/// but to ibc-go a hash that is spelled out is not the one that it has stored, which is not.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SpelledOut {
    pub(crate) next_validators_hash: bool,
    pub(crate) app_hash: bool,
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
        let RawIbcHeader { parts, trusted_height, trusted_validators, spelled_out, .. } = raw;
        let light_block = parts.light_block()?;
        let trusted_validators = trusted_validators.transpose()?.map(Ok);
        Ok(IbcHeader { light_block, trusted_height, trusted_validators, spelled_out })
    }

    pub(crate) const fn spelled_out(&self) -> SpelledOut {
        self.spelled_out
    }

    /// The revision and the height of the header.
    ///
    /// # Errors
    /// [`Error::RevisionRange`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/header.go GetHeight`.
    pub fn height(&self) -> Result<(u64, u64), Error> {
        let header = self.light_block.header();
        Ok((identifier::revision(header.chain_id())?, header.height()))
    }
}

/// An IBC header of which the wire has been read, and no rule has been asked.
#[derive(Clone, Copy)]
pub(crate) struct RawIbcHeader<'a> {
    parts: Parts<'a>,
    /// `None`: there is no header.
    pub(crate) chain_id: Option<&'a str>,
    spelled_out: SpelledOut,
    pub(crate) trusted_height: (u64, u64),
    pub(crate) trusted_validators: Option<Result<ValidatorSet<'a>, Error>>,
}

impl<'a> RawIbcHeader<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Result<Self, Error> {
        let mut raw = RawIbcHeader {
            parts: Parts::default(),
            chain_id: None,
            spelled_out: SpelledOut::default(),
            trusted_height: (0, 0),
            trusted_validators: None,
        };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let mut again = reader;
                    raw.parts.read_signed_header(&mut reader, field, limits)?;
                    let again = again.repeated(field, Message::SignedHeader)?;
                    if let Some((chain_id, spelled_out)) = header_again(again) {
                        (raw.chain_id, raw.spelled_out) = (Some(chain_id), spelled_out);
                    }
                }
                2 => raw
                    .parts
                    .read_validators(&mut reader, field, |set| ValidatorSet::decode(set, limits))?,
                3 => raw.trusted_height = ibc_height(reader.message(field, Message::IbcHeight)?)?,
                4 => {
                    let set = reader.message(field, Message::ValidatorSet)?;
                    raw.trusted_validators = Some(ValidatorSet::decode(set, limits)?);
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
        if self.trusted_height >= (identifier::revision(header.chain_id())?, header.height()) {
            let (_, trusted) = self.trusted_height;
            return Err(Error::TrustedHeightNotBelow { trusted, header: header.height() });
        }
        let set = self.parts.validators.ok_or_else(|| missing(Message::ValidatorSet))??;
        if header.validators_hash() != set.hash().0 {
            return Err(Error::ValidatorsHashMismatch);
        }
        let RawIbcHeader { parts, trusted_height, trusted_validators, spelled_out, .. } = *self;
        let light_block = parts.light_block()?;
        Ok(IbcHeader { light_block, trusted_height, trusted_validators, spelled_out })
    }
}

/// The chain id in a signed header that has been read before, and which hashes it spells out. `None`
/// where there is no header.
fn header_again(mut signed_header: Reader<'_>) -> Option<(&str, SpelledOut)> {
    let mut header = loop {
        let field = signed_header.field().ok()??;
        if field.number == 1 {
            break signed_header.message(field, Message::Header).ok()?;
        }
        signed_header.skip(field).ok()?;
    };
    let (mut chain_id, mut spelled_out) = ("", SpelledOut::default());
    while let Some(field) = header.field().ok()? {
        match field.number {
            2 => chain_id = header.text(field).ok()?,
            9 => spelled_out.next_validators_hash = header.bytes(field).ok()?.is_empty(),
            11 => spelled_out.app_hash = header.bytes(field).ok()?.is_empty(),
            _ => header.skip(field).ok()?,
        }
    }
    Some((chain_id, spelled_out))
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
