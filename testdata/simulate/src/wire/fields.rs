//! Changes to which fields there are, and in what order.

use super::Change;
use super::schema::Field;
use super::tree::{Entry, Node, Value, delimited, key, varint};
use crate::rng::Rng;

const LARGEST: u64 = (1 << 29) - 1;

fn any(node: &Node, rng: &mut Rng) -> Option<usize> {
    (!node.fields.is_empty()).then(|| rng.index(node.fields.len()))
}

fn raw(bytes: Vec<u8>) -> Entry {
    Entry { number: 0, value: Value::Raw(bytes) }
}

/// Puts these bytes between two fields, or at an end.
fn put(node: &mut Node, bytes: Vec<u8>, rng: &mut Rng) -> bool {
    let place = rng.index(node.fields.len() + 1);
    node.fields.insert(place, raw(bytes));
    true
}

/// A number that the message does not use.
fn unused(node: &Node, rng: &mut Rng) -> u64 {
    let first = node.schema.fields.len() as u64 + 1;
    rng.pick(&[first, first, first + 1, 15.max(first), 16, 99, 2047, 2048, 1 << 20, LARGEST])
}

/// A field of this number with a value that can be skipped.
fn skippable(number: u64, rng: &mut Rng) -> Vec<u8> {
    match rng.below(4) {
        0 => [key(number, 0), varint(rng.any() >> rng.below(64), 0)].concat(),
        1 => [key(number, 1), rng.bytes(8)].concat(),
        2 => [key(number, 5), rng.bytes(4)].concat(),
        _ => {
            let length = rng.index(40);
            delimited(number, &rng.bytes(length))
        }
    }
}

fn singular(node: &Node, place: usize) -> bool {
    !node.schema.field(node.fields[place].number).is_repeated()
}

/// A second member beside the one that there is.
pub(super) fn other_member(node: &mut Node, rng: &mut Rng) -> bool {
    if !node.schema.oneof || node.fields.is_empty() {
        return false;
    }
    let members = node.schema.fields.len() as u64;
    let other = (node.fields[0].number % members) + 1;
    let length = rng.pick(&[0, 32, 33]);
    put(node, delimited(other, &rng.bytes(length)), rng)
}

fn exchanged(node: &mut Node, rng: &mut Rng) -> bool {
    let differ = |pair: &usize| node.fields[*pair].number != node.fields[*pair + 1].number;
    let pairs: Vec<usize> = (0..node.fields.len().saturating_sub(1)).filter(differ).collect();
    if pairs.is_empty() {
        return false;
    }
    let pair = rng.pick(&pairs);
    node.fields.swap(pair, pair + 1);
    true
}

fn group(node: &Node, rng: &mut Rng) -> Vec<u8> {
    let number = unused(node, rng);
    let inner = match rng.below(3) {
        0 => Vec::new(),
        1 => skippable(1, rng),
        _ => [key(3, 3), skippable(2, rng), key(3, 4)].concat(),
    };
    [key(number, 3), inner, key(number, 4)].concat()
}

