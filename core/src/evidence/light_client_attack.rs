//! A light block that conflicts with the chain's.

#[cfg(feature = "alloc")]
pub use super::attack::verify_with;
pub use super::attack::{Attack, AttackKind, byzantine_validators, classify, verify};

use crate::error::{Error, NO_INDEX};
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{LightBlock, Message, RawValidator};
use crate::wire::{Decoded, Encode, Reader, Sink, message_field, uint_field};

/// Evidence of an attack on light clients that obeys the rules of its own. Nothing is verified: not
/// the signatures of the conflicting block, not whom it accuses, not the powers that it claims.
#[derive(Clone, Copy, Debug)]
pub struct LightClientAttackEvidence<'a> {
    bytes: &'a [u8],
    conflicting_block: LightBlock<'a>,
    common_height: i64,
    byzantine_validators: u32,
    total_voting_power: i64,
    timestamp: Time,
}

impl<'a> LightClientAttackEvidence<'a> {
    crate::types::getters! {
        /// The block that conflicts with the chain's.
        conflicting_block: LightBlock<'a>,
        /// The last height at which the chain and the attackers agree, as claimed.
        common_height: i64,
        /// The number of validators that are accused.
        byzantine_validators: u32,
        /// The power of the set at the common height, as claimed.
        total_voting_power: i64,
        /// The time of the block at the common height, as claimed.
        timestamp: Time,
    }

    /// Parses a `LightClientAttackEvidence`.
    ///
    /// # Errors
    /// Those of the wire, with [`Error::TooManyEntries`]; then those of [`LightBlock::parse`], of
    /// the keys of the accused; [`Error::EvidencePower`]; [`Error::MissingPart`] of the block's
    /// commit or set; [`Error::CommonHeight`]; those of [`LightBlock::validate`] for the block's own
    /// chain id.
    ///
    /// Source: `cometbft types/evidence.go LightClientAttackEvidenceFromProto, ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Self::decode(Reader::new(bytes, Message::LightClientAttackEvidence, limits)?, limits)?
    }

    pub(super) fn decode(mut reader: Reader<'a>, limits: &Limits) -> Decoded<Self> {
        let bytes = reader.rest();
        let (mut block, mut keys) = (Err(missing()), Ok(()));
        let (mut common_height, mut total_voting_power) = (0, 0);
        let (mut byzantine_validators, mut timestamp) = (0u32, Time::GO_ZERO);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let message = reader.message(field, Message::LightBlock)?;
                    block = LightBlock::decode(message, limits)?;
                }
                2 => common_height = reader.int64(field)?,
                3 => {
                    if byzantine_validators >= limits.votes() {
                        let message = Message::LightClientAttackEvidence;
                        return Err(Error::TooManyEntries { message, limit: limits.votes() });
                    }
                    let message = reader.repeated(field, Message::Validator)?;
                    keys = keys.and(RawValidator::decode(message, byzantine_validators)?.map(drop));
                    byzantine_validators = byzantine_validators.saturating_add(1);
                }
                4 => total_voting_power = reader.int64(field)?,
                5 => timestamp = reader.timestamp(field)?,
                _ => reader.skip(field)?,
            }
        }
        // There, a block without its commit or its set is found last, when its own rules are asked.
        let block = match block {
            Err(
                absent @ Error::MissingPart { message: Message::Commit | Message::ValidatorSet },
            ) => keys.and_then(|()| powerful(total_voting_power)).and(Err(absent)),
            block => block,
        };
        Ok(block.and_then(|conflicting_block| {
            keys?;
            let evidence = LightClientAttackEvidence {
                bytes,
                conflicting_block,
                common_height,
                byzantine_validators,
                total_voting_power,
                timestamp,
            };
            evidence.validate().map(|()| evidence)
        }))
    }

    fn validate(&self) -> Result<(), Error> {
        powerful(self.total_voting_power)?;
        let header = self.conflicting_block.header();
        let in_range = u64::try_from(self.common_height)
            .is_ok_and(|common| (1..=header.height()).contains(&common));
        if !in_range {
            let (common, conflicting) = (self.common_height, header.height());
            return Err(Error::CommonHeight { common, conflicting });
        }
        self.conflicting_block.validate(header.chain_id()).map(drop)
    }

    pub(super) fn accused(&self) -> impl Iterator<Item = RawValidator<'a>> {
        let mut reader = Reader::again(self.bytes, Message::LightClientAttackEvidence);
        // These bytes have been read before: no step fails.
        core::iter::from_fn(move || {
            loop {
                let field = reader.field().ok()??;
                if field.number == 3 {
                    let message = reader.repeated(field, Message::Validator).ok()?;
                    return RawValidator::decode(message, NO_INDEX).ok()?.ok();
                }
                reader.skip(field).ok()?;
            }
        })
    }
}

fn powerful(total: i64) -> Result<(), Error> {
    if total > 0 { Ok(()) } else { Err(Error::EvidencePower { total }) }
}

fn missing() -> Error {
    Error::MissingPart { message: Message::LightBlock }
}

impl Encode for LightClientAttackEvidence<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.conflicting_block);
        uint_field(sink, 2, self.common_height.cast_unsigned());
        for validator in self.accused() {
            message_field(sink, 3, &validator);
        }
        uint_field(sink, 4, self.total_voting_power.cast_unsigned());
        message_field(sink, 5, &self.timestamp);
    }
}
