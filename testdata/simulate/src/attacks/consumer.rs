//! What a provider chain took for proof against the validators of its consumers.

use super::stage::{CHAIN, garbage, leave_out, named};
use super::votes::double_vote;
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::{IbcHeader, IbcHeight, Misbehaviour};
use crate::scene::Block;
use crate::wire::schema;
use prost::Message;

const LABELS: Attack = Attack {
    id: "interchain-security #1422",
    affected: "interchain-security 2.2.0-lsm",
    flaw: "Who signed both headers is told by the addresses in the commits, and the signatures \
        beside them are not verified.",
};

const AMNESIA: Attack = Attack {
    id: "interchain-security #1387",
    affected: "interchain-security before 2.2",
    flaw: "Whoever signed both headers is punished, also where they were committed in different \
        rounds, which honest validators may do.",
};

const NIL_VOTES: Attack = Attack {
    id: "interchain-security: nil votes",
    affected: "interchain-security up to 7.0.1",
    flaw: "A vote for no block counts as a signature of the header, so that who voted for no block \
        twice is punished.",
};

const UNASSIGNED: Attack = Attack {
    id: "interchain-security #1253",
    affected: "interchain-security before #1254",
    flaw: "The key of a voter is looked for among the keys that were assigned for this consumer \
        alone.",
};

const REASSIGNED: Attack = Attack {
    id: "interchain-security #1261",
    affected: "interchain-security before #1264",
    flaw: "The votes are verified with the key that is assigned now: whoever double signs assigns \
        another, and goes free.",
};

const DETACHED: Attack = Attack {
    id: "cardano-ibc-incubator #591",
    affected: "cardano-ibc-incubator before #591",
    flaw: "The commit is verified for the block that it names, and nobody asks whether that is the \
        header beside it: a true commit vouches for any header.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    let mut all = Vec::from(votes(stage));
    all.extend(headers(stage));
    all
}

/// Evidence against a validator who signs with the key that it has on the provider.
fn votes(stage: &Stage) -> [Vector; 2] {
    let block = stage.block(11, &stage.four());
    let key = block.set.validators[0].pub_key.clone().unwrap_or_default();
    let evidence = double_vote(stage, &block).encode_to_vec();
    let ask = |note: &str| {
        Question::new("consumer_double_vote", vec![note.to_owned()])
            .text("chain_id", CHAIN)
            .message("evidence", &schema::DUPLICATE_VOTE, evidence.clone())
            .message("public_key", &schema::PUBLIC_KEY, key.encode_to_vec())
    };
    [
        Vector::new("unassigned-key", UNASSIGNED, "ok", ask("no key was assigned")),
        Vector::new("reassigned-key", REASSIGNED, "ok", ask("another key has been assigned since")),
    ]
}

/// Two blocks of one height and round.
fn fork(stage: &Stage) -> [Block; 2] {
    let first = stage.block(11, &stage.four());
    let mut second = first.clone();
    second.header.data_hash = named("forged", 11);
    second.seal(&stage.ring);
    [first, second]
}

fn headers(stage: &Stage) -> [Vector; 6] {
    // The validator at this place signs under the name of the last one, who did not.
    let renamed = |place: usize| {
        let mut blocks = fork(stage);
        for block in &mut blocks {
            leave_out(block, 3..4);
            let name = block.set.validators[3].address.clone();
            block.commit.signatures[place].validator_address = name;
        }
        blocks
    };
    let mut unsigned = fork(stage);
    unsigned[1].commit.signatures[3].signature = garbage();
    let mut amnesia = fork(stage);
    amnesia[1].commit.round = 1;
    amnesia[1].seal(&stage.ring);
    let mut detached = fork(stage);
    detached[1] = detached[0].clone();
    detached[1].header.app_hash = named("forged", 11);
    let mut nil = fork(stage);
    nil.iter_mut().for_each(|block| stage.vote_nil(block, 3));
    [
        Vector::new(
            "label-within-two-thirds",
            LABELS,
            "SignerMismatch",
            ask(renamed(0), "the first signed both under the name of the last"),
        ),
        Vector::new(
            "label-beyond-two-thirds",
            LABELS,
            "WrongSignature",
            ask(renamed(2), "the third signed both under the name of the last"),
        ),
        Vector::new(
            "unsigned-beyond-two-thirds",
            LABELS,
            "WrongSignature",
            ask(unsigned, "the last signed one, and stands in both"),
        ),
        Vector::new("amnesia", AMNESIA, "ok", ask(amnesia, "two rounds; nobody is guilty")),
        Vector::new(
            "detached-header",
            DETACHED,
            "CommitHashMismatch",
            ask(detached, "one commit for two headers"),
        ),
        Vector::new(
            "nil-votes-counted",
            NIL_VOTES,
            "ok",
            ask(nil, "the last voted for no block, twice the same"),
        ),
    ]
}

/// Who is guilty of two headers.
fn ask(blocks: [Block; 2], note: &str) -> Question {
    let [header_1, header_2] = blocks.map(|block| {
        Some(IbcHeader {
            signed_header: Some(block.signed_header()),
            validator_set: Some(block.set.clone()),
            trusted_height: Some(IbcHeight { revision_number: 1, revision_height: 10 }),
            trusted_validators: Some(block.set),
        })
    });
    let client_id = b"07-tendermint-0".into();
    let misbehaviour = Misbehaviour { client_id, header_1, header_2 };
    Question::new("consumer_misbehaviour", vec![note.to_owned()]).message(
        "misbehaviour",
        &schema::MISBEHAVIOUR,
        misbehaviour.encode_to_vec(),
    )
}
