//! Absence: the entries on both sides of where a key would stand, with nothing between them.

use super::Part;
use super::commitment::{ExistenceProof, InnerOp, Path};
use super::spec::{Side, Spec};
use crate::error::Error;
use crate::hash::Hash;
use crate::types::Message;
use crate::wire::Reader;

/// A `NonExistenceProof`. Its own key is not looked at, as in the reference: the neighbours decide.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Neighbours<'a> {
    pub(super) left: Option<ExistenceProof<'a>>,
    pub(super) right: Option<ExistenceProof<'a>>,
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
        let checked = |proof: &Option<ExistenceProof<'_>>, part| {
            proof.as_ref().map(|proof| proof.check(Spec::Iavl, part).map(|()| proof.root()))
        };
        let left_root = checked(&self.left, Part::Left).transpose()?;
        let right_root = checked(&self.right, Part::Right).transpose()?;
        let root = match (left_root, right_root) {
            (Some(left), Some(right)) if left != right => {
                return Err(Error::RootMismatch { part: Part::Right });
            }
            (left, right) => left.or(right).ok_or(Error::NoNeighbour)?,
        };
        if self.right.is_some_and(|right| right.key <= key) {
            return Err(Error::KeyOutsideGap { part: Part::Right });
        }
        if self.left.is_some_and(|left| left.key >= key) {
            return Err(Error::KeyOutsideGap { part: Part::Left });
        }
        let adjacent = match (&self.left, &self.right) {
            (Some(left), Some(right)) => are_neighbours(left, right),
            (Some(left), None) => all_on(Side::Right, left.path()),
            (None, Some(right)) => all_on(Side::Left, right.path()),
            (None, None) => false,
        };
        if adjacent { Ok(root) } else { Err(Error::NotNeighbours) }
    }
}

const EXISTENCE: Message = Message::ExistenceProof;

fn existence(reader: Reader<'_>) -> Result<ExistenceProof<'_>, Error> {
    ExistenceProof::decode(reader)
}

/// Source: `ics23 go/proof.go IsLeftMost, IsRightMost`.
fn all_on<'a>(side: Side, mut path: impl Iterator<Item = InnerOp<'a>>) -> bool {
    path.all(|inner| inner.side() == Some(side))
}

/// Whether two leaves of one tree stand next to each other: where their ways part, seen from the
/// root, one goes left and the other right, and below that they keep to each other.
///
/// The ways are counted from the leaves. Seen from the root they are equal for as long as they are
/// equal at their ends, so the last difference is where they part.
///
/// Source: `ics23 go/proof.go IsLeftNeighbor`.
fn are_neighbours(left: &ExistenceProof<'_>, right: &ExistenceProof<'_>) -> bool {
    let (more_left, more_right) =
        (left.depth.saturating_sub(right.depth), right.depth.saturating_sub(left.depth));
    let ends = after(left.path(), more_left).zip(after(right.path(), more_right));
    let differ = |(_, (left, right)): &(u32, (InnerOp<'_>, InnerOp<'_>))| {
        (left.prefix, left.suffix) != (right.prefix, right.suffix)
    };
    // Of one tree no way is the end of another, and with no difference there are no two sides.
    let Some((at, (at_left, at_right))) = (0..).zip(ends).filter(differ).last() else {
        return false;
    };
    (at_left.side(), at_right.side()) == (Some(Side::Left), Some(Side::Right))
        && all_on(Side::Right, first(left.path(), more_left.saturating_add(at)))
        && all_on(Side::Left, first(right.path(), more_right.saturating_add(at)))
}

/// A way without its first steps.
fn after(path: Path<'_>, steps: u32) -> impl Iterator<Item = InnerOp<'_>> {
    (0..).zip(path).skip_while(move |(step, _): &(u32, _)| *step < steps).map(|(_, inner)| inner)
}

/// The first steps of a way.
fn first(path: Path<'_>, steps: u32) -> impl Iterator<Item = InnerOp<'_>> {
    (0..steps).zip(path).map(|(_, inner)| inner)
}
