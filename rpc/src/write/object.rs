//! One object, field by field, and how each style writes the values.

use super::Style;
use crate::{pb, time};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::ser::{Error, SerializeMap};
use serde::{Serialize, Serializer};

/// A message that is written as an object.
pub(super) trait Fields {
    /// All fields, in the order of Go's struct.
    fn fields<M: SerializeMap>(&self, object: &mut Object<'_, M>) -> Result<(), M::Error>;
}

/// A message in a style.
pub(super) struct Written<'a, M>(pub(super) &'a M, pub(super) Style);

impl<M: Fields> Serialize for Written<'_, M> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        self.0.fields(&mut Object::new(&mut map, self.1))?;
        map.end()
    }
}

pub(super) struct Object<'m, M> {
    map: &'m mut M,
    pub(super) style: Style,
}

type Next<'o, 'm, M> = Result<&'o mut Object<'m, M>, <M as SerializeMap>::Error>;

impl<'m, M: SerializeMap> Object<'m, M> {
    pub(super) fn new(map: &'m mut M, style: Style) -> Self {
        Object { map, style }
    }

    /// What both styles write in the same way: a text, or a number of at most 32 bits.
    pub(super) fn plain(&mut self, name: &str, value: impl Serialize) -> Next<'_, 'm, M> {
        self.map.serialize_entry(name, &value)?;
        Ok(self)
    }

    /// A number of 64 bits.
    pub(super) fn long(&mut self, name: &str, value: impl Into<i128>) -> Next<'_, 'm, M> {
        self.plain(name, value.into().to_string())
    }

    /// A hash or an address.
    pub(super) fn hash(&mut self, name: &str, value: &[u8]) -> Next<'_, 'm, M> {
        match self.style {
            Style::Rpc(_) => self.plain(name, hex::encode_upper(value)),
            Style::Proto => self.bytes(name, value),
        }
    }

    /// Bytes that are none: empty is Go's nil.
    pub(super) fn bytes(&mut self, name: &str, value: &[u8]) -> Next<'_, 'm, M> {
        self.plain(name, (!value.is_empty()).then(|| STANDARD.encode(value)))
    }

    pub(super) fn time(&mut self, name: &str, value: Option<&pb::Timestamp>) -> Next<'_, 'm, M> {
        let zero = pb::Timestamp { seconds: time::YEAR_1, nanos: 0 };
        let value = value.unwrap_or(&zero);
        let nanos = u32::try_from(value.nanos).ok();
        let text = nanos.and_then(|nanos| time::rfc3339(value.seconds, nanos));
        let text =
            text.ok_or_else(|| M::Error::custom("a time that no year from 1 to 9999 has"))?;
        match self.style {
            Style::Rpc(_) => self.plain(name, text),
            Style::Proto => self.plain(name, thousandths(&text)),
        }
    }

    /// An enum, with the names that protobuf gives to its numbers.
    pub(super) fn named(
        &mut self,
        name: &str,
        value: i32,
        names: &[(&'static str, i32)],
    ) -> Next<'_, 'm, M> {
        let known = names.iter().find(|(_, number)| *number == value);
        match (self.style, known) {
            (Style::Proto, Some((text, _))) => self.plain(name, text),
            _ => self.plain(name, value),
        }
    }

    /// A message that Go holds by value.
    pub(super) fn value<T: Fields + Default>(
        &mut self,
        name: &str,
        value: Option<&T>,
    ) -> Next<'_, 'm, M> {
        let style = self.style;
        match value {
            Some(value) => self.plain(name, Written(value, style)),
            None => self.plain(name, Written(&T::default(), style)),
        }
    }

    /// A message that Go holds by pointer.
    pub(super) fn pointer<T: Fields>(&mut self, name: &str, value: Option<&T>) -> Next<'_, 'm, M> {
        let style = self.style;
        self.plain(name, value.map(|value| Written(value, style)))
    }

    pub(super) fn list<T: Fields>(&mut self, name: &str, values: &[T]) -> Next<'_, 'm, M> {
        let style = self.style;
        let values: Vec<_> = values.iter().map(|value| Written(value, style)).collect();
        self.plain(name, values)
    }
}

/// Protobuf's JSON has 0, 3, 6 or 9 decimals, Go's own as many as are needed.
fn thousandths(text: &str) -> String {
    let text = text.trim_end_matches('Z');
    let decimals = text.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let zeros = decimals.next_multiple_of(3) - decimals;
    format!("{text}{}Z", &"00"[..zeros])
}
