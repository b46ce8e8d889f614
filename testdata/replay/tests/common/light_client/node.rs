//! A node, and what it says that its chain does not.

use super::chain::Chain;
use parhelion_core::client::{Failure, Need};
use std::collections::BTreeMap;

/// What a node is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ask {
    At(u64),
    Latest,
    Header(u64),
}

/// What it says.
#[derive(Clone, Debug)]
pub enum Said {
    /// A light block, or the header that was asked for.
    Bytes(Vec<u8>),
    Failed(Failure),
}

#[derive(Clone)]
pub struct Node {
    blocks: BTreeMap<u64, Vec<u8>>,
    headers: BTreeMap<u64, Vec<u8>>,
    pub sets: Vec<Vec<u8>>,
    /// Its last height, and that after a pause.
    head: u64,
    later: u64,
    /// What it says once, in this order.
    once: Vec<(Ask, Said)>,
    always: BTreeMap<Ask, Said>,
    fails: Option<Failure>,
}

impl Node {
    /// An honest node of a chain, which has come to the target of clients.
    pub fn of(chain: &Chain) -> Node {
        Node {
            blocks: chain.heights().map(|height| (height, chain.block(height))).collect(),
            headers: chain.heights().map(|height| (height, chain.header(height))).collect(),
            sets: chain.heights().map(|height| chain.set(height)).collect(),
            head: super::TARGET,
            later: super::TARGET,
            once: Vec::new(),
            always: BTreeMap::new(),
            fails: None,
        }
    }

    /// One that says nothing but this.
    pub fn failing(chain: &Chain, failure: Failure) -> Node {
        Node { fails: Some(failure), ..Node::of(chain) }
    }

    pub fn silent(chain: &Chain) -> Node {
        Node::failing(chain, Failure::NoResponse)
    }

    /// One that has not come further than `head`, and after a pause than `later`.
    pub fn up_to(self, head: u64, later: u64) -> Node {
        Node { head, later, ..self }
    }

    pub fn once(mut self, ask: Ask, said: Said) -> Node {
        self.once.push((ask, said));
        self
    }

    pub fn always(mut self, ask: Ask, said: Said) -> Node {
        self.always.insert(ask, said);
        self
    }

    pub fn fails_at(self, ask: Ask, failure: Failure) -> Node {
        self.always(ask, Said::Failed(failure))
    }

    pub fn pause(&mut self) {
        self.head = self.later;
    }

    pub fn answer(&mut self, need: &Need) -> Said {
        let ask = match need {
            Need::LightBlock { height, .. } => Ask::At(*height),
            Need::LatestBlock { .. } => Ask::Latest,
            Need::Header { height, .. } => Ask::Header(*height),
            Need::Pause { .. } => unreachable!("it is not asked of a node"),
        };
        if let Some(place) = self.once.iter().position(|(to, _)| *to == ask) {
            return self.once.remove(place).1;
        }
        if let Some(said) = self.always.get(&ask) {
            return said.clone();
        }
        if let Some(failure) = self.fails {
            return Said::Failed(failure);
        }
        let (from, height) = match ask {
            Ask::At(height) => (&self.blocks, height),
            Ask::Latest => (&self.blocks, self.head),
            Ask::Header(height) => (&self.headers, height),
        };
        match from.get(&height) {
            _ if height > self.head => Said::Failed(Failure::HeightTooHigh),
            Some(bytes) => Said::Bytes(bytes.clone()),
            None => Said::Failed(Failure::NotFound),
        }
    }
}
