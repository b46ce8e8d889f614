//! Validator sets that were served before.

use parhelion_core::{Limits, ValidatorSet};
use parhelion_rpc::{encode, pb};
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Sets that are kept, at most: a sync goes upwards, and comes back to none that is long gone. Ours.
pub(super) const MAX_SETS: usize = 64;

/// Validator sets by their hash, for many threads and nodes at once.
///
/// A set is kept under the hash that its keys and powers have, whatever a header said of it: what one
/// node serves can put nothing into the blocks of another. No hash covers priorities or the
/// proposer, so a set that is found here has those of the height at which it was first served.
#[derive(Default)]
pub(crate) struct KnownSets {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    sets: HashMap<[u8; 32], Arc<pb::ValidatorSet>>,
    /// The hashes, the longest known first.
    order: VecDeque<[u8; 32]>,
}

impl KnownSets {
    pub(crate) fn new() -> KnownSets {
        KnownSets::default()
    }

    /// The set with that hash.
    pub(crate) fn find(&self, hash: &[u8]) -> Option<Arc<pb::ValidatorSet>> {
        self.lock().sets.get(hash).cloned()
    }

    /// Keeps a set, if it is one: of a faulty one there is no hash. The longest known makes room.
    pub(crate) fn learn(&self, set: pb::ValidatorSet) -> Arc<pb::ValidatorSet> {
        let bytes = encode(&set);
        let set = Arc::new(set);
        let Ok(parsed) = ValidatorSet::parse(&bytes, &Limits::DEFAULT) else { return set };
        let hash = parsed.hash().0;
        let mut inner = self.lock();
        if let Some(known) = inner.sets.get(&hash) {
            return known.clone();
        }
        if inner.order.len() >= MAX_SETS {
            let oldest = inner.order.pop_front();
            oldest.map(|oldest| inner.sets.remove(&oldest));
        }
        inner.order.push_back(hash);
        inner.sets.insert(hash, set.clone());
        set
    }

    /// A thread that panics leaves whole sets behind: nothing is done here in two steps that can fail.
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
