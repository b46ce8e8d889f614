//! Many headers at once, verified by the caller on as many threads as it has.

use super::comparison::Claim;
use super::machine::{Client, Phase};
use crate::error::Error;
use crate::light::Window;
use crate::types::LightBlock;

impl Client<'_> {
    /// Takes a window in place of the next headers, on the way up by each header: quicker, and the
    /// same answer. `last` is the block of the last header that was verified.
    ///
    /// Of the budget each header costs a request; their bytes the caller has counted.
    ///
    /// # Errors
    /// Mistakes of the caller, after which the client stands where it stood:
    /// [`Error::NothingAsked`]; [`Error::UnexpectedReply`] where no header in a row is asked for, of a
    /// window that goes past the target, or another `last`; [`Error::WindowElsewhere`].
    pub fn give_window(
        &mut self,
        window: &Window<'_>,
        last: Option<&LightBlock<'_>>,
    ) -> Result<(), Error> {
        let target = match &self.phase {
            Phase::Done(_) => return Err(Error::NothingAsked),
            Phase::Climb { target } => *target,
            _ => return Err(Error::UnexpectedReply),
        };
        let from = window.from();
        if self.trace.last() != Some(from) {
            let (trusted, window) = (self.verified_height(), from.height());
            return Err(Error::WindowElsewhere { trusted, window });
        }
        let end = window.trusted_state();
        let is_last = match (window.verified().last(), last) {
            (None, None) => true,
            (Some(verified), Some(last)) => {
                last.validate(end.chain_id().as_str()).is_ok_and(|hash| hash == *verified.hash())
            }
            _ => false,
        };
        if !is_last || end.height() > target {
            return Err(Error::UnexpectedReply);
        }
        let failed = usize::from(window.error().is_some());
        let asked = window.verified().len().saturating_add(failed);
        let asked = u32::try_from(asked).unwrap_or(u32::MAX).max(1);
        if !self.spend(asked) {
            return Ok(());
        }
        self.climb_by(window, last, target).or_else(|error| self.settle(error))
    }

    fn climb_by(
        &mut self,
        window: &Window<'_>,
        last: Option<&LightBlock<'_>>,
        target: u64,
    ) -> Result<(), Error> {
        for verified in window.verified() {
            let state = verified.trusted_state();
            if state.height() == target
                && *self.target.get_or_insert(*verified.hash()) != *verified.hash()
            {
                self.primary_failed(Error::AnswerChanged { height: target });
                return Ok(());
            }
            self.trace.push(state.clone())?;
        }
        match (window.error(), last) {
            (Some(error), _) => self.primary_failed(error),
            (None, Some(last)) if last.header().height() == target => {
                let claim = Claim::of(last)?;
                self.arrived(claim);
            }
            _ => {}
        }
        Ok(())
    }
}
