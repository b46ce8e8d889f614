//! The run: one way after the other, and what each leads to.

use super::exchange::{Line, Request};
use super::fork::{self, Found};
use alloc::boxed::Box;
use alloc::collections::BTreeMap;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use parhelion_core::client::{
    Blocks, Client, Failed, Failure, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers,
    Reply, Root, first_unlinked,
};
use parhelion_core::{Class, Duration, Error, LightBlock, Limits, Time, TrustedState, Verifier};

/// Bytes of light blocks and sets that are kept on the way to one target. Ours.
const KEPT_BYTES: usize = 64 << 20;
/// States that a bisection may verify on its way, and the root. Ours.
const TRACE: usize = 1 << 12;
/// Headers that are verified one after the other before witnesses are asked. Ours.
const WINDOW: u64 = 128;
/// Failures in a row, without a header verified, after which it is over. Ours.
const TRIES: u32 = 8;
/// Milliseconds between two looks at whether a witness has come to a height. Ours.
const LOOK: u32 = 500;

/// The peers, what they have said, and all that outlives one way.
pub(super) struct Follower {
    pub(super) line: Line,
    pub(super) blocks: Blocks,
    /// Why a peer failed the last time.
    pub(super) troubles: BTreeMap<Peer, String>,
    peers: Peers,
    parameters: Parameters,
    verifier: Verifier,
    pub(super) patience: Patience,
    sequential: bool,
}

/// How often a node is asked.
#[derive(Clone, Copy)]
pub(super) struct Patience {
    /// Milliseconds between two looks at the head.
    pub(super) interval: u32,
    /// Attempts at one request; none is one.
    pub(super) attempts: u32,
}

/// Why there is nothing more to come.
pub(super) enum End {
    Failed { failed: Failed, why: Option<String> },
    Fork(Box<Found>),
}

/// What one way led to.
struct Step {
    outcome: Outcome,
    /// What was verified before the target, without the root.
    way: Vec<TrustedState>,
}

impl Follower {
    pub(super) fn new(
        line: Line,
        peers: Peers,
        parameters: Parameters,
        patience: Patience,
        sequential: bool,
    ) -> Follower {
        let (blocks, verifier) = (Blocks::new(KEPT_BYTES), Verifier::new());
        let troubles = BTreeMap::new();
        Follower { line, blocks, troubles, peers, parameters, verifier, patience, sequential }
    }

    /// Follows the chain until something ends it.
    pub(super) async fn run(mut self, root: Root) -> End {
        let mut state = match root {
            Root::State(state) => state,
            Root::Faith { height, .. } => match self.skip(root, Goal::Height(height)).await.outcome
            {
                Outcome::Verified { state, .. } => state,
                other => return self.end(other, height).await,
            },
        };
        let mut failures = 0;
        loop {
            if let Err(error) = self.not_expired(&state) {
                let failed = Failed { error, peer: None, from: state.height(), to: 0 };
                return End::Failed { failed, why: None };
            }
            let (step, is_head) = self.step(&state).await;
            match step.outcome {
                Outcome::Verified { state: reached, witnesses } => {
                    failures = 0;
                    let mut states = step.way;
                    states.push(reached.clone());
                    self.line.ask(Request::Verified { states, witnesses }).await;
                    state = reached;
                    if is_head {
                        self.line.pause(self.patience.interval).await;
                    }
                }
                Outcome::UpToDate => {
                    failures = 0;
                    self.line.pause(self.patience.interval).await;
                }
                Outcome::Failed(failed) if self.may_pass(&failed) && failures + 1 < TRIES => {
                    failures += 1;
                    self.line.pause(self.patience.interval).await;
                }
                other => return self.end(other, state.height()).await,
            }
        }
    }

    async fn step(&mut self, state: &TrustedState) -> (Step, bool) {
        let root = Root::State(state.clone());
        if !self.sequential {
            return (self.skip(root, Goal::Latest).await, true);
        }
        let primary = self.peers.primary().or_else(|| self.peers.witnesses().next());
        let head = match primary {
            Some(primary) => self.latest_height(primary).await.ok(),
            None => None,
        };
        // On the way to any height a primary that does not answer is replaced.
        let head = head.unwrap_or_else(|| state.height().saturating_add(1));
        if head <= state.height() {
            return (Step { outcome: Outcome::UpToDate, way: Vec::new() }, true);
        }
        let target = head.min(state.height().saturating_add(WINDOW));
        (self.climb(state, root, target).await, target == head)
    }

    /// By as few headers as the changes of the validators allow. Of those on the way no witness was
    /// asked: they are not handed out.
    async fn skip(&mut self, root: Root, goal: Goal) -> Step {
        let step = self.go(root, goal, Mode::Skipping, TRACE).await;
        Step { way: Vec::new(), ..step }
    }

    /// By each header, up to one that is compared with the witnesses. Each before it is that of the
    /// hash in the next.
    async fn climb(&mut self, state: &TrustedState, root: Root, target: u64) -> Step {
        let states = usize::try_from(WINDOW).unwrap_or(0) + 2;
        let mut step = self.go(root, Goal::Height(target), Mode::Sequential, states).await;
        if let Outcome::Verified { .. } = step.outcome {
            if let Some(height) = first_unlinked(state, &step.way) {
                let error = Error::LastBlockHashMismatch;
                let (from, to) = (state.height(), height);
                step.outcome = Outcome::Failed(Failed { error, peer: None, from, to });
            }
            step.way.pop();
        }
        step
    }

