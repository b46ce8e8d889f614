//! What a light client on another chain would say to a message.

use crate::error::thrown;
use crate::evidence::misbehaviour_name;
use crate::record::{Record, number, record, text};
use alloc::collections::BTreeMap;
use alloc::vec;
use alloc::vec::Vec;
use parhelion_core::proof::tendermint::{
    ClientMessage, ClientState, ClientStore, Conflict, ConsensusState, Known, Missing, Outcome,
    verify_client_message,
};
use parhelion_core::{Error, Limits, Time, commit};
use wasm_bindgen::prelude::*;

type Height = (u64, u64);

/// What a chain stores for one client, as bytes.
#[wasm_bindgen]
pub struct OnChainClient {
    client_state: Vec<u8>,
    consensus_states: BTreeMap<Height, Vec<u8>>,
}

#[wasm_bindgen]
impl OnChainClient {
    /// A client that knows of no height yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new(client_state: Vec<u8>) -> OnChainClient {
        OnChainClient { client_state, consensus_states: BTreeMap::new() }
    }

    /// Adds what it knows of a height.
    pub fn add(&mut self, revision: u64, height: u64, consensus_state: Vec<u8>) {
        self.consensus_states.insert((revision, height), consensus_state);
    }

    /// What the client would do with a message at this time. A `stage` in the error says that the
    /// message obeys the rules of its own.
    ///
    /// # Errors
    /// Those of [`ClientState::parse`], of [`ConsensusState::parse`] by height, of
    /// [`ClientMessage::parse`]; then those of [`verify_client_message`].
    pub fn answer(&self, message: &[u8], seconds: i64, nanos: u32) -> Result<Record, Record> {
        let now = Time::from_unix(seconds, nanos).unwrap_or(Time::UNIX_EPOCH);
        let inputs = || -> Result<_, Error> {
            let client_state = ClientState::parse(&self.client_state, &Limits::DEFAULT)?;
            let states = self.consensus_states.iter();
            let consensus_states = states
                .map(|(height, bytes)| {
                    Ok((*height, ConsensusState::parse(bytes, &Limits::DEFAULT)?))
                })
                .collect::<Result<_, Error>>()?;
            let message = ClientMessage::parse(message, &Limits::DEFAULT)?;
            Ok((Store { client_state, consensus_states }, message))
        };
        let (store, message) = inputs().map_err(thrown)?;
        match ask(&store, &message, now) {
            Ok(outcome) => Ok(outcome),
            Err(error) => {
                let thrown = thrown(error);
                text(&thrown, "stage", "verified");
                Err(thrown)
            }
        }
    }
}

/// One client, of which everything is known.
struct Store<'c> {
    client_state: ClientState<'c>,
    consensus_states: BTreeMap<Height, ConsensusState<'c>>,
}

impl ClientStore for Store<'_> {
    fn client_state(&self) -> Known<ClientState<'_>> {
        Ok(Some(self.client_state))
    }

    fn consensus_state(&self, height: Height) -> Known<ConsensusState<'_>> {
        Ok(self.consensus_states.get(&height).copied())
    }

    fn previous_height(&self, height: Height) -> Known<Height> {
        Ok(self.consensus_states.range(..height).next_back().map(|(height, _)| *height))
    }

    fn next_height(&self, height: Height) -> Known<Height> {
        let mut above = self.consensus_states.range(height..).map(|(height, _)| *height);
        Ok(above.find(|found| *found != height))
    }
}

fn ask(store: &Store<'_>, message: &ClientMessage<'_>, now: Time) -> Result<Record, Error> {
    let headers = match message {
        ClientMessage::Header(header) => vec![*header],
        ClientMessage::Misbehaviour(both) => vec![both.header_1(), both.header_2()],
    };
    let sets = headers.iter().filter_map(|header| header.trusted_validators()?.ok());
    let words = sets.map(|set| commit::scratch_len(&set)).max().unwrap_or(0);
    let outcome = verify_client_message(store, message, now, &mut vec![0; words])?;
    let answer = record();
    let (name, height) = match outcome {
        Outcome::Updates { height, .. } => ("update", Some(height)),
        Outcome::Duplicate { height } => ("duplicate", Some(height)),
        Outcome::Nothing => ("nothing", None),
        Outcome::Freezes(conflict) => {
            text(&answer, "conflict", conflict_name(conflict));
            ("freeze", None)
        }
        Outcome::Undecided(missing) => ("undecided", height_of(missing)),
    };
    text(&answer, "result", name);
    if let Some((revision, height)) = height {
        number(&answer, "revision", revision);
        number(&answer, "height", height);
    }
    Ok(answer)
}

const fn height_of(missing: Missing) -> Option<Height> {
    match missing {
        Missing::ConsensusState(height)
        | Missing::PreviousHeight(height)
        | Missing::NextHeight(height) => Some(height),
        _ => None,
    }
}

const fn conflict_name(conflict: Conflict) -> &'static str {
    match conflict {
        Conflict::OtherHeader => "other_header",
        Conflict::NotAfterPrevious => "not_after_previous",
        Conflict::NotBeforeNext => "not_before_next",
        Conflict::Misbehaviour(kind) => misbehaviour_name(kind),
    }
}
