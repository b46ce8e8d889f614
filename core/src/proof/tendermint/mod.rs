//! IBC's light client of a CometBFT chain, as another chain keeps it: `07-tendermint`.
//!
//! A chain stores a [`ClientState`], and a [`ConsensusState`] for each height of which it has
//! verified a header. Both are views of the bytes in the chain's store.

mod any;
mod client_state;
mod consensus_state;
mod proof_specs;

pub use client_state::{ClientState, Status};
pub use consensus_state::{ConsensusState, Difference, from_on_chain_client};
