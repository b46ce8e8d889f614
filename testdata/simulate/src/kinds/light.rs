//! Kind `light`.

use super::Desk;
use crate::line::Question;
use crate::mutate::Touch::{Commit, Header, Set, Trust, Trusted};
use crate::rng::Rng;
use crate::scene::Scene;
use crate::time::rfc3339;
use crate::wire::schema;
use prost::Message;

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    // The other kinds change blocks too, but only this one asks about trust and time.
    let (scene, note) = if rng.once_in(3) {
        desk.scene(&[Trust, Trusted], rng)
    } else {
        desk.scene(&[Header, Commit, Set, Trust, Trusted], rng)
    };
    question(&scene, note)
}

/// The scene as a question.
pub(crate) fn question(scene: &Scene<'_>, note: Vec<String>) -> Question {
    let (numerator, denominator) = scene.level;
    Question::new("light", note)
        .message("trusted", &schema::SIGNED_HEADER, scene.trusted.encode_to_vec())
        .message("trusted_next", &schema::VALIDATOR_SET, scene.trusted_next.encode_to_vec())
        .message("untrusted", &schema::LIGHT_BLOCK, scene.block.light_block().encode_to_vec())
        .text("trust_level", format!("{numerator}/{denominator}"))
        .text("trusting_period", scene.period)
        .text("max_clock_drift", scene.drift)
        .text("now", rfc3339(scene.now))
}
