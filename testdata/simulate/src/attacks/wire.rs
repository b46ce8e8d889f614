//! Bytes that two decoders read in two ways. CometBFT forgives them to this day.

use super::stage::{CHAIN, hash, own_bytes};
use super::{Attack, Stage, Vector};
use crate::line::Question;
use crate::message::Commit;
use crate::scene::Block;
use crate::wire::schema;
use crate::wire::tree::{delimited, key, varint};
use prost::Message;

const MERGED: Attack = Attack {
    id: "gogoproto: a field twice",
    affected: "CometBFT, all releases; prost",
    flaw: "A second message in the place of one is merged into the first.",
};

const LAST_WINS: Attack = MERGED.but("Of two members of a oneof the last one wins.");

const DROPPED_BITS: Attack = Attack {
    id: "gogoproto: bits past the 64th",
    affected: "CometBFT, all releases",
    flaw: "Of the tenth byte of an integer all bits but one are dropped.",
};

const TRUNCATED: Attack = Attack {
    id: "gogoproto: 32-bit fields",
    affected: "CometBFT, all releases; prost",
    flaw: "A field of 32 bits is read as one of 64, and cut.",
};

const FLAG: Attack = Attack {
    id: "CometBFT: block id flag",
    affected: "CometBFT, all releases",
    flaw: "The flag of an entry is narrowed to a byte, so that 258 is a vote for the block.",
};

const NUMBER: Attack = Attack {
    id: "gogoproto: field numbers",
    affected: "CometBFT, all releases",
    flaw: "A field number is cut to 32 bits, and is then another.",
};

const GROUP: Attack = Attack {
    id: "gogoproto: groups",
    affected: "CometBFT, all releases",
    flaw: "A group is skipped, with whatever is in it.",
};

const TEXT: Attack = Attack {
    id: "gogoproto: text",
    affected: "CometBFT, all releases",
    flaw: "A text is any bytes.",
};

pub(super) fn vectors(stage: &Stage) -> Vec<Vector> {
    let block = stage.block(11, &stage.four());
    let mut all = Vec::from(commits(&block));
    all.extend(others(stage, &block));
    all
}

/// An integer of ten bytes, of which the last has a bit too many.
fn past_64(value: u64) -> Vec<u8> {
    let mut bytes: Vec<u8> = (0..9).map(|n| (value >> (7 * n)) as u8 | 0x80).collect();
    bytes.push((value >> 63) as u8 | 2);
    bytes
}

fn commits(block: &Block) -> [Vector; 6] {
    let commit = &block.commit;
    let entries = |commit: &Commit| {
        Commit { signatures: commit.signatures.clone(), ..Commit::default() }.encode_to_vec()
    };
    let head = |round: &[u8]| [&[8, 11], round].concat();
    let id = commit.block_id.clone().unwrap_or_default();
    let (hash, parts) = (delimited(1, &id.hash), id.part_set_header.unwrap_or_default());
    let parts = delimited(2, &parts.encode_to_vec());
    let whole_id = delimited(3, &[hash.clone(), parts.clone()].concat());
    let ask = |commit: Vec<u8>, note: &str| own_bytes("light", block, commit, note);
    let halves = [head(&[]), delimited(3, &hash), delimited(3, &parts), entries(commit)];
    let long_height = [[8].to_vec(), past_64(11), whole_id.clone(), entries(commit)];
    let long_round = [head(&[16]), varint(1 << 32, 0), whole_id.clone(), entries(commit)];
    let group = [head(&[]), key(9, 3), key(9, 4), whole_id.clone(), entries(commit)];
    let mut narrowed = commit.clone();
    narrowed.signatures.iter_mut().for_each(|entry| entry.block_id_flag = 258);
    let mut far = [head(&[]), whole_id].concat();
    for entry in &commit.signatures {
        far.extend(delimited((1 << 32) + 4, &entry.encode_to_vec()));
    }
    [
        Vector::new(
            "block-id-in-halves",
            MERGED,
            "DuplicateField",
            ask(halves.concat(), "the hash in one block id, the parts in another"),
        ),
        Vector::new(
            "height-past-64-bits",
            DROPPED_BITS,
            "VarintOverflow",
            ask(long_height.concat(), "a height of 2^64 + 11"),
        ),
        Vector::new(
            "round-past-32-bits",
            TRUNCATED,
            "IntRange",
            ask(long_round.concat(), "a round of 2^32"),
        ),
        Vector::new(
            "flag-258",
            FLAG,
            "FlagRange",
            ask(narrowed.encode_to_vec(), "the flag of every entry is 258"),
        ),
        Vector::new(
            "field-past-32-bits",
            NUMBER,
            "InvalidTag",
            ask(far, "the entries have the number 2^32 + 4"),
        ),
        Vector::new("group", GROUP, "GroupField", ask(group.concat(), "an empty group, number 9")),
    ]
}

fn others(stage: &Stage, block: &Block) -> [Vector; 2] {
    let honest = &block.set.validators[0];
    let raw = |validator: &crate::message::Validator| {
        validator.pub_key.clone().unwrap_or_default().encode_to_vec()
    };
    let keys = [raw(&stage.stranger()), raw(honest)].concat();
    let two_keys = [
        delimited(1, &honest.address),
        delimited(2, &keys),
        key(3, 0),
        varint(honest.voting_power as u64, 0),
    ];
    let first = delimited(1, &two_keys.concat());
    let mut rest = block.set.clone();
    rest.validators.remove(0);
    let set = [first, rest.encode_to_vec()].concat();
    let mut header = block.header.clone();
    header.chain_id = [CHAIN.as_bytes(), &[0xff]].concat();
    let ask = |name: &str, schema, bytes: Vec<u8>, note: &str| -> Question {
        hash(name, schema, bytes, note)
    };
    [
        Vector::new(
            "two-keys",
            LAST_WINS,
            "DuplicateField",
            ask("validator_set", &schema::VALIDATOR_SET, set, "a stranger's key before the own"),
        ),
        Vector::new(
            "chain-id-not-utf8",
            TEXT,
            "NotUtf8",
            ask("header", &schema::HEADER, header.encode_to_vec(), "ends with the byte ff"),
        ),
    ]
}
