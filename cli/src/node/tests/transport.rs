//! What happens on the way: attempts, bounds, and what is made of HTTP.

use super::NodeFailure::{Bad, NoResponse};
use super::limits::{HEAD_LEN, IDLE_CONNECTIONS};
use super::*;

const NETWORK: &str = "validators-150";
const COMMIT: &str = "/commit?height=25";

/// A time that passes in tests; every other limit is the usual one.
const SHORT: Duration = Duration::from_millis(100);

fn commit() -> Response {
    Response::new(200, body(NETWORK, COMMIT))
}

/// Two attempts of a tenth of a second.
fn hasty() -> NodeLimits {
    NodeLimits { timeout: SHORT, attempts: 2, ..NodeLimits::default() }
}

fn body_len(body_len: u64) -> NodeLimits {
    NodeLimits { body_len, ..NodeLimits::default() }
}

fn seconds(pauses: &Pauses) -> Vec<f64> {
    pauses.lock().unwrap().iter().map(Duration::as_secs_f64).collect()
}

#[test]
fn what_may_pass_is_asked_again() {
    for status in [408, 429, 500, 502, 503, 504, 599] {
        let gone = Response::new(status, "<html>gone</html>");
        let server = in_turn(&[gone.clone(), gone.clone(), commit()]);
        let (node, pauses) = node_with(&server, NodeLimits::default());
        node.header(25).unwrap();
        assert_eq!(server.targets(), [COMMIT; 3]);
        let found = seconds(&pauses);
        assert!(matches!(found[..], [0.25..=0.5, 0.5..=1.0]), "{found:?}");

        let server = always(gone);
        let (node, pauses) = node_with(&server, NodeLimits::default());
        fails(node.header(25), NoResponse, &format!("HTTP status {status}"));
        fails(node.header(25), NoResponse, ", in 5 attempts");
        assert_eq!((server.requests().len(), seconds(&pauses).len()), (10, 8));
    }
}

#[test]
fn there_are_only_so_many_attempts() {
    for (attempts, made) in [(0, 1), (1, 1), (2, 2), (6, 6)] {
        let server = always(Response::new(503, ""));
        let limits = NodeLimits { attempts, ..NodeLimits::default() };
        let (node, pauses) = node_with(&server, limits);
        let (class, text) = failure(node.header(25));
        assert_eq!((class, text.contains("attempts")), (NoResponse, made > 1), "{text}");
        assert_eq!((server.requests().len(), seconds(&pauses).len()), (made, made - 1));
    }
}

#[test]
fn what_lasts_is_asked_once() {
    for status in [201, 400, 401, 403, 404, 418, 451] {
        let server = always(Response::new(status, "no"));
        let (node, pauses) = node_with(&server, NodeLimits::default());
        fails(node.header(25), Bad, &format!("HTTP status {status}"));
        assert_eq!((server.requests().len(), seconds(&pauses).len()), (1, 0));
    }
}

#[test]
fn a_node_may_ask_for_a_longer_pause() {
    for (status, value, least) in [
        (429, "3", 3.0),
        (503, "7", 7.0),
        (503, "10", 10.0),
        (503, "11", 10.0),
        (429, "999999999999", 10.0),
        (429, "0", 0.25),
        (429, "soon", 0.25),
    ] {
        let busy = Response::new(status, "").header("Retry-After", value);
        let server = in_turn(&[busy, commit()]);
        let (node, pauses) = node_with(&server, NodeLimits::default());
        node.header(25).unwrap();
        let found = seconds(&pauses);
        assert!(found.len() == 1 && (least..=2.0 * least).contains(&found[0]), "{found:?}");
    }
}

#[test]
fn redirections_are_not_followed() {
    let other = always(commit());
    let elsewhere = format!("{}{COMMIT}", other.url());
    for status in [301, 302, 303, 307, 308] {
        for place in [elsewhere.as_str(), COMMIT] {
            let server = always(Response::new(status, "").header("Location", place));
            fails(node(&server).header(25), NoResponse, &format!("redirected to {place}"));
            assert_eq!(server.targets(), [COMMIT]);
        }
    }
    let server = always(Response::new(302, ""));
    fails(node(&server).header(25), NoResponse, "redirected to nowhere");
    assert!(other.requests().is_empty());
}

