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

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::limits::Limits;
    use sha2::{Digest, Sha256};
    use std::vec::Vec;

    /// A set of keys that are all one byte, with their powers; the first proposes.
    fn set(members: &[(u8, u8)]) -> Vec<u8> {
        let validator = |(key, power): (u8, u8)| {
            let address = Sha256::digest([key; 32]);
            let mut bytes = [&[0x0a, 20][..], &address[..20], &[0x12, 34, 0x0a, 32]].concat();
            bytes.extend([[key; 32].as_slice(), &[0x18, power]].concat());
            bytes
        };
        let mut bytes = Vec::new();
        for member in members {
            let validator = validator(*member);
            bytes.extend([0x0a, u8::try_from(validator.len()).unwrap()]);
            bytes.extend(validator);
        }
        let proposer = validator(members[0]);
        bytes.extend([0x12, u8::try_from(proposer.len()).unwrap()]);
        bytes.extend(proposer);
        bytes
    }

    fn address(key: u8) -> [u8; 20] {
        Sha256::digest([key; 32])[..20].try_into().unwrap()
    }

    #[test]
    fn the_first_of_two_equal_addresses_is_found_with_and_without_memory() {
        let bytes = set(&[(3, 30), (1, 10), (2, 20), (1, 99), (3, 98)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        let mut scratch = [0; 5];
        let mut indexed = Lookup::new(set, &mut scratch).unwrap();
        let mut walking = Lookup::new(set, &mut []).unwrap();
        for (key, power) in [(1, 10), (2, 20), (3, 30)] {
            for lookup in [&mut indexed, &mut walking] {
                let (_, found) = lookup.find(&address(key)).unwrap().unwrap();
                assert_eq!((found.address().0, found.power()), (address(key), power));
            }
        }
        for lookup in [&mut indexed, &mut walking] {
            assert!(lookup.find(&address(4)).unwrap().is_none());
            assert!(lookup.find(&[]).unwrap().is_none());
        }
    }

    #[test]
    fn a_number_is_a_validators_own() {
        let bytes = set(&[(1, 1), (2, 1), (3, 1), (4, 1)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        for mut scratch in [Vec::new(), std::vec![0; 4]] {
            let mut lookup = Lookup::new(set, &mut scratch).unwrap();
            let mut numbers: Vec<u32> =
                (1..=4).map(|key| lookup.find(&address(key)).unwrap().unwrap().0).collect();
            numbers.sort_unstable();
            assert_eq!(numbers, [0, 1, 2, 3]);
        }
    }

    #[test]
    fn memory_is_enough_or_none() {
        let bytes = set(&[(1, 1), (2, 1)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        assert_eq!(scratch_len(&set), 2);
        assert!(Lookup::new(set, &mut [0; 2]).is_ok());
        assert!(Lookup::new(set, &mut [0; 3]).is_ok());
        let error = Lookup::new(set, &mut [0]).err();
        assert_eq!(error, Some(Error::ScratchTooSmall { needed: 2 }));
    }

    #[test]
    fn walking_ends_at_the_budget() {
        let bytes = set(&[(1, 1)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        let mut lookup = Lookup::new(set, &mut []).unwrap();
        for _ in 0..LOOKUP_BUDGET {
            assert_eq!(lookup.find(&[0; 20]), Ok(None));
        }
        assert_eq!(lookup.find(&[0; 20]), Err(Error::ScratchTooSmall { needed: 1 }));
    }
}