    /// One way, from its beginning to its end.
    async fn go(&mut self, root: Root, goal: Goal, mode: Mode, states: usize) -> Step {
        self.blocks = Blocks::new(KEPT_BYTES);
        let from = match &root {
            Root::State(state) => state.height(),
            Root::Faith { height, .. } => *height,
        };
        let (mut trace, mut other) = (vec![None; states], vec![None; states]);
        let memory = Memory { trace: &mut trace, other: &mut other };
        let client = Client::new(root, goal, mode, self.parameters, self.peers.clone(), memory);
        let failed = |error| {
            let failed = Failed { error, peer: None, from, to: 0 };
            Step { outcome: Outcome::Failed(failed), way: Vec::new() }
        };
        let mut client = match client {
            Ok(client) => client,
            Err(error) => return failed(error),
        };
        while let Some(need) = client.need() {
            let height = client.trace().last().map_or(u64::MAX, TrustedState::height);
            let said = self.ask(&need, height).await;
            let reply = match &said {
                Ok(said) => said.reply(),
                Err(failure) => Reply::Failed(*failure),
            };
            if let Err(error) = client.give_with(reply, self.line.now(), &mut self.verifier) {
                return failed(error);
            }
        }
        let outcome = client.outcome().cloned().unwrap_or(Outcome::UpToDate);
        let way = client.trace().skip(1).cloned().collect();
        self.peers = client.peers().clone();
        Step { outcome, way }
    }

    /// What a peer says; what it said before it is not asked again.
    async fn ask(&mut self, need: &Need, reached: u64) -> Result<Said, Failure> {
        match need {
            Need::LightBlock { height, from, trusted_validators } => {
                let block = match self.blocks.light_block(*from, *height) {
                    Some(known) => known.to_vec(),
                    None => self.light_block(*from, Some(*height)).await?,
                };
                self.blocks.keep(*from, *height, &block);
                let Some(wanted) = trusted_validators else { return Ok(Said::Block(block, None)) };
                let set = match self.blocks.set(&wanted.hash) {
                    Some(known) => known.to_vec(),
                    None => self.validators(*from, wanted.height).await?,
                };
                self.blocks.keep_set(&set);
                Ok(Said::Block(block, Some(set)))
            }
            Need::LatestBlock { from } => {
                let block = self.light_block(*from, None).await?;
                if let Ok(view) = LightBlock::parse(&block, &Limits::DEFAULT) {
                    self.blocks.keep(*from, view.header().height(), &block);
                }
                Ok(Said::Block(block, None))
            }
            Need::Header { height, from } => self.header(*from, *height).await.map(Said::Header),
            Need::Pause { from, span } => {
                self.wait(*from, reached, *span).await;
                Ok(Said::Paused)
            }
        }
    }

    /// Waits for a witness until it says that it has come to this height, but no longer than this
    /// span. One that says so and has no such block is believed nothing.
    async fn wait(&mut self, peer: Peer, height: u64, span: Duration) {
        let (since, span) = (self.line.clock(), span.nanos() as f64 / 1e6);
        loop {
            let left = span - (self.line.clock() - since);
            if left <= 0.0 {
                return;
            }
            self.line.pause(left.min(f64::from(LOOK)).ceil() as u32).await;
            if self.latest_height(peer).await.is_ok_and(|latest| latest >= height) {
                return;
            }
        }
    }

    /// A way up would say so; nothing else would, and a primary that shows no new head could keep a
    /// client on an old one for ever.
    fn not_expired(&self, state: &TrustedState) -> Result<(), Error> {
        let period = i128::from(self.parameters.options.trusting_period.nanos());
        let expires = state.time().unix_nanos() + period;
        if expires > self.line.now().unix_nanos() {
            return Ok(());
        }
        let seconds = i64::try_from(expires.div_euclid(1_000_000_000)).ok();
        let nanos = u32::try_from(expires.rem_euclid(1_000_000_000)).ok();
        let expired =
            seconds.zip(nanos).and_then(|(seconds, nanos)| Time::from_unix(seconds, nanos));
        Err(Error::HeaderExpired { expired: expired.unwrap_or(Time::GO_ZERO) })
    }

    /// Whether another try can end otherwise.
    fn may_pass(&self, failed: &Failed) -> bool {
        let is_over = match failed.error.class() {
            Class::Expired => true,
            // The bounds do not move.
            Class::Unsupported => matches!(
                failed.error,
                Error::NoWitnesses | Error::TraceTooSmall { .. } | Error::KeyTypeNotBuilt { .. }
            ),
            _ => matches!(failed.error, Error::LastBlockHashMismatch),
        };
        !is_over && self.peers.suffice()
    }

    async fn end(&mut self, outcome: Outcome, from: u64) -> End {
        let failed = match outcome {
            Outcome::Fork(found) => return End::Fork(fork::found(self, &found).await.into()),
            Outcome::Failed(failed) => failed,
            // Who goes to the root meets nothing else.
            _ => Failed { error: Error::NotConfirmed, peer: None, from, to: from },
        };
        let why = failed.peer.and_then(|peer| self.troubles.get(&peer).cloned());
        End::Failed { failed, why }
    }
}

/// An answer that is there.
enum Said {
    Block(Vec<u8>, Option<Vec<u8>>),
    Header(Vec<u8>),
    Paused,
}

impl Said {
    fn reply(&self) -> Reply<'_> {
        match self {
            Said::Block(bytes, set) => {
                Reply::LightBlock { bytes, trusted_validators: set.as_deref() }
            }
            Said::Header(bytes) => Reply::Header(bytes),
            Said::Paused => Reply::Paused,
        }
    }
}
