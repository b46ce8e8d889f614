//! The ways: what a block of the primary leads to.

use super::bisection::{Bisection, Progress};
use super::comparison::{Claim, Comparison};
use super::engine::Shown;
use super::machine::{Client, Phase};
use super::{Goal, Mode, Outcome, Peer};
use crate::error::Error;
use crate::hash::Hash;
use crate::light::{self, TrustedState};
use crate::types::Header;

impl Client<'_> {
    pub(super) fn primary_showed(&mut self, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        match &self.phase {
            Phase::Root { hash, .. } => {
                let hash = *hash;
                self.root_shown(&hash, shown)
            }
            Phase::Head => self.head_shown(shown),
            Phase::Skip(_) => self.skip(shown),
            _ => self.climb(shown),
        }
    }

    /// Source: `cometbft light/client.go initializeWithTrustOptions`.
    fn root_shown(&mut self, hash: &Hash, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        let state = TrustedState::trust_on_faith(shown.block.header(), hash);
        let state = state.and_then(|state| {
            shown.engine.verify_by_own_set(shown.block)?;
            Ok(state)
        });
        match state {
            Ok(state) => {
                self.trace.begin(state)?;
                let claim = Claim::of(shown.block)?;
                self.compare_root(claim, None);
            }
            Err(error) => self.primary_failed(error),
        }
        Ok(())
    }

    /// Compares the root with the next witness, or sets out.
    pub(super) fn compare_root(&mut self, claim: Claim, after: Option<Peer>) {
        match self.peers.witness_after(after) {
            Some(witness) => self.phase = Phase::CompareRoot(Comparison::new(witness, claim)),
            None => self.set_out(),
        }
    }

    /// The root is trusted: where to?
    pub(super) fn set_out(&mut self) {
        let Some(root) = self.trace.first().cloned() else { return };
        self.phase = match self.goal {
            Goal::Latest => Phase::Head,
            Goal::Height(height) if height == root.height() => {
                Phase::Done(Outcome::Verified { state: root, witnesses: 0 })
            }
            Goal::Height(target) if target < root.height() => Phase::Descend { target },
            Goal::Height(target) => self.way_up(root, target),
        };
    }

    pub(super) fn way_up(&self, root: TrustedState, target: u64) -> Phase {
        match self.mode {
            Mode::Skipping => Phase::Skip(Bisection::new(root, target, self.target)),
            Mode::Sequential => Phase::Climb { target },
        }
    }

    fn head_shown(&mut self, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        let Some(root) = self.trace.first().cloned() else { return Ok(()) };
        let (height, trusted) = (shown.block.header().height(), root.height());
        if height > trusted {
            let before = (self.goal, self.target);
            self.goal = Goal::Height(height);
            self.phase = self.way_up(root, height);
            let taken = self.primary_showed_target(shown);
            if matches!(taken, Err(Error::ScratchTooSmall { .. })) {
                // The caller's mistake: the head is still to be asked for.
                (self.goal, self.target) = before;
                self.phase = Phase::Head;
            }
            return taken;
        }
        let hash = shown.block.header().hash()?;
        if height == trusted && root.header_hash().is_some_and(|known| *known != hash) {
            self.primary_failed(Error::HeightNotIncreased { trusted, untrusted: height });
        } else {
            self.phase = Phase::Done(Outcome::UpToDate);
        }
        Ok(())
    }

    /// The head is the target: a bisection begins with it, a climb ends with it.
    fn primary_showed_target(&mut self, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        match &self.phase {
            Phase::Skip(_) => self.skip(shown),
            _ => {
                self.target = Some(shown.block.header().hash()?);
                Ok(())
            }
        }
    }

    fn skip(&mut self, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        let Phase::Skip(bisection) = &mut self.phase else { return Ok(()) };
        let block = shown.block;
        let progress = bisection.give(shown, &self.parameters.options);
        self.target = bisection.target_hash();
        match progress {
            Ok(Progress::Wants) => Ok(()),
            Ok(Progress::Verified(state)) => self.trace.push(state),
            Ok(Progress::Reached(state)) => {
                self.trace.push(state)?;
                let claim = Claim::of(block)?;
                self.arrived(claim);
                Ok(())
            }
            Err(error @ Error::ScratchTooSmall { .. }) => Err(error),
            Err(error) => {
                self.primary_failed(error);
                Ok(())
            }
        }
    }

    /// Source: `cometbft light/client.go verifySequential`.
    fn climb(&mut self, shown: Shown<'_, '_, '_>) -> Result<(), Error> {
        let (Phase::Climb { target }, Some(last)) = (&self.phase, self.trace.last()) else {
            return Ok(());
        };
        let (target, height) = (*target, shown.block.header().height());
        let hash = shown.block.header().hash()?;
        if height == target && *self.target.get_or_insert(hash) != hash {
            self.primary_failed(Error::AnswerChanged { height });
            return Ok(());
        }
        let options = &self.parameters.options;
        match shown.engine.verify(last, None, shown.block, options, shown.now) {
            Ok(verified) => {
                self.trace.push(verified.trusted_state().clone())?;
                if height == target {
                    let claim = Claim::of(shown.block)?;
                    self.arrived(claim);
                }
                Ok(())
            }
            Err(error) => {
                self.primary_failed(error);
                Ok(())
            }
        }
    }

    /// Source: `cometbft light/client.go backwards`.
    pub(super) fn below(&mut self, header: &Header<'_>) -> Result<(), Error> {
        let (Phase::Descend { target }, Some(last)) = (&self.phase, self.trace.last()) else {
            return Err(Error::UnexpectedReply);
        };
        let target = *target;
        match light::verify_backwards(last, header) {
            Ok(verified) => {
                let state = verified.trusted_state().clone();
                // Of the way down only its end is kept.
                self.trace.begin(state.clone())?;
                if state.height() == target {
                    self.phase = Phase::Done(Outcome::Verified { state, witnesses: 0 });
                }
                Ok(())
            }
            // Nobody can show a way down from a state that does not know its hash.
            Err(error @ Error::NoLastBlockHash) => Err(error),
            Err(error) => self.primary_is_bad(error),
        }
    }
}
