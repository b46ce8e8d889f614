//! What a consumer makes of all updates that it receives in one block.

use super::{ValidatorKey, ValidatorUpdate};
use crate::error::Error;
use crate::types::getters;
use core::cmp::Ordering;

/// What is to become of one validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    pub(super) public_key: ValidatorKey,
    pub(super) power: i64,
    /// When it was told.
    pub(super) turn: u64,
}

impl Change {
    /// What memory to be lent is filled with.
    pub const NONE: Change = Change { public_key: ValidatorKey::NONE, power: 0, turn: 0 };

    getters! {
        /// The validator's key.
        public_key: ValidatorKey,
        /// The power that it is to have; one below 1 removes it.
        power: i64,
    }
}

/// Updates that have been merged: one a key, power descending, then key descending.
#[derive(Debug)]
pub struct Changes<'m> {
    changes: &'m [Change],
}

impl<'m> Changes<'m> {
    /// Merges updates, of which the later wins, as the consumer module merges all packets that it
    /// receives in one block: `packets.flat_map(|packet| packet.updates())`.
    ///
    /// `memory` has to hold as many changes as there are keys; with room for all updates it is
    /// sorted fewer times.
    ///
    /// # Errors
    /// Of the first update in their order that has such a fault: [`Error::UpdateWithoutKey`],
    /// [`Error::UpdateKeyLength`], where the module panics at the end of the block, also for an
    /// update that would do nothing; [`Error::MembersTooFew`], with what suffices so far.
    ///
    /// Source: `interchain-security x/ccv/types/utils.go AccumulateChanges`.
    pub fn accumulate(
        updates: impl IntoIterator<Item = ValidatorUpdate>,
        memory: &'m mut [Change],
    ) -> Result<Changes<'m>, Error> {
        let (mut len, mut turn) = (0usize, 0u64);
        // Whether those that are there are merged, and in the order of keys.
        let mut merged = true;
        for update in updates {
            turn = turn.saturating_add(1);
            let (public_key, power) = (update.public_key()?, update.power());
            if len == memory.len() && !merged {
                (len, merged) = (merge(memory, len), true);
            }
            let slot = if len == memory.len() {
                let known = memory.binary_search_by(|change| change.public_key.cmp(&public_key));
                known.ok().and_then(|index| memory.get_mut(index))
            } else {
                (len, merged) = (len.saturating_add(1), false);
                memory.get_mut(len.saturating_sub(1))
            };
            let slot = slot.ok_or_else(|| {
                let needed = u32::try_from(len.saturating_add(1)).unwrap_or(u32::MAX);
                Error::MembersTooFew { needed }
            })?;
            *slot = Change { public_key, power, turn };
        }
        len = merge(memory, len);
        let (changes, _) = memory.split_at_mut_checked(len).unwrap_or_default();
        changes.sort_unstable_by(|a, b| {
            b.power.cmp(&a.power).then_with(|| as_text(&b.public_key, &a.public_key))
        });
        Ok(Changes { changes })
    }

    /// Takes changes as they are, each key once.
    pub(super) const fn of(changes: &'m [Change]) -> Changes<'m> {
        Changes { changes }
    }

    /// The changes, in the order in which the module returns them.
    #[must_use]
    pub const fn as_slice(&self) -> &'m [Change] {
        self.changes
    }
}

/// Keeps the last change of each key among the first `len`, by key; returns how many these are.
fn merge(memory: &mut [Change], len: usize) -> usize {
    let (changes, _) = memory.split_at_mut_checked(len).unwrap_or_default();
    changes
        .sort_unstable_by(|a, b| a.public_key.cmp(&b.public_key).then_with(|| b.turn.cmp(&a.turn)));
    keep(changes, is_another)
}

/// Whether a change is of another key than the one before it.
pub(super) fn is_another(before: Option<&Change>, change: &Change) -> bool {
    before.is_none_or(|before| before.public_key != change.public_key)
}

