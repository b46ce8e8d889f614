//! The same message in other bytes: every change to the wire that CometBFT's decoder and ours
//! forgive.

use crate::oracle::YEAR_1;
use crate::schema::{Absent, Field};
use prost::Message;
use prost::encoding::{WireType, decode_key, decode_varint, encode_varint};
use std::collections::{BTreeMap, VecDeque};

/// Bits of the byte that a message takes from the script.
const DEFAULTS: u8 = 1;
const REORDER: u8 = 2;
const UNKNOWN: u8 = 4;
const WIDE: u8 = 8;

const MAX_FIELD_NUMBER: u32 = (1 << 29) - 1;
/// Bytes of the longest variable-length integer.
const MAX_VARINT: usize = 10;

/// Decides on the changes. It begins anew at its end, so that a short one reaches every message.
pub(crate) struct Script<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Script<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Script { bytes, at: 0 }
    }

    /// 0, if it is empty: that changes nothing.
    pub(crate) fn next(&mut self) -> u8 {
        let byte = self.bytes.get(self.at % self.bytes.len().max(1));
        self.at += 1;
        byte.copied().unwrap_or(0)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.next()) % end
    }

    fn some(&mut self, number: usize) -> Vec<u8> {
        (0..number).map(|_| self.next()).collect()
    }
}

/// A message as its fields.
pub(crate) struct Tree {
    schema: &'static [Field],
    fields: Vec<(u32, Value)>,
}

enum Value {
    Int(u64),
    Fixed64(Vec<u8>),
    Fixed32(Vec<u8>),
    Bytes(Vec<u8>),
    Message(Tree),
}

impl Tree {
    /// Of a message that the core accepts: that it does not read here is a fault.
    pub(crate) fn read(mut bytes: &[u8], schema: &'static [Field]) -> Tree {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let (number, wire_type) = decode_key(&mut bytes).expect("a key");
            let value = match wire_type {
                WireType::Varint => Value::Int(decode_varint(&mut bytes).expect("a varint")),
                WireType::SixtyFourBit => Value::Fixed64(take(&mut bytes, 8).to_vec()),
                WireType::ThirtyTwoBit => Value::Fixed32(take(&mut bytes, 4).to_vec()),
                _ => {
                    let length = decode_varint(&mut bytes).expect("a length");
                    let inner = take(&mut bytes, length as usize);
                    match known(schema, number).and_then(|field| field.message) {
                        Some(schema) => Value::Message(Tree::read(inner, schema)),
                        None => Value::Bytes(inner.to_vec()),
                    }
                }
            };
            fields.push((number, value));
        }
        Tree { schema, fields }
    }

    /// The message with the changes that the script asks for.
    pub(crate) fn disguised(&self, script: &mut Script<'_>) -> Vec<u8> {
        let menu = script.next();
        let mut queues = self.queues(menu, script);
        let mut order: Vec<u32> = queues
            .iter()
            .flat_map(|(number, values)| std::iter::repeat_n(*number, values.len()))
            .collect();
        if menu & REORDER != 0 {
            // Fields of one number keep their order: it has a meaning where they are repeated.
            for last in (1..order.len()).rev() {
                order.swap(last, script.below(last + 1));
            }
        }
        let mut out = Vec::new();
        for number in order {
            self.insert_unknown(menu, script, &mut out);
            let value = queues.get_mut(&number).and_then(VecDeque::pop_front).expect("as many");
            write(number, value, menu, script, &mut out);
        }
        self.insert_unknown(menu, script, &mut out);
        out
    }

    /// The fields in the order of their numbers, and of each number in theirs.
    fn queues<'t>(
        &'t self,
        menu: u8,
        script: &mut Script<'_>,
    ) -> BTreeMap<u32, VecDeque<Written<'t>>> {
        let mut queues = BTreeMap::<u32, VecDeque<Written<'t>>>::new();
        for (number, value) in &self.fields {
            queues.entry(*number).or_default().push_back(Written::Value(value));
        }
        if menu & DEFAULTS != 0 {
            for field in self.schema.iter().filter(|field| field.absent != Absent::Nothing) {
                if script.next() & 1 == 0 {
                    continue;
                }
                if self.is_default(field) {
                    queues.remove(&field.number);
                } else {
                    let missing = || [Written::Default(field.absent)].into();
                    queues.entry(field.number).or_insert_with(missing);
                }
            }
        }
        queues
    }

    /// Whether the field is there, and says what it would say if it were not.
    fn is_default(&self, field: &Field) -> bool {
        let mut values = self.fields.iter().filter(|(number, _)| *number == field.number);
        values.next().is_some_and(|(_, value)| match value {
            Value::Int(value) => *value == 0,
            Value::Bytes(bytes) => bytes.is_empty(),
            Value::Message(tree) => field.absent == Absent::Empty && tree.fields.is_empty(),
            Value::Fixed64(_) | Value::Fixed32(_) => false,
        })
    }

    fn insert_unknown(&self, menu: u8, script: &mut Script<'_>, out: &mut Vec<u8>) {
        if menu & UNKNOWN == 0 || script.next() & 1 == 0 {
            return;
        }
        let near = u32::from(script.next());
        let from = match near % 3 {
            0 => 1 + near % 32,
            1 => 1 + (near << 10),
            _ => MAX_FIELD_NUMBER - near,
        };
        let number = (from..).find(|number| known(self.schema, *number).is_none()).expect("one");
        let value = match script.next() % 4 {
            0 => {
                let bytes = script.some(8).try_into().expect("8 bytes");
                Value::Int(u64::from_le_bytes(bytes))
            }
            1 => Value::Fixed64(script.some(8)),
            2 => Value::Fixed32(script.some(4)),
            _ => {
                let length = script.below(12);
                Value::Bytes(script.some(length))
            }
        };
        write(number, Written::Value(&value), menu, script, out);
    }
}

