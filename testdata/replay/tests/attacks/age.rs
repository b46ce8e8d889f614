//! The time of evidence. It needs the block of its height, so this input is no case: it is made
//! here.

use super::corpus::vector;
use parhelion_core::evidence::{Evidence, EvidenceParams, check_age};
use parhelion_core::{Limits, SignedHeader, Time};
use parhelion_rpc::{encode, pb};

/// CVE-2021-21271 "Mulberry", Tendermint 0.34.0 to 0.34.2: evidence that consensus itself had found
/// carried another time than that of the block, and every other node refused it, and who sent it.
#[test]
fn the_time_of_evidence_is_that_of_its_block() {
    // The block of the votes' height is the one that a full node trusts.
    let signed = vector("evidence", "unsigned-equivocation").bytes("trusted");
    let block = SignedHeader::parse(&signed, &Limits::DEFAULT).unwrap().header();
    let mut double: pb::DuplicateVoteEvidence =
        vector("consumer", "unassigned-key").message("evidence");
    let ask = |double: &pb::DuplicateVoteEvidence| {
        let kind = Some(pb::EvidenceKind::DuplicateVote(double.clone()));
        let bytes = encode(&pb::Evidence { kind });
        let evidence = Evidence::parse(&bytes, &Limits::DEFAULT).unwrap();
        let now = Time::from_unix(block.time().seconds() + 60, 0).unwrap();
        check_age(&block, &evidence, &EvidenceParams::DEFAULT, 20, now)
    };
    assert_eq!(ask(&double), Ok(()));
    double.timestamp = double.vote_a.as_ref().and_then(|vote| vote.timestamp.clone());
    let flawed = double.timestamp == double.vote_b.as_ref().unwrap().timestamp;
    assert!(flawed, "the time of the votes");
    assert_eq!(ask(&double).map_err(|error| error.name()), Err("EvidenceTime"));
}
