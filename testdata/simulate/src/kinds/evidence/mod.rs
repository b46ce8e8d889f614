//! The stream of evidence: what two votes or two blocks of one height can be, and changes that let
//! each check of them decide.

pub(super) mod attack;
mod ballots;
pub(super) mod consumer_double_vote;
mod fork;
pub(super) mod misbehaviour;
pub(super) mod revision;
mod tally;
mod votes;

use super::{Desk, Row, duplicate, vote};
use crate::line::Question;
use crate::message::{SignedHeader, ValidatorSet};
use crate::mutate::Touch;
use crate::rng::{Deck, Rng};
use crate::scene::{Block, Scene};

/// What has been dealt from the tables of evidence.
#[derive(Default)]
pub(crate) struct Decks {
    votes: Deck,
    pair: Deck,
    vote: Deck,
    key: Deck,
    ballots: Deck,
    sides: Deck,
    parts: Deck,
    attack: Deck,
    accused: Deck,
}

/// Two votes, and the validators of their height.
pub(super) fn duplicate_vote(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (mut double, mut note) = votes::changed(desk, rng);
    if rng.once_in(8) {
        let mut block = desk.chain.blocks[0].clone();
        block.set = double.set;
        let mut trusted = (block.signed_header(), block.next.clone());
        field(desk, &mut block, &mut trusted, &[Touch::Set], &mut note, rng);
        double.set = block.set;
    }
    duplicate::question(&double, note)
}

/// The changes of this stream, as its notes name them.
pub(super) fn changes() -> Vec<String> {
    fn named<T>(name: &str, table: &[Row<T>]) -> impl Iterator<Item = String> {
        table.iter().map(move |(change, _)| format!("{name}: {change}"))
    }
    let of_votes =
        [duplicate::TABLE, votes::PAIR].into_iter().flat_map(|rows| named("votes", rows));
    of_votes
        .chain(named("vote", vote::TABLE))
        .chain(named("key", consumer_double_vote::TABLE))
        .chain(named("votes", ballots::TABLE))
        .chain(named("headers", misbehaviour::SIDES))
        .chain(named("headers", misbehaviour::PARTS))
        .chain(named("attack", super::attack::TABLE))
        .chain(named("attack", attack::TABLE))
        .collect()
}

/// Changes one field of a block, or of what is trusted before it: a header and the set that follows.
fn field(
    desk: &mut Desk<'_>,
    block: &mut Block,
    (trusted, trusted_next): &mut (SignedHeader, ValidatorSet),
    wanted: &'static [Touch],
    note: &mut Vec<String>,
    rng: &mut Rng,
) {
    let mut scene = Scene {
        ring: desk.ring,
        chain_id: block.header.chain_id.clone(),
        trusted: trusted.clone(),
        trusted_next: trusted_next.clone(),
        block: block.clone(),
        level: (1, 3),
        period: 0,
        drift: 0,
        now: 0,
    };
    desk.tables.mutations.apply(&mut scene, wanted, note, rng);
    *block = scene.block;
    *trusted = scene.trusted;
    *trusted_next = scene.trusted_next;
}

/// Applies one row of a table, and notes it. Where it has nothing to change, others are tried.
pub(super) fn row<T>(
    name: &str,
    table: &[Row<T>],
    deck: &mut Deck,
    what: &mut T,
    note: &mut Vec<String>,
    rng: &mut Rng,
) {
    for _ in 0..table.len() {
        let (change, apply) = &table[deck.draw(table.len(), rng)];
        if apply(what, rng) {
            note.push(format!("{name}: {change}"));
            return;
        }
    }
}
