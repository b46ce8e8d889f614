//! Evidence against validators of consumer chains, as a provider judged it.

use super::Flaw::{self, Accepts, Answers, Prevails, Refuses};
use super::commit::Input;
use super::corpus::{Vector, vector};
use super::parts::{ABSENT, FOR_BLOCK, by_address, signed as signed_by, total};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::{Misbehaviour, double_votes};
use parhelion_core::{Address, Limits, Vote};
use parhelion_rpc::{encode, pb};
use std::collections::BTreeMap;

pub const TABLE: &[(&str, Flaw)] = &[
    ("unassigned-key", Refuses(assigned_alone)),
    ("reassigned-key", Refuses(assigned_now)),
    ("label-within-two-thirds", Accepts(the_last_is_framed)),
    ("label-beyond-two-thirds", Accepts(the_last_is_framed)),
    ("unsigned-beyond-two-thirds", Accepts(the_last_is_framed)),
    ("amnesia", Answers(in_both)),
    ("detached-header", Accepts(by_their_commits)),
    ("nil-votes-counted", Prevails(in_both)),
];

/// Whether a double vote is signed by one of these keys, by address.
fn by_assigned_key(vector: &Vector, assigned: &BTreeMap<Vec<u8>, pb::PublicKey>) -> bool {
    let double: pb::DuplicateVoteEvidence = vector.message("evidence");
    let votes = [double.vote_a.unwrap(), double.vote_b.unwrap()];
    votes.iter().all(|vote| {
        let key = assigned.get(&vote.validator_address).and_then(|key| key.key.as_ref());
        let bytes = encode(vote);
        let signed = Vote::parse(&bytes, &Limits::DEFAULT).unwrap();
        let message = signed.sign_bytes(vector.text("chain_id")).unwrap();
        signed_by(key, &message, &vote.signature)
    })
}

/// Interchain Security #1253: there is no assigned key.
fn assigned_alone(vector: &Vector) -> bool {
    by_assigned_key(vector, &BTreeMap::new())
}

/// Interchain Security #1261: the voter has assigned another key since.
fn assigned_now(vector: &Vector) -> bool {
    let newer =
        pb::Key::Ed25519(SigningKey::from_bytes(&[2; 32]).verifying_key().to_bytes().into());
    by_assigned_key(vector, &assignment(vector, pb::PublicKey { key: Some(newer) }))
}

fn assignment(vector: &Vector, key: pb::PublicKey) -> BTreeMap<Vec<u8>, pb::PublicKey> {
    let double: pb::DuplicateVoteEvidence = vector.message("evidence");
    BTreeMap::from([(double.vote_a.unwrap().validator_address, key)])
}

#[test]
fn with_the_key_that_signed_evidence_is_accepted() {
    let vector = vector("consumer", "reassigned-key");
    assert!(by_assigned_key(&vector, &assignment(&vector, vector.message("public_key"))));
}

/// The blocks of a misbehaviour.
fn blocks(vector: &Vector) -> [Input; 2] {
    let misbehaviour: pb::Misbehaviour = vector.message("misbehaviour");
    [misbehaviour.header_1, misbehaviour.header_2].map(|header| {
        let header = header.unwrap();
        let signed = header.signed_header.unwrap();
        let chain_id = signed.header.unwrap().chain_id;
        Input { chain_id, set: header.validator_set.unwrap(), commit: signed.commit.unwrap() }
    })
}

/// Two thirds by index, until enough have signed.
fn is_signed(block: &Input) -> bool {
    let mut tally = 0;
    for (validator, vote) in block.set.validators.iter().zip(&block.commit.signatures) {
        if vote.block_id_flag != FOR_BLOCK || tally > total(&block.set) * 2 / 3 {
            continue;
        }
        if !block.voted(validator, vote) {
            return false;
        }
        tally += validator.voting_power;
    }
    tally > total(&block.set) * 2 / 3
}

/// Interchain Security #1422 and #1387: whoever is named in both commits, in whatever round.
fn in_both(vector: &Vector) -> Vec<u8> {
    let [first, second] = blocks(vector);
    let named = |block: &Input, address: &[u8]| {
        let mut votes = block.commit.signatures.iter();
        votes.any(|vote| vote.block_id_flag != ABSENT && vote.validator_address == address)
    };
    let votes = second.commit.signatures.iter().filter(|vote| vote.block_id_flag != ABSENT);
    let guilty = votes.map(|vote| &vote.validator_address[..]);
    let guilty =
        guilty.filter(|name| named(&first, name) && by_address(&first.set, name).is_some());
    guilty.flatten().copied().collect()
}

/// The last validator of the set, who signed at most one of them, is among the guilty.
fn the_last_is_framed(vector: &Vector) -> bool {
    let blocks = blocks(vector);
    let last = blocks[0].set.validators.last().unwrap();
    let guilty = in_both(vector);
    blocks.iter().all(is_signed) && guilty.chunks(20).any(|one| one == last.address)
}

/// cardano-ibc-incubator #591: both commits are signed, and the headers beside them differ.
fn by_their_commits(vector: &Vector) -> bool {
    let misbehaviour: pb::Misbehaviour = vector.message("misbehaviour");
    let header = |header: Option<pb::IbcHeader>| header.unwrap().signed_header.unwrap().header;
    let differ = header(misbehaviour.header_1) != header(misbehaviour.header_2);
    differ && blocks(vector).iter().all(is_signed)
}

/// By the rule of the provider, who voted for no block twice is guilty. Nothing proves that.
#[test]
fn nil_votes_prove_nothing() {
    let vector = vector("consumer", "nil-votes-counted");
    let bytes = vector.bytes("misbehaviour");
    let misbehaviour = Misbehaviour::parse(&bytes, &Limits::DEFAULT).unwrap();
    let [a, b] = [misbehaviour.header_1(), misbehaviour.header_2()].map(|it| it.light_block());
    let mut proven: Vec<Address> = Vec::new();
    double_votes(a.header().chain_id(), &a, &b, |proof| proven.push(proof.validator())).unwrap();
    let punished = in_both(&vector);
    let proven: Vec<u8> = proven.iter().flat_map(|address| address.0).collect();
    assert_eq!((proven.len(), punished.len()), (60, 80));
    assert_eq!(proven, punished[..60]);
}

/// The rule does find who signed both.
#[test]
fn who_is_in_one_commit_alone_is_not_guilty() {
    let [first, second] = ["label-beyond-two-thirds", "amnesia"].map(|id| vector("consumer", id));
    assert_eq!((in_both(&first).len(), in_both(&second).len()), (60, 80));
}
