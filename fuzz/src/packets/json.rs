//! A packet by serde_json and plain rules.

use super::{Key, Packet};
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Go ignores the bits of the last digit that mean nothing.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true),
);

/// Half a surrogate pair in an escape: Go and we replace it, serde_json refuses it. Errs on the side
/// of whole pairs.
pub(crate) fn has_half_pairs(text: &[u8]) -> bool {
    text.windows(4).any(|it| {
        it.starts_with(b"\\u") && matches!(it[2], b'd' | b'D') && !it[3].is_ascii_digit()
            || it.starts_with(b"\\u") && matches!(it[2], b'd' | b'D') && it[3] >= b'8'
    })
}

/// An object with its members in their order, also where some have the same name.
struct Object<'a>(Vec<(String, &'a RawValue)>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'a> Object<'a> {
    fn read(json: &'a RawValue) -> Option<Object<'a>> {
        serde_json::from_str::<Option<_>>(json.get()).ok()?.map_or(Some(Object(Vec::new())), Some)
    }

    /// Takes the one member of these names.
    fn take(&mut self, names: &[&str]) -> Option<Option<&'a RawValue>> {
        let found = |(name, _): &(String, _)| names.contains(&name.as_str());
        let taken: Vec<_> = self.0.extract_if(.., |member| found(member)).collect();
        match taken.as_slice() {
            [] => Some(None),
            [(_, value)] => Some(Some(value)),
            _ => None,
        }
    }
}

/// The packet, if it obeys its rules.
pub(crate) fn packet(text: &[u8]) -> Option<Packet> {
    let json: &RawValue = serde_json::Deserializer::from_slice(text).into_iter().next()?.ok()?;
    let mut object = Object::read(json)?;
    let updates = object.take(&["validator_updates", "validatorUpdates"])??;
    let id = object.take(&["valset_update_id", "valsetUpdateId"])??;
    let acks = object.take(&["slash_acks", "slashAcks"])?;
    let updates: Vec<&RawValue> = serde_json::from_str::<Option<_>>(updates.get()).ok()??;
    let acks: Vec<Option<String>> = match acks {
        None => Vec::new(),
        Some(acks) => serde_json::from_str::<Option<_>>(acks.get()).ok()?.unwrap_or_default(),
    };
    let packet = Packet {
        id: u64::try_from(integer(id, true)?).ok()?,
        updates: updates.into_iter().map(update).collect::<Option<_>>()?,
        slash_acks: acks.into_iter().map(Option::unwrap_or_default).collect(),
    };
    (object.0.is_empty() && packet.id != 0).then_some(packet)
}

fn update(json: &RawValue) -> Option<(Option<Key>, i64)> {
    let mut object = Object::read(json)?;
    let (key, power) = (object.take(&["pub_key", "pubKey"])?, object.take(&["power"])?);
    let power = power.map_or(Some(0), |power| integer(power, false))?;
    let key = key.map_or(Some(None), key_of)?;
    object.0.is_empty().then_some((key, i64::try_from(power).ok()?))
}

fn key_of(json: &RawValue) -> Option<Option<Key>> {
    match Object::read(json)?.0.as_slice() {
        [] => Some(None),
        [(name, value)] if name == "ed25519" || name == "secp256k1" => {
            let Some(text) = serde_json::from_str::<Option<String>>(value.get()).ok()? else {
                return Some(None);
            };
            let secp256k1 = name == "secp256k1";
            let digits: String = text.chars().filter(|it| !matches!(it, '\r' | '\n')).collect();
            let mut bytes = BASE64.decode(digits).ok()?;
            if bytes.len() != if secp256k1 { 33 } else { 32 } {
                bytes.fill(0);
            }
            Some(Some((secp256k1, bytes)))
        }
        _ => None,
    }
}

/// An integer: bare, or in quotes as it stands. No unsigned one has a sign.
fn integer(json: &RawValue, unsigned: bool) -> Option<i128> {
    let text = json.get();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    if text == "null" {
        return Some(0);
    }
    let digits = if unsigned { text } else { text.strip_prefix('-').unwrap_or(text) };
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit());
    let leading = digits.len() > 1 && digits.starts_with('0');
    if plain && !leading { text.parse().ok() } else { None }
}
