//! Proofs of a chain's state. The rules are written out once, and each flawed check leaves one out.

use super::Flaw::{self, AcceptsUnsigned, Panics, Refuses};
use super::corpus::{Vector, vectors};
use super::forgiving::{Field, fields};
use sha2::{Digest, Sha256};

pub const TABLE: &[(&str, Flaw)] = &[
    ("leaf-as-step", AcceptsUnsigned(|vector| without(vector, Rule::Prefix))),
    ("key-in-prefix", AcceptsUnsigned(|vector| without(vector, Rule::LeafPrefix))),
    ("three-children", AcceptsUnsigned(|vector| without(vector, Rule::Sides))),
    ("both-children", AcceptsUnsigned(|vector| without(vector, Rule::OneChild))),
    ("absence-in-the-upper-proof", AcceptsUnsigned(|vector| without(vector, Rule::UpperKind))),
    ("roots-not-chained", AcceptsUnsigned(|vector| without(vector, Rule::Chain))),
    ("store-not-named", AcceptsUnsigned(|vector| without(vector, Rule::Name))),
    ("one-proof", AcceptsUnsigned(|vector| without(vector, Rule::Count))),
    ("empty-root", AcceptsUnsigned(|vector| without(vector, Rule::Root))),
    ("compressed-out-of-range", Panics(decompress)),
    ("present-and-absent", AcceptsUnsigned(|vector| without(vector, Rule::Sides))),
    ("not-the-last", AcceptsUnsigned(|vector| without(vector, Rule::Sides))),
    ("not-the-first", AcceptsUnsigned(|vector| without(vector, Rule::Sides))),
    ("key-of-a-neighbour", AcceptsUnsigned(|vector| without(vector, Rule::Between))),
    ("neighbour-of-another-tree", AcceptsUnsigned(|vector| without(vector, Rule::OneRoot))),
    ("no-neighbours", AcceptsUnsigned(|vector| without(vector, Rule::Neighbours))),
    ("leaf-as-it-says", AcceptsUnsigned(|vector| without(vector, Rule::LeafOps))),
    ("leaf-as-a-step", AcceptsUnsigned(|vector| without(vector, Rule::LeafPrefix))),
    ("step-below-its-place", AcceptsUnsigned(|vector| without(vector, Rule::Prefix))),
    ("suffix-in-part", AcceptsUnsigned(|vector| without(vector, Rule::Suffix))),
    ("step-not-hashed", AcceptsUnsigned(|vector| without(vector, Rule::StepHash))),
    ("steps-without-end", AcceptsUnsigned(|vector| without(vector, Rule::Depth))),
    ("no-leaf-op", AcceptsUnsigned(|vector| without(vector, Rule::LeafOps))),
    ("empty-value", Refuses(|vector| asked(vector).verify(Some(Rule::EmptyValues)))),
    ("beside-an-empty-value", Refuses(|vector| asked(vector).verify(Some(Rule::EmptyValues)))),
    ("hollow-store", AcceptsUnsigned(|vector| without(vector, Rule::Chain))),
    ("another-value", AcceptsUnsigned(|vector| without(vector, Rule::Value))),
    ("another-key", AcceptsUnsigned(|vector| without(vector, Rule::Key))),
];

/// What may be left out.
#[derive(Clone, Copy, PartialEq)]
enum Rule {
    Between,
    Chain,
    Count,
    Depth,
    /// That empty values are values.
    EmptyValues,
    Key,
    LeafOps,
    LeafPrefix,
    Name,
    Neighbours,
    OneChild,
    OneRoot,
    Prefix,
    Root,
    Sides,
    StepHash,
    Suffix,
    UpperKind,
    Value,
}

fn without(vector: &Vector, rule: Rule) -> bool {
    asked(vector).verify(Some(rule))
}

struct Step {
    hash: u64,
    prefix: Vec<u8>,
    suffix: Vec<u8>,
}

struct Existence {
    key: Vec<u8>,
    value: Vec<u8>,
    ops: Option<[u64; 4]>,
    prefix: Vec<u8>,
    path: Vec<Step>,
}

enum Proof {
    Present(Existence),
    Absent(Option<Existence>, Option<Existence>),
    Other,
}

struct Asked {
    root: Vec<u8>,
    store: Vec<u8>,
    key: Vec<u8>,
    value: Option<Vec<u8>>,
    proofs: Vec<Proof>,
}

