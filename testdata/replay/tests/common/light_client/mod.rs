//! Nodes that answer a light client, each honest or not in its own way, and a driver that runs the
//! client against them in all four ways: without a verifier and with one, asking again for what it
//! needs again and remembering it.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test uses a part of it")]

mod chain;
pub mod faults;
mod node;
mod scene;

pub use chain::{
    Chain, changing, from_16, gradual, late, later_round, other_data, other_state, steady, turning,
    turning_twice,
};
pub use node::{Ask, Node, Said};
pub use scene::{Run, Scene, time};

/// The height of the root.
pub const ROOT: u64 = 10;
/// The height that a client goes to.
pub const TARGET: u64 = 20;
/// The last height of a chain.
pub const LAST: u64 = 24;
