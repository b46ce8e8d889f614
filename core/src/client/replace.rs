//! Another primary, in place of one that does not answer, or that lies.

use super::answer::Answer;
use super::machine::{Client, Phase};
use super::{Failed, Failure, Goal, Need, Outcome, Peer};
use crate::error::{Class, Error};
use crate::hash::Hash;

/// The search for a primary among the witnesses.
///
/// Source: `cometbft light/client.go findNewPrimary`.
#[derive(Debug)]
pub(super) struct Replacement {
    candidate: Peer,
    /// What it must show; the latest if `None`.
    height: Option<u64>,
    /// Why the old one is replaced: the outcome, where nobody can.
    why: Failed,
    after: After,
}

/// What goes on with the new primary.
#[derive(Clone, Copy, Debug)]
pub(super) enum After {
    /// The block that is trusted on faith.
    Root { height: u64, hash: Hash },
    /// The last block.
    Head,
    /// The way up by few headers, from the root, to the same target.
    Skip { target: u64 },
    /// The way up by each header, from the root.
    Climb { target: u64 },
    /// The way down, from where it was.
    Down { target: u64 },
}

impl After {
    /// What was going on, once more.
    pub(super) fn again(phase: &Phase) -> After {
        match phase {
            Phase::Root { height, hash } => After::Root { height: *height, hash: *hash },
            Phase::Climb { target } => After::Climb { target: *target },
            Phase::Descend { target } => After::Down { target: *target },
            Phase::Skip(bisection) => After::Skip { target: bisection.target() },
            _ => After::Head,
        }
    }

    /// What the candidate is asked for, beside the next question of the way itself: the target,
    /// which must be the same.
    fn height(self, wanted: u64) -> Option<u64> {
        match self {
            After::Head => None,
            After::Root { height, .. } => Some(height),
            After::Skip { target } => Some(target),
            After::Climb { .. } | After::Down { .. } => Some(wanted),
        }
    }
}

impl Replacement {
    pub(super) fn need(&self) -> Need {
        let from = self.candidate;
        match self.height {
            Some(height) => Need::LightBlock { height, from, trusted_validators: None },
            None => Need::LatestBlock { from },
        }
    }
}

impl Client<'_> {
    /// A block of the primary was verified, and is wrong. Where it is the target, that is the end;
    /// a header in between may be right at another peer.
    ///
    /// Source: `cometbft light/client.go verifySkippingAgainstPrimary`.
    pub(super) fn primary_failed(&mut self, error: Error) {
        let Some(primary) = self.peers.primary() else { return };
        let failed = self.failed(error, Some(primary));
        let is_target = match &self.phase {
            Phase::Skip(bisection) => bisection.is_at_target(),
            Phase::Climb { target } => failed.to == *target,
            _ => true,
        };
        // Neither says anything about the peer.
        let is_ours = matches!(error.class(), Class::Expired | Class::Unsupported)
            || matches!(error, Error::TimeFromFuture { .. });
        if !is_ours {
            self.peers.drop(primary, error);
        }
        if is_ours || is_target {
            self.phase = Phase::Done(Outcome::Failed(failed));
        } else {
            self.look_for_primary(failed, After::again(&self.phase));
        }
    }

    /// The primary did not answer: a witness may. The primary becomes one in its place.
    pub(super) fn replace_primary(&mut self, error: Error, after: After) {
        let failed = self.failed(error, self.peers.primary());
        self.look_for_primary(failed, after);
    }

    pub(super) fn look_for_primary(&mut self, why: Failed, after: After) {
        if let Some(primary) = why.peer {
            self.tried |= bit(primary);
        }
        self.ask_candidate(None, why, after);
    }

    fn ask_candidate(&mut self, last: Option<Peer>, why: Failed, after: After) {
        let tried = self.tried;
        let next =
            self.peers.witnesses().find(|peer| Some(*peer) > last && tried & bit(*peer) == 0);
        self.phase = match next {
            Some(candidate) => {
                let height = after.height(why.to);
                Phase::Replace(Replacement { candidate, height, why, after })
            }
            None => Phase::Done(Outcome::Failed(why)),
        };
    }

    pub(super) fn candidate_answered(&mut self, answer: &Answer<'_>) -> Result<(), Error> {
        let Phase::Replace(replacement) = &self.phase else { return Ok(()) };
        let Replacement { candidate, why, after, .. } = *replacement;
        let hash = match answer {
            Answer::Block(block, _) => Some(block.header().hash()?),
            Answer::Bad(error) => {
                self.peers.drop(candidate, *error);
                None
            }
            Answer::Failed(Failure::Bad) => {
                self.peers.drop(candidate, Error::BadLightBlock);
                None
            }
            _ => None,
        };
        let Some(hash) = hash else {
            self.ask_candidate(Some(candidate), why, after);
            return Ok(());
        };
        // Who has another target is no substitute: the two are compared by nobody yet.
        let is_other =
            matches!(after, After::Skip { .. }) && self.target.is_some_and(|target| target != hash);
        self.peers.promote(candidate);
        self.phase = if is_other || !self.peers.suffice() {
            Phase::Done(Outcome::Failed(why))
        } else {
            self.go_on(after)
        };
        Ok(())
    }

    fn go_on(&mut self, after: After) -> Phase {
        match after {
            After::Root { height, hash } => Phase::Root { height, hash },
            After::Head => Phase::Head,
            After::Skip { target } | After::Climb { target } => {
                // A trace is of one primary: two may be on different branches.
                self.trace.restart();
                self.goal = Goal::Height(target);
                if matches!(after, After::Climb { .. }) {
                    // What the old one showed of the target was verified by nobody.
                    self.target = None;
                }
                match self.trace.first().cloned() {
                    Some(root) => self.way_up(root, target),
                    None => Phase::Head,
                }
            }
            After::Down { target } => Phase::Descend { target },
        }
    }
}

fn bit(peer: Peer) -> u32 {
    1u32.checked_shl(u32::from(peer.0)).unwrap_or_default()
}
