//! Evidence as it stands in blocks: views with the rules of their own, and the hash of a list.
//!
//! Source: `cometbft types/evidence.go`.

mod duplicate_vote;
mod light_client_attack;

pub use duplicate_vote::DuplicateVoteEvidence;
pub use light_client_attack::LightClientAttackEvidence;

use crate::error::Error;
use crate::hash::Hash;
use crate::limits::Limits;
use crate::merkle::{Root, leaf};
use crate::types::Message;
use crate::wire::{Encode, Reader};

/// One item of evidence.
#[derive(Clone, Copy, Debug)]
// A view of a whole block on the stack for a while: no box without an allocator.
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub enum Evidence<'a> {
    /// Two votes of one validator in one round.
    DuplicateVote(DuplicateVoteEvidence<'a>),
    /// A block that conflicts with the chain's.
    LightClientAttack(LightClientAttackEvidence<'a>),
}

impl Evidence<'_> {
    fn leaf(&self) -> Hash {
        leaf(|sink| match self {
            Evidence::DuplicateVote(evidence) => evidence.encode(sink),
            Evidence::LightClientAttack(evidence) => evidence.encode(sink),
        })
    }
}

/// Parses an `EvidenceList` and returns its hash, which the header of its block names.
///
/// # Errors
/// Those of the wire, with [`Error::TooManyEntries`]; [`Error::MissingEvidence`]; those of
/// [`DuplicateVoteEvidence::parse`] and [`LightClientAttackEvidence::parse`], item by item.
///
/// Source: `cometbft types/evidence.go EvidenceList.Hash`.
pub fn list_hash(bytes: &[u8], limits: &Limits) -> Result<Hash, Error> {
    let mut reader = Reader::new(bytes, Message::EvidenceList, limits)?;
    let (mut root, mut items, mut rules) = (Root::new(), 0u32, Ok(()));
    while let Some(field) = reader.field()? {
        if field.number != 1 {
            reader.skip(field)?;
            continue;
        }
        if items >= limits.votes() {
            let (message, limit) = (Message::EvidenceList, limits.votes());
            return Err(Error::TooManyEntries { message, limit });
        }
        let item = reader.repeated(field, Message::Evidence)?;
        let item = decode(item, items, limits)?;
        items = items.saturating_add(1);
        match item {
            Ok(item) if rules.is_ok() => root.push(item.leaf()),
            Ok(_) => {}
            Err(fault) => rules = rules.and(Err(fault)),
        }
    }
    rules.map(|()| root.finish())
}

fn decode<'a>(
    mut reader: Reader<'a>,
    index: u32,
    limits: &Limits,
) -> Result<Result<Evidence<'a>, Error>, Error> {
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
