//! Where two peers part: the blocks of one are verified at the heights of the other's trace.

use super::bisection::{Bisection, Progress};
use super::comparison::Divergent;
use super::engine::Shown;
use super::trace::Trace;
use super::{Need, Peer};
use crate::error::Error;
use crate::light::{Options, TrustedState};
use crate::types::LightBlock;

/// The questions to the peer whose block diverges from a trace.
///
/// Source: `cometbft light/detector.go examineConflictingHeaderAgainstTrace`.
#[derive(Debug)]
pub(super) struct Examination {
    source: Peer,
    divergent: Divergent,
    /// The header of the trace that is compared next.
    index: usize,
    step: Step,
}

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
enum Step {
    /// The block where the trace begins must be the source's as well.
    Root,
    /// The source's block at the height of the trace's next one.
    Beside(Bisection),
    /// The source's last block, which the trace's next one is above: a header from the future.
    Below(Bisection),
}

/// Whether the question is settled.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// There is another question.
    Wants,
    /// This header of the trace is not the source's. What led the source to its own is in `other`.
    Parted(usize),
}

impl Examination {
    /// # Errors
    /// [`Error::BelowTrace`].
    pub(super) fn new(
        trace: &Trace<'_>,
        divergent: Divergent,
        source: Peer,
    ) -> Result<Examination, Error> {
        let first = trace.first().map_or(0, TrustedState::height);
        if divergent.height < first {
            return Err(Error::BelowTrace { first, found: divergent.height });
        }
        Ok(Examination { source, divergent, index: 0, step: Step::Root })
    }

    pub(super) fn need(&self, trace: &Trace<'_>) -> Need {
        match &self.step {
            Step::Root => Need::LightBlock {
                height: trace.first().map_or(0, TrustedState::height),
                from: self.source,
                trusted_validators: None,
            },
            Step::Beside(bisection) | Step::Below(bisection) => bisection.need(self.source),
        }
    }

    /// # Errors
    /// [`Error::RootDiffers`]; [`Error::TimeInOrder`]; [`Error::NoDivergence`]; those of the source's
    /// blocks, as the bisection finds them; [`Error::TraceTooSmall`].
    pub(super) fn give(
        &mut self,
        shown: Shown<'_, '_, '_>,
        trace: &Trace<'_>,
        other: &mut Trace<'_>,
        options: &Options,
    ) -> Result<Found, Error> {
        let bisection = match &mut self.step {
            Step::Root => {
                let root = trace.first().ok_or(Error::NoDivergence)?;
                if !is_of(root, shown.block) {
                    return Err(Error::RootDiffers);
                }
                let root = root.clone();
                return self.next(root, trace, other);
            }
            Step::Beside(bisection) | Step::Below(bisection) => bisection,
        };
        match bisection.give(shown, options)? {
            Progress::Wants => Ok(Found::Wants),
            Progress::Verified(state) => other.push(state).map(|()| Found::Wants),
            Progress::Reached(state) => {
                other.push(state.clone())?;
                let is_same = trace
                    .get(self.index)
                    .is_some_and(|known| known.header_hash() == state.header_hash());
                if matches!(self.step, Step::Below(_)) || !is_same {
                    return Ok(Found::Parted(self.index));
                }
                self.next(state, trace, other)
            }
        }
    }

    /// Both have `agreed`: looks at the trace's next header.
    fn next(
        &mut self,
        agreed: TrustedState,
        trace: &Trace<'_>,
        other: &mut Trace<'_>,
    ) -> Result<Found, Error> {
        self.index = self.index.saturating_add(1);
        let known = trace.get(self.index).ok_or(Error::NoDivergence)?;
        let Divergent { height, hash, time } = self.divergent;
        if known.height() <= height {
            let hash = (known.height() == height).then_some(hash);
            other.begin(agreed.clone())?;
            self.step = Step::Beside(Bisection::new(agreed, known.height(), hash));
            return Ok(Found::Wants);
        }
        // The time of a header above must not be later: then nothing is wrong with it.
        if known.time() > time {
            return Err(Error::TimeInOrder);
        }
        if agreed.height() >= height {
            // It would be the source's own last header, which is earlier than the one above it.
            return Err(Error::NoDivergence);
        }
        other.begin(agreed.clone())?;
        self.step = Step::Below(Bisection::new(agreed, height, Some(hash)));
        Ok(Found::Wants)
    }
}

/// Whether the block is that of a trusted state. A state from an on-chain client does not know the
/// hash: then the time and the next validators decide.
pub(super) fn is_of(state: &TrustedState, block: &LightBlock<'_>) -> bool {
    let header = block.header();
    match state.header_hash() {
        Some(known) => header.hash().as_ref() == Ok(known),
        None => {
            let next = state.next_validators_hash().map(|hash| &hash.0[..]).unwrap_or_default();
            header.time() == state.time() && header.next_validators_hash() == next
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain_id::ChainId;
    use crate::hash::Hash;
    use crate::time::Time;

    fn state(height: u64, seconds: i64) -> TrustedState {
        let chain_id = ChainId::new("test-chain-1").unwrap();
        let time = Time::from_unix(seconds, 0).unwrap();
        TrustedState::from_on_chain_client(chain_id, height, time, &[1; 32]).unwrap()
    }

    /// The way on from a root at height 10, beside a trace whose next header has height 20 and time
    /// 200. The source's own last header has this height and time.
    fn onwards(height: u64, seconds: i64) -> Result<Found, Error> {
        let (mut slots, mut lent) = ([const { None }; 2], [const { None }; 2]);
        let (mut trace, mut other) = (Trace::new(&mut slots), Trace::new(&mut lent));
        let root = state(10, 100);
        trace.begin(root.clone())?;
        trace.push(state(20, 200))?;
        let time = Time::from_unix(seconds, 0).unwrap();
        let divergent = Divergent { height, hash: Hash([2; 32]), time };
        let mut examination = Examination::new(&trace, divergent, Peer(1))?;
        let found = examination.next(root, &trace, &mut other);
        assert_eq!(matches!(examination.step, Step::Root), found.is_err());
        found
    }

    /// A trace that was verified is in order, and a witness is asked only where it is not: no peer
    /// provokes this. CometBFT calls it a sanity check.
    #[test]
    fn a_header_above_that_is_later_is_as_it_should_be() {
        assert_eq!(onwards(15, 199), Err(Error::TimeInOrder));
        assert_eq!(onwards(15, 200), Ok(Found::Wants));
        // One of the same height is compared, whatever its time is.
        assert_eq!(onwards(20, 199), Ok(Found::Wants));
    }

    #[test]
    fn a_divergence_lies_above_the_root() {
        assert_eq!(onwards(11, 200), Ok(Found::Wants));
        assert_eq!(onwards(10, 200), Err(Error::NoDivergence));
        assert_eq!(onwards(9, 200), Err(Error::BelowTrace { first: 10, found: 9 }));
    }
}
