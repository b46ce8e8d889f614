//! Blocks of public chains: they verify, and no bit of them can be changed that anything covers.

use parhelion_core::evidence::EvidenceList;
use parhelion_core::{
    ChainId, Error, Header, IbcHeader, LightBlock, Limits, Options, Time, TrustedState,
    ValidatorSet, commit, light,
};
use parhelion_rpc::{Document, RecordedLightBlock, encode, pb, read};
use std::collections::BTreeSet;
use std::path::PathBuf;

const LIMITS: &Limits = &Limits::DEFAULT;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../mainnet")
}

fn text(name: &str) -> String {
    std::fs::read_to_string(folder().join(name)).unwrap()
}

fn recorded(name: &str) -> RecordedLightBlock {
    match read(&text(name)).unwrap() {
        Document::LightBlock(recorded) => recorded,
        other => panic!("{name}: {other:?}"),
    }
}

fn light_blocks() -> Vec<(String, RecordedLightBlock)> {
    let names = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().file_name());
    let names: BTreeSet<String> = names.map(|name| name.into_string().unwrap()).collect();
    let blocks = names.into_iter().filter(|name| {
        name.ends_with(".json") && matches!(read(&text(name)), Ok(Document::LightBlock(_)))
    });
    blocks.map(|name| (name.clone(), recorded(&name))).collect()
}

/// A block verifies alone: its parts belong together, and every signature is right.
fn alone(bytes: &[u8], rule: commit::Rule) -> Result<(), Error> {
    let block = LightBlock::parse(bytes, LIMITS)?;
    let header = block.header();
    block.validate(header.chain_id())?;
    let (id, height) = (block.commit().block_id(), header.height().cast_signed());
    let set = block.validators();
    commit::verify(header.chain_id(), &set, &id, height, block.commit(), rule).map(drop)
}

fn after(time: Time) -> Time {
    Time::from_unix(time.seconds() + 10, 0).unwrap()
}

#[test]
fn every_block_verifies_alone() {
    let blocks = light_blocks();
    assert_eq!(blocks.len(), 17);
    for (name, recorded) in blocks {
        let bytes = encode(&recorded.light_block);
        for rule in [commit::Rule::Full, commit::Rule::Light, commit::Rule::LightAll] {
            assert_eq!(alone(&bytes, rule), Ok(()), "{name}");
        }
    }
}

#[test]
fn every_block_verifies_from_the_set_that_was_trusted() {
    let mut verified = 0;
    for (name, recorded) in light_blocks() {
        let (Some(height), Some(set)) = (recorded.trusted_height, recorded.trusted_next_validators)
        else {
            continue;
        };
        let (block, set) = (encode(&recorded.light_block), encode(&set));
        let block = LightBlock::parse(&block, LIMITS).unwrap();
        let set = ValidatorSet::parse(&set, LIMITS).unwrap();
        let header = block.header();
        let chain_id = ChainId::new(header.chain_id()).unwrap();
        let before = Time::from_unix(header.time().seconds() - 1, 0).unwrap();
        let state =
            TrustedState::from_on_chain_client(chain_id, height, before, &set.hash().0).unwrap();
        let mut scratch = vec![0; commit::scratch_len(&set)];
        let now = after(header.time());
        let result =
            light::verify_skipping(&state, &set, &block, &Options::DEFAULT, now, &mut scratch);
        assert_eq!(
            result.map(|verified| verified.header().height()),
            Ok(header.height()),
            "{name}"
        );
        verified += 1;
    }
    assert_eq!(verified, 4);
}

#[test]
fn blocks_in_a_row_verify_from_each_other_forwards_and_backwards() {
    let names =
        ["cosmoshub-4_8619996.json", "cosmoshub-4_8619997.json", "cosmoshub-4_8619998.json"];
    let blocks = names.map(|name| encode(&recorded(name).light_block));
    let views = [0, 1, 2].map(|n: usize| LightBlock::parse(&blocks[n], LIMITS).unwrap());
    let first = views[0].header();
    let mut state = TrustedState::trust_on_faith(first, &first.hash().unwrap()).unwrap();
    for block in &views[1..] {
        let now = after(block.header().time());
        let verified = light::verify_adjacent(&state, block, &Options::DEFAULT, now).unwrap();
        state = verified.trusted_state().clone();
    }
    assert_eq!(state.height(), 8_619_998);
    for block in views[..2].iter().rev() {
        let verified = light::verify_backwards(&state, block.header()).unwrap();
        assert_eq!(verified.hash(), &block.header().hash().unwrap());
        assert!(verified.clock_checked(), "backwards no clock is needed");
        state = verified.trusted_state().clone();
    }
    assert_eq!(state.height(), 8_619_996);
}

