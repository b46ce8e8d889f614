//! A consumer that is followed beside the chain that decides its validators.

use super::session::Session;
use super::way::{Follow, TRACE, slots};
use crate::consumer::live::session::of_node;
use crate::consumer::live::{Answer, Provider};
use crate::failure::Failure;
use crate::{show, store};
use parhelion_core::TrustedState;
use parhelion_core::client::{Fork, Goal, Memory, Mode, Outcome, Root};
use std::process::ExitCode;

/// Headers over which is gone back by hashes, at most: nobody has proven that the set is there. Ours;
/// sixteen epochs of 600 blocks, in each of which the consumer may have been sent one set.
const MAX_BACK: u64 = 16 * 600;

impl Follow<'_> {
    /// Verifies the latest block of the consumer, where one is followed, by a header of the chain.
    pub(super) fn follow_consumer(&mut self, latest: TrustedState) -> Result<ExitCode, Failure> {
        let Some(mut consumer) = self.consumer.take() else { return Ok(ExitCode::SUCCESS) };
        let now = self.session.now();
        let (store, session) = (&self.store, &mut self.session);
        let mut provider = Followed { store, session, latest, fork: None };
        let advanced = consumer.advance(&mut provider, now);
        let fork = provider.fork;
        self.consumer = Some(consumer);
        if let Some(fork) = fork {
            self.fork(&fork)?;
            let why = "the chain forked on the way to an earlier header of it".to_owned();
            return Err(Failure::Fork(why));
        }
        let (lines, refusal) = advanced?;
        lines.iter().for_each(|line| self.session.report.of_consumer(line));
        Ok(refusal.map_or(ExitCode::SUCCESS, |refusal| refusal.exit_code()))
    }
}

/// The chain, as far as it was followed.
struct Followed<'f> {
    store: &'f store::Store,
    session: &'f mut Session,
    latest: TrustedState,
    /// What was found on the way to an earlier header.
    fork: Option<Fork>,
}

impl Provider for Followed<'_> {
    fn latest(&self) -> TrustedState {
        self.latest.clone()
    }

    /// From the store, or by a way of its own, of which nothing is kept: it is below what the store
    /// has.
    fn header(&mut self, height: u64) -> Result<TrustedState, String> {
        let said = |error: store::Error| error.to_string();
        if let Some(state) = self.store.at(height).map_err(said)? {
            return Ok(state);
        }
        let below = self.store.closest_below(height).map_err(said)?;
        let from = below.map_or_else(|| self.store.lowest().map_err(said), Ok)?;
        let back = from.height().saturating_sub(height);
        if back > MAX_BACK {
            return Err(format!("it is {back} headers before the first one that is trusted"));
        }
        let (mut trace, mut other) = (slots(TRACE), slots(TRACE));
        let memory = Memory { trace: &mut trace, other: &mut other };
        let (root, goal) = (Root::State(from), Goal::Height(height));
        let outcome = self.session.go(root, goal, Mode::Skipping, memory, Session::drive);
        match outcome.map_err(|failure| failure.to_string())? {
            Outcome::Verified { state, .. } => Ok(state),
            Outcome::Failed(failed) => Err(show::error(&failed.error)),
            Outcome::UpToDate => Err("the nodes do not agree on it".into()),
            Outcome::Fork(found) => {
                self.fork = Some(found);
                Err("the nodes do not agree on it".into())
            }
        }
    }

    /// The primary is the first; witnesses follow.
    fn ask(
        &self,
        node: usize,
        path: &str,
        key: &[u8],
        height: Option<u64>,
    ) -> Option<Result<Answer, String>> {
        let primary = self.session.primary();
        let others = self.session.peers.witnesses().filter(|peer| Some(*peer) != primary);
        let peer = primary.into_iter().chain(others).nth(node)?;
        Some(of_node(self.session.node(peer)?, path, key, height))
    }
}