#[test]
fn what_was_cut_off_is_asked_again() {
    let whole = body(NETWORK, COMMIT).len();
    for (name, response) in [
        ("no byte", Response::raw("")),
        ("a part of the head", Response::raw("HTTP/1.1 200 OK\r\ncontent-le")),
        ("no byte of the body", commit().cut(0)),
        ("all but one byte", commit().claiming(whole).cut(whole - 1)),
        ("more than there is", commit().claiming(whole + 1)),
        (
            "in a chunk",
            Response::raw("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"),
        ),
        ("between chunks", commit().chunked().cut(1000)),
        ("no length", commit().unframed().cut(whole - 2)),
        ("no length, no byte", commit().unframed().cut(0)),
    ] {
        let server = in_turn(&[response.clone(), commit()]);
        let found = node(&server).header(25);
        assert!(found.is_ok(), "{name}: {found:?}");
        assert_eq!(server.requests().len(), 2, "{name}");
        let server = always(response);
        let (class, text) = failure(node(&server).header(25));
        assert_eq!((class, server.requests().len()), (NoResponse, 5), "{name}: {text}");
    }
    // Without a length, and whole.
    node(&always(commit().unframed())).header(25).unwrap();
}

#[test]
fn nobody_there_is_no_response() {
    // A port that is the system's own, and that no system uses: a free one might be taken meanwhile.
    let mut node = Node::new("127.0.0.1:1", NodeLimits::default()).ok().unwrap();
    node.http.sleep = Box::new(|_| ());
    fails(node.latest_height(), NoResponse, "in 5 attempts");
    assert_eq!(node.traffic(), Traffic { requests: 5, bytes: 0 });
}

#[test]
fn a_request_takes_no_longer_than_it_may() {
    let drip = || Response::new(200, " ").endless(Duration::from_millis(5));
    for (name, response) in [
        ("silence", Response::never()),
        ("a slow head", commit().slow(SHORT * 50)),
        ("an endless head", Response::raw("HTTP/1.1 200 OK\r\n").endless(SHORT * 4)),
        ("a slow body", drip().claiming(1_000_000).endless(Duration::from_millis(5))),
        ("slow chunks", drip().chunked()),
        ("a slow body of no length", drip().unframed().endless(Duration::from_millis(5))),
    ] {
        let server = always(response);
        let (node, _) = node_with(&server, hasty());
        let (class, text) = failure(node.header(25));
        assert!(class == NoResponse && text.contains("no answer in time"), "{name}: {text}");
        assert_eq!(node.traffic().requests, 2, "{name}");
    }
    // The second attempt has its own time.
    let server = in_turn(&[Response::never(), commit()]);
    let limits = NodeLimits { timeout: SHORT * 30, ..NodeLimits::default() };
    node_with(&server, limits).0.header(25).unwrap();
}

#[test]
fn a_body_is_no_longer_than_allowed() {
    let text = body(NETWORK, COMMIT);
    let whole = text.len() as u64;
    // Of a body whose head says how long it is, nothing is taken.
    for (response, taken) in
        [(commit(), 0), (commit().chunked(), whole), (commit().unframed(), whole)]
    {
        let server = always(response.clone());
        let (found, _) = node_with(&server, body_len(whole));
        found.header(25).unwrap();
        assert_eq!(found.traffic().bytes, whole);

        let server = always(response);
        let (found, _) = node_with(&server, body_len(whole - 1));
        fails(found.header(25), Bad, &format!("more than {} bytes", whole - 1));
        assert_eq!(server.requests().len(), 1);
        assert_eq!(found.traffic().bytes, taken);
    }
    // The head alone is enough to know.
    let server = always(commit().claiming(usize::MAX).cut(10));
    let found = node(&server);
    fails(found.header(25), Bad, "more than 67108864 bytes");
    assert_eq!(found.traffic(), Traffic { requests: 1, bytes: 0 });
    // A length that is too short: what is left is no JSON.
    let server = always(commit().claiming(10));
    let found = node(&server);
    fails(found.header(25), Bad, "not the JSON of a node");
    assert_eq!(found.traffic(), Traffic { requests: 1, bytes: 10 });
}

