//! Replays recorded verdicts: one JSON object a line, each a question with the answer that an
//! independent judge gave. The format is described in `testdata/README.md`.

mod case;
mod client;
mod evidence;
#[cfg(target_arch = "wasm32")]
mod exports;
mod frames;
mod kinds;
mod logs;
mod power_shaping;
mod proof;
mod provider;
mod reasons;
mod stream;
mod valset_change;

pub use case::{BadCase, Case, Want};
pub use frames::{By, SentProof, SentVotes};
pub use kinds::verifiers;
pub use logs::refusal_in_log;
pub use provider::{ProviderFacts, decimal};
pub use reasons::Reasons;
pub use stream::{Streamed, split};

use parhelion_core::{Class, Error};

/// What we say to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Accepted, with the bytes that the case asks for, where it asks for any.
    Accepted(Option<Vec<u8>>),
    /// Refused. The class is the error's own, unless the kind of the case prescribes it.
    Refused(Error, Class),
}

/// How our verdict compares with the judge's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The same verdict, the same class, the same answer.
    Agree,
    /// Another.
    Disagree,
    /// We cannot tell.
    Unsupported,
}

impl Case {
    /// Answers the case.
    ///
    /// # Errors
    /// [`BadCase`] where the case itself does not follow the format.
    pub fn answer(&self) -> Result<Verdict, BadCase> {
        kinds::answer(self)
    }

    /// Compares an answer with the judge's.
    #[must_use]
    pub fn compare(&self, verdict: &Verdict) -> Outcome {
        let agree = match verdict {
            Verdict::Refused(_, Class::Unsupported) => return Outcome::Unsupported,
            Verdict::Accepted(answer) => self.want.ok && self.want.answer_is(answer.as_deref()),
            Verdict::Refused(_, class) => !self.want.ok && self.want.class == class.name(),
        };
        if agree { Outcome::Agree } else { Outcome::Disagree }
    }
}
