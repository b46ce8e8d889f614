//! The peers, what they have said, and the client that asks them.

use super::report::Report;
use super::span;
use crate::failure::Failure;
use crate::node::{Node, NodeError};
use crate::show;
use parhelion_core::client::{
    Blocks, Client, Failed, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers, Reply,
    Root, Standing,
};
use parhelion_core::{Error, LightBlock, Limits, Time, TrustedState, Verifier};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Bytes of light blocks and sets that are kept on the way to one target.
const KEPT_BYTES: usize = 256 << 20;
/// The pause between two looks at whether a witness has come to a height. Ours.
const LOOK: Duration = Duration::from_millis(500);
/// How long a witness may be behind before somebody is told. Ours.
const MOMENT: Duration = Duration::from_secs(3);

/// Nodes, by the number of the peer, and all that outlives one way.
pub(super) struct Session {
    pub(super) nodes: Arc<Vec<Node>>,
    pub(super) peers: Peers,
    pub(super) parameters: Parameters,
    pub(super) report: Report,
    pub(super) blocks: Blocks,
    verifier: Verifier,
    /// What witnesses were asked for before the client did.
    ahead: HashMap<(Peer, u64), Result<Vec<u8>, NodeError>>,
    clock: Option<Time>,
    since: Instant,
}

impl Session {
    pub(super) fn new(
        nodes: Vec<Node>,
        peers: Peers,
        parameters: Parameters,
        clock: Option<Time>,
        report: Report,
    ) -> Session {
        Session {
            nodes: Arc::new(nodes),
            peers,
            parameters,
            report,
            blocks: Blocks::new(KEPT_BYTES),
            verifier: Verifier::new(),
            ahead: HashMap::new(),
            clock,
            since: Instant::now(),
        }
    }

    pub(super) fn now(&self) -> Time {
        self.clock.unwrap_or_else(show::clock)
    }

    /// The primary of the next way.
    pub(super) fn primary(&self) -> Option<Peer> {
        self.peers.primary().or_else(|| self.peers.witnesses().next())
    }

    pub(super) fn node(&self, peer: Peer) -> Option<&Node> {
        self.nodes.get(usize::from(peer.0))
    }

    /// The height of the primary's head, as it says.
    pub(super) fn head(&self) -> Option<u64> {
        self.node(self.primary()?)?.latest_height().ok()
    }

    /// One way, from its beginning to its end. `drive` asks what the client needs.
    pub(super) fn go<'m>(
        &mut self,
        root: Root,
        goal: Goal,
        mode: Mode,
        memory: Memory<'m>,
        drive: impl FnOnce(&mut Session, &mut Client<'m>) -> Result<(), Failure>,
    ) -> Result<Outcome, Failure> {
        self.since = Instant::now();
        self.blocks = Blocks::new(KEPT_BYTES);
        self.ahead.clear();
        let (from, to) = ends(&root, goal);
        let client = Client::new(root, goal, mode, self.parameters, self.peers.clone(), memory);
        let mut client = match client {
            Ok(client) => client,
            // Those that there were have been dropped, also while the root was compared.
            Err(error @ Error::NoWitnesses) => {
                return Ok(Outcome::Failed(Failed { error, peer: None, from, to }));
            }
            Err(error) => return Err(Failure::Usage(show::error(&error))),
        };
        drive(self, &mut client)?;
        self.settle(&client);
        Ok(client.outcome().cloned().unwrap_or(Outcome::UpToDate))
    }

    /// Asks until the client has ended.
    pub(super) fn drive(&mut self, client: &mut Client<'_>) -> Result<(), Failure> {
        while let Some(need) = client.need() {
            self.look_ahead(client, &need);
            if let Need::Pause { from, span } = &need {
                let height = client.trace().last().map_or(u64::MAX, TrustedState::height);
                self.wait(*from, height, *span);
            }
            let said = self.ask(&need);
            let reply = match &said {
                Ok(said) => said.reply(),
                Err(error) => {
                    self.report.silent(peer_of(&need), error);
                    Reply::Failed(error.failure)
                }
            };
            let given = client.give_with(reply, self.now(), &mut self.verifier);
            given.map_err(|error| Failure::Usage(show::error(&error)))?;
        }
        Ok(())
    }

