//! The client without I/O against nodes that are honest, silent, behind, or lie: what it asks, whom
//! it drops, and how it ends.

#[path = "../common/mod.rs"]
mod common;
#[path = "../common/light_client/mod.rs"]
mod network;

mod bounds;
mod caller;
mod forks;
mod primaries;
mod root;
mod submitted;
mod ways;
mod witnesses;
