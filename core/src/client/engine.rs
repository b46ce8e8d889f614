//! The two ways to check signatures, which give the same answers.

use crate::commit::{self, Rule};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::error::Error;
use crate::light::{self, Options, TrustedState, Verified};
use crate::time::Time;
use crate::types::{LightBlock, ValidatorSet};

/// How signatures are checked, and which memory look-ups have.
pub(super) enum Engine<'e> {
    /// One by one.
    Single(&'e mut [u32]),
    /// In batches.
    #[cfg(feature = "alloc")]
    Batch(&'e mut Verifier),
}

/// A block, and what it is verified with.
pub(super) struct Shown<'s, 'a, 'e> {
    pub(super) block: &'s LightBlock<'a>,
    /// The set that came with it.
    pub(super) set: Option<&'s ValidatorSet<'a>>,
    pub(super) now: Time,
    pub(super) engine: &'s mut Engine<'e>,
}

impl Engine<'_> {
    pub(super) fn verify<'a>(
        &mut self,
        state: &TrustedState,
        set: Option<&ValidatorSet<'_>>,
        block: &LightBlock<'a>,
        options: &Options,
        now: Time,
    ) -> Result<Verified<'a>, Error> {
        match self {
            Engine::Single(scratch) => light::verify(state, set, block, options, now, scratch),
            #[cfg(feature = "alloc")]
            Engine::Batch(verifier) => {
                light::verify_with(state, set, block, options, now, verifier)
            }
        }
    }

    /// Whether more than two thirds of the block's own set, which belongs to it, signed.
    pub(super) fn verify_by_own_set(&mut self, block: &LightBlock<'_>) -> Result<(), Error> {
        let (header, set, commit) = (block.header(), block.validators(), block.commit());
        let (chain_id, height) = (header.chain_id(), header.height().cast_signed());
        let id = commit.block_id();
        let tally = match self {
            Engine::Single(_) => commit::verify(chain_id, &set, &id, height, commit, Rule::Light),
            #[cfg(feature = "alloc")]
            Engine::Batch(verifier) => {
                commit::verify_with(chain_id, &set, &id, height, commit, Rule::Light, verifier)
            }
        };
        tally.map(drop)
    }
}
