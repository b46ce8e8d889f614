extern crate std;
use super::*;
use crate::types::KeyType;
use std::format;
use std::string::{String, ToString};
use std::vec::Vec;

/// The vector of `x/ccv/types/wire_test.go TestVSCPacketDataWireBytes`.
const GOLD: &str = concat!(
    r#"{"validator_updates":[{"pub_key":{"ed25519":"SMxP2pXAuxQC7FmBn4dh4Kt5eYdQFWC/wN7oWobZKds="},"#,
    r#""power":"30"},{"pub_key":{"ed25519":"J/nGy0vCXhgVbr8S71B4ZgHi4fsMqtDxDlERZ+gG238="},"#,
    r#""power":"20"}],"valset_update_id":"73","slash_acks":["slash","acks","example"]}"#
);
const FIRST: &str = r#""SMxP2pXAuxQC7FmBn4dh4Kt5eYdQFWC/wN7oWobZKds=""#;
const MESSAGE: Message = Message::ValidatorSetChangePacketData;

fn parse(text: &str) -> Result<ValidatorSetChangePacket<'_>, Error> {
    ValidatorSetChangePacket::parse_json(text.as_bytes(), &Limits::DEFAULT)
}

/// All that a packet says: id, updates, acknowledgements.
type Said = (u64, Vec<ValidatorUpdate>, Vec<String>);

fn said(packet: &ValidatorSetChangePacket<'_>) -> Said {
    let acks = packet.slash_acks().map(|ack| ack.to_string()).collect();
    (packet.valset_update_id(), packet.updates().collect(), acks)
}

fn read(text: &str) -> Result<Said, Error> {
    parse(text).map(|packet| said(&packet))
}

fn field(number: u8, bytes: &[u8]) -> Vec<u8> {
    let mut out = std::vec![number << 3 | 2, u8::try_from(bytes.len()).unwrap()];
    out.extend_from_slice(bytes);
    out
}

/// The same packet in protobuf.
fn gold_in_protobuf() -> Vec<u8> {
    let mut out = Vec::new();
    for update in parse(GOLD).unwrap().updates() {
        let key = field(1, &field(1, update.public_key().unwrap().as_bytes()));
        let power = [0x10, u8::try_from(update.power()).unwrap()];
        out.extend(field(1, &[&key[..], &power].concat()));
    }
    out.extend([0x10, 73]);
    for ack in ["slash", "acks", "example"] {
        out.extend(field(3, ack.as_bytes()));
    }
    out
}

#[test]
fn the_packet_of_the_module_is_read() {
    assert_eq!(GOLD.len(), 255);
    let packet = parse(GOLD).unwrap();
    assert_eq!(packet.valset_update_id(), 73);
    let updates: Vec<_> = packet.updates().collect();
    assert_eq!(updates.iter().map(ValidatorUpdate::power).collect::<Vec<_>>(), [30, 20]);
    let key = updates[0].public_key().unwrap();
    assert_eq!((key.key_type(), key.as_bytes()[31]), (KeyType::Ed25519, 0xdb));
    assert_eq!(format!("{}", key.address().unwrap()).get(..8), Some("02C66B96"));
    let acks: Vec<_> = packet.slash_acks().map(|ack| ack.to_string()).collect();
    assert_eq!(acks, ["slash", "acks", "example"]);
    assert!(packet.slash_acks().next().is_some_and(|ack| ack == *"slash"));
}

#[test]
fn protobuf_says_the_same() {
    let bytes = gold_in_protobuf();
    let packet = ValidatorSetChangePacket::parse(&bytes, &Limits::DEFAULT).unwrap();
    assert_eq!(said(&packet), read(GOLD).unwrap());
    let queue = [field(1, &bytes), field(1, &[0x10, 74])].concat();
    let queue = ValidatorSetChangePackets::parse(&queue, &Limits::DEFAULT).unwrap();
    let packets: Vec<_> = queue.packets().map(|packet| said(&packet)).collect();
    assert_eq!(packets, [said(&packet), (74, Vec::new(), Vec::new())]);
    let zero = field(1, &field(3, b"ack"));
    let error = ValidatorSetChangePackets::parse(&zero, &Limits::DEFAULT).unwrap_err();
    assert_eq!(error, Error::PacketRule { message: MESSAGE, field: 2 });
    let not_text = field(3, &[0xff]);
    let not_text = ValidatorSetChangePacket::parse(&not_text, &Limits::DEFAULT);
    assert!(matches!(not_text, Err(Error::NotUtf8 { message: MESSAGE, .. })));
}

