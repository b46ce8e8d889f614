//! The count of one question: the one place where power is summed, whoever brings the entries.

use super::{Scope, Stop, Tally};
use crate::error::Error;
use crate::form::form;
use crate::types::{BlockIdFlag, CommitSig, Validator};

/// What has been counted of a commit.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    scope: Scope,
    tally: Tally,
    over: bool,
}

form!(Count { scope, tally, over });

impl Count {
    /// # Errors
    /// [`Error::PowerOverflow`].
    pub(crate) fn new(scope: Scope, total: u64) -> Result<Count, Error> {
        let needed = scope.needed(total)?;
        Ok(Count { scope, tally: Tally { tallied: 0, needed, total, entries: 0 }, over: false })
    }

    pub(crate) const fn scope(&self) -> Scope {
        self.scope
    }

    /// Whether what has been counted is enough, and no more is looked at.
    pub(crate) const fn is_over(&self) -> bool {
        self.over
    }

    pub(crate) const fn tally(&self) -> Tally {
        self.tally
    }

    /// Takes the next entry: `find` says whose it is, if anybody's who counts; `request` asks for its
    /// signature.
    ///
    /// # Errors
    /// Those of `find`, then those of `request`.
    pub(crate) fn entry<'a>(
        &mut self,
        index: u32,
        entry: &CommitSig<'_>,
        find: impl FnOnce() -> Result<Option<Validator<'a>>, Error>,
        request: impl FnOnce(&Validator<'a>) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.tally.entries = index.saturating_add(1);
        if self.scope.ignores(entry.flag()) {
            return Ok(());
        }
        let Some(validator) = find()? else { return Ok(()) };
        request(&validator)?;
        if entry.flag() == BlockIdFlag::Commit {
            self.tally.tallied = self.tally.tallied.saturating_add(validator.power());
        }
        self.over = self.scope.stop() == Stop::WhenEnough && self.tally.tallied > self.tally.needed;
        Ok(())
    }

    /// # Errors
    /// [`Error::NotEnoughPower`] or, of a trusted set, [`Error::NotEnoughTrust`].
    pub(crate) fn enough(&self) -> Result<Tally, Error> {
        let Tally { tallied, needed, total, .. } = self.tally;
        if tallied > needed {
            Ok(self.tally)
        } else {
            Err(self.scope.too_little(tallied, needed, total))
        }
    }
}
