//! The kind of cases that is about a client on another chain.

use crate::case::{base64_value, number, required, time};
use crate::kinds::{LIMITS, malformed};
use crate::{BadCase, Case, Verdict};
use parhelion_core::proof::tendermint::{
    ClientMessage, ClientState, ClientStore, ConsensusState, Known, Outcome, verify_client_message,
};
use parhelion_core::{Class, Error, Time, commit};
use std::collections::BTreeMap;

type Height = (u64, u64);

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

/// What the client would do, and whether that is asked after the message's own rules: what fails
/// then is not malformed, whatever the class of its error.
pub(crate) fn update(case: &Case) -> Result<Verdict, BadCase> {
    let client_state = &required(case.client_state.as_ref(), "client_state")?.0;
    let states = required(case.consensus_states.as_ref(), "consensus_states")?;
    let message = required(case.message.as_ref(), "message")?.as_str();
    let message = base64_value(&message.into(), "message")?;
    let now = time(required(case.now.as_ref(), "now")?)?;
    let states: Vec<(Height, &[u8])> = states
        .iter()
        .map(|state| Ok((height(&state.height)?, state.bytes.0.as_slice())))
        .collect::<Result<_, BadCase>>()?;
    let inputs = (|| {
        let client_state = ClientState::parse(client_state, LIMITS)?;
        let consensus_states = states
            .iter()
            .map(|(height, bytes)| Ok((*height, ConsensusState::parse(bytes, LIMITS)?)))
            .collect::<Result<_, Error>>()?;
        let message = ClientMessage::parse(&message, LIMITS)?;
        Ok((Store { client_state, consensus_states }, message))
    })();
    Ok(match inputs {
        Err(error) => malformed(Err(error)),
        Ok((store, message)) => match ask(&store, &message, now) {
            Ok(result) => Verdict::Accepted(Some(result.into())),
            Err(error) if error.class() == Class::Malformed => {
                Verdict::Refused(error, Class::Invalid)
            }
            Err(error) => Verdict::Refused(error, error.class()),
        },
    })
}

fn ask(store: &Store<'_>, message: &ClientMessage<'_>, now: Time) -> Result<&'static str, Error> {
    let headers = match message {
        ClientMessage::Header(header) => vec![*header],
        ClientMessage::Misbehaviour(both) => vec![both.header_1(), both.header_2()],
    };
    let sets = headers.iter().filter_map(|header| header.trusted_validators()?.ok());
    let words = sets.map(|set| commit::scratch_len(&set)).max().unwrap_or(0);
    let verify = |scratch: &mut [u32]| verify_client_message(store, message, now, scratch);
    let lent = verify(&mut vec![0; words]);
    assert_eq!(lent, verify(&mut []), "memory must not change a verdict");
    lent.map(|outcome| match outcome {
        Outcome::Updates { .. } => "update",
        Outcome::Duplicate { .. } => "duplicate",
        Outcome::Nothing => "nothing",
        Outcome::Freezes(_) => "freeze",
        Outcome::Undecided(_) => "undecided",
    })
}

fn height(text: &str) -> Result<Height, BadCase> {
    let (revision, height) =
        text.split_once('-').ok_or_else(|| BadCase(format!("`height` has no hyphen: {text}")))?;
    match (number(revision, "height")?, number(height, "height")?) {
        (_, 0) => Err(BadCase(format!("`height` is zero: {text}"))),
        height => Ok(height),
    }
}
