//! `parhelion follow`: nodes as they were recorded, and how the command ends.

mod common;
#[path = "common/recorded.rs"]
mod recorded;

use common::{Output, folder, run};
use recorded::{Change, Node, root, time};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Follows the provider with a witness, from the store in this folder, at the time of block 78.
fn follow(folder: &Path, [primary, witness]: [&str; 2], more: &[&str]) -> Output {
    let (store, now) = (folder.join("store").display().to_string(), time("provider", 78));
    let nodes = ["follow", "--once", "--primary", primary, "--witness", witness];
    let now = if more.contains(&"--now") { &[][..] } else { &["--now", &now] };
    run(&[&nodes[..], &["--store", &store], now, more].concat())
}

fn ends(output: &Output, status: i32, text: &str) {
    assert_eq!(output.status, status, "{}{}", output.out, output.err);
    assert!(format!("{}{}", output.out, output.err).contains(text), "{}{}", output.out, output.err);
}

#[test]
fn nobody_is_a_witness_of_itself() {
    let folder = folder("follow-itself");
    let node = Node::start("provider", 78);
    let trust = ["--trust", &root("provider", 60)];
    let again = format!("{}/", node.url.replace("http://", "tcp://"));
    ends(&follow(&folder, [&node.url, &again], &trust), 64, "is named twice");
    let more = [&trust[..], &["--witness", "localhost:1", "--witness", "LOCALHOST:1"]].concat();
    ends(&follow(&folder, [&node.url, "localhost:2"], &more), 64, "LOCALHOST:1 is named twice");
    assert_eq!(node.asked("/"), 0);
}

/// A primary that shows no new head cannot keep anybody on an old one for longer than that.
#[test]
fn a_store_is_trusted_as_long_as_its_period_says() {
    let folder = folder("follow-expired");
    let nodes = [Node::start("provider", 78), Node::start("provider", 78)];
    let urls = [&*nodes[0].url, &nodes[1].url];
    let trust = ["--trust", &root("provider", 60)];
    ends(&follow(&folder, urls, &trust), 0, "verified: aurora-1 height 78");
    ends(&follow(&folder, urls, &[]), 0, "nothing newer: aurora-1 height 78");
    let (last, over) = ("2026-12-07T06:51:46.000000000Z", "2026-12-07T06:51:47.000000000Z");
    assert!(time("provider", 78).starts_with("2026-11-23T06:51:46."));
    ends(&follow(&folder, urls, &["--now", last]), 0, "nothing newer");
    for more in [&[][..], &["--to", "78"], &["--to", "59"], &["--sequential"]] {
        let output = follow(&folder, urls, &[more, &["--now", over]].concat());
        ends(&output, 4, "begin a new store");
    }
}

#[test]
fn a_witness_that_is_a_block_behind_is_waited_for_no_longer_than_it_is() {
    let primary = Node::start("provider", 78);
    let latest = Arc::new(AtomicU64::new(60));
    let comes: Change = {
        let latest = Arc::clone(&latest);
        Box::new(move |target, body| {
            // The answer still says 60.
            if target == "/status" {
                latest.store(78, Ordering::SeqCst);
            }
            body
        })
    };
    let witness = Node::coming("provider", latest, comes);
    let trust = ["--trust", &root("provider", 60)];
    let output = follow(&folder("follow-behind"), [&primary.url, &witness.url], &trust);
    ends(&output, 0, "verified: aurora-1 height 78");
    // A second or so is nothing to be told of.
    assert!(!output.out.contains("is behind"), "{}", output.out);
    // The second answer ends it: more of them fit into half a minute.
    assert_eq!(witness.asked("/status"), 2);
}

#[test]
fn without_a_witness_that_is_left_nothing_is_confirmed() {
    let primary = Node::start("provider", 78);
    let liar: Change = Box::new(|_, _| "{}".to_owned());
    let witness = Node::changing("provider", 78, liar);
    let trust = ["--trust", &root("provider", 60)];
    let output = follow(&folder("follow-left"), [&primary.url, &witness.url], &trust);
    ends(&output, 5, "name more witnesses");
    assert!(!output.out.contains("\nverified: "), "{}", output.out);
}

/// A store that was compared with witnesses goes on with them.
#[test]
fn whom_a_store_is_compared_with_is_never_laxer() {
    let folder = folder("follow-compared");
    let nodes = [Node::start("provider", 78), Node::start("provider", 78)];
    let store = folder.join("store").display().to_string();
    let (now, root) = (time("provider", 78), root("provider", 60));
    let alone = ["follow", "--once", "--primary", &nodes[0].url, "--no-witness", "--now", &now];
    let alone = [&alone[..], &["--store", &store]].concat();
    ends(&run(&[&alone[..], &["--trust", &root]].concat()), 0, "compared with nobody");
    ends(&run(&alone), 0, "nothing newer");
    ends(&follow(&folder, [&nodes[0].url, &nodes[1].url], &[]), 0, "nothing newer");
    ends(&run(&alone), 64, "with nobody would be laxer");
}
