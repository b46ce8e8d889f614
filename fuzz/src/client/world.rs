//! A chain with two forks, and peers that serve them, each in its manner.

use crate::choices::Choices;
use crate::oracle::{self, Canonical};
use crate::pb;
use crate::scene::{self, Members};
use parhelion_core::client::{Failure, Need, Peer, Reply};
use prost::Message;

/// The height that is trusted.
pub(super) const ROOT: u64 = 10;
/// The lowest that any peer has.
const LOWEST: u64 = 6;
/// Seconds from an honest block to the next.
const SPACING: i64 = 10;
/// [`Rule::at`]: each height, and the last block.
const ANYWHERE: u8 = 255;
/// [`Rule::at`]: the last block, where it is asked for as such.
const LAST: u8 = 254;

/// The chain, and who serves what of it.
pub(super) struct World {
    /// The honest one first.
    branches: [Vec<pb::LightBlock>; 3],
    peers: Vec<Manner>,
    rules: Vec<Rule>,
}

/// What a peer does where no rule says otherwise.
struct Manner {
    branch: usize,
    /// Blocks that it is behind.
    behind: usize,
}

/// What a peer does at one height, or from a question on.
struct Rule {
    peer: u8,
    /// A height above [`LOWEST`], [`LAST`] or [`ANYWHERE`].
    at: u8,
    /// The number of the question with which it begins: not to be 0 is to change an answer.
    after: usize,
    does: u8,
    with: u8,
}

/// What a peer answers.
pub(super) enum Answer {
    Block(Vec<u8>, Option<Vec<u8>>),
    Header(Vec<u8>),
    Paused,
    Failed(Failure),
}

impl Answer {
    pub(super) fn reply(&self) -> Reply<'_> {
        match self {
            Answer::Block(bytes, set) => {
                Reply::LightBlock { bytes, trusted_validators: set.as_deref() }
            }
            Answer::Header(bytes) => Reply::Header(bytes),
            Answer::Paused => Reply::Paused,
            Answer::Failed(failure) => Reply::Failed(*failure),
        }
    }

    /// Bytes of a peer.
    pub(super) fn len(&self) -> usize {
        match self {
            Answer::Block(bytes, set) => bytes.len() + set.as_ref().map_or(0, Vec::len),
            Answer::Header(bytes) => bytes.len(),
            Answer::Paused | Answer::Failed(_) => 0,
        }
    }
}

impl World {
    /// `settings` are of the peers, and always as many; the rest is of the chain.
    pub(super) fn new(settings: &mut Choices<'_>, peers: usize, rest: &mut Choices<'_>) -> World {
        let manners: Vec<_> = (0..5)
            .map(|_| Manner {
                branch: settings.one_of(&[0, 1, 2]),
                behind: settings.one_of(&[0, 1, 2, 3]),
            })
            .collect();
        let rules = (0..4).map(|_| Rule {
            peer: settings.next() % 5,
            at: settings.next(),
            after: usize::from(settings.next()),
            does: settings.next() % 13,
            with: settings.next(),
        });
        World {
            rules: rules.filter(|rule| rule.does != 0).collect(),
            branches: branches(rest),
            peers: manners.into_iter().take(peers).collect(),
        }
    }

    /// Whether each question gets one answer, and no set comes with it that was not asked for, or is
    /// not the one.
    pub(super) fn is_stable(&self) -> bool {
        self.rules.iter().all(|rule| rule.after == 0 && !matches!(rule.does, 9 | 11))
    }

    /// Whether the peer has nothing but the honest chain, all of it, and answers.
    pub(super) fn is_honest(&self, peer: Peer) -> bool {
        let manner = self.peers.get(usize::from(peer.0));
        manner.is_some_and(|manner| manner.branch == 0)
            && self.rules.iter().all(|rule| rule.peer != peer.0)
    }

    /// The honest blocks, in protobuf.
    pub(super) fn honest(&self) -> impl Iterator<Item = Vec<u8>> {
        self.branches[0].iter().map(Message::encode_to_vec)
    }

