//! A small chain that is the same in every run, and questions about its blocks.

use crate::chain::absent;
use crate::hashing::{self, sha256};
use crate::keys::Keyring;
use crate::line::Question;
use crate::message::{
    BlockId, Commit, CommitSig, Consensus, Header, LightBlock, PartSetHeader, Validator,
    ValidatorSet,
};
use crate::rng::Rng;
use crate::scene::{Block, sign, sign_entry};
use crate::sets::sort;
use crate::time::{nanos, rfc3339, timestamp};
use crate::wire::schema::{self, Schema};
use prost::Message;

/// The id of the chain.
pub(super) const CHAIN: &str = "attacked-1";
/// Any number: it decides the keys.
const SEED: u64 = 0x6174_7461_636b;
const START: i128 = 1_750_000_000_000_000_000;
pub(super) const SECOND: i128 = 1_000_000_000;
const TWO_WEEKS: i64 = 1_209_600_000_000_000;
const TEN_SECONDS: i64 = 10_000_000_000;

/// The keys of the chain's validators.
pub struct Stage {
    pub(super) ring: Keyring,
}

impl Stage {
    /// The stage on which every vector plays.
    pub(super) fn new() -> Stage {
        Stage { ring: Keyring::new(&mut Rng::new(SEED)) }
    }

    /// The validators of the first keys, with these powers, in CometBFT's order.
    pub(super) fn set(&self, powers: &[i64]) -> ValidatorSet {
        set_of((0..).zip(powers).map(|(place, power)| self.ring.validator(place, *power)))
    }

    /// Four validators. The first two have more than two thirds of the power, the first alone more
    /// than a third.
    pub(super) fn four(&self) -> ValidatorSet {
        self.set(&[40, 30, 20, 10])
    }

    /// A validator that is in no set.
    pub(super) fn stranger(&self) -> Validator {
        self.ring.validator(100, 10)
    }

    /// A block of this height, which everybody signed. Its successor has the same validators.
    pub(super) fn block(&self, height: i64, set: &ValidatorSet) -> Block {
        let header = Header {
            version: Some(Consensus { block: 11, app: 0 }),
            chain_id: CHAIN.into(),
            height,
            time: Some(timestamp(START + i128::from(height) * SECOND)),
            last_block_id: Some(block_id(named("block", height - 1))),
            last_commit_hash: named("last_commit", height),
            data_hash: named("data", height),
            validators_hash: hashing::set(set),
            next_validators_hash: hashing::set(set),
            consensus_hash: named("consensus", 0),
            app_hash: named("app", height),
            last_results_hash: named("last_results", height),
            evidence_hash: sha256(&[]).to_vec(),
            proposer_address: set.proposer.as_ref().map(|p| p.address.clone()).unwrap_or_default(),
        };
        let commit = Commit {
            height,
            round: 0,
            block_id: Some(block_id(hashing::header(&header))),
            signatures: votes(set, height),
        };
        let mut block = Block { header, commit, set: set.clone(), next: set.clone() };
        sign(&self.ring, &mut block.commit, set, CHAIN.as_bytes());
        block
    }

    /// Makes a block one of these validators, and those who signed sign again.
    pub(super) fn reseal(&self, block: &mut Block) {
        block.header.validators_hash = hashing::set(&block.set);
        block.seal(&self.ring);
    }

    /// Makes a vote one for no block, and signs it.
    pub(super) fn vote_nil(&self, block: &mut Block, place: usize) {
        block.commit.signatures[place].block_id_flag = 3;
        self.resign(block, place);
    }

    /// Signs the vote at this place again.
    pub(super) fn resign(&self, block: &mut Block, place: usize) {
        let chain_id = block.header.chain_id.clone();
        sign_entry(&self.ring, &mut block.commit, &block.set, &chain_id, place);
    }
}

/// A set in CometBFT's order, the first of whom proposes.
pub(super) fn set_of(validators: impl IntoIterator<Item = Validator>) -> ValidatorSet {
    let mut validators: Vec<Validator> = validators.into_iter().collect();
    sort(&mut validators);
    let proposer = validators.first().cloned();
    ValidatorSet { validators, proposer, total_voting_power: 0 }
}

