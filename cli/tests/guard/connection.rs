//! The connection: who comes to whom, and what ends it.

use crate::asks::{A, Ask, B, framed, prevote};
use crate::node::{Node, Place, listen};
use parhelion_core::Error;
use std::fs;
use std::io::Write;
use std::net::Shutdown;

#[test]
fn it_waits_for_the_node_and_comes_back_to_it() {
    let place = Place::provisioned("waits");
    let mut signer = place.spawn();
    signer.has_said("waiting: unix://");
    let mut node = Node::of(place.listen());
    node.signed(prevote(A, 11, 0));
    // The node goes, as nodes go: its socket stays behind.
    drop(node);
    let mut node = Node::of(place.listen());
    node.signed(prevote(A, 12, 0));
    // It drops the connection alone.
    node.stream.shutdown(Shutdown::Both).unwrap();
    node.accept();
    node.signed(prevote(A, 13, 0));
    let said = signer.kill();
    assert!(said.contains("gone: unix://"), "{said}");
    assert!(said.matches("connected: ").count() >= 3, "{said}");
}

/// What is wrong may be half of something: the connection ends, and the next one begins anew.
#[test]
fn after_what_is_no_frame_it_begins_anew() {
    let place = Place::provisioned("frames");
    let (_signer, mut node) = place.start();
    let ask = Ask::from(prevote(A, 11, 0)).frame;
    let oversize = [&[0xdb, 0xbb, 0x40][..], &[0; 4096]].concat(); // 1,056,219 bytes
    let wrong: [&[u8]; 4] = [
        &oversize,
        &[0x80, 0x80, 0x80, 0x80, 0x80, 0x01], // a length of six bytes
        &[0xff, 0xff, 0xff, 0xff, 0x7f],       // 2^35 - 1
        &[3, 0x1a, 0x7f, 0],                   // a field that ends behind its message
    ];
    for bytes in wrong {
        assert!(node.closes(bytes), "{:?}", bytes.get(..6));
        node.accept();
    }
    for torn in [1, 2, ask.len() - 1] {
        node.stream.write_all(&ask[..torn]).unwrap();
        node.stream.shutdown(Shutdown::Write).unwrap();
        assert!(node.closes(&[]), "{torn} bytes");
        node.accept();
    }
    node.signed(prevote(A, 11, 0));
}

#[test]
fn the_longest_request_is_read() {
    let place = Place::provisioned("longest");
    let (_signer, mut node) = place.start();
    // Behind the tag and the length of a request of no known kind.
    let frame = framed(15, &vec![0; 1_056_218 - 4]);
    assert_eq!(frame.len(), 1_056_218 + 3);
    assert_eq!(node.raw(&frame), [0]);
    assert!(node.closes(&framed(15, &vec![0; 1_056_218 - 3])));
}

/// A frame may come in pieces of any size.
#[test]
fn byte_by_byte() {
    let place = Place::provisioned("bytes");
    let (_signer, mut node) = place.start();
    let ask = Ask::from(prevote(A, 11, 0));
    let (last, first) = ask.frame.split_last().unwrap();
    for byte in first {
        node.stream.write_all(&[*byte]).unwrap();
    }
    node.signed(Ask { frame: vec![*last], ..ask });
}

/// Two nodes of one signer: one order for both.
#[test]
fn two_nodes_share_one_state() {
    let place = Place::provisioned("two");
    let socket = place.socket.with_extension("2");
    let listeners = [place.listen(), listen(&socket)];
    let address = format!("unix://{}", socket.display());
    let _signer = place.spawn_with(&["--node", &address]);
    let [mut first, mut second] = listeners.map(Node::of);
    first.signed(prevote(A, 11, 0));
    second.signed(prevote(A, 11, 0));
    second.signed(prevote(A, 12, 0));
    let conflict = Error::ConflictingData { height: 12, round: 0 };
    assert_eq!(first.refused(prevote(B, 12, 0)), i32::from(conflict.code()));
    fs::remove_file(socket).unwrap();
}
