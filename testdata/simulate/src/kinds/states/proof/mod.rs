//! Kind `ics23`: that a store holds a value under a key, or nothing, as a proof has it. Trees are
//! made here, hash by hash.

mod changes;
mod message;
mod tree;

use super::members::base64;
use super::power_shaping::list;
use crate::kinds::Desk;
use crate::line::Question;
use crate::rng::{Deck, Rng};
use crate::wire::Wire;
use crate::wire::schema::MERKLE_PROOF;
use crate::wire::tree::varint;
use message::{CommitmentProof, ExistenceProof, MerkleProof, NonExistenceProof, Sort};
use prost::Message;
use tree::{Craft, Level, Tree};

pub(super) use changes::names as changes;

/// A question before it is written, and what its proofs were taken from.
struct Claim {
    root: Vec<u8>,
    path: Vec<Vec<u8>>,
    value: Option<Vec<u8>>,
    proof: MerkleProof,
    store: Store,
    /// The other stores of the multistore, with the node prefix of its tree.
    others: Vec<(Vec<u8>, Vec<u8>)>,
    inner: Vec<u8>,
}

/// A store: its tree, and its entries as they stand there from left to right.
struct Store {
    tree: Tree,
    entries: Vec<(Vec<u8>, Vec<u8>)>,
}

const NAMES: [&str; 8] =
    ["provider", "ccvconsumer", "ibc", "acc", "bank", "staking", "zzz", "a store with a long name"];

pub(in crate::kinds) fn ask(desk: &mut Desk<'_>, rng: &mut Rng) -> Question {
    let (store, mut note) = store(rng);
    let mut claim = claimed(store, &mut note, rng);
    let decks = &mut desk.tables.decks.states;
    let mut notes = vec![note];
    if rng.once_in(2) {
        for _ in 0..rng.pick(&[1, 1, 1, 2]) {
            if let Some(name) = claim.change(&mut decks.proof, &mut decks.parts, rng) {
                notes.push(format!("proof: {name}"));
            }
        }
    }
    let mut bytes = claim.proof.encode_to_vec();
    if rng.once_in(6) {
        damage(&mut bytes, &mut desk.tables.wire, &mut notes, rng);
    }
    let question = Question::new("ics23", notes)
        .bytes("root", &claim.root)
        .json("path", list(&claim.path, |part| format!("\"{}\"", base64(part))))
        .message("proof", &MERKLE_PROOF, bytes);
    match &claim.value {
        Some(value) => question.bytes("value", value),
        None => question,
    }
}

/// Changes the encoding, but never within a batch or a compressed proof: what such a member holds is
/// no part of the question.
fn damage(bytes: &mut Vec<u8>, wire: &mut Wire, notes: &mut Vec<String>, rng: &mut Rng) {
    if has_closed_member(bytes) {
        return;
    }
    let mut damaged = bytes.clone();
    let name = wire.apply(&MERKLE_PROOF, &mut damaged, rng);
    if !has_closed_member(&damaged) {
        *bytes = damaged;
        notes.extend(name);
    }
}

/// Whether something in these bytes could be read as a batch or a compressed proof with content.
fn has_closed_member(bytes: &[u8]) -> bool {
    fields(bytes).iter().any(|(number, proof)| {
        *number == 1
            && fields(proof)
                .iter()
                .any(|(number, content)| matches!(number, 3 | 4) && !content.is_empty())
    })
}

/// The fields of a message that have a length, as far as they can be read.
fn fields(mut bytes: &[u8]) -> Vec<(u64, &[u8])> {
    let mut found = Vec::new();
    while let Ok(key) = prost::encoding::decode_varint(&mut bytes) {
        let skipped = match key & 7 {
            0 => prost::encoding::decode_varint(&mut bytes).ok().map(|_| 0),
            1 => Some(8),
            5 => Some(4),
            2 => match prost::encoding::decode_varint(&mut bytes) {
                Ok(length) if length <= bytes.len() as u64 => {
                    found.push(((key as u32 >> 3).into(), &bytes[..length as usize]));
                    Some(length as usize)
                }
                _ => None,
            },
            3 | 4 => Some(0),
            _ => None,
        };
        let Some(rest) = skipped.and_then(|length| bytes.get(length..)) else { break };
        bytes = rest;
    }
    found
}