#[test]
fn skipping_by_the_set_that_a_header_announced() {
    for (from, to) in [
        ("celestia_10000.json", "celestia_10020.json"),
        ("mocha-4_2279100.json", "mocha-4_2279130.json"),
    ] {
        let first = recorded(from);
        let (from, to) = (encode(&first.light_block), encode(&recorded(to).light_block));
        let set = encode(&first.next_validators.unwrap());
        let (from, to) =
            (LightBlock::parse(&from, LIMITS).unwrap(), LightBlock::parse(&to, LIMITS).unwrap());
        let set = ValidatorSet::parse(&set, LIMITS).unwrap();
        assert_eq!(from.header().next_validators_hash(), set.hash().0);
        let state =
            TrustedState::trust_on_faith(from.header(), &from.header().hash().unwrap()).unwrap();
        let (now, options) = (after(to.header().time()), Options::DEFAULT);
        let verified = light::verify(&state, Some(&set), &to, &options, now, &mut []).unwrap();
        assert!(verified.clock_checked());
        assert_eq!(
            light::verify(&state, None, &to, &options, now, &mut []).unwrap_err(),
            Error::TrustedValidatorsMissing
        );
        // Two weeks and a moment later it is too late, unless nobody asks for the time.
        let late = Time::from_unix(from.header().time().seconds() + 14 * 86_400 + 1, 0).unwrap();
        let expired = light::verify(&state, Some(&set), &to, &options, late, &mut []).unwrap_err();
        assert_eq!(expired.name(), "HeaderExpired");
        let threshold = options.trust_threshold;
        let marked =
            light::verify_without_clock(&state, Some(&set), &to, threshold, &mut []).unwrap();
        assert!(!marked.clock_checked());
    }
}

#[test]
fn headers_as_ibc_sends_them_verify_too() {
    let Document::IbcHeader(infraction) = read(&text("ics_consu_infraction_header.json")).unwrap()
    else {
        panic!()
    };
    let Document::Misbehaviour(both) = read(&text("ics_consu_misbehaviour.json")).unwrap() else {
        panic!()
    };
    for (header, trusted) in
        [(infraction, false), (both.header_1.unwrap(), true), (both.header_2.unwrap(), true)]
    {
        let bytes = encode(&header);
        let parsed = IbcHeader::parse(&bytes, LIMITS).unwrap();
        assert_eq!(parsed.trusted_validators().is_some(), trusted);
        assert_eq!(parsed.light_block().header().chain_id(), "consu");
        assert_eq!(alone(&bytes, commit::Rule::Full), Ok(()), "a light block with more fields");
        let halves = pb::LightBlock {
            signed_header: header.signed_header,
            validator_set: header.validator_set,
        };
        let light_block = encode(&halves);
        let view = LightBlock::parse(&light_block, LIMITS).unwrap();
        assert_eq!(view.header().hash(), parsed.light_block().header().hash());
    }
}

#[test]
fn a_header_has_its_hash() {
    let text = text("osmosis-1_12960957.header.json");
    let Document::Header { header } = read(&text).unwrap() else { panic!() };
    let bytes = encode(&header);
    let hash = Header::parse(&bytes, LIMITS).unwrap().hash().unwrap();
    assert!(text.contains(&hash.to_string()), "{hash}");
}

#[test]
fn evidence_hashes_to_what_its_header_names() {
    for name in ["osmosis-1_15317185.evidence.json", "neutron-1_22488720.evidence.json"] {
        let file: serde_json::Value = serde_json::from_str(&text(name)).unwrap();
        let Document::Header { header } = read(&file["header"].to_string()).unwrap() else {
            panic!()
        };
        let Document::Evidence(item) = read(&file["evidence"].to_string()).unwrap() else {
            panic!()
        };
        let list = encode(&pb::EvidenceList { evidence: vec![item] });
        assert_eq!(
            EvidenceList::parse(&list, LIMITS).unwrap().hash().0.to_vec(),
            header.evidence_hash,
            "{name}"
        );
    }
}

