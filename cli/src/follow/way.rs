//! The run: one way after the other, and what each leads to.

use super::session::Session;
use super::{Arguments, fork, span};
use crate::consumer::live;
use crate::failure::{self, Failure};
use crate::store::{self, Store};
use crate::windows::Cores;
use parhelion_core::client::{Failed, Fork, Goal, Memory, Mode, Outcome, Root};
use parhelion_core::{Class, Error, TrustedState};
use std::num::NonZeroU64;
use std::process::ExitCode;

/// Slots for so many states.
pub(super) fn slots(states: usize) -> Vec<Option<TrustedState>> {
    vec![None; states]
}

/// States that a bisection may verify on its way, and the root. A set would have to change by a third
/// as often; further away, `--to` goes there in steps.
pub(super) const TRACE: usize = 1 << 12;

/// Failures in a row, without a header verified, after which it is over.
const TRIES: u32 = 8;

pub(super) struct Follow<'f> {
    pub(super) arguments: &'f Arguments,
    pub(super) session: Session,
    pub(super) store: Store,
    pub(super) consumer: Option<live::session::Session>,
    /// Made where each header is verified, when the first is.
    pub(super) cores: Option<Cores>,
}

/// What comes after one way.
pub(super) enum Next {
    /// A header was verified.
    Further,
    /// This is the head, or was when it was asked for.
    Rest,
    /// It went wrong, and may go right with other peers, or later.
    Again(ExitCode),
    End(ExitCode),
}

impl Next {
    /// The same, where the target was the head.
    pub(super) fn at_head(self) -> Next {
        if matches!(self, Next::Further) { Next::Rest } else { self }
    }
}

impl Follow<'_> {
    pub(super) fn run(mut self) -> Result<ExitCode, Failure> {
        let mut failures = 0;
        loop {
            if let Some(code) = self.is_expired()? {
                return Ok(code);
            }
            if let Some(to) = self.arguments.to
                && let Some(code) = self.is_there(to.get())?
            {
                return Ok(code);
            }
            match self.step()? {
                Next::Further => failures = 0,
                Next::Rest => {
                    let code = self.follow_consumer(self.store.latest()?)?;
                    if self.arguments.once {
                        return Ok(code);
                    }
                    failures = 0;
                    std::thread::sleep(span(self.arguments.interval));
                }
                Next::End(code) => return Ok(code),
                Next::Again(code) => {
                    failures += 1;
                    if failures >= TRIES {
                        return Ok(code);
                    }
                    std::thread::sleep(span(self.arguments.interval));
                }
            }
        }
    }

    /// Whether the trusting period of the store is over. A way up would say so; nothing else would, and
    /// a primary that shows no new head could keep a client on an old one for ever.
    fn is_expired(&self) -> Result<Option<ExitCode>, Failure> {
        let expires = self.store.expires()?;
        let Err(error) = store::not_expired(expires, self.session.now()) else { return Ok(None) };
        let (from, to) =
            (self.store.latest()?.height(), self.arguments.to.map_or(0, NonZeroU64::get));
        let failed = Failed { error, peer: None, from, to };
        Ok(Some(self.session.report.failed(&failed)))
    }

    /// Whether the height that was asked for is in the store.
    fn is_there(&mut self, height: u64) -> Result<Option<ExitCode>, Failure> {
        let Some(state) = self.store.at(height)? else { return Ok(None) };
        self.session.report.known(&state);
        self.follow_consumer(state).map(Some)
    }

    /// Goes as far as it can in one way.
    fn step(&mut self) -> Result<Next, Failure> {
        let to = self.arguments.to.map(NonZeroU64::get);
        let from = match to {
            Some(to) => self.store.closest_below(to)?,
            None => Some(self.store.latest()?),
        };
        let Some(from) = from else {
            let lowest = self.store.lowest()?;
            return self.skip(lowest, to.map_or(Goal::Latest, Goal::Height));
        };
        if self.arguments.sequential {
            return self.sync(from, to);
        }
        self.skip(from, to.map_or(Goal::Latest, Goal::Height))
    }

    fn skip(&mut self, from: TrustedState, goal: Goal) -> Result<Next, Failure> {
        let (mut trace, mut other) = (slots(TRACE), slots(TRACE));
        let memory = Memory { trace: &mut trace, other: &mut other };
        let start = from.height();
        let root = Root::State(from);
        let outcome = self.session.go(root, goal, Mode::Skipping, memory, Session::drive)?;
        // Of the headers on the way no witness was asked: they are not kept.
        let next = self.take(start, outcome, &[])?;
        Ok(if goal == Goal::Latest { next.at_head() } else { next })
    }

    /// What a way led to. `way` was verified before the target, which it leads to by hashes.
    pub(super) fn take(
        &mut self,
        from: u64,
        outcome: Outcome,
        way: &[TrustedState],
    ) -> Result<Next, Failure> {
        match outcome {
            Outcome::Verified { state, witnesses } => {
                let states: Vec<_> = way.iter().cloned().chain([state.clone()]).collect();
                self.store.put(&states)?;
                // A header far below would be the first to go.
                if self.store.latest()?.height() == state.height() {
                    self.store.prune(self.arguments.keep)?;
                }
                self.session.verified(from, &state, witnesses);
                Ok(Next::Further)
            }
            Outcome::UpToDate => {
                self.session.report.up_to_date(&self.store.latest()?);
                Ok(Next::Rest)
            }
            Outcome::Fork(found) => self.fork(&found),
            Outcome::Failed(failed) => {
                let code = self.session.report.failed(&failed);
                Ok(self.after(&failed, code))
            }
        }
    }

    /// The end: the store is closed before anything else can go wrong.
    pub(super) fn fork(&mut self, found: &Fork) -> Result<Next, Failure> {
        let folder = self.arguments.evidence.clone().unwrap_or_else(|| {
            let mut name = self.arguments.store.clone().into_os_string();
            name.push(".evidence");
            name.into()
        });
        // The evidence is asked of nodes, of which one lies: it may take its time, until somebody stops
        // the run.
        let record = fork::record(&self.session, found, &folder);
        self.store.record_fork(&record)?;
        let evidence = fork::evidence(&mut self.session, found);
        let record = store::Fork { kind: evidence.kind().to_owned(), ..record };
        let written = fork::write(&evidence, &folder);
        self.session.report.fork(&record, &evidence);
        let files = written?;
        self.session.report.written(&files);
        self.store.name_fork(&record)?;
        if self.arguments.submit {
            fork::submit(&self.session, &evidence);
        }
        Ok(Next::End(failure::FORK.into()))
    }

    /// Whether another try can end otherwise.
    fn after(&self, failed: &Failed, code: ExitCode) -> Next {
        let is_over = match failed.error.class() {
            Class::Expired => true,
            // The bounds do not move.
            Class::Unsupported => matches!(
                failed.error,
                Error::NoWitnesses | Error::TraceTooSmall { .. } | Error::KeyTypeNotBuilt { .. }
            ),
            _ => false,
        };
        if is_over || !self.session.peers.suffice() { Next::End(code) } else { Next::Again(code) }
    }
}
