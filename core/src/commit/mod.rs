//! Whether a commit carries enough power: the five variants of CometBFT over one engine.
//!
//! | here | CometBFT | looks at | counts | stops when enough |
//! |---|---|---|---|---|
//! | [`Rule::Full`] | `VerifyCommit` | all but absent | votes for the block | no |
//! | [`Rule::Light`] | `VerifyCommitLight` | votes for the block | all of these | yes |
//! | [`Rule::LightAll`] | `VerifyCommitLightAllSignatures` | votes for the block | all of these | no |
//! | [`verify_trusting`], [`Stop::WhenEnough`] | `VerifyCommitLightTrusting` | votes for the block by members | all of these | yes |
//! | [`verify_trusting`], [`Stop::Never`] | `VerifyCommitLightTrustingAllSignatures` | the same | all of these | no |
//!
//! Enough is more than floor(2T/3), or more than floor(T·n/d) for a threshold n/d.
//!
//! Source: `cometbft types/validation.go`.

mod count;
mod examine;
mod lookup;
mod tally;

pub(crate) use count::Count;
pub(crate) use examine::status;
pub use examine::{Status, examine};
pub(crate) use lookup::Lookup;
pub use lookup::scratch_len;
pub use tally::Tally;
pub(crate) use tally::{already_checked, ask, run, signer_at, tallies_first};

#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::form::{Form, form_of};
use crate::threshold::TrustThreshold;
use crate::types::{BlockId, BlockIdFlag, Commit, ValidatorSet};
use crate::wire::Sink;
use tally::{Members, Question};

/// How the commit for a block is verified by the set of its own height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Every signature is checked, those of nil votes too; the votes for the block count.
    Full,
    /// Votes for the block are checked and counted until they are enough; nothing after that is
    /// looked at.
    Light,
    /// All votes for the block are checked and counted.
    LightAll,
}

/// Whether entries are looked at after enough power has been counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// What stands after that is not looked at.
    WhenEnough,
    /// Every signature by a member must be right: evidence asks for that.
    Never,
}

form_of!(Stop: WhenEnough, Never);

/// Verifies a commit by the validator set of its height. `block_id` and `height` are what the
/// caller expects.
///
/// # Errors
/// In this order: [`Error::CommitSize`], [`Error::CommitHeight`], [`Error::CommitBlockId`]. Then by
/// entry [`Error::SignerMismatch`]. Where all keys are Ed25519 and there are two entries or more,
/// CometBFT checks a batch, so [`Error::SignatureLength`] comes with the entry,
/// [`Error::NotEnoughPower`] next, [`Error::WrongSignature`] last; elsewhere
/// [`Error::WrongSignature`] or [`Error::UnsupportedKeyType`] comes with the entry, and
/// [`Error::NotEnoughPower`] last. For a chain id of more than 50 bytes, which no chain has, every
/// signature is wrong.
///
/// Source: `cometbft types/validation.go VerifyCommit, VerifyCommitLight,
/// VerifyCommitLightAllSignatures`.
pub fn verify(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    block_id: &BlockId<'_>,
    height: i64,
    commit: &Commit<'_>,
    rule: Rule,
) -> Result<Tally, Error> {
    own(chain_id, validators, block_id, height, commit, rule, &mut Single)
}

/// [`verify`], with a verifier: quicker, and the same answer. The set is the caller's to vouch for:
/// its keys are remembered.
///
/// # Errors
/// Those of [`verify`].
#[cfg(feature = "alloc")]
pub fn verify_with(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    block_id: &BlockId<'_>,
    height: i64,
    commit: &Commit<'_>,
    rule: Rule,
    verifier: &mut Verifier,
) -> Result<Tally, Error> {
    own(chain_id, validators, block_id, height, commit, rule, verifier)
}

fn own(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    block_id: &BlockId<'_>,
    height: i64,
    commit: &Commit<'_>,
    rule: Rule,
    check: &mut impl Check,
) -> Result<Tally, Error> {
    check.begin();
    let question = Question::new(chain_id, validators, commit, Scope::of(rule))?;
    own_set(validators, commit, height)?;
    if *block_id != commit.block_id() {
        return Err(Error::CommitBlockId);
    }
    let tally = run(&question, &mut Members::ByIndex, &mut |_, _| false, check)?;
    check.settle().map(|()| tally)
}

/// Verifies that enough of a trusted set signed a commit, at whatever height that is. Members are
/// found by their addresses; strangers do not count, and are no error.
///
/// Lend `scratch_len(validators)` words as `scratch`, or none: then the set is walked for each
/// entry, at most [`crate::limits::LOOKUP_BUDGET`] steps in all.
///
/// # Errors
/// In this order: [`Error::ScratchTooSmall`], [`Error::PowerOverflow`]; by entry
/// [`Error::DoubleVote`]; then as in [`verify`], with [`Error::NotEnoughTrust`] for
/// [`Error::NotEnoughPower`]. [`Error::ScratchTooSmall`] also when the steps are used up.
///
/// Source: `cometbft types/validation.go VerifyCommitLightTrusting,
/// VerifyCommitLightTrustingAllSignatures`.
pub fn verify_trusting(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    commit: &Commit<'_>,
    threshold: TrustThreshold,
    stop: Stop,
    scratch: &mut [u32],
) -> Result<Tally, Error> {
    let mut lookup = Lookup::new(*validators, scratch)?;
    trusted_signers(chain_id, &mut lookup, commit, threshold, stop, &mut Single)
}

