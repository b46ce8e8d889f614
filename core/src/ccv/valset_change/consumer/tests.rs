extern crate std;
use super::*;
use crate::types::Message;
use std::format;

const RECORDED: &str = r#"{"type":"CONSUMER_PACKET_TYPE_SLASH","slashPacketData":{"validator":{"address":"BP9q4oXCgubvoujOKyxIxd+3IwM=","power":"4328"},"valset_update_id":"894732","infraction":"INFRACTION_TYPE_DOWNTIME"}}"#;

fn parse(text: &str) -> Result<ConsumerPacketData, Error> {
    ConsumerPacketData::parse_json(text.as_bytes(), &Limits::DEFAULT)
}

fn rule(message: Message, field: u32) -> Error {
    Error::PacketRule { message, field }
}

#[test]
fn the_slash_packet_of_the_module_is_read() {
    let Ok(ConsumerPacketData::Slash(slash)) = parse(RECORDED) else { panic!() };
    assert_eq!(format!("{}", slash.address()), "04FF6AE285C282E6EFA2E8CE2B2C48C5DFB72303");
    assert_eq!((slash.power(), slash.valset_update_id()), (4328, 894_732));
    assert_eq!(slash.infraction(), Infraction::Downtime);
}

#[test]
fn other_forms_of_the_same_packet_are_read() {
    for (from, to) in [
        ("INFRACTION_TYPE_DOWNTIME", "INFRACTION_DOWNTIME"),
        ("\"INFRACTION_TYPE_DOWNTIME\"", "2"),
        ("\"CONSUMER_PACKET_TYPE_SLASH\"", "1"),
        ("valset_update_id", "valsetUpdateId"),
        ("\"894732\"", "894732"),
        ("}}}", "}}} and more"),
    ] {
        let other = RECORDED.replacen(from, to, 1);
        assert_eq!(parse(&other), parse(RECORDED), "{other}");
    }
    let signed = parse(&RECORDED.replace("TYPE_DOWNTIME", "TYPE_DOUBLE_SIGN"));
    let Ok(ConsumerPacketData::Slash(slash)) = signed else { panic!() };
    assert_eq!(slash.infraction(), Infraction::DoubleSign);
}

#[test]
fn a_packet_that_breaks_its_rules_is_refused() {
    let slash = Message::SlashPacketData;
    let packet = Message::ConsumerPacketData;
    for (from, to, error) in [
        ("BP9q4oXCgubvoujOKyxIxd+3IwM=", "BP9q4oXCgubvoujOKyxIxd+3Iw==", rule(slash, 1)),
        ("BP9q4oXCgubvoujOKyxIxd+3IwM=", "BP9q4oXCgubvoujOKyxIxd+3IwMD", rule(slash, 1)),
        ("\"BP9q4oXCgubvoujOKyxIxd+3IwM=\"", "null", rule(slash, 1)),
        ("\"4328\"", "0", rule(slash, 1)),
        ("INFRACTION_TYPE_DOWNTIME", "INFRACTION_TYPE_UNSPECIFIED", rule(slash, 3)),
        ("\"INFRACTION_TYPE_DOWNTIME\"", "3", rule(slash, 3)),
        ("PACKET_TYPE_SLASH", "PACKET_TYPE_VSCM", rule(packet, 1)),
        ("PACKET_TYPE_SLASH", "PACKET_TYPE_UNSPECIFIED", rule(packet, 1)),
    ] {
        let broken = RECORDED.replacen(from, to, 1);
        assert_ne!(broken, RECORDED, "{from}");
        assert_eq!(parse(&broken), Err(error), "{broken}");
    }
    assert_eq!(parse(r#"{"type":1,"slashPacketData":null}"#), Err(rule(packet, 1)));
    assert_eq!(parse(r#"{"type":1}"#), Err(rule(packet, 1)));
    assert_eq!(parse("null"), Err(rule(packet, 1)));
    let refused = parse(&RECORDED.replace("PACKET_TYPE_SLASH", "PACKET_TYPE_slash"));
    assert_eq!(refused, Err(Error::JsonMember { message: packet, offset: 1 }));
}

#[test]
fn a_negative_power_and_the_initial_set_are_no_fault() {
    let odd = RECORDED.replace("4328", "-1").replace("894732", "0");
    let Ok(ConsumerPacketData::Slash(slash)) = parse(&odd) else { panic!() };
    assert_eq!((slash.power(), slash.valset_update_id()), (-1, 0));
}

#[test]
fn a_matured_packet_is_read() {
    let matured =
        r#"{"type":"CONSUMER_PACKET_TYPE_VSCM","vscMaturedPacketData":{"valset_update_id":"3"}}"#;
    assert_eq!(parse(matured), Ok(ConsumerPacketData::VscMatured { valset_update_id: 3 }));
    let zero = parse(&matured.replace("\"3\"", "\"0\""));
    assert_eq!(zero, Err(rule(Message::VscMaturedPacketData, 1)));
}

#[test]
fn a_packet_carries_one_thing() {
    let two = RECORDED.replace("}}}", "}},\"vscMaturedPacketData\":null}");
    let two = two.replace("DOWNTIME\"}}", "DOWNTIME\"},\"vscMaturedPacketData\":null}");
    let found = parse(&two);
    let message = Message::ConsumerPacketData;
    assert!(
        matches!(found, Err(Error::DuplicateField { message: of, field: 3, .. }) if of == message),
        "{found:?} {two}"
    );
}

#[test]
fn acknowledgements_are_told_apart() {
    let parse = |text: &str| Acknowledgement::parse(text.as_bytes(), &Limits::DEFAULT);
    assert_eq!(parse(r#"{"result":"AQ=="}"#), Ok(Acknowledgement::Received));
    assert_eq!(parse(r#"{"result":"Ag=="}"#), Ok(Acknowledgement::SlashHandled));
    assert_eq!(parse(r#"{"result":"Aw=="}"#), Ok(Acknowledgement::SlashBounced));
    let error = r#"{"error":"ABCI code: 1: error handling packet: see events for details"}"#;
    assert_eq!(parse(error), Ok(Acknowledgement::Refused));
    let message = Message::Acknowledgement;
    for unknown in [
        r#"{"result":"BA=="}"#,
        r#"{"result":"AA=="}"#,
        r#"{"result":"AQI="}"#,
        r#"{"result":""}"#,
        r#"{"result":null}"#,
        r#"{"error":""}"#,
        "{}",
        "null",
    ] {
        assert_eq!(parse(unknown), Err(rule(message, 21)), "{unknown}");
    }
    let twice = parse(r#"{"result":"AQ==","error":"x"}"#);
    assert_eq!(twice, Err(Error::DuplicateField { message, field: 22, offset: 17 }));
    assert_eq!(parse(r#"{"result":"AQ=="}x"#), Err(Error::JsonSyntax { offset: 17 }));
    assert_eq!(parse(r#"{"result":"AQ"}"#), Err(Error::JsonMember { message, offset: 1 }));
}
