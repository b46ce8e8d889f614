//! Drives a client through a world, and writes down what it asked and what it was told.

use crate::chain::Chain;
use crate::common::LIMITS;
use crate::peer::{Answer, Told};
use crate::world::World;
use parhelion_core::client::{Blocks, Client, Memory, Need, Outcome, Peer, Peers, Reply, Standing};
use parhelion_core::light::verify_window;
use parhelion_core::{Duration, Error, Hash, LightBlock, Time, TrustedState, Verifier};

/// How signatures are checked, and what is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum How {
    /// One by one, and every block is asked for.
    Plain,
    /// In batches, and every block is asked for.
    Batches,
    /// In batches, and a block that a peer has sent is not asked for again.
    Remembering,
    /// Whole windows of so many blocks, where the way is one by one.
    Windows(u64),
}

/// A question, and what came of it.
pub(crate) struct Said {
    pub(crate) need: Need,
    pub(crate) from: usize,
    pub(crate) is_bad: bool,
    pub(crate) hash: Option<Hash>,
    /// The height to go to, as far as it is known after the answer.
    pub(crate) target: Option<u64>,
    /// Whether the target had been verified before.
    pub(crate) is_detection: bool,
    /// What the peer was before the answer and after it, and whether that was the end.
    pub(crate) was: Standing,
    pub(crate) standing: Standing,
    pub(crate) is_end: bool,
}

/// A whole run.
pub(crate) struct Run {
    pub(crate) outcome: Outcome,
    pub(crate) peers: Peers,
    pub(crate) said: Vec<Said>,
    pub(crate) trace: Vec<TrustedState>,
}

impl Run {
    /// What two ways to drive the same world must agree on.
    pub(crate) fn verdict(&self) -> String {
        format!("{:?}\n{:?}\n{:?}", self.outcome, self.peers, self.trace)
    }

    pub(crate) fn standing(&self, peer: usize) -> Standing {
        self.peers.standing(number(peer)).unwrap()
    }
}

pub(crate) fn number(peer: usize) -> Peer {
    Peer(u8::try_from(peer).unwrap())
}

pub(crate) fn asked(need: &Need) -> usize {
    let (Need::LightBlock { from, .. }
    | Need::LatestBlock { from }
    | Need::Header { from, .. }
    | Need::Pause { from, .. }) = need;
    usize::from(from.0)
}

/// The state of the peers.
struct Callers<'w> {
    world: &'w World,
    chain: &'w Chain,
    turns: Vec<usize>,
    waited: Vec<bool>,
    /// The height to go to, as soon as it is known.
    target: Option<u64>,
    now: i64,
    memory: Option<Blocks>,
}

impl Callers<'_> {
    fn ask(&mut self, need: &Need) -> Told {
        let from = asked(need);
        let turn = self.turns[from];
        self.turns[from] += 1;
        let told = self.world.peers[from].answer(self.chain, need, turn, self.waited[from]);
        if let (Some(memory), Need::LightBlock { height, .. }, Answer::Block { bytes, set }) =
            (&mut self.memory, need, &told.answer)
        {
            memory.keep(number(from), *height, bytes);
            set.iter().for_each(|set| memory.keep_set(set));
        }
        told
    }

    fn wait(&mut self, from: usize, span: Duration) {
        self.waited[from] = true;
        self.now += span.nanos() / 1_000_000_000;
    }

    fn now(&self) -> Time {
        Time::from_unix(self.now, 0).unwrap()
    }
}

/// How a caller's mistake is made on purpose, to see that it changes nothing.
fn mistaken(need: &Need) -> Reply<'static> {
    match need {
        Need::Header { .. } | Need::Pause { .. } => {
            Reply::LightBlock { bytes: &[], trusted_validators: None }
        }
        Need::LightBlock { .. } | Need::LatestBlock { .. } => Reply::Header(&[]),
    }
}

