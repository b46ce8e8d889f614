//! What a block of packets does, in maps, rule by rule.

use super::hash;
use parhelion_core::KeyType;
use parhelion_core::ccv::valset_change::{CrossChainValidators, ValidatorKey, ValidatorUpdate};
use ripemd::Ripemd160;
use sha2::{Digest, Sha256};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// floor((2^63-1)/8).
pub(crate) const MAX_TOTAL_POWER: u64 = (1 << 60) - 1;

/// The changes in the module's order. `None` where a key is missing or has the wrong length.
pub(crate) fn merge(updates: &[ValidatorUpdate]) -> Option<Vec<(ValidatorKey, i64)>> {
    let mut merged = BTreeMap::new();
    for update in updates {
        merged.insert(update.public_key().ok()?, update.power());
    }
    let mut merged: Vec<_> = merged.into_iter().collect();
    merged.sort_by_key(|(key, power)| Reverse((*power, text(key))));
    Some(merged)
}

/// A key as protobuf's text form has it.
fn text(key: &ValidatorKey) -> String {
    let mut text = format!("{}:\"", key.key_type().name());
    for byte in key.as_bytes() {
        match byte {
            b'\n' => text.push_str("\\n"),
            b'\r' => text.push_str("\\r"),
            b'\t' => text.push_str("\\t"),
            b'"' => text.push_str("\\\""),
            b'\\' => text.push_str("\\\\"),
            0x20..0x7f => text.push(char::from(*byte)),
            _ => text.push_str(&format!("\\{byte:03o}")),
        }
    }
    text + "\" "
}

/// Validators by their keys.
pub(crate) struct Set(BTreeMap<ValidatorKey, u64>);

impl Set {
    pub(crate) fn of(members: &BTreeMap<ValidatorKey, u64>) -> Set {
        Set(members.clone())
    }

    /// The set after the changes. `None` where CometBFT refuses one of them, or what comes of them.
    pub(crate) fn apply(&self, changes: &[(ValidatorKey, i64)]) -> Option<Set> {
        let counts = |(key, power): &&(ValidatorKey, i64)| *power > 0 || self.0.contains_key(key);
        let counted: Vec<_> = changes.iter().filter(counts).collect();
        let mut after = self.0.clone();
        for (key, power) in &counted {
            match u64::try_from(*power).ok()? {
                0 => drop(after.remove(key)),
                _ if key.key_type() != KeyType::Ed25519 => return None,
                power if power > MAX_TOTAL_POWER => return None,
                power => drop(after.insert(*key, power)),
            }
        }
        let total: u128 = after.values().map(|power| u128::from(*power)).sum();
        let sound = !after.is_empty() && total <= u128::from(MAX_TOTAL_POWER);
        (counted.is_empty() || sound).then_some(Set(after))
    }

    /// The same validators, in CometBFT's order, with the same hash.
    pub(crate) fn compare(&self, set: &CrossChainValidators<'_>) {
        let mut members: Vec<_> = self.0.iter().map(|(key, power)| (*key, *power)).collect();
        members.sort_by_key(|(key, power)| (Reverse(*power), address(key)));
        let found: Vec<_> = set.as_slice().iter().map(|it| (it.public_key(), it.power())).collect();
        assert_eq!(found, members);
        assert!(set.as_slice().iter().all(|it| it.address().0[..] == address(&it.public_key())));
        assert_eq!(set.hash().0, hash(&members));
        assert_eq!(set.total_power(), self.0.values().sum::<u64>());
    }
}

fn address(key: &ValidatorKey) -> Vec<u8> {
    let sha256 = Sha256::digest(key.as_bytes());
    match key.key_type() {
        KeyType::Ed25519 => sha256[..20].to_vec(),
        _ => Ripemd160::digest(sha256).to_vec(),
    }
}
