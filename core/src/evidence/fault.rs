//! Proof that a key signed what no honest validator signs.
//!
//! This is cryptography alone: whether the key belonged to a validator, whether anybody would punish
//! it, and how, are other questions.

use crate::commit::{Status, status};
use crate::error::Error;
use crate::hash::Address;
use crate::light::Verified;
use crate::limits::LOOKUP_BUDGET;
use crate::types::{
    BlockId, BlockIdFlag, Commit, CommitSig, CommitSignBytes, Header, LightBlock, Validator,
    VoteType, getters,
};

/// What a key did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fault {
    /// It signed two votes of one type in one round for different blocks, of which one may be no
    /// block.
    DoubleVote,
    /// It signed a block of which the header names another state than the verified header of that
    /// height: other validators, other parameters, another result of the blocks before.
    Lunatic,
    /// It signed a block above a verified header, and not later than that.
    ForwardLunatic,
}

/// Proof of a fault: two individually signed votes of one key that contradict each other, or a
/// signed header that contradicts a verified one. Nothing but the check of these signatures makes
/// one:
///
/// ```compile_fail,E0451
/// use parhelion_core::evidence::{Fault, FaultProof};
/// use parhelion_core::{Address, VoteType};
///
/// let (validator, vote_type, fault) = (Address([0; 20]), VoteType::Precommit, Fault::DoubleVote);
/// let accused = FaultProof { validator, height: 1, round: 0, vote_type, fault };
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use]
pub struct FaultProof {
    validator: Address,
    height: u64,
    round: u32,
    vote_type: VoteType,
    fault: Fault,
}

impl FaultProof {
    getters! {
        /// The address of the key.
        validator: Address,
        /// The height of what was signed.
        height: u64,
        /// The round of what was signed.
        round: u32,
        /// The type of the votes.
        vote_type: VoteType,
        /// What was done.
        fault: Fault,
    }

    /// Of two votes by this key, which their caller has verified.
    pub(super) fn of_votes(validator: Address, vote: &crate::types::Vote<'_>) -> Option<Self> {
        Some(FaultProof {
            validator,
            height: u64::try_from(vote.height()).ok()?,
            round: u32::try_from(vote.round()).ok()?,
            vote_type: vote.vote_type()?,
            fault: Fault::DoubleVote,
        })
    }

    fn of_precommit(validator: Address, commit: &Commit<'_>, fault: Fault) -> Self {
        let (height, round) = (commit.height(), commit.round());
        FaultProof { validator, height, round, vote_type: VoteType::Precommit, fault }
    }
}

/// Whether the two headers differ in what the blocks before them decide: in validators, next
/// validators, consensus parameters, app hash or last results.
///
/// Source: `cometbft types/evidence.go ConflictingHeaderIsInvalid`.
#[must_use]
pub fn state_fields_differ(a: &Header<'_>, b: &Header<'_>) -> bool {
    a.validators_hash() != b.validators_hash()
        || a.next_validators_hash() != b.next_validators_hash()
        || a.consensus_hash() != b.consensus_hash()
        || a.app_hash() != b.app_hash()
        || a.last_results_hash() != b.last_results_hash()
}

/// Reports everybody who signed a block that contradicts a verified header, in the order of the
/// block's set. Signatures that are wrong prove nothing, and are passed over.
///
/// # Errors
/// Those of [`LightBlock::validate`] for the verified chain id; [`Error::NoContradiction`] where the
/// block is of the verified height and names the same state, above it and later, or below it: a
/// block that was never decided may have been later than the one that was; [`Error::CommitSize`].
pub fn contradicting_signers(
    verified: &Verified<'_>,
    block: &LightBlock<'_>,
    mut report: impl FnMut(FaultProof),
) -> Result<(), Error> {
    let (known, header) = (verified.header(), block.header());
    block.validate(known.chain_id())?;
    let fault = if header.height() == known.height() && state_fields_differ(known, header) {
        Fault::Lunatic
    } else if header.height() > known.height() && header.time() <= known.time() {
        Fault::ForwardLunatic
    } else {
        return Err(Error::NoContradiction);
    };
    let commit = block.commit();
    crate::commit::examine(known.chain_id(), &block.validators(), commit, |_, validator, status| {
        if status == Status::Signed {
            report(FaultProof::of_precommit(validator.address(), commit, fault));
        }
    })
}

