//! A flash with troubles.

use parhelion_core::guard::{Fault, Side, Slot, Storage};
use std::cell::RefCell;
use std::rc::Rc;

/// What happens at a write or sync instead of what should.
#[derive(Clone, Copy)]
pub(super) enum Trouble {
    /// So many bytes come to stand in the slot that was written to last, and the power is off.
    Cut(usize),
    /// The same, but the power stays on.
    Fails(usize),
    /// Nothing, and no fault.
    Ignores,
}

/// Whether a slot holds a record.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Holds {
    Record,
    /// What was written may be torn.
    Unsure,
    None,
}

/// Two slots an entry.
pub(super) struct Flash {
    slots: Vec<[u8; 64]>,
    holds: Vec<Holds>,
    /// The last write: the slot, and what stood in it before.
    last: Option<(usize, [u8; 64])>,
    /// How many operations ahead, and what.
    trouble: Option<(usize, Trouble)>,
    had_trouble: bool,
    is_off: bool,
}

impl Flash {
    /// Sets what will happen after so many operations.
    pub(super) fn lies_ahead(&mut self, operations: usize, trouble: Trouble) {
        self.trouble = Some((operations, trouble));
    }

    /// Fills a slot. Whether this may have been the last record of its entry.
    pub(super) fn decay(&mut self, slot: usize, byte: u8) -> bool {
        self.slots[slot] = [byte; 64];
        let before = std::mem::replace(&mut self.holds[slot], Holds::None);
        before != Holds::None && self.holds[slot ^ 1] != Holds::Record
    }

    /// Whether an entry has two copies of its record.
    pub(super) fn has_copies(&self) -> bool {
        let entries = self.slots.chunks(2).zip(self.holds.chunks(2));
        entries
            .into_iter()
            .any(|(slots, holds)| slots[0] == slots[1] && !holds.contains(&Holds::None))
    }

    pub(super) fn is_off(&self) -> bool {
        self.is_off
    }

    /// Whether there was trouble since this was last asked.
    pub(super) fn had_trouble(&mut self) -> bool {
        std::mem::take(&mut self.had_trouble)
    }

    pub(super) fn restart(&mut self) {
        (self.trouble, self.is_off) = (None, false);
    }

    fn next(&mut self) -> Option<Trouble> {
        let (ahead, trouble) = self.trouble.take()?;
        if ahead > 0 {
            self.trouble = Some((ahead - 1, trouble));
            return None;
        }
        (self.had_trouble, self.is_off) = (true, matches!(trouble, Trouble::Cut(_)));
        Some(trouble)
    }

    /// Leaves so many bytes of what was written last.
    fn tear(&mut self, bytes: usize) -> Fault {
        if let Some((slot, before)) = self.last {
            self.slots[slot][bytes..].copy_from_slice(&before[bytes..]);
            self.holds[slot] = Holds::Unsure;
        }
        Fault(5)
    }

    fn on(&self) -> Result<(), Fault> {
        if self.is_off { Err(Fault(-1)) } else { Ok(()) }
    }
}

fn number(slot: Slot) -> usize {
    slot.entry as usize * 2 + usize::from(slot.side == Side::B)
}

/// A flash that the guard works on, and the target looks into.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Rc<RefCell<Flash>>);

impl Shared {
    pub(super) fn new(entries: usize) -> Shared {
        Shared(Rc::new(RefCell::new(Flash {
            slots: vec![[0xff; 64]; 2 * entries],
            holds: vec![Holds::None; 2 * entries],
            last: None,
            trouble: None,
            had_trouble: false,
            is_off: false,
        })))
    }
}

impl Storage for Shared {
    fn read(&mut self, slot: Slot) -> Result<[u8; 64], Fault> {
        let flash = self.0.borrow();
        flash.on().map(|()| flash.slots[number(slot)])
    }

    fn write(&mut self, slot: Slot, record: &[u8; 64]) -> Result<(), Fault> {
        let (mut flash, number) = (self.0.borrow_mut(), number(slot));
        flash.on()?;
        let trouble = flash.next();
        if matches!(trouble, Some(Trouble::Ignores)) {
            return Ok(());
        }
        flash.last = Some((number, flash.slots[number]));
        flash.slots[number] = *record;
        flash.holds[number] = Holds::Record;
        match trouble {
            Some(Trouble::Cut(bytes) | Trouble::Fails(bytes)) => Err(flash.tear(bytes)),
            _ => Ok(()),
        }
    }

    fn sync(&mut self) -> Result<(), Fault> {
        let mut flash = self.0.borrow_mut();
        flash.on()?;
        match flash.next() {
            Some(Trouble::Cut(bytes) | Trouble::Fails(bytes)) => Err(flash.tear(bytes)),
            _ => Ok(()),
        }
    }
}
