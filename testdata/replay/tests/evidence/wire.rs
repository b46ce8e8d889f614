//! The bytes of evidence: what is read, what is written, what is hashed.

use crate::common::evidence::{Attack, Forked, IbcOf, Submission, Votes, time};
use crate::common::{LIMITS, bytes, message, uint};
use parhelion_core::ccv::{SubmitConsumerDoubleVoting, SubmitConsumerMisbehaviour, Warning};
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Evidence, EvidenceList, EvidenceParams, LightClientAttackEvidence,
};
use parhelion_core::{Encode, Error, IbcHeader, Message};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

fn encoded(value: &impl Encode) -> Vec<u8> {
    let mut bytes = Vec::new();
    value.encode(&mut bytes);
    bytes
}

/// An `Evidence` of either kind, and what is in it.
fn items() -> [(Vec<u8>, Vec<u8>); 2] {
    let (votes, attack) = (Votes::new(&[]).evidence(), Attack::lunatic(&[]).evidence());
    [(message(1, &votes), votes), (message(2, &attack), attack)]
}

#[test]
fn evidence_is_written_as_cometbft_writes_it() {
    let unknown = message(99, b"?");
    for (item, inner) in items() {
        let odd = [&unknown[..], &item].concat();
        let evidence = Evidence::parse(&odd, LIMITS).unwrap();
        assert_eq!(encoded(&evidence), item);
        let odd = [&inner[..], &unknown].concat();
        let written = match evidence {
            Evidence::DuplicateVote(_) => {
                encoded(&DuplicateVoteEvidence::parse(&odd, LIMITS).unwrap())
            }
            Evidence::LightClientAttack(_) => {
                encoded(&LightClientAttackEvidence::parse(&odd, LIMITS).unwrap())
            }
        };
        assert_eq!(written, inner);
    }
}

#[test]
fn evidence_is_of_the_votes_height_or_of_the_common_one() {
    let [(votes, _), (attack, _)] = items();
    let place = |item: &[u8]| {
        let evidence = Evidence::parse(item, LIMITS).unwrap();
        (evidence.height(), evidence.timestamp())
    };
    let at = time((1_700_000_010, 5));
    assert_eq!(place(&votes), (20, at));
    assert_eq!(place(&attack), (10, at));
}

/// The tree of RFC 6962, over what is in the items: the items themselves are not wrapped.
#[test]
fn a_list_is_hashed_item_by_item() {
    let [(votes, first), (attack, second)] = items();
    let list = |items: &[&Vec<u8>]| {
        let bytes: Vec<u8> = items.iter().flat_map(|item| message(1, item)).collect();
        let list = EvidenceList::parse(&bytes, LIMITS).unwrap();
        assert_eq!((list.len(), list.items().count()), (items.len() as u32, items.len()));
        assert_eq!(list.is_empty(), items.is_empty());
        for (item, bytes) in list.items().zip(items) {
            assert_eq!(encoded(&item), **bytes);
        }
        list.hash().0.to_vec()
    };
    let hash = |parts: &[&[u8]]| Sha256::digest(parts.concat()).to_vec();
    let leaf = |item: &[u8]| hash(&[&[0], item]);
    assert_eq!(list(&[]), hash(&[]));
    assert_eq!(list(&[&votes]), leaf(&first));
    assert_eq!(list(&[&votes, &attack]), hash(&[&[1], &leaf(&first), &leaf(&second)]));
    assert_ne!(list(&[&attack, &votes]), list(&[&votes, &attack]));
}

#[test]
fn the_first_faulty_item_is_named_after_all_bytes_are_read() {
    let [(votes, _), (attack, _)] = items();
    let parse = |items: &[&[u8]]| {
        let bytes: Vec<u8> = items.iter().flat_map(|item| message(1, item)).collect();
        EvidenceList::parse(&bytes, LIMITS).map(|list| list.len())
    };
    let swapped = {
        let mut votes = Votes::new(&[]);
        votes.swap();
        message(1, &votes.evidence())
    };
    assert_eq!(parse(&[&votes, &[], &swapped]), Err(Error::MissingEvidence { index: 1 }));
    assert_eq!(parse(&[&votes, &swapped, &[], &attack]), Err(Error::VoteOrder));
    let broken = parse(&[&swapped, &[0x0a]]).unwrap_err();
    assert_eq!(broken.name(), "Truncated");
    // Two members of the oneof.
    let both = [&votes[..], &attack].concat();
    for two in [both, votes.repeat(2)] {
        assert_eq!(Evidence::parse(&two, LIMITS).unwrap_err().name(), "DuplicateField");
    }
    assert_eq!(Evidence::parse(&[], LIMITS).err(), Some(Error::MissingEvidence { index: 0 }));
    assert_eq!(Evidence::parse(&message(3, &[]), LIMITS).err().map(|it| it.code()), Some(505));
}

