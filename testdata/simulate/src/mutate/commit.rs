//! Changes to a commit as a whole. Signatures can be made again after them.

use super::{Apply, flip, odd, resize};
use crate::message::{BlockId, PartSetHeader};
use crate::rng::Rng;
use crate::scene::Scene;

fn id<'s>(scene: &'s mut Scene<'_>) -> &'s mut BlockId {
    scene.block.commit.block_id.get_or_insert_default()
}

fn parts<'s>(scene: &'s mut Scene<'_>) -> &'s mut PartSetHeader {
    id(scene).part_set_header.get_or_insert_default()
}

fn round(scene: &mut Scene<'_>, to: i32) -> bool {
    std::mem::replace(&mut scene.block.commit.round, to) != to
}

fn height(scene: &mut Scene<'_>, to: i64) -> bool {
    std::mem::replace(&mut scene.block.commit.height, to) != to
}

pub(super) const ALL: &[(&str, Apply)] = &[
    ("commit: height above", |scene, _| {
        let next = scene.block.commit.height.wrapping_add(1);
        height(scene, next)
    }),
    ("commit: height below", |scene, _| {
        let before = scene.block.commit.height.wrapping_sub(1);
        height(scene, before)
    }),
    ("commit: height odd", |scene, rng: &mut Rng| height(scene, odd(rng))),
    ("commit: height 0 without block or entries", |scene, _| {
        scene.block.commit.signatures.clear();
        *id(scene) = BlockId::default();
        height(scene, 0)
    }),
    ("commit: another round", |scene, rng| {
        let other = rng.pick(&[0, 1, 2, 127, 128, i32::MAX]);
        round(scene, other)
    }),
    ("commit: round negative", |scene, rng| {
        let negative = rng.pick(&[-1, -2, i32::MIN]);
        round(scene, negative)
    }),
    ("commit: block hash flipped", |scene, rng| flip(&mut id(scene).hash, rng)),
    ("commit: block hash size", |scene, rng| resize(&mut id(scene).hash, rng)),
    ("commit: block hash emptied", |scene, _| !std::mem::take(&mut id(scene).hash).is_empty()),
    ("commit: parts hash flipped", |scene, rng| flip(&mut parts(scene).hash, rng)),
    ("commit: parts hash size", |scene, rng| resize(&mut parts(scene).hash, rng)),
    ("commit: parts hash emptied", |scene, _| !std::mem::take(&mut parts(scene).hash).is_empty()),
    ("commit: parts total", |scene, rng| {
        let other = rng.pick(&[0, 1, 3, 127, 128, 1 << 31, u32::MAX]);
        std::mem::replace(&mut parts(scene).total, other) != other
    }),
    ("commit: block id incomplete", |scene, rng| {
        let bare = PartSetHeader { total: rng.pick(&[0, 1]), hash: Vec::new() };
        std::mem::replace(parts(scene), bare.clone()) != bare
    }),
    ("commit: block id zero", |scene, _| {
        *id(scene) = BlockId { hash: Vec::new(), part_set_header: Some(Default::default()) };
        true
    }),
    ("commit: only parts left of the block id", |scene, _| {
        id(scene).hash.clear();
        parts(scene).hash.clear();
        parts(scene).total = 1;
        true
    }),
    ("commit: no block id", |scene, _| scene.block.commit.block_id.take().is_some()),
    ("commit: no entries", |scene, _| {
        !std::mem::take(&mut scene.block.commit.signatures).is_empty()
    }),
    ("commit: of the trusted header", |scene, _| match &scene.trusted.commit {
        Some(commit) => {
            let before = std::mem::replace(&mut scene.block.commit, commit.clone());
            before != scene.block.commit
        }
        None => false,
    }),
];
