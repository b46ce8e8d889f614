//! Lists of validators, in memory that the caller lends.

use crate::error::Error;
use crate::hash::Address;
use crate::types::{Commit, CommitSig, CommitSigs, Validator, getters};

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

    pub(super) const fn labelled(address: Address, index: u32) -> Signer {
        Signer { address, power: 0, index }
    }
}

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

/// The entries of a commit by their indices: quick where these go up.
pub(super) struct Entries<'a> {
    commit: Commit<'a>,
    ahead: CommitSigs<'a>,
    passed: u32,
}

impl<'a> Entries<'a> {
    pub(super) fn new(commit: &Commit<'a>) -> Self {
        Entries { commit: *commit, ahead: commit.signatures(), passed: 0 }
    }

    pub(super) fn at(&mut self, index: u32) -> Option<CommitSig<'a>> {
        if index < self.passed {
            *self = Entries::new(&self.commit);
        }
        let skip = index.checked_sub(self.passed)?;
        self.passed = index.saturating_add(1);
        self.ahead.nth(usize::try_from(skip).ok()?).map(|(_, entry)| entry)
    }
}
