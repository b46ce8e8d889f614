//! A chain whose validators change, and forks of it. A block is made when it is asked for, and once.

use crate::common::{
    CHAIN, CommitOf, Entry, HeaderOf, Id, LIMITS, Member, Set, message, signature, timestamp, uint,
};
use ed25519_dalek::SigningKey;
use parhelion_core::{Hash, Header, ValidatorSet};
use sha2::{Digest, Sha256};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Keys of the chain's validators. Sets are taken from them.
pub(crate) const KEYS: usize = 12;
/// A validator that only attackers know.
const STRANGER: usize = KEYS;
pub(crate) const START: i64 = 1_700_000_000;
/// Seconds from one block to the next.
pub(crate) const PACE: i64 = 10;
/// Up to here a header names the one before: the way down is not asked for from above.
const LINKED: u64 = 64;

/// How the sets of a chain change.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub(crate) validators: usize,
    /// After so many heights one member leaves, and another one joins.
    pub(crate) drift: u64,
    /// After so many heights the powers change.
    pub(crate) powers: u64,
}

/// What is forged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Another state, and the attackers' own sets at once.
    Lunatic,
    /// Another state, with the chain's sets.
    App,
    /// The chain's set once more, which names the attackers' own as the next.
    Next,
    /// Another block of the same state, committed in the same round.
    Equivocation,
    /// Another block of the same state, committed in a later round.
    Amnesia,
    /// Another state, that nobody signed.
    Unsigned,
    /// Another state, with signatures that are none.
    Garbage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Fork {
    pub(crate) kind: Kind,
    /// The last height that is the chain's.
    pub(crate) from: u64,
    /// The keys that sign whatever they are given, a bit each.
    pub(crate) byzantine: u16,
    /// Seconds from one forged block to the next: less than those of the chain, and headers above
    /// its end are not later than it.
    pub(crate) pace: i64,
}

/// The chain, or a fork of it.
pub(crate) type Branch = Option<Fork>;

/// The members of a set, each by key and power.
type Members = Vec<(usize, u64)>;

/// A set, by key and power.
pub(crate) struct Validators {
    pub(crate) members: Members,
    pub(crate) bytes: Vec<u8>,
    pub(crate) hash: Hash,
    set: Set,
}

impl Validators {
    pub(crate) fn total(&self) -> u64 {
        self.members.iter().map(|(_, power)| power).sum()
    }

    /// The power of the keys of which the bit is set.
    pub(crate) fn power_of(&self, keys: u16) -> u64 {
        self.members.iter().filter(|(key, _)| keys >> key & 1 == 1).map(|(_, power)| power).sum()
    }

    /// Another set: one of them, with another power.
    pub(crate) fn without_all_but_one(&self) -> Vec<u8> {
        let one = Member { power: 99, ..self.set.members[0].clone() };
        Set { proposer: Some(one.clone()), members: vec![one] }.encode()
    }

    /// The same set, with other priorities of the proposers, which no hash covers.
    pub(crate) fn with_priorities(&self) -> Vec<u8> {
        let member = |member: &Member| message(1, &[member.encode(), uint(4, 7)].concat());
        let mut bytes: Vec<u8> = self.set.members.iter().flat_map(member).collect();
        self.set.proposer.iter().for_each(|it| bytes.extend(message(2, &it.encode())));
        bytes
    }
}

pub(crate) struct Block {
    pub(crate) height: u64,
    /// Whether it is of a fork.
    pub(crate) is_forged: bool,
    pub(crate) time: i64,
    pub(crate) hash: Hash,
    pub(crate) header: HeaderOf,
    pub(crate) commit: CommitOf,
    pub(crate) own: Rc<Validators>,
    pub(crate) next: Rc<Validators>,
    /// Keys with a valid signature for the block, a bit each.
    pub(crate) signers: u16,
    /// And those with what may be none.
    pub(crate) claimed: u16,
    /// The light block, its header, and its signed header.
    pub(crate) bytes: Vec<u8>,
    pub(crate) header_bytes: Vec<u8>,
}

