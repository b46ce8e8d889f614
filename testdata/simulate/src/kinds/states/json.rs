//! JSON that is written in every way that a reader might meet, also in those that are none.

mod texts;

pub(super) use texts::TABLE;

use super::packet::Packet;
use crate::rng::Rng;
use std::fmt::Write;

/// A value.
#[derive(Clone, Debug)]
pub(super) enum Json {
    /// Anything, as it stands.
    Raw(String),
    /// Text.
    Text(String),
    /// A list.
    List(Vec<Json>),
    /// An object, of which a name may stand twice.
    Object(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn text(text: impl Into<String>) -> Json {
        Json::Text(text.into())
    }

    fn raw(text: impl Into<String>) -> Json {
        Json::Raw(text.into())
    }

    /// This value, and all within it, by what a provider calls them.
    fn find(&mut self, name: &str) -> Vec<&mut Json> {
        match self {
            Json::List(values) => values.iter_mut().flat_map(|value| value.find(name)).collect(),
            Json::Object(members) => {
                let (own, others): (Vec<_>, Vec<_>) =
                    members.iter_mut().partition(|(its, _)| its == name);
                let own = own.into_iter().map(|(_, value)| value);
                own.chain(others.into_iter().flat_map(|(_, value)| value.find(name))).collect()
            }
            _ => Vec::new(),
        }
    }

    /// How many objects there are in it.
    fn objects(&self) -> usize {
        match self {
            Json::List(values) => values.iter().map(Json::objects).sum(),
            Json::Object(members) => {
                1 + members.iter().map(|(_, value)| value.objects()).sum::<usize>()
            }
            _ => 0,
        }
    }

    /// The members of one of the objects, counted from 0.
    fn object(&mut self, place: &mut usize) -> Option<&mut Vec<(String, Json)>> {
        match self {
            Json::List(values) => values.iter_mut().find_map(|value| value.object(place)),
            Json::Object(members) => {
                if *place == 0 {
                    return Some(members);
                }
                *place -= 1;
                members.iter_mut().find_map(|(_, value)| value.object(place))
            }
            _ => None,
        }
    }

    /// The text, with white space and escapes where nothing hangs on them.
    fn write(&self, style: &Style, rng: &mut Rng, out: &mut String) {
        match self {
            Json::Raw(text) => out.push_str(text),
            Json::Text(text) => style.quote(text, rng, out),
            Json::List(values) => {
                out.push('[');
                for (place, value) in values.iter().enumerate() {
                    style.comma(place, rng, out);
                    value.write(style, rng, out);
                }
                style.space(rng, out);
                out.push(']');
            }
            Json::Object(members) => {
                out.push('{');
                for (place, (name, value)) in members.iter().enumerate() {
                    style.comma(place, rng, out);
                    style.quote(name, rng, out);
                    style.space(rng, out);
                    out.push(':');
                    style.space(rng, out);
                    value.write(style, rng, out);
                }
                style.space(rng, out);
                out.push('}');
            }
        }
    }
}

/// How text is written.
#[derive(Default)]
struct Style {
    spaced: bool,
    escaped: bool,
}

impl Style {
    fn space(&self, rng: &mut Rng, out: &mut String) {
        if self.spaced {
            out.push_str(rng.pick(&["", "", " ", "\n", "\t \r"]));
        }
    }

    fn comma(&self, place: usize, rng: &mut Rng, out: &mut String) {
        self.space(rng, out);
        if place > 0 {
            out.push(',');
            self.space(rng, out);
        }
    }

    fn quote(&self, text: &str, rng: &mut Rng, out: &mut String) {
        out.push('"');
        for letter in text.chars() {
            match letter {
                '"' | '\\' => out.extend(['\\', letter]),
                '/' if self.escaped && rng.once_in(2) => out.push_str("\\/"),
                '\0'..='\u{1f}' => {
                    let _ = write!(out, "\\u{:04x}", u32::from(letter));
                }
                _ if self.escaped && u32::from(letter) < 0x1_0000 && rng.once_in(12) => {
                    let upper = rng.once_in(2);
                    let code = u32::from(letter);
                    let _ = match upper {
                        true => write!(out, "\\u{code:04X}"),
                        false => write!(out, "\\u{code:04x}"),
                    };
                }
                _ => out.push(letter),
            }
        }
        out.push('"');
    }
}

/// A packet on its way to bytes.
pub(super) struct Draft<'p> {
    packet: &'p Packet,
    json: Json,
    style: Style,
    bytes: Option<Vec<u8>>,
    before: &'static str,
    after: Vec<u8>,
    spoilt: fn(&mut Vec<u8>, &mut Rng),
}

impl<'p> Draft<'p> {
    pub(super) fn new(packet: &'p Packet) -> Draft<'p> {
        Draft {
            packet,
            json: packet.json(),
            style: Style::default(),
            bytes: None,
            before: "",
            after: Vec::new(),
            spoilt: |_, _| {},
        }
    }

    pub(super) fn bytes(self, rng: &mut Rng) -> Vec<u8> {
        let mut text = self.before.to_owned();
        self.json.write(&self.style, rng, &mut text);
        let mut bytes = self.bytes.unwrap_or_else(|| text.into_bytes());
        bytes.extend(self.after);
        (self.spoilt)(&mut bytes, rng);
        bytes
    }

    /// Writes one of the values of this name anew.
    fn rewrite(
        &mut self,
        name: &str,
        rng: &mut Rng,
        how: impl FnOnce(&str, &mut Rng) -> Json,
    ) -> bool {
        let mut found = self.json.find(name);
        if found.is_empty() {
            return false;
        }
        let place = rng.index(found.len());
        let value = &mut found[place];
        let Json::Text(text) = &**value else { return false };
        let new = how(text, rng);
        **value = new;
        true
    }

    fn number(&mut self, rng: &mut Rng, how: impl FnOnce(&str, &mut Rng) -> Json) -> bool {
        let name = rng.pick(&["power", "power", "valset_update_id"]);
        self.rewrite(name, rng, how)
    }

    fn key(&mut self, rng: &mut Rng, how: impl FnOnce(&str, &mut Rng) -> Json) -> bool {
        self.rewrite("ed25519", rng, how)
    }

    /// The members of the packet, of an update or of a key.
    fn object(&mut self, rng: &mut Rng) -> Option<&mut Vec<(String, Json)>> {
        let objects = self.json.objects();
        if objects == 0 {
            return None;
        }
        let mut place = if rng.once_in(3) { 0 } else { rng.index(objects) };
        self.json.object(&mut place)
    }

    fn member(&mut self, rng: &mut Rng) -> Option<&mut (String, Json)> {
        let members = self.object(rng)?;
        if members.is_empty() {
            return None;
        }
        let place = rng.index(members.len());
        members.get_mut(place)
    }
}