/// Reports everybody who voted for different blocks in the commits of two blocks, in the order of
/// `b`. Only commits of one height and one round prove this; a vote for no block, beside one for a
/// block, is a double vote too. Signatures that are wrong prove nothing, and are passed over.
///
/// # Errors
/// For `a`, for `b`: [`Error::ChainIdMismatch`] where the header is of another chain,
/// [`Error::CommitSize`]. [`Error::NoContradiction`] where heights or rounds differ;
/// [`Error::ScratchTooSmall`] where the two blocks are so large, and so different, that comparing
/// them takes more than [`LOOKUP_BUDGET`] steps: for an entry of `b` that is by another key than the
/// entry of `a` at its place, one for each entry of `a`, and one for each 64 bytes of these and of
/// the set.
pub fn double_votes(
    chain_id: &str,
    a: &LightBlock<'_>,
    b: &LightBlock<'_>,
    mut report: impl FnMut(FaultProof),
) -> Result<(), Error> {
    for block in [a, b] {
        if block.header().chain_id() != chain_id {
            return Err(Error::ChainIdMismatch);
        }
        let (validators, signatures) = (block.validators().len(), block.commit().len());
        if validators != signatures {
            return Err(Error::CommitSize { validators, signatures });
        }
    }
    let (first, second) = (a.commit(), b.commit());
    if (first.height(), first.round()) != (second.height(), second.round()) {
        return Err(Error::NoContradiction);
    }
    let sign_bytes =
        (CommitSignBytes::new(chain_id, first), CommitSignBytes::new(chain_id, second));
    let bytes = first.bytes().len().saturating_add(a.validators().bytes().len());
    let walk = u32::try_from(bytes / 64).unwrap_or(u32::MAX).saturating_add(first.len());
    let mut steps = LOOKUP_BUDGET;
    let mut aligned = entries(a);
    for (entry, validator) in entries(b) {
        let same = |(_, other): &Entry<'_>| other.public_key() == validator.public_key();
        let found = match aligned.next().filter(same) {
            Some(found) => Some(found),
            None => {
                let rest = steps.checked_sub(walk);
                steps = rest.ok_or(Error::ScratchTooSmall { needed: first.len() })?;
                entries(a).find(same)
            }
        };
        let Some((earlier, _)) = found else { continue };
        let contradict = voted_for(first, &earlier) != voted_for(second, &entry);
        if contradict
            && signed(&sign_bytes.0, &earlier, &validator)
            && signed(&sign_bytes.1, &entry, &validator)
        {
            report(FaultProof::of_precommit(validator.address(), second, Fault::DoubleVote));
        }
    }
    Ok(())
}

type Entry<'a> = (CommitSig<'a>, Validator<'a>);

fn entries<'a>(block: &LightBlock<'a>) -> impl Iterator<Item = Entry<'a>> {
    let signatures = block.commit().signatures().map(|(_, entry)| entry);
    signatures.zip(block.validators().validators())
}

fn voted_for<'a>(commit: &Commit<'a>, entry: &CommitSig<'_>) -> BlockId<'a> {
    match entry.flag() {
        BlockIdFlag::Commit => commit.block_id(),
        BlockIdFlag::Nil | BlockIdFlag::Absent => BlockId::default(),
    }
}

fn signed(
    sign_bytes: &CommitSignBytes<'_>,
    entry: &CommitSig<'_>,
    validator: &Validator<'_>,
) -> bool {
    matches!(status(sign_bytes, 0, entry, validator), Status::Signed | Status::SignedNil)
}
