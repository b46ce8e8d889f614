//! IBC's light client of a CometBFT chain, as another chain keeps it: `07-tendermint`.
//!
//! A chain stores a [`ClientState`], and a [`ConsensusState`] for each height of which it has
//! verified a header. Both are views of the bytes in that chain's store. A relayer submits a
//! [`ClientMessage`]; [`verify_client_message`] answers as ibc-go v10.1.1 does, in its order:
//!
//! ```text
//! ClientMessage ┐ its own rules
//! ClientStore ──┤ client active · trusted state known · trusted set is its
//!               ├ header: of its revision, verified from the trusted state / two headers: believed
//! now ──────────┘ against what is stored: the same, another, in the order of time
//! ──▶ Outcome: updates / duplicate / nothing / freezes, why / needs another fact
//! ```

mod any;
mod believed;
mod client_state;
mod consensus_state;
mod message;
mod proof_specs;
mod store;
mod verify;

pub use crate::known::{Known, Unknown};
pub(crate) use believed::{Believer, trusted_validators};
pub use client_state::{ClientState, Status};
pub use consensus_state::{ConsensusState, Difference, from_on_chain_client};
pub use message::ClientMessage;
pub use store::{ClientStore, Missing};
pub use verify::{Conflict, Outcome, verify_client_message};
