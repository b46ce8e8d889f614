//! The headers that led to the target, in memory that the caller lends.

use crate::error::Error;
use crate::light::TrustedState;

/// What was verified, in order: the first by nobody, each other from the one before.
#[derive(Debug)]
pub(super) struct Trace<'m> {
    slots: &'m mut [Option<TrustedState>],
    len: usize,
}

impl<'m> Trace<'m> {
    pub(super) fn new(slots: &'m mut [Option<TrustedState>]) -> Trace<'m> {
        Trace { slots, len: 0 }
    }

    /// Begins anew with this header.
    pub(super) fn begin(&mut self, state: TrustedState) -> Result<(), Error> {
        self.len = 0;
        self.push(state)
    }

    pub(super) fn push(&mut self, state: TrustedState) -> Result<(), Error> {
        let needed = self.len.saturating_add(1);
        let too_small = Error::TraceTooSmall { needed: u32::try_from(needed).unwrap_or(u32::MAX) };
        *self.slots.get_mut(self.len).ok_or(too_small)? = Some(state);
        self.len = needed;
        Ok(())
    }

    /// Forgets all but the first.
    pub(super) fn restart(&mut self) {
        self.len = self.len.min(1);
    }

    pub(super) fn get(&self, index: usize) -> Option<&TrustedState> {
        self.slots.get(..self.len)?.get(index)?.as_ref()
    }

    pub(super) fn first(&self) -> Option<&TrustedState> {
        self.get(0)
    }

    pub(super) fn last(&self) -> Option<&TrustedState> {
        self.get(self.len.checked_sub(1)?)
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &TrustedState> {
        self.slots.get(..self.len).unwrap_or_default().iter().flatten()
    }
}
