//! Headers without a hash, and what stands in their place.

use super::stage::basic;
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::SignedHeader;
use crate::scene::Block;
use crate::wire::schema;
use prost::Message;

const NIL_HASH: Attack = Attack {
    id: "CometBFT: nil header hash",
    affected: "CometBFT, all releases",
    flaw: "A header that names no validators has a nil hash, which equals an empty one.",
};

const ABSENT: Attack = Attack {
    id: "tendermint-rs #246",
    affected: "tendermint-rs up to 0.41.0",
    flaw: "The address of an absent entry is passed over, and lost when the commit is hashed.",
};

const EMPTY_REPLY: Attack = Attack {
    id: "CometBFT #575",
    affected: "CometBFT up to 0.34.27 and 0.37.0",
    flaw: "What a node answered is used before anybody asks whether it holds a header.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    nil_hash(stage).into_iter().chain(unread(stage)).collect()
}

/// A block whose header has no hash, and whose commit is for a block without one.
pub(super) fn nameless(stage: &Stage, height: i64) -> Block {
    let mut block = stage.block(height, &stage.four());
    block.header.validators_hash.clear();
    block.seal(&stage.ring);
    block
}

fn nil_hash(stage: &Stage) -> [Vector; 2] {
    let below = nameless(stage, 10);
    let mut above = stage.block(11, &stage.four());
    above.header.last_block_id.get_or_insert_default().hash.clear();
    let at = nameless(stage, 11);
    let signed = |block: &Block| block.signed_header().encode_to_vec();
    let backwards = Question::new("backwards", vec!["neither hash is there".to_owned()])
        .message("trusted", &schema::SIGNED_HEADER, signed(&above))
        .message("untrusted", &schema::SIGNED_HEADER, signed(&below));
    [
        Vector::new("nil-hash-backwards", NIL_HASH, "NoHeaderHash", backwards),
        Vector::new(
            "nil-hash-signed-header",
            NIL_HASH,
            "NoHeaderHash",
            basic("signed_header", &schema::SIGNED_HEADER, signed(&at), "neither hash is there")
                .text("chain_id", super::stage::CHAIN),
        ),
    ]
}

fn unread(stage: &Stage) -> [Vector; 3] {
    let honest = stage.block(11, &stage.four());
    let mut absent = honest.clone();
    super::stage::leave_out(&mut absent, 3..4);
    absent.commit.signatures[3].validator_address = absent.set.validators[3].address.clone();
    let no_commit = SignedHeader { commit: None, ..honest.signed_header() };
    let signed = |message: &SignedHeader, note: &str| {
        basic("signed_header", &schema::SIGNED_HEADER, message.encode_to_vec(), note)
            .text("chain_id", super::stage::CHAIN)
    };
    [
        Vector::new(
            "absent-with-address",
            ABSENT,
            "AbsentWithAddress",
            basic("commit", &schema::COMMIT, absent.commit.encode_to_vec(), "as named"),
        )
        .seen("tendermint-rs 0.41.0"),
        Vector::new(
            "empty-reply",
            EMPTY_REPLY,
            "MissingPart",
            signed(&SignedHeader::default(), "neither header nor commit"),
        ),
        Vector::new(
            "reply-without-commit",
            EMPTY_REPLY,
            "MissingPart",
            signed(&no_commit, "a header without a commit"),
        ),
    ]
}
