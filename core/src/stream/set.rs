//! The set that goes by.

use crate::error::{Error, NO_INDEX};
use crate::form::form;
use crate::hash::{Address, Hash};
use crate::types::{Members, RawValidator, Summary, Validator};

/// A set of which a part has come.
#[derive(Clone, Debug)]
pub(super) struct Set {
    members: Members,
    /// What the proposer is, and its address.
    proposer: Option<Result<Result<Address, Error>, Error>>,
    has_proposer: bool,
}

form!(Set { members, proposer, has_proposer });

impl Set {
    pub(super) const fn new() -> Set {
        Set { members: Members::new(), proposer: None, has_proposer: false }
    }

    /// Whether nothing has come.
    pub(super) const fn is_new(&self) -> bool {
        self.members.len() == 0 && self.proposer.is_none()
    }

    pub(super) const fn len(&self) -> u32 {
        self.members.len()
    }

    /// The set as it is, and begins anew.
    pub(super) fn take(&mut self) -> Set {
        core::mem::replace(self, Set::new())
    }

    pub(super) fn propose(&mut self, raw: Result<RawValidator<'_>, Error>) {
        self.proposer = Some(raw.map(|raw| raw.validate(NO_INDEX).map(|it| it.address())));
    }

    pub(super) fn add<'a>(
        &mut self,
        raw: Result<RawValidator<'a>, Error>,
    ) -> Option<Validator<'a>> {
        let validator = self.members.add(raw)?;
        self.has_proposer |= self.proposer == Some(Ok(Ok(validator.address())));
        Some(validator)
    }

    pub(super) fn finish(self) -> Result<Summary, Error> {
        let (summary, _) = self.members.finish(self.proposer, |address| address)?;
        if self.has_proposer { Ok(summary) } else { Err(Error::ProposerNotInSet) }
    }

    /// What the validators hash to.
    pub(super) fn hash(&self) -> Hash {
        self.members.hash()
    }
}
