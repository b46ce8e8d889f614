//! Verification step by step, in CometBFT's order.

use super::predicates::{Clock, fits_state, follow_trusted, follows, within_trusting_period};
use super::{Options, TrustedState};
use crate::commit::{self, Lookup, Stop};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::hash::Hash;
use crate::threshold::TrustThreshold;
use crate::time::Time;
use crate::types::{Header, LightBlock, ValidatorSet};

/// A header that was verified from a trusted state. Nothing else makes one:
///
/// ```compile_fail,E0451
/// use parhelion_core::{Hash, Header, TrustedState, Verified};
///
/// fn believe<'a>(header: Header<'a>, hash: Hash, trusted_state: TrustedState) -> Verified<'a> {
///     Verified { header, hash, trusted_state, clock_checked: true }
/// }
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Verified<'a> {
    header: Header<'a>,
    hash: Hash,
    trusted_state: TrustedState,
    clock_checked: bool,
}

impl<'a> Verified<'a> {
    pub(super) fn new(header: &Header<'a>, hash: Hash, clock_checked: bool) -> Result<Self, Error> {
        let trusted_state = TrustedState::of(header, hash)?;
        Ok(Verified { header: *header, hash, trusted_state, clock_checked })
    }

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
    let question = Question::new(state, block, options, now);
    either(&question, trusted_validators, scratch, &mut Single)
}

/// [`verify`], with a verifier: quicker, and the same answer. It has the memory for the look-ups.
///
/// # Errors
/// Those of [`verify`] but [`Error::ScratchTooSmall`].
#[cfg(feature = "alloc")]
pub fn verify_with<'a>(
    state: &TrustedState,
    trusted_validators: Option<&ValidatorSet<'_>>,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Result<Verified<'a>, Error> {
    let question = Question::new(state, block, options, now);
    let mut scratch = verifier.lend(trusted_validators.map_or(0, commit::scratch_len));
    let verified = either(&question, trusted_validators, &mut scratch, verifier);
    verifier.give_back(scratch);
    verified
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
    let question = Question { state, block, trust_threshold, clock: None };
    either(&question, trusted_validators, scratch, &mut Single)
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
    settled(&Question::new(state, block, options, now), &mut Single, adjacent)
}

/// [`verify_adjacent`], with a verifier: quicker, and the same answer.
///
/// # Errors
/// Those of [`verify_adjacent`].
#[cfg(feature = "alloc")]
pub fn verify_adjacent_with<'a>(
    state: &TrustedState,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Result<Verified<'a>, Error> {
    settled(&Question::new(state, block, options, now), verifier, adjacent)
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
    let question = Question::new(state, block, options, now);
    settled(&question, &mut Single, |question, check| {
        skipping(question, trusted_validators, scratch, check)
    })
}

/// [`verify_skipping`], with a verifier: quicker, and the same answer. It has the memory for the
/// look-ups.
///
/// # Errors
/// Those of [`verify_skipping`] but [`Error::ScratchTooSmall`].
#[cfg(feature = "alloc")]
pub fn verify_skipping_with<'a>(
    state: &TrustedState,
    trusted_validators: &ValidatorSet<'_>,
    block: &LightBlock<'a>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Result<Verified<'a>, Error> {
    follow_trusted(state, trusted_validators)?;
    let question = Question::new(state, block, options, now);
    let mut scratch = verifier.lend(commit::scratch_len(trusted_validators));
    let verified = settled(&question, verifier, |question, check| {
        skipping(question, trusted_validators, &mut scratch, check)
    });
    verifier.give_back(scratch);
    verified
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
        Some(_) => Verified::new(header, hash, true),
    }
}

