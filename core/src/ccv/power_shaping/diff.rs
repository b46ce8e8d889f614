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
