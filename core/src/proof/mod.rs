//! What one chain knows of another.

pub mod tendermint;
