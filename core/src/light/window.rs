//! Many headers in a row, in one batch.

use super::verify::{Question, adjacent};
use super::{Options, TrustedState, Verified};
use crate::crypto::{Check, Verifier};
use crate::error::Error;
use crate::time::Time;
use crate::types::LightBlock;
use alloc::vec::Vec;
use core::ops::Range;

/// How far a window was verified.
#[derive(Debug)]
#[must_use]
pub struct Window<'a> {
    /// The headers that were verified, from the first on.
    pub verified: Vec<Verified<'a>>,
    /// Why the block after them was not; `None` where all were.
    pub error: Option<Error>,
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
/// In [`Window::error`], those of [`super::verify_adjacent`].
///
/// Source: `cometbft light/client.go verifySequential`.
pub fn verify_window<'a>(
    state: &TrustedState,
    blocks: impl IntoIterator<Item = LightBlock<'a>>,
    options: &Options,
    now: Time,
    verifier: &mut Verifier,
) -> Window<'a> {
    let mut window = Window { verified: Vec::new(), error: None };
    // Where the signatures of each header end.
    let mut ends = Vec::new();
    verifier.begin();
    for block in blocks {
        let state = window.verified.last().map_or(state, Verified::trusted_state);
        let question = Question::new(state, &block, options, now);
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
