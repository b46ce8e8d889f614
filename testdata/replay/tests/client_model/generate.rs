//! Worlds by number.

use crate::chain::{Chain, Fork, KEYS, Kind, PACE, Shape};
use crate::peer::{Fault, Peer, What};
use crate::world::{RootOf, World};
use parhelion_core::client::{Failure, Mode};

/// The chains: of small sets and larger ones, which change with each block, now and then, or never.
pub(crate) const SHAPES: [Shape; 8] = [
    Shape { validators: 4, drift: 1, powers: 3 },
    Shape { validators: 4, drift: 3, powers: 4 },
    Shape { validators: 5, drift: 2, powers: 7 },
    Shape { validators: 4, drift: 1 << 40, powers: 1 << 40 },
    Shape { validators: 7, drift: 4, powers: 5 },
    Shape { validators: 6, drift: 7, powers: 1 << 40 },
    Shape { validators: 4, drift: 1 << 40, powers: 6 },
    // Of this one only heights far away are asked for.
    Shape { validators: 5, drift: 5000, powers: 9000 },
];
const FAR: usize = 7;

/// Xorshift. The seed is stirred: neighbours have nothing in common.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Dice {
        Dice((seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    /// Once in so many times.
    fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }
}

const KINDS: [Kind; 7] = [
    Kind::Lunatic,
    Kind::App,
    Kind::Next,
    Kind::Equivocation,
    Kind::Amnesia,
    Kind::Unsigned,
    Kind::Garbage,
];

const WHATS: [What; 15] = [
    What::Fails(Failure::NotFound),
    What::Fails(Failure::HeightTooHigh),
    What::Fails(Failure::NoResponse),
    What::Fails(Failure::Bad),
    What::Malformed,
    What::Truncated,
    What::OtherHeight,
    What::OtherChain,
    What::OtherCommit,
    What::HeaderBit,
    What::OtherSet,
    What::SignatureBit,
    What::Priorities,
    What::OtherTrusted,
    What::MalformedTrusted,
];

/// What all peers of a world have in common.
struct Frame {
    root: u64,
    head: u64,
    byzantine: u16,
    fork: Fork,
    /// Whether all forks go on above the chain's end, and are not later than it.
    is_ahead: bool,
}

pub(crate) fn world(seed: u64) -> World {
    let mut dice = Dice::new(seed);
    let chain = usize::try_from(dice.below(SHAPES.len() as u64)).unwrap();
    let frame = frame(&mut dice, chain);
    let peers = peers(&mut dice, &frame);
    let has_witnesses = peers.len() > 1;
    let root_of = dice.one_of(&[RootOf::State, RootOf::State, RootOf::Faith, RootOf::OnChain]);
    let is_wrong = root_of == RootOf::Faith && dice.once_in(12);
    let root_branch = if is_wrong { peers.iter().find_map(|peer| peer.branch) } else { None };
    let root_branch = root_branch.filter(|fork| fork.from < frame.root);
    let is_far = chain == FAR;
    let goal = match dice.below(10) {
        0..5 => None,
        5 if !is_far => Some(1 + dice.below(frame.root)),
        6 => Some(frame.root),
        _ => Some(frame.root + 1 + dice.below((frame.head - frame.root).max(1))),
    };
    let mode = if !is_far && dice.once_in(3) { Mode::Sequential } else { Mode::Skipping };
    let top = peers.iter().map(|peer| peer.head.max(peer.later)).max().unwrap();
    let above = |height| Chain::time(None, height);
    let now = match dice.below(12) {
        // A clock that is late.
        0 => above(frame.root + dice.below(top - frame.root + 1)),
        _ => above(top) + 5,
    };
    let age = now - above(frame.root);
    let period =
        if dice.once_in(14) { 1 + dice.below(age.max(1) as u64) as i64 } else { age + 9000 };
    let small = dice.once_in(12);
    let slots = |dice: &mut Dice| if small { 1 + dice.below(4) as usize } else { 1024 };
    World {
        seed,
        chain,
        root: frame.root,
        root_of,
        root_branch,
        goal,
        mode,
        has_witnesses,
        peers,
        threshold: dice.one_of(&[(1, 3), (1, 3), (1, 3), (1, 2), (2, 3)]),
        period,
        now,
        slots: (slots(&mut dice), slots(&mut dice)),
        requests: if dice.once_in(14) { dice.below(12) as u32 } else { 20_000 },
        bytes: if dice.once_in(20) { dice.below(20_000) } else { 1 << 31 },
    }
}

