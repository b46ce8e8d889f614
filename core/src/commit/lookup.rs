//! Validators by address, in memory that the caller lends.
//!
//! CometBFT finds the first validator with an address. Sets with an address twice are odd, yet legal
//! to CometBFT, so "the entry after the last hit" would be no proof of being the first; the index
//! below is sorted by address and then by place, and the walk begins at the beginning.

use crate::error::Error;
use crate::heap::heap_sort;
use crate::limits::{ADDRESS_LEN, LOOKUP_BUDGET};
use crate::types::{Validator, ValidatorSet};

/// The words of memory that a lookup in `validators` wants: two for each.
#[must_use]
pub fn scratch_len(validators: &ValidatorSet<'_>) -> usize {
    usize::try_from(words(validators)).unwrap_or(usize::MAX)
}

fn words(validators: &ValidatorSet<'_>) -> u32 {
    validators.len().saturating_mul(2)
}

/// Finds validators by address.
pub(crate) struct Lookup<'a, 's> {
    set: ValidatorSet<'a>,
    /// Sorted. Addresses are compared where they stand: what a sender puts around them costs nothing.
    index: Option<&'s [Entry]>,
    steps: u32,
}

/// Where the address of a validator ends in the bytes of the set, and where the validator begins.
type Entry = [u32; 2];

impl<'a, 's> Lookup<'a, 's> {
    /// # Errors
    /// [`Error::ScratchTooSmall`] where memory is lent, but not enough.
    pub(crate) fn new(set: ValidatorSet<'a>, scratch: &'s mut [u32]) -> Result<Self, Error> {
        if scratch.is_empty() {
            return Ok(Lookup { set, index: None, steps: LOOKUP_BUDGET });
        }
        let needed = words(&set);
        let words = scratch.get_mut(..scratch_len(&set));
        let (index, _) = words.ok_or(Error::ScratchTooSmall { needed })?.as_chunks_mut();
        for (slot, member) in index.iter_mut().zip(set.raw()) {
            *slot = [member.address_end, member.place];
        }
        // By heap: the sort of the standard library is 2.5 KB of a module for browsers, and what it
        // saves is nothing beside one signature.
        let key = |entry: &Entry| (address_of(&set, entry), *entry);
        heap_sort(index, &|a, b| key(a) < key(b));
        Ok(Lookup { set, index: Some(index), steps: LOOKUP_BUDGET })
    }

    pub(crate) fn validators(&self) -> &ValidatorSet<'a> {
        &self.set
    }

    /// The first validator with this address, and a number that is its own.
    ///
    /// # Errors
    /// [`Error::ScratchTooSmall`] where the walk without an index gets too long, or where a validator
    /// among bytes that mean nothing is asked for again and again.
    pub(crate) fn find(&mut self, address: &[u8]) -> Result<Option<(u32, Validator<'a>)>, Error> {
        match self.index {
            Some(index) => self.find_in(index, address),
            None => self.walk(address),
        }
    }

    fn find_in(
        &mut self,
        index: &[Entry],
        address: &[u8],
    ) -> Result<Option<(u32, Validator<'a>)>, Error> {
        let set = self.set;
        let rank = index.partition_point(|entry| address_of(&set, entry) < address);
        let entry = index.get(rank).filter(|entry| address_of(&set, entry) == address);
        let Some(member) = entry.and_then(|[_, place]| set.at(*place)) else { return Ok(None) };
        self.pay(member.end)?;
        let rank = u32::try_from(rank).ok();
        Ok(rank.zip(member.read()))
    }

    fn walk(&mut self, address: &[u8]) -> Result<Option<(u32, Validator<'a>)>, Error> {
        let (mut ordinal, mut read) = (0u32, 0u32);
        for member in self.set.raw() {
            self.pay(member.end.saturating_sub(read))?;
            if member.address == address {
                return Ok(member.read().map(|validator| (ordinal, validator)));
            }
            (ordinal, read) = (ordinal.saturating_add(1), member.end);
        }
        let all = u32::try_from(self.set.bytes().len()).unwrap_or(u32::MAX);
        self.pay(all.saturating_sub(read))?;
        Ok(None)
    }

    /// Pays for bytes that have been passed.
    fn pay(&mut self, bytes: u32) -> Result<(), Error> {
        let steps = (bytes / 64).saturating_add(1);
        let rest = self.steps.checked_sub(steps);
        self.steps = rest.ok_or(Error::ScratchTooSmall { needed: words(&self.set) })?;
        Ok(())
    }
}

