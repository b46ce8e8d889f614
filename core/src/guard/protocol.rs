//! The two slots of an entry: how they are written, and what they mean after a power cut.
//!
//! | A | B | what happened | what counts |
//! |---|---|---|---|
//! | n | n | nothing | n |
//! | n+1 | n | a cut between the two writes: nothing was permitted for n+1 | n+1 |
//! | none | n | a cut during the write of A, or A has decayed | n |
//! | n | none | a cut during the write of B, or B has decayed | n |
//! | n | n+1 | A has decayed to an older record | n+1 |
//! | none | none | never written, or two faults | nothing is permitted |
//!
//! The slot that does not hold what counts is written first of all, before anything is permitted:
//! else one more fault would bring the older record back.

use super::record::Record;
use super::storage::{Side, Slot, Storage};
use crate::error::Error;

/// A record that both slots of an entry hold. It comes from [`settle`] and [`store`] alone.
#[must_use]
pub(super) struct Stored(Record);

impl Stored {
    pub(super) const fn record(&self) -> &Record {
        &self.0
    }
}

/// The record that counts. `None` where neither slot has one.
///
/// # Errors
/// [`Error::StorageFault`]; [`Error::RecordsContradict`] where the two are of different owners, or
/// of one position and different.
pub(super) fn recover(storage: &mut impl Storage, entry: u32) -> Result<Option<Record>, Error> {
    let [a, b] = read(storage, entry)?;
    highest(a, b).ok_or(Error::RecordsContradict { entry })
}

/// The record that counts, once both slots hold it. `known` is what counted last.
///
/// # Errors
/// Those of [`recover`]; [`Error::RecordsLost`] where the slots hold nothing, or less than what is
/// known; [`Error::RecordsContradict`] where they hold something else; those of [`store`].
pub(super) fn settle(
    storage: &mut impl Storage,
    entry: u32,
    known: &Record,
) -> Result<Stored, Error> {
    let slots = read(storage, entry)?;
    let [a, b] = slots;
    let contradict = Error::RecordsContradict { entry };
    let record = highest(a, b).ok_or(contradict)?.ok_or(Error::RecordsLost { entry })?;
    if record.owner == known.owner && record.position < known.position {
        return Err(Error::RecordsLost { entry });
    }
    if highest(Some(record), Some(*known)).is_none() {
        return Err(contradict);
    }
    for (side, found) in [Side::A, Side::B].into_iter().zip(slots) {
        if found != Some(record) {
            write(storage, Slot { entry, side }, &record)?;
        }
    }
    Ok(Stored(record))
}

/// Writes A, syncs, writes B, syncs; each is read back before the next is touched.
///
/// # Errors
/// [`Error::StorageFault`]; [`Error::NotReadBack`].
pub(super) fn store(
    storage: &mut impl Storage,
    entry: u32,
    record: Record,
) -> Result<Stored, Error> {
    write(storage, Slot { entry, side: Side::A }, &record)?;
    write(storage, Slot { entry, side: Side::B }, &record)?;
    Ok(Stored(record))
}

fn read(storage: &mut impl Storage, entry: u32) -> Result<[Option<Record>; 2], Error> {
    let a = storage.read(Slot { entry, side: Side::A })?;
    let b = storage.read(Slot { entry, side: Side::B })?;
    Ok([Record::read(&a), Record::read(&b)])
}

/// The outer `None`: the two contradict each other.
fn highest(a: Option<Record>, b: Option<Record>) -> Option<Option<Record>> {
    let (Some(first), Some(second)) = (a, b) else { return Some(a.or(b)) };
    let is_other = first.position == second.position && first.digest != second.digest;
    if first.owner != second.owner || is_other {
        return None;
    }
    Some(if first.position < second.position { b } else { a })
}

fn write(storage: &mut impl Storage, slot: Slot, record: &Record) -> Result<(), Error> {
    let bytes = record.to_bytes();
    storage.write(slot, &bytes)?;
    storage.sync()?;
    if storage.read(slot)? != bytes {
        return Err(Error::NotReadBack { entry: slot.entry });
    }
    Ok(())
}
