//! Two votes of one validator for different blocks in one round.

use crate::error::Error;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{BlockId, Message, Vote};
use crate::wire::{Decoded, Encode, Reader, Sink, message_field, uint_field};
use core::cmp::Ordering;

/// Evidence of a double vote that obeys the rules of its own: two valid votes, in the order of
/// their block ids. Nothing is verified: not the signatures, not the powers that it claims.
#[derive(Clone, Copy, Debug)]
pub struct DuplicateVoteEvidence<'a> {
    vote_a: Vote<'a>,
    vote_b: Vote<'a>,
    total_voting_power: i64,
    validator_power: i64,
    timestamp: Time,
}

impl<'a> DuplicateVoteEvidence<'a> {
    crate::types::getters! {
        /// The vote whose block id comes first.
        vote_a: Vote<'a>,
        /// The other vote.
        vote_b: Vote<'a>,
        /// The power of the set, as claimed.
        total_voting_power: i64,
        /// The power of the voter, as claimed.
        validator_power: i64,
        /// The time of the block of the votes' height, as claimed.
        timestamp: Time,
    }

    /// Parses a `DuplicateVoteEvidence`.
    ///
    /// # Errors
    /// Those of the wire; then those of [`Vote::parse`] and [`Vote::validate`] for vote A, for
    /// vote B; [`Error::MissingVote`]; [`Error::VoteOrder`].
    ///
    /// Source: `cometbft types/evidence.go DuplicateVoteEvidenceFromProto, ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        Self::decode(Reader::new(bytes, Message::DuplicateVoteEvidence, limits)?)?
    }

    pub(super) fn decode(mut reader: Reader<'a>) -> Decoded<Self> {
        let (mut vote_a, mut vote_b) = (None, None);
        let (mut total_voting_power, mut validator_power) = (0, 0);
        let mut timestamp = Time::GO_ZERO;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => vote_a = Some(Vote::decode(reader.message(field, Message::Vote)?)?),
                2 => vote_b = Some(Vote::decode(reader.message(field, Message::Vote)?)?),
                3 => total_voting_power = reader.int64(field)?,
                4 => validator_power = reader.int64(field)?,
                5 => timestamp = reader.timestamp(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(valid(vote_a).and_then(|vote_a| {
            let (vote_a, vote_b) = match (vote_a, valid(vote_b)?) {
                (Some(vote_a), Some(vote_b)) => (vote_a, vote_b),
                _ => return Err(Error::MissingVote),
            };
            if by_key(&vote_a.block_id(), &vote_b.block_id()) != Ordering::Less {
                return Err(Error::VoteOrder);
            }
            let (total_voting_power, validator_power) = (total_voting_power, validator_power);
            Ok(DuplicateVoteEvidence {
                vote_a,
                vote_b,
                total_voting_power,
                validator_power,
                timestamp,
            })
        }))
    }
}

fn valid<'a>(vote: Option<Result<Vote<'a>, Error>>) -> Result<Option<Vote<'a>>, Error> {
    let vote = vote.transpose()?;
    if let Some(vote) = &vote {
        vote.validate()?;
    }
    Ok(vote)
}

/// The order of block ids: that of the bytes of the hash, followed by the encoded parts.
///
/// Source: `cometbft types/block.go BlockID.Key`.
fn by_key(a: &BlockId<'_>, b: &BlockId<'_>) -> Ordering {
    let key = |id: &BlockId<'_>| {
        // 32 of the hash, 6 of the total, 34 of the parts' hash.
        let mut key = Key(heapless::Vec::new());
        key.put(id.hash());
        id.part_set_header().encode(&mut key);
        key.0
    };
    key(a).cmp(&key(b))
}

struct Key(heapless::Vec<u8, 72>);

impl Sink for Key {
    fn put(&mut self, bytes: &[u8]) {
        let _ = self.0.extend_from_slice(bytes); // never longer: lengths were checked
    }
}

impl Encode for DuplicateVoteEvidence<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.vote_a);
        message_field(sink, 2, &self.vote_b);
        uint_field(sink, 3, self.total_voting_power.cast_unsigned());
        uint_field(sink, 4, self.validator_power.cast_unsigned());
        message_field(sink, 5, &self.timestamp);
    }
}
