//! Light blocks in a row from one node, several at a time, while others are verified.

use super::session::Session;
use crate::node::{KnownSets, Node};
use parhelion_core::client::Peer;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::thread::JoinHandle;

/// Requests that a node has to answer at a time: Go's server takes far more, and the way to it is
/// filled.
const FETCHERS: usize = 8;
/// Bytes of one window, beyond which it ends sooner.
const WINDOW_BYTES: u64 = 256 << 20;

/// Whom to ask, and the sets that need not be asked for again.
pub(super) struct Fetch {
    nodes: Arc<Vec<Node>>,
    from: Peer,
    sets: Arc<KnownSets>,
}

/// Light blocks in a row, as far as the node had them.
pub(super) struct Fetched {
    pub(super) from: Peer,
    pub(super) blocks: Vec<Vec<u8>>,
}

/// What is being fetched.
pub(super) struct Coming {
    from: Peer,
    thread: Option<JoinHandle<Vec<Vec<u8>>>>,
}

impl Coming {
    pub(super) fn wait(self) -> Fetched {
        let blocks = self.thread.and_then(|thread| thread.join().ok()).unwrap_or_default();
        Fetched { from: self.from, blocks }
    }
}

impl Fetch {
    /// From the primary; `None` where there is none.
    pub(super) fn of(session: &Session) -> Option<Fetch> {
        let from = session.primary()?;
        let nodes = Arc::clone(&session.nodes);
        Some(Fetch { nodes, from, sets: Arc::new(KnownSets::new()) })
    }

    pub(super) fn from(&self) -> Peer {
        self.from
    }

    /// Begins to fetch; nothing where `last` is below `first`.
    pub(super) fn start(&self, first: u64, last: u64) -> Coming {
        let (nodes, from, sets) = (Arc::clone(&self.nodes), self.from, Arc::clone(&self.sets));
        let thread = (first <= last).then(|| {
            std::thread::spawn(move || run(&nodes[usize::from(from.0)], &sets, first, last))
        });
        Coming { from, thread }
    }
}

/// The blocks from `first` on, up to the first that the node does not give.
fn run(node: &Node, sets: &KnownSets, first: u64, last: u64) -> Vec<Vec<u8>> {
    let slots: Vec<_> = (first..=last).map(|_| OnceLock::new()).collect();
    let (next, bytes) = (AtomicU64::new(first), AtomicU64::new(0));
    let end = || next.store(last + 1, Ordering::Relaxed);
    // `None` where there is nothing left to ask for.
    let ask = || -> Option<()> {
        let height = next.fetch_add(1, Ordering::Relaxed);
        let slot = slots.get(usize::try_from(height - first).ok()?)?;
        // The last one is compared with those of witnesses, and no hash covers the priorities of its
        // set: it comes with its own.
        let asked = if height == last {
            node.light_block(Some(height))
        } else {
            node.light_block_reusing(height, sets)
        };
        // Nothing above one that is missing is of use.
        let block = asked.inspect_err(|_| end()).ok()?;
        if bytes.fetch_add(block.len() as u64, Ordering::Relaxed) + block.len() as u64
            > WINDOW_BYTES
        {
            end();
        }
        slot.set(block).ok()
    };
    // The first one by itself: it brings the set that most of the others have.
    ask();
    std::thread::scope(|scope| {
        for _ in 0..FETCHERS.min(slots.len()) {
            scope.spawn(|| while ask().is_some() {});
        }
    });
    slots.into_iter().map_while(OnceLock::into_inner).collect()
}
