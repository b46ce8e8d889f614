//! A window on several cores: cut into parts that are verified apart from one another, then joined.

use super::{Options, TrustedState, Window, verify_window};
use crate::crypto::Verifier;
use crate::time::Time;
use crate::types::{Header, LightBlock};
use alloc::vec::Vec;

/// Blocks that were verified as if the header before them were trusted. It need not be: what was
/// found stays in here until [`Window::join`] sees that it is.
///
/// ```compile_fail,E0616
/// use parhelion_core::light::{Segment, Window};
///
/// fn believe(segment: Segment<'_>) -> Option<Window<'_>> {
///     segment.assumed
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Segment<'a> {
    blocks: Vec<LightBlock<'a>>,
    options: Options,
    now: Time,
    /// What was found from the state that the header before would leave; `None` where no header
    /// like it can be verified.
    assumed: Option<Window<'a>>,
}

impl<'a> Segment<'a> {
    /// Verifies blocks as [`verify_window`] does, from the state that the header `before` them
    /// would leave. Neither its signatures nor anything else of it is checked: that is what the
    /// part that ends with it is for.
    ///
    /// There is no error here. A fault in these blocks is told by [`Window::join`], where it is the
    /// first.
    pub fn verify(
        before: &Header<'_>,
        blocks: impl IntoIterator<Item = LightBlock<'a>>,
        options: &Options,
        now: Time,
        verifier: &mut Verifier,
    ) -> Segment<'a> {
        let blocks: Vec<_> = blocks.into_iter().collect();
        let state = before.hash().and_then(|hash| TrustedState::of(before, hash)).ok();
        let assumed = state
            .map(|state| verify_window(&state, blocks.iter().copied(), options, now, verifier));
        Segment { blocks, options: *options, now, assumed }
    }

    /// The answer from a state that is trusted: the one that was found, where it was found from
    /// this very state, and another where not.
    fn from(self, state: &TrustedState, verifier: &mut Verifier) -> Window<'a> {
        match self.assumed {
            Some(window) if window.from() == state => window,
            _ => verify_window(state, self.blocks, &self.options, self.now, verifier),
        }
    }
}

impl<'a> Window<'a> {
    /// Adds what follows: each segment's headers where all before them were verified, and their
    /// last one left the state that the segment was verified from. A segment that was verified
    /// from another state is verified again, here, from the right one: who cuts a run of blocks
    /// at any places, and passes for each part the header before it, never has that happen.
    ///
    /// The answer is that of one [`verify_window`] over the blocks of all parts: the same headers,
    /// and the same error. After an error nothing is added.
    pub fn join(
        mut self,
        segments: impl IntoIterator<Item = Segment<'a>>,
        verifier: &mut Verifier,
    ) -> Window<'a> {
        for segment in segments {
            if self.error().is_some() {
                break;
            }
            let next = segment.from(self.trusted_state(), verifier);
            self.append(next);
        }
        self
    }
}
