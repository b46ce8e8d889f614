//! A world: a chain, its peers, and what the client is told to do in it.

use crate::chain::{Block, Branch, Chain, Fork, Kind};
use crate::peer::Peer;
use parhelion_core::client::{Budget, Goal, Mode, Parameters, Root};
use parhelion_core::{ChainId, Duration, Options, Time, TrustThreshold, TrustedState};
use std::rc::Rc;

/// How the root is given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RootOf {
    State,
    Faith,
    /// A client on another chain, which does not know the hash.
    OnChain,
}

#[derive(Clone, Debug)]
pub(crate) struct World {
    pub(crate) seed: u64,
    /// Which of the chains it is about.
    pub(crate) chain: usize,
    pub(crate) root: u64,
    pub(crate) root_of: RootOf,
    /// Whose block the root is: the chain's, but where somebody was given a wrong hash.
    pub(crate) root_branch: Branch,
    /// `None`: the latest.
    pub(crate) goal: Option<u64>,
    pub(crate) mode: Mode,
    pub(crate) has_witnesses: bool,
    pub(crate) peers: Vec<Peer>,
    pub(crate) threshold: (u64, u64),
    /// Seconds after the root's time for which it may be built on.
    pub(crate) period: i64,
    /// The time, by the chain's seconds.
    pub(crate) now: i64,
    /// Slots for the trace, and for the other.
    pub(crate) slots: (usize, usize),
    pub(crate) requests: u32,
    pub(crate) bytes: u64,
}

/// How far ahead of the clock a header may be.
pub(crate) const DRIFT: i64 = 10;
/// How long a chain may take for a block.
pub(crate) const LAG: i64 = 10;

impl World {
    pub(crate) fn root_block(&self, chain: &Chain) -> Rc<Block> {
        chain.block(self.root_branch, self.root)
    }

    pub(crate) fn root(&self, chain: &Chain) -> Root {
        let block = self.root_block(chain);
        let time = Time::from_unix(block.time, 0).unwrap();
        match self.root_of {
            RootOf::Faith => Root::Faith { height: self.root, hash: block.hash },
            RootOf::OnChain => {
                let chain_id = ChainId::new(crate::common::CHAIN).unwrap();
                let next = &block.next.hash.0;
                let state =
                    TrustedState::from_on_chain_client(chain_id, self.root, time, next).unwrap();
                Root::State(state)
            }
            RootOf::State => {
                let limits = crate::common::LIMITS;
                let header = parhelion_core::Header::parse(&block.header_bytes, limits).unwrap();
                Root::State(TrustedState::trust_on_faith(&header, &block.hash).unwrap())
            }
        }
    }

    pub(crate) fn goal(&self) -> Goal {
        self.goal.map_or(Goal::Latest, Goal::Height)
    }

    pub(crate) fn parameters(&self) -> Parameters {
        let budget = Budget::DEFAULT.with_requests(self.requests).with_bytes(self.bytes);
        let options = Options {
            trust_threshold: TrustThreshold::new(self.threshold.0, self.threshold.1).unwrap(),
            trusting_period: Duration::from_seconds(self.period),
            max_clock_drift: Duration::from_seconds(DRIFT),
        };
        let max_block_lag = Duration::from_seconds(LAG);
        Parameters { options, budget, max_block_lag, ..Parameters::DEFAULT }
    }

    /// Where the root is too old to be built on.
    pub(crate) fn is_expired(&self, chain: &Chain) -> bool {
        self.root_block(chain).time + self.period <= self.now
    }

    /// Whether a header of the chain is from the future.
    pub(crate) fn is_early(&self) -> bool {
        let head = self.peers.iter().map(|peer| peer.head.max(peer.later)).max().unwrap();
        Chain::time(None, head) >= self.now + DRIFT
    }

    pub(crate) fn forks(&self) -> impl Iterator<Item = Fork> {
        let turned = self.peers.iter().filter_map(|peer| peer.turn.and_then(|(_, to)| to));
        let branches = self.peers.iter().filter_map(|peer| peer.branch);
        branches.chain(turned).chain(self.root_branch)
    }

    /// Whether the bytes of a fork alone could ever convince somebody who begins on the chain: whether
    /// more of a set than may be lent signs it. In between lie sets that nobody asked for.
    pub(crate) fn is_dangerous(&self, chain: &Chain) -> bool {
        let top = self.peers.iter().map(|peer| peer.head.max(peer.later)).max().unwrap();
        let step = (chain.shape.drift.min(chain.shape.powers)).max(1);
        self.forks().any(|fork| {
            let signs = !matches!(fork.kind, Kind::Unsigned | Kind::Garbage);
            let first = 1.max(self.root.min(fork.from) / step);
            let heights =
                (first - 1..).map(|n| n * step).take_while(|height| *height <= top + step);
            signs
                && heights.map(|height| chain.set(height)).any(|set| {
                    let absent = set.members.iter().map(|(_, power)| *power).max().unwrap();
                    (set.power_of(fork.byzantine) + absent) * 3 > set.total()
                })
        })
    }
}
