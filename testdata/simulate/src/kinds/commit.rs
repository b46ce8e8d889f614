//! Kind `commit`, in all its variants.

use super::{Desk, made_key, text};
use crate::line::Question;
use crate::mutate::Touch::{Commit, Set, Trusted};
use crate::mutate::{Touch, odd};
use crate::rng::Rng;
use crate::scene::Scene;
use crate::wire::schema;
use prost::Message;

const VARIANTS: [&str; 5] = ["full", "light", "light_all", "trusting", "trusting_all"];

pub(super) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let variant = VARIANTS[desk.tables.decks.variant.draw(VARIANTS.len(), rng)];
    if rng.once_in(80) {
        return made_key::ask(variant, rng);
    }
    let trusting = variant.starts_with("trusting");
    let wanted: &'static [Touch] = if trusting { &[Commit, Trusted] } else { &[Commit, Set] };
    let (mut scene, mut note) = desk.scene(wanted, rng);
    if !trusting {
        // What is trusted does not matter here.
        note.retain(|change| !change.starts_with("trust: "));
    } else if note.is_empty() && !scene.has_share() {
        // Where heights are adjacent, the light client would not have asked.
        note.push("trust: too little overlap".to_owned());
    }
    let chain_id = chain_id(&mut scene, &mut note, rng);
    if !trusting {
        return own(variant, &scene, &chain_id, note, rng);
    }
    if rng.once_in(8) {
        note.push("commit: level".to_owned());
        scene.level = level(rng);
    }
    let (numerator, denominator) = scene.level;
    Question::new("commit", note)
        .text("variant", variant)
        .text("chain_id", chain_id)
        .text("trust_level", format!("{numerator}/{denominator}"))
        .message("validators", &schema::VALIDATOR_SET, scene.trusted_next.encode_to_vec())
        .message("commit", &schema::COMMIT, scene.block.commit.encode_to_vec())
}

/// A level in range, with small terms or with some that overflow, and sometimes one that is not.
fn level(rng: &mut Rng) -> (u64, u64) {
    const TOP: u64 = i64::MAX as u64;
    rng.pick(&[
        (1, 2),
        (2, 3),
        (1, 1),
        (9, 9),
        (TOP, TOP),
        (TOP / 2, TOP),
        (1 << 40, 1 << 41),
        (1, 4),
        (0, 1),
        (1, 0),
        (TOP + 1, TOP + 1),
        (u64::MAX, u64::MAX),
    ])
}

fn chain_id(scene: &mut Scene<'_>, note: &mut Vec<String>, rng: &mut Rng) -> String {
    if rng.once_in(25) {
        note.push("commit: another chain id".to_owned());
        return text(&scene.chain_id) + "x";
    }
    text(&scene.chain_id)
}

/// A question about a commit of the validators that should have signed it.
fn own(
    variant: &str,
    scene: &Scene<'_>,
    chain_id: &str,
    mut note: Vec<String>,
    rng: &mut Rng,
) -> Question {
    let mut block_id = scene.block.commit.block_id.clone().unwrap_or_default();
    let mut height = scene.block.commit.height;
    match rng.below(40) {
        0 => {
            note.push("commit: height asked".to_owned());
            let any = odd(rng);
            height = rng.pick(&[height.wrapping_add(1), height.wrapping_sub(1), any]);
        }
        1 => {
            note.push("commit: block hash asked".to_owned());
            crate::mutate::flip(&mut block_id.hash, rng);
        }
        2 => {
            note.push("commit: parts asked".to_owned());
            let parts = block_id.part_set_header.get_or_insert_default();
            parts.total = parts.total.wrapping_add(1);
        }
        3 => {
            note.push("commit: parts hash asked".to_owned());
            let parts = block_id.part_set_header.get_or_insert_default();
            crate::mutate::flip(&mut parts.hash, rng);
        }
        4 => {
            // What the header says, not the commit.
            note.push("commit: height of the header asked".to_owned());
            height = scene.block.header.height;
        }
        _ => {}
    }
    Question::new("commit", note)
        .text("variant", variant)
        .text("chain_id", chain_id)
        .message("validators", &schema::VALIDATOR_SET, scene.block.set.encode_to_vec())
        .message("block_id", &schema::BLOCK_ID, block_id.encode_to_vec())
        .text("height", height)
        .message("commit", &schema::COMMIT, scene.block.commit.encode_to_vec())
}
