//! What a client is asked while it verifies.

use super::{ClientState, ConsensusState};
use crate::known::Known;

/// What a chain stores for one client, before the block in which a message would be executed.
/// Whether it is proven or told is its giver's to know. A height is a revision and a height.
pub trait ClientStore {
    /// The state of the client: `clientState`.
    fn client_state(&self) -> Known<ClientState<'_>>;
    /// What the client knows of a height: `consensusStates/{revision}-{height}`.
    fn consensus_state(&self, height: (u64, u64)) -> Known<ConsensusState<'_>>;
    /// The greatest height below this one of which the client knows.
    fn previous_height(&self, height: (u64, u64)) -> Known<(u64, u64)>;
    /// The least height above this one of which the client knows.
    fn next_height(&self, height: (u64, u64)) -> Known<(u64, u64)>;
}

/// What would have to be known for an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Missing {
    /// [`ClientStore::client_state`]
    ClientState,
    /// [`ClientStore::consensus_state`] of this height.
    ConsensusState((u64, u64)),
    /// [`ClientStore::previous_height`] of this one.
    PreviousHeight((u64, u64)),
    /// [`ClientStore::next_height`] of this one.
    NextHeight((u64, u64)),
}
