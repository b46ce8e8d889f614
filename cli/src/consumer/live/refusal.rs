//! Why a consumer's block is not verified.

use super::inquiry::PATH;
use crate::consumer::attest::MISSING;
use crate::{failure, show};
use parhelion_core::ccv::store::{ConsumerId, Phase};
use parhelion_core::proof::Key;
use parhelion_core::{Error, Hash};
use serde_json::{Value, json};
use std::fmt;
use std::process::ExitCode;

/// Heights are of the provider's state where they stand beside a key, else as the sentences say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// No node answered about this key.
    Unanswered { height: u64, key: Box<Key>, why: String },
    /// What was answered about it is not so.
    NotProven { height: u64, key: Box<Key>, error: Error },
    /// What is proven makes no set.
    NotAttested { height: u64, error: Error },
    /// The provider does not run the consumer.
    NotRunning { consumer: ConsumerId, height: u64, phase: Option<Phase> },
    /// No header of the provider was given yet.
    NothingAttested,
    /// The consumer's node gave no block.
    NoBlock(String),
    /// The block is not one that its set signed.
    NotVerified { height: Option<u64>, error: Error },
    /// The block's set was locked too long ago. `provider` is the provider's height up to which was
    /// looked.
    TooOld { height: u64, set: Hash, provider: u64, error: Error },
    /// The block names a set that is not attested. `provider` is the provider's height up to which was
    /// looked, `attest_at` the one at which the set should be.
    OtherSet { height: u64, set: Hash, provider: u64, attest_at: Option<u64> },
    /// Where the block's set is attested could not be found out.
    NoPlace { height: u64, why: String },
    /// That header of the provider is not verified.
    NoHeader { height: u64, why: String },
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Unanswered { height, key, why } => write!(
                f,
                "not attested: no answer ({why}) to \
                 /abci_query?path=\"{PATH}\"&prove=true&height={height}&data=0x{key:?}"
            ),
            Refusal::NotProven { height, key, error } => write!(
                f,
                "not attested: the answer about 0x{key:?} in the provider's state of height {height} \
                 is not proven: {}",
                show::error(error)
            ),
            Refusal::NotAttested { height, error } => write!(
                f,
                "not attested in the provider's state of height {height}: {}",
                show::error(error)
            ),
            Refusal::NotRunning { consumer, height, phase } => {
                write!(f, "in the provider's state of height {height}, consumer {consumer} ")?;
                f.write_str(phase_in_words(*phase))
            }
            Refusal::NothingAttested => f.write_str("no set of the consumer is attested yet"),
            Refusal::NoBlock(why) => write!(f, "no block of the consumer: {why}"),
            Refusal::NotVerified { height: Some(height), error } => {
                write!(f, "not verified: height {height}: {}", show::error(error))
            }
            Refusal::NotVerified { height: None, error } => {
                write!(f, "not verified: {}", show::error(error))
            }
            Refusal::TooOld { height, provider, error, .. } => write!(
                f,
                "not verified: height {height} is signed by a set that is attested no longer, as the \
                 provider is followed only to its height {provider}: {}",
                show::error(error)
            ),
            Refusal::OtherSet { height, set, provider, attest_at } => {
                write!(f, "not verified: height {height} is signed by the set {set}, ")?;
                other_set(f, *provider, *attest_at)
            }
            Refusal::NoPlace { height, why } => write!(
                f,
                "not verified: height {height} is signed by another set than those attested, and \
                 where that is recorded is not known: {why}"
            ),
            Refusal::NoHeader { height, why } => write!(
                f,
                "not attested: the provider's header {height}, by which the set would be, is not \
                 verified: {why}"
            ),
        }
    }
}

fn phase_in_words(phase: Option<Phase>) -> &'static str {
    match phase {
        None => "is unknown",
        Some(Phase::Unspecified | Phase::Registered) => "is only registered, and has no set yet",
        Some(Phase::Initialized) => "waits for its launch, and has no set yet",
        Some(Phase::Launched) => "runs",
        Some(Phase::Stopped) => "is stopped: the provider answers for its validators no longer",
        Some(Phase::Deleted) => "is removed: the provider answers for its validators no longer",
    }
}

fn other_set(f: &mut fmt::Formatter<'_>, provider: u64, attest_at: Option<u64>) -> fmt::Result {
    match attest_at {
        None => write!(f, "which is not attested up to the provider's height {provider}"),
        Some(at) if at < provider => write!(
            f,
            "which is to be attested at the provider's height {at}; it is not up to {provider}"
        ),
        Some(at) if at == provider => {
            write!(f, "which is not the one that the provider recorded before its height {at}")
        }
        Some(at) => write!(
            f,
            "which is to be attested at the provider's height {at}; the provider is followed to \
             {provider}"
        ),
    }
}

impl Refusal {
    /// The error of the core, where there is one.
    pub(crate) const fn error(&self) -> Option<&Error> {
        match self {
            Refusal::NotProven { error, .. }
            | Refusal::NotAttested { error, .. }
            | Refusal::TooOld { error, .. }
            | Refusal::NotVerified { error, .. } => Some(error),
            _ => None,
        }
    }

    /// As that of other refusals; 5 where something is missing.
    pub(crate) fn exit_code(&self) -> ExitCode {
        match (self, self.error()) {
            (_, Some(error)) => failure::exit_code(error),
            (Refusal::OtherSet { .. } | Refusal::NotRunning { .. }, _) => failure::REFUSED.into(),
            _ => MISSING.into(),
        }
    }

    /// For programs.
    pub(crate) fn as_json(&self) -> Value {
        let mut answer = match self.error() {
            Some(error) => show::error_as_json(error),
            None => json!({ "verdict": "refused" }),
        };
        answer["why"] = self.to_string().into();
        match self {
            Refusal::Unanswered { height, key, .. } => {
                answer["verdict"] = "missing".into();
                answer["key"] = format!("{key:?}").into();
                answer["height"] = height.to_string().into();
            }
            Refusal::OtherSet { attest_at: Some(height), .. } => {
                answer["attest_at"] = height.to_string().into();
            }
            _ => {}
        }
        answer
    }
}
