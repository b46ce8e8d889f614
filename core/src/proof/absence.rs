//! Absence: the entries on both sides of where a key would stand, with nothing between them.

use super::Part;
use super::commitment::ExistenceProof;
use super::spec::{Side, Spec};
use crate::error::Error;
use crate::hash::Hash;
use crate::types::Message;
use crate::wire::Reader;

/// A `NonExistenceProof`. Its own key is not looked at, as in the reference: the neighbours decide.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Neighbours<'a> {
    pub(crate) left: Option<ExistenceProof<'a>>,
    pub(crate) right: Option<ExistenceProof<'a>>,
}

impl<'a> Neighbours<'a> {
    pub(super) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut neighbours = Neighbours::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => drop(reader.bytes(field)?),
                2 => neighbours.left = Some(existence(reader.message(field, EXISTENCE)?)?),
                3 => neighbours.right = Some(existence(reader.message(field, EXISTENCE)?)?),
                _ => reader.skip(field)?,
            }
        }
        Ok(neighbours)
    }

    /// Checks that nothing stands under `key` in a store, and gives the root of the store.
    ///
    /// Source: `ics23 go/proof.go NonExistenceProof.Verify`.
    pub(super) fn check(&self, key: &[u8]) -> Result<Hash, Error> {
        let climb = |proof: &Option<ExistenceProof<'_>>, part| {
            proof.as_ref().map(|proof| proof.climb(Spec::Iavl, part)).transpose()
        };
        let left = climb(&self.left, Part::Left)?;
        let right = climb(&self.right, Part::Right)?;
        let below = self.left.is_some_and(|left| left.key < key);
        let above = self.right.is_some_and(|right| right.key > key);
        gap(left.map(|root| (root, below)), right.map(|root| (root, above)), &self.ways())
    }

    fn ways(&self) -> Ways {
        let depth = |proof: &Option<ExistenceProof<'_>>| proof.map_or(0, |proof| proof.depth);
        let (mut of_left, mut of_right) = (depth(&self.left), depth(&self.right));
        let mut left = self.left.iter().flat_map(ExistenceProof::path);
        let mut right = self.right.iter().flat_map(ExistenceProof::path);
        let mut ways = Ways::new();
        while of_left > 0 || of_right > 0 {
            let longer = of_left.cmp(&of_right);
            let mut steps = (None, None);
            if longer.is_ge() {
                (steps.0, of_left) = (left.next(), of_left.saturating_sub(1));
            }
            if longer.is_le() {
                (steps.1, of_right) = (right.next(), of_right.saturating_sub(1));
            }
            if let (Some(left), Some(right)) = steps
                && (left.prefix, left.suffix) != (right.prefix, right.suffix)
            {
                ways.differ(left.side(), right.side());
            }
            steps.0.inspect(|left| ways.left(left.side()));
            steps.1.inspect(|right| ways.right(right.side()));
        }
        ways
    }
}

const EXISTENCE: Message = Message::ExistenceProof;

fn existence(reader: Reader<'_>) -> Result<ExistenceProof<'_>, Error> {
    ExistenceProof::decode(reader)
}

/// What two neighbours say whose leaves and steps are those of a store: of each, its root and whether
/// its key is on its side of the one that is asked for. Gives the root of the store.
pub(crate) fn gap(
    left: Option<(Hash, bool)>,
    right: Option<(Hash, bool)>,
    ways: &Ways,
) -> Result<Hash, Error> {
    let (root, adjacent) = match (left, right) {
        (Some((left, _)), Some((right, _))) if left != right => {
            return Err(Error::RootMismatch { part: Part::Right });
        }
        (Some((root, _)), Some(_)) => (root, ways.part),
        (Some((root, _)), None) => (root, ways.left_at_edge),
        (None, Some((root, _))) => (root, ways.right_at_edge),
        (None, None) => return Err(Error::NoNeighbour),
    };
    for (neighbour, part) in [(right, Part::Right), (left, Part::Left)] {
        if neighbour.is_some_and(|(_, on_its_side)| !on_its_side) {
            return Err(Error::KeyOutsideGap { part });
        }
    }
    if adjacent { Ok(root) } else { Err(Error::NotNeighbours) }
}

/// Whether two leaves of one tree stand next to each other: where their ways part, seen from the
/// root, one goes left and the other right, and below that they keep to each other.
///
/// The ways are followed from the leaves. Seen from the root they are equal for as long as they are
/// equal at their ends, so the last difference is where they part.
///
/// Source: `ics23 go/proof.go IsLeftNeighbor, IsLeftMost, IsRightMost`.
#[derive(Clone, Debug)]
pub(crate) struct Ways {
    /// Whether so far nothing is right of the left leaf, and nothing left of the right one.
    left_at_edge: bool,
    right_at_edge: bool,
    /// Whether at the last difference they parted as neighbours do.
    part: bool,
}

impl Ways {
    /// At the leaves. Of one tree no way is the end of another, and with no difference there are no
    /// two sides.
    pub(crate) const fn new() -> Ways {
        Ways { left_at_edge: true, right_at_edge: true, part: false }
    }

    /// A step of the left way, where the right one has none beside it.
    pub(crate) fn left(&mut self, side: Option<Side>) {
        self.left_at_edge &= side == Some(Side::Right);
    }

    /// A step of the right way, where the left one has none beside it.
    pub(crate) fn right(&mut self, side: Option<Side>) {
        self.right_at_edge &= side == Some(Side::Left);
    }

    /// Two steps, as many below the root, that are not the same.
    pub(crate) fn differ(&mut self, left: Option<Side>, right: Option<Side>) {
        let sides = (left, right) == (Some(Side::Left), Some(Side::Right));
        self.part = sides && self.left_at_edge && self.right_at_edge;
    }
}
