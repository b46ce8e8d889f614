//! The kinds of cases, and what each asks about a scene.

mod attack;
mod backwards;
mod basic;
mod commit;
mod duplicate;
mod ed25519;
mod encodings;
mod hash;
mod light;
mod made_key;
mod sign_bytes;
mod torsion;
mod vote;

use crate::chain::Chain;
use crate::keys::Keyring;
use crate::line::Question;
use crate::mutate::{Mutations, Touch};
use crate::rng::{Deck, Rng};
use crate::scene::Scene;
use crate::wire::Wire;

#[cfg(test)]
pub(crate) use light::question as light_question;

/// A kind of case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Verification of a light block.
    Light,
    /// Verification of the header below.
    Backwards,
    /// A commit, in five variants.
    Commit,
    /// The basic rules of a message.
    Basic,
    /// A hash.
    Hash,
    /// What is signed.
    SignBytes,
    /// A signature.
    Ed25519,
    /// Two votes of one validator.
    DuplicateVote,
    /// A block that conflicts with the chain's.
    LightClientAttack,
}

/// All kinds, their names and their parts of a hundred cases.
const KINDS: [(Kind, &str, u64); 9] = [
    (Kind::Light, "light", 45),
    (Kind::Commit, "commit", 20),
    (Kind::Basic, "basic", 10),
    (Kind::Ed25519, "ed25519", 8),
    (Kind::Hash, "hash", 6),
    (Kind::Backwards, "backwards", 4),
    (Kind::SignBytes, "sign_bytes", 4),
    (Kind::DuplicateVote, "duplicate_vote", 2),
    (Kind::LightClientAttack, "light_client_attack", 1),
];

impl Kind {
    /// The kind of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Kind> {
        KINDS.iter().find(|(_, known, _)| *known == name).map(|(kind, ..)| *kind)
    }

    /// The names of all kinds.
    pub fn names() -> impl Iterator<Item = &'static str> {
        KINDS.iter().map(|(_, name, _)| *name)
    }

    /// Its name.
    #[must_use]
    pub fn name(self) -> &'static str {
        let found = KINDS.iter().find(|(kind, ..)| *kind == self);
        found.map_or("", |(_, name, _)| name)
    }

    /// Any kind, each as often as its part says.
    pub fn any(rng: &mut Rng) -> Kind {
        let mut left = rng.below(KINDS.iter().map(|(.., part)| part).sum());
        for (kind, _, part) in KINDS {
            if left < part {
                return kind;
            }
            left -= part;
        }
        Kind::Light
    }

    /// A question of this kind.
    pub fn ask(self, desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
        let mut question = match self {
            Kind::Light => light::ask(desk, rng),
            Kind::Backwards => backwards::ask(desk, rng),
            Kind::Commit => commit::ask(desk, rng),
            Kind::Basic => basic::ask(desk, rng),
            Kind::Hash => hash::ask(desk, rng),
            Kind::SignBytes => sign_bytes::ask(desk, rng),
            Kind::Ed25519 => ed25519::ask(desk, rng),
            Kind::DuplicateVote => duplicate::ask(desk, rng),
            Kind::LightClientAttack => attack::ask(desk, rng),
        };
        let untouched = question.note.is_empty();
        if rng.once_in(if untouched { 3 } else { 20 }) {
            question.damage(&mut desk.tables.wire, rng);
        }
        question
    }
}

/// What has been dealt from each table.
#[derive(Default)]
pub struct Tables {
    mutations: Mutations,
    wire: Wire,
    pub(crate) decks: Decks,
}

/// The decks of the tables that belong to one kind.
#[derive(Default)]
pub(crate) struct Decks {
    backwards: Deck,
    vote: Deck,
    duplicate: Deck,
    attack: Deck,
    ed25519: Deck,
    torsion: Deck,
    variant: Deck,
    basic: Deck,
}

/// What a question is made of.
pub struct Desk<'a> {
    /// The keys.
    pub ring: &'a Keyring,
    /// The chain.
    pub chain: &'a Chain,
    /// What has been dealt.
    pub tables: &'a mut Tables,
}

impl<'a> Desk<'a> {
    /// A scene with some mutations of what is wanted, and what they are.
    fn scene(&mut self, wanted: &'static [Touch], rng: &mut Rng) -> (Scene<'a>, Vec<String>) {
        let (mut scene, mut note) = Scene::new(self.chain, self.ring, rng);
        for _ in 0..rng.pick(&[0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 3]) {
            self.tables.mutations.apply(&mut scene, wanted, &mut note, rng);
        }
        (scene, note)
    }
}

/// A change and its name.
type Row<T> = (&'static str, fn(&mut T, &mut Rng) -> bool);

/// Changes something by a table in two of three cases, and notes it.
fn from_table<T>(
    name: &str,
    table: &[Row<T>],
    deck: &mut Deck,
    what: &mut T,
    rng: &mut Rng,
) -> Vec<String> {
    let mut note = Vec::new();
    if rng.once_in(3) {
        return note;
    }
    for _ in 0..rng.pick(&[1, 1, 1, 2]) {
        let (change, apply) = &table[deck.draw(table.len(), rng)];
        if apply(what, rng) {
            note.push(format!("{name}: {change}"));
        }
    }
    note
}

/// A chain id that JSON can hold.
fn text(chain_id: &[u8]) -> String {
    String::from_utf8_lossy(chain_id).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_make_a_hundred() {
        assert_eq!(KINDS.iter().map(|(.., part)| part).sum::<u64>(), 100);
        assert_eq!(Kind::named("light"), Some(Kind::Light));
        assert_eq!(Kind::named("nothing"), None);
        assert!(Kind::names().all(|name| Kind::named(name).is_some_and(|k| k.name() == name)));
    }
}
