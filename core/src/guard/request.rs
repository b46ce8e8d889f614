//! What a signer is asked to sign.

use super::canonical::{Canonical, CanonicalExtension, Compared, PROPOSAL};
use crate::error::Error;
use crate::time::Time;
use crate::types::{
    BlockId, CanonicalHead, Proposal, check_chain_id, getters, write_extension, write_vote,
};
use crate::wire::Sink;
use sha2::{Digest, Sha256};

/// What a validator signs in a round, in this order. The numbers are those of CometBFT's file
/// signer.
///
/// Source: `cometbft privval/file.go stepPropose, stepPrevote, stepPrecommit`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A proposal, 1.
    Proposal,
    /// A prevote, 2.
    Prevote,
    /// A precommit, 3.
    Precommit,
}

impl Step {
    /// The number.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Step::Proposal => 1,
            Step::Prevote => 2,
            Step::Precommit => 3,
        }
    }

    /// The step of a vote's or proposal's type.
    const fn of(signed_type: i32) -> Option<Step> {
        match signed_type {
            1 => Some(Step::Prevote),
            2 => Some(Step::Precommit),
            PROPOSAL => Some(Step::Proposal),
            _ => None,
        }
    }
}

/// A vote or a proposal that was read from its sign bytes, and obeys the rules of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request<'a> {
    step: Step,
    height: u64, // 1..=2^63-1
    round: u32,  // 0..=2^31-1
    pol_round: i32,
    block_id: BlockId<'a>,
    timestamp: Time,
    chain_id: &'a str, // 1 to 50 bytes
    sign_bytes: &'a [u8],
    extension_sign_bytes: Option<&'a [u8]>,
}

impl<'a> Request<'a> {
    getters! {
        /// The step of the round.
        step: Step,
        /// The height, 1 to 2^63-1.
        height: u64,
        /// The round, 0 to 2^31-1.
        round: u32,
        /// The block; a zero one in a nil vote.
        block_id: BlockId<'a>,
        /// When it is signed. It alone may change when the same is signed again.
        timestamp: Time,
        /// The chain: the text that the signature covers.
        chain_id: &'a str,
        /// The bytes from which this was read: those that are signed.
        sign_bytes: &'a [u8],
        /// The bytes that are signed for the extension.
        extension_sign_bytes: Option<&'a [u8]>,
    }

    /// Reads sign bytes: a `CanonicalVote` or a `CanonicalProposal` with its length before it, as
    /// [`crate::Vote::sign_bytes`] and [`crate::Proposal::write_sign_bytes`] write it, and in no
    /// other way.
    ///
    /// Stricter than CometBFT's file signer, which signs whatever has a place in its order.
    ///
    /// # Errors
    /// Those of the wire; [`Error::SignedType`]; [`Error::SignedHeight`]; [`Error::SignedRound`];
    /// [`Error::HashLength`]; [`Error::SignedBlockId`]; [`Error::PolRound`];
    /// [`Error::NoSignedChain`]; [`Error::ChainIdTooLong`]; [`Error::NotCanonical`].
    ///
    /// Source: `cometbft types/canonical.go, types/vote.go and types/proposal.go ValidateBasic`.
    pub fn parse(sign_bytes: &'a [u8]) -> Result<Self, Error> {
        let read = Canonical::read(sign_bytes)?;
        let step =
            Step::of(read.signed_type).ok_or(Error::SignedType { found: read.signed_type })?;
        let height = u64::try_from(read.height).ok().filter(|height| *height > 0);
        let height = height.ok_or(Error::SignedHeight { height: read.height })?;
        let round = u32::try_from(read.round).ok().filter(|round| i32::try_from(*round).is_ok());
        let round = round.ok_or(Error::SignedRound { round: read.round })?;
        let block_id = read.block_id?;
        let is_nil_vote = step != Step::Proposal && block_id.is_zero();
        if !is_nil_vote && !block_id.is_complete() {
            return Err(Error::SignedBlockId);
        }
        let request = Request {
            step,
            height,
            round,
            pol_round: pol_round(step, read.pol_round, round)?,
            block_id,
            timestamp: read.timestamp,
            chain_id: read.chain_id,
            sign_bytes,
            extension_sign_bytes: None,
        };
        named(request.chain_id)?;
        let mut compared = Compared::with(sign_bytes);
        request.write(request.timestamp, &mut compared);
        compared.finish()?;
        Ok(request)
    }

    /// Adds the sign bytes of a vote's extension: a `CanonicalVoteExtension` with its length before
    /// it. CometBFT wants it signed for each precommit of a block, also where it is empty, and for
    /// nothing else.
    ///
    /// # Errors
    /// [`Error::UnexpectedExtension`]; those of the wire; [`Error::OtherExtension`];
    /// [`Error::NotCanonical`].
    ///
    /// Source: `cometbft privval/file.go signVote`.
    pub fn with_extension(self, sign_bytes: &'a [u8]) -> Result<Self, Error> {
        if self.step != Step::Precommit || self.block_id.is_zero() {
            return Err(Error::UnexpectedExtension);
        }
        let read = CanonicalExtension::read(sign_bytes)?;
        let place = (read.height, read.round, read.chain_id);
        if place != (self.height.cast_signed(), i64::from(self.round), self.chain_id) {
            return Err(Error::OtherExtension);
        }
        let mut compared = Compared::with(sign_bytes);
        let (height, round) = (read.height, self.round.cast_signed());
        write_extension(read.extension, height, round, self.chain_id, &mut compared);
        compared.finish()?;
        Ok(Request { extension_sign_bytes: Some(sign_bytes), ..self })
    }

    /// What is signed but for its time: SHA-256 of the sign bytes at 1970-01-01, whose time is an
    /// empty field. The extension is no part of it.
    pub(super) fn digest(&self) -> [u8; 32] {
        let mut hasher = Sha256::new();
        self.write(Time::UNIX_EPOCH, &mut hasher);
        hasher.finalize().into()
    }

    fn write(&self, timestamp: Time, sink: &mut impl Sink) {
        let head = CanonicalHead {
            vote_type: match self.step {
                Step::Proposal => PROPOSAL,
                Step::Prevote => 1,
                Step::Precommit => 2,
            },
            height: self.height.cast_signed(),
            round: self.round.cast_signed(),
            block_id: self.block_id,
        };
        match self.step {
            Step::Proposal => {
                Proposal::of(&head, self.pol_round, timestamp).write_sign_bytes(self.chain_id, sink)
            }
            Step::Prevote | Step::Precommit => write_vote(&head, timestamp, self.chain_id, sink),
        }
    }
}

/// The round of the polka on which a proposal rests: none, or an earlier one.
///
/// Source: `cometbft consensus/state.go defaultSetProposal`.
fn pol_round(step: Step, found: i64, round: u32) -> Result<i32, Error> {
    let of_proposal = -1..i64::from(round);
    match i32::try_from(found) {
        Ok(pol_round) if step != Step::Proposal || of_proposal.contains(&found) => Ok(pol_round),
        _ => Err(Error::PolRound { pol_round: found, round }),
    }
}

/// Refuses a text by which no chain goes.
pub(super) fn named(chain_id: &str) -> Result<(), Error> {
    if chain_id.is_empty() {
        return Err(Error::NoSignedChain);
    }
    check_chain_id(chain_id)
}

#[cfg(test)]
mod tests;
