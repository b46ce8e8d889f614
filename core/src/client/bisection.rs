//! From a verified header to a target, by as few headers as the validators' changes allow.

use super::engine::Shown;
use super::{Need, Peer, TrustedSet};
use crate::error::Error;
use crate::hash::Hash;
use crate::light::{Options, TrustedState};
use crate::limits::MAX_BISECTION_DEPTH;

/// The pivot lies 9/16 of the way up. `cometbft light/client.go verifySkippingNumerator`.
const PIVOT: (u64, u64) = (9, 16);

/// The search. Only heights are kept: the blocks are asked for again.
///
/// Source: `cometbft light/client.go verifySkipping`, which keeps a pivot that failed twice, and so
/// verifies it twice; the verdicts are the same.
#[derive(Debug)]
pub(super) struct Bisection {
    /// The last header that was verified.
    verified: TrustedState,
    /// What is to be verified: the target, and each pivot between `verified` and the one before.
    heights: heapless::Vec<u64, MAX_BISECTION_DEPTH>,
    /// Which of them is next.
    depth: usize,
    /// The hash of the target, as soon as it is known: it must not change between two answers.
    target: Option<Hash>,
    /// Whether the block alone was not enough.
    wants_set: bool,
}

/// How far a block led.
#[derive(Debug)]
pub(super) enum Progress {
    /// Another one is wanted: a pivot, or the same with the trusted validators.
    Wants,
    /// A pivot was verified.
    Verified(TrustedState),
    /// The target was verified.
    Reached(TrustedState),
}

impl Bisection {
    /// `target` is above `verified`.
    pub(super) fn new(verified: TrustedState, target: u64, hash: Option<Hash>) -> Bisection {
        let mut heights = heapless::Vec::new();
        // There is room for one.
        let _ = heights.push(target);
        Bisection { verified, heights, depth: 0, target: hash, wants_set: false }
    }

    /// The last header that was verified.
    pub(super) fn verified(&self) -> &TrustedState {
        &self.verified
    }

    /// The height that is to be verified next.
    pub(super) fn height(&self) -> u64 {
        self.heights.get(self.depth).copied().unwrap_or_default()
    }

    /// Whether that is the target.
    pub(super) fn is_at_target(&self) -> bool {
        self.depth == 0
    }

    /// The height of the target.
    pub(super) fn target(&self) -> u64 {
        self.heights.first().copied().unwrap_or_default()
    }

    /// The hash of the target, once it has been seen.
    pub(super) fn target_hash(&self) -> Option<Hash> {
        self.target
    }

    pub(super) fn need(&self, from: Peer) -> Need {
        let set = self.verified.next_validators_hash().filter(|_| self.wants_set);
        let height = self.verified.height().saturating_add(1);
        let trusted_validators = set.map(|hash| TrustedSet { height, hash: *hash });
        Need::LightBlock { height: self.height(), from, trusted_validators }
    }

    /// `block` is of the height that was asked for, and belongs together.
    ///
    /// # Errors
    /// [`Error::AnswerChanged`]; those of [`crate::light::verify`] but [`Error::NotEnoughTrust`].
    pub(super) fn give(
        &mut self,
        shown: Shown<'_, '_, '_>,
        options: &Options,
    ) -> Result<Progress, Error> {
        let Shown { block, set, now, engine } = shown;
        let height = self.height();
        let seen = self.target;
        if self.is_at_target() {
            let hash = block.header().hash()?;
            if *self.target.get_or_insert(hash) != hash {
                return Err(Error::AnswerChanged { height });
            }
        }
        let own = block.validators();
        let follows = self.verified.height().checked_add(1) == Some(height);
        let unchanged = self.verified.next_validators_hash() == Some(&own.hash());
        let set = match set {
            _ if follows => None,
            None if unchanged => Some(&own),
            None if !self.wants_set && self.verified.next_validators_hash().is_some() => {
                self.wants_set = true;
                return Ok(Progress::Wants);
            }
            set => set,
        };
        let verified = engine.verify(&self.verified, set, block, options, now);
        match verified {
            Ok(verified) => {
                self.wants_set = false;
                Ok(self.advance(verified.trusted_state().clone()))
            }
            Err(Error::NotEnoughTrust { .. }) => {
                self.wants_set = false;
                self.descend()?;
                Ok(Progress::Wants)
            }
            Err(error) => {
                if matches!(error, Error::ScratchTooSmall { .. }) {
                    // The caller's mistake: the target is still to be seen.
                    self.target = seen;
                }
                Err(error)
            }
        }
    }

    fn advance(&mut self, state: TrustedState) -> Progress {
        if self.is_at_target() {
            return Progress::Reached(state);
        }
        // What was verified is the lower end from now on, and the target is tried again first.
        self.heights.truncate(self.depth);
        self.depth = 0;
        self.verified = state.clone();
        Progress::Verified(state)
    }

    fn descend(&mut self) -> Result<(), Error> {
        let above = self.height();
        self.depth = self.depth.saturating_add(1);
        if self.depth < self.heights.len() {
            return Ok(());
        }
        let pivot = pivot(self.verified.height(), above);
        // Each pivot halves the way, or nearly so: they end before the room does.
        let limit = u32::try_from(MAX_BISECTION_DEPTH).unwrap_or(u32::MAX);
        self.heights.push(pivot).map_err(|_| Error::TraceTooSmall { needed: limit })
    }
}

/// Where to look between two heights that are at least two apart.
fn pivot(verified: u64, above: u64) -> u64 {
    let way = u128::from(above.saturating_sub(verified));
    let (numerator, denominator) = (u128::from(PIVOT.0), u128::from(PIVOT.1));
    let up = way.saturating_mul(numerator).checked_div(denominator).unwrap_or_default();
    verified.saturating_add(u64::try_from(up).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain_id::ChainId;
    use crate::time::Time;

    #[test]
    fn pivots_end_above_the_verified_header() {
        assert_eq!(pivot(1, 3), 2);
        assert_eq!(pivot(1, 4), 2);
        assert_eq!(pivot(100, 116), 109);
        let end = u64::MAX / 2;
        assert_eq!(pivot(0, end), (u128::from(end) * 9 / 16) as u64);
    }

    #[test]
    fn the_longest_search_has_room() {
        let (mut above, mut depth) = (u64::MAX / 2, 1);
        while above > 1 {
            above = pivot(0, above);
            depth += 1;
        }
        assert_eq!(depth, MAX_BISECTION_DEPTH);
    }

    /// No height is above 2^63-1; one that were would find the room too small, and say so.
    #[test]
    fn a_longer_search_has_none() {
        let chain_id = ChainId::new("test-chain-1").unwrap();
        let root = |height| {
            TrustedState::from_on_chain_client(chain_id, height, Time::UNIX_EPOCH, &[]).unwrap()
        };
        let mut longest = Bisection::new(root(1), u64::MAX / 2, None);
        while longest.height() > 2 {
            longest.descend().unwrap();
        }
        let limit = u32::try_from(MAX_BISECTION_DEPTH).unwrap();
        let mut longer = Bisection::new(root(1), u64::MAX, None);
        for _ in 1..MAX_BISECTION_DEPTH {
            longer.descend().unwrap();
        }
        assert!(longer.height() > 2);
        assert_eq!(longer.descend(), Err(Error::TraceTooSmall { needed: limit }));
    }
}
