//! A message as a tree of fields that need not be what its schema says.

use super::schema::{Field, Schema};
use prost::encoding::{decode_varint, encode_varint};

/// A message.
#[derive(Clone, Debug)]
pub struct Node {
    /// What it is.
    pub schema: &'static Schema,
    /// Its fields in the order of the wire.
    pub fields: Vec<Entry>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its number.
    pub number: u64,
    /// Its value.
    pub value: Value,
}

/// The value of a field.
#[derive(Clone, Debug)]
pub enum Value {
    /// An integer.
    Int(u64),
    /// Bytes or text.
    Bytes(Vec<u8>),
    /// A message.
    Message(Node),
    /// Any bytes in the place of key and value.
    Raw(Vec<u8>),
}

/// An integer with this many bytes more than it needs.
#[must_use]
pub fn varint(value: u64, more: usize) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(10);
    encode_varint(value, &mut bytes);
    if more > 0 {
        *bytes.last_mut().expect("an integer has a byte") |= 0x80;
        bytes.resize(bytes.len() + more - 1, 0x80);
        bytes.push(0);
    }
    bytes
}

/// A key.
#[must_use]
pub fn key(number: u64, wire_type: u64) -> Vec<u8> {
    varint(number << 3 | wire_type, 0)
}

/// A field of bytes.
#[must_use]
pub fn delimited(number: u64, bytes: &[u8]) -> Vec<u8> {
    [&key(number, 2), &varint(bytes.len() as u64, 0), bytes].concat()
}

impl Node {
    /// Reads a message that is as its schema says.
    #[must_use]
    pub fn read(schema: &'static Schema, mut bytes: &[u8]) -> Option<Node> {
        let mut fields = Vec::new();
        while !bytes.is_empty() {
            let key = decode_varint(&mut bytes).ok()?;
            let number = key >> 3;
            let integer = decode_varint(&mut bytes).ok()?;
            let value = if key & 7 == 0 {
                Value::Int(integer)
            } else {
                let (value, rest) = bytes.split_at_checked(usize::try_from(integer).ok()?)?;
                bytes = rest;
                match schema.field(number) {
                    Field::One(inner) | Field::Many(inner) => {
                        Value::Message(Node::read(inner, value)?)
                    }
                    _ => Value::Bytes(value.to_vec()),
                }
            };
            fields.push(Entry { number, value });
        }
        Some(Node { schema, fields })
    }

    /// Its bytes; what is around a changed field fits it.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.fields.iter().flat_map(Entry::bytes).collect()
    }
}

impl Entry {
    /// The bytes of key and value.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        match &self.value {
            Value::Raw(bytes) => bytes.clone(),
            Value::Int(value) => [key(self.number, 0), varint(*value, 0)].concat(),
            other => delimited(self.number, &other.content()),
        }
    }
}

impl Value {
    /// What stands after key and length.
    #[must_use]
    pub fn content(&self) -> Vec<u8> {
        match self {
            Value::Int(value) => varint(*value, 0),
            Value::Bytes(bytes) | Value::Raw(bytes) => bytes.clone(),
            Value::Message(node) => node.bytes(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;

    #[test]
    fn a_tree_gives_its_bytes_again() {
        let id = [delimited(1, &[7; 32]), delimited(2, &[8, 1, 0x12, 1, 9])].concat();
        let bytes = [varint(8, 0), varint(u64::MAX, 0), delimited(3, &id)].concat();
        let node = Node::read(&schema::COMMIT, &bytes).unwrap();
        assert!(
            matches!(&node.fields[1].value, Value::Message(id) if id.schema.name == "block_id")
        );
        assert_eq!(node.bytes(), bytes);
        assert!(Node::read(&schema::COMMIT, &bytes[..20]).is_none());
    }

    #[test]
    fn integers_get_longer() {
        assert_eq!(varint(1, 0), [1]);
        assert_eq!(varint(1, 1), [0x81, 0]);
        assert_eq!(varint(300, 2), [0xac, 0x82, 0x80, 0]);
    }
}
