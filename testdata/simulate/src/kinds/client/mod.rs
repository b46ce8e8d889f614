//! Kind `client_update`: what a client on another chain has stored, and what is submitted to it.

mod changes;
mod claim;

use super::Desk;
use super::evidence::{misbehaviour, row};
use crate::line::Question;
use crate::message::{Any, ClientState, ConsensusState};
use crate::mutate::Touch;
use crate::rng::{Deck, Rng};
use crate::time::rfc3339;
use crate::wire::schema;
use claim::{Claim, Submitted};
use prost::Message;
use std::collections::BTreeMap;

/// What has been dealt from the tables of clients.
#[derive(Default)]
pub(crate) struct Decks {
    client: Deck,
    store: Deck,
    header: Deck,
}

/// A height, after its revision.
type Height = (u64, u64);

/// One client as a chain keeps it.
struct Store {
    client: ClientState,
    states: BTreeMap<Height, ConsensusState>,
    now: i128,
}

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (mut claim, mut note) = if rng.once_in(4) { two(desk, rng) } else { one(desk, rng) };
    for _ in 0..rng.pick(&[0, 0, 1, 1, 1, 1, 2]) {
        let decks = &mut desk.tables.decks.client;
        match rng.below(5) {
            0 => row("client", changes::CLIENT, &mut decks.client, &mut claim, &mut note, rng),
            1..4 => row("store", changes::STORE, &mut decks.store, &mut claim, &mut note, rng),
            _ => row("message", changes::MESSAGE, &mut decks.header, &mut claim, &mut note, rng),
        }
    }
    // No client knows anything of a height of zero, and the format has none.
    claim.store.states.retain(|(_, height), _| *height > 0);
    let (name, message) = match &claim.submitted {
        Submitted::Header(header) => (&schema::ANY_HEADER, header.encode_to_vec()),
        Submitted::Misbehaviour(both) => (&schema::ANY_MISBEHAVIOUR, both.encode_to_vec()),
    };
    let Store { client, states, now } = &claim.store;
    let states = states.iter().map(|((revision, height), state)| {
        let bytes = wrapped(b"/ibc.lightclients.tendermint.v1.ConsensusState", state);
        (format!("{revision}-{height}"), bytes)
    });
    Question::new("client_update", note)
        .message(
            "client_state",
            &schema::ANY_CLIENT_STATE,
            wrapped(b"/ibc.lightclients.tendermint.v1.ClientState", client),
        )
        .states("consensus_states", &schema::ANY_CONSENSUS_STATE, states.collect())
        .message("message", name, Any { type_url: claim.type_url, value: message }.encode_to_vec())
        .text("now", rfc3339(*now))
}

fn wrapped(type_url: &[u8], message: &impl Message) -> Vec<u8> {
    Any { type_url: type_url.to_vec(), value: message.encode_to_vec() }.encode_to_vec()
}

/// A header of a chain that the client knows.
fn one<'a>(desk: &mut Desk<'a>, rng: &mut Rng) -> (Claim<'a>, Vec<String>) {
    let (scene, mut note) = if rng.once_in(2) {
        desk.scene(&[Touch::Header, Touch::Commit, Touch::Set, Touch::Trust, Touch::Trusted], rng)
    } else {
        desk.scene(&[], rng)
    };
    let claim = Claim::of_scene(scene, desk.chain, &mut note, rng);
    (claim, note)
}

/// Two headers that are held against the chain.
fn two<'a>(desk: &mut Desk<'a>, rng: &mut Rng) -> (Claim<'a>, Vec<String>) {
    let mut note = Vec::new();
    let made = misbehaviour::made(desk, &mut note, rng);
    (Claim::of_misbehaviour(desk.ring, made, rng), note)
}

/// The changes of this stream, as its notes name them.
pub(super) fn changes() -> Vec<String> {
    let named = |name: &'static str, table: changes::Table| {
        table.iter().map(move |(change, _)| format!("{name}: {change}"))
    };
    named("client", changes::CLIENT)
        .chain(named("store", changes::STORE))
        .chain(named("message", changes::MESSAGE))
        .collect()
}