/// Which field each byte of a light block belongs to: names joined by dots.
fn fields(bytes: &[u8], message: &str, path: &str, from: usize, found: &mut Vec<String>) {
    let mut at = 0;
    while at < bytes.len() {
        let start = at;
        let key = varint(bytes, &mut at);
        let name = format!("{path}{}", name(message, key >> 3));
        let value = varint(bytes, &mut at);
        let inner = child(message, key >> 3);
        for byte in start..at {
            found[from + byte] = name.clone();
        }
        if key & 7 == 2 {
            let end = at + usize::try_from(value).unwrap();
            if let Some(inner) = inner {
                fields(&bytes[at..end], inner, &format!("{name}."), from + at, found);
            } else {
                (at..end).for_each(|byte| found[from + byte] = name.clone());
            }
            at = end;
        }
    }
}

fn varint(bytes: &[u8], at: &mut usize) -> u64 {
    let (mut value, mut shift) = (0, 0);
    loop {
        let byte = bytes[*at];
        *at += 1;
        value |= u64::from(byte & 0x7f) << shift;
        shift += 7;
        if byte < 0x80 {
            return value;
        }
    }
}

fn name(message: &str, field: u64) -> &'static str {
    match (message, field) {
        ("block", 1) => "signed_header",
        ("block", 2) => "validator_set",
        ("signed_header", 1) => "header",
        ("signed_header", 2) => "commit",
        ("commit", 4) => "signatures",
        ("signature", 3) => "timestamp",
        ("signature", 4) => "signature",
        ("set", 1) => "validators",
        ("set", 2) => "proposer",
        ("validator", 1) => "address",
        ("validator", 2) => "pub_key",
        ("validator", 3) => "voting_power",
        ("validator", 4) => "proposer_priority",
        _ => "other",
    }
}

fn child(message: &str, field: u64) -> Option<&'static str> {
    match (message, field) {
        ("block", 1) => Some("signed_header"),
        ("block", 2) => Some("set"),
        ("signed_header", 2) => Some("commit"),
        ("commit", 4) => Some("signature"),
        ("set", 1 | 2) => Some("validator"),
        _ => None,
    }
}

/// Flips every `step`th bit; returns the fields of those that nothing noticed.
fn unnoticed(bytes: &[u8], rule: commit::Rule, step: usize) -> BTreeSet<String> {
    let mut names = vec![String::new(); bytes.len()];
    fields(bytes, "block", "", 0, &mut names);
    let mut found = BTreeSet::new();
    let mut flipped = bytes.to_vec();
    for bit in (0..bytes.len() * 8).step_by(step) {
        flipped[bit / 8] ^= 1 << (bit % 8);
        if alone(&flipped, rule).is_ok() {
            found.insert(names[bit / 8].clone());
        }
        flipped[bit / 8] ^= 1 << (bit % 8);
    }
    found
}

/// Every bit that no hash and no signature covers lies in one of these fields. They come from the
/// sender alone, and nothing that is verified depends on them.
const COVERED_BY_NOTHING: [&str; 3] = [
    "validator_set.proposer.proposer_priority",
    "validator_set.proposer.voting_power",
    "validator_set.validators.proposer_priority",
];

/// Beside these: what the light rule does not look at once more than two thirds have signed.
const NOT_LOOKED_AT: [&str; 3] = [
    "signed_header.commit.signatures.other",
    "signed_header.commit.signatures.signature",
    "signed_header.commit.signatures.timestamp",
];

#[test]
fn a_flipped_bit_is_noticed_unless_nothing_covers_it() {
    let mut block = recorded("mocha-4_11000.json").light_block;
    let set = block.validator_set.as_mut().unwrap();
    // Priorities that are there: no hash covers them, and zeros would not be written.
    (1..)
        .zip(&mut set.validators)
        .for_each(|(n, validator)| validator.proposer_priority = n * 1000);
    set.proposer = set.validators.first().cloned();
    let bytes = encode(&block);
    assert_eq!(
        unnoticed(&bytes, commit::Rule::Full, 1),
        BTreeSet::from(COVERED_BY_NOTHING.map(String::from))
    );
}

#[test]
fn the_light_rule_ignores_what_comes_after_two_thirds_and_nothing_else() {
    let bytes = encode(&recorded("cosmoshub-4_8619997.json").light_block);
    let found = unnoticed(&bytes, commit::Rule::Light, 151);
    let allowed: BTreeSet<_> =
        COVERED_BY_NOTHING.iter().chain(&NOT_LOOKED_AT).map(ToString::to_string).collect();
    assert!(found.is_subset(&allowed), "{found:?}");
    assert!(found.contains(NOT_LOOKED_AT[1]));
}