/// A hash that stands for something.
pub(super) fn named(name: &str, height: i64) -> Vec<u8> {
    sha256(format!("{name} {height}").as_bytes()).to_vec()
}

/// The id of a block of one part.
pub(super) fn block_id(hash: Vec<u8>) -> BlockId {
    let parts = sha256(&hash).to_vec();
    BlockId { hash, part_set_header: Some(PartSetHeader { total: 1, hash: parts }) }
}

/// A vote by everybody for the block, not yet signed. No two have the same time.
fn votes(set: &ValidatorSet, height: i64) -> Vec<CommitSig> {
    let time = START + (i128::from(height) + 1) * SECOND;
    let vote = |(n, validator): (i128, &Validator)| CommitSig {
        block_id_flag: 2,
        validator_address: validator.address.clone(),
        timestamp: Some(timestamp(time + n)),
        signature: Vec::new(),
    };
    (0..).zip(&set.validators).map(vote).collect()
}

/// Makes these votes absent.
pub(super) fn leave_out(block: &mut Block, places: std::ops::Range<usize>) {
    block.commit.signatures[places].fill(absent());
}

/// A signature that is none.
pub(super) fn garbage() -> Vec<u8> {
    [sha256(b"R"), [0; 32]].concat()
}

/// Whether enough of a block's own validators signed it.
pub(super) fn own(variant: &str, block: &Block, note: &str) -> Question {
    own_bytes(variant, block, block.commit.encode_to_vec(), note)
}

/// The same of a commit in other bytes.
pub(super) fn own_bytes(variant: &str, block: &Block, commit: Vec<u8>, note: &str) -> Question {
    let block_id = block.commit.block_id.clone().unwrap_or_default();
    Question::new("commit", vec![note.to_owned()])
        .text("variant", variant)
        .text("chain_id", CHAIN)
        .message("validators", &schema::VALIDATOR_SET, block.set.encode_to_vec())
        .message("block_id", &schema::BLOCK_ID, block_id.encode_to_vec())
        .text("height", block.header.height)
        .message("commit", &schema::COMMIT, commit)
}

/// Whether more than a share of the set signed a commit.
pub(super) fn trusting(
    variant: &str,
    set: &ValidatorSet,
    commit: &Commit,
    level: &str,
    note: &str,
) -> Question {
    Question::new("commit", vec![note.to_owned()])
        .text("variant", variant)
        .text("chain_id", CHAIN)
        .text("trust_level", level)
        .message("validators", &schema::VALIDATOR_SET, set.encode_to_vec())
        .message("commit", &schema::COMMIT, commit.encode_to_vec())
}

/// Whether a trusted block, and the set that follows it, lead to another block.
pub(super) fn light(trusted: &Block, untrusted: &LightBlock, note: &str) -> Question {
    light_at("1/3", trusted, untrusted, note)
}

/// The same with another trust level.
pub(super) fn light_at(
    level: &str,
    trusted: &Block,
    untrusted: &LightBlock,
    note: &str,
) -> Question {
    let header = untrusted.signed_header.as_ref().and_then(|signed| signed.header.as_ref());
    let header = header.unwrap_or(&trusted.header);
    let now = nanos(header.time.as_ref()).max(START) + 5 * SECOND;
    Question::new("light", vec![note.to_owned()])
        .message("trusted", &schema::SIGNED_HEADER, trusted.signed_header().encode_to_vec())
        .message("trusted_next", &schema::VALIDATOR_SET, trusted.next.encode_to_vec())
        .message("untrusted", &schema::LIGHT_BLOCK, untrusted.encode_to_vec())
        .text("trust_level", level)
        .text("trusting_period", TWO_WEEKS)
        .text("max_clock_drift", TEN_SECONDS)
        .text("now", rfc3339(now))
}

/// Whether a message keeps its own rules.
pub(super) fn basic(name: &str, schema: &'static Schema, bytes: Vec<u8>, note: &str) -> Question {
    Question::new("basic", vec![note.to_owned()])
        .text("message", name)
        .message("bytes", schema, bytes)
}

/// What the hash of a message is.
pub(super) fn hash(name: &str, schema: &'static Schema, bytes: Vec<u8>, note: &str) -> Question {
    Question::new("hash", vec![note.to_owned()])
        .text("message", name)
        .message("bytes", schema, bytes)
}
