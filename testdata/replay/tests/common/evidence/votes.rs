//! Two votes of one validator.

use super::time;
use crate::common::steps::{Changes, Scene};
use crate::common::{
    CHAIN, HeaderOf, Id, LIMITS, Member, Set, Stage, World, bytes, message, signature, timestamp,
    uint,
};
use ed25519_dalek::SigningKey;
use parhelion_core::evidence::{
    DuplicateVoteEvidence, Evidence, EvidenceParams, FaultProof, check_age, duplicate_vote,
};
use parhelion_core::{Duration, Error, Header, PublicKey, ValidatorSet, Vote};
use parhelion_replay::{By, SentVotes};

/// The fields of a vote, good ones.
#[derive(Clone)]
pub struct VoteOf {
    pub vote_type: i64,
    pub height: i64,
    pub round: i64,
    pub id: Id,
    pub time: (i64, i64),
    pub address: Vec<u8>,
    pub index: i64,
    pub signature: Vec<u8>,
    pub extension: Vec<u8>,
    pub extension_signature: Vec<u8>,
}

impl Default for VoteOf {
    fn default() -> Self {
        VoteOf {
            vote_type: 2,
            height: 20,
            round: 1,
            id: VoteOf::block(1),
            time: (1_700_000_011, 2),
            address: vec![3; 20],
            index: 0,
            signature: vec![4; 64],
            extension: Vec::new(),
            extension_signature: Vec::new(),
        }
    }
}

impl VoteOf {
    pub fn block(n: u8) -> Id {
        Id { hash: vec![n; 32], total: 1, parts: vec![9; 32] }
    }

    pub fn encode(&self) -> Vec<u8> {
        [
            uint(1, self.vote_type),
            uint(2, self.height),
            uint(3, self.round),
            message(4, &self.id.encode()),
            message(5, &timestamp(self.time)),
            bytes(6, &self.address),
            uint(7, self.index),
            bytes(8, &self.signature),
            bytes(9, &self.extension),
            bytes(10, &self.extension_signature),
        ]
        .concat()
    }
}

/// Two votes of the third validator of seven, in one round for two blocks, and what they are judged
/// by.
pub struct Votes {
    pub signer: SigningKey,
    pub a: VoteOf,
    pub b: VoteOf,
    pub total: i64,
    pub power: i64,
    pub time: (i64, i64),
    /// The chain for which they are signed, and that is asked.
    pub chain_id: String,
    pub set: Set,
    /// A `PublicKey` message.
    pub key: Vec<u8>,
    /// The block of their height.
    pub block: HeaderOf,
    pub params: EvidenceParams,
    pub last_height: i64,
    pub last_time: (i64, i64),
}

impl Scene for Votes {
    fn seal(&mut self, after: Stage) {
        if after == Stage::Commit {
            for vote in [&mut self.a, &mut self.b] {
                vote.signature = signature(&self.signer, &vote.encode(), &self.chain_id);
            }
        }
    }
}

impl Votes {
    pub fn new(changes: &Changes<Votes>) -> Votes {
        let mut world = World::new(20, &[]);
        let signer = world.keys[2].clone();
        let Member { address, key, power } = Member::of(&signer, 10);
        let vote = |id| VoteOf { id, address: address.clone(), index: 2, ..VoteOf::default() };
        let votes = Votes {
            signer,
            a: vote(VoteOf::block(1)),
            b: vote(VoteOf::block(2)),
            total: 70,
            power,
            time: world.header().time,
            chain_id: CHAIN.to_owned(),
            set: world.set().clone(),
            key,
            block: world.header().clone(),
            params: EvidenceParams {
                max_age_num_blocks: 100,
                max_age_duration: Duration::from_seconds(1000),
            },
            last_height: 30,
            last_time: (world.header().time.0 + 100, 0),
        };
        votes.with(changes)
    }

    pub fn swap(&mut self) {
        std::mem::swap(&mut self.a, &mut self.b);
    }

    /// A `DuplicateVoteEvidence`.
    pub fn evidence(&self) -> Vec<u8> {
        [
            message(1, &self.a.encode()),
            message(2, &self.b.encode()),
            uint(3, self.total),
            uint(4, self.power),
            message(5, &timestamp(self.time)),
        ]
        .concat()
    }

    pub fn verify(&self) -> Result<FaultProof, Error> {
        let (evidence, set) = (self.evidence(), self.set.encode());
        let evidence = DuplicateVoteEvidence::parse(&evidence, LIMITS)?;
        let set = ValidatorSet::parse(&set, LIMITS)?;
        let verdict = duplicate_vote::verify(&self.chain_id, &set, &evidence);
        let (chain_id, by, evidence) = (&self.chain_id, By::Set(&set), &evidence);
        SentVotes { chain_id, by, evidence }.same_as(&verdict);
        verdict
    }

    pub fn verify_by_key(&self) -> Result<FaultProof, Error> {
        let evidence = self.evidence();
        let evidence = DuplicateVoteEvidence::parse(&evidence, LIMITS)?;
        let key = PublicKey::parse(&self.key, LIMITS)?;
        let verdict = duplicate_vote::verify_by_key(&self.chain_id, &key, &evidence);
        let (chain_id, by, evidence) = (&self.chain_id, By::Key(&key), &evidence);
        SentVotes { chain_id, by, evidence }.same_as(&verdict);
        verdict
    }

    pub fn prove(&self) -> Result<FaultProof, Error> {
        let (a, b) = (self.a.encode(), self.b.encode());
        let (a, b) = (Vote::parse(&a, LIMITS)?, Vote::parse(&b, LIMITS)?);
        let key = PublicKey::parse(&self.key, LIMITS)?;
        duplicate_vote::prove(&self.chain_id, &a, &b, &key)
    }

    pub fn check_age(&self) -> Result<(), Error> {
        let (evidence, block) = (message(1, &self.evidence()), self.block.encode());
        let evidence = Evidence::parse(&evidence, LIMITS)?;
        let block = Header::parse(&block, LIMITS)?;
        let (height, time) = (self.last_height, time(self.last_time));
        check_age(&block, &evidence, &self.params, height, time)
    }
}
