//! The validators of a consumer, and what changes make of them.

use super::accumulate::keep;
use super::{Change, Changes, ValidatorKey};
use crate::error::Error;
use crate::hash::{Address, Hash};
use crate::limits::MAX_TOTAL_POWER;
use crate::merkle::AnyRoot;
use crate::types::{KeyType, PublicKey, getters, simple_validator};

/// A consumer's validator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossChainValidator {
    public_key: ValidatorKey,
    power: u64, // 0..=MAX_TOTAL_POWER, or GONE
    address: Address,
}

/// The power of a member that is about to be dropped: none that a member can have.
const GONE: u64 = u64::MAX;

impl CrossChainValidator {
    /// What memory to be lent is filled with.
    pub const NONE: CrossChainValidator =
        CrossChainValidator { public_key: ValidatorKey::NONE, power: 0, address: Address([0; 20]) };

    getters! {
        /// The key, which is the validator's identity.
        public_key: ValidatorKey,
        /// The voting power.
        power: u64,
        /// The address, which is that of the key.
        address: Address,
    }

    fn new(public_key: ValidatorKey, power: u64) -> Result<CrossChainValidator, Error> {
        Ok(CrossChainValidator { public_key, power, address: public_key.address()? })
    }
}

/// The validators of a consumer: each key once, the total power bounded, in CometBFT's order, which
/// is power descending, then address ascending. They stand in the caller's memory.
#[derive(Debug)]
pub struct CrossChainValidators<'m> {
    memory: &'m mut [CrossChainValidator],
    len: usize,
}

impl<'m> CrossChainValidators<'m> {
    /// Nobody, and memory for those to come.
    #[must_use]
    pub const fn empty(memory: &'m mut [CrossChainValidator]) -> Self {
        CrossChainValidators { memory, len: 0 }
    }

    /// Puts validators that are known in any order into CometBFT's.
    ///
    /// # Errors
    /// Of the first that has such a fault: [`Error::UpdateKeyType`] where consumers do not know the
    /// type of its key, [`Error::KeyTypeNotBuilt`], [`Error::MembersTooFew`]; then
    /// [`Error::TotalPowerTooHigh`], [`Error::MemberTwice`].
    pub fn of<'k>(
        validators: impl IntoIterator<Item = (PublicKey<'k>, u64)>,
        memory: &'m mut [CrossChainValidator],
    ) -> Result<Self, Error> {
        let mut set = CrossChainValidators { memory, len: 0 };
        let mut total = 0u64;
        for (key, power) in validators {
            let public_key =
                ValidatorKey::new(&key).ok_or(Error::UpdateKeyType { key_type: key.key_type() })?;
            set.push(CrossChainValidator::new(public_key, power)?)?;
            total = total.saturating_add(power);
        }
        if total > MAX_TOTAL_POWER {
            return Err(Error::TotalPowerTooHigh { total });
        }
        let members = set.members();
        members.sort_unstable_by_key(|member| member.public_key);
        if members.windows(2).any(|pair| matches!(pair, [a, b] if a.public_key == b.public_key)) {
            return Err(Error::MemberTwice);
        }
        set.sort();
        Ok(set)
    }

    /// The validators, power descending, then address ascending.
    #[must_use]
    pub fn as_slice(&self) -> &[CrossChainValidator] {
        self.memory.get(..self.len).unwrap_or_default()
    }

    /// The sum of all powers, at most [`MAX_TOTAL_POWER`].
    #[must_use]
    pub fn total_power(&self) -> u64 {
        self.as_slice().iter().fold(0, |total, member| total.saturating_add(member.power))
    }

    /// The hash of the set, as headers name it.
    ///
    /// Source: `cometbft types/validator_set.go Hash`.
    #[must_use]
    pub fn hash(&self) -> Hash {
        let mut root = AnyRoot::new();
        for member in self.as_slice() {
            if let Ok(key) = member.public_key.public_key() {
                root.push(simple_validator(&key, member.power));
            }
        }
        root.finish()
    }

