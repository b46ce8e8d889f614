//! `parhelion prove`: what a chain's state holds under a key, against a header that is trusted.

mod address;
mod answer;
mod header;
mod key;
mod read;
mod report;

use crate::failure::{self, Failure, exit_code};
use crate::{show, store};
use key::Question;
use parhelion_core::proof::{MerkleProof, Part, Proven, verify_membership, verify_non_membership};
use parhelion_core::{Error, Limits, Time, TrustedState};
use parhelion_rpc::AbciQuery;
use std::process::ExitCode;

/// The exit status where there is nothing to verify.
const MISSING: u8 = 5;

/// Proves what a chain's state holds under a key, or that it holds nothing, against a header that is
/// trusted.
#[derive(clap::Args)]
#[command(after_help = key::HELP)]
pub(crate) struct Arguments {
    /// What to prove: see below
    #[arg(long, value_name = "KEY", value_parser = Question::parse)]
    key: Question,
    #[command(flatten)]
    header: header::HeaderArguments,
    #[command(flatten)]
    answer: answer::AnswerArguments,
    /// The time at which to look at the trusting period, as 2021-12-08T01:51:39Z; the clock's if not
    /// given
    #[arg(long, value_parser = show::parse_time)]
    now: Option<Time>,
    /// Looks at no clock, for a header that is believed whatever its age: it then says nothing of what
    /// the chain is today
    #[arg(long, conflicts_with = "now")]
    without_clock: bool,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

/// Why nothing is proven.
enum Stopped {
    /// The answer does not prove it, or the header is not to be trusted; and what may help.
    Refused(Error, Option<String>),
    /// What was answered is no answer that an honest node gives.
    Bad(String),
    /// There is nothing to verify, and why.
    Missing(String),
    Failed(Failure),
}

impl From<store::Error> for Stopped {
    fn from(error: store::Error) -> Stopped {
        Stopped::Failed(error.into())
    }
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Stopped {
        Stopped::Failed(failure)
    }
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match arguments.prove() {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(Stopped::Failed(failure)) => Err(failure),
        Err(Stopped::Refused(error, advice)) => {
            if arguments.json {
                say!("{}", show::error_as_json(&error));
            } else {
                say!("not proven: {}", show::error(&error));
                if let Some(advice) = advice {
                    say!("  {advice}");
                }
            }
            Ok(exit_code(&error))
        }
        Err(Stopped::Bad(why)) => {
            arguments.say_why("refused", &why);
            Ok(failure::REFUSED.into())
        }
        Err(Stopped::Missing(why)) => {
            arguments.say_why("missing", &why);
            Ok(MISSING.into())
        }
    }
}

impl Arguments {
    fn prove(&self) -> Result<(), Stopped> {
        let trusted = self.header.read()?;
        if !self.without_clock {
            let now = self.now.unwrap_or_else(show::clock);
            trusted.is_fresh(now).map_err(|error| {
                let advice = "follow the chain to a recent header; or, if this one is believed \
                              whatever its age, --without-clock";
                Stopped::Refused(error, Some(advice.to_owned()))
            })?;
        }
        let header = &trusted.header;
        let answer = self.answer.read(&self.key, header)?;
        let proven = verify(header, &self.key, &answer)?;
        if self.json {
            let mut object = report::as_json(&self.key, &proven);
            object["clock_checked"] = (!self.without_clock).into();
            say!("{object}");
        } else {
            report::print(&self.key, &proven);
            if self.without_clock {
                say!("  no clock     how old the header is was not looked at");
            }
        }
        Ok(())
    }

    fn say_why(&self, verdict: &str, why: &str) {
        if self.json {
            say!("{}", report::why_as_json(&self.key, verdict, why));
        } else {
            say!("not proven: {}", report::escaped(why));
        }
    }
}

/// Verifies an answer, of which nothing but the value and the proof is looked at.
fn verify<'a>(
    header: &TrustedState,
    question: &'a Question,
    answer: &'a AbciQuery,
) -> Result<Proven<'a>, Stopped> {
    let [store, multistore] = answer.proofs.as_slice() else {
        let query = report::query(question, header);
        return Err(Stopped::Missing(format!("the answer has no proof: ask for {query}")));
    };
    let prove = || {
        let proof = MerkleProof::of_ops(store, multistore, &Limits::DEFAULT)?;
        let (store, key) = (question.store.as_bytes(), question.key.as_slice());
        match verify_membership(header, store, key, &answer.value, &proof) {
            // The other kind of proof. A value beside one is a value that is not proven.
            Err(Error::ExistenceExpected { part: Part::Store }) if answer.value.is_empty() => {
                verify_non_membership(header, store, key, &proof)
            }
            result => result,
        }
    };
    prove().map_err(|error| Stopped::Refused(error, advice(header, question, answer)))
}

/// What an answer says of itself that could be why it was refused.
fn advice(header: &TrustedState, question: &Question, answer: &AbciQuery) -> Option<String> {
    let state_height = header.height().saturating_sub(1);
    if answer.key != question.key {
        let (asked, found) = (hex::encode(&question.key), hex::encode(&answer.key));
        Some(format!("the answer is about the key {found}, and {asked} is asked for"))
    } else if answer.store != question.store.as_bytes() {
        let (found, asked) = (report::text(&answer.store), report::escaped(&question.store));
        Some(format!("the answer is about the store {found}, and {asked} is asked for"))
    } else if answer.height != state_height {
        let (found, height) = (answer.height, header.height());
        Some(format!(
            "the answer is of the state of height {found}; the header of height {height} proves that \
             of {state_height}"
        ))
    } else {
        None
    }
}
