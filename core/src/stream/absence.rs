//! The two entries next to an absence, whose ways to the root go by side by side.

use crate::error::{Error, Part};
use crate::hash::Hash;
use crate::proof::{Climb, InnerOp, Side, Ways, gap};
use crate::types::length;
use crate::wire::{Sink, varint};
use core::cmp::Ordering;
use sha2::{Digest, Sha256};

/// What is known of the neighbours. Of two ways the steps as many below the root come together, first
/// that of the left one; before them those of the longer way alone.
#[derive(Clone, Debug)]
pub(super) struct Sides {
    left: Option<Neighbour>,
    right: Option<Neighbour>,
    ways: Ways,
    /// Whether a step has come.
    begun: bool,
    held: Option<Held>,
}

#[derive(Clone, Debug)]
struct Neighbour {
    climb: Climb,
    /// How its key compares with the one that is asked for.
    order: Ordering,
}

/// A step of the left way that waits for the one beside it.
#[derive(Clone, Debug)]
struct Held {
    side: Option<Side>,
    /// What it is: the steps themselves are too long to be kept.
    digest: Hash,
}

impl Sides {
    pub(super) const fn new() -> Sides {
        Sides { left: None, right: None, ways: Ways::new(), begun: false, held: None }
    }

    /// Takes a neighbour, before any step has come.
    pub(super) fn leaf(&mut self, part: Part, climb: Climb, order: Ordering) -> Result<(), Error> {
        let slot = if part == Part::Left { &mut self.left } else { &mut self.right };
        if self.begun || slot.is_some() {
            return Err(Error::PassesDiffer);
        }
        *slot = Some(Neighbour { climb, order });
        Ok(())
    }

    pub(super) fn step(&mut self, inner: &InnerOp<'_>) -> Result<(), Error> {
        self.begun = true;
        let side = inner.side();
        let (of_left, of_right) = self.missing();
        match (self.held.take(), of_left.cmp(&of_right)) {
            (Some(left), _) => {
                if left.digest != digest(inner) {
                    self.ways.differ(left.side, side);
                }
                self.ways.left(left.side);
                self.ways.right(side);
                walk(&mut self.right, inner);
            }
            (None, Ordering::Less) => {
                self.ways.right(side);
                walk(&mut self.right, inner);
            }
            (None, Ordering::Greater) => {
                self.ways.left(side);
                walk(&mut self.left, inner);
            }
            (None, Ordering::Equal) if of_left == 0 => return Err(Error::PassesDiffer),
            (None, Ordering::Equal) => {
                self.held = Some(Held { side, digest: digest(inner) });
                walk(&mut self.left, inner);
            }
        }
        Ok(())
    }

    /// The root of the store, where all steps have come, and nothing stands between the neighbours.
    pub(super) fn root(&self) -> Result<Result<Hash, Error>, Error> {
        if self.missing() != (0, 0) {
            return Err(Error::PassesDiffer);
        }
        let root = |neighbour: &Option<Neighbour>, wanted: Ordering| {
            let root = neighbour.as_ref().map(|it| it.climb.root().map(|root| (root, it.order)));
            root.transpose().map(|found| found.map(|(root, order)| (root, order == wanted)))
        };
        Ok(root(&self.left, Ordering::Less).and_then(|left| {
            root(&self.right, Ordering::Greater).and_then(|right| gap(left, right, &self.ways))
        }))
    }

    fn missing(&self) -> (u32, u32) {
        let missing = |neighbour: &Option<Neighbour>| {
            neighbour.as_ref().map_or(0, |neighbour| neighbour.climb.missing())
        };
        (missing(&self.left), missing(&self.right))
    }
}

fn walk(neighbour: &mut Option<Neighbour>, inner: &InnerOp<'_>) {
    if let Some(neighbour) = neighbour {
        neighbour.climb.step(inner);
    }
}

fn digest(inner: &InnerOp<'_>) -> Hash {
    let mut hasher = Sha256::new();
    varint(&mut hasher, u64::from(length(inner.prefix)));
    hasher.put(inner.prefix);
    hasher.put(inner.suffix);
    Hash(hasher.finalize().into())
}
