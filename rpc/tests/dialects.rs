//! Every dialect of CometBFT's JSON, and what is refused.

use parhelion_core::{LightBlock, Limits, commit};
use parhelion_rpc::{
    Block, Document, Error, ValidatorsPage, decode, encode, light_block, pb, read, validator_set,
};

const COMMIT: &str = include_str!("data/commit.json");
const VALIDATORS: &str = include_str!("data/validators.json");

fn signed_header(text: &str) -> pb::SignedHeader {
    match read(text).unwrap() {
        Document::Commit { signed_header, .. } => signed_header,
        other => panic!("{other:?}"),
    }
}

fn page(text: &str) -> ValidatorsPage {
    match read(text).unwrap() {
        Document::Validators(page) => page,
        other => panic!("{other:?}"),
    }
}

fn header(text: &str) -> pb::Header {
    match read(text).unwrap() {
        Document::Header { header } => header,
        other => panic!("{other:?}"),
    }
}

/// What `read` says of a text that it refuses.
fn refused(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

/// The part of an answer inside its envelope.
fn without_envelope(text: &str) -> String {
    serde_json::from_str::<serde_json::Value>(text).unwrap()["result"].to_string()
}

#[test]
fn commit_and_validators_make_a_block_that_verifies() {
    for (commit, validators) in [
        (COMMIT.to_owned(), VALIDATORS.to_owned()),
        (without_envelope(COMMIT), without_envelope(VALIDATORS)),
    ] {
        let set = validator_set(&[page(&validators)]).unwrap();
        let bytes = encode(&light_block(signed_header(&commit), set));
        let block = LightBlock::parse(&bytes, &Limits::DEFAULT).unwrap();
        let head = block.header();
        assert_eq!((head.chain_id(), head.height()), ("borealis-1", 30));
        block.validate("borealis-1").unwrap();
        let (set, id) = (block.validators(), block.commit().block_id());
        let rule = commit::Rule::Full;
        commit::verify("borealis-1", &set, &id, 30, block.commit(), rule).unwrap();
        assert_eq!(encode(&decode::<pb::LightBlock>(&bytes).unwrap()), bytes);
    }
}

#[test]
fn the_other_answers_of_a_node() {
    let Document::Status(status) = read(include_str!("data/status.json")).unwrap() else {
        panic!()
    };
    assert_eq!((status.network.as_str(), status.version.as_str()), ("borealis-1", "0.38.17"));
    assert_eq!(
        (status.latest_height, status.earliest_height, status.catching_up),
        (347, 30, false)
    );
    assert_eq!(status.latest_hash.len(), 32);
    let text = include_str!("data/genesis.json");
    let Document::Genesis(whole) = read(text).unwrap() else { panic!() };
    assert_eq!((whole.chain_id.as_str(), whole.initial_height), ("borealis-1", 30));
    let Document::Block(Block { header, block_id, last_commit, evidence, txs }) =
        read(include_str!("data/block.json")).unwrap()
    else {
        panic!()
    };
    assert_eq!((header.height, evidence.len(), txs.len()), (192, 1, 0));
    // The block holds a real double vote: the core's hashes are those that the header names.
    let list = encode(&pb::EvidenceList { evidence });
    let hash =
        parhelion_core::evidence::EvidenceList::parse(&list, &Limits::DEFAULT).unwrap().hash();
    assert_eq!(hash.0.to_vec(), header.evidence_hash);
    let last_commit = encode(&last_commit.unwrap());
    let last_commit = parhelion_core::Commit::parse(&last_commit, &Limits::DEFAULT).unwrap();
    assert_eq!(last_commit.height(), 191);
    assert_eq!(last_commit.hash().0.to_vec(), header.last_commit_hash);
    let head = encode(&header);
    let head = parhelion_core::Header::parse(&head, &Limits::DEFAULT).unwrap();
    assert_eq!(head.hash().unwrap().0.to_vec(), block_id.hash);
}

#[test]
fn what_is_missing_is_zero_and_the_time_is_year_1() {
    let found = header(r#"{"proposer_address":""}"#);
    assert_eq!(found.time, Some(pb::Timestamp { seconds: -62_135_596_800, nanos: 0 }));
    assert_eq!(found.version, Some(pb::Consensus::default()));
    // Embedded messages are always there, as gogoproto writes them.
    let zero = pb::BlockId { hash: vec![], part_set_header: Some(pb::PartSetHeader::default()) };
    assert_eq!(found.last_block_id, Some(zero));
    let found = header(r#"{"proposer_address":"","version":{"block":"11"},"unknown":[1,{}]}"#);
    assert_eq!(found.version, Some(pb::Consensus { block: 11, app: 0 }));
}

#[test]
fn absent_entries_have_null_signatures() {
    let text = r#"{"signed_header":{"header":null,"commit":{"height":"5","round":2,"block_id":{"hash":"","parts":{"total":0,"hash":""}},
        "signatures":[{"block_id_flag":1,"validator_address":"","timestamp":"0001-01-01T00:00:00Z","signature":null}]}},"canonical":false}"#;
    let Document::Commit { signed_header, canonical } = read(text).unwrap() else { panic!() };
    assert_eq!((signed_header.header, canonical), (None, Some(false)));
    let commit = signed_header.commit.unwrap();
    assert_eq!((commit.height, commit.round), (5, 2));
    let year_1 = Some(pb::Timestamp { seconds: -62_135_596_800, nanos: 0 });
    let absent = pb::CommitSig { block_id_flag: 1, timestamp: year_1, ..Default::default() };
    assert_eq!(commit.signatures, [absent]);
    // A list that is null is empty.
    let text = r#"{"signed_header":{"commit":{"signatures":null}}}"#;
    assert!(self::signed_header(text).commit.unwrap().signatures.is_empty());
}