pub(super) const ALL: &[(&str, Change)] = &[
    ("unknown field", |node, rng| {
        let field = skippable(unused(node, rng), rng);
        put(node, field, rng)
    }),
    ("unknown fields everywhere", |node, rng| {
        for place in (0..=node.fields.len()).rev() {
            let field = skippable(unused(node, rng), rng);
            node.fields.insert(place, raw(field));
        }
        true
    }),
    ("unknown field with a long integer", |node, rng| {
        let more = rng.index(4) + 6;
        let field = [key(unused(node, rng), 0), varint(1, more)].concat();
        put(node, field, rng)
    }),
    ("unknown field with bits past 64", |node, rng| {
        let field = [key(unused(node, rng), 0), vec![0xff; 9], vec![0x7f]].concat();
        put(node, field, rng)
    }),
    ("unknown field cut short", |node, rng| {
        let mut field = skippable(unused(node, rng), rng);
        field.pop();
        node.fields.push(raw(field));
        true
    }),
    ("unknown field of an enormous length", |node, rng| {
        let length = rng.pick(&[1 << 31, 1 << 32, 1 << 62, 1 << 63, u64::MAX]);
        let field = [key(unused(node, rng), 2), varint(length, 0)].concat();
        put(node, field, rng)
    }),
    ("number of a later release", |node, rng| {
        let later = |number: &u64| matches!(node.schema.field(*number), Field::Later);
        let numbers: Vec<u64> = (1..=5).filter(later).collect();
        if numbers.is_empty() {
            return false;
        }
        let field = skippable(rng.pick(&numbers), rng);
        put(node, field, rng)
    }),
    ("group", |node, rng| {
        let group = group(node, rng);
        put(node, group, rng)
    }),
    ("group without an end", |node, rng| {
        let start = key(unused(node, rng), 3);
        put(node, start, rng)
    }),
    ("group with another end", |node, rng| {
        let number = unused(node, rng);
        put(node, [key(number, 3), key(number + 1, 4)].concat(), rng)
    }),
    ("end of a group", |node, rng| {
        let number = rng.pick(&[1, 2, 99]);
        put(node, key(number, 4), rng)
    }),
    ("known field as a group", |node, rng| {
        let Some(place) = any(node, rng) else { return false };
        let number = node.fields[place].number;
        node.fields[place].value = Value::Raw([key(number, 3), key(number, 4)].concat());
        true
    }),
    ("field left out", |node, rng| any(node, rng).map(|place| node.fields.remove(place)).is_some()),
    ("all fields left out", |node, _| !std::mem::take(&mut node.fields).is_empty()),
    ("field twice", |node, rng| {
        let Some(place) = any(node, rng) else { return false };
        let copy = node.fields[place].clone();
        node.fields.insert(place, copy);
        true
    }),
    ("singular field again at the end", |node, rng| {
        let Some(place) = any(node, rng).filter(|place| singular(node, *place)) else {
            return false;
        };
        let copy = node.fields[place].clone();
        node.fields.push(copy);
        true
    }),
    ("singular field again with another value", |node, rng| {
        let Some(place) = any(node, rng).filter(|place| singular(node, *place)) else {
            return false;
        };
        let mut copy = node.fields[place].clone();
        match &mut copy.value {
            Value::Int(value) => *value ^= 1,
            Value::Bytes(bytes) => bytes.clear(),
            Value::Message(inner) => inner.fields.truncate(1),
            Value::Raw(_) => return false,
        }
        let before = rng.once_in(2);
        node.fields.insert(if before { place } else { place + 1 }, copy);
        true
    }),
    ("message split", |node, rng| {
        // CometBFT merges them: together they are what was there before.
        let Some(place) = any(node, rng).filter(|place| singular(node, *place)) else {
            return false;
        };
        let Value::Message(inner) = &mut node.fields[place].value else { return false };
        let (at, schema) = (inner.fields.len() / 2, inner.schema);
        let fields = inner.fields.split_off(at);
        let number = node.fields[place].number;
        let rest = Entry { number, value: Value::Message(Node { schema, fields }) };
        node.fields.insert(place + 1, rest);
        true
    }),
    ("other member of the oneof", other_member),
    ("fields swapped", exchanged),
    ("fields reversed", |node, _| {
        let before: Vec<u64> = node.fields.iter().map(|field| field.number).collect();
        // Those of one number keep their order, which means something.
        node.fields.sort_by_key(|field| std::cmp::Reverse(field.number));
        !node.fields.iter().map(|field| field.number).eq(before)
    }),
    ("last field first", |node, _| {
        let length = node.fields.len();
        if length < 2 || node.fields[0].number == node.fields[length - 1].number {
            return false;
        }
        node.fields.rotate_right(1);
        true
    }),
    ("explicit default", |node, rng| {
        let absent = (1..=node.schema.fields.len() as u64)
            .filter(|number| node.fields.iter().all(|field| field.number != *number));
        let scalar = absent.filter(|number| {
            let field = node.schema.field(*number);
            field.is_integer() || matches!(field, Field::Bytes | Field::Text)
        });
        let numbers: Vec<u64> = scalar.collect();
        if numbers.is_empty() || node.schema.oneof {
            return false;
        }
        let number = rng.pick(&numbers);
        let integer = node.schema.field(number).is_integer();
        let wire_type = if integer { 0 } else { 2 };
        let later = node.fields.iter().position(|field| field.number > number);
        let place = later.unwrap_or(node.fields.len());
        node.fields.insert(place, raw([key(number, wire_type), vec![0]].concat()));
        true
    }),
    ("embedded message of no bytes", |node, rng| {
        let absent = (1..=node.schema.fields.len() as u64)
            .filter(|number| node.fields.iter().all(|field| field.number != *number));
        let message =
            |number: &u64| matches!(node.schema.field(*number), Field::One(_) | Field::Many(_));
        let numbers: Vec<u64> = absent.filter(message).collect();
        if numbers.is_empty() {
            return false;
        }
        let number = rng.pick(&numbers);
        node.fields.push(raw(delimited(number, &[])));
        true
    }),
];
