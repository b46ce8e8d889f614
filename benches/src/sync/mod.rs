//! Light clients on their way to the head of a chain: ours, and that of tendermint-rs.
//!
//! All fetch light blocks from memory, as protobuf, and decode them themselves. Each fetch is a
//! request, and its bytes are counted.

pub mod ours;
pub mod peer;

use crate::drift::Drift;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

/// Which headers are verified on the way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Each.
    Sequential,
    /// As few as the changes of the validators allow.
    Skipping,
}

/// What a client fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fetched {
    /// Light blocks, and sets that were fetched alone.
    pub requests: u64,
    /// Of all of them.
    pub bytes: u64,
}

/// What a way took.
#[derive(Clone, Copy, Debug)]
pub struct Took {
    /// By the clock on the wall.
    pub time: Duration,
    /// Of all threads together.
    pub processor_time: Duration,
    /// From the primary and from the witness, where there is one.
    pub fetched: Fetched,
}

/// A node that has the whole chain, and counts.
pub struct Node {
    chain: Arc<Drift>,
    requests: AtomicU64,
    bytes: AtomicU64,
}

impl Node {
    /// A node that nobody has asked yet.
    #[must_use]
    pub fn new(chain: &Arc<Drift>) -> Node {
        Node { chain: Arc::clone(chain), requests: AtomicU64::new(0), bytes: AtomicU64::new(0) }
    }

    /// Its chain.
    #[must_use]
    pub fn chain(&self) -> &Drift {
        &self.chain
    }

    /// The light block of a height.
    #[must_use]
    pub fn light_block(&self, height: u64) -> &[u8] {
        self.count(self.chain.block(height).expect("nobody asks for another height"))
    }

    /// The set of a height.
    #[must_use]
    pub fn validators(&self, height: u64) -> &[u8] {
        self.count(self.chain.set(height).expect("nobody asks for another height"))
    }

    /// A light block, and the set of the next height: one request.
    #[must_use]
    pub fn light_block_and_next_set(&self, height: u64) -> (&[u8], &[u8]) {
        let set = self.chain.set(height + 1).expect("nobody asks for another height");
        self.bytes.fetch_add(set.len() as u64, Relaxed);
        (self.light_block(height), set)
    }

    /// What was fetched so far.
    #[must_use]
    pub fn fetched(&self) -> Fetched {
        Fetched { requests: self.requests.load(Relaxed), bytes: self.bytes.load(Relaxed) }
    }

    fn count<'c>(&self, bytes: &'c [u8]) -> &'c [u8] {
        self.requests.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes.len() as u64, Relaxed);
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Powers;
    use parhelion_core::Verifier;

    const HEADERS: usize = 300;

    fn fetched(chain: &Arc<Drift>, go: impl FnOnce(&Arc<Node>) -> Vec<u8>) -> u64 {
        let node = Arc::new(Node::new(chain));
        assert_eq!(go(&node), chain.last_hash().as_bytes());
        node.fetched().requests
    }

    #[test]
    fn all_reach_the_head() {
        let chain = Arc::new(Drift::new(7, Powers::Equal, HEADERS + 1));
        for threads in 1..4 {
            let mut verifiers: Vec<_> = (0..threads).map(|_| Verifier::new()).collect();
            let mut ours =
                |mode| fetched(&chain, |node| ours::sync(node, mode, &mut verifiers).0.to_vec());
            // The first header and the last are asked of the witness, too.
            assert_eq!(ours(Mode::Sequential), HEADERS as u64 + 3);
            let skipping = ours(Mode::Skipping);
            assert!((6..50).contains(&skipping), "{skipping}: not by bisection");
        }
        let peer = |mode| fetched(&chain, |node| peer::sync(node, mode).as_bytes().to_vec());
        // The last one twice: once to know its height.
        assert_eq!(peer(Mode::Sequential), HEADERS as u64 + 2);
        let skipping = peer(Mode::Skipping);
        assert!((6..50).contains(&skipping), "{skipping}: not by bisection");
    }

    #[test]
    fn an_early_chain_ends_early() {
        let chain = Drift::new(4, Powers::Hub, 60);
        let early = chain.early(20);
        assert_eq!((early.first_hash(), early.blocks().len()), (chain.first_hash(), 20));
        assert_eq!(early.last_height(), chain.first_height() + 19);
        let whole = Arc::new(early);
        let sync = |node: &Arc<Node>| {
            ours::sync(node, Mode::Sequential, &mut [Verifier::new()]).0.to_vec()
        };
        assert_eq!(fetched(&whole, sync), 22);
    }
}
