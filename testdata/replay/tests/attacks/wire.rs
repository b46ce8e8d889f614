//! Bytes that two decoders read in two ways.

use super::Flaw::{self, Accepts, Answers};
use super::commit::Input;
use super::corpus::Vector;
use super::forgiving::{Field, fields};
use super::parts::{FOR_BLOCK, header_hash_with, set_hash, total};
use parhelion_rpc::{Message, decode, pb};

pub const TABLE: &[(&str, Flaw)] = &[
    ("block-id-in-halves", Accepts(gogoproto)),
    ("height-past-64-bits", Accepts(gogoproto)),
    ("round-past-32-bits", Accepts(gogoproto)),
    ("flag-258", Accepts(gogoproto)),
    ("field-past-32-bits", Accepts(gogoproto)),
    ("group", Accepts(gogoproto)),
    ("two-keys", Answers(last_key)),
    ("chain-id-not-utf8", Answers(any_bytes)),
];

/// A commit as gogoproto reads it, and CometBFT after it.
fn commit(bytes: &[u8]) -> pb::Commit {
    let mut commit = pb::Commit::default();
    let mut block_id: Option<pb::BlockId> = None;
    for field in fields(bytes) {
        match field {
            Field::Integer(1, height) => commit.height = height.cast_signed(),
            Field::Integer(2, round) => commit.round = round as i32,
            // The second message is merged into the first.
            Field::Bytes(3, id) => block_id.get_or_insert_default().merge(&id[..]).unwrap(),
            Field::Bytes(4, entry) => {
                let mut entry: pb::CommitSig = decode(&entry).unwrap();
                entry.block_id_flag = i32::from(entry.block_id_flag as u8);
                commit.signatures.push(entry);
            }
            _ => {}
        }
    }
    commit.block_id = block_id;
    commit
}

/// `VerifyCommitLight` of what was read.
fn gogoproto(vector: &Vector) -> bool {
    let input = Input {
        chain_id: vector.text("chain_id").to_owned(),
        set: vector.message("validators"),
        commit: commit(&vector.bytes("commit")),
    };
    if input.commit.height.to_string() != vector.text("height")
        || input.commit.block_id != Some(vector.message("block_id"))
    {
        return false;
    }
    let votes = input.set.validators.iter().zip(&input.commit.signatures);
    let signed = votes.filter(|(validator, vote)| {
        vote.block_id_flag == FOR_BLOCK && input.voted(validator, vote)
    });
    let tally: i64 = signed.map(|(validator, _)| validator.voting_power).sum();
    tally > total(&input.set) * 2 / 3
}

/// The last member of a oneof wins, with prost too.
fn last_key(vector: &Vector) -> Vec<u8> {
    set_hash(&vector.message("bytes")).to_vec()
}

/// A chain id of any bytes, which prost refuses.
fn any_bytes(vector: &Vector) -> Vec<u8> {
    let mut bytes = vector.bytes("bytes");
    let chain_id = fields(&bytes).into_iter().find_map(|field| match field {
        Field::Bytes(2, chain_id) => Some(chain_id),
        _ => None,
    });
    let chain_id = chain_id.unwrap();
    let at = bytes.windows(chain_id.len()).position(|found| found == chain_id).unwrap();
    bytes[at..at + chain_id.len()].fill(b'x');
    header_hash_with(&decode(&bytes).unwrap(), &chain_id).to_vec()
}
