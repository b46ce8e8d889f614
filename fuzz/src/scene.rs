//! Sets, blocks and votes, made of choices: of nothing but 0, they are a fault that can be proven.

use crate::choices::Choices;
use crate::judge::{self, ABSENT, COMMIT};
use crate::oracle::{self, Canonical};
use crate::pb;
use ed25519_consensus::SigningKey;
use std::sync::LazyLock;

pub(crate) const CHAIN_ID: &str = "fuzz-1";
pub(crate) const CLIENT_ID: &str = "07-tendermint-0";
pub(crate) const HEIGHT: i64 = 20;
/// Of a height below all blocks.
pub(crate) const COMMON_HEIGHT: i64 = 10;
pub(crate) const SECONDS: i64 = 1_750_000_000;
const NIL: u64 = 3;

/// Keys for all members. The last is of a type that goes into no batch, and that is not built.
static KEYS: LazyLock<[Key; 8]> = LazyLock::new(|| {
    std::array::from_fn(|i| match i {
        7 => {
            let public = pb::PublicKey { ml_dsa_65: Some(vec![7; 1952]), ..Default::default() };
            Key { public, secret: None }
        }
        _ => {
            let secret = SigningKey::from([i as u8 + 1; 32]);
            let public = secret.verification_key().to_bytes().to_vec();
            let public = pb::PublicKey { ed25519: Some(public), ..Default::default() };
            Key { public, secret: Some(secret) }
        }
    })
});

pub(crate) struct Key {
    pub(crate) public: pb::PublicKey,
    secret: Option<SigningKey>,
}

impl Key {
    pub(crate) fn at(place: usize) -> &'static Key {
        &KEYS[place % KEYS.len()]
    }

    pub(crate) fn address(&self) -> Vec<u8> {
        judge::address(&self.public)
    }

    fn sign(&self, message: &[u8], flaw: Flaw) -> Vec<u8> {
        let mut signature = match &self.secret {
            Some(secret) if !cfg!(fuzzing) => secret.sign(message).to_bytes().to_vec(),
            // What stands in for a signature says by its last byte whether it is right.
            _ => vec![0; 64],
        };
        match flaw {
            Flaw::None => {}
            Flaw::Wrong => signature[63] ^= 1,
            Flaw::Short => signature.truncate(63),
        }
        signature
    }
}

#[derive(Clone, Copy)]
enum Flaw {
    None,
    Wrong,
    Short,
}

/// Keys, by their places, and powers.
#[derive(Clone)]
pub(crate) struct Members(Vec<(usize, i64)>);

impl Members {
    /// Four, of power 1; others may be fewer, more, several times one, or without power.
    pub(crate) fn new(choices: &mut Choices<'_>) -> Members {
        let number = choices.one_of(&[4, 1, 2, 3, 5, 6]);
        Members(
            (0..number)
                .map(|i| {
                    let byte = choices.next();
                    (i + usize::from(byte % 8), i64::from(byte / 8) ^ 1)
                })
                .collect(),
        )
    }

    /// These, or others.
    pub(crate) fn or_others(&self, choices: &mut Choices<'_>) -> Members {
        match choices.next() % 4 {
            0 => self.clone(),
            1 => Members(self.0.iter().rev().copied().collect()),
            2 => Members(self.0.iter().skip(1).copied().collect()),
            _ => Members::new(choices),
        }
    }

    pub(crate) fn set(&self) -> pb::ValidatorSet {
        let validators: Vec<_> =
            self.0.iter().map(|(key, power)| validator(*key, *power)).collect();
        let proposer = validators.first().cloned();
        pb::ValidatorSet { validators, proposer, total_voting_power: 0 }
    }
}

pub(crate) fn validator(key: usize, voting_power: i64) -> pb::Validator {
    let key = Key::at(key);
    let pub_key = Some(key.public.clone());
    pb::Validator { address: key.address(), pub_key, voting_power, proposer_priority: 0 }
}

