//! A header by the one set that can have signed it, where something else than a header before says
//! which set that is.

use super::Options;
use super::predicates::{Clock, not_from_future};
use super::verify::Verified;
use crate::commit;
use crate::crypto::Check;
use crate::error::Error;
use crate::hash::Hash;
use crate::time::Time;
use crate::types::LightBlock;

/// The validators of a chain, and since when they are known to be.
pub(crate) struct OwnSet<'q> {
    pub(crate) chain_id: &'q str,
    pub(crate) hash: Hash,
    pub(crate) locked_at: Time,
}

/// Verifies a block by this set: more than two thirds of it signed, not too long after it was
/// locked.
///
/// # Errors
/// [`Error::AttestationExpired`]; [`Error::ChainIdMismatch`], [`Error::CommitHeightMismatch`],
/// [`Error::NoHeaderHash`], [`Error::CommitHashMismatch`], [`Error::ValidatorsHashMismatch`];
/// [`Error::TimeFromFuture`]; [`Error::SetNotNamed`]; those of [`commit::verify`] with
/// [`commit::Rule::Light`].
pub(crate) fn verify_by_set<'a>(
    set: &OwnSet<'_>,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    check: &mut impl Check,
) -> Result<Verified<'a>, Error> {
    let expires = set.locked_at.plus(options.trusting_period);
    if expires <= now.point() {
        return Err(Error::AttestationExpired { expired: expires.clipped() });
    }
    let hash = block.validate(set.chain_id)?;
    not_from_future(block.header().time(), Some(Clock { options, now }))?;
    if block.header().validators_hash() != set.hash.0 {
        return Err(Error::SetNotNamed);
    }
    let (height, rule) = (block.header().height(), commit::Rule::Light);
    check.begin();
    let tally = commit::verify_own(
        set.chain_id,
        &block.validators(),
        height,
        block.commit(),
        rule,
        None,
        check,
    );
    check.settle()?;
    tally?;
    Verified::new(block.header(), hash, true)
}
