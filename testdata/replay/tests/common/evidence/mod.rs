//! Scenes of evidence, with real keys: two votes, a block beside the chain's, two headers for an IBC
//! client, and a provider chain to which they are submitted. Faults are put in before the validators
//! sign, or after.

mod attack;
pub mod checks;
mod forked;
mod listed;
mod provider;
mod votes;

pub use attack::Attack;
pub use forked::{Forked, IbcOf};
pub use listed::{Known, Listed};
pub use provider::Submission;
pub use votes::{VoteOf, Votes};

use super::{HeaderOf, World};
use parhelion_core::Time;

/// The places of hashes in [`HeaderOf::hashes`].
pub const DATA: usize = 1;
pub const APP: usize = 5;
pub const EVIDENCE: usize = 7;

pub fn time((seconds, nanos): (i64, i64)) -> Time {
    Time::from_unix(seconds, u32::try_from(nanos).unwrap()).unwrap()
}

/// Lets headers name the sets of their worlds.
fn name_sets<const N: usize>(worlds: [&mut World; N]) {
    for world in worlds {
        world.header().hashes[HeaderOf::VALIDATORS] = world.set().hash();
    }
}

/// Lets commits name the headers of their worlds.
fn name_headers<const N: usize>(worlds: [&mut World; N]) {
    for world in worlds {
        if let Some(hash) = world.header().hash() {
            world.commit().id.hash = hash;
        }
    }
}