    /// What a peer says.
    fn ask(&mut self, need: &Need) -> Result<Said, NodeError> {
        let peer = peer_of(need);
        // A client asks nobody else.
        let node = &self.nodes[usize::from(peer.0)];
        match need {
            Need::LightBlock { height, trusted_validators, .. } => {
                let block = match self.blocks.light_block(peer, *height) {
                    Some(known) => known.to_vec(),
                    None => match self.ahead.remove(&(peer, *height)) {
                        Some(said) => said?,
                        None => node.light_block(Some(*height))?,
                    },
                };
                self.blocks.keep(peer, *height, &block);
                let set = match trusted_validators {
                    None => None,
                    Some(wanted) => Some(match self.blocks.set(&wanted.hash) {
                        Some(known) => known.to_vec(),
                        None => node.validators(wanted.height)?,
                    }),
                };
                if let Some(set) = &set {
                    self.blocks.keep_set(set);
                }
                Ok(Said::Block(block, set))
            }
            Need::LatestBlock { .. } => {
                let block = node.light_block(None)?;
                if let Ok(view) = LightBlock::parse(&block, &Limits::DEFAULT) {
                    let height = view.header().height();
                    self.blocks.keep(peer, height, &block);
                }
                Ok(Said::Block(block, None))
            }
            Need::Header { height, .. } => node.header(*height).map(Said::Header),
            // It was waited for.
            Need::Pause { .. } => Ok(Said::Paused),
        }
    }

    /// Waits for a witness until it says that it has come to this height, but no longer than this span.
    /// At the head of a chain a witness is often behind by a block, and has that a second later; one
    /// that says so and has no such block is believed nothing, and confirms nothing.
    fn wait(&self, peer: Peer, height: u64, time: parhelion_core::Duration) {
        let (since, at_most, mut is_told) = (Instant::now(), span(time), false);
        while let Some(left) = at_most.checked_sub(since.elapsed()).filter(|left| !left.is_zero()) {
            if !is_told && since.elapsed() >= MOMENT {
                self.report.waits(peer, time);
                is_told = true;
            }
            std::thread::sleep(left.min(LOOK));
            let node = self.node(peer);
            let has_come = node.and_then(|node| node.latest_height().ok());
            if has_come.is_some_and(|latest| latest >= height) {
                return;
            }
        }
    }

    /// Asks all witnesses for the target at once, when the client asks the first.
    fn look_ahead(&mut self, client: &Client<'_>, need: &Need) {
        let Need::LightBlock { height, from, .. } = need else { return };
        let is_target = client.trace().last().is_some_and(|last| last.height() == *height);
        let is_witness = client.peers().standing(*from) == Some(Standing::Witness);
        let is_known = self.ahead.keys().any(|(_, of)| of == height)
            || self.blocks.light_block(*from, *height).is_some();
        if !is_target || !is_witness || is_known {
            return;
        }
        let nodes = &self.nodes;
        let witnesses: Vec<_> = client.peers().witnesses().filter(|peer| peer >= from).collect();
        std::thread::scope(|scope| {
            let asked: Vec<_> = witnesses
                .iter()
                .map(|peer| {
                    let node = &nodes[usize::from(peer.0)];
                    (*peer, scope.spawn(|| node.light_block(Some(*height))))
                })
                .collect();
            for (peer, thread) in asked {
                if let Ok(said) = thread.join() {
                    self.ahead.insert((peer, *height), said);
                }
            }
        });
    }

    /// Takes over who is left of the peers.
    fn settle(&mut self, client: &Client<'_>) {
        for (number, node) in (0u8..).zip(self.nodes.iter()) {
            let (before, after) =
                (self.peers.standing(Peer(number)), client.peers().standing(Peer(number)));
            if before != after {
                self.report.standing(node.url(), after);
            }
        }
        self.peers = client.peers().clone();
    }

    /// Tells of a verified target.
    pub(super) fn verified(&self, from: u64, state: &TrustedState, witnesses: usize) {
        let traffic = self.nodes.iter().map(Node::traffic);
        let (requests, bytes) = traffic
            .fold((0, 0), |(requests, bytes), of| (requests + of.requests, bytes + of.bytes));
        self.report.verified(from, state, witnesses, self.since.elapsed(), (requests, bytes));
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

/// The heights of a way, 0 for the head.
fn ends(root: &Root, goal: Goal) -> (u64, u64) {
    let from = match root {
        Root::State(state) => state.height(),
        Root::Faith { height, .. } => *height,
    };
    let to = match goal {
        Goal::Latest => 0,
        Goal::Height(height) => height,
    };
    (from, to)
}

fn peer_of(need: &Need) -> Peer {
    match need {
        Need::LightBlock { from, .. }
        | Need::LatestBlock { from }
        | Need::Header { from, .. }
        | Need::Pause { from, .. } => *from,
    }
}
