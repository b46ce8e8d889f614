//! Changes to how keys, lengths and values are written.

use super::Change;
use super::schema::Field;
use super::tree::{Node, Value, key, varint};
use crate::mutate::odd;
use crate::rng::Rng;

/// The place, number and value of a field.
fn any(node: &Node, rng: &mut Rng) -> Option<(usize, u64)> {
    if node.fields.is_empty() {
        return None;
    }
    let place = rng.index(node.fields.len());
    Some((place, node.fields[place].number))
}

/// The place, number and value of an integer.
fn integer(node: &Node, rng: &mut Rng) -> Option<(usize, u64, u64)> {
    let integers = node.fields.iter().enumerate().filter_map(|(place, field)| match field.value {
        Value::Int(value) => Some((place, field.number, value)),
        _ => None,
    });
    let integers: Vec<_> = integers.collect();
    (!integers.is_empty()).then(|| rng.pick(&integers))
}

/// The place, number and content of something with a length.
fn lengthy(node: &Node, rng: &mut Rng) -> Option<(usize, u64, Vec<u8>)> {
    let (place, number) = any(node, rng)?;
    match &node.fields[place].value {
        value @ (Value::Bytes(_) | Value::Message(_)) => Some((place, number, value.content())),
        _ => None,
    }
}

fn write(node: &mut Node, place: usize, parts: &[&[u8]]) -> bool {
    node.fields[place].value = Value::Raw(parts.concat());
    true
}

/// Writes an integer anew.
fn rewritten(
    node: &mut Node,
    rng: &mut Rng,
    how: fn(u64, Field, &mut Rng) -> Option<Vec<u8>>,
) -> bool {
    let Some((place, number, value)) = integer(node, rng) else { return false };
    let field = node.schema.field(number);
    match how(value, field, rng) {
        Some(bytes) => write(node, place, &[&key(number, 0), &bytes]),
        None => false,
    }
}

/// Writes a length anew.
fn measured(node: &mut Node, rng: &mut Rng, how: fn(u64, &mut Rng) -> Vec<u8>) -> bool {
    let Some((place, number, content)) = lengthy(node, rng) else { return false };
    let length = how(content.len() as u64, rng);
    write(node, place, &[&key(number, 2), &length, &content])
}

/// Writes a key anew.
fn keyed(node: &mut Node, rng: &mut Rng, how: fn(u64, u64, &mut Rng) -> Vec<u8>) -> bool {
    let Some((place, number)) = any(node, rng) else { return false };
    let field = node.fields[place].bytes();
    let before = key(number, 0).len();
    let key = how(number, u64::from(field[0] & 7), rng);
    write(node, place, &[&key, &field[before..]])
}

/// Ten bytes that hold this value and bits that have no place.
fn overflowing(value: u64, rng: &mut Rng) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..9).map(|n| (value >> (7 * n)) as u8 | 0x80).collect();
    let dropped = rng.pick(&[2, 4, 0x40, 0x7e]);
    bytes.push((value >> 63) as u8 | dropped);
    bytes
}

/// Text that no string of Rust could hold.
pub(super) fn no_text(node: &mut Node, rng: &mut Rng) -> bool {
    let schema = node.schema;
    let is_text = |number: u64| matches!(schema.field(number), Field::Text);
    let text = node.fields.iter_mut().find(|field| is_text(field.number));
    match text.map(|field| &mut field.value) {
        Some(Value::Bytes(bytes)) if !bytes.is_empty() => {
            let place = rng.index(bytes.len());
            bytes[place] = rng.pick(&[0xff, 0xc0, 0x80, 0xed]);
            true
        }
        _ => false,
    }
}