/// A light block of parts that may not fit.
pub(crate) fn light_block(header: &HeaderOf, commit: &CommitOf, set: &[u8]) -> Vec<u8> {
    let signed = [message(1, &header.encode()), message(2, &commit.encode())].concat();
    [message(1, &signed), message(2, set)].concat()
}

/// The chain, and all that was made of it so far.
pub(crate) struct Chain {
    pub(crate) shape: Shape,
    keys: Vec<SigningKey>,
    sets: RefCell<BTreeMap<Members, Rc<Validators>>>,
    blocks: RefCell<BTreeMap<(Branch, u64), Rc<Block>>>,
}

impl Chain {
    pub(crate) fn new(shape: Shape) -> Chain {
        let keys = (1u8..).take(KEYS + 1).map(|n| SigningKey::from_bytes(&[n; 32])).collect();
        Chain { shape, keys, sets: RefCell::default(), blocks: RefCell::default() }
    }

    pub(crate) fn address(&self, key: usize) -> Vec<u8> {
        Member::of(&self.keys[key], 0).address
    }

    /// The chain's set at a height.
    pub(crate) fn set(&self, height: u64) -> Rc<Validators> {
        let first = usize::try_from(height / self.shape.drift).unwrap();
        let epoch = height / self.shape.powers;
        let member = |place: usize| {
            let key = (first + place) % KEYS;
            (key, 10 + (key as u64 + epoch) % 3)
        };
        self.set_of((0..self.shape.validators).map(member).collect())
    }

    fn set_of(&self, members: Members) -> Rc<Validators> {
        if let Some(known) = self.sets.borrow().get(&members) {
            return Rc::clone(known);
        }
        let of = |(key, power): &(usize, u64)| Member::of(&self.keys[*key], *power as i64);
        let made: Vec<Member> = members.iter().map(of).collect();
        let set = Set { proposer: made.first().cloned(), members: made };
        let bytes = set.encode();
        let hash = ValidatorSet::parse(&bytes, LIMITS).unwrap().hash();
        let validators = Rc::new(Validators { members: members.clone(), bytes, hash, set });
        self.sets.borrow_mut().insert(members, Rc::clone(&validators));
        validators
    }

    /// Those who sign what they are given, and one that nobody knows.
    fn attackers(&self, fork: &Fork) -> Rc<Validators> {
        let known = (0..KEYS).filter(|key| fork.byzantine >> key & 1 == 1);
        self.set_of(known.chain([STRANGER]).map(|key| (key, 10)).collect())
    }

    /// The set of a branch at a height.
    fn set_on(&self, branch: Branch, height: u64) -> Rc<Validators> {
        match branch {
            Some(fork) if fork.turns_at(height) => self.attackers(&fork),
            _ => self.set(height),
        }
    }

    pub(crate) fn time(branch: Branch, height: u64) -> i64 {
        let (height, slow) = match branch {
            Some(fork) if height > fork.from => {
                (fork.from, (height - fork.from) as i64 * fork.pace)
            }
            _ => (height, 0),
        };
        START + height as i64 * PACE + slow
    }

    /// Who of the chain's set is absent from its block: there is one, where the others suffice.
    fn absent(&self, height: u64) -> u16 {
        let set = self.set(height);
        let (key, power) = set.members[usize::try_from(height).unwrap() % set.members.len()];
        if (set.total() - power) * 3 > set.total() * 2 { 1 << key } else { 0 }
    }

    pub(crate) fn block(&self, branch: Branch, height: u64) -> Rc<Block> {
        let branch = branch.filter(|fork| height > fork.from);
        if let Some(block) = self.blocks.borrow().get(&(branch, height)) {
            return Rc::clone(block);
        }
        let block = Rc::new(self.make(branch, height));
        self.blocks.borrow_mut().insert((branch, height), Rc::clone(&block));
        block
    }

