//! What is signed, and how it is answered.

use crate::asks::{A, Ask, B, CHAIN, NIL, framed, precommit, prevote, proposal, public_key};
use crate::node::Place;
use parhelion_rpc::pb;

// Of CometBFT 0.38.26 and 0.40.0, for the key of these tests: the frames that their node writes, and
// those that their signer would answer with nothing but a time and signatures.
const PUBLIC_KEY: [&str; 2] = [
    "0e0a0c0a0a746573742d636861696e",
    "2612240a220a20ea4a6c63e29c520abef5507b132ec5f9954776aebebe7b92421eea691446d22c",
];
const PING: [&str; 2] = ["023a00", "024200"];
/// A precommit of a block in round 1, with the extension `dead`.
const PRECOMMIT: [&str; 2] = [
    "8a011a87010a7908021005180122480a2011111111111111111111111111111111111111111111111111111111111111\
     1112240801122012121212121212121212121212121212121212121212121212121212121212122a0b0880e2cfaa0610\
     959aef3a3214a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a138034a02dead120a746573742d636861696e",
    "9b012298010a9501220212002a0b0880e2cfaa0610959aef3a42408194d44dcdab5204a8e423d251258cc98b1007ca93\
     10df6ddb90c23116d4169d4547dafdd777ea76e28df15d52424372f30b79d5c53a8dbffddca7189f77480b52406312cb\
     f3e2ea2476bafb4d1ad5f2207a371b2b4abbb5bf292031efc6b33c531c11ad19561ebb9791871a44020a3bfab72d3a7b\
     c0babe035a1a16fe90ac9dab0d",
];
/// The first block proposed in round 0.
const PROPOSAL: &str = "762a740a660820100520ffffffffffffffffff012a480a2011111111111111111111111111111111111111111111111111\
     11111111111111122408011220121212121212121212121212121212121212121212121212121212121212121232\
     0b0880e2cfaa0610959aef3a120a746573742d636861696e";
const PROPOSAL_SIGNATURE: &str = "94a7b7ec4f7bcf7202373b600d5dc8216f343af4ed1ea8bba22b426ab097bb8d1dc759d1be671a9c65d6ae0840987170\
     65d88a919484e3e2c094380ffa04f200";
const NIL_PREVOTE: &str = "3d1a3b0a2d08011005220212002a0b0880e2cfaa0610959aef3a3214a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1a1\
     3803120a746573742d636861696e";

fn frame(hex: &str) -> Vec<u8> {
    hex::decode(hex).unwrap()
}

#[test]
fn as_cometbft_writes_it() {
    let place = Place::new("gold");
    assert_eq!(place.provision(CHAIN, "4").status, 0);
    let (_signer, mut node) = place.start();
    let answer = node.answer(&frame(PROPOSAL)).proposal.unwrap();
    let expected = pb::Proposal {
        block_id: proposal(NIL, 0, 0).block_id,
        timestamp: proposal(NIL, 0, 0).timestamp,
        signature: frame(PROPOSAL_SIGNATURE),
        ..pb::Proposal::default()
    };
    assert_eq!(answer.content, parhelion_rpc::encode(&expected));
    assert_eq!(Ask::from(prevote(NIL, 5, 0)).frame, frame(NIL_PREVOTE));
    assert!(!node.signed(prevote(NIL, 5, 0)));
    for [asked, answered] in [PUBLIC_KEY, PING, PRECOMMIT] {
        assert_eq!(hex::encode(node.raw(&frame(asked))), answered);
    }
}

#[test]
fn each_step_of_a_height() {
    let place = Place::provisioned("steps");
    let (mut signer, mut node) = place.start();
    node.signed(proposal(A, 11, 0));
    assert!(!node.signed(prevote(A, 11, 0)));
    assert!(node.signed(precommit(A, 11, 0)));
    // Another block in a later round, and a block after nil in the same one.
    node.signed(proposal(B, 11, 1));
    node.signed(prevote(NIL, 11, 1));
    assert!(node.signed(precommit(B, 11, 1)));
    assert!(!node.signed(prevote(B, 12, 0)));
    signer.has_said("signed: prevote 12/0");
    let said = signer.kill();
    for place in ["proposal 11/0", "prevote 11/0", "precommit 11/1", "prevote 12/0"] {
        assert!(said.contains(&format!("signed: {place}\n")), "{said}");
    }
}