/// Two blocks of one height, by the members or by others, which name one state.
pub(crate) fn two_blocks(choices: &mut Choices<'_>, members: &Members) -> [pb::LightBlock; 2] {
    let (first, second) = (members.or_others(choices), members.or_others(choices));
    let mut header_1 = header(&first.set(), 1);
    let header_2 = header(&second.set(), 2);
    let odd = choices.next();
    let own = |bit: u8, hash: &mut Vec<u8>| {
        if odd & bit != 0 {
            hash[0] ^= 0x80;
        }
    };
    own(1, &mut header_1.next_validators_hash);
    own(2, &mut header_1.consensus_hash);
    own(4, &mut header_1.app_hash);
    own(8, &mut header_1.last_results_hash);
    if odd & 16 != 0 {
        header_1.data_hash = header_2.data_hash.clone();
    }
    if odd & 32 != 0 {
        header_1.chain_id = b"fuzz-2".to_vec();
    }
    header_1.height += choices.one_of(&[0, -1, 1, 5]);
    let time = header_1.time.as_mut().expect("a time");
    time.seconds += choices.one_of(&[0, -1, 1]);
    [(first, header_1), (second, header_2)]
        .map(|(members, header)| block(choices, &members, header))
}

pub(crate) fn header(set: &pb::ValidatorSet, data_hash: u8) -> pb::Header {
    let hash = |byte: u8| vec![byte; 32];
    let validators_hash = oracle::set_hash(&set.clone().canonical()).to_vec();
    pb::Header {
        version: Some(pb::Consensus { block: 11, app: 0 }),
        chain_id: CHAIN_ID.into(),
        height: HEIGHT,
        time: Some(pb::Timestamp { seconds: SECONDS, nanos: 0 }),
        last_block_id: Some(block_id(hash(3), 1)),
        last_commit_hash: hash(4),
        data_hash: hash(data_hash),
        validators_hash,
        next_validators_hash: hash(5),
        consensus_hash: hash(6),
        app_hash: hash(7),
        last_results_hash: hash(8),
        evidence_hash: hash(9),
        proposer_address: vec![10; 20],
    }
}

pub(crate) fn block_id(hash: Vec<u8>, total: u32) -> pb::BlockId {
    let part_set_header = Some(pb::PartSetHeader { total, hash: vec![11; 32] });
    pb::BlockId { hash, part_set_header }
}

/// A block that all its members signed, but for what the choices change.
pub(crate) fn block(
    choices: &mut Choices<'_>,
    members: &Members,
    header: pb::Header,
) -> pb::LightBlock {
    let mut commit = pb::Commit {
        height: header.height,
        round: choices.one_of(&[0, 1]),
        block_id: Some(block_id(oracle::header_hash(&header.clone().canonical()).to_vec(), 1)),
        signatures: Vec::new(),
    };
    for (key, _) in &members.0 {
        let entry = entry(choices, Key::at(*key), &commit, &header.chain_id);
        commit.signatures.push(entry);
    }
    match choices.next() {
        1 => drop(commit.signatures.pop()),
        2 => commit.signatures.extend(commit.signatures.last().cloned()),
        _ => {}
    }
    pb::LightBlock {
        signed_header: Some(pb::SignedHeader { header: Some(header), commit: Some(commit) }),
        validator_set: Some(members.set()),
    }
}

