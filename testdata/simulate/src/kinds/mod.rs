//! The kinds of cases, and what each asks about a scene.

mod attack;
mod backwards;
mod basic;
mod client;
mod commit;
mod duplicate;
mod ed25519;
mod encodings;
mod evidence;
mod hash;
mod light;
pub(crate) mod made_key;
mod sign_bytes;
mod states;
pub(crate) mod torsion;
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
    /// Two votes of one validator of a consumer chain, as its provider judges them.
    ConsumerDoubleVote,
    /// Two headers of a consumer chain, and who is guilty of them.
    ConsumerMisbehaviour,
    /// A proof of what a chain's state holds.
    Ics23,
    /// The next validator set of a consumer, as its provider computes it.
    PowerShaping,
    /// What packets make of a consumer's validator set.
    ValsetChange,
    /// What a client on another chain does with a header, or with two.
    ClientUpdate,
}

/// The streams of a seed. Each draws from random numbers and decks of its own: what is added to
/// the cases of evidence leaves all others as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Cases about blocks. Those of evidence among them have one field changed.
    Blocks,
    /// Cases of evidence in all its forms.
    Evidence,
    /// Cases about what the states of a provider and of its consumers hold, and what follows.
    States,
    /// Cases about clients on other chains. They are asked for by name.
    Clients,
}

/// All kinds, their names and their parts of a hundred cases of each stream.
const KINDS: [(Kind, &str, [u64; 4]); 15] = [
    (Kind::Light, "light", [45, 0, 0, 0]),
    (Kind::Commit, "commit", [20, 0, 0, 0]),
    (Kind::Basic, "basic", [10, 0, 0, 0]),
    (Kind::Ed25519, "ed25519", [8, 0, 0, 0]),
    (Kind::Hash, "hash", [6, 0, 0, 0]),
    (Kind::Backwards, "backwards", [4, 0, 0, 0]),
    (Kind::SignBytes, "sign_bytes", [4, 0, 0, 0]),
    (Kind::DuplicateVote, "duplicate_vote", [2, 20, 0, 0]),
    (Kind::LightClientAttack, "light_client_attack", [1, 30, 0, 0]),
    (Kind::ConsumerDoubleVote, "consumer_double_vote", [0, 20, 0, 0]),
    (Kind::ConsumerMisbehaviour, "consumer_misbehaviour", [0, 30, 0, 0]),
    (Kind::Ics23, "ics23", [0, 0, 40, 0]),
    (Kind::PowerShaping, "power_shaping", [0, 0, 30, 0]),
    (Kind::ValsetChange, "valset_change", [0, 0, 30, 0]),
    (Kind::ClientUpdate, "client_update", [0, 0, 0, 100]),
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
}

/// The changes that only the stream of evidence makes, as its notes name them.
#[must_use]
pub fn evidence_changes() -> Vec<String> {
    evidence::changes()
}

/// The changes that the stream of states makes, as its notes name them.
#[must_use]
pub fn state_changes() -> Vec<String> {
    states::changes()
}

/// The changes that only the stream of clients makes, as its notes name them.
#[must_use]
pub fn client_changes() -> Vec<String> {
    client::changes()
}

impl Stream {
    /// The kinds of this stream.
    pub fn kinds(self) -> impl Iterator<Item = Kind> {
        let all = KINDS.iter().filter(move |(.., parts)| parts[self as usize] > 0);
        all.map(|(kind, ..)| *kind)
    }

    /// One of these kinds, each as often as its part says.
    pub fn draw(self, kinds: &[Kind], rng: &mut Rng) -> Kind {
        if let [kind] = kinds {
            return *kind;
        }
        let parts = || {
            let wanted = KINDS.iter().filter(|(kind, ..)| kinds.contains(kind));
            wanted.map(|(kind, _, parts)| (*kind, parts[self as usize]))
        };
        let mut left = rng.below(parts().map(|(_, part)| part).sum());
        for (kind, part) in parts() {
            if left < part {
                return kind;
            }
            left -= part;
        }
        kinds[0]
    }

    /// A question of this kind.
    pub fn ask(self, kind: Kind, desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
        let mut question = match (kind, self) {
            (Kind::Light, _) => light::ask(desk, rng),
            (Kind::Backwards, _) => backwards::ask(desk, rng),
            (Kind::Commit, _) => commit::ask(desk, rng),
            (Kind::Basic, _) => basic::ask(desk, rng),
            (Kind::Hash, _) => hash::ask(desk, rng),
            (Kind::SignBytes, _) => sign_bytes::ask(desk, rng),
            (Kind::Ed25519, _) => ed25519::ask(desk, rng),
            (Kind::DuplicateVote, Stream::Blocks) => duplicate::ask(desk, rng),
            (Kind::LightClientAttack, Stream::Blocks) => attack::ask(desk, rng),
            (Kind::DuplicateVote, _) => evidence::duplicate_vote(desk, rng),
            (Kind::LightClientAttack, _) => evidence::attack::ask(desk, rng),
            (Kind::ConsumerDoubleVote, _) => evidence::consumer_double_vote::ask(desk, rng),
            (Kind::ConsumerMisbehaviour, _) => evidence::misbehaviour::ask(desk, rng),
            (Kind::Ics23, _) => return states::proof::ask(desk, rng),
            (Kind::PowerShaping, _) => return states::power_shaping::ask(desk, rng),
            (Kind::ValsetChange, _) => return states::valset_change::ask(desk, rng),
            (Kind::ClientUpdate, _) => client::ask(desk, rng),
        };
        let rarely = match self {
            Stream::Blocks if question.note.is_empty() => 3,
            Stream::Blocks => 20,
            Stream::Evidence | Stream::States => 6,
            Stream::Clients => 12,
        };
        if rng.once_in(rarely) {
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
    evidence: evidence::Decks,
    states: states::Decks,
    client: client::Decks,
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
        for stream in [Stream::Blocks, Stream::Evidence, Stream::States, Stream::Clients] {
            let parts = KINDS.iter().map(|(.., parts)| parts[stream as usize]);
            assert_eq!(parts.sum::<u64>(), 100);
        }
        assert_eq!(Kind::named("light"), Some(Kind::Light));
        assert_eq!(Kind::named("nothing"), None);
        assert!(Kind::names().all(|name| Kind::named(name).is_some_and(|k| k.name() == name)));
    }

    #[test]
    fn only_what_is_wanted_is_drawn() {
        let mut rng = Rng::new(1);
        let kinds = [Kind::DuplicateVote, Kind::ConsumerMisbehaviour];
        let drawn: Vec<Kind> = (0..200).map(|_| Stream::Evidence.draw(&kinds, &mut rng)).collect();
        let misbehaviour = drawn.iter().filter(|kind| **kind == kinds[1]).count();
        assert!(drawn.iter().all(|kind| kinds.contains(kind)));
        // 30 parts of 50.
        assert!((95..145).contains(&misbehaviour), "{misbehaviour}");
    }
}
