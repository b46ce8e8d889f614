//! What is measured: light blocks and evidence that all contenders accept, and the steps of each
//! contender.
//!
//! Both are made with the types of tendermint-rs, which also gives their hashes and sign bytes; they
//! go to all contenders as the same protobuf bytes.

pub mod chain;
pub mod drift;
pub mod evidence;
pub mod go;
pub mod json;
pub mod machine;
pub mod ours;
pub mod peer;
pub mod shaping;
pub mod signatures;
pub mod strangers;
pub mod sync;
pub mod verdicts;

pub use chain::{Block, Powers, Step};
pub use evidence::{Attack, DuplicateVote};
pub use strangers::Strangers;
