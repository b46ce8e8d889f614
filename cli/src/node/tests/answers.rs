//! What is made of answers: light blocks as CometBFT's own provider makes them, and the classes of
//! failures.

use super::NodeFailure::{Bad, HeightTooHigh, NoResponse, NotFound};
use super::*;
use base64::Engine;
use parhelion_rpc::decode;

const NETWORK: &str = "validators-150";
const COMMIT: &str = "/commit?height=25";

/// The light blocks that CometBFT's light provider read of the same node, without the total, which
/// it adds.
fn expected() -> Vec<(u64, pb::LightBlock)> {
    let block = |line: &serde_json::Value| {
        let base64 = base64::engine::general_purpose::STANDARD;
        let bytes = base64.decode(line["light_block"].as_str().unwrap()).unwrap();
        let mut block: pb::LightBlock = decode(&bytes).unwrap();
        block.validator_set.as_mut().unwrap().total_voting_power = 0;
        (line["height"].as_str().unwrap().parse().unwrap(), block)
    };
    lines(NETWORK, "light_blocks.jsonl.gz").iter().map(block).collect()
}

#[test]
fn light_blocks_are_those_of_cometbft() {
    let server = replay(NETWORK);
    let node = node(&server);
    let blocks = expected();
    assert_eq!(blocks.len(), 5);
    for (height, block) in &blocks {
        let found: pb::LightBlock = decode(&node.light_block(Some(*height)).unwrap()).unwrap();
        assert_eq!(found, *block);
        let set = block.validator_set.as_ref().unwrap();
        assert_eq!(node.validators(*height).unwrap(), encode(set));
        let header = block.signed_header.as_ref().unwrap().header.as_ref().unwrap();
        assert_eq!(node.header(*height).unwrap(), encode(header));
    }
    assert_eq!(server.connections(), 1);
    let per_block = [
        "/commit?height=1",
        "/validators?height=1&page=1&per_page=100",
        "/validators?height=1&page=2&per_page=100",
        "/validators?height=1&page=1&per_page=100",
        "/validators?height=1&page=2&per_page=100",
        "/commit?height=1",
    ];
    assert_eq!(server.targets()[..6], per_block);
}

#[test]
fn the_latest_block_says_its_height_itself() {
    let answers = recorded(NETWORK);
    let server = Server::start(move |asked: &Asked| {
        let latest = if asked.target == "/commit" { COMMIT } else { &asked.target };
        answers[latest].clone()
    });
    let node = node(&server);
    assert_eq!(node.light_block(None).unwrap(), node.light_block(Some(25)).unwrap());
    assert_eq!(node.latest_height().unwrap(), 63);
    assert_eq!(node.url(), server.url());
    assert_eq!(node.traffic().requests, 7);
    let bytes: usize =
        [COMMIT, COMMIT, "/status"].map(|path| body(NETWORK, path).len()).iter().sum();
    assert!(node.traffic().bytes > bytes as u64);
}

#[test]
fn traffic_is_every_request_and_the_bytes_of_its_answer() {
    let text = body(NETWORK, COMMIT);
    let server = in_turn(&[Response::new(502, "gone"), Response::new(200, text.clone())]);
    let node = node(&server);
    assert_eq!(node.traffic(), Traffic::default());
    node.header(25).unwrap();
    assert_eq!(node.traffic(), Traffic { requests: 2, bytes: text.len() as u64 });
}

#[test]
fn known_sets_are_not_asked_for_again() {
    let server = replay(NETWORK);
    let (asker, sets) = (node(&server), KnownSets::new());
    for (height, block) in expected() {
        let found = asker.light_block_reusing(height, &sets).unwrap();
        let found: pb::LightBlock = decode(&found).unwrap();
        let (set, known) = (block.validator_set.unwrap(), found.validator_set.unwrap());
        let keys = |set: &pb::ValidatorSet| -> Vec<_> {
            set.validators.iter().map(|one| (one.pub_key.clone(), one.voting_power)).collect()
        };
        assert_eq!(keys(&known), keys(&set));
        assert_eq!(found.signed_header, block.signed_header);
    }
    let pages = server.targets().iter().filter(|target| target.contains("&page=1&")).count();
    assert_eq!((server.targets().len(), pages), (11, 3), "{:?}", server.targets());
    // Another node may use what this one served.
    node(&server).light_block_reusing(1, &sets).unwrap();
    assert_eq!(server.targets().len(), 12);
}

