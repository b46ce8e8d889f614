//! What changes from one set to the next.

use super::{Record, ValidatorUpdate, named, word};
use crate::error::Error;
use crate::types::PublicKey;

/// Writes the updates that lead from one set to another, in the order of the packet: removals and
/// changes in the order of the current set, then who is new in the order of the next. Returns how
/// many there are, also where `updates` has no place for all.
///
/// Validators are told apart by their keys on the consumer: who has a new one leaves, and comes.
/// `scratch` has a word for each validator of both sets; they are sorted there by key, so that the
/// work is of the order of n·log n.
///
/// # Errors
/// [`Error::SharedConsumerKey`].
///
/// Source: `interchain-security x/ccv/provider/keeper/validator_set_update.go DiffValidators`.
pub(super) fn diff_validators<'a>(
    current: &[Record<'a>],
    next: &[Record<'a>],
    scratch: &mut [u32],
    updates: &mut [ValidatorUpdate<'a>],
) -> Result<usize, Error> {
    let Some((of_current, rest)) = scratch.split_at_mut_checked(current.len()) else {
        return Err(Error::ScratchTooSmall { needed: word(current.len()) });
    };
    let of_next = rest.get_mut(..next.len()).unwrap_or_default();
    let (of_current, of_next) = (ByKey::new(current, of_current), ByKey::new(next, of_next));
    if let Some(index) = of_next.twice() {
        return Err(Error::SharedConsumerKey { index });
    }
    let mut places = updates.iter_mut();
    let mut count = 0_usize;
    let mut update = |public_key, power| {
        if let Some(place) = places.next() {
            *place = ValidatorUpdate { public_key, power };
        }
        count = count.saturating_add(1);
    };
    for member in current {
        match of_next.find(&member.public_key) {
            Some(stays) if stays.power == member.power => {}
            Some(stays) => update(member.public_key, stays.power),
            None => update(member.public_key, 0),
        }
    }
    for member in next.iter().filter(|it| of_current.find(&it.public_key).is_none()) {
        update(member.public_key, member.power);
    }
    Ok(count)
}

/// A set, searched by key.
struct ByKey<'s, 'a> {
    set: &'s [Record<'a>],
    order: &'s [u32],
}

impl<'s, 'a> ByKey<'s, 'a> {
    fn new(set: &'s [Record<'a>], order: &'s mut [u32]) -> ByKey<'s, 'a> {
        order.iter_mut().zip(0..).for_each(|(place, index)| *place = index);
        order.sort_unstable_by_key(|index| (key(set, *index), *index));
        ByKey { set, order }
    }

    fn find(&self, public_key: &PublicKey<'_>) -> Option<&'s Record<'a>> {
        let key_of = |index: &u32| key(self.set, *index);
        let at = self.order.binary_search_by_key(&Some(public_key.as_bytes()), key_of).ok()?;
        named(self.set, *self.order.get(at)?)
    }

    /// The second of two with one key.
    fn twice(&self) -> Option<u32> {
        let same = |a: &u32, b: &u32| key(self.set, *a) == key(self.set, *b);
        self.order.windows(2).find_map(|pair| match pair {
            [first, second] if same(first, second) => Some(*second),
            _ => None,
        })
    }
}

/// The bytes of a key: those of two types have different lengths.
fn key<'a>(set: &[Record<'a>], index: u32) -> Option<&'a [u8]> {
    named(set, index).map(|it| it.public_key.as_bytes())
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::types::KeyType;
    use std::vec::Vec;

    static KEYS: [[u8; 32]; 9] =
        [[0; 32], [1; 32], [2; 32], [3; 32], [4; 32], [5; 32], [6; 32], [7; 32], [8; 32]];

    fn set(members: &[(usize, u64)]) -> Vec<Record<'static>> {
        let key = |id: usize| PublicKey::new(KeyType::Ed25519, &KEYS[id]).unwrap();
        let record = |(id, power): &(usize, u64)| Record {
            public_key: key(*id),
            power: *power,
            ..Record::NONE
        };
        members.iter().map(record).collect()
    }

    /// The keys and powers of the updates.
    fn diff(current: &[(usize, u64)], next: &[(usize, u64)]) -> Result<Vec<(u8, u64)>, Error> {
        let mut updates = [ValidatorUpdate::NONE; 16];
        let scratch = &mut [0; 16][..current.len() + next.len()];
        let count = diff_validators(&set(current), &set(next), scratch, &mut updates)?;
        Ok(updates[..count].iter().map(|it| (it.public_key.as_bytes()[0], it.power)).collect())
    }

    #[test]
    fn removals_and_changes_come_before_who_is_new() {
        let current = [(3, 1), (1, 2), (2, 3), (5, 9)];
        let next = [(8, 7), (2, 4), (5, 9), (0, 6)];
        assert_eq!(diff(&current, &next).unwrap(), [(3, 0), (1, 0), (2, 4), (8, 7), (0, 6)]);
    }

    #[test]
    fn nothing_changes_where_nobody_does() {
        assert_eq!(diff(&[], &[]).unwrap(), []);
        assert_eq!(diff(&[(1, 2), (3, 4)], &[(3, 4), (1, 2)]).unwrap(), []);
        assert_eq!(diff(&[(1, 2)], &[]).unwrap(), [(1, 0)]);
        assert_eq!(diff(&[], &[(1, 2)]).unwrap(), [(1, 2)]);
    }

    #[test]
    fn powers_of_zero_are_powers() {
        assert_eq!(diff(&[(1, 0)], &[(1, 0)]).unwrap(), []);
        assert_eq!(diff(&[(1, 0)], &[]).unwrap(), [(1, 0)]);
        assert_eq!(diff(&[], &[(1, 0)]).unwrap(), [(1, 0)]);
    }

    #[test]
    fn two_validators_have_two_keys() {
        let error = Error::SharedConsumerKey { index: 2 };
        assert_eq!(diff(&[], &[(1, 2), (4, 1), (1, 2)]), Err(error));
        // Records of a set that the module has stored are not judged.
        assert_eq!(diff(&[(1, 2), (1, 3)], &[(1, 3)]).unwrap(), [(1, 3)]);
    }

    #[test]
    fn what_finds_no_place_is_counted() {
        let (next, mut updates) = (set(&[(1, 2), (2, 2)]), [ValidatorUpdate::NONE; 1]);
        assert_eq!(diff_validators(&[], &next, &mut [0; 2], &mut updates), Ok(2));
        assert_eq!(updates[0].power, 2);
    }
}
