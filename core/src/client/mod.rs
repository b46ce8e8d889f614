//! Which headers to ask for, from one trusted header to the head of a chain, and whether witnesses
//! agree. Nothing here does I/O: the client says what it needs, and is told what became of it.
//!
//! ```text
//!            ┌────────────── need() ──▶ a light block of a height, from a peer
//!  Client ───┤                             │  the caller asks the peer, or its memory
//!            └◀── give(reply, now) ────────┘
//!     │
//!     └─▶ outcome():  Verified { state }  │  UpToDate  │  Fork { .. }  │  Failed { why, peer, heights }
//! ```
//!
//! ```
//! use parhelion_core::client::{Client, Failure, Goal, Memory, Mode, Outcome, Parameters, Peers, Reply, Root};
//! use parhelion_core::{Hash, Time};
//!
//! let (mut trace, mut other) = ([const { None }; 32], [const { None }; 32]);
//! let root = Root::Faith { height: 8_619_996, hash: Hash([0x96; 32]) };
//! let memory = Memory { trace: &mut trace, other: &mut other };
//! let peers = Peers::new(2).unwrap(); // a primary and two witnesses
//! let mut client =
//!     Client::new(root, Goal::Latest, Mode::Skipping, Parameters::DEFAULT, peers, memory).unwrap();
//! let mut scratch = [0; 512];
//! while let Some(_need) = client.need() {
//!     // Ask the peer that it names. Here nobody answers.
//!     let reply = Reply::Failed(Failure::NoResponse);
//!     client.give(reply, Time::UNIX_EPOCH, &mut scratch).unwrap();
//! }
//! assert!(matches!(client.outcome(), Some(Outcome::Failed(_))));
//! ```
//!
//! # What it does
//! Skipping verifies the target by the trusted set, and a pivot in between where too few of it
//! signed; sequential verifies each header; backwards follows hashes. A primary that does not answer
//! gives its place to a witness, one that sends what is wrong is dropped. The verified target is
//! compared with each witness. Where one has another header, its way to it is verified as well, and
//! where the two part is a [`Fork`], with evidence against both sides.
//!
//! # What it keeps
//! Trusted states, in memory that is lent, and no blocks: what it needs again it asks for again. With
//! the feature `alloc`, `client::Blocks` answers that. What is asked for twice must be answered the same.
//!
//! # Where it differs from CometBFT's client
//! Verdicts are CometBFT's. It trusts the header that it verified, not one that a peer sends after
//! that (its `backwards` stores a block that it never compared); it verifies a pivot once; a witness
//! has one verdict; a pivot that the primary does not have is asked of the next primary.
//!
//! Source: `cometbft light/client.go, light/detector.go`.

mod answer;
mod bisection;
#[cfg(feature = "alloc")]
mod blocks;
mod comparison;
mod detect;
mod engine;
mod examination;
mod fork;
mod links;
mod machine;
mod need;
mod outcome;
mod peers;
mod plan;
mod replace;
mod trace;
mod ways;
#[cfg(feature = "alloc")]
mod windows;

#[cfg(feature = "alloc")]
pub use blocks::Blocks;
pub use fork::{Divergence, Fork, ForkEvidence, evidence_scratch_len};
pub use links::first_unlinked;
pub use machine::Client;
pub use need::{Failure, Need, Peer, Reply, TrustedSet};
pub use outcome::{Failed, Outcome};
pub use peers::{Peers, Standing};
pub use plan::{Budget, Goal, Memory, Mode, Parameters, Root};