/// [`verify_trusting`], with a verifier, which also has the memory for the look-ups. The set is the
/// caller's to vouch for: its keys are remembered.
///
/// # Errors
/// Those of [`verify_trusting`] but [`Error::ScratchTooSmall`].
#[cfg(feature = "alloc")]
pub fn verify_trusting_with(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    commit: &Commit<'_>,
    threshold: TrustThreshold,
    stop: Stop,
    verifier: &mut Verifier,
) -> Result<Tally, Error> {
    verifier.begin();
    let mut scratch = verifier.lend(scratch_len(validators));
    let tally = Lookup::new(*validators, &mut scratch).and_then(|mut lookup| {
        trusted_signers(chain_id, &mut lookup, commit, threshold, stop, verifier)
    });
    verifier.give_back(scratch);
    let tally = tally?;
    verifier.settle().map(|()| tally)
}

/// [`verify_trusting`] with a lookup that its caller goes on using, but for the signatures that
/// `check` has not settled yet.
pub(crate) fn trusted_signers(
    chain_id: &str,
    lookup: &mut Lookup<'_, '_>,
    commit: &Commit<'_>,
    threshold: TrustThreshold,
    stop: Stop,
    check: &mut impl Check,
) -> Result<Tally, Error> {
    let validators = *lookup.validators();
    let scope = Scope::Trusting { threshold, stop };
    let question = Question::new(chain_id, &validators, commit, scope)?;
    run(&question, &mut Members::ByAddress(lookup), &mut |_, _| false, check)
}

/// `cometbft types/validation.go verifyBasicValsAndCommit`, but for the block id.
fn own_set(validators: &ValidatorSet<'_>, commit: &Commit<'_>, height: i64) -> Result<(), Error> {
    if validators.len() != commit.len() {
        let (validators, signatures) = (validators.len(), commit.len());
        return Err(Error::CommitSize { validators, signatures });
    }
    if u64::try_from(height) != Ok(commit.height()) {
        return Err(Error::CommitHeight { wanted: height, found: commit.height() });
    }
    Ok(())
}

/// A rule for a commit that is known to be for the header, after a trusted set has answered: what
/// has been asked of that set's members is not asked again. `check` has not settled the signatures
/// yet.
pub(crate) fn verify_own(
    chain_id: &str,
    validators: &ValidatorSet<'_>,
    height: u64,
    commit: &Commit<'_>,
    rule: Rule,
    trusted: Option<(&mut Lookup<'_, '_>, &Tally)>,
    check: &mut impl Check,
) -> Result<Tally, Error> {
    let question = Question::new(chain_id, validators, commit, Scope::of(rule))?;
    own_set(validators, commit, height.cast_signed())?;
    match trusted {
        None => run(&question, &mut Members::ByIndex, &mut |_, _| false, check),
        Some((lookup, tally)) => {
            run(&question, &mut Members::ByIndex, &mut already_checked(lookup, tally), check)
        }
    }
}

/// What a rule ignores, when it stops, and what it needs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Scope {
    Own { nil_votes: bool, stop: Stop },
    Trusting { threshold: TrustThreshold, stop: Stop },
}

/// What a trusted set is asked has a threshold.
impl Form for Scope {
    fn put(&self, sink: &mut dyn Sink) {
        match *self {
            Scope::Own { nil_votes, stop } => (None::<TrustThreshold>, (nil_votes, stop)).put(sink),
            Scope::Trusting { threshold, stop } => (Some(threshold), (false, stop)).put(sink),
        }
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        let (threshold, (nil_votes, stop)) = Form::take(bytes)?;
        Some(match threshold {
            Some(threshold) => Scope::Trusting { threshold, stop },
            None => Scope::Own { nil_votes, stop },
        })
    }
}

impl Scope {
    pub(crate) const fn of(rule: Rule) -> Scope {
        match rule {
            Rule::Full => Scope::Own { nil_votes: true, stop: Stop::Never },
            Rule::Light => Scope::Own { nil_votes: false, stop: Stop::WhenEnough },
            Rule::LightAll => Scope::Own { nil_votes: false, stop: Stop::Never },
        }
    }

    fn ignores(self, flag: BlockIdFlag) -> bool {
        match flag {
            BlockIdFlag::Absent => true,
            BlockIdFlag::Commit => false,
            BlockIdFlag::Nil => !matches!(self, Scope::Own { nil_votes: true, .. }),
        }
    }

    const fn stop(self) -> Stop {
        match self {
            Scope::Own { stop, .. } | Scope::Trusting { stop, .. } => stop,
        }
    }

    fn needed(self, total: u64) -> Result<u64, Error> {
        match self {
            Scope::Own { .. } => TrustThreshold::TWO_THIRDS.needed(total),
            Scope::Trusting { threshold, .. } => threshold.needed(total),
        }
    }

    const fn too_little(self, tallied: u64, needed: u64, total: u64) -> Error {
        match self {
            Scope::Own { .. } => Error::NotEnoughPower { tallied, needed, total },
            Scope::Trusting { .. } => Error::NotEnoughTrust { tallied, needed, total },
        }
    }
}
