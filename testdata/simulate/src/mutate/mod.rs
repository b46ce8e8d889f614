//! Changes to a valid question: one field each, and with seals, what covers it.

mod commit;
mod entry;
mod header;
mod key;
pub mod scalar;
mod set;
mod threshold;
mod trust;
mod trusted;

use crate::rng::{Deck, Rng};
use crate::scene::{Scene, Seal, sign};
use std::collections::BTreeMap;

/// Changes the question; false where it has nothing to change.
pub type Apply = fn(&mut Scene<'_>, &mut Rng) -> bool;

type Row = (&'static str, Apply);

/// What a mutation changes, and so which kinds of cases can notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Touch {
    /// The header.
    Header,
    /// The commit or its entries.
    Commit,
    /// The validators of the block.
    Set,
    /// The trusted state, the options and the time.
    Trust,
    /// What is trusted of the validators.
    Trusted,
}

/// A mutation.
#[derive(Clone, Copy)]
pub struct Mutation {
    /// Its name in the notes.
    pub name: &'static str,
    /// What it changes.
    pub touch: Touch,
    apply: Apply,
    sealable: bool,
}

impl Mutation {
    /// Changes the scene; false where it has nothing to change.
    pub fn apply(&self, scene: &mut Scene<'_>, rng: &mut Rng) -> bool {
        (self.apply)(scene, rng)
    }
}

/// All mutations of scenes.
#[must_use]
pub fn all() -> Vec<Mutation> {
    let tables: [(&[Row], Touch, bool); 8] = [
        (header::ALL, Touch::Header, true),
        (commit::ALL, Touch::Commit, true),
        (entry::ALL, Touch::Commit, false),
        (set::ALL, Touch::Set, true),
        (key::ALL, Touch::Set, true),
        (threshold::ALL, Touch::Trusted, false),
        (trust::ALL, Touch::Trust, false),
        (trusted::ALL, Touch::Trusted, false),
    ];
    let rows = tables.iter().flat_map(|(rows, touch, sealable)| {
        rows.iter().map(|(name, apply)| Mutation {
            name,
            touch: *touch,
            apply: *apply,
            sealable: *sealable,
        })
    });
    rows.collect()
}

/// The mutations, dealt so that each occurs.
#[derive(Default)]
pub struct Mutations(BTreeMap<&'static [Touch], (Vec<Mutation>, Deck)>);

impl Mutations {
    /// Applies one that touches what is wanted and that finds something to change, and notes it.
    pub fn apply(
        &mut self,
        scene: &mut Scene<'_>,
        wanted: &'static [Touch],
        note: &mut Vec<String>,
        rng: &mut Rng,
    ) {
        let (pool, deck) = self.0.entry(wanted).or_insert_with(|| {
            let pool = all().into_iter().filter(|one| wanted.contains(&one.touch));
            (pool.collect(), Deck::default())
        });
        for _ in 0..pool.len() {
            let mutation = &pool[deck.draw(pool.len(), rng)];
            if !mutation.apply(scene, rng) {
                continue;
            }
            let seal = if mutation.sealable {
                rng.pick(&[Seal::None, Seal::Block, Seal::Trusted])
            } else {
                Seal::None
            };
            let how = reseal(scene, mutation.touch, seal);
            note.push(format!("{}{how}", mutation.name));
            return;
        }
    }
}

/// Makes things fit again; what is said of it in the note.
fn reseal(scene: &mut Scene<'_>, touch: Touch, seal: Seal) -> &'static str {
    match (touch, seal) {
        (_, Seal::None) | (Touch::Trust | Touch::Trusted, _) => "",
        (Touch::Header, _) => {
            scene.block.seal(scene.ring);
            ", sealed"
        }
        (Touch::Commit, _) => {
            let block = &mut scene.block;
            sign(scene.ring, &mut block.commit, &block.set, &block.header.chain_id);
            ", signed again"
        }
        (Touch::Set, seal) => {
            scene.seal_set(seal);
            if seal == Seal::Trusted { ", sealed, trusted" } else { ", sealed" }
        }
    }
}

/// Flips one bit, if there is one.
pub(crate) fn flip(bytes: &mut [u8], rng: &mut Rng) -> bool {
    if bytes.is_empty() {
        return false;
    }
    let place = rng.index(bytes.len());
    bytes[place] ^= 1 << rng.below(8);
    true
}

/// Makes it another length: one beside that which it has, or any.
pub(crate) fn resize(bytes: &mut Vec<u8>, rng: &mut Rng) -> bool {
    let length = bytes.len();
    let other = rng.pick(&[length.saturating_sub(1), length + 1, 1, 20, 31, 33, 64, 65]);
    bytes.resize(if other == length { length + 1 } else { other }, 0xa5);
    true
}

/// A number at one of the edges where arithmetic goes wrong.
pub(crate) fn odd(rng: &mut Rng) -> i64 {
    rng.pick(&[
        0,
        1,
        -1,
        2,
        i64::MAX,
        i64::MAX - 1,
        i64::MIN,
        i64::MIN + 1,
        1 << 31,
        (1 << 31) - 1,
        1 << 32,
        1 << 62,
        crate::sets::CAP,
        crate::sets::CAP + 1,
        1_000_000_007,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::Chain;
    use crate::keys::Keyring;
    use crate::kinds::light_question;
    use std::collections::BTreeSet;

    fn line(scene: &Scene<'_>) -> String {
        let mut line = String::new();
        light_question(scene, Vec::new()).write("x", &mut line);
        line
    }

    #[test]
    fn each_occurs_and_changes_the_question() {
        let mut rng = Rng::new(77);
        let ring = Keyring::new(&mut rng);
        let mut applied = BTreeSet::new();
        for _ in 0..60 {
            let chain = Chain::new(&ring, &mut rng);
            let (scene, _) = Scene::new(&chain, &ring, &mut rng);
            let before = line(&scene);
            for mutation in all() {
                let mut changed = scene.clone();
                if mutation.apply(&mut changed, &mut rng) {
                    assert!(line(&changed) != before, "{}", mutation.name);
                    applied.insert(mutation.name);
                }
            }
        }
        for mutation in all() {
            assert!(applied.contains(mutation.name), "{}", mutation.name);
        }
    }

    #[test]
    fn each_can_follow_any_other() {
        let mut rng = Rng::new(78);
        let ring = Keyring::new(&mut rng);
        let chain = Chain::new(&ring, &mut rng);
        for first in all() {
            let (mut scene, _) = Scene::new(&chain, &ring, &mut rng);
            first.apply(&mut scene, &mut rng);
            for second in all() {
                // That it does not stop is all that is asked.
                second.apply(&mut scene.clone(), &mut rng);
            }
        }
    }

    #[test]
    fn names_are_unique() {
        let mut names: Vec<_> = all().iter().map(|mutation| mutation.name).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
        assert!(count > 190, "{count}");
        // Notes are split at these.
        assert!(names.iter().all(|name| !name.contains(" + ") && !name.contains(", ")));
    }

    #[test]
    fn a_length_changes() {
        let mut rng = Rng::new(3);
        for length in [0, 1, 20, 32, 65] {
            let mut bytes = vec![0; length];
            assert!(resize(&mut bytes, &mut rng));
            assert_ne!(bytes.len(), length);
        }
    }
}