#[test]
fn other_forms_of_the_same_packet_are_read() {
    for (from, to) in [
        ("validator_updates", "validatorUpdates"),
        ("valset_update_id", "valsetUpdateId"),
        ("slash_acks", "slashAcks"),
        ("pub_key", "pubKey"),
        ("pub_key", "pub\\u005fkey"),
        ("\"30\"", "30"),
        ("\"73\"", " 73 "),
        ("}]", "} ] "),
        ("\"acks\"", "\"a\\u0063ks\""),
        ("C/wN7", "C\\/wN7"),
        ("Kds=", "Kdt="),
        ("\"example\"]}", "\"example\"]}}]\u{0}"),
    ] {
        let other = GOLD.replacen(from, to, 1);
        assert_ne!(other, GOLD, "{from}");
        assert_eq!(read(&other), read(GOLD), "{other}");
    }
}

#[test]
fn defaults_may_be_left_out_or_null() {
    let packet = |text: &str| read(text).unwrap();
    assert_eq!(packet(r#"{"validator_updates":[],"valset_update_id":1}"#).1, []);
    let (_, updates, acks) = packet(
        r#"{"slash_acks":[null,""],"validator_updates":[null,{"pub_key":null},{"power":null}],
            "valset_update_id":1}"#,
    );
    assert_eq!(acks, ["", ""]);
    let keys: Vec<_> = updates.iter().map(|update| update.public_key().unwrap_err()).collect();
    assert_eq!(keys, [0, 1, 2].map(|index| Error::UpdateWithoutKey { index }));
    let (_, updates, acks) = packet(
        r#"{"validator_updates":[{"pub_key":{"secp256k1":null}}],"slash_acks":null,
            "valset_update_id":1}"#,
    );
    assert_eq!(acks, [""; 0]);
    assert_eq!(updates[0].public_key(), Err(Error::UpdateWithoutKey { index: 0 }));
}

#[test]
fn a_key_of_another_length_is_no_fault_of_the_packet() {
    for (written, length) in
        [("\"\"", 0), ("\"AQ==\"", 1), (&format!("\"{}\"", "AAAA".repeat(400))[..], 1200)]
    {
        let (_, updates, _) = read(&GOLD.replace(FIRST, written)).unwrap();
        let key_type = KeyType::Ed25519;
        let error = Error::UpdateKeyLength { index: 0, key_type, length };
        assert_eq!(updates[0].public_key(), Err(error));
        assert!(updates[1].public_key().is_ok());
    }
    let bytes = [&field(1, &field(1, &field(2, &[2; 32])))[..], &[0x10, 1]].concat();
    let packet = ValidatorSetChangePacket::parse(&bytes, &Limits::DEFAULT).unwrap();
    let key_type = KeyType::Secp256k1;
    let error = Error::UpdateKeyLength { index: 0, key_type, length: 32 };
    assert_eq!(packet.updates().next().unwrap().public_key(), Err(error));
}

#[test]
fn a_key_of_an_unknown_type_is_none() {
    // In protobuf, ML-DSA-65 of any length: consumers skip the field.
    for len in [0, 32] {
        let bytes = [&field(1, &field(1, &field(4, &[2; 32][..len])))[..], &[0x10, 1]].concat();
        let packet = ValidatorSetChangePacket::parse(&bytes, &Limits::DEFAULT).unwrap();
        let key = packet.updates().next().unwrap().public_key();
        assert_eq!(key, Err(Error::UpdateWithoutKey { index: 0 }), "{len}");
    }
}

