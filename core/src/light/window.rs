//! Many headers in a row, in one batch.

use super::verify::{Question, adjacent};
use super::{Options, TrustedState, Verified};
use crate::crypto::{Check, Verifier};
use crate::error::Error;
use crate::time::Time;
use crate::types::LightBlock;
use alloc::vec::Vec;
use core::ops::Range;

/// How far a window was verified, and from where. Nothing else makes one:
///
/// ```compile_fail,E0451
/// use parhelion_core::TrustedState;
/// use parhelion_core::light::Window;
///
/// fn all_is_well<'a>(from: TrustedState) -> Window<'a> {
///     Window { from, verified: Vec::new(), error: None }
/// }
/// ```
#[derive(Debug)]
#[must_use]
pub struct Window<'a> {
    from: TrustedState,
    verified: Vec<Verified<'a>>,
    error: Option<Error>,
}

impl<'a> Window<'a> {
    /// The state that the first header was verified from.
    #[must_use]
    pub const fn from(&self) -> &TrustedState {
        &self.from
    }

    /// The headers that were verified, from the first on.
    pub fn verified(&self) -> &[Verified<'a>] {
        &self.verified
    }

    /// Why the block after them was not; `None` where all were.
    #[must_use]
    pub const fn error(&self) -> Option<Error> {
        self.error
    }

    /// The state from which the next header can be verified: that after the last one, or the first
    /// state where there is none.
    #[must_use]
    pub fn trusted_state(&self) -> &TrustedState {
        self.verified.last().map_or(&self.from, Verified::trusted_state)
    }

    /// The headers and the error.
    #[must_use]
    pub fn into_parts(self) -> (Vec<Verified<'a>>, Option<Error>) {
        (self.verified, self.error)
    }

    /// Adds what was verified from the state that this one leaves.
    pub(super) fn append(&mut self, next: Window<'a>) {
        self.verified.extend(next.verified);
        self.error = next.error;
    }
}

/// Verifies blocks that follow one another directly, the first of them the trusted header: each as
/// [`super::verify_adjacent`] does, from the state that the one before leaves, with one batch for
/// the signatures of all.
///
/// The answer is that of one call after the other. Where the batch fails, it is halved until the
/// first header with a wrong signature is found, and that one's signatures are checked one by one:
/// together they cost less than three batches and one header.
///
/// # Errors
/// In the [`Window`], those of [`super::verify_adjacent`].
///
/// Source: `cometbft light/client.go verifySequential`.
pub fn verify_window<'a>(
    state: &TrustedState,
    blocks: impl IntoIterator<Item = LightBlock<'a>>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Window<'a> {
    let mut window = Window { from: state.clone(), verified: Vec::new(), error: None };
    // Where the signatures of each header end.
    let mut ends = Vec::new();
    verifier.begin();
    for block in blocks {
        let question = Question::new(window.trusted_state(), &block, options, now);
        match adjacent(&question, verifier).and_then(|hash| question.verified(hash)) {
            Ok(verified) => window.verified.push(verified),
            Err(error) => {
                window.error = Some(error);
                break;
            }
        }
        ends.push(verifier.pending());
    }
    // These are verified only now, and no sooner.
    if let Err((header, error)) = settle(verifier, &ends) {
        window.verified.truncate(header);
        window.error = Some(error);
    }
    window
}

/// The first header with a wrong signature, and that signature.
fn settle(verifier: &mut Verifier, ends: &[usize]) -> Result<(), (usize, Error)> {
    let signatures = |headers: Range<usize>| -> Range<usize> {
        let end = |header: usize| {
            header.checked_sub(1).and_then(|last| ends.get(last)).copied().unwrap_or(0)
        };
        end(headers.start)..end(headers.end)
    };
    let (mut good, mut bad) = (0, ends.len());
    if bad == 0 || verifier.holds(signatures(0..bad)) {
        return Ok(());
    }
    // Below `good` all are right; at or after it, and before `bad`, one is wrong.
    while bad.saturating_sub(good) > 1 {
        let middle = good.midpoint(bad);
        if verifier.holds(signatures(good..middle)) { good = middle } else { bad = middle }
    }
    // The header at `good` is the one. Were it not, the others would not be believed either.
    (good..ends.len()).try_for_each(|header| {
        let end = header.saturating_add(1);
        verifier.first_wrong(signatures(header..end)).map_err(|error| (header, error))
    })
}
