//! Where records are kept: the caller's flash.

use super::record::RECORD_LEN;
use crate::error::Error;

/// The memory of a guard that outlives power cuts: two slots of [`RECORD_LEN`] bytes an entry.
///
/// What the guard needs of it: after [`Storage::sync`] has returned, what was written is read back,
/// also after a power cut. A cut, or a fault, during a write or before the sync may leave anything
/// in the slot that was written to, and nothing else in any other slot. So the two slots of an
/// entry stand in different erase pages; how a slot spreads its writes over a page is the caller's.
///
/// What cannot be read without a fault of the medium (a failed error correction) is read as 64
/// bytes of 0xff: then it counts as lost, and is written anew. A [`Fault`] ends the request.
pub trait Storage {
    /// Reads a slot. One that was never written reads as anything that is no record.
    ///
    /// # Errors
    /// A fault of the storage's own.
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault>;

    /// Writes a slot.
    ///
    /// # Errors
    /// A fault of the storage's own.
    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault>;

    /// Returns when everything that was written is safe from a power cut.
    ///
    /// # Errors
    /// A fault of the storage's own.
    fn sync(&mut self) -> Result<(), Fault>;
}

/// One slot of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Slot {
    /// The entry, from 0.
    pub entry: u32,
    /// Which of its two.
    pub side: Side,
}

/// The two slots of an entry, in the order in which they are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first.
    A,
    /// The second.
    B,
}

/// What went wrong in a storage: a number of its own, which [`Error::StorageFault`] hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault(pub i32);

impl From<Fault> for Error {
    fn from(Fault(fault): Fault) -> Error {
        Error::StorageFault { fault }
    }
}

/// So that the caller keeps what it lends.
impl<S: Storage + ?Sized> Storage for &mut S {
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
        (**self).read(slot)
    }

    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
        (**self).write(slot, record)
    }

    fn sync(&mut self) -> Result<(), Fault> {
        (**self).sync()
    }
}
