//! The predicates, in CometBFT's order.

use super::{Options, TrustedState};
use crate::commit::{self, Lookup, Stop};
use crate::error::Error;
use crate::hash::Hash;
use crate::threshold::TrustThreshold;
use crate::time::Time;
use crate::types::{Header, LightBlock, ValidatorSet};

/// A header that was verified from a trusted state. Nothing else makes one.
#[derive(Clone, Debug)]
#[must_use]
pub struct Verified<'a> {
    header: Header<'a>,
    hash: Hash,
    trusted_state: TrustedState,
    clock_checked: bool,
}

impl<'a> Verified<'a> {
    /// The header.
    #[must_use]
    pub const fn header(&self) -> &Header<'a> {
        &self.header
    }

    /// The header's hash.
    #[must_use]
    pub const fn hash(&self) -> &Hash {
        &self.hash
    }

    /// The state from which the next header can be verified.
    #[must_use]
    pub const fn trusted_state(&self) -> &TrustedState {
        &self.trusted_state
    }

    /// `false` where [`verify_without_clock`] made it: such a header may be one of a fork whose
    /// validators have long taken their stake away. Backwards the hash decides, and no clock is
    /// needed.
    #[must_use]
    pub const fn clock_checked(&self) -> bool {
        self.clock_checked
    }
}

/// Verifies a block of any height above the trusted one: adjacent where it follows directly,
/// skipping otherwise. `trusted_validators` is the set that follows the trusted header; a block
/// that follows directly needs none. For `scratch` see [`verify_skipping`].
///
/// # Errors
/// [`Error::TrustedValidatorsHashMismatch`]; those of [`verify_adjacent`] but
/// [`Error::NotAdjacent`], or [`Error::TrustedValidatorsMissing`] and those of
/// [`verify_skipping`] but [`Error::Adjacent`].
///
/// Source: `cometbft light/verifier.go Verify`.
pub fn verify<'a>(
    state: &TrustedState,
    trusted_validators: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Error> {
    let clock = Some(Clock { options, now });
    either(state, trusted_validators, block, options.trust_threshold, clock, scratch)
}

/// Verifies as [`verify`] does, on a device that does not know the time: neither is the trusting
/// period looked at, nor whether the block is from the future. The result is marked.
///
/// # Errors
/// Those of [`verify`] but [`Error::HeaderExpired`] and [`Error::TimeFromFuture`].
pub fn verify_without_clock<'a>(
    state: &TrustedState,
    trusted_validators: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'a>,
    trust_threshold: TrustThreshold,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Error> {
    either(state, trusted_validators, block, trust_threshold, None, scratch)
}

/// Verifies the block that follows the trusted one directly.
///
/// # Errors
/// [`Error::NotAdjacent`]; [`Error::HeaderExpired`]; [`Error::ChainIdMismatch`],
/// [`Error::CommitHeightMismatch`], [`Error::NoHeaderHash`], [`Error::CommitHashMismatch`];
/// [`Error::TimeNotIncreased`]; [`Error::TimeFromFuture`]; [`Error::ValidatorsHashMismatch`];
/// [`Error::NextValidatorsHashMismatch`]; those of [`commit::verify`] with
/// [`commit::Rule::Light`].
///
/// Source: `cometbft light/verifier.go VerifyAdjacent`, \[LCV-FUNC-VALID.2\].
pub fn verify_adjacent<'a>(
    state: &TrustedState,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
) -> Result<Verified<'a>, Error> {
    adjacent(state, block, Some(Clock { options, now }))
}

