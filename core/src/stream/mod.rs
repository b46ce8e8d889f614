//! Verification in a signer: what comes in small chunks, in memory that does not grow with it.
//!
//! # A block
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
//!
//! # A double vote
//! The evidence fits a frame once extensions are cut, which the signature of a vote does not cover
//! ([`write_double_vote`]). It comes last: all that is kept of the set before it is the one validator
//! that will be asked for.
//!
//! ```text
//! host  ──▶  Voter                Proposer, Validator …, SetEnd         DoubleVote
//! device     whom to look for     hash and total; the voter             both signatures
//! ```
//!
//! Who judges by the voter's key is sent the last frame alone. [`DoubleVote::finish`] says what
//! [`crate::evidence::duplicate_vote::verify`] would have said.
//!
//! # A proof of state
//! A proof is hashed from its leaf up, so a step is forgotten when the next one comes
//! ([`write_proof`]). Of an absence the steps of both neighbours come side by side, as many below the
//! root, so that where their ways part is seen when they meet.
//!
//! ```text
//!            in the store                                         of the store
//! host  ──▶  Value …, Leaf, Step …                                Value, Leaf, Step …   End
//!         or Absence, Value …, Leaf left, Value …, Leaf right,
//!            Step …, (Step left, Step right) …
//! device     the root of the store                                its place under the app hash
//! ```
//!
//! A value comes before its leaf, in as many frames as it takes: only its hash is kept. Where another
//! kind of proof stands in a place than is ever accepted, the frame is OtherProof.
//! [`StateProof::finish`] says what [`crate::proof::verify_membership`] or
//! [`crate::proof::verify_non_membership`] would have said. What an absence says of its neighbours
//! ([`crate::proof::verify_gap`]) is not kept.
//!
//! # Away from the device
//! The state of a stream is a plain value that stays in the device. Where that of a block must leave
//! it, [`Update::seal`] makes bytes of it that only this device takes back, in the same session.

mod absence;
mod double_vote;
mod failures;
mod frame;
mod host;
mod machine;
mod payload;
mod proof;
mod seal;
mod send;
mod set;
mod trusted;
mod update;
mod votes;

pub use double_vote::DoubleVote;
pub use frame::MAX_FRAME;
pub use host::{Frames, write_trusted_set};
pub use proof::StateProof;
pub use seal::{DeviceKey, MAX_SEALED};
pub use send::{write_double_vote, write_proof};
pub use trusted::TrustedValidator;
pub use update::{Streamed, Update};
