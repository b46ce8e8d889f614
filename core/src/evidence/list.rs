//! The evidence in a block.

use super::{DuplicateVoteEvidence, Evidence, LightClientAttackEvidence};
use crate::error::Error;
use crate::hash::Hash;
use crate::light::Verified;
use crate::limits::Limits;
use crate::merkle::VotesRoot;
use crate::types::{Message, getters};
use crate::wire::{Decoded, Reader};

/// A list of evidence, every item of which obeys the rules of its own.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceList<'a> {
    bytes: &'a [u8],
    len: u32,
    hash: Hash,
}

impl<'a> EvidenceList<'a> {
    getters! {
        /// The number of items.
        len: u32,
        /// The hash, which the header of the block names. `cometbft types/evidence.go
        /// EvidenceList.Hash`.
        hash: Hash,
    }

    /// Whether there is no item.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Parses an `EvidenceList`.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`]; [`Error::MissingEvidence`]; those of
    /// [`DuplicateVoteEvidence::parse`] and [`LightClientAttackEvidence::parse`], item by item.
    ///
    /// Source: `cometbft types/evidence.go EvidenceListFromProto`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::EvidenceList, limits)?;
        let (mut root, mut len, mut rules) = (VotesRoot::new(), 0u32, Ok(()));
        while let Some(field) = reader.field()? {
            if field.number != 1 {
                reader.skip(field)?;
                continue;
            }
            if len >= limits.votes() {
                let (message, limit) = (Message::EvidenceList, limits.votes());
                return Err(Error::TooManyEntries { message, limit });
            }
            let item = item(reader.repeated(field, Message::Evidence)?, len, limits)?;
            len = len.saturating_add(1);
            match item {
                Ok(item) if rules.is_ok() => root.push(item.leaf()),
                Ok(_) => {}
                Err(fault) => rules = rules.and(Err(fault)),
            }
        }
        rules.map(|()| EvidenceList { bytes, len, hash: root.finish() })
    }

    /// The items, in their order.
    pub fn items(&self) -> impl Iterator<Item = Evidence<'a>> {
        let mut reader = Reader::again(self.bytes, Message::EvidenceList);
        let limits = Limits::DEFAULT;
        // These bytes have been read before: no step fails.
        core::iter::from_fn(move || {
            loop {
                let field = reader.field().ok()??;
                if field.number == 1 {
                    let message = reader.repeated(field, Message::Evidence).ok()?;
                    return item(message, 0, &limits).ok()?.ok();
                }
                reader.skip(field).ok()?;
            }
        })
    }

    /// Where in the block of a verified header this evidence stands: that it was committed.
    ///
    /// # Errors
    /// [`Error::EvidenceHashMismatch`] where this is not the list of that block;
    /// [`Error::EvidenceNotIncluded`].
    pub fn position(&self, verified: &Verified<'_>, evidence: &Evidence<'_>) -> Result<u32, Error> {
        if verified.header().evidence_hash() != self.hash.0 {
            return Err(Error::EvidenceHashMismatch);
        }
        let wanted = evidence.leaf();
        let mut found = (0u32..).zip(self.items()).filter(|(_, item)| item.leaf() == wanted);
        found.next().map(|(position, _)| position).ok_or(Error::EvidenceNotIncluded)
    }
}

/// The one member of an `Evidence`.
pub(super) fn item<'a>(
    mut reader: Reader<'a>,
    index: u32,
    limits: &Limits,
) -> Decoded<Evidence<'a>> {
    let mut evidence = None;
    while let Some(field) = reader.field()? {
        let offset = reader.offset();
        let next = match field.number {
            1 => {
                let message = reader.message(field, Message::DuplicateVoteEvidence)?;
                DuplicateVoteEvidence::decode(message)?.map(Evidence::DuplicateVote)
            }
            2 => {
                let message = reader.message(field, Message::LightClientAttackEvidence)?;
                let attack = LightClientAttackEvidence::decode(message, limits)?;
                attack.map(Evidence::LightClientAttack)
            }
            _ => {
                reader.skip(field)?;
                continue;
            }
        };
        if evidence.replace(next).is_some() {
            let (message, field) = (Message::Evidence, field.number);
            return Err(Error::DuplicateField { message, field, offset });
        }
    }
    Ok(evidence.unwrap_or(Err(Error::MissingEvidence { index })))
}
