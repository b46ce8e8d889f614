//! Evidence in every form in which CometBFT and the Cosmos SDK write it.

use parhelion_rpc::{Document, Msg, encode, messages, pb, read};

/// The same evidence twice: in CometBFT's JSON inside a block, and alone in protobuf's.
const BLOCK: &str = include_str!("data/block.json");
const DOUBLE_VOTE: &str = include_str!("data/double-vote.json");
const HEADER: &str = include_str!("data/header-no-proposer.json");
const MISBEHAVIOUR: &str = include_str!("data/misbehaviour.json");

const DOUBLE_VOTING: &str = "/interchain_security.ccv.provider.v1.MsgSubmitConsumerDoubleVoting";
const SUBMITTED: &str = "/interchain_security.ccv.provider.v1.MsgSubmitConsumerMisbehaviour";
const ATTACK: &str = r#"{"ConflictingBlock":{"signed_header":{"header":{"chain_id":"c","height":"9","app_hash":"AABB"},"commit":null},
    "validator_set":{"validators":[],"proposer":null}},"CommonHeight":"4","ByzantineValidators":[{"address":"AABB","voting_power":"1"}],
    "TotalVotingPower":"9","Timestamp":"2024-01-01T00:00:00Z"}"#;

fn value(text: &str) -> serde_json::Value {
    serde_json::from_str(text).unwrap()
}

/// The evidence of the block, as the text that the node wrote.
fn item() -> String {
    value(BLOCK)["result"]["block"]["evidence"]["evidence"][0].to_string()
}

