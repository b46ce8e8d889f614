//! The predicates, and what they compare.

use super::{Options, TrustedState};
use crate::error::Error;
use crate::hash::Hash;
use crate::time::Time;
use crate::types::{LightBlock, ValidatorSet};

/// The time, and the options that need it.
#[derive(Clone, Copy)]
pub(super) struct Clock<'o> {
    pub(super) options: &'o Options,
    pub(super) now: Time,
}

/// The set is the one that follows the trusted header. CometBFT leaves that to its caller: the
/// deliberate difference `trusted-next-hash`.
pub(super) fn follow_trusted(state: &TrustedState, set: &ValidatorSet<'_>) -> Result<(), Error> {
    if state.next_validators_hash() == Some(&set.hash()) {
        Ok(())
    } else {
        Err(Error::TrustedValidatorsHashMismatch)
    }
}

/// Whether the block follows the trusted header directly.
pub(super) fn follows(state: &TrustedState, block: &LightBlock<'_>) -> bool {
    state.height().checked_add(1) == Some(block.header().height())
}

/// Refuses a trusted state whose trusting period is over, also if it is over right now.
///
/// Source: `cometbft light/verifier.go HeaderExpired`, \[LCV-PRE-TP.1\].
pub(super) fn within_trusting_period(
    state: &TrustedState,
    clock: Option<Clock<'_>>,
) -> Result<(), Error> {
    let Some(Clock { options, now }) = clock else { return Ok(()) };
    let expires = state.time().plus(options.trusting_period);
    if expires > now.point() {
        return Ok(());
    }
    Err(Error::HeaderExpired { expired: expires.clipped() })
}

/// Refuses a header whose time is as far ahead of the clock as it may drift, or further.
pub(super) fn not_from_future(time: Time, clock: Option<Clock<'_>>) -> Result<(), Error> {
    match clock {
        Some(Clock { options, now }) if time.point() >= now.plus(options.max_clock_drift) => {
            Err(Error::TimeFromFuture { time })
        }
        _ => Ok(()),
    }
}

/// `cometbft light/verifier.go verifyNewHeaderAndVals`.
pub(super) fn fits_state(
    state: &TrustedState,
    block: &LightBlock<'_>,
    clock: Option<Clock<'_>>,
) -> Result<Hash, Error> {
    let header = block.header();
    let hash = block.signed_header().validate(state.chain_id().as_str())?;
    comes_later(state, header.height(), header.time(), clock)?;
    if header.validators_hash() != block.validators().hash().0 {
        return Err(Error::ValidatorsHashMismatch);
    }
    Ok(hash)
}

/// The part of it that needs no more than height and time.
pub(super) fn comes_later(
    state: &TrustedState,
    height: u64,
    time: Time,
    clock: Option<Clock<'_>>,
) -> Result<(), Error> {
    if height <= state.height() {
        return Err(Error::HeightNotIncreased { trusted: state.height(), untrusted: height });
    }
    if time <= state.time() {
        return Err(Error::TimeNotIncreased);
    }
    not_from_future(time, clock)
}