/// Verifies the header of which a state was made, by its hash alone.
///
/// Who stored a state has 256 bytes of what was verified. Proof of a fault
/// ([`crate::evidence::contradicting_signers`]) and the place of evidence in a block
/// ([`crate::evidence::EvidenceList::position`]) compare with more of the header, and take a
/// [`Verified`]: whoever has the state, and the header's bytes from anywhere, gets one here. It is
/// as good as the state is, and no clock is needed.
///
/// # Errors
/// [`Error::ChainIdMismatch`]; [`Error::NoHeaderHash`]; [`Error::NoTrustedHash`], because an
/// on-chain client does not know the hash; [`Error::TrustedHashMismatch`].
pub fn verify_known<'a>(state: &TrustedState, header: &Header<'a>) -> Result<Verified<'a>, Error> {
    if header.chain_id() != state.chain_id().as_str() {
        return Err(Error::ChainIdMismatch);
    }
    let hash = header.hash()?;
    match state.header_hash() {
        None => Err(Error::NoTrustedHash),
        Some(known) if *known != hash => Err(Error::TrustedHashMismatch),
        Some(_) => Verified::new(header, hash, true),
    }
}

/// What is asked: does this block follow from this state?
pub(super) struct Question<'q, 'a> {
    pub(super) state: &'q TrustedState,
    pub(super) block: &'q LightBlock<'a>,
    pub(super) trust_threshold: TrustThreshold,
    pub(super) clock: Option<Clock<'q>>,
}

impl<'q, 'a> Question<'q, 'a> {
    pub(super) fn new(
        state: &'q TrustedState,
        block: &'q LightBlock<'a>,
        options: &'q Options,
        now: Time,
    ) -> Self {
        let clock = Some(Clock { options, now });
        Question { state, block, trust_threshold: options.trust_threshold, clock }
    }

    /// The answer "yes". Before the signatures are settled it must not leave this module.
    pub(super) fn verified(&self, hash: Hash) -> Result<Verified<'a>, Error> {
        Verified::new(self.block.header(), hash, self.clock.is_some())
    }
}

fn either<'a>(
    question: &Question<'_, 'a>,
    trusted_validators: Option<&ValidatorSet<'_>>,
    scratch: &mut [u32],
    check: &mut impl Check,
) -> Result<Verified<'a>, Error> {
    trusted_validators.map_or(Ok(()), |set| follow_trusted(question.state, set))?;
    if follows(question.state, question.block) {
        return settled(question, check, adjacent);
    }
    let trusted_validators = trusted_validators.ok_or(Error::TrustedValidatorsMissing)?;
    settled(question, check, |question, check| {
        skipping(question, trusted_validators, scratch, check)
    })
}

/// Asks, and settles the signatures that the predicates have asked for. A signature that is wrong
/// comes before whatever was found after it had been asked for.
fn settled<'a, C: Check>(
    question: &Question<'_, 'a>,
    check: &mut C,
    predicates: impl FnOnce(&Question<'_, 'a>, &mut C) -> Result<Hash, Error>,
) -> Result<Verified<'a>, Error> {
    check.begin();
    let hash = predicates(question, check);
    check.settle()?;
    question.verified(hash?)
}

/// The header's hash, where the block follows directly, but for the signatures that `check` has not
/// settled yet.
pub(super) fn adjacent(question: &Question<'_, '_>, check: &mut impl Check) -> Result<Hash, Error> {
    let Question { state, block, clock, .. } = *question;
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
    signed_by_own_set(question, None, check)?;
    Ok(hash)
}

fn skipping(
    question: &Question<'_, '_>,
    trusted_validators: &ValidatorSet<'_>,
    scratch: &mut [u32],
    check: &mut impl Check,
) -> Result<Hash, Error> {
    let Question { state, block, trust_threshold, clock } = *question;
    if follows(state, block) {
        return Err(Error::Adjacent { height: block.header().height() });
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
        check,
    )?;
    signed_by_own_set(question, Some((&mut lookup, &tally)), check)?;
    Ok(hash)
}

/// The chain id of the signatures is the trusted one.
fn signed_by_own_set(
    question: &Question<'_, '_>,
    trusted: Option<(&mut Lookup<'_, '_>, &commit::Tally)>,
    check: &mut impl Check,
) -> Result<(), Error> {
    let (chain_id, block) = (question.state.chain_id().as_str(), question.block);
    let (set, height) = (block.validators(), block.header().height());
    let rule = commit::Rule::Light;
    commit::verify_own(chain_id, &set, height, block.commit(), rule, trusted, check).map(drop)
}
