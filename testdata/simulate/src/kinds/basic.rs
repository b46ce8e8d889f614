//! Kind `basic`.

use super::{Desk, attack, duplicate, text, vote};
use crate::line::Question;
use crate::mutate::Touch::{Commit, Header, Set};
use crate::rng::Rng;
use crate::wire::schema::{self, Schema};
use prost::Message;

const MESSAGES: [&str; 8] = [
    "header",
    "commit",
    "vote",
    "validator_set",
    "signed_header",
    "light_block",
    "duplicate_vote",
    "light_client_attack",
];

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let name = MESSAGES[desk.tables.decks.basic.draw(MESSAGES.len(), rng)];
    let mut chain_id = None;
    let (schema, bytes, mut note): (&'static Schema, _, _) = match name {
        "vote" => {
            let (vote, note) = vote::changed(desk, rng);
            (&schema::VOTE, vote.encode_to_vec(), note)
        }
        "duplicate_vote" => {
            let (double, note) = duplicate::changed(desk, rng);
            (&schema::DUPLICATE_VOTE, double.evidence.encode_to_vec(), note)
        }
        "light_client_attack" => {
            let (attack, note) = attack::changed(desk, rng);
            (&schema::LIGHT_CLIENT_ATTACK, attack.evidence.encode_to_vec(), note)
        }
        _ => {
            let (schema, bytes, id, note) = part(name, desk, rng);
            chain_id = id;
            (schema, bytes, note)
        }
    };
    note.retain(|change| !change.starts_with("trust: "));
    if let Some(id) = &mut chain_id
        && rng.once_in(12)
    {
        note.push("basic: another chain id asked".to_owned());
        id.push('y');
    }
    let question =
        Question::new("basic", note).text("message", name).message("bytes", schema, bytes);
    match chain_id {
        Some(id) => question.text("chain_id", id),
        None => question,
    }
}

type Part = (&'static Schema, Vec<u8>, Option<String>, Vec<String>);

/// A part of a scene, and the chain id where it is asked for.
fn part(name: &str, desk: &mut Desk<'_>, rng: &mut Rng) -> Part {
    let (scene, note) = match name {
        "header" => desk.scene(&[Header], rng),
        "commit" => desk.scene(&[Commit], rng),
        "validator_set" => desk.scene(&[Set], rng),
        "signed_header" => desk.scene(&[Header, Commit], rng),
        _ => desk.scene(&[Header, Commit, Set], rng),
    };
    let block = &scene.block;
    let id = Some(text(&scene.chain_id));
    match name {
        "header" => (&schema::HEADER, block.header.encode_to_vec(), None, note),
        "commit" => (&schema::COMMIT, block.commit.encode_to_vec(), None, note),
        "validator_set" => (&schema::VALIDATOR_SET, block.set.encode_to_vec(), None, note),
        "signed_header" => {
            (&schema::SIGNED_HEADER, block.signed_header().encode_to_vec(), id, note)
        }
        _ => (&schema::LIGHT_BLOCK, block.light_block().encode_to_vec(), id, note),
    }
}