/// Verifies a block that does not follow the trusted one directly, by the set that does.
///
/// Lend [`commit::scratch_len`]`(trusted_validators)` words as `scratch`, or none: then that set
/// is walked for each entry of the commit, at most [`crate::limits::LOOKUP_BUDGET`] steps in all.
///
/// # Errors
/// [`Error::TrustedValidatorsHashMismatch`]; [`Error::Adjacent`]; [`Error::HeaderExpired`];
/// [`Error::ChainIdMismatch`], [`Error::CommitHeightMismatch`], [`Error::NoHeaderHash`],
/// [`Error::CommitHashMismatch`]; [`Error::HeightNotIncreased`]; [`Error::TimeNotIncreased`];
/// [`Error::TimeFromFuture`]; [`Error::ValidatorsHashMismatch`]; those of
/// [`commit::verify_trusting`], of which [`Error::NotEnoughTrust`] means: bisect; those of
/// [`commit::verify`] with [`commit::Rule::Light`].
///
/// Source: `cometbft light/verifier.go VerifyNonAdjacent`, \[LCV-FUNC-VALID.2\].
pub fn verify_skipping<'a>(
    state: &TrustedState,
    trusted_validators: &ValidatorSet<'_>,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Error> {
    follow_trusted(state, trusted_validators)?;
    let clock = Some(Clock { options, now });
    skipping(state, trusted_validators, block, options.trust_threshold, clock, scratch)
}

/// Verifies the header of the block before the trusted one, by its hash alone. Neither signatures
/// nor the trusting period are looked at, and heights are not compared: the hash decides.
///
/// # Errors
/// [`Error::ChainIdMismatch`]; [`Error::TimeNotDecreased`]; [`Error::NoHeaderHash`];
/// [`Error::NoLastBlockHash`]; [`Error::LastBlockHashMismatch`].
///
/// Source: `cometbft light/verifier.go VerifyBackwards`.
pub fn verify_backwards<'a>(
    state: &TrustedState,
    header: &Header<'a>,
) -> Result<Verified<'a>, Error> {
    if header.chain_id() != state.chain_id().as_str() {
        return Err(Error::ChainIdMismatch);
    }
    if header.time() >= state.time() {
        return Err(Error::TimeNotDecreased);
    }
    let hash = header.hash()?;
    match state.last_block_hash() {
        None => Err(Error::NoLastBlockHash),
        Some(last) if *last != hash => Err(Error::LastBlockHashMismatch),
        Some(_) => verified(header, hash, true),
    }
}

#[derive(Clone, Copy)]
struct Clock<'o> {
    options: &'o Options,
    now: Time,
}

fn either<'a>(
    state: &TrustedState,
    trusted_validators: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'a>,
    trust_threshold: TrustThreshold,
    clock: Option<Clock<'_>>,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Error> {
    trusted_validators.map_or(Ok(()), |set| follow_trusted(state, set))?;
    if follows(state, block) {
        return adjacent(state, block, clock);
    }
    let trusted_validators = trusted_validators.ok_or(Error::TrustedValidatorsMissing)?;
    skipping(state, trusted_validators, block, trust_threshold, clock, scratch)
}

fn adjacent<'a>(
    state: &TrustedState,
    block: &LightBlock<'a>,
    clock: Option<Clock<'_>>,
) -> Result<Verified<'a>, Error> {
    let header = block.header();
    if !follows(state, block) {
        let (trusted, untrusted) = (state.height(), header.height());
        return Err(Error::NotAdjacent { trusted, untrusted });
    }
    within_trusting_period(state, clock)?;
    let hash = fits_state(state, block, clock)?;
    if state.next_validators_hash().map(|hash| &hash.0[..]) != Some(header.validators_hash()) {
        return Err(Error::NextValidatorsHashMismatch);
    }
    signed_by_own_set(state, block, None)?;
    verified(header, hash, clock.is_some())
}

