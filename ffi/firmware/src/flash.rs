//! Memory in place of flash, which lasts as long as the image runs: two pages, one for each side.

use parhelion_core::guard::{Fault, RECORD_LEN, Side, Slot, Storage};

/// Slots of a page.
const SLOTS: usize = 2;

/// Both pages, erased.
pub struct Flash {
    a: [[u8; RECORD_LEN]; SLOTS],
    b: [[u8; RECORD_LEN]; SLOTS],
}

impl Flash {
    /// Never written to: no record is all zeros.
    pub const NEW: Flash = Flash { a: [[0; RECORD_LEN]; SLOTS], b: [[0; RECORD_LEN]; SLOTS] };

    fn slot(&mut self, slot: Slot) -> Result<&mut [u8; RECORD_LEN], Fault> {
        let page = match slot.side {
            Side::A => &mut self.a,
            Side::B => &mut self.b,
        };
        page.get_mut(slot.entry as usize).ok_or(Fault(1))
    }
}

impl Storage for Flash {
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
        self.slot(slot).copied()
    }

    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
        *self.slot(slot)? = *record;
        Ok(())
    }

    fn sync(&mut self) -> Result<(), Fault> {
        Ok(())
    }
}
