//! Values with their proofs, and evidence that is handed over.

use super::NodeFailure::{Bad, HeightTooHigh, NoResponse, NotFound};
use super::*;

/// The parameters of a provider's module at height 12 of a recorded chain.
const ANSWER: &str = include_str!("../../../../rpc/tests/data/abci_query.json");

fn ask(answer: &str, height: Option<u64>) -> (Server, Result<AbciQuery, NodeError>) {
    let server = always(Response::new(200, answer));
    let found = node(&server).abci_query("/store/provider/key", &[0xff], height);
    (server, found)
}

#[test]
fn a_value_comes_with_its_proof() {
    let (server, found) = ask(ANSWER, Some(12));
    let Document::AbciQuery(expected) = read(ANSWER).unwrap() else { panic!() };
    assert_eq!(found.unwrap(), expected);
    let query = "/abci_query?path=%22%2Fstore%2Fprovider%2Fkey%22&data=0xff&prove=true";
    assert_eq!(server.targets(), [format!("{query}&height=12")]);
    let (server, found) = ask(ANSWER, None);
    assert_eq!(found.unwrap(), expected);
    assert_eq!(server.targets(), [query]);
}

#[test]
fn a_path_is_text_whatever_is_in_it() {
    let server = always(Response::new(200, ANSWER));
    node(&server).abci_query("/a\"&b", &[0xff], None).unwrap();
    let path = "%22%2Fa%5C%22%26b%22";
    assert_eq!(server.targets(), [format!("/abci_query?path={path}&data=0xff&prove=true")]);
}

#[test]
fn an_answer_to_another_question_is_bad() {
    let unproven = r#"{"result":{"response":{"key":"/w==","value":"Ag==","height":"12"}}}"#;
    let other_key = r#"{"result":{"response":{"key":"AA==","value":"Ag==","height":"12"}}}"#;
    let status = body("validators-150", "/status");
    for (answer, height, why) in [
        (ANSWER, Some(13), "an answer of height 12"),
        (other_key, Some(12), "an answer for another key"),
        (unproven, Some(12), "an answer without its proof"),
        (status.as_str(), None, "an answer of /status"),
    ] {
        let (server, found) = ask(answer, height);
        fails(found, Bad, why);
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn refusals_of_an_application_have_their_classes() {
    for (log, class) in [
        ("cannot query with height in the future; please provide a valid height", HeightTooHigh),
        ("failed to load state at height 5; version does not exist (latest height: 9)", NotFound),
        ("proof is unexpectedly empty; ensure height has not been pruned", NotFound),
        ("height 5 is not available", NotFound),
        ("no such store: provider", Bad),
    ] {
        let response = serde_json::json!({"code": 26, "codespace": "sdk", "log": log});
        let answer = serde_json::json!({"result": {"response": response}}).to_string();
        let (server, found) = ask(&answer, Some(5));
        fails(found, class, log);
        assert_eq!(server.requests().len(), 1);
    }
}

/// What `amino_json` makes of evidence is not looked at here.
const EVIDENCE: &str = r#"{"type":"tendermint/DuplicateVoteEvidence","value":{}}"#;

#[test]
fn evidence_is_handed_over() {
    let taken = r#"{"jsonrpc":"2.0","id":1,"result":{"hash":"AB"}}"#;
    let server = in_turn(&[Response::new(503, "busy"), Response::new(200, taken)]);
    node(&server).broadcast_evidence(EVIDENCE).unwrap();
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    let request = &requests[1];
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    let sent: serde_json::Value = serde_json::from_str(&request.body).unwrap();
    let expected: serde_json::Value = serde_json::from_str(EVIDENCE).unwrap();
    assert_eq!(sent["params"]["evidence"], expected);
    assert_eq!((&sent["method"], &sent["jsonrpc"]), (&"broadcast_evidence".into(), &"2.0".into()));
}

#[test]
fn evidence_that_is_not_taken() {
    let refused = r#"{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"Internal error","data":"failed to verify evidence"}}"#;
    for (status, answer, class, why, requests) in [
        (500, refused, Bad, "failed to verify evidence", 1),
        (200, refused, Bad, "failed to verify evidence", 1),
        (200, r#"{"jsonrpc":"2.0","id":1,"result":{}}"#, Bad, "no answer of a node", 1),
        (200, r#"{"jsonrpc":"2.0","id":1,"result":{"hash":7}}"#, Bad, "no answer of a node", 1),
        (200, "thanks", Bad, "not the JSON of a node", 1),
        (404, "not here", Bad, "HTTP status 404", 1),
        (503, "busy", NoResponse, "HTTP status 503", 5),
    ] {
        let server = always(Response::new(status, answer));
        fails(node(&server).broadcast_evidence(EVIDENCE), class, why);
        assert_eq!(server.requests().len(), requests, "{answer}");
    }
}