    /// Applies what one block changes: a power above 0 adds a validator or changes it, any other
    /// removes it, and is dropped where there is no such validator. After an error the set is as it
    /// was.
    ///
    /// # Errors
    /// [`Error::UpdatePower`] or [`Error::UpdateKeyType`] of the first change that has such a fault
    /// and is not dropped: a member's power below 0, an Ed25519 key's above (2^63-1)/8, power for a
    /// key of another type, which CometBFT's default parameters do not admit.
    /// [`Error::UpdatedTotalPower`] where the last one would go, or the total exceed its bound.
    /// [`Error::MembersTooFew`].
    ///
    /// Source: `interchain-security x/ccv/consumer/keeper/validators.go ApplyCCValidatorChanges`,
    /// `cometbft state/execution.go validateValidatorUpdates`, `types/validator_set.go
    /// UpdateWithChangeSet`.
    pub fn apply(&mut self, changes: &Changes<'_>) -> Result<(), Error> {
        self.members().sort_unstable_by_key(|member| member.public_key);
        let applied = self.check(changes.as_slice()).and_then(|()| self.carry_out(changes));
        self.sort();
        applied
    }

    /// Asks all that can be refused, before anything is changed. Members are in the order of keys.
    fn check(&self, changes: &[Change]) -> Result<(), Error> {
        let (mut total, mut len) = (u128::from(self.total_power()), self.len);
        let mut counts = false;
        for change in changes {
            let known = self.find(&change.public_key()).map(|member| member.power);
            let Some(power) = u64::try_from(change.power()).ok().filter(|power| *power > 0) else {
                if let Some(known) = known {
                    if change.power() < 0 {
                        return Err(Error::UpdatePower { power: change.power() });
                    }
                    total = total.saturating_sub(u128::from(known));
                    len = len.saturating_sub(1);
                    counts = true;
                }
                continue;
            };
            let key_type = change.public_key().key_type();
            if key_type != KeyType::Ed25519 {
                return Err(Error::UpdateKeyType { key_type });
            }
            if power > MAX_TOTAL_POWER {
                return Err(Error::UpdatePower { power: change.power() });
            }
            total = total.saturating_sub(u128::from(known.unwrap_or(0)));
            total = total.saturating_add(u128::from(power));
            len = if known.is_none() { len.saturating_add(1) } else { len };
            counts = true;
        }
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        if counts && (len == 0 || total > MAX_TOTAL_POWER) {
            return Err(Error::UpdatedTotalPower { total });
        }
        if len > self.memory.len() {
            let needed = u32::try_from(len).unwrap_or(u32::MAX);
            return Err(Error::MembersTooFew { needed });
        }
        Ok(())
    }

    /// Does what has been checked: first who stays or goes, then, where these stood, who comes.
    fn carry_out(&mut self, changes: &Changes<'_>) -> Result<(), Error> {
        for change in changes.as_slice() {
            if let Some(member) = self.find_mut(&change.public_key()) {
                let power = u64::try_from(change.power()).ok().filter(|power| *power > 0);
                member.power = power.unwrap_or(GONE);
            }
        }
        self.len = keep(self.members(), |_, member| member.power != GONE);
        let stays = self.len;
        for change in changes.as_slice() {
            let Some(power) = u64::try_from(change.power()).ok().filter(|power| *power > 0) else {
                continue;
            };
            let known = self.memory.get(..stays).unwrap_or_default();
            if find(known, &change.public_key()).is_none() {
                self.push(CrossChainValidator::new(change.public_key(), power)?)?;
            }
        }
        Ok(())
    }

    fn push(&mut self, member: CrossChainValidator) -> Result<(), Error> {
        let needed = self.len.saturating_add(1);
        let slot = self.memory.get_mut(self.len).ok_or_else(|| Error::MembersTooFew {
            needed: u32::try_from(needed).unwrap_or(u32::MAX),
        })?;
        *slot = member;
        self.len = needed;
        Ok(())
    }

    fn find(&self, key: &ValidatorKey) -> Option<&CrossChainValidator> {
        find(self.as_slice(), key).and_then(|index| self.memory.get(index))
    }

    fn find_mut(&mut self, key: &ValidatorKey) -> Option<&mut CrossChainValidator> {
        find(self.as_slice(), key).and_then(|index| self.memory.get_mut(index))
    }

    fn members(&mut self) -> &mut [CrossChainValidator] {
        self.memory.get_mut(..self.len).unwrap_or_default()
    }

    /// Source: `cometbft types/validator_set.go ValidatorsByVotingPower`.
    fn sort(&mut self) {
        self.members()
            .sort_unstable_by(|a, b| b.power.cmp(&a.power).then_with(|| a.address.cmp(&b.address)));
    }
}

/// The place of a key among members in the order of keys.
fn find(members: &[CrossChainValidator], key: &ValidatorKey) -> Option<usize> {
    members.binary_search_by(|member| member.public_key.cmp(key)).ok()
}

#[cfg(test)]
mod tests;
