//! What a peer answers: the blocks of a branch as far as it goes, but for its faults.

use crate::chain::{Block, Branch, Chain, light_block};
use crate::common::{HeaderOf, uint};
use parhelion_core::Hash;
use parhelion_core::client::{Failure, Need};

/// What is wrong with an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    Fails(Failure),
    /// Bytes that are no message.
    Malformed,
    /// A message that ends too early.
    Truncated,
    /// The block of the next height.
    OtherHeight,
    /// A block that names another chain.
    OtherChain,
    /// A commit for another block.
    OtherCommit,
    /// A header of which one bit is another one.
    HeaderBit,
    /// Another set.
    OtherSet,
    /// A signature of which one bit is another one.
    SignatureBit,
    /// The same set, with other priorities.
    Priorities,
    /// Not the trusted validators that were asked for.
    OtherTrusted,
    /// Trusted validators that are no set.
    MalformedTrusted,
}

impl What {
    /// Whether it can be seen in the answer alone.
    fn is_bad(self, need: &Need) -> bool {
        match self {
            What::Malformed | What::Truncated => true,
            What::Fails(failure) => failure == Failure::Bad,
            What::OtherCommit | What::OtherSet => !matches!(need, Need::Header { .. }),
            What::OtherHeight | What::OtherChain | What::HeaderBit => true,
            What::SignatureBit | What::Priorities => false,
            What::OtherTrusted | What::MalformedTrusted => {
                matches!(need, Need::LightBlock { trusted_validators: Some(_), .. })
            }
        }
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Fault {
    pub(crate) what: What,
    /// From which of its answers on, and how many.
    pub(crate) from: usize,
    pub(crate) count: usize,
}

#[derive(Clone, Debug)]
pub(crate) struct Peer {
    pub(crate) branch: Branch,
    /// Its last block.
    pub(crate) head: u64,
    /// Its last block after somebody waited for it.
    pub(crate) later: u64,
    pub(crate) fault: Option<Fault>,
    /// From which of its answers on it has another branch.
    pub(crate) turn: Option<(usize, Branch)>,
}

/// An answer.
pub(crate) enum Answer {
    Block { bytes: Vec<u8>, set: Option<Vec<u8>> },
    Header(Vec<u8>),
    Fails(Failure),
}

/// An answer, and what the model knows of it.
pub(crate) struct Told {
    pub(crate) answer: Answer,
    /// The header that is in it, if it is one of the peer's branch.
    pub(crate) hash: Option<Hash>,
    pub(crate) is_bad: bool,
}

impl Peer {
    pub(crate) fn honest(head: u64) -> Peer {
        Peer { branch: None, head, later: head, fault: None, turn: None }
    }

    pub(crate) fn is_honest(&self) -> bool {
        self.branch.is_none() && self.fault.is_none() && self.turn.is_none()
    }

    /// Whether it gives the same answer to the same question.
    pub(crate) fn is_constant(&self) -> bool {
        let whole = |fault: Fault| {
            let is_set = matches!(fault.what, What::OtherTrusted | What::MalformedTrusted);
            fault.from == 0 && fault.count == usize::MAX && !is_set
        };
        self.turn.is_none() && self.fault.is_none_or(whole)
    }

    pub(crate) fn head_now(&self, has_waited: bool) -> u64 {
        if has_waited { self.later } else { self.head }
    }

    /// The answer number `turn`.
    pub(crate) fn answer(&self, chain: &Chain, need: &Need, turn: usize, has_waited: bool) -> Told {
        let branch = match self.turn {
            Some((from, other)) if turn >= from => other,
            _ => self.branch,
        };
        let head = self.head_now(has_waited);
        let fault = self.fault.filter(|it| turn >= it.from && turn - it.from < it.count);
        let height = match *need {
            Need::LightBlock { height, .. } | Need::Header { height, .. } => height,
            Need::LatestBlock { .. } | Need::Pause { .. } => head,
        };
        let is_latest = matches!(need, Need::LatestBlock { .. });
        let what = fault.map(|fault| fault.what);
        // The last block has no height that it must be of.
        let what = what.filter(|what| *what != What::OtherHeight || !is_latest);
        let is_bad = what.is_some_and(|what| what.is_bad(need));
        let fails = |failure| Told { answer: Answer::Fails(failure), hash: None, is_bad };
        if let Some(What::Fails(failure)) = what {
            return fails(failure);
        }
        if height > head {
            return Told { is_bad: false, ..fails(Failure::HeightTooHigh) };
        }
        let block = chain.block(branch, height);
        let trusted = match need {
            Need::LightBlock { trusted_validators: Some(wanted), .. } => {
                // A set is found by its hash: the peer's own of that height, or the chain's.
                let own = chain.block(branch, wanted.height).own.clone();
                let set = if own.hash == wanted.hash { own } else { chain.set(wanted.height) };
                Some(set.bytes.clone())
            }
            _ => None,
        };
        let answer = match (need, what) {
            (Need::Header { .. }, what) => Answer::Header(header(chain, branch, &block, what)),
            (_, what) => spoilt(chain, branch, &block, what, trusted),
        };
        Told { answer, hash: Some(block.hash), is_bad }
    }
}

fn header(chain: &Chain, branch: Branch, block: &Block, what: Option<What>) -> Vec<u8> {
    let other = chain.block(branch, block.height + 1);
    match what {
        Some(What::Malformed) => vec![0xff; 40],
        Some(What::Truncated) => block.header_bytes[..block.header_bytes.len() - 1].to_vec(),
        Some(What::OtherHeight) => other.header_bytes.clone(),
        Some(What::OtherChain) => of_other_chain(block).encode(),
        Some(What::HeaderBit) => with_other_bit(block).encode(),
        _ => block.header_bytes.clone(),
    }
}

fn of_other_chain(block: &Block) -> HeaderOf {
    HeaderOf { chain_id: "other-chain-1".to_owned(), ..block.header.clone() }
}

fn with_other_bit(block: &Block) -> HeaderOf {
    let mut header = block.header.clone();
    header.hashes[HeaderOf::APP][3] ^= 4;
    header
}

fn spoilt(
    chain: &Chain,
    branch: Branch,
    block: &Block,
    what: Option<What>,
    trusted: Option<Vec<u8>>,
) -> Answer {
    let other = chain.block(branch, block.height + 1);
    let (mut commit, set) = (block.commit.clone(), &block.own.bytes);
    let mut trusted = trusted;
    let bytes = match what {
        Some(What::Malformed) => vec![0xff; 40],
        Some(What::Truncated) => block.bytes[..block.bytes.len() - 1].to_vec(),
        Some(What::OtherHeight) => other.bytes.clone(),
        Some(What::OtherChain) => {
            let header = of_other_chain(block);
            commit.id.hash = header.hash().unwrap();
            light_block(&header, &commit, set)
        }
        Some(What::OtherCommit) => {
            commit.id.hash = other.hash.0.to_vec();
            light_block(&block.header, &commit, set)
        }
        Some(What::HeaderBit) => light_block(&with_other_bit(block), &commit, set),
        Some(What::OtherSet) => {
            light_block(&block.header, &commit, &block.own.without_all_but_one())
        }
        Some(What::SignatureBit) => {
            for entry in commit.entries.iter_mut().filter(|entry| entry.flag == 2) {
                entry.signature[8] ^= 1;
            }
            light_block(&block.header, &commit, set)
        }
        Some(What::Priorities) => light_block(&block.header, &commit, &block.own.with_priorities()),
        Some(What::OtherTrusted) => {
            trusted = trusted.map(|_| block.own.without_all_but_one());
            block.bytes.clone()
        }
        Some(What::MalformedTrusted) => {
            trusted = trusted.map(|_| uint(1, 1));
            block.bytes.clone()
        }
        Some(What::Fails(_)) | None => block.bytes.clone(),
    };
    Answer::Block { bytes, set: trusted }
}