    /// The block of a height, or the last one.
    pub(super) fn block(&self, branch: usize, height: Option<u64>) -> Option<&pb::LightBlock> {
        let branch = &self.branches[branch % 3];
        match height {
            Some(height) => branch.get(usize::try_from(height.checked_sub(LOWEST)?).ok()?),
            None => branch.last(),
        }
    }

    /// What the peer answers to the client's question of this number.
    pub(super) fn answer(&self, need: &Need, number: usize) -> Answer {
        let (from, height, set) = match need {
            Need::LightBlock { height, from, trusted_validators } => {
                (*from, Some(*height), trusted_validators.map(|set| (set.height, set.hash)))
            }
            Need::LatestBlock { from } => (*from, None, None),
            Need::Header { height, from } => (*from, Some(*height), None),
            Need::Pause { .. } => return Answer::Paused,
        };
        let rule = self.rule(from, height, number);
        let (does, with) = rule.map_or((0, 0), |rule| (rule.does, rule.with));
        let failures =
            [Failure::NotFound, Failure::HeightTooHigh, Failure::NoResponse, Failure::Bad];
        if let Some(failure) = usize::from(does).checked_sub(5).and_then(|at| failures.get(at)) {
            return Answer::Failed(*failure);
        }
        let Some(mut block) = self.served(from, height, does, with) else {
            return Answer::Failed(match height {
                Some(height) if height >= LOWEST => Failure::HeightTooHigh,
                _ => Failure::NotFound,
            });
        };
        if let (12, Some(set)) = (does, &mut block.validator_set) {
            set.validators.iter_mut().for_each(|one| one.proposer_priority += i64::from(with));
        }
        let wire = |bytes: Vec<u8>| match does {
            3 => flipped(bytes, with),
            4 => vec![with; usize::from(with % 7)],
            _ => bytes,
        };
        if matches!(need, Need::Header { .. }) {
            let header = block.signed_header.and_then(|signed| signed.header);
            return Answer::Header(wire(header.unwrap_or_default().encode_to_vec()));
        }
        let set = set.map(|(height, hash)| self.set(height, &hash.0, does, with));
        let unasked = || (does == 11).then(|| self.set(u64::from(with), &[], 9, with));
        let set = set.or_else(unasked).map(|set| set.encode_to_vec());
        Answer::Block(wire(block.encode_to_vec()), set)
    }

    fn rule(&self, from: Peer, height: Option<u64>, number: usize) -> Option<&Rule> {
        let at = height.map_or(u64::from(LAST), |height| height.saturating_sub(LOWEST));
        self.rules.iter().rev().find(|rule| {
            let is_there = rule.at == ANYWHERE || u64::from(rule.at) == at;
            rule.peer == from.0 && is_there && number >= rule.after
        })
    }

    fn served(
        &self,
        from: Peer,
        height: Option<u64>,
        does: u8,
        with: u8,
    ) -> Option<pb::LightBlock> {
        let Manner { branch, behind } = *self.peers.get(usize::from(from.0))?;
        let branch = if does == 1 { branch + 1 + usize::from(with % 2) } else { branch };
        let all = self.branches[branch % 3].len().saturating_sub(behind) as u64 + LOWEST;
        let height = if does == 2 { Some(LOWEST + u64::from(with)) } else { height };
        let height = height.unwrap_or(all.saturating_sub(1));
        self.block(branch, Some(height).filter(|height| *height < all))
            .filter(|_| height < all)
            .cloned()
    }

    /// The set of this hash, or any other.
    fn set(&self, height: u64, hash: &[u8], does: u8, with: u8) -> pb::ValidatorSet {
        let sets =
            || self.branches.iter().flatten().filter_map(|block| block.validator_set.as_ref());
        let other = || self.block(with.into(), Some(height)).and_then(|b| b.validator_set.clone());
        let is_it = |set: &&pb::ValidatorSet| oracle::set_hash(&(*set).clone().canonical()) == hash;
        let known = sets().find(is_it).filter(|_| does != 9).cloned();
        known.or_else(other).unwrap_or_default()
    }
}

