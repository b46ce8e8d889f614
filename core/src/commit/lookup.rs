//! Validators by address, in memory that the caller lends.
//!
//! CometBFT finds the first validator with an address. Sets with an address twice are odd, yet legal
//! to CometBFT, so "the entry after the last hit" would be no proof of being the first; the index
//! below keeps places sorted by address and then by place, and the walk begins at the beginning.

use crate::error::Error;
use crate::limits::LOOKUP_BUDGET;
use crate::types::{RawValidators, Validator, ValidatorSet, member};

/// The words of memory that a lookup in `validators` wants: one for each.
#[must_use]
pub fn scratch_len(validators: &ValidatorSet<'_>) -> usize {
    usize::try_from(validators.len()).unwrap_or(usize::MAX)
}

/// Finds validators by address.
pub(crate) struct Lookup<'a, 's> {
    set: ValidatorSet<'a>,
    /// Where each validator stands in the bytes of the set, sorted by address, then place.
    index: Option<&'s [u32]>,
    steps: u32,
}

impl<'a, 's> Lookup<'a, 's> {
    /// # Errors
    /// [`Error::ScratchTooSmall`] where memory is lent, but not enough.
    pub(crate) fn new(set: ValidatorSet<'a>, scratch: &'s mut [u32]) -> Result<Self, Error> {
        if scratch.is_empty() {
            return Ok(Lookup { set, index: None, steps: LOOKUP_BUDGET });
        }
        let index = scratch
            .get_mut(..scratch_len(&set))
            .ok_or(Error::ScratchTooSmall { needed: set.len() })?;
        for (slot, (place, _, _)) in index.iter_mut().zip(set.raw()) {
            *slot = place;
        }
        index.sort_unstable_by_key(|place| (address_at(&set, *place), *place));
        Ok(Lookup { set, index: Some(index), steps: LOOKUP_BUDGET })
    }

    pub(crate) fn validators(&self) -> &ValidatorSet<'a> {
        &self.set
    }

    /// The first validator with this address, and a number that is its own.
    ///
    /// # Errors
    /// [`Error::ScratchTooSmall`] where the walk without an index gets too long.
    pub(crate) fn find(&mut self, address: &[u8]) -> Result<Option<(u32, Validator<'a>)>, Error> {
        match self.index {
            Some(index) => Ok(self.find_in(index, address)),
            None => self.walk(address),
        }
    }

    fn find_in(&self, index: &[u32], address: &[u8]) -> Option<(u32, Validator<'a>)> {
        let before = |place: &u32| address_at(&self.set, *place) < address;
        let rank = index.partition_point(before);
        let (_, found, reader) = RawValidators::at(&self.set, *index.get(rank)?).next()?;
        let validator = member(reader).filter(|_| found == address)?;
        Some((u32::try_from(rank).ok()?, validator))
    }

    fn walk(&mut self, address: &[u8]) -> Result<Option<(u32, Validator<'a>)>, Error> {
        let mut ordinal = 0u32;
        for (_, found, reader) in self.set.raw() {
            let too_small = Error::ScratchTooSmall { needed: self.set.len() };
            self.steps = self.steps.checked_sub(1).ok_or(too_small)?;
            if found == address {
                return Ok(member(reader).map(|validator| (ordinal, validator)));
            }
            ordinal = ordinal.saturating_add(1);
        }
        Ok(None)
    }
}

fn address_at<'a>(set: &ValidatorSet<'a>, place: u32) -> &'a [u8] {
    RawValidators::at(set, place).next().map_or(&[], |(_, address, _)| address)
}
