//! Lists of validators, in memory that the caller lends.

use crate::error::Error;
use crate::hash::Address;
use crate::types::{Validator, getters};

/// A validator who signed: an element of the memory that a caller lends, and of the list that comes
/// back in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signer {
    address: Address,
    power: u64,
    index: u32,
}

impl Signer {
    /// What memory holds before it is used.
    pub const NONE: Signer = Signer { address: Address([0; 20]), power: 0, index: 0 };

    getters! {
        /// The validator's address.
        address: Address,
        /// The validator's power in the set by which it was found.
        power: u64,
        /// The entry of the commit that it signed.
        index: u32,
    }

    pub(super) fn new(validator: &Validator<'_>, index: u32) -> Signer {
        Signer { address: validator.address(), power: validator.power(), index }
    }

    /// A signer as an entry names it, who has not been looked up yet. In place of a power there is
    /// the place of the entry.
    pub(super) fn named(address: Address, index: u32, place: u32) -> Signer {
        Signer { address, power: NAMED.saturating_add(u64::from(place)), index }
    }

    /// The place of the entry, of one who has not been looked up.
    pub(super) fn place(&self) -> Option<u32> {
        u32::try_from(self.power.checked_sub(NAMED)?).ok()
    }

    /// The same signer of another entry.
    pub(super) const fn of_entry(self, index: u32) -> Signer {
        Signer { index, ..self }
    }
}

/// No validator has so much power.
const NAMED: u64 = 1 << 63;

impl Default for Signer {
    fn default() -> Self {
        Signer::NONE
    }
}

/// A list that grows in lent memory, and counts what does not fit.
pub(super) struct List<'s> {
    memory: &'s mut [Signer],
    len: u32,
}

impl<'s> List<'s> {
    pub(super) fn new(memory: &'s mut [Signer]) -> Self {
        List { memory, len: 0 }
    }

    pub(super) fn push(&mut self, signer: Signer) {
        let slot = usize::try_from(self.len).ok().and_then(|len| self.memory.get_mut(len));
        if let Some(slot) = slot {
            *slot = signer;
        }
        self.len = self.len.saturating_add(1);
    }

    /// # Errors
    /// [`Error::SignersTooFew`] where it does not fit.
    pub(super) fn finish(self) -> Result<&'s mut [Signer], Error> {
        let needed = self.len;
        let len = usize::try_from(needed).unwrap_or(usize::MAX);
        self.memory.get_mut(..len).ok_or(Error::SignersTooFew { needed })
    }
}
