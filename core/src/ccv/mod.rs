//! Interchain Security: chains whose validators are decided by a provider chain.
//!
//! What a provider would do with evidence against a consumer's validators: [`submit_double_voting`]
//! and [`submit_misbehaviour`] answer as its module does, check by check, in its order. They prove
//! nothing: see [`crate::evidence::FaultProof`] for that.
//!
//! ```text
//! message ──────┐
//! ProviderState ┤ consumer known · height not below the floor · chain id of the store
//!               ├ votes: of one key, contradictory, signed  /  headers: conflict, client would believe both
//!               └ key → provider validator · neither unbonded nor tombstoned
//! ──▶ ProviderVerdict: punishes whom, by how much / refuses, with its code / needs another fact
//! ```
//!
//! What is proven of the provider's state is read in [`store`]; nothing outside it knows that the
//! store has a layout.

pub mod attest;
mod double_voting;
mod key_assignment;
mod message;
mod misbehaviour;
pub mod power_shaping;
mod provider;
mod punish;
pub mod report;
mod snapshot;
pub mod store;
pub mod valset_change;
mod verdict;

pub use crate::known::{Known, Unknown};
pub use double_voting::submit_double_voting;
pub use key_assignment::{Resolution, resolve};
pub use message::{SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour};
pub use misbehaviour::submit_misbehaviour;
pub use provider::{
    BondStatus, Client, ConsensusState, Fact, ProviderState, ProviderValidator, Release, SlashJail,
};
pub use punish::Punishment;
pub use snapshot::{Consumer, ProvenProvider, Snapshot};
pub use verdict::{AbciCode, Memory, ProviderVerdict, Warning, Warnings};
