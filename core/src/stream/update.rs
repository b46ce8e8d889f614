//! The verifier of one block that comes in frames.

use super::frame::Intake;
use super::machine::Machine;
use super::trusted::TrustedValidator;
use crate::error::Error;
use crate::form::form;
use crate::light::{Options, TrustedState};
use crate::limits::Limits;
use crate::threshold::TrustThreshold;
use crate::time::Time;

/// Verifies a block that comes in frames, in memory that does not grow with the set. It is a plain
/// value: it may be copied, moved and put away between two chunks.
///
/// Nothing is trusted before [`Update::finish`].
#[derive(Clone, Debug)]
pub struct Update {
    intake: Intake,
    machine: Machine,
}

form!(Update { intake, machine });

/// A header that was verified from a stream.
#[derive(Clone, Debug)]
#[must_use]
pub struct Streamed {
    pub(super) trusted_state: TrustedState,
    pub(super) clock_checked: bool,
}

impl Streamed {
    /// What to store, and to go on from.
    #[must_use]
    pub const fn trusted_state(&self) -> &TrustedState {
        &self.trusted_state
    }

    /// Whether the time of the block, and the age of what was trusted, were compared with a clock.
    #[must_use]
    pub const fn clock_checked(&self) -> bool {
        self.clock_checked
    }
}

impl Update {
    /// Begins with a trusted state, as [`crate::light::verify`] does.
    pub fn new(state: &TrustedState, options: &Options, now: Time) -> Update {
        let clock = Some((*options, now));
        Update::begin(state, options.trust_threshold, clock)
    }

    /// Begins as [`crate::light::verify_without_clock`] does.
    pub fn without_clock(state: &TrustedState, trust_threshold: TrustThreshold) -> Update {
        Update::begin(state, trust_threshold, None)
    }

    // Its temporary values are not in the frame of the caller, under which signatures are checked.
    #[inline(never)]
    fn begin(
        state: &TrustedState,
        trust_threshold: TrustThreshold,
        clock: Option<(Options, Time)>,
    ) -> Update {
        let machine = Machine::new(state, trust_threshold, clock);
        Update { intake: Intake::new(), machine }
    }

    /// Lowers the number of validators in a set and of entries in a commit.
    #[must_use]
    pub fn with_limits(mut self, limits: &Limits) -> Update {
        self.machine.limit_votes(limits.votes());
        self
    }

    /// Takes the next bytes, as many or few as there are. `memory` holds the trusted validators,
    /// where they are sent: the same memory each time, and none for a block that follows directly.
    ///
    /// # Errors
    /// Those of the protocol, after which nothing more is taken: [`Error::UnknownFrame`],
    /// [`Error::FrameTooLong`], [`Error::FrameOrder`], [`Error::PassesDiffer`]. Everything else is
    /// said by [`Update::finish`].
    pub fn push(&mut self, chunk: &[u8], memory: &mut [TrustedValidator]) -> Result<(), Error> {
        let Update { intake, machine } = self;
        intake.push(chunk, |kind, payload| machine.frame(kind, payload, memory))
    }

    /// How many trusted validators have been put into the memory that was lent.
    pub(super) fn in_memory(&self) -> usize {
        usize::try_from(self.machine.in_memory()).unwrap_or(usize::MAX)
    }

    /// The verdict on the whole block.
    ///
    /// # Errors
    /// Those of [`Update::push`]; [`Error::StreamIncomplete`]; those of
    /// [`crate::ValidatorSet::parse`] of the trusted set, of [`crate::LightBlock::parse`] and of
    /// [`crate::light::verify`], of which the first in their order. Offsets count from the beginning
    /// of a frame; of [`Error::DoubleVote`] the first entry is not known.
    /// [`Error::TrustedMemoryTooSmall`] stands where the trusted set would be asked.
    pub fn finish(&self) -> Result<Streamed, Error> {
        self.intake.finish()?;
        self.machine.finish()
    }
}