fn flipped(mut bytes: Vec<u8>, with: u8) -> Vec<u8> {
    let at = usize::from(with) * 7 % bytes.len().max(1);
    if let Some(byte) = bytes.get_mut(at) {
        *byte ^= 1 << (with % 8);
    }
    bytes
}

/// How a branch goes on after the honest blocks below it.
struct Course {
    /// Of its own blocks.
    data_hash: u8,
    /// Bit 0: another state. Bit 1: another round.
    odd: u8,
    spacing: i64,
    /// The height of the block whose signatures are other choices, and these.
    flawed: (usize, [u8; 10]),
}

impl Course {
    fn new(choices: &mut Choices<'_>, data_hash: u8) -> Course {
        Course {
            data_hash,
            odd: choices.next(),
            spacing: choices.one_of(&[SPACING, 1, 0, 5, 30]),
            flawed: (usize::from(choices.next()), std::array::from_fn(|_| choices.next())),
        }
    }
}

fn branches(choices: &mut Choices<'_>) -> [Vec<pb::LightBlock>; 3] {
    let head = choices.one_of(&[18, 11, 12, 13, 15, 22, 10]);
    let mut sets = vec![Members::new(choices); (head + 2 - LOWEST) as usize];
    change(choices, &mut sets);
    change(choices, &mut sets);
    let honest = Course { spacing: SPACING, odd: 0, data_hash: 1, ..Course::new(choices, 1) };
    let honest = grown(Vec::new(), &sets, &honest);
    let fork = |choices: &mut Choices<'_>, data_hash| {
        let from = (ROOT + 1 - LOWEST) as usize + usize::from(choices.next() % 8);
        let length = (honest.len() as i64 + choices.one_of(&[0, 1, 3, -1, -3])).max(1) as usize;
        let mut sets: Vec<_> = sets.iter().take(length + 1).cloned().collect();
        let last = sets[sets.len() - 1].clone();
        sets.resize(length + 1, last);
        change_from(choices, &mut sets, from);
        let below = honest.iter().take(from.min(length)).cloned().collect();
        grown(below, &sets, &Course::new(choices, data_hash))
    };
    let (first, second) = (fork(choices, 2), fork(choices, 3));
    [honest, first, second]
}

fn change(choices: &mut Choices<'_>, sets: &mut [Members]) {
    let from = usize::from(choices.next());
    change_from(choices, sets, from);
}

/// Other members from a place on.
fn change_from(choices: &mut Choices<'_>, sets: &mut [Members], from: usize) {
    let Some(old) = sets.get(from) else { return };
    let members = old.or_others(choices);
    sets[from..].fill(members);
}

/// A block for each set but the last, which only the header before names.
fn grown(
    mut blocks: Vec<pb::LightBlock>,
    sets: &[Members],
    course: &Course,
) -> Vec<pb::LightBlock> {
    for at in blocks.len()..sets.len() - 1 {
        let mut header = scene::header(&sets[at].set(), course.data_hash);
        header.height = (LOWEST + at as u64) as i64;
        header.next_validators_hash = oracle::set_hash(&sets[at + 1].set().canonical()).to_vec();
        if course.odd & 1 != 0 {
            header.app_hash[0] ^= 0x80;
        }
        let time = header.time.as_mut().expect("a time");
        time.seconds -= (ROOT - LOWEST) as i64 * SPACING;
        if let Some(below) =
            blocks.last().and_then(|block| block.signed_header.as_ref()?.header.as_ref())
        {
            time.seconds = below.time.expect("a time").seconds + course.spacing;
            let hash = oracle::header_hash(&below.clone().canonical()).to_vec();
            header.last_block_id = Some(scene::block_id(hash, 1));
        }
        let round = [course.odd >> 1 & 1];
        let (flawed, flaws) = &course.flawed;
        let choices = if *flawed == at + 1 { &flaws[..] } else { &round };
        blocks.push(scene::block(&mut Choices::new(choices), &sets[at], header));
    }
    blocks
}
