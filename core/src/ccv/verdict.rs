//! What a provider chain answers to evidence, check by check.

use super::{Fact, Known, ProviderState, Punishment};
use crate::error::{Class, Error};
use crate::evidence::Signer;
use core::fmt;

/// The codespace and the code of an ABCI error, as the chain answers: `CCV/16`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AbciCode {
    /// The module that registered the error.
    pub codespace: &'static str,
    /// Its number there.
    pub code: u32,
}

impl fmt::Display for AbciCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.codespace, self.code)
    }
}

pub(super) const fn code(codespace: &'static str, code: u32) -> AbciCode {
    AbciCode { codespace, code }
}

/// An error that no module registered.
pub(super) const UNTYPED: AbciCode = code("undefined", 1);
/// A panic, which the chain survives.
pub(super) const PANIC: AbciCode = code("undefined", 111_222);
pub(super) const INVALID_DOUBLE_VOTING: AbciCode = code("CCV", 16);

/// What the provider would do. This is no proof of anybody's fault, and no proof of innocence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProviderVerdict<'s> {
    /// It punishes.
    Punishes {
        /// Whom, in the order in which it does.
        punished: &'s [Punishment],
        /// Where its rule is weaker than proof.
        warnings: Warnings,
    },
    /// It refuses.
    Refuses {
        /// Why, in our words.
        error: Error,
        /// Its answer.
        code: AbciCode,
    },
    /// It depends on a fact that is not known. All checks before that have passed.
    Undecided {
        /// The first one.
        missing: Fact,
    },
}

/// Where a provider's rule is weaker than proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Warning {
    /// The header in which the key was found is not verified at all.
    UnverifiedHeader,
    /// Neither the age of the votes nor the membership of the voter is asked.
    NoAgeNoMembership,
    /// Somebody is punished who voted for no block in one of the commits.
    NilVoteCounted,
    /// Nobody is tombstoned, so that the same evidence can be submitted again.
    NoReplayProtection,
    /// Another consumer has the same chain id: evidence of one holds against the other.
    TwinChainIds,
}

impl Warning {
    const ALL: [Warning; 5] = [
        Warning::UnverifiedHeader,
        Warning::NoAgeNoMembership,
        Warning::NilVoteCounted,
        Warning::NoReplayProtection,
        Warning::TwinChainIds,
    ];

    /// A sentence.
    #[must_use]
    pub const fn text(self) -> &'static str {
        match self {
            Warning::UnverifiedHeader => "the infraction header is not verified",
            Warning::NoAgeNoMembership => {
                "neither the age of the votes nor the membership of the voter is checked"
            }
            Warning::NilVoteCounted => "a vote for no block is held against its voter",
            Warning::NoReplayProtection => {
                "nobody is tombstoned: the same evidence can be submitted again"
            }
            Warning::TwinChainIds => {
                "another consumer has the same chain id: its evidence holds here too"
            }
        }
    }

    const fn bit(self) -> u8 {
        match self {
            Warning::UnverifiedHeader => 1,
            Warning::NoAgeNoMembership => 2,
            Warning::NilVoteCounted => 4,
            Warning::NoReplayProtection => 8,
            Warning::TwinChainIds => 16,
        }
    }
}

/// A set of warnings.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Warnings(u8);

impl Warnings {
    /// Whether this one is among them.
    #[must_use]
    pub const fn contains(self, warning: Warning) -> bool {
        self.0 & warning.bit() != 0
    }

    /// All of them.
    pub fn iter(self) -> impl Iterator<Item = Warning> {
        Warning::ALL.into_iter().filter(move |warning| self.contains(*warning))
    }

    pub(super) fn add(&mut self, warning: Warning) {
        self.0 |= warning.bit();
    }
}

/// Memory that a verdict is lent.
pub struct Memory<'s> {
    /// Words for look-ups: [`crate::commit::scratch_len`] of all sets in the message together, or none.
    pub scratch: &'s mut [u32],
    /// One for each entry of both commits of a misbehaviour; none for a double vote.
    pub signers: &'s mut [Signer],
    /// One for each who may be punished: one for a double vote, the entries of the second commit
    /// for a misbehaviour.
    pub punished: &'s mut [Punishment],
}

/// Why a verdict is not to punish.
pub(super) enum Stopped {
    Refused(Error, AbciCode),
    Missing(Fact),
    /// Not the provider's answer: we cannot tell.
    Unable(Error),
}

pub(super) type Checked<T> = Result<T, Stopped>;

pub(super) fn refuse<T>(error: Error, code: AbciCode) -> Checked<T> {
    Err(Stopped::Refused(error, code))
}

/// A fact that must be known.
pub(super) fn known<T>(fact: Known<T>, name: Fact) -> Checked<Option<T>> {
    fact.map_err(|_| Stopped::Missing(name))
}

/// For an error that the chain answers with `code`, if it is not our own inability.
pub(super) fn with(code: AbciCode) -> impl Fn(Error) -> Stopped {
    move |error| match error.class() {
        Class::Unsupported => Stopped::Unable(error),
        _ => Stopped::Refused(error, code),
    }
}

pub(super) fn verdict<'s>(
    checked: Checked<(&'s [Punishment], Warnings)>,
) -> Result<ProviderVerdict<'s>, Error> {
    match checked {
        Ok((punished, warnings)) => Ok(ProviderVerdict::Punishes { punished, warnings }),
        Err(Stopped::Refused(error, code)) => Ok(ProviderVerdict::Refuses { error, code }),
        Err(Stopped::Missing(missing)) => Ok(ProviderVerdict::Undecided { missing }),
        Err(Stopped::Unable(error)) => Err(error),
    }
}

/// A consumer id is a number; the store knows only the canonical form.
///
/// Source: `interchain-security x/ccv/types/shared_params.go ValidateConsumerId`.
pub(super) fn consumer_id(id: &str) -> Result<&str, Error> {
    // Rust takes a sign before the digits, Go does not.
    let digits = id.bytes().all(|byte| byte.is_ascii_digit());
    if digits && id.parse::<u64>().is_ok() { Ok(id) } else { Err(Error::ConsumerIdSyntax) }
}

pub(super) fn not_below_floor(
    state: &impl ProviderState,
    consumer: &str,
    height: u64,
) -> Checked<()> {
    let floor = known(state.min_evidence_height(consumer), Fact::MinEvidenceHeight)?.unwrap_or(0);
    if height < floor {
        return refuse(Error::BelowMinHeight { height, floor }, INVALID_DOUBLE_VOTING);
    }
    Ok(())
}

pub(super) fn warnings(state: &impl ProviderState, consumer: &str) -> Warnings {
    let mut warnings = Warnings::default();
    if matches!(state.twins(consumer), Ok(Some(1..))) {
        warnings.add(Warning::TwinChainIds);
    }
    warnings
}
