//! A store in a multistore, and questions about it.

use crate::attacks::tree::{Existence, iavl, multistore};
use crate::line::Question;
use crate::wire::tree::delimited;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

pub(super) const STORE: &[u8] = b"provider";

/// What the store holds. The first value is empty; the second key ends in a hash of an entry that is
/// not there; the third one's fourth byte is the length of what follows it.
pub(super) fn entries() -> Vec<(Vec<u8>, Vec<u8>)> {
    vec![
        (b"a".to_vec(), Vec::new()),
        (forged().root(), b"1".to_vec()),
        (b"p1:\x04gold".to_vec(), b"2".to_vec()),
        (b"q".to_vec(), b"3".to_vec()),
        (b"r".to_vec(), b"4".to_vec()),
    ]
}

/// An entry that no store holds.
pub(super) fn forged() -> Existence {
    iavl(&[(b"balance", b"21000000")]).swap_remove(0)
}

/// The proofs of a store in its multistore.
pub(super) struct State {
    pub(super) store: Vec<Existence>,
    pub(super) upper: Existence,
}

impl State {
    pub(super) fn new() -> State {
        let mut entries = entries();
        entries.sort();
        let entries: Vec<(&[u8], &[u8])> =
            entries.iter().map(|(key, value)| (&key[..], &value[..])).collect();
        let store = iavl(&entries);
        let upper = State::above(&store[0].root());
        State { store, upper }
    }

    pub(super) fn above(root: &[u8]) -> Existence {
        multistore(&[(b"bank", &[7; 32]), (STORE, root), (b"staking", &[9; 32])]).swap_remove(1)
    }

    /// The proof of an entry, by its key.
    pub(super) fn of(&self, key: &[u8]) -> Existence {
        self.store.iter().find(|proof| proof.key == key).expect("an entry").clone()
    }

    pub(super) fn ask(
        &self,
        key: &[u8],
        value: Option<&[u8]>,
        lower: &[u8],
        note: &str,
    ) -> Question {
        ask(key, value, lower, &exist(&self.upper), &self.upper.root(), note)
    }

    pub(super) fn present(&self, proof: &Existence, note: &str) -> Question {
        self.ask(&proof.key, Some(&proof.value), &exist(proof), note)
    }
}

pub(super) fn exist(proof: &Existence) -> Vec<u8> {
    delimited(1, &proof.encode())
}

pub(super) fn nonexist(key: &[u8], left: Option<&Existence>, right: Option<&Existence>) -> Vec<u8> {
    let side = |number, proof: Option<&Existence>| {
        proof.map_or(Vec::new(), |proof| delimited(number, &proof.encode()))
    };
    delimited(2, &[delimited(1, key), side(2, left), side(3, right)].concat())
}

pub(super) fn ask(
    key: &[u8],
    value: Option<&[u8]>,
    lower: &[u8],
    upper: &[u8],
    root: &[u8],
    note: &str,
) -> Question {
    let path = format!("[\"{}\",\"{}\"]", STANDARD.encode(STORE), STANDARD.encode(key));
    let proof = [delimited(1, lower), delimited(1, upper)].concat();
    let question =
        Question::new("ics23", vec![note.to_owned()]).bytes("root", root).json("path", path);
    let question = question.bytes("proof", &proof);
    match value {
        Some(value) => question.bytes("value", value),
        None => question,
    }
}

/// A question about a proof in the store whose hashes are made to fit above it.
pub(super) fn sealed(proof: &Existence, note: &str) -> Question {
    let upper = State::above(&proof.root());
    let (value, lower) = (Some(&proof.value[..]), exist(proof));
    ask(&proof.key, value, &lower, &exist(&upper), &upper.root(), note)
}

/// A question about a proof in the multistore whose hashes are made to fit.
pub(super) fn above(state: &State, change: impl FnOnce(&mut Existence), note: &str) -> Question {
    let (proof, mut upper) = (state.of(b"q"), state.upper.clone());
    change(&mut upper);
    let lower = exist(&proof);
    ask(&proof.key, Some(&proof.value), &lower, &exist(&upper), &upper.root(), note)
}
