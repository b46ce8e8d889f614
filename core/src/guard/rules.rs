//! What may follow what was signed.

use super::record::{Mark, Position, Record};
use super::request::Request;
use crate::error::Error;

/// What is to be stored before `request` is signed. `None`: it was signed before, but for its time.
///
/// # Errors
/// [`Error::BelowFloor`], [`Error::HeightRegression`], [`Error::HeightJump`],
/// [`Error::RoundRegression`], [`Error::StepRegression`], [`Error::ConflictingData`].
///
/// Source: `cometbft privval/file.go CheckHRS, signVote, signProposal`.
pub(super) fn follows(
    stored: &Record,
    request: &Request<'_>,
    max_jump: u64,
) -> Result<Option<Record>, Error> {
    let (last, asked) = (stored.position, request.height());
    if last.mark == Mark::Floor && asked <= last.height {
        return Err(Error::BelowFloor { floor: last.height, asked });
    }
    if asked < last.height {
        return Err(Error::HeightRegression { stored: last.height, asked });
    }
    if asked.saturating_sub(last.height) > max_jump {
        return Err(Error::HeightJump { stored: last.height, asked, limit: max_jump });
    }
    let next = Record { position: Position::of(request), digest: request.digest(), ..*stored };
    match last.mark {
        Mark::Signed { round, step } if asked == last.height => {
            if request.round() < round {
                return Err(Error::RoundRegression { stored: round, asked: request.round() });
            }
            if request.round() == round && request.step() < step {
                let (stored, asked) = (step.number(), request.step().number());
                return Err(Error::StepRegression { stored, asked });
            }
        }
        Mark::Signed { .. } | Mark::Floor => {}
    }
    if next.position > last {
        return Ok(Some(next));
    }
    if next.digest != stored.digest {
        return Err(Error::ConflictingData { height: asked, round: request.round() });
    }
    Ok(None)
}
