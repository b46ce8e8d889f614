//! The functions of C's that keep the records of a guard.

use super::{BadPointer, Plain};
use core::ffi::c_void;
use parhelion_core::guard::{Fault, RECORD_LEN, Side, Slot};

type Read = unsafe extern "C" fn(*mut c_void, u32, u32, *mut u8) -> i32;
type Write = unsafe extern "C" fn(*mut c_void, u32, u32, *const u8) -> i32;
type Sync = unsafe extern "C" fn(*mut c_void) -> i32;

/// `parhelion_storage`.
#[derive(Clone, Copy)]
#[repr(C)]
#[allow(missing_docs, reason = "the header has them")]
pub struct Storage {
    pub struct_size: usize,
    pub context: *mut c_void,
    pub read: Option<Read>,
    pub write: Option<Write>,
    pub sync: Option<Sync>,
}

// SAFETY: numbers and pointers, which C vouches for as for any other; NULL is none of its functions.
unsafe impl Plain for Storage {}

/// A storage that has all its functions.
pub struct Functions {
    context: *mut c_void,
    read: Read,
    write: Write,
    sync: Sync,
}

impl Storage {
    /// # Errors
    /// [`BadPointer`] where one is NULL.
    pub(crate) fn functions(&self) -> Result<Functions, BadPointer> {
        match (self.read, self.write, self.sync) {
            (Some(read), Some(write), Some(sync)) => {
                Ok(Functions { context: self.context, read, write, sync })
            }
            _ => Err(BadPointer),
        }
    }
}

impl parhelion_core::guard::Storage for Functions {
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
        let mut record = [0xff; RECORD_LEN];
        // SAFETY: C passed this function for this context, and the record has room for what it reads.
        let fault =
            unsafe { (self.read)(self.context, slot.entry, side(slot), record.as_mut_ptr()) };
        told(fault).map(|()| record)
    }

    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
        // SAFETY: C passed this function for this context, and the record is as long as it says.
        told(unsafe { (self.write)(self.context, slot.entry, side(slot), record.as_ptr()) })
    }

    fn sync(&mut self) -> Result<(), Fault> {
        // SAFETY: C passed this function for this context.
        told(unsafe { (self.sync)(self.context) })
    }
}

fn told(fault: i32) -> Result<(), Fault> {
    if fault == 0 { Ok(()) } else { Err(Fault(fault)) }
}

fn side(slot: Slot) -> u32 {
    match slot.side {
        Side::A => 0,
        Side::B => 1,
    }
}