fn entry(
    choices: &mut Choices<'_>,
    key: &Key,
    commit: &pb::Commit,
    chain_id: &[u8],
) -> pb::CommitSig {
    let byte = choices.next();
    let block_id_flag = [COMMIT, ABSENT, NIL, COMMIT][usize::from(byte % 4)];
    if block_id_flag == ABSENT {
        return pb::CommitSig { block_id_flag, ..Default::default() };
    }
    let timestamp = Some(pb::Timestamp { seconds: SECONDS + i64::from(byte / 64), nanos: 1 });
    let vote = pb::Vote {
        vote_type: 2,
        height: commit.height,
        round: commit.round,
        block_id: commit.block_id.clone().filter(|_| block_id_flag == COMMIT),
        timestamp,
        ..Default::default()
    };
    let chain_id = str::from_utf8(chain_id).expect("a text");
    let named = if byte & 4 == 0 { key } else { Key::at(choices.next().into()) };
    pb::CommitSig {
        block_id_flag,
        validator_address: named.address(),
        timestamp,
        signature: key.sign(&oracle::vote_sign_bytes(&vote, chain_id), flaw(byte / 8)),
    }
}

fn flaw(byte: u8) -> Flaw {
    match byte % 8 {
        1 => Flaw::Wrong,
        2 => Flaw::Short,
        _ => Flaw::None,
    }
}

/// Two votes of one of the members, in the right order.
pub(crate) fn two_votes(choices: &mut Choices<'_>, members: &Members) -> pb::DuplicateVoteEvidence {
    let (voter, power) = members.0[usize::from(choices.next()) % members.0.len()];
    let mut votes = [12, 13].map(|hash| vote(choices, Key::at(voter), hash));
    if choices.next() & 1 != 0 {
        votes.reverse();
    }
    let [vote_a, vote_b] = votes.map(Some);
    pb::DuplicateVoteEvidence {
        vote_a: vote_a.filter(|_| choices.next() != 1),
        vote_b,
        total_voting_power: judge::total(&members.set()) + choices.step(),
        validator_power: power + choices.step(),
        timestamp: Some(pb::Timestamp { seconds: SECONDS, nanos: 0 }),
    }
}

fn vote(choices: &mut Choices<'_>, voter: &Key, hash: u8) -> pb::Vote {
    let id = block_id(vec![hash; 32], 1);
    let ids =
        [Some(id.clone()), None, Some(block_id(vec![12; 32], 2)), Some(block_id(vec![14], 1))];
    let block_id = match choices.next() {
        4 => Some(pb::BlockId { part_set_header: None, ..id }),
        byte => ids[usize::from(byte % 4)].clone(),
    };
    let mut vote = pb::Vote {
        vote_type: choices.one_of(&[2, 1, 32, 0]),
        height: HEIGHT + choices.step(),
        round: choices.one_of(&[0, 1, -1]),
        block_id,
        timestamp: Some(pb::Timestamp { seconds: SECONDS + choices.step(), nanos: 1 }),
        validator_address: voter.address(),
        validator_index: choices.one_of(&[0, 1, -1]),
        signature: Vec::new(),
        extension: vec![15; choices.one_of(&[0, 1])],
        extension_signature: vec![16; choices.one_of(&[0, 1, 64, 3310])],
    };
    let byte = choices.next();
    if byte & 8 != 0 {
        vote.validator_address = Key::at(choices.next().into()).address();
    }
    vote.signature = voter.sign(&oracle::vote_sign_bytes(&vote, CHAIN_ID), flaw(byte));
    if byte & 16 != 0 {
        vote.signature.clear();
    }
    vote
}

/// IBC's header of a block.
pub(crate) fn ibc_header(
    choices: &mut Choices<'_>,
    block: pb::LightBlock,
    members: &Members,
) -> pb::IbcHeader {
    let pb::LightBlock { signed_header, validator_set } = block;
    let revision = u64::from(choices.next()) ^ 1;
    let height = (COMMON_HEIGHT + choices.step()) as u64;
    let trusted_validators = match choices.next() {
        1 => None,
        2 => Some(Members::new(choices).set()),
        3 => Some(pb::ValidatorSet { proposer: None, ..members.set() }),
        _ => Some(members.set()),
    };
    pb::IbcHeader {
        signed_header,
        validator_set,
        trusted_height: Some(pb::IbcHeight { revision, height }),
        trusted_validators,
    }
}
