//! What happens in a world in which every peer has a branch, and no other fault: question by
//! question, with nothing but who signed what.

use crate::chain::{Block, Branch, Chain};
use crate::peer::Peer;
use crate::world::{DRIFT, RootOf, World};
use parhelion_core::client::Mode;
use std::rc::Rc;

/// A question. A set is named by its height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ask {
    Block { from: usize, height: u64, set: Option<u64> },
    Latest { from: usize },
    Header { from: usize, height: u64 },
    Pause { from: usize },
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Verified {
        height: u64,
        witnesses: usize,
    },
    UpToDate,
    Fork {
        witness: usize,
        proves_witness: bool,
    },
    /// No witness has the header, and some are left.
    NotConfirmed,
    NoWitnesses,
    /// There is no way down from a root without a hash.
    NoWayDown,
}

/// The whole of it.
#[derive(Debug)]
pub(crate) struct Prediction {
    pub(crate) asks: Vec<Ask>,
    pub(crate) end: End,
    pub(crate) dropped: Vec<usize>,
}

#[derive(PartialEq, Eq)]
enum Step {
    Verified,
    /// Too few that are trusted signed.
    TooFew,
    Wrong,
}

/// What the model has asked so far.
struct Model<'w> {
    world: &'w World,
    chain: &'w Chain,
    asks: Vec<Ask>,
}

/// A header that the witness has in place of the primary's.
struct Other {
    height: u64,
    time: i64,
}

/// What the witness says.
enum Says {
    Same,
    Nothing,
    Other(Other),
}

/// `None` where the model says nothing: see the first lines.
pub(crate) fn predict(world: &World, chain: &Chain) -> Option<Prediction> {
    let is_plain = |peer: &Peer| {
        let is_above = peer.branch.is_none_or(|fork| fork.from >= world.root);
        let is_there = peer.head >= world.root && peer.head == peer.later;
        peer.fault.is_none() && peer.turn.is_none() && is_above && is_there
    };
    if !world.peers.iter().all(is_plain)
        || world.root_branch.is_some()
        || world.is_expired(chain)
        || world.is_early()
        || world.slots.0 < 1024
        || world.requests < 10_000
        || world.bytes < 1 << 30
    {
        return None;
    }
    let mut model = Model { world, chain, asks: Vec::new() };
    let (end, dropped) = model.run()?;
    Some(Prediction { asks: model.asks, end, dropped })
}

