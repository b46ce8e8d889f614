//! Evidence: in which order it is checked, at which bounds, whom it proves guilty of what, whom a
//! full node holds guilty, and what a provider does with it.

#[path = "../common/mod.rs"]
mod common;

mod bounds;
mod judges;
mod order;
mod proofs;
mod provider;
mod provider_bounds;
mod wire;
