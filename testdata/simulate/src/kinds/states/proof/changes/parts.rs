//! What may be wrong with one existence proof, or odd.

use super::super::long;
use super::super::message::{ExistenceProof, InnerOp, LeafOp};
use super::super::tree::{header, leaf_hash};
use crate::mutate::flip;
use crate::rng::Rng;

/// A change to one existence proof.
type Part = fn(&mut ExistenceProof, &mut Rng) -> bool;

pub(super) const PARTS: &[(&str, Part)] = &[
    ("key in the proof", |proof, rng| flip(&mut proof.key, rng)),
    ("no key in the proof", |proof, _| !std::mem::take(&mut proof.key).is_empty()),
    ("value in the proof", |proof, rng| {
        if proof.value.is_empty() {
            proof.value.push(7);
            return true;
        }
        flip(&mut proof.value, rng)
    }),
    ("no value in the proof", |proof, _| !std::mem::take(&mut proof.value).is_empty()),
    ("no leaf", |proof, _| proof.leaf.take().is_some()),
    ("hash of the leaf", |proof, rng| {
        leaf(proof).is_some_and(|leaf| operation(&mut leaf.hash, rng))
    }),
    ("prehash_key", |proof, rng| {
        leaf(proof).is_some_and(|leaf| operation(&mut leaf.prehash_key, rng))
    }),
    ("prehash_value", |proof, rng| {
        leaf(proof).is_some_and(|leaf| operation(&mut leaf.prehash_value, rng))
    }),
    ("length", |proof, rng| leaf(proof).is_some_and(|leaf| operation(&mut leaf.length, rng))),
    ("prefix of the leaf", |proof, rng| {
        leaf(proof).is_some_and(|leaf| odd_bytes(&mut leaf.prefix, rng))
    }),
    ("numbers of the leaf", |proof, rng| {
        let numbers = numbers(0, rng);
        leaf(proof)
            .is_some_and(|leaf| std::mem::replace(&mut leaf.prefix, numbers.clone()) != numbers)
    }),
    ("no path", |proof, _| !std::mem::take(&mut proof.path).is_empty()),
    ("step missing", |proof, rng| {
        if proof.path.is_empty() {
            return false;
        }
        let place = rng.index(proof.path.len());
        proof.path.remove(place);
        true
    }),
    ("step twice", |proof, rng| {
        let Some(copy) = step(proof, rng).cloned() else { return false };
        let place = rng.index(proof.path.len() + 1);
        proof.path.insert(place, copy);
        true
    }),
    ("step on top", |proof, rng| {
        let height = proof.path.len() as i64 + 1;
        let other = [vec![32], rng.hash()].concat();
        let mut prefix = header(height + rng.below(2) as i64, 9, 9);
        let suffix = match rng.below(3) {
            0 => Vec::new(),
            1 => other,
            _ => {
                prefix.extend(other);
                Vec::new()
            }
        };
        prefix.push(32);
        proof.path.push(InnerOp { hash: 1, prefix, suffix });
        true
    }),
    ("steps swapped", |proof, rng| {
        let Some((first, second)) = rng.two(proof.path.len()) else { return false };
        proof.path.swap(first, second);
        true
    }),
    ("an empty step", |proof, rng| {
        let place = rng.index(proof.path.len() + 1);
        proof.path.insert(place, InnerOp { hash: rng.below(2) as i32, ..InnerOp::default() });
        true
    }),
    ("129 steps", |proof, _| {
        let Some(last) = proof.path.last().cloned() else { return false };
        proof.path.resize(129, last);
        true
    }),
    ("hash of a step", |proof, rng| {
        step(proof, rng).is_some_and(|step| operation(&mut step.hash, rng))
    }),
    ("prefix of a step", |proof, rng| {
        step(proof, rng).is_some_and(|step| odd_bytes(&mut step.prefix, rng))
    }),
    ("numbers of a step", |proof, rng| {
        let place = proof.path.len();
        let Some(step) = step(proof, rng) else { return false };
        let most = place as u64 + 1;
        let height = rng.below(most) as i64;
        let mut prefix = numbers(height, rng);
        let rest = rng.pick(&[1, 1, 34, 34, 0, 2, 33, 35]);
        prefix.extend(rng.bytes(rest));
        step.prefix = prefix;
        true
    }),
    ("trailing bytes of a step", |proof, rng| {
        let Some(step) = step(proof, rng) else { return false };
        match step.prefix.last_mut() {
            Some(last) => {
                *last = rng.any() as u8;
                true
            }
            None => false,
        }
    }),
    ("suffix of a step", |proof, rng| {
        let Some(step) = step(proof, rng) else { return false };
        let length = rng.pick(&[0, 1, 32, 33, 34, 64, 66, 99]);
        step.suffix = rng.bytes(length);
        true
    }),
    ("suffix doubled", |proof, rng| {
        step(proof, rng).is_some_and(|step| {
            let before = step.suffix.len();
            step.suffix.extend(step.suffix.clone());
            step.suffix.len() != before
        })
    }),
    ("left and right swapped", |proof, rng| {
        let Some(step) = step(proof, rng) else { return false };
        if step.suffix.is_empty() {
            // What stood before the child goes behind it.
            let length = step.prefix.len();
            if length < 34 {
                return false;
            }
            step.suffix = step.prefix.split_off(length - 33);
            step.suffix.rotate_right(1);
            true
        } else {
            let suffix = std::mem::take(&mut step.suffix);
            step.prefix.extend(&suffix[1..]);
            step.prefix.push(32);
            true
        }
    }),
    ("the leaf as a step", |proof, rng| {
        let Some(leaf) = &proof.leaf else { return false };
        let preimage = leaf_hash(&leaf.prefix, &proof.key, &proof.value);
        let Some(step) = step(proof, rng) else { return false };
        step.prefix = [vec![0], preimage].concat();
        true
    }),
];

