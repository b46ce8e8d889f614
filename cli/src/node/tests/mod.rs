//! Nodes that answer as real ones were recorded, and otherwise.

mod answers;
mod pages;
mod queries;
#[path = "../../../tests/common/server.rs"]
#[allow(dead_code, unreachable_pub, reason = "the tests of the command use it too")]
mod server;
mod tls;
mod transport;

use super::*;
use server::{Request as Asked, Response, Server};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// The pauses that a node would have made.
type Pauses = Arc<Mutex<Vec<Duration>>>;

/// The lines of a recorded network's file.
fn lines(network: &str, file: &str) -> Vec<serde_json::Value> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../testdata/recorded");
    let file = std::fs::File::open(root.join(network).join(file)).unwrap();
    let mut text = String::new();
    flate2::read::GzDecoder::new(file).read_to_string(&mut text).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// What a node of that network answered, by path.
fn recorded(network: &str) -> BTreeMap<String, Response> {
    let answer = |line: &serde_json::Value| {
        let text = |key: &str| line[key].as_str().unwrap().to_owned();
        let status = u16::try_from(line["status"].as_u64().unwrap()).unwrap();
        (text("path"), Response::new(status, text("body")))
    };
    lines(network, "rpc.jsonl.gz").iter().map(answer).collect()
}

/// One recorded answer with status 200.
fn body(network: &str, path: &str) -> String {
    let lines = lines(network, "rpc.jsonl.gz");
    let line = lines.iter().find(|line| line["path"] == path).unwrap();
    line["body"].as_str().unwrap().to_owned()
}

/// A network's node.
fn replay(network: &str) -> Server {
    let answers = recorded(network);
    Server::start(move |asked: &Asked| {
        let unknown = || Response::new(404, "404 page not found");
        answers.get(&asked.target).cloned().unwrap_or_else(unknown)
    })
}

/// A server that answers everything alike.
fn always(response: Response) -> Server {
    Server::start(move |_: &Asked| response.clone())
}

/// A server that answers one after the other, and the last one for ever.
fn in_turn(responses: &[Response]) -> Server {
    let left = Mutex::new(responses.to_vec());
    Server::start(move |_: &Asked| {
        let mut left = left.lock().unwrap();
        if left.len() > 1 { left.remove(0) } else { left[0].clone() }
    })
}

/// A node of that server which notes its pauses instead of making them.
fn node_with(server: &Server, limits: NodeLimits) -> (Node, Pauses) {
    let mut node = Node::new(&server.url(), limits).unwrap_or_else(|failure| panic!("{failure}"));
    let pauses = Pauses::default();
    node.http.sleep = Box::new({
        let pauses = pauses.clone();
        move |pause| pauses.lock().unwrap().push(pause)
    });
    (node, pauses)
}

fn node(server: &Server) -> Node {
    node_with(server, NodeLimits::default()).0
}

/// The failure, with its text for where it is another.
fn failure<T>(result: Result<T, NodeError>) -> (NodeFailure, String) {
    match result {
        Ok(_) => panic!("no failure"),
        Err(error) => (error.failure, error.to_string()),
    }
}

/// Fails where the class or the text is another.
fn fails<T>(result: Result<T, NodeError>, class: NodeFailure, why: &str) {
    let (found, text) = failure(result);
    assert!(found == class && text.contains(why), "{found:?}: {text}");
}