/// A node stops where a signature of an extension is missing, and where there is one too many.
#[test]
fn extensions_go_with_precommits_of_a_block() {
    let place = Place::provisioned("extensions");
    let (_signer, mut node) = place.start();
    assert!(node.signed(precommit(A, 11, 0)), "also of an empty one");
    assert!(!node.signed(precommit(NIL, 12, 0)));
    let with = |extension: &[u8]| pb::Vote { extension: extension.to_vec(), ..precommit(A, 13, 0) };
    assert!(node.signed(with(b"one")));
    assert!(node.signed(with(b"another")), "extensions are no evidence");
}

/// CometBFT 0.38 reads no answer above 10,240 bytes, and asks with 1 MiB.
#[test]
fn answers_are_short() {
    let place = Place::provisioned("short");
    let (_signer, mut node) = place.start();
    let vote = pb::Vote { extension: vec![1; 1 << 20], ..precommit(A, 11, 0) };
    let ask = Ask::from(vote);
    assert!(node.raw(&ask.frame).len() < 300);
    assert!(node.signed(ask));
}

/// What differs in its time alone is signed over the new time, and that is answered.
#[test]
fn another_time_is_signed_anew() {
    let place = Place::provisioned("times");
    let (_signer, mut node) = place.start();
    for (seconds, nanos) in [(1_700_000_000, 5), (1_700_000_001, 0), (0, 0), (-62_135_596_800, 0)] {
        let timestamp = Some(pb::Timestamp { seconds, nanos });
        let vote = pb::Vote { timestamp: timestamp.clone(), ..prevote(A, 11, 0) };
        let content = node.answer(&Ask::from(vote.clone()).frame).vote.unwrap().content;
        let answered: pb::Vote = parhelion_rpc::decode(&content).unwrap();
        assert_eq!(answered.timestamp, timestamp);
        node.signed(vote);
    }
    for seconds in [1, 2] {
        let timestamp = Some(pb::Timestamp { seconds, nanos: 0 });
        node.signed(pb::Proposal { timestamp, ..proposal(A, 12, 0) });
    }
}

/// Nothing but the message decides what is signed: not whose vote it says that it is.
#[test]
fn what_no_signature_covers_is_not_compared() {
    let place = Place::provisioned("labels");
    let (_signer, mut node) = place.start();
    node.signed(prevote(A, 11, 0));
    let other =
        pb::Vote { validator_address: vec![9; 20], validator_index: 7, ..prevote(A, 11, 0) };
    node.signed(other);
}

#[test]
fn the_key_is_told_for_its_chain_alone() {
    let place = Place::provisioned("key");
    let (_signer, mut node) = place.start();
    let part = node.answer(&public_key("another")).public_key.unwrap();
    assert_eq!(part.error.unwrap().code, 911);
    assert!(part.content.is_empty());
    assert_eq!(hex::encode(node.raw(&public_key(CHAIN))), PUBLIC_KEY[1]);
}

/// `SignBytesRequest` of CometBFT 1.x would have anything signed, a vote too.
#[test]
fn bytes_and_unknown_requests_are_answered_without_a_signature() {
    let place = Place::provisioned("unknown");
    let (_signer, mut node) = place.start();
    let vote = Ask::from(prevote(A, 11, 0)).sign_bytes;
    let part = node.answer(&framed(9, &[&[0x0a, vote.len() as u8], &vote[..]].concat())).bytes;
    let part = part.unwrap();
    assert!(part.content.is_empty());
    assert!(part.error.unwrap().description.contains("no bytes"));
    for frame in [vec![0], framed(15, b""), framed(2, b""), framed(4, b""), framed(8, b"")] {
        assert_eq!(node.raw(&frame), [0], "an empty message");
    }
    assert_eq!(node.raw(&frame(PING[0])), frame(PING[1]), "and the connection is kept");
}
