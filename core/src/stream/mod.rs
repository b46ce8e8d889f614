//! Verification in a signer: a block that comes in small chunks, in memory that does not grow with
//! the set.
//!
//! A light block has its commit before its set, and a signature means nothing before the set is known
//! to be the right one. So the host sends it in frames ([`Frames::write`]), and the set twice:
//!
//! ```text
//!            trusted set (skipping)      first pass                   second pass
//! host  ──▶  TrustedSet                  Header                       Entry 0, Validator 0
//!            Proposer, Validator …       Commit, without entries      Entry 1, Validator 1
//!            SetEnd                      Proposer, Validator …        …
//!                                        SetEnd                       End
//! device     hash = what the trusted     hash and total; the header   signatures, until enough;
//!            header announced            against what is trusted      the same hash again
//! ```
//!
//! What is met in another order than in the whole block is ranked: [`Update::finish`] says what
//! [`crate::light::verify`] would have said. The host can leave out, repeat, cut and invent; it can
//! waste the device's time on as many signatures as the set has validators, and no more.

mod failures;
mod frame;
mod host;
mod machine;
mod set;
mod trusted;
mod update;
mod votes;

pub use frame::MAX_FRAME;
pub use host::{Frames, write_trusted_set};
pub use trusted::TrustedValidator;
pub use update::{Streamed, Update};
