//! What the client of a chain on another chain would do with a message.

use crate::detail::Failure;
use crate::slice::{In, Out, apart};
use crate::types::{Detail, StoredState};
use crate::{LIMITS, call, time};
use parhelion_core::proof::tendermint::{
    ClientMessage, ClientState, ClientStore, ConsensusState, Known, Outcome, Unknown,
    verify_client_message,
};

type Height = (u64, u64);

/// Answers as a client does to a message.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_client_message(
    client_state: In<'_, u8>,
    client_state_len: usize,
    states: In<'_, StoredState<'_>>,
    states_len: usize,
    message: In<'_, u8>,
    message_len: usize,
    now_seconds: i64,
    now_nanos: u32,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    outcome: Out<'_, i32>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        outcome.check()?;
        let read = [
            client_state.span(client_state_len),
            states.span(states_len),
            message.span(message_len),
        ];
        let client_state = client_state.required(client_state_len)?;
        let states = states.list(states_len)?;
        for state in states {
            state.state.required(state.state_len)?;
        }
        let message = message.required(message_len)?;
        let now = time(now_seconds, now_nanos)?;
        let stored = states.iter().map(|state| state.state.span(state.state_len));
        apart(&[scratch.span(scratch_words)], read.into_iter().chain(stored))?;
        let scratch = scratch.slice(scratch_words)?;
        if !states.is_sorted_by(|a, b| height(a) < height(b)) {
            return Err(Failure::Argument);
        }

        let client_state = ClientState::parse(client_state, LIMITS)?;
        for state in states {
            ConsensusState::parse(state.state.required(state.state_len)?, LIMITS)?;
        }
        let message = ClientMessage::parse(message, LIMITS)?;
        let store = Store { client_state, states };
        let answer = verify_client_message(&store, &message, now, scratch)?;
        Ok(outcome.write(match answer {
            Outcome::Updates { .. } => 1,
            Outcome::Duplicate { .. } => 2,
            Outcome::Nothing => 3,
            Outcome::Freezes(_) => 4,
            Outcome::Undecided(_) => 5,
        })?)
    })
}

const fn height(state: &StoredState<'_>) -> Height {
    (state.revision, state.height)
}

/// One client, of which everything is known: its states in the order of their heights, each of
/// which has been parsed before.
struct Store<'c> {
    client_state: ClientState<'c>,
    states: &'c [StoredState<'c>],
}

impl Store<'_> {
    /// How many states are of heights below this one, or not above it.
    fn below(&self, mark: Height) -> usize {
        self.states.partition_point(|state| height(state) < mark)
    }
}

impl ClientStore for Store<'_> {
    fn client_state(&self) -> Known<ClientState<'_>> {
        Ok(Some(self.client_state))
    }

    fn consensus_state(&self, wanted: Height) -> Known<ConsensusState<'_>> {
        let found = self.states.get(self.below(wanted)).filter(|state| height(state) == wanted);
        let Some(found) = found else { return Ok(None) };
        let bytes = found.state.required(found.state_len).map_err(|_| Unknown)?;
        ConsensusState::parse(bytes, LIMITS).map(Some).map_err(|_| Unknown)
    }

    fn previous_height(&self, mark: Height) -> Known<Height> {
        let last = self.below(mark).checked_sub(1);
        Ok(last.and_then(|last| self.states.get(last)).map(height))
    }

    fn next_height(&self, mark: Height) -> Known<Height> {
        let above = self.states.partition_point(|state| height(state) <= mark);
        Ok(self.states.get(above).map(height))
    }
}
