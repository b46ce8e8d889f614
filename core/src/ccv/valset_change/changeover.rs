//! How a standalone chain becomes a consumer.

use super::accumulate::{is_another, keep};
use super::{Change, Changes, ValidatorKey, ValidatorUpdate};
use crate::error::Error;
use crate::types::PublicKey;

/// Makes the updates of the block in which a standalone chain changes over: the provider's initial
/// set, then no power for those standalone validators that are not in it. Applied to the standalone
/// set they give the consumer's first one. Nothing is merged with packets of that block.
///
/// `initial` are the updates in the consumer's genesis. `memory` has to hold one change for each
/// validator of either set.
///
/// # Errors
/// Of the first initial update that has such a fault: [`Error::UpdateWithoutKey`],
/// [`Error::UpdateKeyLength`], [`Error::UpdatePower`] where it gives no power: CometBFT cannot remove
/// who never was there; [`Error::UpdateKeyType`] for a standalone key of a type that consumers do not
/// know; [`Error::MembersTooFew`]. [`Error::MemberTwice`] where either set names a validator twice.
///
/// Source: `interchain-security x/ccv/consumer/keeper/changeover.go ChangeoverToConsumer`.
pub fn changeover<'k, 'm>(
    standalone: impl IntoIterator<Item = PublicKey<'k>>,
    initial: impl IntoIterator<Item = ValidatorUpdate>,
    memory: &'m mut [Change],
) -> Result<Changes<'m>, Error> {
    let mut len = 0u32;
    for update in initial {
        if update.power() < 1 {
            update.public_key()?;
            return Err(Error::UpdatePower { power: update.power() });
        }
        push(memory, &mut len, update.public_key()?, update.power())?;
    }
    let first_standalone = u64::from(len);
    for key in standalone {
        let key_type = key.key_type();
        let key = ValidatorKey::new(&key).ok_or(Error::UpdateKeyType { key_type })?;
        push(memory, &mut len, key, 0)?;
    }
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    let (changes, _) = memory.split_at_mut_checked(len).unwrap_or_default();
    changes.sort_unstable_by_key(|change| (change.public_key, change.turn));
    let twice = changes.windows(2).any(|pair| match pair {
        [a, b] if a.public_key == b.public_key => {
            // Once in each set is no fault.
            a.turn >= first_standalone || b.turn < first_standalone
        }
        _ => false,
    });
    if twice {
        return Err(Error::MemberTwice);
    }
    let len = keep(changes, is_another);
    let (changes, _) = changes.split_at_mut_checked(len).unwrap_or_default();
    changes.sort_unstable_by_key(|change| change.turn);
    Ok(Changes::of(changes))
}

fn push(
    memory: &mut [Change],
    len: &mut u32,
    public_key: ValidatorKey,
    power: i64,
) -> Result<(), Error> {
    let needed = len.saturating_add(1);
    let slot = usize::try_from(*len).ok().and_then(|index| memory.get_mut(index));
    let slot = slot.ok_or(Error::MembersTooFew { needed })?;
    *slot = Change { public_key, power, turn: u64::from(*len) };
    *len = needed;
    Ok(())
}

/// The first height whose blocks the provider's validators sign: the updates of block `init_genesis`,
/// in which the chain changes over, take effect two blocks later. Nobody who signed an earlier block
/// did so for the provider. `None` above the greatest height.
///
/// Source: `interchain-security x/ccv/consumer/keeper/changeover.go FirstConsumerHeight`.
#[must_use]
pub const fn first_consumer_height(init_genesis: u64) -> Option<u64> {
    match init_genesis.checked_add(2) {
        Some(height) if height <= i64::MAX.cast_unsigned() => Some(height),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::super::CrossChainValidator;
    use super::super::CrossChainValidators;
    use super::*;
    use crate::types::KeyType;
    use std::vec::Vec;

    const KEYS: [[u8; 32]; 5] = [[0; 32], [1; 32], [2; 32], [3; 32], [4; 32]];

    fn key(index: usize) -> PublicKey<'static> {
        PublicKey::new(KeyType::Ed25519, &KEYS[index]).unwrap()
    }

    fn updates(of: &[(usize, i64)]) -> Vec<ValidatorUpdate> {
        let update = |(index, power): &(usize, i64)| {
            ValidatorUpdate::new(ValidatorKey::new(&key(*index)).unwrap(), *power)
        };
        of.iter().map(update).collect()
    }

    fn changed(
        standalone: &[usize],
        initial: &[(usize, i64)],
        room: usize,
    ) -> Result<Vec<(u8, i64)>, Error> {
        let mut memory = std::vec![Change::NONE; room];
        let standalone = standalone.iter().map(|index| key(*index));
        let changes = changeover(standalone, updates(initial), &mut memory)?;
        let pair = |change: &Change| (change.public_key().as_bytes()[0], change.power());
        Ok(changes.as_slice().iter().map(pair).collect())
    }

    #[test]
    fn the_old_validators_go_unless_they_are_among_the_new() {
        let found = changed(&[4, 1, 0], &[(2, 5), (1, 9), (3, 1)], 6);
        assert_eq!(found, Ok([(2, 5), (1, 9), (3, 1), (4, 0), (0, 0)].into()));
        let short = changed(&[4, 1, 0], &[(2, 5), (1, 9), (3, 1)], 5);
        assert_eq!(short, Err(Error::MembersTooFew { needed: 6 }));
        assert_eq!(changed(&[1], &[(1, 2)], 2), Ok([(1, 2)].into()));
    }

    #[test]
    fn a_set_names_each_validator_once() {
        assert_eq!(changed(&[1, 1], &[(2, 5)], 6), Err(Error::MemberTwice));
        assert_eq!(changed(&[1], &[(2, 5), (2, 6)], 6), Err(Error::MemberTwice));
        assert_eq!(changed(&[2, 2], &[(2, 5)], 6), Err(Error::MemberTwice));
        assert_eq!(changed(&[2], &[(2, 5), (2, 6)], 6), Err(Error::MemberTwice));
        assert_eq!(changed(&[2], &[(2, 5), (3, 0)], 6), Err(Error::UpdatePower { power: 0 }));
    }

    #[test]
    fn what_comes_of_it_is_the_initial_set() {
        let mut memory = [CrossChainValidator::NONE; 5];
        let mut scratch = [Change::NONE; 8];
        let old = [(key(4), 7), (key(1), 100), (key(0), 3)];
        let mut set = CrossChainValidators::of(old, &mut memory).unwrap();
        let initial = updates(&[(2, 5), (1, 9)]);
        let keys = old.iter().map(|(key, _)| *key);
        set.apply(&changeover(keys, initial, &mut scratch).unwrap()).unwrap();
        let left: Vec<_> =
            set.as_slice().iter().map(|it| (it.public_key().as_bytes()[0], it.power())).collect();
        assert_eq!(left, [(1, 9), (2, 5)]);
    }

    #[test]
    fn the_new_set_signs_two_blocks_later() {
        assert_eq!(first_consumer_height(41), Some(43));
        assert_eq!(first_consumer_height((1 << 63) - 3), Some((1 << 63) - 1));
        assert_eq!(first_consumer_height((1 << 63) - 2), None);
        assert_eq!(first_consumer_height(u64::MAX), None);
    }
}
