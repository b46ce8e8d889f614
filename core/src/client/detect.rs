//! The second line of defence: what the witnesses have at the height that was verified.

use super::answer::Answer;
use super::comparison::{Claim, Comparison, Divergent, Verdict};
use super::engine::{Engine, Shown};
use super::examination::{Examination, Found};
use super::fork::{Divergence, Fork};
use super::machine::{Client, Phase};
use super::trace::Trace;
use super::{Failure, Need, Outcome, Peer};
use crate::error::Error;
use crate::time::Time;

/// The round of the witnesses.
///
/// Source: `cometbft light/detector.go detectDivergence`.
#[derive(Debug)]
pub(super) struct Detection {
    claim: Claim,
    /// The witness that is asked.
    witness: Peer,
    /// How many have the header.
    matched: usize,
    stage: Stage,
}

#[derive(Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
enum Stage {
    /// Has the witness the same header?
    Compare(Comparison),
    /// It has another: can it show its way there?
    Witness(Examination),
    /// It could, which is held against the primary: can that show its way, too?
    Primary(Examination, Divergence),
}

impl Client<'_> {
    /// The target is verified, and the last of the trace.
    pub(super) fn arrived(&mut self, claim: Claim) {
        self.compare_next(claim, None, 0);
    }

    fn compare_next(&mut self, claim: Claim, after: Option<Peer>, matched: usize) {
        let next = self.peers.witness_after(after);
        self.phase = match (next, self.trace.last().cloned()) {
            (Some(witness), _) => {
                let stage = Stage::Compare(Comparison::new(witness, claim));
                Phase::Detect(Detection { claim, witness, matched, stage })
            }
            (None, Some(state)) if matched > 0 || !self.peers.are_compared() => {
                Phase::Done(Outcome::Verified { state, witnesses: matched })
            }
            (None, _) => {
                let is_deserted = self.peers.witness_after(None).is_none();
                let error = if is_deserted { Error::NoWitnesses } else { Error::NotConfirmed };
                Phase::Done(Outcome::Failed(self.failed(error, None)))
            }
        };
    }

    pub(super) fn detection_needs(&self, detection: &Detection) -> Need {
        match &detection.stage {
            Stage::Compare(comparison) => comparison.need(&self.parameters),
            Stage::Witness(examination) => examination.need(&self.trace),
            Stage::Primary(examination, _) => examination.need(&self.other),
        }
    }

    /// A witness was asked about the root.
    ///
    /// Source: `cometbft light/client.go compareFirstLightBlockWithWitnesses`.
    pub(super) fn root_compared(&mut self, answer: &Answer<'_>) -> Result<(), Error> {
        let Phase::CompareRoot(comparison) = &mut self.phase else { return Ok(()) };
        let verdict = comparison.give(answer)?;
        let (witness, claim) = (comparison.witness, comparison.claim);
        match verdict {
            None => {}
            Some(Verdict::Conflict(_)) => {
                self.fail(Error::WitnessConflicts { witness: witness.0 }, Some(witness));
            }
            Some(Verdict::OtherPriorities) => {
                let error = Error::ProposerPrioritiesDiverge { witness: witness.0 };
                self.fail(error, Some(witness));
            }
            Some(Verdict::Bad(error)) => {
                self.peers.drop(witness, error);
                self.compare_root(claim, Some(witness));
            }
            Some(Verdict::Same | Verdict::Silent) => self.compare_root(claim, Some(witness)),
        }
        Ok(())
    }

    /// `Err` only for [`Error::ScratchTooSmall`].
    pub(super) fn detect(
        &mut self,
        answer: &Answer<'_>,
        now: Time,
        engine: &mut Engine<'_>,
    ) -> Result<(), Error> {
        let Phase::Detect(detection) = &mut self.phase else { return Ok(()) };
        if let Stage::Compare(comparison) = &mut detection.stage {
            let verdict = comparison.give(answer)?;
            return self.compared(verdict);
        }
        let options = &self.parameters.options;
        let (trace, other) = (&mut self.trace, &mut self.other);
        let found = match (&mut detection.stage, shown(answer, now, engine)) {
            (Stage::Witness(it), Ok(shown)) => it.give(shown, trace, other, options),
            (Stage::Primary(it, _), Ok(shown)) => it.give(shown, other, trace, options),
            (_, Err(error)) => Err(error),
            (Stage::Compare(_), _) => return Ok(()),
        };
        match found {
            Ok(Found::Wants) => Ok(()),
            Err(error @ Error::ScratchTooSmall { .. }) => Err(error),
            found => self.examined(found),
        }
    }

    fn compared(&mut self, verdict: Option<Verdict>) -> Result<(), Error> {
        let Phase::Detect(detection) = &mut self.phase else { return Ok(()) };
        let Detection { claim, witness, matched, .. } = *detection;
        match verdict {
            None => {}
            Some(Verdict::Same) => {
                self.compare_next(claim, Some(witness), matched.saturating_add(1));
            }
            Some(Verdict::Silent) => self.compare_next(claim, Some(witness), matched),
            Some(Verdict::Bad(error)) => self.drop_witness(error),
            Some(Verdict::OtherPriorities) => {
                let error = Error::ProposerPrioritiesDiverge { witness: witness.0 };
                self.fail(error, Some(witness));
            }
            Some(Verdict::Conflict(divergent)) => {
                match Examination::new(&self.trace, divergent, witness) {
                    Ok(examination) => detection.stage = Stage::Witness(examination),
                    Err(error) => self.drop_witness(error),
                }
            }
        }
        Ok(())
    }

    /// The witness, which cannot show what it claims, or sends what is wrong, is dropped.
    fn drop_witness(&mut self, error: Error) {
        let Phase::Detect(detection) = &self.phase else { return };
        let Detection { claim, witness, matched, .. } = *detection;
        self.peers.drop(witness, error);
        self.compare_next(claim, Some(witness), matched);
    }

    /// An examination is over.
    ///
    /// Source: `cometbft light/detector.go handleConflictingHeaders`.
    fn examined(&mut self, found: Result<Found, Error>) -> Result<(), Error> {
        let Phase::Detect(detection) = &mut self.phase else { return Ok(()) };
        let (witness, Some(primary)) = (detection.witness, self.peers.primary()) else {
            return Ok(());
        };
        match (&detection.stage, found) {
            (Stage::Witness(_), Ok(Found::Parted(index))) => {
                let Some(held) = held(&self.trace, index, &self.other, primary, witness) else {
                    return Ok(());
                };
                let Some(hash) = held.conflicting.header_hash().copied() else { return Ok(()) };
                let (height, time) = (held.conflicting.height(), held.conflicting.time());
                let divergent = Divergent { height, hash, time };
                // The primary's way is verified beside the witness's.
                match Examination::new(&self.other, divergent, primary) {
                    Ok(examination) => detection.stage = Stage::Primary(examination, held),
                    Err(_) => self.fork(witness, primary, held, None),
                }
            }
            (Stage::Witness(_), Err(error)) => {
                // Not the witness's fault, and not to be passed over.
                if matches!(error, Error::TraceTooSmall { .. } | Error::HeaderExpired { .. }) {
                    self.fail(error, Some(witness));
                } else {
                    self.drop_witness(error);
                }
            }
            (Stage::Primary(_, against_primary), found) => {
                let against_primary = against_primary.clone();
                let against_witness = match found {
                    Ok(Found::Parted(index)) => {
                        held(&self.other, index, &self.trace, witness, primary)
                    }
                    _ => None,
                };
                self.fork(witness, primary, against_primary, against_witness);
            }
            _ => {}
        }
        Ok(())
    }

    fn fork(
        &mut self,
        witness: Peer,
        primary: Peer,
        against_primary: Divergence,
        against_witness: Option<Divergence>,
    ) {
        let fork = Fork { primary, witness, against_primary, against_witness };
        self.phase = Phase::Done(Outcome::Fork(fork));
    }
}

/// What is held against the peer whose trace this is: it parted at this index from the way of the
/// other peer.
fn held(
    trace: &Trace<'_>,
    index: usize,
    other: &Trace<'_>,
    accused: Peer,
    accuser: Peer,
) -> Option<Divergence> {
    Some(Divergence {
        accused,
        accuser,
        common: other.first()?.clone(),
        trusted: other.last()?.clone(),
        conflicting: trace.get(index)?.clone(),
    })
}

/// The block of an answer, or why there is none.
fn shown<'s, 'a, 'e>(
    answer: &'s Answer<'a>,
    now: Time,
    engine: &'s mut Engine<'e>,
) -> Result<Shown<'s, 'a, 'e>, Error> {
    match answer {
        Answer::Block(block, set) => Ok(Shown { block, set: set.as_ref(), now, engine }),
        Answer::Bad(error) => Err(*error),
        Answer::Failed(failure) => Err((*failure).into()),
        Answer::Header(_) | Answer::Paused => Err(Failure::Bad.into()),
    }
}