fn typed(kind: &str, value: &str) -> String {
    format!(r#"{{"type":"tendermint/{kind}","value":{value}}}"#)
}

/// The other names of the same fields, which a few releases use.
fn snake(text: &str) -> String {
    let names = [
        ("TotalVotingPower", "total_voting_power"),
        ("ValidatorPower", "validator_power"),
        ("Timestamp", "timestamp"),
        ("ConflictingBlock", "conflicting_block"),
        ("CommonHeight", "common_height"),
        ("ByzantineValidators", "byzantine_validators"),
    ];
    let renamed = names.into_iter().fold(text.to_owned(), |text, (pascal, snake)| {
        text.replace(&format!("\"{pascal}\""), &format!("\"{snake}\""))
    });
    assert_ne!(renamed, text);
    renamed
}

/// The evidence of a document that holds one item.
fn evidence(text: &str) -> pb::Evidence {
    match read(text).unwrap_or_else(|error| panic!("{text}: {error}")) {
        Document::Evidence(evidence) => evidence,
        Document::EvidenceList(list) => only(list.evidence),
        Document::Block(block) => only(block.evidence),
        Document::Blocks { mut blocks, total: 7 } if blocks.len() == 1 => {
            only(blocks.remove(0).evidence)
        }
        other => panic!("{other:?}"),
    }
}

fn only(mut items: Vec<pb::Evidence>) -> pb::Evidence {
    assert_eq!(items.len(), 1);
    items.remove(0)
}

#[test]
fn evidence_of_a_node_is_the_same_in_every_place() {
    let attack = typed("LightClientAttackEvidence", ATTACK);
    for (item, expected) in [(item(), evidence(DOUBLE_VOTE)), (attack.clone(), evidence(&attack))] {
        let fields = value(&item)["value"].to_string();
        for (item, fields) in [(item.clone(), fields.clone()), (snake(&item), snake(&fields))] {
            for text in [
                item.clone(),
                fields.clone(),
                format!("[{item}]"),
                format!(" [{fields}]"),
                format!(r#"{{"evidence":[{item}]}}"#),
                format!(r#"{{"evidence":{item}}}"#),
                format!(r#"{{"result":{item}}}"#),
                format!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"broadcast_evidence","params":{{"evidence":{item}}}}}"#
                ),
                format!(
                    r#"{{"jsonrpc":"2.0","id":1,"method":"broadcast_evidence","params":[{item}]}}"#
                ),
                format!(r#"{{"header":{{}},"evidence":{item}}}"#),
                format!(
                    r#"{{"result":{{"block":{{"header":{{}},"evidence":{{"evidence":[{item}]}}}}}}}}"#
                ),
                format!(
                    r#"{{"blocks":[{{"block":{{"header":{{}},"evidence":{{"evidence":[{item}]}}}}}}],"total_count":"7"}}"#
                ),
            ] {
                assert_eq!(evidence(&text), expected, "{text}");
            }
        }
    }
}

#[test]
fn an_attack_keeps_its_block() {
    let Some(pb::EvidenceKind::LightClientAttack(attack)) = evidence(ATTACK).kind else { panic!() };
    let block = attack.conflicting_block.unwrap();
    let header = block.signed_header.unwrap().header.unwrap();
    assert_eq!((header.height, header.app_hash), (9, vec![0xaa, 0xbb]));
    assert_eq!(attack.byzantine_validators[0].address, [0xaa, 0xbb]);
    assert_eq!((attack.common_height, attack.total_voting_power), (4, 9));
    assert_eq!(attack.timestamp, Some(pb::Timestamp { seconds: 1_704_067_200, nanos: 0 }));
}

#[test]
fn enums_of_protobufs_json_may_be_numbers() {
    let numbers = DOUBLE_VOTE.replace(r#""SIGNED_MSG_TYPE_PREVOTE""#, "1");
    assert_ne!(numbers, DOUBLE_VOTE);
    assert_eq!(evidence(&numbers), evidence(DOUBLE_VOTE));
    let numbers = HEADER.replace(r#""BLOCK_ID_FLAG_COMMIT""#, "2");
    assert!(!numbers.contains("BLOCK_ID_FLAG"));
    assert_eq!(read(&numbers).unwrap(), read(HEADER).unwrap());
}

#[test]
fn several_items_keep_their_order() {
    let text = format!("[{},{}]", item(), typed("LightClientAttackEvidence", ATTACK));
    let Document::EvidenceList(list) = read(&text).unwrap() else { panic!() };
    assert_eq!(list.evidence, [evidence(DOUBLE_VOTE), evidence(ATTACK)]);
    let oneof = format!(r#"{{"evidence":[{{"duplicate_vote_evidence":{DOUBLE_VOTE}}}]}}"#);
    assert_eq!(evidence(&oneof), evidence(DOUBLE_VOTE));
}

/// What is half there has a place on the wire, and a verdict.
#[test]
fn one_half_of_evidence_is_evidence() {
    let half = r#"{"vote_b":{"type":"SIGNED_MSG_TYPE_PREVOTE","height":"59"}}"#;
    for text in [half.to_owned(), format!("[{half}]"), half.replace("vote_b", "voteB")] {
        let Some(pb::EvidenceKind::DuplicateVote(both)) = evidence(&text).kind else { panic!() };
        assert_eq!((both.vote_a, both.vote_b.unwrap().height), (None, 59));
    }
    for (key, kept) in [("header_1", "header_2"), ("header_2", "header_1")] {
        let text = MISBEHAVIOUR.replacen(key, "header", 1);
        let Document::Misbehaviour(both) = read(&text).unwrap() else { panic!("{kept}") };
        assert_ne!(both.header_1.is_some(), both.header_2.is_some(), "{kept}");
        assert_eq!(both.header_1.is_some(), kept == "header_1");
    }
}

#[test]
fn a_vote_alone() {
    let Some(pb::EvidenceKind::DuplicateVote(both)) = evidence(DOUBLE_VOTE).kind else { panic!() };
    for text in
        [value(&item())["value"]["vote_b"].to_string(), value(DOUBLE_VOTE)["vote_b"].to_string()]
    {
        assert_eq!(read(&text).unwrap(), Document::Vote(both.vote_b.clone().unwrap()), "{text}");
    }
}

fn double_voting() -> pb::MsgSubmitConsumerDoubleVoting {
    let Some(pb::EvidenceKind::DuplicateVote(evidence)) = evidence(DOUBLE_VOTE).kind else {
        panic!()
    };
    let Document::IbcHeader(header) = read(HEADER).unwrap() else { panic!() };
    pb::MsgSubmitConsumerDoubleVoting {
        submitter: "cosmos1submitter".into(),
        duplicate_vote_evidence: Some(evidence),
        infraction_block_header: Some(header),
        consumer_id: "3".into(),
    }
}

fn submitted() -> pb::MsgSubmitConsumerMisbehaviour {
    let Document::Misbehaviour(misbehaviour) = read(MISBEHAVIOUR).unwrap() else { panic!() };
    pb::MsgSubmitConsumerMisbehaviour {
        submitter: "cosmos1submitter".into(),
        misbehaviour: Some(misbehaviour),
        consumer_id: "3".into(),
    }
}

/// The fields of both messages, as the SDK writes them.
fn fields() -> [(String, &'static str, Msg); 2] {
    let double = format!(
        r#""submitter":"cosmos1submitter","duplicate_vote_evidence":{DOUBLE_VOTE},"infraction_block_header":{HEADER},"consumer_id":"3""#
    );
    let submit = format!(
        r#""submitter":"cosmos1submitter","misbehaviour":{MISBEHAVIOUR},"consumer_id":"3""#
    );
    [(double, DOUBLE_VOTING, double_voting().into()), (submit, SUBMITTED, submitted().into())]
}

#[test]
fn messages_for_a_provider() {
    for (fields, type_url, expected) in fields() {
        let camel = fields
            .replace("duplicate_vote_evidence", "duplicateVoteEvidence")
            .replace("infraction_block_header", "infractionBlockHeader")
            .replace("consumer_id", "consumerId");
        for text in [
            format!("{{{fields}}}"),
            format!("{{{camel}}}"),
            format!(r#"{{"@type":"{type_url}",{fields}}}"#),
        ] {
            assert_eq!(read(&text).unwrap(), Document::Msg(expected.clone()), "{text}");
        }
        let other = "/cosmos.bank.v1beta1.MsgSend";
        let body = format!(
            r#"{{"messages":[{{"@type":"{type_url}",{fields}}},{{"@type":"{other}","misbehaviour":[]}}],"memo":"","timeout_height":"0","extension_options":[],"non_critical_extension_options":[]}}"#
        );
        let fee = r#"{"amount":[],"gas_limit":"200000","payer":"","granter":""}"#;
        let rest =
            format!(r#""auth_info":{{"signer_infos":[],"fee":{fee},"tip":null}},"signatures":[]"#);
        let both = Document::Transaction(vec![expected, Msg::Other(other.into())]);
        for text in [
            format!(r#"{{"body":{body},{rest}}}"#),
            format!(r#"{{"@type":"/cosmos.tx.v1beta1.Tx","body":{body},{rest}}}"#),
            format!(r#"{{"height":"7","tx":{{"@type":"/cosmos.tx.v1beta1.Tx","body":{body}}}}}"#),
        ] {
            assert_eq!(read(&text).unwrap(), both, "{text}");
        }
    }
    let known = r#"{"@type":"/cosmos.bank.v1beta1.MsgSend","amount":[]}"#;
    let other = Msg::Other("/cosmos.bank.v1beta1.MsgSend".into());
    assert_eq!(read(known).unwrap(), Document::Msg(other));
}

#[test]
fn what_is_left_out_of_a_message_is_empty() {
    let (no_submitter, no_consumer) =
        (r#""submitter":"cosmos1submitter","#, r#","consumer_id":"3""#);
    for (fields, _, whole) in fields() {
        for (cut, submitter, consumer_id) in
            [(no_submitter, "", "3"), (no_consumer, "cosmos1submitter", "")]
        {
            let (submitter, consumer_id) = (submitter.to_owned(), consumer_id.to_owned());
            let expected = match whole.clone() {
                Msg::SubmitConsumerDoubleVoting(whole) => {
                    let msg = pb::MsgSubmitConsumerDoubleVoting { submitter, consumer_id, ..whole };
                    Msg::SubmitConsumerDoubleVoting(msg)
                }
                Msg::SubmitConsumerMisbehaviour(whole) => {
                    let msg = pb::MsgSubmitConsumerMisbehaviour { submitter, consumer_id, ..whole };
                    Msg::SubmitConsumerMisbehaviour(msg)
                }
                other => panic!("{other:?}"),
            };
            let text = format!("{{{}}}", fields.replace(cut, ""));
            assert_eq!(read(&text).unwrap(), Document::Msg(expected), "{text}");
        }
    }
}

#[test]
fn messages_with_their_type_beside_them() {
    let with_type = |url: &str, text: &str| format!(r#"{{"@type":"{url}",{}"#, &text[1..]);
    let oneof = format!(r#"{{"duplicate_vote_evidence":{DOUBLE_VOTE}}}"#);
    let attack =
        r#"{"conflicting_block":null,"common_height":"4","timestamp":"2024-01-01T00:00:00Z"}"#;
    let attacked = format!(r#"{{"light_client_attack_evidence":{attack}}}"#);
    for (url, text, untyped) in [
        ("/tendermint.types.DuplicateVoteEvidence", DOUBLE_VOTE, DOUBLE_VOTE),
        ("/tendermint.types.LightClientAttackEvidence", attack, attacked.as_str()),
        ("/tendermint.types.Evidence", oneof.as_str(), DOUBLE_VOTE),
        ("/ibc.lightclients.tendermint.v1.Header", HEADER, HEADER),
        ("/ibc.lightclients.tendermint.v1.Misbehaviour", MISBEHAVIOUR, MISBEHAVIOUR),
    ] {
        assert_eq!(read(&with_type(url, text)).unwrap(), read(untyped).unwrap(), "{url}");
    }
    let list = format!(r#"{{"evidence":[{oneof}]}}"#);
    let typed = with_type("/tendermint.types.EvidenceList", &list);
    assert_eq!(read(&typed).unwrap(), read(&list).unwrap());
}

#[test]
fn transactions_that_a_node_answers() {
    let double = include_str!("data/tx-double-vote.json");
    let Document::Transaction(found) = read(double).unwrap() else { panic!() };
    let [Msg::SubmitConsumerDoubleVoting(msg)] = found.as_slice() else { panic!("{found:?}") };
    let evidence = encode(msg.duplicate_vote_evidence.as_ref().unwrap());
    assert_eq!(hex::encode(evidence), include_str!("data/double-vote.hex").trim());
    let header = msg.infraction_block_header.as_ref().unwrap().signed_header.as_ref().unwrap();
    assert_eq!(header.header.as_ref().unwrap().chain_id, "borealis-1");
    assert_eq!(msg.consumer_id, "0");
    assert_eq!(msg.submitter, "cosmos1hzthayva8g8p6w0y3yglm09jere2ru4ystpzvs");

    let Document::Transaction(found) = read(include_str!("data/tx-misbehaviour.json")).unwrap()
    else {
        panic!()
    };
    let [Msg::SubmitConsumerMisbehaviour(msg)] = found.as_slice() else { panic!("{found:?}") };
    let misbehaviour = encode(msg.misbehaviour.as_ref().unwrap());
    assert_eq!(hex::encode(misbehaviour), include_str!("data/misbehaviour.hex").trim());
    assert_eq!((msg.consumer_id.as_str(), msg.submitter.len()), ("0", 45));
}

#[test]
fn transactions_of_a_block() {
    let mut block = value(BLOCK);
    let tx = value(include_str!("data/tx-double-vote.json"))["result"]["tx"].clone();
    block["result"]["block"]["data"]["txs"] = serde_json::json!([tx, "AAEC"]);
    let Document::Block(found) = read(&block.to_string()).unwrap() else { panic!() };
    let [tx, other] = found.txs.as_slice() else { panic!("{:?}", found.txs) };
    let found = messages(tx).unwrap();
    let expected = read(include_str!("data/tx-double-vote.json")).unwrap();
    assert_eq!(Document::Transaction(found), expected);
    // A block may hold what is no transaction of the SDK.
    let error = messages(other).unwrap_err().to_string();
    assert!(error.starts_with("not a transaction: "), "{error}");
    block["result"]["block"]["data"]["txs"] = serde_json::json!(["?"]);
    assert_eq!(read(&block.to_string()).unwrap_err().to_string(), "`txs` is not base64");
}
