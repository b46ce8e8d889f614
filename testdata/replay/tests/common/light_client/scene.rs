//! All that a client is given, and the ways in which it is run.

use super::chain::Chain;
use super::node::{Node, Said};
use super::{ROOT, TARGET};
use crate::common::LIMITS;
use parhelion_core::client::{
    Blocks, Client, Failed, Fork, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers,
    Reply, Root, Standing,
};
use parhelion_core::{
    Duration, Encode, Error, LightBlock, Options, Time, TrustThreshold, TrustedState, ValidatorSet,
    Verifier,
};

/// When the block of a height was made.
pub fn time(height: u64) -> Time {
    Time::from_unix(Chain::START + 10 * i64::try_from(height).unwrap(), 0).unwrap()
}

#[derive(Clone)]
pub struct Scene {
    pub root: Root,
    pub goal: Goal,
    pub mode: Mode,
    pub parameters: Parameters,
    pub nodes: Vec<Node>,
    pub peers: Peers,
    /// So much memory is lent.
    pub trace: usize,
    pub other: usize,
    pub now: Time,
    /// After so many replies it is later.
    pub later: Option<(usize, Time)>,
    /// What is served in place of each trusted set.
    pub instead: Option<Vec<u8>>,
}

/// How a client came to its end.
#[derive(Debug)]
pub struct Run {
    pub outcome: Outcome,
    pub peers: Peers,
    pub trace: Vec<TrustedState>,
    /// All that it asked for.
    pub talk: Vec<String>,
}

#[derive(Clone, Copy)]
enum Signatures {
    OneByOne,
    InBatches,
}

#[derive(Clone, Copy)]
enum Remembers {
    Nothing,
    Blocks,
}

impl Scene {
    /// A client that trusts the chain's header of height 10 and skips to 20. The first node is its
    /// primary.
    pub fn new(chain: &Chain, nodes: Vec<Node>) -> Scene {
        let options = Options {
            trust_threshold: TrustThreshold::ONE_THIRD,
            trusting_period: Duration::from_seconds(1000),
            max_clock_drift: Duration::from_seconds(10),
        };
        Scene {
            root: Root::State(chain.state(ROOT)),
            goal: Goal::Height(TARGET),
            mode: Mode::Skipping,
            parameters: Parameters { options, ..Parameters::DEFAULT },
            peers: match nodes.len() - 1 {
                0 => Peers::without_witnesses(),
                witnesses => Peers::new(witnesses).unwrap(),
            },
            nodes,
            trace: 16,
            other: 16,
            now: time(TARGET + 2),
            later: None,
            instead: None,
        }
    }

    pub fn sequential(self) -> Scene {
        Scene { mode: Mode::Sequential, ..self }
    }

    pub fn to(self, goal: Goal) -> Scene {
        Scene { goal, ..self }
    }

    /// Trusts the header of height 10 by its hash alone.
    pub fn on_faith(self, chain: &Chain) -> Scene {
        let hash = *chain.state(ROOT).header_hash().unwrap();
        Scene { root: Root::Faith { height: ROOT, hash }, ..self }
    }

    pub fn from(self, state: TrustedState) -> Scene {
        Scene { root: Root::State(state), ..self }
    }

    /// Runs in all four ways, of which it makes no difference which.
    pub fn run(&self) -> Run {
        let run = self.run_afresh();
        for signatures in [Signatures::OneByOne, Signatures::InBatches] {
            same(&run, &self.run_in(signatures, Remembers::Blocks));
        }
        run
    }

    /// Runs in both ways in which a node is asked again: it may answer differently.
    pub fn run_afresh(&self) -> Run {
        let run = self.run_in(Signatures::OneByOne, Remembers::Nothing);
        same(&run, &self.run_in(Signatures::InBatches, Remembers::Nothing));
        run
    }