    fn make(&self, branch: Branch, height: u64) -> Block {
        let (own, next) = (self.set_on(branch, height), self.set_on(branch, height + 1));
        let kind = branch.map(|fork| fork.kind);
        let tag =
            |what: &str, fork: Branch| Sha256::digest(format!("{what} {height} {fork:?}")).to_vec();
        // What the state before makes of a block, and what is free.
        let of_state = match kind {
            Some(Kind::Equivocation | Kind::Amnesia) => None,
            _ => branch,
        };
        let last = match (branch, height) {
            (None, 2..=LINKED) => self.block(None, height - 1).hash.0.to_vec(),
            _ => tag("last", branch),
        };
        let time = Chain::time(branch, height);
        let header = HeaderOf {
            block: 11,
            chain_id: CHAIN.to_owned(),
            height: height as i64,
            time: (time, 0),
            last: Id { hash: last, total: 1, parts: tag("last parts", branch) },
            hashes: [
                tag("commit", branch),
                tag("data", branch),
                own.hash.0.to_vec(),
                next.hash.0.to_vec(),
                tag("consensus", None),
                tag("app", of_state),
                tag("results", None),
                tag("evidence", None),
                own.set.members[0].address.clone(),
            ],
        };
        let header_bytes = header.encode();
        let hash = Header::parse(&header_bytes, LIMITS).unwrap().hash().unwrap();
        let id = Id { hash: hash.0.to_vec(), total: 1, parts: tag("parts", branch) };
        let round = if kind == Some(Kind::Amnesia) { 2 } else { 1 };
        let mut commit = CommitOf { height: height as i64, round, id, entries: Vec::new() };
        let claimed = self.sign(&own, branch, &mut commit);
        let signers = if kind == Some(Kind::Garbage) { 0 } else { claimed };
        let bytes = light_block(&header, &commit, &own.bytes);
        let is_forged = branch.is_some();
        Block {
            height,
            is_forged,
            time,
            hash,
            header,
            commit,
            own,
            next,
            signers,
            claimed,
            bytes,
            header_bytes,
        }
    }

    /// Who signs the block of a branch. The honest sign one block of a height: who is absent from the
    /// chain's may have been given the other one.
    fn signing(&self, branch: Branch, height: u64) -> u16 {
        let all = (1 << (KEYS + 1)) - 1;
        match branch {
            None => all & !self.absent(height),
            Some(Fork { kind: Kind::Unsigned, .. }) => 0,
            Some(Fork { kind: Kind::Equivocation | Kind::Amnesia, byzantine, .. }) => {
                byzantine | self.absent(height)
            }
            Some(Fork { byzantine, .. }) => byzantine | 1 << STRANGER,
        }
    }

    fn sign(&self, own: &Validators, branch: Branch, commit: &mut CommitOf) -> u16 {
        let mut claimed = 0;
        let signing = self.signing(branch, commit.height as u64);
        let time = (Chain::time(branch, commit.height as u64), 1);
        for ((key, _), member) in own.members.iter().zip(&own.set.members) {
            if signing >> key & 1 == 0 {
                commit.entries.push(Entry::absent());
                continue;
            }
            let vote = [
                uint(1, 2),
                uint(2, commit.height),
                uint(3, commit.round),
                message(4, &commit.id.encode()),
                message(5, &timestamp(time)),
            ];
            let mut signature = signature(&self.keys[*key], &vote.concat(), CHAIN);
            if branch.is_some_and(|fork| fork.kind == Kind::Garbage) {
                signature[..32].rotate_left(1);
            }
            claimed |= 1 << key;
            commit.entries.push(Entry {
                flag: 2,
                address: member.address.clone(),
                time,
                signature,
            });
        }
        claimed
    }
}

impl Fork {
    /// Whether the set at this height is the attackers'.
    fn turns_at(&self, height: u64) -> bool {
        match self.kind {
            Kind::App | Kind::Equivocation | Kind::Amnesia => false,
            Kind::Next => height > self.from + 1,
            Kind::Lunatic | Kind::Unsigned | Kind::Garbage => height > self.from,
        }
    }
}