fn store(rng: &mut Rng) -> (Store, String) {
    let count = match rng.below(6) {
        0 => 1 + rng.index(3),
        1 => 100 + rng.index(200),
        _ => 1 + rng.index(30),
    };
    let mut entries: Vec<(Vec<u8>, Vec<u8>)> = (0..count).map(|_| (key(rng), value(rng))).collect();
    entries.sort();
    entries.dedup_by(|one, other| one.0 == other.0);
    if rng.once_in(3) {
        let craft = Craft { three: rng.once_in(2), low: rng.once_in(4), odd: rng.once_in(2) };
        let unsorted = rng.once_in(3);
        if unsorted {
            rng.shuffle(&mut entries);
        }
        entries.truncate(40);
        let mut note = format!("{} keys: crafted tree", entries.len());
        for (holds, name) in [
            (craft.three, ", three children"),
            (craft.low, ", low"),
            (craft.odd, ", odd numbers"),
            (unsorted, ", not sorted"),
        ] {
            note.push_str(if holds { name } else { "" });
        }
        return (Store { tree: Tree::crafted(&entries, &craft, rng), entries }, note);
    }
    if rng.once_in(60) {
        entries.truncate(1);
        let depth = 126 + rng.index(5);
        let tree = Tree::deep(&entries[0], depth);
        return (Store { tree, entries }, format!("1 key, {depth} steps"));
    }
    let note = format!("{} keys", entries.len());
    (Store { tree: Tree::iavl(&entries, rng), entries }, note)
}

/// A key like those of the provider: a prefix and what follows. Some are equal but for the end.
fn key(rng: &mut Rng) -> Vec<u8> {
    let length = rng.pick(&[1, 2, 8, 20, 20, 29, 40, 127, 128, 200]);
    let mut key = vec![rng.pick(&[0, 1, 2, 31, 0xff]); length];
    let end = length.saturating_sub(rng.index(9) + 1);
    let random = rng.bytes(length - end);
    key[end..].copy_from_slice(&random);
    key
}

fn value(rng: &mut Rng) -> Vec<u8> {
    let length = rng.pick(&[0, 0, 1, 8, 32, 33, 100]);
    rng.bytes(length)
}

fn claimed(store: Store, note: &mut String, rng: &mut Rng) -> Claim {
    let name = rng.pick(&NAMES).as_bytes().to_vec();
    let mut others: Vec<(Vec<u8>, Vec<u8>)> =
        NAMES.iter().map(|name| (name.as_bytes().to_vec(), rng.hash())).collect();
    others.retain(|(other, _)| *other != name && !rng.once_in(3));
    let mut claim = Claim {
        root: Vec::new(),
        path: vec![name, Vec::new()],
        value: None,
        proof: MerkleProof { proofs: Vec::new() },
        store,
        others,
        inner: vec![1],
    };
    if rng.once_in(20) {
        // Nothing says that a node of the multistore begins with 01.
        let first = rng.pick(&[1, 2, 0xff, 0]);
        let length = rng.index(3);
        claim.inner = [vec![first], rng.bytes(length)].concat();
        note.push_str(", odd multistore");
    }
    let what = claim.ask_for(rng);
    note.push_str(", ");
    note.push_str(what);
    claim.seal();
    claim
}