#[test]
fn the_usual_age_is_that_of_cometbft() {
    let params = EvidenceParams::default();
    assert_eq!(params.max_age_num_blocks, 100_000);
    assert_eq!(params.max_age_duration.nanos(), 172_800_000_000_000);
}

#[test]
fn ibc_headers_are_read_with_their_trust() {
    let header = |change: fn(&mut IbcOf)| {
        let mut header = IbcOf::new(11);
        change(&mut header);
        let bytes = header.encode();
        IbcHeader::parse(&bytes, LIMITS).map(|header| {
            let set = header.trusted_validators().map(|set| set.unwrap().len());
            (header.trusted_height(), header.height().unwrap(), set)
        })
    };
    assert_eq!(header(|_| {}), Ok(((1, 11), (1, 20), Some(7))));
    assert_eq!(header(|it| it.trusted_set = None), Ok(((1, 11), (1, 20), None)));
    assert_eq!(header(|it| it.trusted_height = (0, 0)), Ok(((0, 0), (1, 20), Some(7))));
    let missing = |message| Err(Error::MissingPart { message });
    assert_eq!(header(|it| it.headless = true), missing(Message::Header));
    assert_eq!(header(|it| it.world.set = None), missing(Message::ValidatorSet));
    let proposer: fn(&mut IbcOf) = |it| it.trusted_set.as_mut().unwrap().proposer = None;
    assert_eq!(header(proposer), Err(Error::MissingProposer));
}

/// A header without a chain id has the empty one; fields may stand before it.
#[test]
fn the_chain_id_of_a_header_is_found_wherever_it_stands() {
    let mut forked = Forked::new(&[]);
    for number in [1, 2] {
        forked.world(number).header().chain_id.clear();
        forked.world(number).reseal();
        forked.headers[number - 1].trusted_height.0 = 0;
    }
    assert!(forked.kind().is_ok());
    let mut other = Forked::new(&[]);
    other.headers[1] = forked.headers[1].clone();
    assert_eq!(other.kind(), Err(Error::ChainIdsDiffer));
}

/// Every field of the messages is read as what it is.
#[test]
fn messages_to_a_provider_are_read_strictly() {
    let votes = Submission::votes(&[]).encode();
    let forked = Submission::forked(&[]).encode();
    let double = |tail: &[u8]| {
        let bytes = [&votes[..], tail].concat();
        SubmitConsumerDoubleVoting::parse(&bytes, LIMITS).err().map(|error| error.name())
    };
    let misbehaviour = |tail: &[u8]| {
        let bytes = [&forked[..], tail].concat();
        SubmitConsumerMisbehaviour::parse(&bytes, LIMITS).err().map(|error| error.name())
    };
    assert_eq!((double(&[]), misbehaviour(&[])), (None, None));
    assert_eq!((double(&uint(9, 1)), misbehaviour(&uint(9, 1))), (None, None), "unknown fields");
    for field in 1..=4 {
        assert_eq!(double(&bytes(field, b"0")), Some("DuplicateField"), "{field}");
        assert_eq!(double(&uint(field, 1)), Some("WireTypeMismatch"), "{field}");
        if field < 4 {
            assert_eq!(misbehaviour(&bytes(field, b"0")), Some("DuplicateField"), "{field}");
            assert_eq!(misbehaviour(&uint(field, 1)), Some("WireTypeMismatch"), "{field}");
        }
    }
    for field in [1, 4] {
        let bytes = bytes(field, &[0xff]);
        let found = SubmitConsumerDoubleVoting::parse(&bytes, LIMITS).err();
        assert_eq!(found.map(|error| error.name()), Some("NotUtf8"));
    }
    for field in [1, 3] {
        let bytes = bytes(field, &[0xff]);
        let found = SubmitConsumerMisbehaviour::parse(&bytes, LIMITS).err();
        assert_eq!(found.map(|error| error.name()), Some("NotUtf8"));
    }
}

#[test]
fn each_warning_has_a_sentence() {
    let all = [
        Warning::UnverifiedHeader,
        Warning::NoAgeNoMembership,
        Warning::NilVoteCounted,
        Warning::NoReplayProtection,
        Warning::TwinChainIds,
    ];
    let texts: BTreeSet<_> = all.iter().map(|warning| warning.text()).collect();
    assert_eq!(texts.len(), all.len());
    assert!(texts.iter().all(|text| text.split(' ').count() > 4));
}