fn asked(vector: &Vector) -> Asked {
    let case = &vector.case;
    let path = case.path.as_ref().unwrap();
    let proofs = messages(&vector.bytes("proof"), 1);
    Asked {
        root: vector.bytes("root"),
        store: path[0].0.clone(),
        key: path[1].0.clone(),
        value: case.value.as_ref().map(|value| value.0.clone()),
        proofs: proofs.iter().map(|proof| read(proof)).collect(),
    }
}

fn messages(bytes: &[u8], number: i32) -> Vec<Vec<u8>> {
    let found = fields(bytes).into_iter().filter_map(|field| match field {
        Field::Bytes(its, content) if its == number => Some(content),
        _ => None,
    });
    found.collect()
}

fn one(bytes: &[u8], number: i32) -> Vec<u8> {
    messages(bytes, number).pop().unwrap_or_default()
}

fn integer(bytes: &[u8], number: i32) -> u64 {
    let found = fields(bytes).into_iter().find_map(|field| match field {
        Field::Integer(its, value) if its == number => Some(value),
        _ => None,
    });
    found.unwrap_or(0)
}

fn read(proof: &[u8]) -> Proof {
    if let Some(existence) = messages(proof, 1).pop() {
        return Proof::Present(Existence::read(&existence));
    }
    let Some(absence) = messages(proof, 2).pop() else { return Proof::Other };
    let side = |number| messages(&absence, number).pop().map(|proof| Existence::read(&proof));
    Proof::Absent(side(2), side(3))
}

impl Existence {
    fn read(bytes: &[u8]) -> Existence {
        let leaf = messages(bytes, 3).pop();
        let step = |bytes: &Vec<u8>| Step {
            hash: integer(bytes, 1),
            prefix: one(bytes, 2),
            suffix: one(bytes, 3),
        };
        Existence {
            key: one(bytes, 1),
            value: one(bytes, 2),
            ops: leaf.as_ref().map(|leaf| [1, 2, 3, 4].map(|number| integer(leaf, number))),
            prefix: leaf.map_or(vec![0], |leaf| one(&leaf, 5)),
            path: messages(bytes, 4).iter().map(step).collect(),
        }
    }

    /// The root, if the shape is that of a tree whose children have so many bytes.
    fn root(&self, child: usize, out: Option<Rule>) -> Option<Vec<u8>> {
        let rule = |rule, holds: bool| out == Some(rule) || holds;
        let iavl = child == 33;
        if out == Some(Rule::EmptyValues) && self.value.is_empty() {
            return None;
        }
        let ops = self.ops.unwrap_or([1, 0, 1, 1]);
        let prefix = self.prefix.first() == Some(&0)
            && (!iavl || numbers(&self.prefix, 0).is_some_and(<[u8]>::is_empty));
        let fits = rule(Rule::LeafOps, self.ops == Some([1, 0, 1, 1]))
            && rule(Rule::LeafPrefix, prefix)
            && rule(Rule::Depth, self.path.len() <= 128)
            && !self.key.is_empty();
        let value = if ops[2] == 0 { self.value.clone() } else { hash(&self.value) };
        let length = |bytes: &[u8]| if ops[3] == 0 { vec![] } else { vec![bytes.len() as u8] };
        let parts = [&self.prefix[..], &length(&self.key), &self.key, &length(&value), &value];
        let mut node = hash(&parts.concat());
        for (step, place) in self.path.iter().zip(1..) {
            let (prefix, suffix) = (&step.prefix, &step.suffix);
            let bounds = if iavl { 4..=45 } else { 1..=33 };
            let shape = bounds.contains(&prefix.len())
                && prefix[0] != 0
                && (!iavl
                    || numbers(prefix, place).is_some_and(|rest| [1, 34].contains(&rest.len())));
            if !rule(Rule::Prefix, shape)
                || !rule(Rule::Suffix, suffix.len() % child == 0)
                || !rule(Rule::StepHash, step.hash == 1)
            {
                return None;
            }
            let whole = if out == Some(Rule::OneChild) && prefix.len() > 36 && suffix.len() == 33 {
                [&prefix[..prefix.len() - 1], suffix].concat() // and the child in the middle is lost
            } else {
                [&prefix[..], &node, suffix].concat()
            };
            node = if step.hash == 0 { whole } else { hash(&whole) };
        }
        fits.then_some(node)
    }
}

fn hash(bytes: &[u8]) -> Vec<u8> {
    Sha256::digest(bytes).to_vec()
}