#[test]
fn a_packet_that_breaks_its_rules_is_refused() {
    let without = Error::MissingPart { message: Message::ValidatorUpdate };
    for text in ["null", "{}", r#"{"valset_update_id":1}"#, r#"{"validator_updates":null}"#] {
        assert_eq!(read(text), Err(without), "{text}");
    }
    let zero = Error::PacketRule { message: MESSAGE, field: 2 };
    for id in ["0", "\"0\"", "null", "\"null\""] {
        assert_eq!(read(&GOLD.replace("\"73\"", id)), Err(zero), "{id}");
    }
    let member = |message, offset| Err(Error::JsonMember { message, offset });
    assert_eq!(read(&GOLD.replace("slash_acks", "Slash_acks")), member(MESSAGE, 215));
    assert_eq!(read(&GOLD.replace("\"73\"", "-0")), member(MESSAGE, 191));
    assert_eq!(read(&GOLD.replacen("\"30\"", "3.0", 1)), Err(Error::JsonSyntax { offset: 101 }));
    assert_eq!(read(&GOLD.replacen("\"30\"", "[]", 1)), member(Message::ValidatorUpdate, 92));
    assert_eq!(read(&GOLD.replacen("\"acks\"", "7", 1)), member(MESSAGE, 215));
    assert_eq!(read(&GOLD.replace("Kds=", "Kds")), member(Message::PublicKey, 34));
    assert_eq!(read(&GOLD.replace(FIRST, "[1,2]")), member(Message::PublicKey, 34));
    assert_eq!(read(&GOLD[..254]), Err(Error::JsonSyntax { offset: 254 }));
}

#[test]
fn nothing_stands_twice() {
    let twice = |text: &str| match read(text) {
        Err(Error::DuplicateField { message, field, .. }) => (message, field),
        other => panic!("{other:?}"),
    };
    let ids = GOLD.replace("\"slash_acks\"", "\"valsetUpdateId\":\"73\",\"slash_acks\"");
    assert_eq!(twice(&ids), (MESSAGE, 2));
    let keys = GOLD.replace(FIRST, &format!("{FIRST},\"secp256k1\":null"));
    assert_eq!(twice(&keys), (Message::PublicKey, 2));
    let keys = GOLD.replacen("\"power\"", "\"pubKey\":null,\"power\"", 1);
    assert_eq!(twice(&keys), (Message::ValidatorUpdate, 1));
}

#[test]
fn lists_are_bounded() {
    let limits = Limits::DEFAULT.with_votes(2);
    let parse = |text: &str| {
        ValidatorSetChangePacket::parse_json(text.as_bytes(), &limits).map(|packet| said(&packet).0)
    };
    let many = Err(Error::TooManyEntries { message: MESSAGE, limit: 2 });
    assert_eq!(parse(GOLD), many); // three acknowledgements
    assert_eq!(parse(&GOLD.replace(",\"example\"", "")), Ok(73));
    assert_eq!(parse(&GOLD.replace(",\"example\"", "").replace("}]", "},null]")), many);
    let in_protobuf = |updates: usize, acks: usize| {
        let lists = [field(1, &[]).repeat(updates), field(3, &[]).repeat(acks)].concat();
        let bytes = [&lists[..], &[0x10, 1]].concat();
        ValidatorSetChangePacket::parse(&bytes, &limits).map(|packet| said(&packet).0)
    };
    assert_eq!(in_protobuf(2, 2), Ok(1));
    assert_eq!(in_protobuf(3, 0), many);
    assert_eq!(in_protobuf(0, 3), many);
    let queue = |len| {
        let bytes = field(1, &[0x10, 1]).repeat(len);
        ValidatorSetChangePackets::parse(&bytes, &limits).map(|queue| queue.packets().count())
    };
    assert_eq!(queue(2), Ok(2));
    assert_eq!(queue(3), many.map(|_| 0));
}
