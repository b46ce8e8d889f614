//! A signer that ends, in whatever way, and begins again.

use crate::asks::{A, B, precommit, prevote};
use crate::node::{Place, records};
use parhelion_core::Error;
use std::fs::OpenOptions;
use std::os::unix::fs::FileExt;

const CONFLICT: Error = Error::ConflictingData { height: 0, round: 0 };

#[test]
fn what_was_signed_is_known_after_a_kill() {
    let place = Place::provisioned("killed");
    for height in 11..16 {
        let (signer, mut node) = place.start();
        node.signed(prevote(A, height, 0));
        let said = signer.kill();
        assert!(said.starts_with("signing: test-chain, key "), "{said}");
        let (_signer, mut node) = place.start();
        assert_eq!(node.refused(prevote(B, height, 0)), i32::from(CONFLICT.code()));
        node.signed(prevote(A, height, 0));
        node.signed(precommit(A, height, 0));
    }
}

/// An answer that never leaves is one that may have: it is stored before.
#[test]
fn it_is_stored_before_it_is_answered() {
    let place = Place::provisioned("before");
    let (signer, mut node) = place.start();
    let before = records(&place.folder.join("state"));
    node.signed(prevote(A, 11, 0));
    let [first, second] = records(&place.folder.join("state"));
    assert_eq!(first, second);
    assert_ne!(before, [first, second]);
    drop(signer);
}

#[test]
fn either_record_is_enough() {
    let place = Place::provisioned("either");
    for (height, lost) in [(11, 0), (12, 4096)] {
        let (signer, mut node) = place.start();
        node.signed(prevote(A, height, 0));
        signer.kill();
        let state = OpenOptions::new().write(true).open(place.path("state")).unwrap();
        state.write_all_at(&[0; 30], lost).unwrap();
        let (_signer, mut node) = place.start();
        assert_eq!(node.refused(prevote(B, height, 0)), i32::from(CONFLICT.code()), "{height}");
        let [first, second] = records(&place.folder.join("state"));
        assert_eq!(first, second, "both are whole again");
    }
}

#[test]
fn a_signal_ends_it_in_order() {
    let place = Place::provisioned("signal");
    for signal in ["-TERM", "-INT"] {
        let (mut signer, mut node) = place.start();
        node.signed(prevote(A, 11, 0));
        signer.signal(signal);
        let (status, said) = signer.wait();
        assert_eq!(status, Some(0), "{said}");
        assert!(said.ends_with("ended\n"), "{said}");
    }
    // Without a node, too.
    drop(place.listen());
    let mut signer = place.spawn();
    signer.has_said("waiting: ");
    signer.signal("-TERM");
    assert_eq!(signer.wait().0, Some(0));
}
