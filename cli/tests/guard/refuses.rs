//! What is refused: each with the code of the guard, and the connection is kept.

use crate::asks::{A, Ask, B, NIL, block_id, on, precommit, prevote, proposal};
use crate::node::{Place, records};
use parhelion_core::Error;
use parhelion_rpc::pb;
use std::fs::{self, OpenOptions};
use std::os::unix::fs::FileExt;

const CONFLICT: Error = Error::ConflictingData { height: 0, round: 0 };

#[test]
fn another_block_in_one_step() {
    for (name, first, second) in
        [("block-nil", A, NIL), ("nil-block", NIL, A), ("block-block", A, B)]
    {
        let place = Place::provisioned(name);
        let (_signer, mut node) = place.start();
        node.signed(prevote(first, 11, 0));
        assert_eq!(node.refused(prevote(second, 11, 0)), code(CONFLICT), "{name}");
        node.signed(precommit(first, 11, 0));
        let with = pb::Vote { extension: vec![1], ..precommit(B, 11, 0) };
        assert_eq!(node.refused(with), code(CONFLICT), "{name}");
        node.signed(precommit(first, 11, 0));
    }
}

#[test]
fn each_with_its_code() {
    let place = Place::provisioned("codes");
    let (_signer, mut node) = place.start();
    node.signed(proposal(A, 20, 3));
    let parts = |total, hash: usize| {
        let part_set_header = Some(pb::PartSetHeader { total, hash: vec![1; hash] });
        Some(pb::BlockId { part_set_header, ..block_id(A) })
    };
    let half = |block_id: Option<pb::BlockId>| pb::Vote { block_id, ..prevote(A, 30, 0) };
    let (stored, asked, found) = (0, 0, 0);
    let cases: [(Ask, Error); 20] = [
        (proposal(B, 20, 3).into(), CONFLICT),
        (pb::Proposal { pol_round: 2, ..proposal(A, 20, 3) }.into(), CONFLICT),
        (prevote(A, 10, 0).into(), Error::HeightRegression { stored: 0, asked: 0 }),
        (prevote(A, 20, 2).into(), Error::RoundRegression { stored, asked }),
        (on("another", &prevote(A, 30, 0)), Error::OtherSignedChain),
        (on("", &prevote(A, 30, 0)), Error::NoSignedChain),
        (on(&"c".repeat(51), &prevote(A, 30, 0)), Error::ChainIdTooLong { length: 0 }),
        (pb::Vote { r#type: 0, ..prevote(A, 30, 0) }.into(), Error::SignedType { found }),
        (pb::Vote { r#type: 3, ..prevote(A, 30, 0) }.into(), Error::SignedType { found }),
        (prevote(A, 0, 0).into(), Error::SignedHeight { height: 0 }),
        (prevote(A, -1, 0).into(), Error::SignedHeight { height: 0 }),
        (prevote(A, 30, -1).into(), Error::SignedRound { round: 0 }),
        (half(parts(0, 32)).into(), Error::SignedBlockId),
        (half(parts(1, 0)).into(), Error::SignedBlockId),
        (proposal(NIL, 30, 0).into(), Error::SignedBlockId),
        (
            pb::Proposal { pol_round: 0, ..proposal(A, 30, 0) }.into(),
            Error::PolRound { pol_round: 0, round: 0 },
        ),
        (
            pb::Proposal { pol_round: -2, ..proposal(A, 30, 0) }.into(),
            Error::PolRound { pol_round: 0, round: 0 },
        ),
        (pb::Vote { extension: vec![1], ..prevote(A, 30, 0) }.into(), Error::UnexpectedExtension),
        (
            pb::Vote { extension: vec![1], ..precommit(NIL, 30, 0) }.into(),
            Error::UnexpectedExtension,
        ),
        (pb::Vote::default().into(), Error::SignedType { found }),
    ];
    let state = records(&place.folder.join("state"));
    for (ask, error) in cases {
        assert_eq!(node.refused(ask), code(error), "{error:?}");
    }
    assert_eq!(records(&place.folder.join("state")), state, "nothing of it was stored");
    node.signed(precommit(A, 20, 3));
    let earlier = Error::StepRegression { stored: 0, asked: 0 };
    assert_eq!(node.refused(prevote(A, 20, 3)), code(earlier));
    // A hash of 31 bytes, and a vote that calls itself a proposal, are no messages to sign.
    assert!(node.refused(half(parts(1, 31))) > 0);
    assert!(node.refused(pb::Vote { r#type: 32, ..prevote(A, 30, 0) }) > 0);
    node.signed(prevote(A, 30, 0));
}

#[test]
fn at_and_below_the_floor() {
    let place = Place::provisioned("floor");
    let (_signer, mut node) = place.start();
    let below = Error::BelowFloor { floor: 0, asked: 0 };
    for height in [1, 10] {
        assert_eq!(node.refused(prevote(A, height, 5)), code(below));
    }
    node.signed(prevote(A, 11, 0));
}

/// A state that is lost while the signer runs: it signs nothing, and says why.
#[test]
fn where_the_storage_fails() {
    let place = Place::provisioned("storage");
    let (_signer, mut node) = place.start();
    node.signed(prevote(A, 11, 0));
    let state = OpenOptions::new().read(true).write(true).open(place.path("state")).unwrap();
    let whole = fs::read(place.path("state")).unwrap();

    state.set_len(4096).unwrap();
    assert_eq!(node.refused(prevote(A, 12, 0)), code(Error::StorageFault { fault: 0 }));
    state.write_all_at(&[0xff; 8192], 0).unwrap();
    assert_eq!(node.refused(prevote(A, 12, 0)), code(Error::RecordsLost { entry: 0 }));
    // One of the two is enough, and brings the other back.
    state.write_all_at(&whole[4096..], 4096).unwrap();
    assert_eq!(node.refused(prevote(B, 11, 0)), code(CONFLICT));
    node.signed(prevote(A, 12, 0));
    let [first, second] = records(&place.folder.join("state"));
    assert_eq!(first, second);
}

fn code(error: Error) -> i32 {
    error.code().into()
}