/// The address of an entry: 20 bytes, as in every set that was parsed.
fn address_of<'a>(set: &ValidatorSet<'a>, [end, _]: &Entry) -> &'a [u8] {
    let end = usize::try_from(*end).unwrap_or(0);
    set.bytes().get(end.saturating_sub(ADDRESS_LEN)..end).unwrap_or_default()
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
        let mut scratch = [0; 10];
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

    /// So many that a sort by address alone, which is not stable, would not leave them in order.
    #[test]
    fn the_first_of_many_equal_addresses_is_found() {
        let members: Vec<(u8, u8)> = (1..=120).map(|place| (place % 3, place)).collect();
        let bytes = set(&members);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        let mut scratch = [0; 240];
        let mut indexed = Lookup::new(set, &mut scratch).unwrap();
        for (key, power) in [(1, 1), (2, 2), (0, 3)] {
            let (_, found) = indexed.find(&address(key)).unwrap().unwrap();
            assert_eq!((found.address().0, found.power()), (address(key), power));
        }
    }

    #[test]
    fn a_number_is_a_validators_own() {
        let bytes = set(&[(1, 1), (2, 1), (3, 1), (4, 1)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        for mut scratch in [Vec::new(), std::vec![0; 8]] {
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
        assert_eq!(scratch_len(&set), 4);
        assert!(Lookup::new(set, &mut [0; 4]).is_ok());
        assert!(Lookup::new(set, &mut [0; 5]).is_ok());
        let error = Lookup::new(set, &mut [0; 3]).err();
        assert_eq!(error, Some(Error::ScratchTooSmall { needed: 4 }));
    }

    #[test]
    fn walking_ends_at_the_budget() {
        let bytes = set(&[(1, 1)]);
        let set = ValidatorSet::parse(&bytes, &Limits::DEFAULT).unwrap();
        let mut lookup = Lookup::new(set, &mut []).unwrap();
        // The validator, then what is behind it: less than 64 bytes each.
        assert_eq!(bytes.len(), 2 * 62);
        for _ in 0..LOOKUP_BUDGET / 2 {
            assert_eq!(lookup.find(&[0; 20]), Ok(None));
        }
        assert_eq!(lookup.find(&[0; 20]), Err(Error::ScratchTooSmall { needed: 2 }));
    }

    /// Bytes that mean nothing: before the validators, in them, and behind them.
    #[test]
    fn bytes_that_are_passed_are_paid_for_or_not_passed() {
        let plain = set(&[(1, 1), (2, 2)]);
        let unknown: Vec<u8> = [0x78, 0].repeat(1 << 15);
        let within = |at: usize| {
            let validator = &plain[at + 2..at + 2 + usize::from(plain[at + 1])];
            let length = u32::try_from(unknown.len() + validator.len()).unwrap();
            let mut bytes = std::vec![plain[at]];
            bytes.extend([length as u8 | 0x80, (length >> 7) as u8 | 0x80, (length >> 14) as u8]);
            [bytes, unknown.clone(), validator.to_vec()].concat()
        };
        let odd = [unknown.clone(), within(0), within(62), plain[124..].to_vec(), unknown.clone()];
        let odd = odd.concat();
        let set = ValidatorSet::parse(&odd, &Limits::DEFAULT).unwrap();
        assert_eq!(set.hash(), ValidatorSet::parse(&plain, &Limits::DEFAULT).unwrap().hash());
        let mut walking = Lookup::new(set, &mut []).unwrap();
        assert_eq!(walking.find(&[0; 20]), Ok(None));
        let paid = LOOKUP_BUDGET - walking.steps;
        assert!(paid >= 4 * (1 << 16) / 64, "{paid}");
        let mut scratch = [0; 4];
        let mut indexed = Lookup::new(set, &mut scratch).unwrap();
        for (key, power) in [(1, 1), (2, 2)] {
            for lookup in [&mut indexed, &mut walking] {
                let (_, found) = lookup.find(&address(key)).unwrap().unwrap();
                assert_eq!((found.address().0, found.power()), (address(key), power));
            }
        }
    }
}
