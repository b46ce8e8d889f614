//! A small world: a chain of seven validators, a trusted state and a block on it, made from nothing
//! but an encoder of its own. Faults are put in at stages, and what covers them is sealed again.

#![allow(dead_code, unreachable_pub, unused_imports, reason = "each test uses a part of it")]

pub mod chain;
pub mod evidence;
pub mod proof;
pub mod state;
pub mod steps;
pub mod stores;
pub mod torsion;
mod wire;

pub use wire::{CommitOf, Entry, HeaderOf, Id, Member, Set, bytes, message, timestamp, uint};

use ed25519_dalek::{Signer, SigningKey};
use parhelion_core::{
    ChainId, Duration, Error, Header, LightBlock, Limits, Options, SignedHeader, Time,
    TrustThreshold, TrustedState, ValidatorSet, Vote, commit, light,
};
use parhelion_replay::Streamed;

pub const LIMITS: &Limits = &Limits::DEFAULT;

/// Signs a `Vote`, whatever rules it breaks.
pub fn signature(key: &SigningKey, vote: &[u8], chain_id: &str) -> Vec<u8> {
    let mut sign_bytes = Vec::new();
    if let Ok(vote) = Vote::parse(vote, LIMITS) {
        vote.write_sign_bytes(chain_id, &mut sign_bytes);
    }
    key.sign(&sign_bytes).to_bytes().to_vec()
}

/// Where a fault is put in.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Before the header names the validators.
    Set,
    /// Before the commit names the header.
    Header,
    /// Before the validators sign.
    Commit,
    /// After all that.
    Signed,
}

pub type Change = fn(&mut World);

/// All that one verification is given.
#[derive(Clone)]
pub struct World {
    pub keys: Vec<SigningKey>,
    pub trusted_height: u64,
    pub trusted_time: (i64, u32),
    pub next_validators_hash: Vec<u8>,
    pub trusted_set: Option<Set>,
    pub scratch: usize,
    pub header: Option<HeaderOf>,
    pub commit: Option<CommitOf>,
    pub set: Option<Set>,
    pub options: Options,
    pub threshold: (u64, u64),
    pub now: (i64, u32),
    /// Bytes that are put behind the block.
    pub tail: Vec<u8>,
}

pub const CHAIN: &str = "test-chain-1";
const START: i64 = 1_700_000_000;

impl World {
    /// A good world with the block at `height`, on a trusted state of height 10. Seven validators of
    /// power 10 each: three exceed a third, five exceed two thirds.
    pub fn new(height: i64, changes: &[(Stage, Change)]) -> World {
        let keys: Vec<SigningKey> = (1..=7).map(|n| SigningKey::from_bytes(&[n; 32])).collect();
        let members: Vec<Member> = keys.iter().map(|key| Member::of(key, 10)).collect();
        let set = Set { proposer: members.first().cloned(), members };
        let hash = |n: u8| vec![n; 32];
        let mut world = World {
            trusted_height: 10,
            trusted_time: (START, 0),
            next_validators_hash: set.hash(),
            trusted_set: Some(set.clone()),
            scratch: 14,
            header: Some(HeaderOf {
                block: 11,
                chain_id: CHAIN.to_owned(),
                height,
                time: (START + 10, 5),
                last: Id { hash: hash(1), total: 1, parts: hash(2) },
                hashes: [
                    hash(6),
                    hash(7),
                    hash(8),
                    hash(9),
                    hash(10),
                    hash(11),
                    hash(12),
                    hash(13),
                    vec![14; 20],
                ],
            }),
            commit: Some(CommitOf {
                height,
                round: 1,
                id: Id { hash: hash(0), total: 1, parts: hash(3) },
                entries: Vec::new(),
            }),
            set: Some(set),
            options: Options {
                trust_threshold: TrustThreshold::ONE_THIRD,
                trusting_period: Duration::from_seconds(1000),
                max_clock_drift: Duration::from_seconds(10),
            },
            threshold: (1, 3),
            now: (START + 20, 0),
            tail: Vec::new(),
            keys,
        };
        world.seal(changes);
        world
    }

    fn seal(&mut self, changes: &[(Stage, Change)]) {
        let apply = |world: &mut World, stage| steps::apply(world, changes, stage);
        apply(self, Stage::Set);
        self.header().hashes[HeaderOf::VALIDATORS] = self.set().hash();
        apply(self, Stage::Header);
        if let Some(hash) = self.header().hash() {
            self.commit().id.hash = hash;
        }
        for (key, n) in self.keys.clone().iter().zip(0..) {
            let address = Member::of(key, 0).address;
            let time = (START + 11, n);
            self.commit().entries.push(Entry { flag: 2, address, time, signature: Vec::new() });
        }
        apply(self, Stage::Commit);
        self.sign();
        apply(self, Stage::Signed);
    }