fn skipping<'a>(
    state: &TrustedState,
    trusted_validators: &ValidatorSet<'_>,
    block: &LightBlock<'a>,
    trust_threshold: TrustThreshold,
    clock: Option<Clock<'_>>,
    scratch: &mut [u32],
) -> Result<Verified<'a>, Error> {
    let header = block.header();
    if follows(state, block) {
        return Err(Error::Adjacent { height: header.height() });
    }
    within_trusting_period(state, clock)?;
    let hash = fits_state(state, block, clock)?;
    // The trusted set first: the size of the other one is the sender's choice.
    let mut lookup = Lookup::new(*trusted_validators, scratch)?;
    let tally = commit::trusted_signers(
        state.chain_id().as_str(),
        &mut lookup,
        block.commit(),
        trust_threshold,
        Stop::WhenEnough,
    )?;
    signed_by_own_set(state, block, Some((&mut lookup, &tally)))?;
    verified(header, hash, clock.is_some())
}

/// The set is the one that follows the trusted header. CometBFT leaves that to its caller: the
/// deliberate difference `trusted-next-hash`.
fn follow_trusted(state: &TrustedState, set: &ValidatorSet<'_>) -> Result<(), Error> {
    if state.next_validators_hash() == Some(&set.hash()) {
        Ok(())
    } else {
        Err(Error::TrustedValidatorsHashMismatch)
    }
}

fn follows(state: &TrustedState, block: &LightBlock<'_>) -> bool {
    state.height().checked_add(1) == Some(block.header().height())
}

/// Refuses a trusted state whose trusting period is over, also if it is over right now.
///
/// Source: `cometbft light/verifier.go HeaderExpired`, \[LCV-PRE-TP.1\].
fn within_trusting_period(state: &TrustedState, clock: Option<Clock<'_>>) -> Result<(), Error> {
    let Some(Clock { options, now }) = clock else { return Ok(()) };
    let expires = state.time().plus(options.trusting_period);
    if expires > now.unix_nanos() {
        return Ok(());
    }
    Err(Error::HeaderExpired { expired: at(expires) })
}

/// `cometbft light/verifier.go verifyNewHeaderAndVals`.
fn fits_state(
    state: &TrustedState,
    block: &LightBlock<'_>,
    clock: Option<Clock<'_>>,
) -> Result<Hash, Error> {
    let header = block.header();
    let hash = block.signed_header().validate(state.chain_id().as_str())?;
    if header.height() <= state.height() {
        let (trusted, untrusted) = (state.height(), header.height());
        return Err(Error::HeightNotIncreased { trusted, untrusted });
    }
    if header.time() <= state.time() {
        return Err(Error::TimeNotIncreased);
    }
    if let Some(Clock { options, now }) = clock
        && header.time().unix_nanos() >= now.plus(options.max_clock_drift)
    {
        return Err(Error::TimeFromFuture { time: header.time() });
    }
    if header.validators_hash() != block.validators().hash().0 {
        return Err(Error::ValidatorsHashMismatch);
    }
    Ok(hash)
}

/// The chain id of the signatures is the trusted one.
fn signed_by_own_set(
    state: &TrustedState,
    block: &LightBlock<'_>,
    trusted: Option<(&mut Lookup<'_, '_>, &commit::Tally)>,
) -> Result<(), Error> {
    let (chain_id, height) = (state.chain_id().as_str(), block.header().height());
    commit::verify_own(chain_id, &block.validators(), height, block.commit(), trusted).map(drop)
}

fn verified<'a>(
    header: &Header<'a>,
    hash: Hash,
    clock_checked: bool,
) -> Result<Verified<'a>, Error> {
    let trusted_state = TrustedState::of(header, hash)?;
    Ok(Verified { header: *header, hash, trusted_state, clock_checked })
}

/// A point in time from nanoseconds since 1970, clipped to what a time can hold.
fn at(nanos: i128) -> Time {
    const SECOND: i128 = 1_000_000_000;
    let (seconds, nanos) = (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND));
    let seconds = i64::try_from(seconds).unwrap_or(if nanos < 0 { i64::MIN } else { i64::MAX });
    u32::try_from(nanos)
        .ok()
        .and_then(|nanos| Time::from_unix(seconds, nanos))
        .unwrap_or(Time::UNIX_EPOCH)
}
