//! JSON that is written, compared with what Go wrote.

use parhelion_rpc::{
    Case, Document, Error, Message, Msg, amino_json, decode, pb, proto_json, read, read_wire,
};

fn message<M: Message + Default>(hexadecimal: &str) -> M {
    decode(&hex::decode(hexadecimal.trim()).unwrap()).unwrap()
}

fn evidence(hexadecimal: &str) -> pb::Evidence {
    match read_wire(&hex::decode(hexadecimal.trim()).unwrap()).unwrap() {
        Document::Evidence(evidence) => evidence,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_files_that_a_provider_takes() {
    let double_vote = message::<pb::DuplicateVoteEvidence>(include_str!("data/double-vote.hex"));
    assert_eq!(proto_json(&double_vote).unwrap(), include_str!("data/double-vote.json"));
    let nil = message::<pb::DuplicateVoteEvidence>(include_str!("data/double-vote-nil.hex"));
    assert_eq!(proto_json(&nil).unwrap(), include_str!("data/double-vote-nil.json"));
    let empty = message::<pb::IbcHeader>(include_str!("data/header-empty.hex"));
    assert_eq!(proto_json(&empty).unwrap(), include_str!("data/header-empty.json"));
    // From this text the proposer was cut out, and not by a codec: that writes `null`.
    let header = message::<pb::IbcHeader>(include_str!("data/header-no-proposer.hex"));
    let cut = proto_json(&header).unwrap().replacen(r#""proposer":null,"#, "", 1);
    assert_eq!(cut, include_str!("data/header-no-proposer.json"));
    // This text was made of what a node answered, where an absent address is empty. One that was
    // decoded from protobuf is nil. To the provider they are the same.
    let misbehaviour = message::<pb::Misbehaviour>(include_str!("data/misbehaviour.hex"));
    let nil = r#""validator_address":null"#;
    let written = proto_json(&misbehaviour).unwrap();
    assert_eq!(written.matches(nil).count(), 1);
    let empty = written.replace(nil, r#""validator_address":"""#);
    assert_eq!(empty, include_str!("data/misbehaviour.json"));
}

#[test]
fn the_argument_of_broadcast_evidence() {
    // A node of 0.38.17 wrote the first, CometBFT itself the others.
    let double_vote = evidence(include_str!("data/double-vote.hex"));
    let written = amino_json(&double_vote, Case::Pascal).unwrap();
    let in_block = format!(r#""evidence":{{"evidence":[{written}]}}"#);
    assert!(include_str!("data/block.json").contains(&in_block), "{written}");
    let lunatic = evidence(include_str!("data/attack-lunatic.hex"));
    let equivocation = evidence(include_str!("data/attack-equivocation.hex"));
    for (evidence, case, expected) in [
        (&double_vote, Case::Snake, include_str!("data/double-vote-snake.json")),
        (&lunatic, Case::Pascal, include_str!("data/attack-lunatic.json")),
        (&lunatic, Case::Snake, include_str!("data/attack-lunatic-snake.json")),
        (&equivocation, Case::Pascal, include_str!("data/attack-equivocation.json")),
    ] {
        assert_eq!(amino_json(evidence, case).unwrap(), expected);
        assert_eq!(read(expected).unwrap(), Document::Evidence(evidence.clone()));
    }
}

#[test]
fn a_message_for_a_transaction() {
    for (text, type_url) in [
        (
            include_str!("data/tx-double-vote.json"),
            "/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting",
        ),
        (
            include_str!("data/tx-misbehaviour.json"),
            "/interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour",
        ),
    ] {
        let Document::Transaction(msgs) = read(text).unwrap() else { panic!() };
        let written = proto_json(&msgs[0]).unwrap();
        let beginning = format!(
            r#"{{"@type":"{type_url}","submitter":"cosmos1hzthayva8g8p6w0y3yglm09jere2ru4ystpzvs","#
        );
        assert!(written.starts_with(&beginning), "{written}");
        assert!(written.ends_with(r#","consumer_id":"0"}"#), "{written}");
        assert_eq!(read(&written).unwrap(), Document::Msg(msgs[0].clone()));
        let tx = format!(r#"{{"body":{{"messages":[{written}]}}}}"#);
        assert_eq!(read(&tx).unwrap(), Document::Transaction(msgs));
    }
    let other = proto_json(&Msg::Other("/a.B".into())).unwrap_err();
    assert_eq!(other.to_string(), "`@type` is of no known message");
}

/// Nothing but zeros; CometBFT 0.38.26 and gogoproto wrote these texts.
#[test]
fn zeros_are_written() {
    let vote = r#"{"type":"SIGNED_MSG_TYPE_UNKNOWN","height":"0","round":0,"block_id":{"hash":null,"part_set_header":{"total":0,"hash":null}},"timestamp":"0001-01-01T00:00:00Z","validator_address":null,"validator_index":0,"signature":null,"extension":null,"extension_signature":null}"#;
    let vote_a = Some(pb::Vote::default());
    let zeros = pb::DuplicateVoteEvidence { vote_a, ..Default::default() };
    let expected = format!(
        r#"{{"vote_a":{vote},"vote_b":null,"total_voting_power":"0","validator_power":"0","timestamp":"0001-01-01T00:00:00Z"}}"#
    );
    assert_eq!(proto_json(&zeros).unwrap(), expected);
    let vote = r#"{"type":0,"height":"0","round":0,"block_id":{"hash":"","parts":{"total":0,"hash":""}},"timestamp":"0001-01-01T00:00:00Z","validator_address":"","validator_index":0,"signature":null,"extension":null,"extension_signature":null}"#;
    let expected = format!(
        r#"{{"type":"tendermint/DuplicateVoteEvidence","value":{{"vote_a":{vote},"vote_b":null,"TotalVotingPower":"0","ValidatorPower":"0","Timestamp":"0001-01-01T00:00:00Z"}}}}"#
    );
    assert_eq!(amino_json(&zeros.into(), Case::Pascal).unwrap(), expected);
    let attack = pb::LightClientAttackEvidence::default();
    let expected = r#"{"type":"tendermint/LightClientAttackEvidence","value":{"ConflictingBlock":null,"CommonHeight":"0","ByzantineValidators":null,"TotalVotingPower":"0","Timestamp":"0001-01-01T00:00:00Z"}}"#;
    assert_eq!(amino_json(&attack.into(), Case::Pascal).unwrap(), expected);
    let header = pb::IbcHeader { validator_set: Some(Default::default()), ..Default::default() };
    let expected = r#"{"client_id":"","header_1":{"signed_header":null,"validator_set":{"validators":[],"proposer":null,"total_voting_power":"0"},"trusted_height":{"revision_number":"0","revision_height":"0"},"trusted_validators":null},"header_2":null}"#;
    let both = pb::Misbehaviour { header_1: Some(header), ..Default::default() };
    assert_eq!(proto_json(&both).unwrap(), expected);
}

#[test]
fn texts_are_escaped_as_go_escapes_them() {
    let client_id = "<&>\u{2028}\u{2029}\"\\/\n\t\r\u{8}\u{c}\u{1}\u{7f}\u{e9}".to_owned();
    let both = pb::Misbehaviour { client_id, ..Default::default() };
    let written = proto_json(&both).unwrap();
    let expected = r#"{"client_id":"\u003c\u0026\u003e\u2028\u2029\"\\/\n\t\r\b\f\u0001"#;
    assert!(written.contains(&format!("{expected}\u{7f}\u{e9}\"")), "{written}");
    let text: serde_json::Value = serde_json::from_str(&written).unwrap();
    assert_eq!(text["client_id"], both.client_id);
}

#[test]
fn times_have_the_decimals_of_their_kind() {
    for (nanos, amino, proto) in [
        (0, "00Z", "00Z"),
        (500_000_000, "00.5Z", "00.500Z"),
        (120_000_000, "00.12Z", "00.120Z"),
        (123_000_000, "00.123Z", "00.123Z"),
        (123_400_000, "00.1234Z", "00.123400Z"),
        (1_000, "00.000001Z", "00.000001Z"),
        (10, "00.00000001Z", "00.000000010Z"),
        (999_999_999, "00.999999999Z", "00.999999999Z"),
    ] {
        let timestamp = Some(pb::Timestamp { seconds: 0, nanos });
        let evidence = pb::DuplicateVoteEvidence { timestamp, ..Default::default() };
        let end = |seconds: &str| format!(r#""timestamp":"1970-01-01T00:00:{seconds}"}}"#);
        assert!(proto_json(&evidence).unwrap().ends_with(&end(proto)), "{nanos}");
        let written = amino_json(&evidence.into(), Case::Snake).unwrap();
        assert!(written.ends_with(&format!("{}}}", end(amino))), "{written}");
    }
    for (seconds, nanos) in
        [(0, -1), (0, 1_000_000_000), (253_402_300_800, 0), (-62_135_596_801, 0)]
    {
        let timestamp = Some(pb::Timestamp { seconds, nanos });
        let evidence = pb::DuplicateVoteEvidence { timestamp, ..Default::default() };
        let error = proto_json(&evidence).unwrap_err();
        assert!(matches!(error, Error::Write(_)), "{error}");
        let expected = "not to be written as JSON: a time that no year from 1 to 9999 has";
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn numbers_without_a_name_stay_numbers() {
    let vote = pb::Vote { r#type: 3, ..Default::default() };
    let evidence = pb::DuplicateVoteEvidence { vote_a: Some(vote), ..Default::default() };
    assert!(proto_json(&evidence).unwrap().starts_with(r#"{"vote_a":{"type":3,"#));
    let entry = pb::CommitSig { block_id_flag: 4, ..Default::default() };
    let commit = pb::Commit { signatures: vec![entry], ..Default::default() };
    let signed_header = Some(pb::SignedHeader { header: None, commit: Some(commit) });
    let header = pb::IbcHeader { signed_header, ..Default::default() };
    assert!(proto_json(&header).unwrap().contains(r#""signatures":[{"block_id_flag":4,"#));
}

#[test]
fn keys_of_every_type() {
    use pb::Key::{Bls12381, Ed25519, Mldsa65, Secp256k1, Secp256k1eth};
    for (key, proto, amino) in [
        (None, "{}", "null"),
        (
            Some(Ed25519(vec![1, 2])),
            r#"{"ed25519":"AQI="}"#,
            r#"{"type":"tendermint/PubKeyEd25519","value":"AQI="}"#,
        ),
        (
            Some(Ed25519(vec![])),
            r#"{"ed25519":""}"#,
            r#"{"type":"tendermint/PubKeyEd25519","value":""}"#,
        ),
        (
            Some(Secp256k1(vec![1, 2])),
            r#"{"secp256k1":"AQI="}"#,
            r#"{"type":"tendermint/PubKeySecp256k1","value":"AQI="}"#,
        ),
        (
            Some(Bls12381(vec![1, 2])),
            r#"{"bls12381":"AQI="}"#,
            r#"{"type":"cometbft/PubKeyBls12_381","value":"AQI="}"#,
        ),
        (
            Some(Mldsa65(vec![1, 2])),
            r#"{"mldsa65":"AQI="}"#,
            r#"{"type":"cometbft/PubKeyMlDsa65","value":"AQI="}"#,
        ),
        (
            Some(Secp256k1eth(vec![1, 2])),
            r#"{"secp256k1eth":"AQI="}"#,
            r#"{"type":"tendermint/PubKeySecp256k1eth","value":"AQI="}"#,
        ),
    ] {
        let validator =
            pb::Validator { pub_key: Some(pb::PublicKey { key }), ..Default::default() };
        let set = pb::ValidatorSet { validators: vec![validator.clone()], ..Default::default() };
        let header = pb::IbcHeader { validator_set: Some(set), ..Default::default() };
        let written = proto_json(&header).unwrap();
        assert!(written.contains(&format!(r#""pub_key":{proto},"#)), "{written}");
        let byzantine_validators = vec![validator];
        let attack = pb::LightClientAttackEvidence { byzantine_validators, ..Default::default() };
        let written = amino_json(&attack.into(), Case::Pascal).unwrap();
        assert!(written.contains(&format!(r#""pub_key":{amino},"#)), "{written}");
    }
}

#[test]
fn evidence_of_no_kind_has_no_text() {
    let error = amino_json(&pb::Evidence::default(), Case::Pascal).unwrap_err();
    assert_eq!(error.to_string(), "`evidence` is of no type");
}