#[test]
fn a_body_without_end_is_left() {
    let blanks = Response::new(200, vec![b' '; 4096]);
    for response in [blanks.clone().chunked(), blanks.unframed()] {
        let server = always(response.endless(Duration::ZERO));
        let (found, _) = node_with(&server, body_len(10_000));
        fails(found.header(25), Bad, "more than 10000 bytes");
        assert_eq!(found.traffic(), Traffic { requests: 1, bytes: 10_001 });
    }
}

#[test]
fn a_head_is_no_longer_than_allowed() {
    node(&always(commit().head_len(HEAD_LEN))).header(25).unwrap();
    let server = always(commit().head_len(HEAD_LEN + 1));
    fails(node(&server).header(25), Bad, "header");
    assert_eq!(server.requests().len(), 1);
    // One without an end.
    let line = format!("x: {}\r\n", "x".repeat(1000));
    let server = always(Response::raw(line).endless(Duration::ZERO));
    fails(node(&server).header(25), Bad, "");
    let server = always(Response::raw("HTTP/1.1 200 OK\r\nx: y").endless(Duration::ZERO));
    fails(node(&server).header(25), Bad, "");
    let many = (0..200).fold(commit(), |response, _| response.header("x", "y"));
    fails(node(&always(many)).header(25), Bad, "");
}

#[test]
fn another_protocol_is_bad() {
    for text in ["SSH-2.0-OpenSSH_9.6\r\n", "HTTP/7 200 OK\r\n\r\n", "\0\0\0\0\r\n\r\n"] {
        let server = always(Response::raw(text));
        fails(node(&server).header(25), Bad, "protocol");
        assert_eq!(server.requests().len(), 1, "{text}");
    }
    // Chunks that are none.
    let head = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    let server = always(Response::raw(format!("{head}zz\r\n{{}}\r\n0\r\n\r\n")));
    fails(node(&server).header(25), Bad, "protocol");
}

#[test]
fn what_is_sent() {
    let server = always(commit());
    let url = format!("tcp://{}/hub/", server.address());
    let found = Node::new(&url, NodeLimits::default()).ok().unwrap();
    assert_eq!(found.url(), format!("{}/hub", server.url()));
    found.header(25).unwrap();
    let request = &server.requests()[0];
    assert_eq!(
        (request.method.as_str(), request.target.as_str()),
        ("GET", "/hub/commit?height=25")
    );
    assert_eq!(request.header("host"), Some(server.address().to_string().as_str()));
    assert_eq!(request.header("accept-encoding"), Some("identity"));
    assert!(request.header("user-agent").unwrap().starts_with("parhelion/"));
    // Whoever compresses all the same is not understood.
    let squeezed = Response::new(200, [0x1f, 0x8b, 8, 0]).header("Content-Encoding", "gzip");
    fails(node(&always(squeezed)).header(25), Bad, "no text");
}

#[test]
fn no_proxy_stands_before_this_machine() {
    // The test above, in a process that is told of a proxy which is not there.
    let this = std::env::current_exe().unwrap();
    let output = std::process::Command::new(this)
        .args(["--exact", "node::tests::transport::what_is_sent"])
        .env("ALL_PROXY", "http://127.0.0.1:1")
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

#[test]
fn many_threads_share_a_node() {
    let server = replay(NETWORK);
    let shared = node(&server);
    let expected = shared.light_block(Some(25)).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..IDLE_CONNECTIONS {
            scope.spawn(|| {
                for _ in 0..3 {
                    assert_eq!(shared.light_block(Some(25)).unwrap(), expected);
                }
            });
        }
    });
    let requests = 3 + 9 * IDLE_CONNECTIONS;
    assert_eq!(shared.traffic().requests, requests as u64);
    assert!(server.connections() <= IDLE_CONNECTIONS, "{}", server.connections());
}

#[test]
fn a_connection_that_was_closed_meanwhile_is_replaced() {
    // A length, and no word of the connection's end.
    let server = always(commit().cut(usize::MAX));
    let found = node(&server);
    for _ in 0..3 {
        found.header(25).unwrap();
    }
    assert_eq!(server.connections(), server.requests().len());
}