/// Moves what is to be kept to the front; `keeps` sees the last one that was kept.
pub(super) fn keep<T: Copy>(
    items: &mut [T],
    mut keeps: impl FnMut(Option<&T>, &T) -> bool,
) -> usize {
    let (mut len, mut last) = (0usize, None);
    for index in 0..items.len() {
        let Some(item) = items.get(index).copied().filter(|item| keeps(last.as_ref(), item)) else {
            continue;
        };
        if let Some(slot) = items.get_mut(len) {
            *slot = item;
            len = len.saturating_add(1);
        }
        last = Some(item);
    }
    len
}

/// Compares keys as protobuf's text form writes them, by which the module sorts.
///
/// Source: `gogoproto proto/text.go CompactTextString, writeString`.
fn as_text(a: &ValidatorKey, b: &ValidatorKey) -> Ordering {
    let type_names = a.key_type().name().cmp(b.key_type().name());
    let [a, b] = [a, b].map(|key| key.as_bytes().iter().copied().flat_map(escaped));
    type_names.then_with(|| a.cmp(b))
}

/// One byte of a key as text.
fn escaped(byte: u8) -> impl Iterator<Item = u8> {
    let octal = |shift: u32| b'0' | (byte.wrapping_shr(shift) & 7);
    let (text, len) = match byte {
        b'\n' => ([b'\\', b'n', 0, 0], 2),
        b'\r' => ([b'\\', b'r', 0, 0], 2),
        b'\t' => ([b'\\', b't', 0, 0], 2),
        b'"' | b'\\' => ([b'\\', byte, 0, 0], 2),
        b' '..=b'~' => ([byte, 0, 0, 0], 1),
        _ => ([b'\\', octal(6), octal(3), octal(0)], 4),
    };
    text.into_iter().take(len)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::types::{KeyType, PublicKey};
    use std::vec::Vec;

    fn key(first: u8) -> ValidatorKey {
        let mut bytes = [7; 32];
        bytes[0] = first;
        ValidatorKey::new(&PublicKey::new(KeyType::Ed25519, &bytes).unwrap()).unwrap()
    }

    fn merged(updates: &[(u8, i64)], room: usize) -> Result<Vec<(u8, i64)>, Error> {
        let mut memory = std::vec![Change::NONE; room];
        let updates =
            updates.iter().map(|(first, power)| ValidatorUpdate::new(key(*first), *power));
        let changes = Changes::accumulate(updates, &mut memory)?;
        let pair = |change: &Change| (change.public_key().as_bytes()[0], change.power());
        Ok(changes.as_slice().iter().map(pair).collect())
    }

    #[test]
    fn the_later_update_wins_whatever_the_memory() {
        let updates = [(1, 5), (2, 9), (1, 0), (3, 4), (2, 9), (1, 7), (2, 1)];
        for room in 3..9 {
            assert_eq!(merged(&updates, room), Ok([(1, 7), (3, 4), (2, 1)].into()), "{room}");
        }
        assert_eq!(merged(&updates, 2), Err(Error::MembersTooFew { needed: 3 }));
        assert_eq!(merged(&[], 0), Ok([].into()));
    }

    #[test]
    fn equal_powers_are_in_the_order_of_their_text() {
        let firsts =
            [b'A', 1, b'z', b'"', 0x80, b'\\', b'\n', b'\t', b'\r', b'~', b' ', 0x7f, 0xff];
        let updates: Vec<_> = firsts.iter().map(|first| (*first, 3)).collect();
        let order: Vec<u8> =
            merged(&updates, 16).unwrap().iter().map(|(first, _)| *first).collect();
        let mut texts: Vec<_> =
            firsts.iter().map(|first| (escaped(*first).collect::<Vec<u8>>(), *first)).collect();
        texts.sort();
        texts.reverse();
        assert_eq!(order, texts.iter().map(|(_, first)| *first).collect::<Vec<_>>());
        assert_eq!(order[..4], *b"~z\t\r");
        assert_eq!(escaped(0x80).collect::<Vec<_>>(), b"\\200");
        assert_eq!(escaped(1).collect::<Vec<_>>(), b"\\001");
    }
}