/// Three numbers of one byte, as there are in these vectors, and what follows them.
fn numbers(prefix: &[u8], least: u8) -> Option<&[u8]> {
    let ([height, size, version], rest) = prefix.split_first_chunk::<3>()?;
    let even = [height, size, version].iter().all(|number| **number % 2 == 0);
    (even && height / 2 >= least).then_some(rest)
}

fn is_left(step: &Step) -> bool {
    (4..=12).contains(&step.prefix.len()) && step.suffix.len() == 33
}

fn is_right(step: &Step) -> bool {
    (37..=45).contains(&step.prefix.len()) && step.suffix.is_empty()
}

fn adjacent(left: &Option<Existence>, right: &Option<Existence>) -> bool {
    match (left, right) {
        (Some(left), None) => left.path.iter().all(is_right),
        (None, Some(right)) => right.path.iter().all(is_left),
        (None, None) => true,
        (Some(left), Some(right)) => {
            let (mut left, mut right) = (&left.path[..], &right.path[..]);
            while let ([below_left @ .., a], [below_right @ .., b]) = (left, right) {
                if (&a.prefix, &a.suffix) != (&b.prefix, &b.suffix) {
                    return is_left(a)
                        && is_right(b)
                        && below_left.iter().all(is_right)
                        && below_right.iter().all(is_left);
                }
                (left, right) = (below_left, below_right);
            }
            false
        }
    }
}

impl Asked {
    /// Whether all rules hold but one.
    fn verify(&self, out: Option<Rule>) -> bool {
        let left_out = |rule| out == Some(rule);
        let root = match (&self.value, self.proofs.first()) {
            (Some(value), Some(Proof::Present(proof))) => {
                if (proof.key != self.key && !left_out(Rule::Key))
                    || (proof.value != *value && !left_out(Rule::Value))
                {
                    return false;
                }
                proof.root(33, out)
            }
            (None, Some(Proof::Absent(left, right))) => self.absent(left, right, out),
            _ => None,
        };
        let Some(root) = root else { return false };
        if left_out(Rule::Count) && self.proofs.len() == 1 {
            return root == self.root;
        }
        let upper = match self.proofs.get(1) {
            Some(Proof::Present(proof)) => proof,
            Some(Proof::Absent(Some(left), _)) if left_out(Rule::UpperKind) => left,
            _ => return false,
        };
        (upper.key == self.store || left_out(Rule::Name))
            && (upper.value == root || left_out(Rule::Chain))
            && upper.root(32, out).is_some_and(|upper| {
                upper == self.root || (left_out(Rule::Root) && self.root.is_empty())
            })
    }

    fn absent(
        &self,
        left: &Option<Existence>,
        right: &Option<Existence>,
        out: Option<Rule>,
    ) -> Option<Vec<u8>> {
        let left_out = |rule| out == Some(rule);
        if left.is_none() && right.is_none() && left_out(Rule::Neighbours) {
            // Of any root: that of the store is the value of the upper proof.
            return match self.proofs.get(1) {
                Some(Proof::Present(upper)) => Some(upper.value.clone()),
                _ => None,
            };
        }
        let left_root = left.as_ref().map(|proof| proof.root(33, out));
        let right_root = right.as_ref().map(|proof| proof.root(33, out));
        let root = left_root.clone().or(right_root.clone())??;
        let one = match (left_root, right_root) {
            (Some(left), Some(right)) => left == right,
            _ => true,
        };
        let between = left.as_ref().is_none_or(|proof| proof.key < self.key)
            && right.as_ref().is_none_or(|proof| proof.key > self.key);
        let holds = (one || left_out(Rule::OneRoot))
            && (between || left_out(Rule::Between))
            && (adjacent(left, right) || left_out(Rule::Sides));
        holds.then_some(root)
    }
}

/// ics23's decompression: the steps of each entry, by their places in a table.
fn decompress(vector: &Vector) {
    let lower = messages(&vector.bytes("proof"), 1).remove(0);
    let batch = one(&lower, 4);
    let table = messages(&batch, 2);
    let entry = one(&one(&batch, 1), 1);
    let steps: Vec<&Vec<u8>> =
        one(&entry, 4).iter().map(|place| &table[usize::from(*place)]).collect();
    assert!(!steps.is_empty());
}

/// With all rules the verdicts are the right ones: what is accepted is accepted for the rule that is
/// missing.
#[test]
fn with_all_rules_the_verdict_is_right() {
    for vector in vectors("proof") {
        assert_eq!(asked(&vector).verify(None), vector.case.want.ok, "{}", vector.case.id);
    }
}