#[test]
fn a_set_is_known_by_its_own_hash() {
    // A node that serves the set of another height: nobody gets it for that of the header.
    let answers = recorded(NETWORK);
    let wrong = body(NETWORK, "/validators?height=60&page=1&per_page=100");
    let wrong = wrong.replace(r#""block_height":"60""#, r#""block_height":"1""#);
    let second = body(NETWORK, "/validators?height=60&page=2&per_page=100");
    let second = second.replace(r#""block_height":"60""#, r#""block_height":"1""#);
    let liar = Server::start(move |asked: &Asked| match asked.target.as_str() {
        "/validators?height=1&page=1&per_page=100" => Response::new(200, wrong.clone()),
        "/validators?height=1&page=2&per_page=100" => Response::new(200, second.clone()),
        other => answers[other].clone(),
    });
    let sets = KnownSets::new();
    let lie = node(&liar).light_block_reusing(1, &sets).unwrap();
    let honest = replay(NETWORK);
    let truth = node(&honest).light_block_reusing(1, &sets).unwrap();
    assert_ne!(lie, truth);
    let expected = &expected()[0];
    assert_eq!((1, decode(&truth).unwrap()), *expected);
}

#[test]
fn only_so_many_sets_are_kept() {
    let set = |power: i64| {
        let template = expected().remove(0).1.validator_set.unwrap();
        let mut validator = template.validators[0].clone();
        validator.voting_power = power;
        let proposer = Some(validator.clone());
        pb::ValidatorSet { validators: vec![validator], proposer, total_voting_power: 0 }
    };
    let hash = |set: &pb::ValidatorSet| {
        let bytes = encode(set);
        parhelion_core::ValidatorSet::parse(&bytes, &parhelion_core::Limits::DEFAULT)
            .unwrap()
            .hash()
            .0
    };
    let most = i64::try_from(sets::MAX_SETS).unwrap();
    let sets = KnownSets::new();
    let all: Vec<_> = (1..=most + 1).map(set).collect();
    for set in &all[..all.len() - 1] {
        sets.learn(set.clone());
        sets.learn(set.clone());
    }
    assert!(all[..all.len() - 1].iter().all(|set| sets.find(&hash(set)).is_some()));
    sets.learn(all[all.len() - 1].clone());
    assert!(sets.find(&hash(&all[0])).is_none());
    assert!(all[1..].iter().all(|set| sets.find(&hash(set)).as_deref() == Some(set)));
    // No set at all, and none that has a hash.
    let empty = sets.learn(pb::ValidatorSet::default());
    assert_eq!(*empty, pb::ValidatorSet::default());
    assert!(sets.find(&[]).is_none() && sets.find(&hash(&all[1])).is_some());
}

#[test]
fn errors_of_a_node_have_their_classes() {
    let answer = |code: i64, data: &str| {
        let error = serde_json::json!({"code": code, "message": "Internal error", "data": data});
        serde_json::json!({"jsonrpc": "2.0", "id": -1, "error": error}).to_string()
    };
    let heights = "height 1000061 must be less than or equal to the current blockchain height 63";
    for (code, data, class, requests) in [
        (-32603, heights, HeightTooHigh, 1),
        (-32603, "height 5 is not available, lowest height is 7", NotFound, 1),
        (-32603, "page should be within [1, 5] range, given 99", Bad, 1),
        (-32603, "Timeout exceeded while awaiting headers", NoResponse, 5),
        (-32603, "timed out waiting for tx", NoResponse, 5),
        (-32603, "could not load", NoResponse, 1),
        (-32000, "busy", NoResponse, 1),
        (-32099, "busy", NoResponse, 1),
        (-31999, "what", Bad, 1),
        (-32601, "Method not found", Bad, 1),
    ] {
        for status in [200, 500] {
            let server = always(Response::new(status, answer(code, data)));
            fails(node(&server).light_block(Some(25)), class, data);
            assert_eq!(server.requests().len(), requests, "{data}");
        }
    }
    // As they were recorded.
    let server = replay(NETWORK);
    fails(node(&server).light_block(Some(1_000_061)), HeightTooHigh, "less than or equal");
    fails(node(&server).header(0), NoResponse, "must be greater than 0");
}

#[test]
fn answers_that_no_honest_node_gives_are_bad() {
    let commit = body(NETWORK, COMMIT);
    let other_height = body(NETWORK, "/commit?height=60");
    let page = body(NETWORK, "/validators?height=25&page=1&per_page=100");
    let negative = commit.replace(r#""height":"25""#, r#""height":"-25""#);
    let header = commit.find(r#""header":{"#).unwrap();
    let half = format!("{}{}", &commit[..header], r#""commit":{}}}}"#);
    for (text, why) in [
        (other_height.as_str(), "a header of height 60"),
        (&page, "an answer of /validators"),
        (&negative, "a header of height -25"),
        (&half, "a half of a signed header"),
        (r#"{"jsonrpc":"2.0","id":-1,"result":{}}"#, "no answer of a node"),
        ("<html>", "not the JSON of a node"),
        ("", "not the JSON of a node"),
        (&commit[..commit.len() - 1], "not the JSON of a node"),
        (&commit.replace("validators_hash\":\"", "validators_hash\":\"x"), "not hexadecimal"),
    ] {
        let server = always(Response::new(200, text));
        fails(node(&server).light_block(Some(25)), Bad, why);
        assert_eq!(server.requests().len(), 1, "{why}");
    }
    let server = always(Response::new(200, [b'{', 0xff, b'}']));
    fails(node(&server).latest_height(), Bad, "no text");
    let server = always(Response::new(200, commit.clone()));
    fails(node(&server).latest_height(), Bad, "an answer of /commit");
    fails(node(&server).validators(25), Bad, "an answer of /commit");
}

#[test]
fn nothing_in_place_of_a_header_is_a_height_to_come() {
    let nothing = r#"{"result":{"signed_header":{"header":null,"commit":null},"canonical":false}}"#;
    let server = always(Response::new(200, nothing));
    fails(node(&server).light_block(Some(25)), HeightTooHigh, "a signed header of nothing");
    let young = body(NETWORK, "/status")
        .replace(r#""latest_block_height":"63""#, r#""latest_block_height":"0""#);
    let server = always(Response::new(200, young));
    fails(node(&server).latest_height(), NoResponse, "without a block");
}

#[test]
fn a_text_of_a_node_is_cut_and_cannot_control_a_terminal() {
    let data = format!("\u{1b}[31m\n\u{202e}{}", "x".repeat(1000));
    let answer = serde_json::json!({"error": {"code": -32601, "message": "", "data": data}});
    let server = always(Response::new(200, answer.to_string()));
    let (class, text) = failure(node(&server).header(25));
    assert_eq!(class, Bad);
    assert!(text.starts_with(&format!("{}/commit?height=25: the node answered", server.url())));
    assert!(!text.contains(char::is_control) && text.ends_with("xx…"), "{text}");
    assert!(!text.contains('\u{202e}'), "{text}");
    assert!(text.chars().count() < 400);
}