impl Model<'_> {
    fn run(&mut self) -> Option<(End, Vec<usize>)> {
        let (world, primary) = (self.world, &self.world.peers[0]);
        let root = world.root_block(self.chain);
        if world.root_of == RootOf::Faith {
            for from in 0..world.peers.len() {
                self.asks.push(Ask::Block { from, height: root.height, set: None });
            }
        }
        let target = world.goal.unwrap_or(primary.head);
        if world.goal.is_none() {
            self.asks.push(Ask::Latest { from: 0 });
        }
        if target == root.height {
            let verified = End::Verified { height: target, witnesses: 0 };
            return Some((world.goal.map_or(End::UpToDate, |_| verified), Vec::new()));
        }
        if target < root.height {
            return Some((self.down(&root, target), Vec::new()));
        }
        if target > primary.head {
            return None;
        }
        let trace = match world.mode {
            Mode::Skipping => self.up(0, &root, target, world.goal.is_none())?,
            Mode::Sequential => self.each(&root, target)?,
        };
        Some(self.detect(&trace))
    }

    fn down(&mut self, root: &Block, target: u64) -> End {
        if self.world.root_of == RootOf::OnChain {
            self.asks.push(Ask::Header { from: 0, height: root.height - 1 });
            return End::NoWayDown;
        }
        let heights = (target..root.height).rev();
        self.asks.extend(heights.map(|height| Ask::Header { from: 0, height }));
        End::Verified { height: target, witnesses: 0 }
    }

    fn each(&mut self, root: &Rc<Block>, target: u64) -> Option<Vec<Rc<Block>>> {
        let mut trace = vec![Rc::clone(root)];
        for height in root.height + 1..=target {
            let block = self.chain.block(self.world.peers[0].branch, height);
            self.asks.push(Ask::Block { from: 0, height, set: None });
            (self.step(trace.last()?, &block) == Step::Verified).then_some(())?;
            trace.push(block);
        }
        Some(trace)
    }

    /// Whether a block follows from a trusted one, by the powers of those who signed.
    fn step(&self, trusted: &Block, block: &Block) -> Step {
        let own = block.own.power_of(block.signers) * 3 > block.own.total() * 2;
        let is_late = trusted.time + self.world.period <= self.world.now;
        if is_late || block.time <= trusted.time || block.time >= self.world.now + DRIFT {
            return Step::Wrong;
        }
        if trusted.height + 1 == block.height {
            let is_next = trusted.next.hash == block.own.hash;
            return if is_next && own { Step::Verified } else { Step::Wrong };
        }
        let (numerator, denominator) = self.world.threshold;
        let needed = trusted.next.total() * numerator / denominator;
        // Signatures are looked at where there are enough: CometBFT counts a batch first.
        match trusted.next.power_of(block.claimed) > needed {
            false => Step::TooFew,
            true if own && block.claimed == block.signers => Step::Verified,
            true => Step::Wrong,
        }
    }

    /// The way up, 9/16 at a time. What was in vain is tried again from each header that was
    /// verified, the target first. Gives the headers that were verified, the first of them `from`.
    fn up(
        &mut self,
        peer: usize,
        from: &Rc<Block>,
        target: u64,
        is_shown: bool,
    ) -> Option<Vec<Rc<Block>>> {
        let branch = self.world.peers[peer].branch;
        let mut trace = vec![Rc::clone(from)];
        let mut wanted = vec![target];
        let mut is_shown = is_shown;
        'verified: loop {
            let trusted = Rc::clone(trace.last()?);
            for place in 0.. {
                if place == wanted.len() {
                    let above = wanted[place - 1] - trusted.height;
                    wanted.push(trusted.height + above * 9 / 16);
                }
                let block = self.chain.block(branch, wanted[place]);
                self.ask_up(peer, &trusted, &block, is_shown);
                is_shown = false;
                match self.step(&trusted, &block) {
                    Step::Wrong => return None,
                    Step::TooFew => {}
                    Step::Verified => {
                        trace.push(block);
                        wanted.truncate(place);
                        if place == 0 {
                            return Some(trace);
                        }
                        continue 'verified;
                    }
                }
            }
        }
    }

    /// The block, and once more with the trusted set where that is another one.
    fn ask_up(&mut self, from: usize, trusted: &Block, block: &Block, is_shown: bool) {
        let ask = |set| Ask::Block { from, height: block.height, set };
        if !is_shown {
            self.asks.push(ask(None));
        }
        let follows = trusted.height + 1 == block.height;
        if !follows && trusted.next.hash != block.own.hash {
            self.asks.push(ask(Some(trusted.height + 1)));
        }
    }

    /// The witnesses, one after the other.
    fn detect(&mut self, trace: &[Rc<Block>]) -> (End, Vec<usize>) {
        let (mut matched, mut dropped) = (0, Vec::new());
        let witnesses = 1..self.world.peers.len();
        for witness in witnesses.clone() {
            let other = match self.compare(witness, trace.last().unwrap()) {
                Says::Same => {
                    matched += 1;
                    continue;
                }
                Says::Nothing => continue,
                Says::Other(other) => other,
            };
            let Some((place, way)) = self.examine(witness, trace, &other) else {
                dropped.push(witness);
                continue;
            };
            // The same of the primary, by the way of the witness.
            let held = Other { height: trace[place].height, time: trace[place].time };
            let proves_witness = self.examine(0, &way, &held).is_some();
            return (End::Fork { witness, proves_witness }, dropped);
        }
        let height = trace.last().unwrap().height;
        let end = match matched {
            0 if self.world.has_witnesses && dropped.len() == witnesses.len() => End::NoWitnesses,
            0 if self.world.has_witnesses => End::NotConfirmed,
            _ => End::Verified { height, witnesses: matched },
        };
        (end, dropped)
    }

    fn compare(&mut self, from: usize, target: &Block) -> Says {
        let Peer { branch, head, .. } = self.world.peers[from];
        self.asks.push(Ask::Block { from, height: target.height, set: None });
        if head >= target.height {
            let block = self.chain.block(branch, target.height);
            if block.hash == target.hash {
                return Says::Same;
            }
            return Says::Other(Other { height: block.height, time: block.time });
        }
        let last = self.chain.block(branch, head);
        self.asks.push(Ask::Latest { from });
        if last.time >= target.time {
            return Says::Other(Other { height: head, time: last.time });
        }
        self.asks.extend([Ask::Pause { from }, Ask::Latest { from }]);
        Says::Nothing
    }

    /// Where the trace of one peer leaves the branch of another, and the way of that one there.
    fn examine(
        &mut self,
        source: usize,
        trace: &[Rc<Block>],
        other: &Other,
    ) -> Option<(usize, Vec<Rc<Block>>)> {
        let branch: Branch = self.world.peers[source].branch;
        self.asks.push(Ask::Block { from: source, height: trace[0].height, set: None });
        let mut agreed = self.chain.block(branch, trace[0].height);
        if agreed.hash != trace[0].hash {
            return None;
        }
        for (place, known) in trace.iter().enumerate().skip(1) {
            if known.height > other.height {
                if known.time > other.time || agreed.height >= other.height {
                    return None;
                }
                let way = self.up(source, &agreed, other.height, false)?;
                return Some((place, way));
            }
            let way = self.up(source, &agreed, known.height, false)?;
            agreed = Rc::clone(way.last()?);
            if agreed.hash != known.hash {
                return Some((place, way));
            }
        }
        None
    }
}