fn take<'b>(bytes: &mut &'b [u8], length: usize) -> &'b [u8] {
    bytes.split_off(..length).expect("all bytes")
}

fn known(schema: &'static [Field], number: u32) -> Option<&'static Field> {
    schema.iter().find(|field| field.number == number)
}

/// What is written: a field that was there, or what is meant where there is none.
enum Written<'t> {
    Value(&'t Value),
    Default(Absent),
}

fn write(number: u32, value: Written<'_>, menu: u8, script: &mut Script<'_>, out: &mut Vec<u8>) {
    let (wire_type, bytes) = match value {
        Written::Value(Value::Int(value)) => (0, varint(*value, menu, script)),
        Written::Default(Absent::Int) => (0, varint(0, menu, script)),
        Written::Value(Value::Fixed64(bytes)) => (1, bytes.clone()),
        Written::Value(Value::Fixed32(bytes)) => (5, bytes.clone()),
        Written::Value(Value::Bytes(bytes)) => (2, delimited(bytes, menu, script)),
        Written::Value(Value::Message(tree)) => {
            let bytes = tree.disguised(script);
            (2, delimited(&bytes, menu, script))
        }
        Written::Default(Absent::Year1) => (2, delimited(&YEAR_1.encode_to_vec(), menu, script)),
        Written::Default(Absent::Empty | Absent::Nothing) => (2, delimited(&[], menu, script)),
    };
    out.extend(varint(u64::from(number) << 3 | wire_type, menu, script));
    out.extend(bytes);
}

fn delimited(bytes: &[u8], menu: u8, script: &mut Script<'_>) -> Vec<u8> {
    let mut out = varint(bytes.len() as u64, menu, script);
    out.extend(bytes);
    out
}

/// The integer, with superfluous bytes where the script asks for them.
fn varint(value: u64, menu: u8, script: &mut Script<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    encode_varint(value, &mut bytes);
    let superfluous = if menu & WIDE == 0 { 0 } else { script.below(MAX_VARINT) };
    for _ in 0..superfluous.min(MAX_VARINT - bytes.len()) {
        *bytes.last_mut().expect("a byte") |= 0x80;
        bytes.push(0);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pb;
    use crate::schema::MESSAGES;

    #[test]
    fn every_kind_of_change_changes_the_bytes() {
        let commit = pb::Commit {
            height: 7,
            round: 0,
            block_id: None,
            signatures: vec![
                pb::CommitSig { block_id_flag: 1, ..Default::default() },
                pb::CommitSig { block_id_flag: 2, ..Default::default() },
            ],
        };
        let bytes = commit.encode_to_vec();
        let tree = Tree::read(&bytes, MESSAGES[1]);
        assert_eq!(tree.disguised(&mut Script::new(&[])), bytes);
        for menu in [DEFAULTS, REORDER, UNKNOWN, WIDE] {
            let script: Vec<u8> = std::iter::once(menu).chain(1..200).collect();
            let changed = tree.disguised(&mut Script::new(&script));
            assert_ne!(changed, bytes, "{menu}");
            let again = pb::Commit::decode(&changed[..]).unwrap();
            assert_eq!((again.height, again.signatures.len()), (7, 2), "{menu}");
            let flags: Vec<_> = again.signatures.iter().map(|entry| entry.block_id_flag).collect();
            assert_eq!(flags, [1, 2]);
        }
    }
}