    fn run_in(&self, signatures: Signatures, remembers: Remembers) -> Run {
        let mut nodes = self.nodes.clone();
        let sets: Vec<Vec<u8>> = nodes.iter().flat_map(|node| node.sets.clone()).collect();
        let (mut trace, mut other) = (vec![None; self.trace], vec![None; self.other]);
        let memory = Memory { trace: &mut trace, other: &mut other };
        let (root, peers) = (self.root.clone(), self.peers.clone());
        let client = Client::new(root, self.goal, self.mode, self.parameters, peers, memory);
        let (mut client, mut talk) = (client.unwrap(), Vec::new());
        let (mut verifier, mut scratch) = (Verifier::new(), vec![0; 14]);
        let mut blocks = Blocks::new(match remembers {
            Remembers::Nothing => 0,
            Remembers::Blocks => 1 << 20,
        });
        while let Some(need) = client.need() {
            talk.push(told(&need));
            assert!(talk.len() < 1000, "{talk:?}");
            let now = self.later.filter(|(replies, _)| talk.len() > *replies);
            let now = now.map_or(self.now, |(_, now)| now);
            let mut give = |reply: Reply<'_>| {
                match signatures {
                    Signatures::OneByOne => client.give(reply, now, &mut scratch),
                    Signatures::InBatches => client.give_with(reply, now, &mut verifier),
                }
                .unwrap();
            };
            if let Some(reply) = blocks.reply(&need) {
                give(reply);
                continue;
            }
            let (from, wanted) = match &need {
                Need::LightBlock { from, trusted_validators, .. } => (from, *trusted_validators),
                Need::LatestBlock { from } | Need::Header { from, .. } => (from, None),
                Need::Pause { from, .. } => {
                    nodes[usize::from(from.0)].pause();
                    give(Reply::Paused);
                    continue;
                }
            };
            let said = nodes[usize::from(from.0)].answer(&need);
            let set = wanted.map(|wanted| {
                let named = |set: &&Vec<u8>| {
                    ValidatorSet::parse(set, LIMITS).unwrap().hash() == wanted.hash
                };
                self.instead.as_ref().or_else(|| sets.iter().find(named)).unwrap()
            });
            if let (Said::Bytes(bytes), Need::LightBlock { height, .. }) = (&said, &need) {
                keep(&mut blocks, *from, *height, bytes);
            }
            give(match (&said, &need) {
                (Said::Failed(failure), _) => Reply::Failed(*failure),
                (Said::Bytes(bytes), Need::Header { .. }) => Reply::Header(bytes),
                (Said::Bytes(bytes), _) => {
                    Reply::LightBlock { bytes, trusted_validators: set.map(Vec::as_slice) }
                }
            });
        }
        let trace = client.trace().cloned().collect();
        let (outcome, peers) = (client.outcome().unwrap().clone(), client.peers().clone());
        Run { outcome, peers, trace, talk }
    }
}

fn same(a: &Run, b: &Run) {
    assert_eq!(a.talk, b.talk);
    assert_eq!(format!("{a:?}"), format!("{b:?}"));
}

fn keep(blocks: &mut Blocks, from: Peer, height: u64, bytes: &[u8]) {
    blocks.keep(from, height, bytes);
    if let Ok(block) = LightBlock::parse(bytes, LIMITS) {
        let mut set = Vec::new();
        block.validators().encode(&mut set);
        blocks.keep_set(&set);
    }
}

/// `0@20`: its block of height 20; `0@20+11`: with the set of height 11; `0@last`; `0#9`: its header
/// of height 9; `0 waits 30`: so many seconds.
fn told(need: &Need) -> String {
    match need {
        Need::LightBlock { height, from, trusted_validators: None } => {
            format!("{}@{height}", from.0)
        }
        Need::LightBlock { height, from, trusted_validators: Some(set) } => {
            format!("{}@{height}+{}", from.0, set.height)
        }
        Need::LatestBlock { from } => format!("{}@last", from.0),
        Need::Header { height, from } => format!("{}#{height}", from.0),
        Need::Pause { from, span } => format!("{} waits {}", from.0, span.nanos() / 1_000_000_000),
    }
}

impl Run {
    /// The target, and how many witnesses have it.
    pub fn verified(&self) -> (&TrustedState, usize) {
        match &self.outcome {
            Outcome::Verified { state, witnesses } => (state, *witnesses),
            other => panic!("{other:?} after {:?}", self.talk),
        }
    }

    pub fn failed(&self) -> Failed {
        match &self.outcome {
            Outcome::Failed(failed) => *failed,
            other => panic!("{other:?} after {:?}", self.talk),
        }
    }

    pub fn fork(&self) -> &Fork {
        match &self.outcome {
            Outcome::Fork(fork) => fork,
            other => panic!("{other:?} after {:?}", self.talk),
        }
    }

    /// Why a peer was dropped.
    pub fn dropped(&self, peer: u8) -> Option<Error> {
        match self.peers.standing(Peer(peer)).unwrap() {
            Standing::Dropped(error) => Some(error),
            Standing::Primary | Standing::Witness => None,
        }
    }

    pub fn primary(&self) -> Option<u8> {
        self.peers.primary().map(|peer| peer.0)
    }

    /// The heights that were verified, the root's first.
    pub fn heights(&self) -> Vec<u64> {
        self.trace.iter().map(TrustedState::height).collect()
    }

    /// What was asked, in one line.
    pub fn line(&self) -> String {
        self.talk.join(" ")
    }
}
