//! What may become of the text of a packet.

use super::{Draft, Json};
use crate::mutate::flip;
use crate::rng::Rng;

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
pub(in super::super) type Change = fn(&mut Draft<'_>, &mut Rng) -> bool;

/// What may become of the text.
pub(in super::super) const TABLE: &[(&str, Change)] = &[
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