/// # Panics
/// Where the client does not end, or asks after the end.
pub(crate) fn run(world: &World, chain: &Chain, how: How) -> Run {
    let (mut trace, mut other) = (vec![None; world.slots.0], vec![None; world.slots.1]);
    let memory = Memory { trace: &mut trace, other: &mut other };
    let peers = match world.peers.len() {
        1 => Peers::without_witnesses(),
        peers => Peers::new(peers - 1).unwrap(),
    };
    let (root, parameters) = (world.root(chain), world.parameters());
    let mut client =
        Client::new(root, world.goal(), world.mode, parameters, peers, memory).unwrap();
    let mut callers = Callers {
        world,
        chain,
        turns: vec![0; world.peers.len()],
        waited: vec![false; world.peers.len()],
        target: world.goal,
        now: world.now,
        memory: (how == How::Remembering).then(|| Blocks::new(1 << 20)),
    };
    let mut verifier = Verifier::new();
    let mut said = Vec::new();
    let (mut given, mut is_detection) = (0, false);
    while let Some(need) = client.need() {
        assert!(given <= u64::from(world.requests), "it does not end: {world:?}");
        assert!(client.outcome().is_none());
        let mistake = client.give(mistaken(&need), callers.now(), &mut []);
        assert_eq!((mistake, client.need()), (Err(Error::UnexpectedReply), Some(need)));
        // At the end of a fork, the trace is that of the primary's examination.
        let stood = client.trace().last().map_or(0, TrustedState::height);
        is_detection |= callers.target == Some(stood) && stood > world.root;
        if let How::Windows(length) = how
            && !is_detection
            && let Some(blocks) = by_window(&mut client, &mut callers, &mut verifier, length)
        {
            given += blocks;
            continue;
        }
        let from = asked(&need);
        let was = client.peers().standing(number(from)).unwrap();
        let mut heard = Heard { client: &mut client, verifier: &mut verifier, how };
        let (is_bad, hash) = heard.tell(&need, &mut callers);
        given += 1;
        let standing = client.peers().standing(number(from)).unwrap();
        let is_end = client.outcome().is_some();
        let is_head = matches!(need, Need::LatestBlock { .. }) && was == Standing::Primary;
        if is_head && standing == was && world.goal.is_none() {
            callers.target = Some(world.peers[from].head_now(callers.waited[from]));
        }
        let target = callers.target;
        said.push(Said { need, from, is_bad, hash, target, is_detection, was, standing, is_end });
    }
    let late = client.give(Reply::Paused, callers.now(), &mut []);
    assert_eq!((late, client.need()), (Err(Error::NothingAsked), None));
    let trace = client.trace().cloned().collect();
    let outcome = client.outcome().unwrap().clone();
    Run { outcome, peers: client.peers().clone(), said, trace }
}

struct Heard<'h, 'm> {
    client: &'h mut Client<'m>,
    verifier: &'h mut Verifier,
    how: How,
}

impl Heard<'_, '_> {
    fn tell(&mut self, need: &Need, callers: &mut Callers<'_>) -> (bool, Option<Hash>) {
        if let Need::Pause { from, span } = need {
            callers.wait(usize::from(from.0), *span);
            self.give(Reply::Paused, callers.now());
            return (false, None);
        }
        if let Some(memory) = callers.memory.take() {
            let known = memory.reply(need);
            let is_known = known.is_some();
            known.into_iter().for_each(|reply| self.give(reply, callers.now()));
            callers.memory = Some(memory);
            if is_known {
                return (false, None);
            }
        }
        let told = callers.ask(need);
        match &told.answer {
            Answer::Block { bytes, set } => {
                let trusted_validators = set.as_deref();
                self.give(Reply::LightBlock { bytes, trusted_validators }, callers.now());
            }
            Answer::Header(bytes) => self.give(Reply::Header(bytes), callers.now()),
            Answer::Fails(failure) => self.give(Reply::Failed(*failure), callers.now()),
        }
        (told.is_bad, told.hash)
    }

    fn give(&mut self, reply: Reply<'_>, now: Time) {
        let given = match self.how {
            How::Plain => self.client.give(reply, now, &mut [0; 64]),
            _ => self.client.give_with(reply, now, self.verifier),
        };
        assert_eq!(given, Ok(()));
    }
}

/// Gives the client its next headers as a window, where it asks for the next of a row, and its
/// primary has them.
fn by_window(
    client: &mut Client<'_>,
    callers: &mut Callers<'_>,
    verifier: &mut Verifier,
    length: u64,
) -> Option<u64> {
    let world = callers.world;
    let Some(Need::LightBlock { height, from, trusted_validators: None }) = client.need() else {
        return None;
    };
    let last = client.trace().last()?.clone();
    let target = callers.target?;
    let is_climbing = client.peers().standing(from) == Some(Standing::Primary)
        && last.height() + 1 == height
        && last.height() < target;
    if world.mode != parhelion_core::client::Mode::Sequential || !is_climbing {
        return None;
    }
    let mut bytes = Vec::new();
    for height in height..(height + length).min(target + 1) {
        let need = Need::LightBlock { height, from, trusted_validators: None };
        match callers.ask(&need) {
            Told { answer: Answer::Block { bytes: block, .. }, is_bad: false, .. } => {
                bytes.push(block);
            }
            _ => break,
        }
    }
    let blocks: Vec<LightBlock<'_>> =
        bytes.iter().map(|bytes| LightBlock::parse(bytes, LIMITS).unwrap()).collect();
    let options = world.parameters().options;
    let window = verify_window(&last, blocks.iter().copied(), &options, callers.now(), verifier);
    let verified = window.verified().len();
    if blocks.is_empty() {
        return None;
    }
    let last = verified.checked_sub(1).map(|last| &blocks[last]);
    assert_eq!(client.give_window(&window, last), Ok(()));
    Some(verified.max(1) as u64)
}
