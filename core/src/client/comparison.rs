//! What one witness says of a header: exactly one verdict.

use super::answer::Answer;
use super::{Failure, Need, Parameters, Peer};
use crate::error::Error;
use crate::hash::Hash;
use crate::time::{Duration, Time};
use crate::types::{LightBlock, ValidatorSet};
use crate::wire::varint;
use sha2::{Digest, Sha256};

/// The header that is compared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Claim {
    pub(super) height: u64,
    hash: Hash,
    time: Time,
    priorities: Hash,
}

impl Claim {
    pub(super) fn of(block: &LightBlock<'_>) -> Result<Claim, Error> {
        let header = block.header();
        Ok(Claim {
            height: header.height(),
            hash: header.hash()?,
            time: header.time(),
            priorities: priorities(&block.validators()),
        })
    }
}

/// A block of a witness that is not the primary's.
#[derive(Clone, Copy, Debug)]
pub(super) struct Divergent {
    pub(super) height: u64,
    pub(super) hash: Hash,
    pub(super) time: Time,
}

/// What a witness was found to say.
#[derive(Clone, Copy, Debug)]
pub(super) enum Verdict {
    /// The same header.
    Same,
    /// Nothing that helps, and nothing that is wrong.
    Silent,
    /// What is wrong: it is dropped.
    Bad(Error),
    /// Another header.
    Conflict(Divergent),
    /// The same header, with other priorities of the proposers.
    OtherPriorities,
}

/// The questions to one witness.
///
/// Source: `cometbft light/detector.go compareNewLightBlockWithWitness`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Comparison {
    pub(super) witness: Peer,
    pub(super) claim: Claim,
    stage: Stage,
}

#[derive(Clone, Copy, Debug)]
enum Stage {
    /// The block of the height.
    Block,
    /// The last one, because there is none of that height.
    Latest(Turn),
    /// The block of the height, which the last one is above.
    Passed(Turn),
    /// Time for a witness that is behind.
    Pause,
}

/// Whether the witness is asked for its last block for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    First,
    Last,
}

impl Comparison {
    pub(super) fn new(witness: Peer, claim: Claim) -> Comparison {
        Comparison { witness, claim, stage: Stage::Block }
    }

    pub(super) fn need(&self, parameters: &Parameters) -> Need {
        let (from, height) = (self.witness, self.claim.height);
        match self.stage {
            Stage::Block | Stage::Passed(_) => {
                Need::LightBlock { height, from, trusted_validators: None }
            }
            Stage::Latest(_) => Need::LatestBlock { from },
            Stage::Pause => Need::Pause { from, span: parameters.waiting() },
        }
    }

    /// `None`: there is another question.
    pub(super) fn give(&mut self, answer: &Answer<'_>) -> Result<Option<Verdict>, Error> {
        let verdict = match (self.stage, answer) {
            (Stage::Pause, _) => {
                self.stage = Stage::Latest(Turn::Last);
                return Ok(None);
            }
            (Stage::Block, Answer::Failed(Failure::HeightTooHigh)) => {
                self.stage = Stage::Latest(Turn::First);
                return Ok(None);
            }
            (Stage::Latest(turn), Answer::Block(block, _)) => return self.latest(turn, block),
            (_, Answer::Block(block, _)) => self.compare(block)?,
            // Who has not answered the second time either had its chance.
            (Stage::Latest(Turn::Last) | Stage::Passed(Turn::Last), Answer::Failed(failure)) => {
                Verdict::Bad((*failure).into())
            }
            (_, Answer::Bad(error)) => Verdict::Bad(*error),
            (_, Answer::Failed(Failure::Bad)) => Verdict::Bad(Error::BadLightBlock),
            (_, Answer::Failed(_) | Answer::Header(_) | Answer::Paused) => Verdict::Silent,
        };
        Ok(Some(verdict))
    }

    fn latest(&mut self, turn: Turn, block: &LightBlock<'_>) -> Result<Option<Verdict>, Error> {
        let header = block.header();
        if header.height() == self.claim.height {
            return self.compare(block).map(Some);
        }
        if header.height() > self.claim.height {
            self.stage = Stage::Passed(turn);
            return Ok(None);
        }
        // A chain that is below the header, and not before it in time, cannot come to it.
        if header.time() >= self.claim.time {
            return divergent(block).map(|block| Some(Verdict::Conflict(block)));
        }
        if turn == Turn::Last {
            return Ok(Some(Verdict::Silent));
        }
        self.stage = Stage::Pause;
        Ok(None)
    }

    fn compare(&self, block: &LightBlock<'_>) -> Result<Verdict, Error> {
        let other = divergent(block)?;
        Ok(if other.hash != self.claim.hash {
            Verdict::Conflict(other)
        } else if priorities(&block.validators()) != self.claim.priorities {
            Verdict::OtherPriorities
        } else {
            Verdict::Same
        })
    }
}

fn divergent(block: &LightBlock<'_>) -> Result<Divergent, Error> {
    let header = block.header();
    Ok(Divergent { height: header.height(), hash: header.hash()?, time: header.time() })
}

/// A digest of the priorities, which no hash of the chain covers. CometBFT before 0.39 writes each
/// over the one before: that digest knows little more than the last.
///
/// Source: `cometbft types/validator_set.go ProposerPriorityHash`, of 0.39.
fn priorities(set: &ValidatorSet<'_>) -> Hash {
    let mut digest = Sha256::new();
    for validator in set.validators() {
        let priority = validator.proposer_priority();
        // Zigzag, as Go's `binary.PutVarint`.
        varint(&mut digest, (priority.wrapping_shl(1) ^ priority.wrapping_shr(63)).cast_unsigned());
    }
    Hash(digest.finalize().into())
}

impl Parameters {
    /// How long a witness that is behind is waited for: twice the drift, and the time in which a
    /// block comes.
    ///
    /// Source: `cometbft light/detector.go compareNewLightBlockWithWitness`.
    fn waiting(&self) -> Duration {
        let (drift, lag) = (self.options.max_clock_drift.nanos(), self.max_block_lag.nanos());
        Duration::from_nanos(drift.saturating_mul(2).saturating_add(lag).max(0))
    }
}