fn frame(dice: &mut Dice, chain: usize) -> Frame {
    let (root, head) = if chain == FAR {
        let root = 1 + dice.below(1000);
        (root, root + 1 + dice.below(60_000))
    } else {
        let root = 1 + dice.below(12);
        (root, root + dice.below(28))
    };
    // Few of them, many, or nearly all.
    let many = dice.one_of(&[1, 3, 5, 7, 9, 11]);
    let is_ahead = dice.once_in(5);
    let byzantine = (0..KEYS).filter(|_| dice.below(12) < many).fold(0, |all, key| all | 1 << key);
    let fork = fork(dice, (root, head), byzantine, is_ahead);
    Frame { root, head, byzantine, fork, is_ahead }
}

fn fork_from(dice: &mut Dice, root: u64, head: u64) -> u64 {
    match dice.below(8) {
        0 => 1 + dice.below(root),
        1 => root,
        _ => root + dice.below(head - root + 1),
    }
}

fn fork(dice: &mut Dice, (root, head): (u64, u64), byzantine: u16, is_ahead: bool) -> Fork {
    let kind = dice.one_of(&KINDS);
    let from = fork_from(dice, root, head);
    let pace = if is_ahead { 1 } else { dice.one_of(&[1, PACE]) };
    // Those who sign a block that is as good as the chain's do so in its time.
    let is_good = matches!(kind, Kind::Equivocation | Kind::Amnesia);
    Fork { kind, from, byzantine, pace: if is_good { PACE } else { pace } }
}

fn peers(dice: &mut Dice, frame: &Frame) -> Vec<Peer> {
    let count = dice.one_of(&[1, 2, 2, 3, 3, 4, 5]);
    // In half of the worlds all have one branch, or the chain.
    let is_united = dice.once_in(2);
    let many = dice.one_of(&[0, 1, 1, 3, 5]);
    let mut peers: Vec<Peer> = (0..count).map(|_| peer(dice, frame, many, is_united)).collect();
    if dice.once_in(3) {
        peers[0] = Peer::honest(frame.head);
    }
    peers
}

fn peer(dice: &mut Dice, frame: &Frame, many: u64, is_united: bool) -> Peer {
    let mut peer = Peer::honest(frame.head);
    if dice.once_in(8) {
        peer.head = frame.root + dice.below(frame.head - frame.root + 1);
        peer.later = dice.one_of(&[peer.head, frame.head]).max(peer.head);
    }
    if dice.below(6) >= many {
        return peer;
    }
    let other = fork(dice, (frame.root, frame.head), frame.byzantine, frame.is_ahead);
    let fork = if is_united { frame.fork } else { other };
    if !dice.once_in(3) {
        peer.branch = Some(fork);
        // Some claim heights that the chain has not come to.
        if frame.is_ahead || dice.once_in(3) {
            peer.head += dice.below(13);
            peer.later = peer.head;
        }
    }
    if dice.once_in(4) {
        let to = if peer.branch.is_some() { None } else { Some(fork) };
        peer.turn = Some((usize::try_from(dice.below(6)).unwrap(), to));
    }
    if peer.branch.is_none() && peer.turn.is_none() || dice.once_in(6) {
        let from = dice.one_of(&[0, 0, 0, 1, 2, 3, 5, 8]);
        let count = dice.one_of(&[1, 2, usize::MAX, usize::MAX]);
        peer.fault = Some(Fault { what: dice.one_of(&WHATS), from, count });
    }
    peer
}
