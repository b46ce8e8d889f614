use super::*;
use crate::read;
use std::mem::discriminant;

fn bytes(text: &str) -> Vec<u8> {
    hex::decode(text.trim()).unwrap()
}

fn double_vote() -> pb::DuplicateVoteEvidence {
    exact(&bytes(include_str!("../../tests/data/double-vote.hex"))).unwrap()
}

fn header() -> pb::IbcHeader {
    exact(&bytes(include_str!("../../tests/data/header-no-proposer.hex"))).unwrap()
}

fn misbehaviour() -> pb::Misbehaviour {
    exact(&bytes(include_str!("../../tests/data/misbehaviour.hex"))).unwrap()
}

fn attack() -> pb::LightClientAttackEvidence {
    let header = header();
    pb::LightClientAttackEvidence {
        conflicting_block: Some(pb::LightBlock {
            signed_header: header.signed_header,
            validator_set: header.validator_set,
        }),
        timestamp: Some(pb::Timestamp::default()),
        ..Default::default()
    }
}

fn double_voting() -> pb::MsgSubmitConsumerDoubleVoting {
    pb::MsgSubmitConsumerDoubleVoting {
        submitter: "cosmos1a".into(),
        duplicate_vote_evidence: Some(double_vote()),
        infraction_block_header: Some(header()),
        consumer_id: "0".into(),
    }
}

fn submitted() -> pb::MsgSubmitConsumerMisbehaviour {
    pb::MsgSubmitConsumerMisbehaviour {
        submitter: "cosmos1a".into(),
        misbehaviour: Some(misbehaviour()),
        consumer_id: "0".into(),
    }
}

fn in_any(type_url: &str, message: &impl Message) -> pb::Any {
    pb::Any { type_url: type_url.into(), value: encode(message) }
}

fn in_tx(messages: Vec<pb::Any>) -> pb::TxRaw {
    let body_bytes = encode(&pb::TxBody { messages });
    pb::TxRaw { body_bytes, auth_info_bytes: vec![10, 0], signatures: vec![vec![1; 64]] }
}

/// Bytes of every kind, and what they are.
fn messages_of_every_kind() -> Vec<(Vec<u8>, Document)> {
    let evidence = [double_vote().into(), pb::Evidence::from(attack())];
    let list = pb::EvidenceList { evidence: evidence.to_vec() };
    let (double, submit) = (double_voting(), submitted());
    let other = in_any("/cosmos.bank.v1beta1.MsgSend", &pb::Height::default());
    let vote = double_vote().vote_b.unwrap();
    let tx = in_tx(vec![in_any(type_url::SUBMIT_CONSUMER_DOUBLE_VOTING, &double), other]);
    let msgs = vec![double.clone().into(), Msg::Other("/cosmos.bank.v1beta1.MsgSend".into())];
    let mut all = vec![
        (encode(&list), Document::EvidenceList(list)),
        (encode(&double_vote()), Document::Evidence(evidence[0].clone())),
        (encode(&attack()), Document::Evidence(evidence[1].clone())),
        (encode(&vote), Document::Vote(vote)),
        (encode(&header()), Document::IbcHeader(header())),
        (encode(&misbehaviour()), Document::Misbehaviour(misbehaviour())),
        (encode(&double), Document::Msg(double.into())),
        (encode(&submit), Document::Msg(submit.into())),
        (encode(&tx), Document::Transaction(msgs)),
    ];
    for item in evidence {
        let list = pb::EvidenceList { evidence: vec![item.clone()] };
        all.push((encode(&list), Document::EvidenceList(list)));
        all.push((encode(&item), Document::Evidence(item)));
    }
    let urls = [
        type_url::EVIDENCE_LIST,
        type_url::DUPLICATE_VOTE_EVIDENCE,
        type_url::LIGHT_CLIENT_ATTACK_EVIDENCE,
        type_url::IBC_HEADER,
        type_url::MISBEHAVIOUR,
        type_url::SUBMIT_CONSUMER_DOUBLE_VOTING,
        type_url::SUBMIT_CONSUMER_MISBEHAVIOUR,
        type_url::TX,
    ];
    let numbers = [0, 1, 2, 4, 5, 6, 7, 8];
    for (url, number) in urls.into_iter().zip(numbers) {
        let (value, document) = all[number].clone();
        all.push((encode(&pb::Any { type_url: url.into(), value }), document));
    }
    let evidence = pb::Evidence::from(attack());
    all.push((encode(&in_any(type_url::EVIDENCE, &evidence)), Document::Evidence(evidence)));
    all
}

#[test]
fn every_message_is_one_thing() {
    for (bytes, expected) in messages_of_every_kind() {
        let found: Vec<_> = readings(&bytes).collect();
        assert_eq!(found, [expected]);
    }
}

