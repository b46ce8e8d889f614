//! The stream of evidence: what nothing was done to is what it is called, by other libraries' checks
//! of the bytes that are written.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::Verifier;
use parhelion_simulate::hashing::{self, Signed};
use parhelion_simulate::kinds::evidence_changes;
use parhelion_simulate::message::{
    Commit, DuplicateVoteEvidence, Header, IbcHeader, Key, LightClientAttackEvidence, Misbehaviour,
    PublicKey, SignedHeader, ValidatorSet, Vote,
};
use parhelion_simulate::selection::Selection;
use parhelion_simulate::simulator::Simulator;
use parhelion_simulate::time::nanos;
use prost::Message;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};

fn cases(seed: u64, count: usize, kinds: &str) -> Vec<Value> {
    let mut simulator = Simulator::new(seed, &Selection::listed(kinds).unwrap());
    let mut lines = String::new();
    (0..count).for_each(|_| simulator.write_next(&mut lines));
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn text<'v>(case: &'v Value, name: &str) -> &'v str {
    case[name].as_str().unwrap()
}

fn message<M: Message + Default>(case: &Value, name: &str) -> M {
    M::decode(STANDARD.decode(text(case, name)).unwrap().as_slice()).unwrap()
}

/// Cases to which nothing was done, by what they are called.
fn untouched(kind: &str, count: usize) -> impl Iterator<Item = (String, Value)> {
    let all = cases(9, count, kind).into_iter();
    all.filter_map(|case| {
        let name = text(&case, "note").strip_suffix("as it is")?;
        Some((name.trim_end_matches(": ").to_owned(), case))
    })
}

fn verifies(key: Option<&PublicKey>, message: &[u8], signature: &[u8]) -> bool {
    match key.and_then(|key| key.key.as_ref()).unwrap() {
        Key::Ed25519(bytes) => {
            let key = ed25519_dalek::VerifyingKey::try_from(bytes.as_slice()).unwrap();
            let signature = ed25519_dalek::Signature::from_slice(signature).unwrap();
            key.verify(message, &signature).is_ok()
        }
        Key::Secp256k1(bytes) => {
            let key = k256::ecdsa::VerifyingKey::from_sec1_bytes(bytes).unwrap();
            let signature = k256::ecdsa::Signature::from_slice(signature).unwrap();
            key.verify(message, &signature).is_ok()
        }
        other => panic!("{other:?}"),
    }
}

fn voted(vote: &Vote, chain_id: &str, key: Option<&PublicKey>) -> bool {
    let bytes = Signed {
        vote_type: vote.kind as u8,
        height: vote.height,
        round: vote.round,
        block_id: vote.block_id.as_ref(),
        time: vote.timestamp,
        chain_id: chain_id.as_bytes(),
    }
    .bytes();
    verifies(key, &bytes, &vote.signature)
}

/// Two votes that one validator must not sign.
fn conflict(evidence: &DuplicateVoteEvidence) -> (Vote, Vote) {
    let (a, b) = (evidence.vote_a.clone().unwrap(), evidence.vote_b.clone().unwrap());
    assert_eq!((a.kind, a.height, a.round), (b.kind, b.height, b.round));
    assert_eq!(a.validator_address, b.validator_address);
    assert_ne!(a.block_id, b.block_id);
    (a, b)
}

#[test]
fn double_votes_conflict_and_are_signed() {
    let mut forms = BTreeSet::new();
    for (_, case) in untouched("consumer_double_vote", 1500) {
        let (a, b) = conflict(&message(&case, "evidence"));
        let (chain_id, key) = (text(&case, "chain_id"), message(&case, "public_key"));
        assert!(voted(&a, chain_id, Some(&key)) && voted(&b, chain_id, Some(&key)));
        let (first, second) = (a.block_id.unwrap().hash, b.block_id.unwrap().hash);
        let extended = !a.extension.is_empty() || !b.extension.is_empty();
        forms.insert((a.kind, first.is_empty(), first == second, extended));
    }
    // Prevotes and precommits, each with nil, with one hash in two parts, with two; extended or not.
    let with_extensions = forms.iter().filter(|form| form.3).count();
    assert_eq!((forms.len() - with_extensions, with_extensions), (6, 3), "{forms:?}");
}

#[test]
fn the_validators_know_who_voted_twice() {
    let mut seen = 0;
    for (_, case) in untouched("duplicate_vote", 400) {
        let evidence: DuplicateVoteEvidence = message(&case, "evidence");
        let set: ValidatorSet = message(&case, "validators");
        let (a, b) = conflict(&evidence);
        let mut all = set.validators.iter();
        let one = all.find(|one| one.address == a.validator_address).unwrap();
        let chain_id = text(&case, "chain_id");
        assert!(voted(&a, chain_id, one.pub_key.as_ref()));
        assert!(voted(&b, chain_id, one.pub_key.as_ref()));
        assert_eq!(evidence.validator_power, one.voting_power);
        seen += 1;
    }
    assert!(seen > 40, "{seen}");
}