/// Cut short, made longer, with another beginning, or with a bit flipped.
fn odd_bytes(bytes: &mut Vec<u8>, rng: &mut Rng) -> bool {
    let before = bytes.clone();
    match rng.below(6) {
        0 => drop(bytes.pop()),
        1 => bytes.push(rng.any() as u8),
        2 => bytes.insert(0, rng.pick(&[0, 1])),
        3 => bytes.clear(),
        4 => {
            let length = rng.pick(&[1, 3, 4, 12, 13, 33, 34, 36, 37, 45, 46]);
            *bytes = rng.bytes(length);
        }
        _ => drop(flip(bytes, rng)),
    }
    *bytes != before
}

/// Three integers of a node: any, of any number of bytes, now and then negative.
fn numbers(height: i64, rng: &mut Rng) -> Vec<u8> {
    let mut all = Vec::new();
    for place in 0..3 {
        let value = match rng.below(5) {
            0 => rng.pick(&[0, -1, i64::MAX, i64::MIN]),
            _ if place == 0 => height,
            1 => rng.any() as i64 >> 1,
            _ => 1 + rng.below(100) as i64,
        };
        let zigzag = (value as u64) << 1 ^ (value >> 63) as u64;
        all.extend(if rng.once_in(3) {
            long(zigzag, rng)
        } else {
            crate::wire::tree::varint(zigzag, 0)
        });
    }
    all
}

fn step<'p>(proof: &'p mut ExistenceProof, rng: &mut Rng) -> Option<&'p mut InnerOp> {
    if proof.path.is_empty() {
        return None;
    }
    let place = rng.index(proof.path.len());
    proof.path.get_mut(place)
}

fn leaf(proof: &mut ExistenceProof) -> Option<&mut LeafOp> {
    proof.leaf.as_mut()
}

/// Numbers of operations that there are, and some that there are not.
fn operation(value: &mut i32, rng: &mut Rng) -> bool {
    let before = *value;
    *value = rng.pick(&[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, -1, 257, i32::MIN]);
    *value != before
}