pub(super) const ALL: &[(&str, Change)] = &[
    ("value odd", |node, rng| rewritten(node, rng, |_, _, rng| Some(varint(odd(rng) as u64, 0)))),
    ("value negated", |node, rng| {
        rewritten(node, rng, |value, _, _| (value != 0).then(|| varint(value.wrapping_neg(), 0)))
    }),
    ("value plus 2^32", |node, rng| {
        rewritten(node, rng, |value, _, rng| {
            let more = rng.pick(&[1 << 32, 1 << 33, 1 << 62, 1 << 63, u64::MAX << 32]);
            Some(varint(value.wrapping_add(more), 0))
        })
    }),
    ("flag plus 256", |node, rng| {
        rewritten(node, rng, |value, field, rng| {
            let more: u64 = rng.pick(&[256, 512, 1 << 16, 1 << 30, 1 << 32, (-256i64) as u64]);
            matches!(field, Field::Flag).then(|| varint(value.wrapping_add(more), 0))
        })
    }),
    ("negative of 32 bits", |node, rng| {
        rewritten(node, rng, |value, field, rng| {
            let negative = u64::from(rng.pick(&[u32::MAX, 1 << 31, u32::MAX - 1]));
            let narrow = matches!(field, Field::Int32 | Field::Flag);
            (narrow && negative != value).then(|| varint(negative, 0))
        })
    }),
    ("integer not minimal", |node, rng| {
        rewritten(node, rng, |value, _, rng| {
            let most = 10 - varint(value, 0).len();
            (most > 0).then(|| varint(value, 1 + rng.index(most)))
        })
    }),
    ("integer with bits past 64", |node, rng| {
        rewritten(node, rng, |value, _, rng| Some(overflowing(value, rng)))
    }),
    ("integer of eleven bytes", |node, rng| {
        rewritten(node, rng, |value, _, _| Some(varint(value, 11 - varint(value, 0).len())))
    }),
    ("integer without an end", |node, rng| {
        rewritten(node, rng, |_, _, rng| {
            let length = rng.pick(&[1, 9, 10, 11, 20]);
            Some(vec![0xff; length])
        })
    }),
    ("length not minimal", |node, rng| {
        measured(node, rng, |length, rng| varint(length, 1 + rng.index(7)))
    }),
    ("length with bits past 64", |node, rng| measured(node, rng, overflowing)),
    ("length of eleven bytes", |node, rng| {
        measured(node, rng, |length, _| varint(length, 11 - varint(length, 0).len()))
    }),
    ("length too long", |node, rng| {
        measured(node, rng, |length, rng| varint(length + 1 + rng.below(40), 0))
    }),
    ("length too short", |node, rng| {
        measured(node, rng, |length, rng| varint(rng.below(length.max(1)), 0))
    }),
    ("length enormous", |node, rng| {
        measured(node, rng, |length, rng| {
            let more = rng.pick(&[1 << 31, 1 << 32, 1 << 62, (1 << 63) - 1, 1 << 63, u64::MAX]);
            varint(length.wrapping_add(more), 0)
        })
    }),
    ("key not minimal", |node, rng| {
        keyed(node, rng, |number, wire, rng| varint(number << 3 | wire, 1 + rng.index(9)))
    }),
    ("key with bits past 64", |node, rng| {
        keyed(node, rng, |number, wire, rng| overflowing(number << 3 | wire, rng))
    }),
    ("number plus 2^32", |node, rng| {
        keyed(node, rng, |number, wire, rng| {
            let more: u64 = rng.pick(&[1 << 32, 1 << 33, 1 << 60]);
            varint((number + more) << 3 | wire, 0)
        })
    }),
    ("number just above the greatest", |node, rng| {
        keyed(node, rng, |number, wire, rng| {
            let more: u64 = rng.pick(&[1 << 29, 1 << 30, 1 << 31, u64::from(u32::MAX)]);
            varint((number + more) << 3 | wire, 0)
        })
    }),
    ("number 0", |node, rng| keyed(node, rng, |_, wire, _| varint(wire, 0))),
    ("another number", |node, rng| {
        keyed(node, rng, |number, wire, rng| {
            varint((number % 15 + 1 + rng.below(2)) << 3 | wire, 0)
        })
    }),
    ("another wire type", |node, rng| {
        keyed(node, rng, |number, wire, rng| {
            let other = (wire + rng.pick(&[1, 2, 3, 5])) % 6;
            varint(number << 3 | other, 0)
        })
    }),
    ("wire type 6 or 7", |node, rng| {
        keyed(node, rng, |number, _, rng| varint(number << 3 | rng.pick(&[6, 7]), 0))
    }),
    ("emptied", |node, rng| {
        let Some((place, number, _)) = lengthy(node, rng) else { return false };
        write(node, place, &[&key(number, 2), &[0]])
    }),
    ("truncated", |node, rng| {
        let Some((place, number, mut content)) = lengthy(node, rng) else { return false };
        content.truncate(rng.index(content.len().max(1)));
        write(node, place, &[&key(number, 2), &varint(content.len() as u64, 0), &content])
    }),
    ("garbage after a field", |node, rng| {
        let Some((place, _)) = any(node, rng) else { return false };
        let (before, length) = (node.fields[place].bytes(), rng.pick(&[1, 1, 2, 3, 9]));
        let garbage = rng.bytes(length);
        write(node, place, &[&before, &garbage])
    }),
    ("text that is not UTF-8", no_text),
];