#[test]
fn recorded_bytes_are_what_the_text_beside_them_is() {
    for (text, recorded) in [
        (
            include_str!("../../tests/data/double-vote.json"),
            include_str!("../../tests/data/double-vote.hex"),
        ),
        (
            include_str!("../../tests/data/double-vote-nil.json"),
            include_str!("../../tests/data/double-vote-nil.hex"),
        ),
        (
            include_str!("../../tests/data/header-no-proposer.json"),
            include_str!("../../tests/data/header-no-proposer.hex"),
        ),
        (
            include_str!("../../tests/data/header-empty.json"),
            include_str!("../../tests/data/header-empty.hex"),
        ),
        (
            include_str!("../../tests/data/misbehaviour.json"),
            include_str!("../../tests/data/misbehaviour.hex"),
        ),
    ] {
        assert_eq!(read_wire(&bytes(recorded)).unwrap(), read(text).unwrap(), "{text}");
    }
}

#[test]
fn nothing_is_dropped_and_nothing_merged() {
    let unknown = |bytes: &[u8]| matches!(read_wire(bytes), Err(Error::UnknownBytes));
    assert!(unknown(&[]));
    for (bytes, document) in messages_of_every_kind() {
        let field_15 = [bytes.as_slice(), &[0x78, 1]].concat();
        assert!(unknown(&field_15), "{document:?}");
        let twice = [bytes.as_slice(), &bytes].concat();
        let list = matches!(document, Document::EvidenceList(_));
        // Two lists in a row are one list: so protobuf defines it.
        assert!(unknown(&twice) || list, "{document:?}");
        // Cut between two fields it may be a shorter message, and never one of another kind.
        for length in 0..bytes.len() {
            if let Ok(cut) = read_wire(&bytes[..length]) {
                assert_eq!(discriminant(&cut), discriminant(&document), "{length}");
            }
        }
    }
}

#[test]
fn what_tells_nothing_is_refused() {
    let timestamp = Some(pb::Timestamp::default());
    let no_votes = pb::DuplicateVoteEvidence { timestamp, ..Default::default() };
    let no_block = pb::LightClientAttackEvidence {
        timestamp: no_votes.timestamp.clone(),
        ..Default::default()
    };
    let trusted_height = Some(pb::Height::default());
    let no_parts = pb::IbcHeader { trusted_height, ..Default::default() };
    let no_headers = pb::Misbehaviour { client_id: "07-tendermint-0".into(), ..Default::default() };
    for bytes in [
        encode(&no_votes),
        encode(&pb::DuplicateVoteEvidence { vote_a: Some(pb::Vote::default()), ..no_votes }),
        encode(&no_block),
        encode(&no_parts),
        encode(&no_headers),
        encode(&pb::MsgSubmitConsumerDoubleVoting {
            duplicate_vote_evidence: None,
            ..double_voting()
        }),
        encode(&pb::MsgSubmitConsumerMisbehaviour { misbehaviour: None, ..submitted() }),
        encode(&pb::EvidenceList { evidence: vec![pb::Evidence::default()] }),
        encode(&in_any(type_url::EVIDENCE, &pb::Evidence::default())),
        encode(&in_tx(vec![])),
        encode(&in_tx(vec![in_any("", &double_voting())])),
        encode(&in_any("/cosmos.bank.v1beta1.MsgSend", &double_voting())),
    ] {
        assert!(matches!(read_wire(&bytes), Err(Error::UnknownBytes)), "{bytes:02x?}");
    }
}

#[test]
fn an_any_is_no_message_with_an_odd_submitter() {
    let any = in_any(type_url::MISBEHAVIOUR, &misbehaviour());
    let same = pb::MsgSubmitConsumerMisbehaviour {
        submitter: type_url::MISBEHAVIOUR.into(),
        misbehaviour: Some(misbehaviour()),
        consumer_id: String::new(),
    };
    assert_eq!(encode(&any), encode(&same));
    assert_eq!(read_wire(&encode(&any)).unwrap(), Document::Misbehaviour(misbehaviour()));
}

/// A body that is a text, and a header in the place of the signers.
#[test]
fn a_transaction_is_no_misbehaviour_of_an_odd_client() {
    let any = pb::Any { type_url: "/a.B".into(), value: b"text".to_vec() };
    let auth_info_bytes = encode(&header());
    let tx = pb::TxRaw { auth_info_bytes, signatures: vec![], ..in_tx(vec![any]) };
    let same = pb::Misbehaviour {
        client_id: String::from_utf8(tx.body_bytes.clone()).unwrap(),
        header_1: Some(header()),
        header_2: None,
    };
    assert_eq!(encode(&tx), encode(&same));
    let found: Vec<_> = readings(&encode(&tx)).collect();
    assert_eq!(found, [Document::Transaction(vec![Msg::Other("/a.B".into())])]);
}

#[test]
fn a_message_that_does_not_decode_is_an_error() {
    let broken =
        pb::Any { type_url: type_url::SUBMIT_CONSUMER_MISBEHAVIOUR.into(), value: vec![0x12, 1] };
    let tx = encode(&in_tx(vec![broken]));
    assert!(matches!(messages(&tx), Err(Error::Wire(_))));
    assert!(matches!(read_wire(&tx), Err(Error::UnknownBytes)));
    assert!(matches!(messages(&[0xff]), Err(Error::Wire(_))));
}