/// The header and the commit of a block of which all votes verify, and enough are for it.
fn sealed(block: SignedHeader, set: &ValidatorSet) -> (Header, Commit) {
    let (header, commit) = (block.header.unwrap(), block.commit.unwrap());
    assert_eq!(commit.block_id.clone().unwrap().hash, hashing::header(&header));
    assert_eq!(header.validators_hash, hashing::set(set));
    assert_eq!((header.height, set.validators.len()), (commit.height, commit.signatures.len()));
    let (mut signed, mut all) = (0, 0);
    for (entry, one) in commit.signatures.iter().zip(&set.validators) {
        all += i128::from(one.voting_power);
        if entry.block_id_flag == 1 {
            continue;
        }
        assert_eq!(entry.validator_address, one.address);
        let bytes = Signed::entry(&commit, entry, &header.chain_id).bytes();
        assert!(verifies(one.pub_key.as_ref(), &bytes, &entry.signature));
        signed += if entry.block_id_flag == 2 { i128::from(one.voting_power) } else { 0 };
    }
    assert!(signed > all * 2 / 3);
    (header, commit)
}

/// What two blocks of one height are to be called.
fn sort_of_fork(first: &(Header, Commit), second: &(Header, Commit)) -> &'static str {
    let state = |header: &Header| {
        let Header { validators_hash, next_validators_hash, .. } = header.clone();
        let Header { consensus_hash, app_hash, last_results_hash, .. } = header.clone();
        [validators_hash, next_validators_hash, consensus_hash, app_hash, last_results_hash]
    };
    let one_round = first.1.round == second.1.round;
    match (first.0 == second.0, state(&first.0) == state(&second.0)) {
        (true, _) if one_round => "one block",
        (true, _) => "one block in two rounds",
        (_, true) if one_round => "equivocation",
        (_, true) => "amnesia",
        _ => "lunatic",
    }
}

#[test]
fn misbehaviour_is_what_it_is_called() {
    let mut names = BTreeMap::new();
    for (name, case) in untouched("consumer_misbehaviour", 1500) {
        let misbehaviour: Misbehaviour = message(&case, "misbehaviour");
        let [first, second] = [misbehaviour.header_1, misbehaviour.header_2].map(|header| {
            let IbcHeader { signed_header, validator_set, trusted_height, trusted_validators } =
                header.unwrap();
            assert!(trusted_validators.is_some() && trusted_height.unwrap().revision_height > 0);
            sealed(signed_header.unwrap(), &validator_set.unwrap())
        });
        assert_eq!((first.0.height, &first.0.chain_id), (second.0.height, &second.0.chain_id));
        let sort = sort_of_fork(&first, &second);
        // A disturbed set may turn out as it was.
        assert!(
            name == sort || name == "lunatic" && sort.starts_with("one block"),
            "{name} {sort}"
        );
        *names.entry(sort).or_insert(0) += 1;
    }
    assert!(
        ["equivocation", "lunatic", "amnesia"].iter().all(|name| names[name] >= 20),
        "{names:?}"
    );
    assert_eq!(names.len(), 5);
}

#[test]
fn attacks_are_what_they_are_called() {
    let mut names = BTreeMap::new();
    for (name, case) in untouched("light_client_attack", 1500) {
        let evidence: LightClientAttackEvidence = message(&case, "evidence");
        let trusted: SignedHeader = message(&case, "trusted");
        let block = evidence.conflicting_block.unwrap();
        let second = sealed(block.signed_header.unwrap(), &block.validator_set.unwrap());
        let first = (trusted.header.unwrap(), trusted.commit.unwrap());
        if first.0.height == second.0.height {
            let sort = sort_of_fork(&first, &second);
            assert!(name == sort || name == "lunatic", "{name} {sort}");
        } else {
            assert!(name == "forward lunatic" && first.0.height < second.0.height);
            assert!(nanos(first.0.time.as_ref()) >= nanos(second.0.time.as_ref()));
        }
        let common: SignedHeader = message(&case, "common");
        let below = common.header.unwrap().height < second.0.height;
        *names
            .entry(format!("{name}{}", if below { ", common height below" } else { "" }))
            .or_insert(0) += 1;
    }
    for sort in ["equivocation", "amnesia"] {
        assert!(names[sort] > 0 && names[&format!("{sort}, common height below")] > 0, "{names:?}");
    }
    for sort in ["lunatic", "forward lunatic"] {
        assert!(!names.contains_key(sort) && names[&format!("{sort}, common height below")] > 0);
    }
}

#[test]
fn every_change_of_evidence_occurs() {
    let all = cases(10, 12_000, "evidence");
    let notes = all.iter().flat_map(|case| text(case, "note").split(" + "));
    let notes: BTreeSet<&str> = notes.collect();
    for change in evidence_changes() {
        // Notes are split at these.
        assert!(!change.contains(" + ") && !change.contains(", "), "{change}");
        assert!(notes.iter().any(|note| note.ends_with(&change)), "{change}");
    }
}

#[test]
fn most_of_the_evidence_is_changed() {
    let all = cases(11, 2000, "evidence");
    let changed = all.iter().filter(|case| !text(case, "note").ends_with("as it is")).count();
    assert!(changed > 1500, "{changed}");
}