    /// Makes the commit and its signatures fit a header that was changed.
    pub fn reseal(&mut self) {
        let hash = self.header().hash().unwrap();
        self.commit().id.hash = hash;
        self.sign();
    }

    pub fn sign(&mut self) {
        let chain_id = self.header().chain_id.clone();
        let commit = self.commit().clone();
        for (index, key) in self.keys.clone().iter().enumerate() {
            let entry = &mut self.commit().entries[index];
            if entry.flag == 1 {
                continue;
            }
            let id = if entry.flag == 2 { commit.id.clone() } else { Id::default() };
            let vote = [
                uint(1, 2),
                uint(2, commit.height),
                uint(3, commit.round),
                message(4, &id.encode()),
                message(5, &timestamp(entry.time)),
            ]
            .concat();
            entry.signature = signature(key, &vote, &chain_id);
        }
    }

    pub fn header(&mut self) -> &mut HeaderOf {
        self.header.as_mut().unwrap()
    }

    pub fn commit(&mut self) -> &mut CommitOf {
        self.commit.as_mut().unwrap()
    }

    pub fn set(&mut self) -> &mut Set {
        self.set.as_mut().unwrap()
    }

    pub fn entry(&mut self, index: usize) -> &mut Entry {
        &mut self.commit().entries[index]
    }

    pub fn signed_header(&self) -> Vec<u8> {
        let part =
            |number, part: Option<Vec<u8>>| part.map_or(Vec::new(), |part| message(number, &part));
        let header = part(1, self.header.as_ref().map(HeaderOf::encode));
        [header, part(2, self.commit.as_ref().map(CommitOf::encode))].concat()
    }

    pub fn light_block(&self) -> Vec<u8> {
        let set = self.set.as_ref().map_or(Vec::new(), |set| message(2, &set.encode()));
        [message(1, &self.signed_header()), set, self.tail.clone()].concat()
    }

    pub fn state(&self) -> Result<TrustedState, Error> {
        let (seconds, nanos) = self.trusted_time;
        TrustedState::from_on_chain_client(
            ChainId::new(CHAIN)?,
            self.trusted_height,
            Time::from_unix(seconds, nanos).unwrap(),
            &self.next_validators_hash,
        )
    }

    /// Parses all, and verifies: the whole block, and the same in frames.
    pub fn verify(&self) -> Result<(), Error> {
        let (block, set) = (self.light_block(), self.trusted_set.as_ref().map(Set::encode));
        let trust_threshold = TrustThreshold::new(self.threshold.0, self.threshold.1);
        let options = trust_threshold.map(|it| Options { trust_threshold: it, ..self.options });
        let now = Time::from_unix(self.now.0, self.now.1).unwrap();
        let state = self.state()?;
        let whole = || {
            let block = LightBlock::parse(&block, LIMITS)?;
            let set = set.as_ref().map(|set| ValidatorSet::parse(set, LIMITS)).transpose()?;
            let mut scratch = vec![0; self.scratch];
            let verified =
                light::verify(&state, set.as_ref(), &block, &options?, now, &mut scratch)?;
            Ok(verified.trusted_state().clone())
        };
        let verdict = whole();
        if let Ok(options) = &options
            && !matches!(verdict, Err(Error::ScratchTooSmall { .. }))
        {
            let (state, trusted_validators) = (&state, set.as_deref());
            let streamed = Streamed { state, trusted_validators, block: &block, options, now };
            streamed.same_as(&verdict);
        }
        verdict.map(drop)
    }

    /// Verifies the header as the one before the trusted one.
    pub fn verify_backwards(&self, last_block_hash: &[u8]) -> Result<(), Error> {
        let bytes = self.signed_header();
        let header = SignedHeader::parse(&bytes, LIMITS)?.header();
        let mut above = World::new(self.trusted_height as i64, &[]);
        let (seconds, nanos) = self.trusted_time;
        above.header().time = (seconds, i64::from(nanos));
        above.header().last.hash = last_block_hash.to_vec();
        let bytes = above.header().encode();
        let trusted = Header::parse(&bytes, LIMITS)?;
        let state = TrustedState::trust_on_faith(&trusted, &trusted.hash()?)?;
        light::verify_backwards(&state, &header).map(drop)
    }

    pub fn verify_commit(&self, rule: commit::Rule) -> Result<commit::Tally, Error> {
        let (set, commit) = (self.set.as_ref().unwrap().encode(), self.commit.as_ref().unwrap());
        let validators = ValidatorSet::parse(&set, LIMITS)?;
        let id = commit.id.encode();
        let id = parhelion_core::BlockId::parse(&id, LIMITS)?;
        let encoded = commit.encode();
        let parsed = parhelion_core::Commit::parse(&encoded, LIMITS)?;
        commit::verify(CHAIN, &validators, &id, commit.height, &parsed, rule)
    }
}
