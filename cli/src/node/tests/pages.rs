//! `/validators`, page after page.

use super::NodeFailure::{Bad, NoResponse};
use super::*;
use parhelion_rpc::decode;
use serde_json::{Value, json};

/// A page of a set of validators that differ in their addresses alone.
fn page(height: u64, range: std::ops::Range<usize>, total: i64) -> String {
    let validator = |number: usize| {
        json!({
            "address": format!("{number:040X}"),
            "pub_key": {"type": "tendermint/PubKeyEd25519", "value": "A".repeat(43) + "="},
            "voting_power": "1",
            "proposer_priority": "0",
        })
    };
    let validators: Vec<Value> = range.map(validator).collect();
    let count = validators.len().to_string();
    let (height, total) = (height.to_string(), total.to_string());
    let result = json!({
        "block_height": height, "validators": validators, "count": count, "total": total,
    });
    json!({"jsonrpc": "2.0", "id": -1, "result": result}).to_string()
}

/// Serves these pages of height 7, one after the other.
fn pages(texts: &[String]) -> Server {
    let pages: Vec<_> = texts.iter().map(|text| Response::new(200, text.as_str())).collect();
    in_turn(&pages)
}

/// As many validators as were found, and as many requests.
fn found(server: &Server) -> (usize, usize) {
    let set: pb::ValidatorSet = decode(&node(server).validators(7).unwrap()).unwrap();
    (set.validators.len(), server.requests().len())
}

#[test]
fn pages_end_where_the_total_is_reached() {
    assert_eq!(found(&pages(&[page(7, 0..1, 1)])), (1, 1));
    assert_eq!(found(&pages(&[page(7, 0..99, 99)])), (99, 1));
    // A multiple of the page: no further one is asked for.
    assert_eq!(found(&pages(&[page(7, 0..100, 100)])), (100, 1));
    assert_eq!(found(&pages(&[page(7, 0..100, 101), page(7, 100..101, 101)])), (101, 2));
    // A server with smaller pages.
    let thirds = [page(7, 0..30, 70), page(7, 30..60, 70), page(7, 60..70, 70)];
    assert_eq!(found(&pages(&thirds)), (70, 3));
    let server = pages(&thirds);
    node(&server).validators(7).unwrap();
    let asked = |number| format!("/validators?height=7&page={number}&per_page=100");
    assert_eq!(server.targets(), [asked(1), asked(2), asked(3)]);
}

#[test]
fn a_set_takes_no_more_than_its_time() {
    let limits = NodeLimits { set_time: Duration::ZERO, ..NodeLimits::default() };
    // The first page always has the time of a request.
    let server = pages(&[page(7, 0..100, 100)]);
    node_with(&server, limits.clone()).0.validators(7).unwrap();
    let server = pages(&[page(7, 0..100, 101), page(7, 100..101, 101)]);
    let (found, _) = node_with(&server, limits);
    fails(found.validators(7), NoResponse, "page=2&per_page=100: 1 pages took 0 s");
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn pages_that_do_not_belong_together_are_bad() {
    let first = || page(7, 0..100, 150);
    let miscounted = page(7, 0..2, 2).replace(r#""count":"2""#, r#""count":"3""#);
    for (texts, why) in [
        (vec![page(8, 0..1, 1)], "a page of height 8"),
        (vec![first(), page(6, 100..150, 150)], "a page of height 6"),
        (vec![page(7, 0..0, 0)], "a set of nobody"),
        (vec![page(7, 0..1, 0)], "a set of nobody"),
        (vec![page(7, 0..1, -1)], "out of the range"),
        (vec![page(7, 0..0, 5)], "a page of no validators"),
        (vec![first(), page(7, 0..0, 150)], "a page of no validators"),
        (vec![first(), page(7, 100..151, 151)], "151 validators, where the first page says 150"),
        (vec![first(), page(7, 100..149, 149)], "149 validators, where the first page says 150"),
        (vec![page(7, 0..3, 2)], "3 of 2 validators"),
        (vec![first(), page(7, 100..151, 150)], "151 of 150 validators"),
        (vec![first(), page(7, 50..100, 150)], "the same validator on two pages"),
        (vec![miscounted], "a page of 2 validators that says it has 3"),
    ] {
        let server = pages(&texts);
        fails(node(&server).validators(7), Bad, why);
        assert_eq!(server.requests().len(), texts.len(), "{why}");
    }
    let other = r#"{"result":{"block_height":"7","validators":null,"count":"0","total":"1"}}"#;
    fails(node(&pages(&[other.to_owned()])).validators(7), Bad, "no answer of a node");
}

#[test]
fn a_set_has_no_more_validators_than_allowed() {
    let limits = || NodeLimits { votes: 150, ..NodeLimits::default() };
    let server = pages(&[page(7, 0..100, 150), page(7, 100..150, 150)]);
    node_with(&server, limits()).0.validators(7).unwrap();
    let server = pages(&[page(7, 0..100, 151)]);
    let why = "151 validators, of which 150 are allowed";
    fails(node_with(&server, limits()).0.validators(7), Bad, why);
}

#[test]
fn a_node_does_not_draw_out_its_pages() {
    let one_by_one = |total: usize| {
        let texts: Vec<_> = (0..total).map(|at| page(7, at..at + 1, total as i64)).collect();
        pages(&texts)
    };
    assert_eq!(found(&one_by_one(100)), (100, 100));
    let server = one_by_one(101);
    fails(node(&server).validators(7), Bad, "more than 100 pages");
    assert_eq!(server.requests().len(), 100);
}

#[test]
fn an_answer_has_no_more_objects_than_votes_need() {
    // One object for the envelope, one for the result, two for each validator.
    let limits = |votes| NodeLimits { votes, ..NodeLimits::default() };
    let most = page(7, 0..30, 30);
    assert_eq!(most.matches('{').count(), 62);
    let with = |objects: usize| {
        let extra = vec!["{}"; objects - 62].join(",");
        pages(&[most.replacen("\"result\"", &format!("\"x\":[{extra}],\"result\""), 1)])
    };
    // 64 and two for each vote.
    node_with(&with(124), limits(30)).0.validators(7).unwrap();
    let why = "more than 124 objects";
    fails(node_with(&with(125), limits(30)).0.validators(7), Bad, why);
}
