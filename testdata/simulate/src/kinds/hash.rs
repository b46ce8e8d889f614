//! Kind `hash`.

use super::{Desk, encodings};
use crate::line::Question;
use crate::mutate::Touch;
use crate::rng::Rng;
use crate::wire::schema::{self, Schema};
use prost::Message;

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (name, schema, bytes, note): (_, &'static Schema, _, _) = match rng.below(4) {
        0 => {
            let (scene, note) = desk.scene(&[Touch::Header], rng);
            ("header", &schema::HEADER, scene.block.header.encode_to_vec(), note)
        }
        1 => {
            let (scene, note) = desk.scene(&[Touch::Commit], rng);
            ("commit", &schema::COMMIT, scene.block.commit.encode_to_vec(), note)
        }
        2 => {
            let (scene, note) = desk.scene(&[Touch::Set], rng);
            ("validator_set", &schema::VALIDATOR_SET, scene.block.set.encode_to_vec(), note)
        }
        _ => {
            let (list, note) = encodings::evidence_list(desk, rng);
            ("evidence_list", &schema::EVIDENCE_LIST, list.encode_to_vec(), note)
        }
    };
    let note = note.into_iter().filter(|change| !change.starts_with("trust: ")).collect();
    Question::new("hash", note).text("message", name).message("bytes", schema, bytes)
}