impl Claim {
    /// Chooses a key that is there or not, and proves it.
    fn ask_for(&mut self, rng: &mut Rng) -> &'static str {
        let Store { tree, entries } = &self.store;
        let place = rng.index(entries.len());
        if rng.once_in(2) {
            let (key, value) = entries[place].clone();
            self.path[1] = key;
            self.value = Some(value);
            self.proof.proofs = vec![CommitmentProof::of(tree.prove(Level::Store, place))];
            return "present";
        }
        let mut key = entries[place].0.clone();
        let name = match rng.below(6) {
            0 => {
                key.push(0);
                "absent, just after a key"
            }
            1 => {
                key.pop();
                "absent, the beginning of a key"
            }
            2 => {
                crate::mutate::flip(&mut key, rng);
                "absent, a bit of a key"
            }
            3 => {
                key = vec![0xff; 3 + rng.index(300)];
                "absent, after the last"
            }
            4 => {
                key = rng.pick(&[vec![0], Vec::new()].each_ref()).clone();
                "absent, before the first"
            }
            _ => {
                key = super::proof::key(rng);
                "absent, any key"
            }
        };
        // Where a tree is not sorted, some gap fits all the same.
        let fits = |gap: &usize| {
            (*gap == 0 || entries[gap - 1].0 < key)
                && entries.get(*gap).is_none_or(|right| key < right.0)
        };
        let gap = (0..=entries.len()).find(fits).unwrap_or(place);
        self.proof.proofs = vec![self.absence(gap, &key)];
        self.path[1] = key;
        name
    }

    /// The proof that a key stands in the gap before this place.
    fn absence(&self, gap: usize, key: &[u8]) -> CommitmentProof {
        let Store { tree, entries } = &self.store;
        let prove = |place: usize| tree.prove(Level::Store, place);
        CommitmentProof {
            sort: Some(Sort::Nonexist(NonExistenceProof {
                key: key.to_vec(),
                left: gap.checked_sub(1).map(prove),
                right: (gap < entries.len()).then(|| prove(gap)),
            })),
        }
    }

    /// Makes the upper proof, and the root, fit the lower proof.
    fn seal(&mut self) {
        let Some(lower) = self.proof.proofs.first() else { return };
        let root = match &lower.sort {
            Some(Sort::Exist(proof)) => root_of(proof),
            Some(Sort::Nonexist(proof)) => {
                let shown = proof.left.as_ref().or(proof.right.as_ref());
                shown.map_or_else(Vec::new, root_of)
            }
            _ => self.store.tree.hash().to_vec(),
        };
        let mut stores = self.others.clone();
        stores.push((self.path.first().cloned().unwrap_or_default(), root));
        stores.sort();
        let own = self.path.first().cloned().unwrap_or_default();
        let place = stores.iter().position(|(name, _)| *name == own).unwrap_or(0);
        let tree = Tree::multistore(&stores, &self.inner);
        self.root = tree.hash().to_vec();
        self.proof.proofs.truncate(1);
        self.proof.proofs.push(CommitmentProof::of(tree.prove(Level::Multistore, place)));
    }

    /// The root as the upper proof has it.
    fn adopt_upper_root(&mut self) {
        if let Some(Sort::Exist(proof)) =
            self.proof.proofs.get(1).and_then(|upper| upper.sort.as_ref())
        {
            self.root = root_of(proof);
        }
    }
}

/// The root that a proof comes to, with SHA-256 whatever it says.
fn root_of(proof: &ExistenceProof) -> Vec<u8> {
    let prefix = proof.leaf.as_ref().map(|leaf| leaf.prefix.clone()).unwrap_or_default();
    let leaf = tree::leaf_hash(&prefix, &proof.key, &proof.value);
    proof.path.iter().fold(leaf, |below, step| {
        crate::hashing::sha256(&[step.prefix.as_slice(), &below, &step.suffix].concat()).to_vec()
    })
}

impl Claim {
    fn change(&mut self, deck: &mut Deck, parts: &mut Deck, rng: &mut Rng) -> Option<&'static str> {
        changes::apply(self, deck, parts, rng)
    }
}

/// An integer in as many bytes as anybody likes.
fn long(value: u64, rng: &mut Rng) -> Vec<u8> {
    let short = varint(value, 0).len();
    varint(value, rng.index(11 - short))
}
