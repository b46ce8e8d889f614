//! Proofs of state: of two public chains, and of trees made by hand. What is proven is no more than
//! what stands in the tree, and no bit of a proof can be changed that anything covers.

mod common;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use common::proof::{ENTRIES, Existence, Lower, Question, Step};
use common::{LIMITS, bytes, message};
use parhelion_core::ibc::{Height, Packet};
use parhelion_core::proof::{self, MerkleProof, Part};
use parhelion_core::{Error, Header, Limits, TrustedState};
use parhelion_rpc::{Document, encode, read};
use serde_json::Value;
use std::path::PathBuf;

fn mainnet(name: &str) -> String {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../mainnet");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// A header of a public chain, by its hash.
fn header(name: &str) -> TrustedState {
    let Ok(Document::LightBlock(recorded)) = read(&mainnet(name)) else { panic!("{name}") };
    let bytes = encode(recorded.light_block.signed_header.unwrap().header.as_ref().unwrap());
    let header = Header::parse(&bytes, LIMITS).unwrap();
    TrustedState::trust_on_faith(&header, &header.hash().unwrap()).unwrap()
}

fn packet<'a>(fields: &'a Value, data: &'a [u8]) -> Packet<'a> {
    let text = |name: &str| fields[name].as_str().unwrap();
    let number = |value: &Value| value.as_u64().unwrap();
    Packet {
        sequence: number(&fields["sequence"]),
        source_port: text("source_port"),
        source_channel: text("source_channel"),
        destination_port: text("dest_port"),
        destination_channel: text("dest_channel"),
        data,
        timeout_height: Height {
            revision_number: number(&fields["timeout_height"][0]),
            revision_height: number(&fields["timeout_height"][1]),
        },
        timeout_timestamp: number(&fields["timeout_timestamp"]),
    }
}

#[test]
fn packets_of_public_chains_are_proven() {
    let recorded: Value = serde_json::from_str(&mainnet("ICS23_PROOFS.json")).unwrap();
    let decode = |text: &Value| STANDARD.decode(text.as_str().unwrap()).unwrap();
    let (timed_out, sent) = (&recorded[0], &recorded[1]);

    // A packet that the Hub had not received, when it could not receive it any more.
    let hub = header("cosmoshub-4_6185877.json");
    let (bytes, data) =
        (decode(&timed_out["merkle_proof_b64"]), decode(&timed_out["packet"]["data_b64"]));
    let proof = MerkleProof::parse(&bytes, LIMITS).unwrap();
    let packet_5 = packet(&timed_out["packet"], &data);
    let key = packet_5.receipt_key().unwrap();
    let proven = proof::verify_non_membership(&hub, b"ibc", key.as_bytes(), &proof).unwrap();
    assert_eq!((proven.height(), proven.chain_id().as_str()), (6_185_876, "cosmoshub-4"));
    assert_eq!(
        (proven.header_time(), proven.header_hash()),
        (hub.time(), hub.header_hash().copied())
    );
    assert_eq!(packet_5.check_not_received(&proven), Ok(()));
    assert_eq!(packet_5.has_timed_out(&proven), Ok(true));
    let later = Height { revision_number: 4, revision_height: 6_185_878 };
    let in_time = Packet { timeout_height: later, timeout_timestamp: 0, ..packet_5 };
    assert_eq!(in_time.has_timed_out(&proven), Ok(false));
    let gap = proof::verify_gap(&hub, b"ibc", key.as_bytes(), &proof).unwrap();
    let (left, right) = (gap.left().unwrap(), gap.right().unwrap());
    assert!(left.key().ends_with(b"channel-109/sequences/4") && left.value() == [1]);
    assert!(right.key().ends_with(b"channel-28/sequences/1") && right.value() == [1]);

    // A packet that Neutron had sent.
    let neutron = header("neutron-1_16794786.json");
    let (bytes, data) = (decode(&sent["merkle_proof_b64"]), decode(&sent["packet"]["data_b64"]));
    let proof = MerkleProof::parse(&bytes, LIMITS).unwrap();
    let packet = packet(&sent["packet"], &data);
    let (key, value) = (packet.commitment_key().unwrap(), packet.commitment());
    let proven =
        proof::verify_membership(&neutron, b"ibc", key.as_bytes(), &value.0, &proof).unwrap();
    assert_eq!(packet.check_committed(&proven), Ok(()));
    assert!(proven.is_of(&neutron) && !proven.is_of(&hub));
    let other = proof::verify_membership(&hub, b"ibc", key.as_bytes(), &value.0, &proof);
    assert_eq!(other, Err(Error::RootMismatch { part: Part::Multistore }));
}

/// Every question that the little store can answer.
fn questions() -> Vec<Question> {
    let mut all: Vec<Question> = (0..ENTRIES.len()).map(Question::present).collect();
    for (key, left, right) in [
        (&b"A"[..], None, Some(0)),
        (b"aa", Some(0), Some(1)),
        (b"c", Some(1), Some(2)),
        (b"e", Some(2), Some(3)),
        (b"f\0", Some(3), Some(4)),
        (b"h", Some(4), None),
    ] {
        all.push(Question::absent(key, left, right));
    }
    all
}

#[test]
fn every_entry_and_every_gap_is_proven() {
    for asked in questions() {
        assert_eq!(asked.verify(), Ok(()), "{:?}", asked.key);
        // The two proofs as a node answers them, and under the bare root.
        let [lower, upper] = asked.ops();
        let proof = MerkleProof::of_ops(&lower, &upper, LIMITS).unwrap();
        let (root, key) = (&asked.app_hash[..], &asked.key[..]);
        let of_ops = match &asked.value {
            Some(value) => proof::membership_under_bare_root(root, b"ibc", key, value, &proof),
            None => proof::non_membership_under_bare_root(root, b"ibc", key, &proof),
        };
        assert_eq!(of_ops, Ok(()));
        let bytes = asked.encode();
        match &asked.lower {
            Lower::Present(_) => {
                assert_eq!(asked.gap(&bytes).map(drop), Err(Error::NonExistenceExpected));
            }
            Lower::Absent(left, right) => {
                let gap = asked.gap(&bytes).unwrap();
                let entry = |proof: &Option<Existence>| {
                    proof.as_ref().map(|proof| (proof.key.clone(), proof.value.clone()))
                };
                let told = |entry: proof::Entry<'_>| (entry.key().to_vec(), entry.value().to_vec());
                assert_eq!(gap.left().map(told), entry(left));
                assert_eq!(gap.right().map(told), entry(right));
                assert_eq!(gap.proven().value(), None);
            }
        }
    }
}

#[test]
fn no_other_gap_is_proven() {
    let places = [None, Some(0), Some(1), Some(2), Some(3), Some(4)];
    let (mut right, keys) =
        (0, [&b"A"[..], b"a", b"aa", b"b", b"c", b"d", b"e", b"f", b"f\0", b"g", b"h"]);
    for key in keys {
        for (a, b) in places.iter().flat_map(|a| places.iter().map(move |b| (*a, *b))) {
            let proven = Question::absent(key, a, b).verify().is_ok();
            let is_there = ENTRIES.iter().any(|(entry, _)| *entry == key);
            let before = ENTRIES.iter().rposition(|(entry, _)| *entry < key);
            let after = ENTRIES.iter().position(|(entry, _)| *entry > key);
            assert_eq!(proven, !is_there && (a, b) == (before, after), "{key:?} {a:?} {b:?}");
            right += usize::from(proven);
        }
    }
    assert_eq!(right, 6);
}

/// The key of an absence is not looked at, as in the reference: the neighbours decide.
#[test]
fn any_flipped_bit_is_refused() {
    for asked in questions() {
        let good = asked.encode();
        assert_eq!(asked.ask_bare(&good), Ok(()));
        let unread = match &asked.value {
            None => {
                let key = bytes(1, &asked.key);
                let at = good.windows(key.len()).position(|found| found == key).unwrap();
                at..at + key.len()
            }
            Some(_) => 0..0,
        };
        for bit in (0..good.len() * 8).filter(|bit| !unread.contains(&(bit / 8))) {
            let mut bad = good.clone();
            bad[bit / 8] ^= 1 << (bit % 8);
            assert!(asked.ask_bare(&bad).is_err(), "bit {bit} of the proof of {:?}", asked.key);
        }
    }
}

#[test]
fn an_empty_value_is_one_value_and_stands_in_a_store_alone() {
    let asked = Question::present(2);
    assert_eq!(asked.value, Some(Vec::new()));
    assert_eq!(asked.verify(), Ok(()));
    let other = asked.clone().with(|asked| asked.value = Some(vec![0]));
    assert_eq!(other.verify(), Err(Error::ValueMismatch { part: Part::Store }));
    let other = Question::present(1).with(|asked| asked.value = Some(Vec::new()));
    assert_eq!(other.verify(), Err(Error::ValueMismatch { part: Part::Store }));
    // A multistore whose leaf has no value.
    let empty = asked.sealed().with(|asked| {
        asked.upper.value.clear();
        asked.app_hash = asked.upper.root();
    });
    assert_eq!(empty.verify(), Err(Error::ValueMismatch { part: Part::Multistore }));
}

/// A proof with other steps, sealed.
fn steps(lower: &[Step]) -> Result<(), Error> {
    let path = lower.to_vec();
    Question::present(1).with(|asked| asked.lower().path = path).sealed().verify()
}

fn step(prefix: &[u8], suffix: usize) -> Step {
    Step { hash: 1, prefix: prefix.to_vec(), suffix: vec![7; suffix] }
}

#[test]
fn steps_are_bounded_on_both_sides() {
    let at = |step| Err(Error::InnerOpPrefix { part: Part::Store, step });
    let deep = |depth: usize| {
        let steps_: Vec<Step> = (0..depth).map(|_| step(&[0xfe, 1, 2, 2, 32], 33)).collect();
        steps(&steps_)
    };
    assert_eq!(deep(127), Ok(()));
    assert_eq!(deep(128), at(128)); // height 127 in step 128
    let deep = Question::present(1).with(|asked| {
        asked.lower().path = (0..129).map(|_| step(&[0xfe, 3, 2, 2, 32], 33)).collect();
    });
    assert_eq!(deep.verify(), Err(Error::ProofDepth { part: Part::Store, steps: 129 }));
    // A height not below the number of the step, no number negative, and 1 or 34 bytes more.
    for (prefix, suffix, found) in [
        (&[2, 4, 4, 32][..], 33, Ok(())),
        (&[2, 4, 4, 9], 33, Ok(())),
        (&[2, 4, 4, 32], 0, Ok(())),
        (&[2, 4, 4, 32], 66, Ok(())),
        (&[2, 4, 4], 33, at(1)),
        (&[0, 4, 4, 32], 33, at(1)),
        (&[1, 4, 4, 32], 33, at(1)),
        (&[2, 5, 4, 32], 33, at(1)),
        (&[2, 4, 5, 32], 33, at(1)),
        (&[2, 4, 4, 32, 32], 33, at(1)),
        (&[0x82, 0, 4, 4, 32], 33, Ok(())), // superfluous bytes in a number
        (&[0x80, 0, 4, 4, 32], 33, at(1)),
        (&[2, 4, 4, 32], 32, Err(Error::InnerOpSuffix { part: Part::Store, step: 1 })),
    ] {
        assert_eq!(steps(&[step(prefix, suffix)]), found, "{prefix:?} {suffix}");
    }
    let with_left = |head: &[u8], rest: usize| steps(&[step(&[head, &vec![32; rest]].concat(), 0)]);
    assert_eq!(with_left(&[2, 4, 4], 34), Ok(()));
    assert_eq!(with_left(&[2, 4, 4], 33), at(1));
    assert_eq!(with_left(&[2, 4, 4], 35), at(1));
    let long = [2, 0xfe, 0xff, 0xff, 0xff, 0x0f, 0xfe, 0xff, 0xff, 0xff, 0x0f];
    assert_eq!(with_left(&long, 34), Ok(())); // 45 bytes
    assert_eq!(with_left(&[&[0x82, 0][..], &long[1..]].concat(), 34), at(1));
    // 2^63 - 1 in ten bytes, then -2^63, a bit too many, and eleven bytes.
    for (first, tail, found) in [
        (0xfe, &[1][..], Ok(())),
        (0xff, &[1], at(1)),
        (0xfe, &[3], at(1)),
        (0x80, &[0x80, 0], at(1)),
    ] {
        let size = [&[2, first][..], &[0xff; 8], tail, &[4, 32]].concat();
        assert_eq!(steps(&[step(&size, 33)]), found, "{size:?}");
    }
}

#[test]
fn steps_of_the_multistore_are_bounded_on_both_sides() {
    let upper = |prefix: usize, first: u8, suffix: usize| {
        let mut prefix = vec![5; prefix];
        prefix.iter_mut().take(1).for_each(|byte| *byte = first);
        Question::present(1)
            .with(|asked| asked.upper.path = vec![step(&prefix, suffix)])
            .sealed()
            .verify()
    };
    let bad_prefix = Err(Error::InnerOpPrefix { part: Part::Multistore, step: 1 });
    let bad_suffix = Err(Error::InnerOpSuffix { part: Part::Multistore, step: 1 });
    assert_eq!(upper(1, 1, 32), Ok(()));
    assert_eq!(upper(33, 9, 64), Ok(()));
    assert_eq!(upper(34, 1, 0), bad_prefix);
    assert_eq!(upper(0, 1, 32), bad_prefix);
    assert_eq!(upper(1, 0, 32), bad_prefix);
    assert_eq!(upper(1, 1, 31), bad_suffix);
    assert_eq!(upper(1, 1, 33), bad_suffix);
}

#[test]
fn a_message_is_bounded_and_read_whole() {
    let bytes = Question::present(1).encode();
    let limit = u32::try_from(bytes.len()).unwrap();
    let parse =
        |limit| MerkleProof::parse(&bytes, &Limits::DEFAULT.with_message_len(limit)).map(drop);
    assert_eq!(parse(limit), Ok(()));
    assert_eq!(parse(limit - 1), Err(Error::MessageTooLong { length: limit, limit: limit - 1 }));
    // What does not decode in the third proof is named before their number.
    let third = [&bytes[..], &message(1, &message(1, &message(4, &[8])))].concat();
    assert!(matches!(MerkleProof::parse(&third, LIMITS), Err(Error::Truncated { .. })));
    for cut in 1..bytes.len() {
        assert!(MerkleProof::parse(&bytes[..cut], LIMITS).is_err(), "{cut}");
    }
    assert!(matches!(MerkleProof::parse(&[], LIMITS), Err(Error::ProofCount { found: 0 })));
    let both = [message(1, &[]), message(2, &[])].concat();
    let both = MerkleProof::of_ops(&both, &[], LIMITS);
    assert!(matches!(both, Err(Error::DuplicateField { field: 2, .. })));
}
