//! JSON that is written in every way that a reader might meet, also in those that are none.

use super::packet::Packet;
use crate::mutate::flip;
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

/// Every name, and how it may be spelled otherwise.
const SPELLINGS: [(&str, &str); 4] = [
    ("validator_updates", "validatorUpdates"),
    ("valset_update_id", "valsetUpdateId"),
    ("slash_acks", "slashAcks"),
    ("pub_key", "pubKey"),
];

fn camel(name: &str) -> String {
    let found = SPELLINGS.iter().find(|(one, _)| *one == name);
    found.map_or(name, |(_, other)| other).to_owned()
}

fn spell_all(json: &mut Json, rng: &mut Rng) {
    match json {
        Json::List(values) => values.iter_mut().for_each(|value| spell_all(value, rng)),
        Json::Object(members) => {
            for (name, value) in members {
                if !rng.once_in(4) {
                    *name = camel(name);
                }
                spell_all(value, rng);
            }
        }
        _ => {}
    }
}

/// A change to how a packet is written; false where it has nothing to change.
pub(super) type Change = fn(&mut Draft<'_>, &mut Rng) -> bool;

/// What may become of the text.
pub(super) const TABLE: &[(&str, Change)] = &[
    ("white space", |draft, _| {
        draft.style.spaced = true;
        true
    }),
    ("escapes", |draft, _| {
        draft.style.escaped = true;
        true
    }),
    ("names in camel case", |draft, rng| {
        spell_all(&mut draft.json, rng);
        true
    }),
    ("members in another order", |draft, rng| {
        let Some(members) = draft.object(rng) else { return false };
        members.reverse();
        true
    }),
    ("a number without quotes", |draft, rng| draft.number(rng, |text, _| Json::raw(text))),
    ("white space in a number", |draft, rng| {
        let quoted = rng.once_in(2);
        draft.number(rng, |text, rng| {
            let [left, right] = [(); 2].map(|()| rng.pick(&["", " ", "\\n", "\n", "\t", "  "]));
            if quoted {
                Json::raw(format!("\"{left}{text}{right}\""))
            } else {
                Json::raw(format!(" {text}\t"))
            }
        })
    }),
    ("a number that is none", |draft, rng| {
        draft.number(rng, |text, rng| {
            let forms = [
                format!("0{text}"),
                format!("+{text}"),
                format!("{text}.0"),
                format!("{text}e0"),
                format!("{text}E1"),
                format!("-{text}"),
                format!("{text}x"),
                format!("0x{text}"),
                format!("{text}."),
                format!("'{text}'"),
                format!("{text} {text}"),
                "1_0".to_owned(),
                "NaN".to_owned(),
                "Infinity".to_owned(),
                "-".to_owned(),
                String::new(),
            ];
            let form = forms[rng.index(forms.len())].clone();
            if rng.once_in(2) { Json::raw(form) } else { Json::text(form) }
        })
    }),
    ("an odd number", |draft, rng| {
        draft.number(rng, |_, rng| {
            let form = rng.pick(&[
                "0",
                "-0",
                "-1",
                "null",
                "true",
                "18446744073709551615",
                "18446744073709551616",
                "9223372036854775807",
                "9223372036854775808",
                "-9223372036854775808",
                "-9223372036854775809",
                "1",
                "00",
                "-00",
                "1e3",
                "1.5",
                "99999999999999999999999",
            ]);
            if rng.once_in(2) { Json::raw(form) } else { Json::text(form) }
        })
    }),
    ("null in a string", |draft, rng| draft.number(rng, |_, _| Json::text("null"))),
    ("null", |draft, rng| {
        let Some((_, value)) = draft.member(rng) else { return false };
        *value = Json::raw("null");
        true
    }),
    ("null in a list", |draft, rng| {
        let name = rng.pick(&["validator_updates", "validator_updates", "slash_acks"]);
        let mut found = draft.json.find(name);
        let Some(Json::List(values)) = found.first_mut() else { return false };
        let place = rng.index(values.len() + 1);
        values.insert(place, Json::raw("null"));
        true
    }),
    ("member missing", |draft, rng| {
        let Some(members) = draft.object(rng) else { return false };
        if members.is_empty() {
            return false;
        }
        let place = rng.index(members.len());
        members.remove(place);
        true
    }),
    ("member twice", |draft, rng| {
        let Some(members) = draft.object(rng) else { return false };
        if members.is_empty() {
            return false;
        }
        let (mut name, mut value) = members[rng.index(members.len())].clone();
        if rng.once_in(2) {
            name = camel(&name);
        }
        match rng.below(4) {
            0 => value = Json::raw("null"),
            1 => value = Json::raw("[]"),
            _ => {}
        }
        let place = rng.index(members.len() + 1);
        members.insert(place, (name, value));
        true
    }),
    ("unknown member", |draft, rng| {
        let Some(members) = draft.object(rng) else { return false };
        let name =
            rng.pick(&["x", "", "type", "valset_update_Id", "validator-updates", "@type", "sum"]);
        let value = rng.pick(&["null", "1", "{}", "\"\""]);
        let place = rng.index(members.len() + 1);
        members.insert(place, (name.to_owned(), Json::raw(value)));
        true
    }),
    ("name in another case", |draft, rng| {
        let Some((name, _)) = draft.member(rng) else { return false };
        let upper = rng.once_in(2);
        *name = if upper { name.to_uppercase() } else { name.replace('_', "") };
        true
    }),
    ("value of another type", |draft, rng| {
        let form = rng.pick(&[
            "{}",
            "[]",
            "[[]]",
            "true",
            "false",
            "5",
            "-5",
            "\"\"",
            "\"x\"",
            "[1.5]",
            "{\"a\":1}",
        ]);
        let Some((_, value)) = draft.member(rng) else { return false };
        // A list of numbers for bytes is a question of its own.
        let bytes = matches!(value, Json::Text(text) if text.parse::<i128>().is_err());
        if bytes && form.starts_with('[') {
            return false;
        }
        *value = Json::raw(form);
        true
    }),
    ("base64 in another way", |draft, rng| {
        draft.key(rng, |text, rng| {
            let at = rng.index(text.len() + 1);
            let (left, right) = text.split_at(at);
            match rng.below(8) {
                0 => Json::text(text.trim_end_matches('=')),
                1 => Json::text(text.replace('+', "-").replace('/', "_")),
                2 => Json::raw(format!("\"{left}\\n{right}\"")),
                3 => Json::raw(format!("\"{left}\\r\\n{right}\"")),
                4 => Json::text(format!("{left} {right}")),
                5 => Json::text(format!("{text}=")),
                6 => Json::text(format!("{text}AA==")),
                _ => Json::raw(format!("\"{left}\\t{right}\"")),
            }
        })
    }),
    ("unused bits of base64", |draft, rng| {
        draft.key(rng, |text, rng| {
            // Of 32 bytes, the last digit before the padding holds four bits and two of nothing.
            let Some(body) = text.strip_suffix('=') else { return Json::text(text) };
            let digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let last = body.chars().last().and_then(|last| digits.find(last)).unwrap_or(0);
            let other = digits.as_bytes()[last & !3 | rng.index(4)] as char;
            Json::text(format!("{}{other}=", &body[..body.len() - 1]))
        })
    }),
    ("bytes after", |draft, rng| {
        let after: &[&[u8]] =
            &[b"\xff", b" ", b"}", b"{}", b"\0", b",", b"\n{\"power\":1,\"power\":1}", b"x"];
        draft.after = rng.pick(after).to_vec();
        true
    }),
    ("something before", |draft, rng| {
        draft.before = rng.pick(&[" ", "\n\t\r ", "\u{feff}", "\u{b}", "\u{a0}", ",", "\0"]);
        true
    }),
    ("not UTF-8", |draft, rng| {
        let wrong: &[&[u8]] =
            &[b"\xff", b"\xc0\x80", b"\xed\xa0\x80", b"\xe2\x82", b"\x80", b"\xf5\x80\x80\x80"];
        let bytes = rng.pick(wrong);
        let mut found = draft.json.find("slash_acks");
        let Some(Json::List(acks)) = found.first_mut() else { return false };
        acks.push(Json::text("~"));
        let mut text = String::new();
        draft.json.write(&draft.style, rng, &mut text);
        let Some(at) = text.rfind('~') else { return false };
        draft.bytes = Some([&text.as_bytes()[..at], bytes, &text.as_bytes()[at + 1..]].concat());
        true
    }),
    ("control character in text", |draft, rng| {
        let mut found = draft.json.find("slash_acks");
        let Some(Json::List(acks)) = found.first_mut() else { return false };
        acks.push(Json::raw(rng.pick(&[
            "\"\u{1}\"",
            "\"\n\"",
            "\"\u{7f}\"",
            "\"\\x\"",
            "\"\\u12\"",
            "\"\\u0000\"",
        ])));
        true
    }),
    ("text of any letters", |draft, _| {
        let mut found = draft.json.find("slash_acks");
        let Some(Json::List(acks)) = found.first_mut() else { return false };
        acks.push(Json::text("é\u{2028}<&>\u{1f600}\"\\/\u{8}"));
        true
    }),
    ("text that is none", |draft, rng| {
        let mut found = draft.json.find("slash_acks");
        let Some(Json::List(acks)) = found.first_mut() else { return false };
        acks.push(Json::raw(rng.pick(&["1", "{}", "[]", "true", "''"])));
        true
    }),
    ("cut short", |draft, _| {
        draft.spoilt = |bytes, rng| bytes.truncate(rng.index(bytes.len().max(1)));
        true
    }),
    ("bit flipped", |draft, _| {
        draft.spoilt = |bytes, rng| {
            flip(bytes, rng);
        };
        true
    }),
    ("a comma too many", |draft, _| {
        draft.spoilt = |bytes, rng| {
            let ends =
                bytes.iter().enumerate().filter(|(_, byte)| matches!(byte, b']' | b'}' | b','));
            let ends: Vec<usize> = ends.map(|(place, _)| place).collect();
            if !ends.is_empty() {
                bytes.insert(rng.pick(&ends), b',');
            }
        };
        true
    }),
    ("another value", |draft, rng| {
        let forms: &[&str] =
            &["", "null", "true", "5", "\"\"", "[]", "{}", "[{}]", "nul", "{", "//", "nulll"];
        draft.bytes = Some(rng.pick(forms).as_bytes().to_vec());
        true
    }),
    ("protobuf", |draft, _| {
        draft.bytes = Some(draft.packet.protobuf());
        true
    }),
    ("packet of a consumer", |draft, _| {
        draft.bytes = Some(
            concat!(
                r#"{"type":"CONSUMER_PACKET_TYPE_SLASH","slashPacketData":{"validator":{"address":"niBKyfp3G8QpQ/UGka94szlkgHM=","#,
                r#""power":"99"},"valset_update_id":"34","infraction":"INFRACTION_TYPE_DOUBLE_SIGN"}}"#
            )
            .as_bytes()
            .to_vec(),
        );
        true
    }),
];