#[test]
fn numbers_are_strings_or_integers() {
    let height =
        |json: &str| header(&format!(r#"{{"proposer_address":"","height":{json}}}"#)).height;
    assert_eq!(height("\"7\""), 7);
    assert_eq!(height("7"), 7);
    assert_eq!(height("\"-9223372036854775808\""), i64::MIN);
    let wrong = |json: &str| refused(&format!(r#"{{"proposer_address":"","height":{json}}}"#));
    assert_eq!(wrong("\"9223372036854775808\""), "`height` is out of the range of its type");
    for json in
        ["7.0", "1e3", "\"\"", "\" 7\"", "\"+7\"", "\"07\"", "\"7.0\"", "true", "\"null\"", "[]"]
    {
        assert!(wrong(json).starts_with("not the JSON of a node: "), "{json}: {}", wrong(json));
    }
}

#[test]
fn hashes_are_hexadecimal_in_either_case() {
    let app = |text: &str| format!(r#"{{"proposer_address":"","app_hash":"{text}"}}"#);
    assert_eq!(header(&app("ABcd")).app_hash, [0xab, 0xcd]);
    assert_eq!(header(&app("")).app_hash, [0u8; 0]);
    assert_eq!(refused(&app("ABC")), "`app_hash` is not hexadecimal");
    assert_eq!(refused(&app("zz")), "`app_hash` is not hexadecimal");
}

#[test]
fn block_ids_of_every_release() {
    for parts in ["parts", "part_set_header"] {
        let text = format!(
            r#"{{"proposer_address":"","last_block_id":{{"hash":"AA","{parts}":{{"total":3,"hash":"BB"}}}}}}"#
        );
        let id = header(&text).last_block_id.unwrap();
        let expected = pb::PartSetHeader { total: 3, hash: vec![0xbb] };
        assert_eq!((id.hash, id.part_set_header), (vec![0xaa], Some(expected)));
    }
    let both = r#"{"proposer_address":"","last_block_id":{"parts":{},"part_set_header":{}}}"#;
    assert!(refused(both).contains("duplicate field"), "{}", refused(both));
}

#[test]
fn keys_of_every_type() {
    let page_of = |key: &str| {
        format!(
            r#"{{"block_height":"1","count":"1","total":"1","validators":[{{"pub_key":{key},"voting_power":"5"}}]}}"#
        )
    };
    let key = |json: &str| page(&page_of(json)).validators[0].pub_key.clone().unwrap().key;
    let typed = |name: &str| format!(r#"{{"type":"{name}","value":"AQI="}}"#);
    for (name, expected) in [
        ("tendermint/PubKeyEd25519", pb::Key::Ed25519(vec![1, 2])),
        ("tendermint/PubKeySecp256k1", pb::Key::Secp256k1(vec![1, 2])),
        ("cometbft/PubKeyBls12_381", pb::Key::Bls12381(vec![1, 2])),
        ("cometbft/PubKeyMlDsa65", pb::Key::Mldsa65(vec![1, 2])),
        ("tendermint/PubKeySecp256k1eth", pb::Key::Secp256k1eth(vec![1, 2])),
        ("cometbft/PubKeySecp256k1eth", pb::Key::Secp256k1eth(vec![1, 2])),
    ] {
        assert_eq!(key(&typed(name)), Some(expected));
    }
    assert_eq!(key(r#"{"ed25519":"AQI="}"#), Some(pb::Key::Ed25519(vec![1, 2])));
    assert_eq!(key("null"), None);
    let sr25519 = refused(&page_of(&typed("tendermint/PubKeySr25519")));
    assert_eq!(sr25519, "keys of type tendermint/PubKeySr25519 have no place in the wire messages");
    assert_eq!(refused(&page_of(r#"{"ed25519":"","secp256k1":""}"#)), "`pub_key` is of two types");
    assert_eq!(refused(&page_of(r#"{"ed25519":"?"}"#)), "`pub_key` is not base64");
}

#[test]
fn evidence_in_both_cases_of_letters() {
    let item = |power: &str, validator: &str, time: &str| {
        format!(
            r#"{{"type":"tendermint/DuplicateVoteEvidence","value":{{"vote_a":{{"type":2,"height":"7"}},"vote_b":null,
            "{power}":"10","{validator}":"3","{time}":"2024-01-01T00:00:00Z"}}}}"#
        )
    };
    let pascal = read(&item("TotalVotingPower", "ValidatorPower", "Timestamp")).unwrap();
    assert_eq!(pascal, read(&item("total_voting_power", "validator_power", "timestamp")).unwrap());
    let Document::Evidence(pb::Evidence { kind: Some(pb::EvidenceKind::DuplicateVote(found)) }) =
        pascal
    else {
        panic!()
    };
    assert_eq!((found.total_voting_power, found.validator_power, found.vote_b), (10, 3, None));
    assert_eq!(found.vote_a.unwrap().height, 7);
    let attack = |block: &str, height: &str, accused: &str| {
        format!(
            r#"{{"type":"tendermint/LightClientAttackEvidence","value":{{"{block}":{{"signed_header":null,"validator_set":{{"validators":[],"proposer":null}}}},
            "{height}":"4","{accused}":[{{"voting_power":"1"}}],"TotalVotingPower":"9"}}}}"#
        )
    };
    let pascal = read(&attack("ConflictingBlock", "CommonHeight", "ByzantineValidators")).unwrap();
    assert_eq!(
        pascal,
        read(&attack("conflicting_block", "common_height", "byzantine_validators")).unwrap()
    );
    let Document::Evidence(pb::Evidence { kind: Some(pb::EvidenceKind::LightClientAttack(found)) }) =
        pascal
    else {
        panic!()
    };
    assert_eq!((found.common_height, found.byzantine_validators.len()), (4, 1));
    assert_eq!(refused(r#"{"type":"other","value":{}}"#), "`type` is of no known evidence");
}

#[test]
fn protobufs_own_json() {
    let text = r#"{"vote_a":{"type":"SIGNED_MSG_TYPE_PREVOTE","height":"59","block_id":{"hash":"qrs=","part_set_header":{"total":1,"hash":"zA=="}},
        "validator_address":"AQ==","extension":null},"vote_b":{"type":"SIGNED_MSG_TYPE_PRECOMMIT"}}"#;
    let Document::Evidence(pb::Evidence { kind: Some(pb::EvidenceKind::DuplicateVote(found)) }) =
        read(text).unwrap()
    else {
        panic!()
    };
    let (a, b) = (found.vote_a.unwrap(), found.vote_b.unwrap());
    assert_eq!((a.r#type, b.r#type, a.height), (1, 2, 59));
    assert_eq!((a.block_id.unwrap().hash, a.validator_address), (vec![0xaa, 0xbb], vec![1]));
    let name = r#"{"vote_a":{"type":"SIGNED_MSG_TYPE_OTHER"}}"#;
    assert_eq!(
        refused(name),
        "not the JSON of a node: invalid value: string \"SIGNED_MSG_TYPE_OTHER\", expected the number or the name of a flag or of a type of vote at line 1 column 41"
    );
    // Nothing but protobuf's JSON is in camel case: its hashes are base64 without any enum.
    let camel = header(r#"{"chainId":"c","appHash":"qrs=","proposerAddress":"AQ=="}"#);
    assert_eq!(
        (camel.chain_id.as_str(), camel.app_hash, camel.proposer_address),
        ("c", vec![0xaa, 0xbb], vec![1])
    );
}

#[test]
fn a_total_that_a_set_claims_is_kept() {
    let text = |name: &str| format!(r#"{{"validator_set":{{"{name}":"7"}}}}"#);
    for name in ["total_voting_power", "totalVotingPower"] {
        let Document::IbcHeader(header) = read(&text(name)).unwrap() else { panic!() };
        assert_eq!(header.validator_set.unwrap().total_voting_power, 7);
    }
}

#[test]
fn enums_are_numbers_names_or_strings_of_numbers() {
    let flag = |json: &str| {
        let text = format!(
            r#"{{"signed_header":{{"commit":{{"signatures":[{{"block_id_flag":{json}}}]}}}}}}"#
        );
        read(&text).map(|_| signed_header(&text).commit.unwrap().signatures[0].block_id_flag)
    };
    for (json, expected) in
        [("3", 3), ("\"3\"", 3), ("\"BLOCK_ID_FLAG_NIL\"", 3), ("null", 0), ("-1", -1)]
    {
        assert_eq!(flag(json).unwrap(), expected, "{json}");
    }
    for json in ["2.0", "2147483648", "\"2147483648\"", "\"\"", "\"02\"", "true", "{}"] {
        assert!(matches!(flag(json), Err(Error::Json(_))), "{json}");
    }
}

#[test]
fn evidence_as_protobufs_oneof() {
    let vote = r#"{"type":"SIGNED_MSG_TYPE_PREVOTE","height":"4"}"#;
    let value = format!(r#"{{"vote_a":{vote},"vote_b":{vote},"total_voting_power":"9"}}"#);
    let bare = read(&value).unwrap();
    for name in ["duplicate_vote_evidence", "duplicateVoteEvidence"] {
        assert_eq!(read(&format!(r#"{{"{name}":{value}}}"#)).unwrap(), bare);
    }
    let attack = r#"{"conflicting_block":{},"common_height":"4"}"#;
    let bare = read(attack).unwrap();
    for name in ["light_client_attack_evidence", "lightClientAttackEvidence"] {
        assert_eq!(read(&format!(r#"{{"{name}":{attack}}}"#)).unwrap(), bare);
    }
    // A block that is missing stays missing, as Go leaves a nil pointer out.
    let text = r#"{"light_client_attack_evidence":{"conflicting_block":null,"common_height":"4"}}"#;
    let Document::Evidence(pb::Evidence { kind: Some(pb::EvidenceKind::LightClientAttack(found)) }) =
        read(text).unwrap()
    else {
        panic!()
    };
    assert_eq!((found.conflicting_block, found.common_height), (None, 4));
    let two =
        format!(r#"{{"duplicate_vote_evidence":{value},"light_client_attack_evidence":{attack}}}"#);
    assert_eq!(refused(&two), "`evidence` is of two types");
    let typed = format!(
        r#"{{"type":"tendermint/DuplicateVoteEvidence","duplicate_vote_evidence":{value}}}"#
    );
    assert_eq!(refused(&typed), "`evidence` is of two types");
    let two = format!(r#"{{"vote_a":{vote},"conflicting_block":{{}}}}"#);
    assert_eq!(refused(&two), "`evidence` is of two types");
    let none = r#"{"header":{},"evidence":{}}"#;
    assert_eq!(refused(none), "`evidence` is of no type");
}

#[test]
fn a_genesis_is_hexadecimal_whatever_its_application_holds() {
    let text = r#"{"genesis":{"genesis_time":"2024-01-01T00:00:00Z","chain_id":"c","app_hash":"AABBCCDD",
        "app_state":{"gov":[{"block_id_flag":"BLOCK_ID_FLAG_COMMIT","pubKey":{"ed25519":""}}]},
        "validators":[{"address":"AABBCCDD","pub_key":{"type":"tendermint/PubKeyEd25519","value":"AQ=="},"power":"10","name":"n"}]}}"#;
    let Document::Genesis(genesis) = read(text).unwrap() else { panic!() };
    assert_eq!(genesis.app_hash, [0xaa, 0xbb, 0xcc, 0xdd]);
    assert_eq!(genesis.validators[0].address, [0xaa, 0xbb, 0xcc, 0xdd]);
    assert_eq!((genesis.validators[0].voting_power, genesis.initial_height), (10, 1));
}
