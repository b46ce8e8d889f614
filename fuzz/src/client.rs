//! What a light client promises, whatever its peers say.

mod promises;
mod world;

use crate::choices::Choices;
use crate::scene::SECONDS;
use parhelion_core::client::{
    Blocks, Budget, Client, Failure, Goal, Memory, Mode, Need, Outcome, Parameters, Peer, Peers,
    Reply, Root, Standing,
};
use parhelion_core::{
    ChainId, Duration, Error, Hash, LightBlock, Limits, Options, Time, TrustThreshold,
    TrustedState, Verifier,
};
use prost::Message;
use world::{Answer, ROOT, World};

pub use promises::{End, Met};

/// Bytes before those of which the chain is made: of the client, and of the peers.
const SETTINGS: usize = 50;
/// Words of scratch for any set.
const SCRATCH: usize = 4096;

/// The first bytes choose a client, and how its peers answer; of the rest a chain with two forks is
/// made. One by one, in batches, and with what was fetched kept, the client asks the same and comes
/// to the same end; a mistake of the caller changes nothing.
pub fn client(data: &[u8]) {
    let _ = answer(data);
}

/// What the bytes lead to. `None` where there is no client.
#[must_use]
pub fn answer(data: &[u8]) -> Option<Met> {
    let (settings, rest) = data.split_at(data.len().min(SETTINGS));
    let mut settings = settings.to_vec();
    settings.resize(SETTINGS, 0);
    let (ours, theirs) = settings.split_at(20);
    let peers = 1 + usize::from(ours[3] % 5);
    let world = World::new(&mut Choices::new(theirs), peers, &mut Choices::new(rest));
    let plan = Plan::new(&mut Choices::new(ours), &world)?;
    let run = plan.drive(&world, &mut Way::Alone)?;
    let mut ways = vec![Way::Lent, Way::Batch(Verifier::with_keys(8))];
    if world.is_stable() {
        ways.push(Way::Kept(Blocks::new(plan.kept)));
    }
    for way in &mut ways {
        if let Some(other) = plan.drive(&world, way) {
            assert_eq!(other.needs, run.needs);
            assert_eq!(format!("{:?}", other.end), format!("{:?}", run.end));
            assert_eq!(format!("{:?}", other.peers), format!("{:?}", run.peers));
        }
    }
    run.keeps(&plan, &world);
    Some(run.met(&plan))
}

/// What the caller decides.
pub(crate) struct Plan {
    root: Root,
    /// Whether the root is the honest chain's.
    is_right: bool,
    goal: Goal,
    mode: Mode,
    parameters: Parameters,
    peers: Peers,
    trace: usize,
    other: usize,
    /// Seconds at the first question, and from each to the next.
    clock: (i64, i64),
    /// Bytes of what is kept.
    kept: usize,
    /// What is done wrong before the question of this number is answered.
    mistakes: [(usize, u8); 3],
}

impl Plan {
    fn new(choices: &mut Choices<'_>, world: &World) -> Option<Plan> {
        let kind = choices.next() % 4;
        let root = root(kind, world)?;
        let goal = match choices.next() {
            0 => Goal::Latest,
            height => Goal::Height(u64::from(height)),
        };
        let mode = choices.one_of(&[Mode::Skipping, Mode::Sequential]);
        let peers = match choices.next() % 5 {
            0 => Peers::without_witnesses(),
            witnesses => Peers::new(usize::from(witnesses)).expect("some, and not many"),
        };
        let requests = choices.one_of(&[200, 0, 1, 2, 3, 4, 5, 8, 13, 21]);
        let bytes = choices.one_of(&[u64::MAX, 0, 1000, 3000, 10_000, 30_000]);
        let budget = Budget::DEFAULT.with_requests(requests).with_bytes(bytes);
        let trusting_period =
            Duration::from_seconds(choices.one_of(&[1_000_000, 0, 100, 210, 250, -1]));
        let thresholds = [
            TrustThreshold::ONE_THIRD,
            TrustThreshold::new(2, 3).ok()?,
            TrustThreshold::new(1, 1).ok()?,
        ];
        let trust_threshold = choices.one_of(&thresholds);
        let max_clock_drift = Duration::from_seconds(choices.one_of(&[10, 0, 30, -10]));
        let options = Options { trust_threshold, trusting_period, max_clock_drift };
        Some(Plan {
            root,
            is_right: kind != 3,
            goal,
            mode,
            parameters: Parameters { options, budget, ..Parameters::DEFAULT },
            peers,
            trace: choices.one_of(&[32, 0, 1, 2, 3, 4, 6]),
            other: choices.one_of(&[32, 0, 1, 2, 3, 4, 6]),
            clock: (choices.one_of(&[200, 0, 40, 80, 1_000_000]), choices.one_of(&[0, 1, 10, -10])),
            kept: choices.one_of(&[1 << 20, 0, 700, 2000]),
            mistakes: std::array::from_fn(|_| (choices.next().into(), choices.next())),
        })
    }

    fn now(&self, number: usize) -> Time {
        let (first, step) = self.clock;
        Time::from_unix(SECONDS + first + step * number as i64, 0).expect("a time")
    }

    /// Leads a client to its end. `None`: there is no client, or a mistake was none.
    fn drive(&self, world: &World, way: &mut Way) -> Option<Run> {
        let mut trace: Vec<Option<TrustedState>> = vec![None; self.trace];
        let mut other = vec![None; self.other];
        let memory = Memory { trace: &mut trace, other: &mut other };
        let (root, peers) = (self.root.clone(), self.peers.clone());
        let client = Client::new(root, self.goal, self.mode, self.parameters, peers, memory);
        let mut client = match client {
            Ok(client) => client,
            Err(Error::TraceTooSmall { .. }) if self.trace == 0 => return None,
            Err(error) => panic!("{error}"),
        };
        let (mut needs, mut served, mut bytes) = (Vec::new(), Vec::new(), 0);
        while let Some(need) = client.need() {
            let number = needs.len();
            needs.push(need);
            assert!(number <= self.parameters.budget.requests() as usize, "above the budget");
            let from = asked(&need);
            let standing = client.peers().standing(from).expect("a peer");
            assert!(!matches!(standing, Standing::Dropped(_)), "{need:?}");
            let answer = world.answer(&need, number);
            bytes += answer.len() as u64;
            let verified = client.trace().last().map_or(0, TrustedState::height);
            served.extend(Served::of(from, &answer, verified));
            let now = self.now(number);
            if matches!(way, Way::Lent) {
                match self.err(&mut client, world, number, now) {
                    Mistake::None => {}
                    Mistake::WasTaken => continue,
                    Mistake::WasNone => return None,
                }
            }
            way.give(&mut client, &need, &answer, now).expect("no mistake");
        }
        let nothing = client.give(Reply::Paused, self.now(0), &mut []);
        assert_eq!(nothing, Err(Error::NothingAsked));
        let end = client.outcome().expect("an end").clone();
        let peers = client.peers().clone();
        Some(Run { needs, served, bytes, end, peers })
    }

    /// Makes the mistakes that are due, which change nothing.
    fn err(&self, client: &mut Client<'_>, world: &World, number: usize, now: Time) -> Mistake {
        for (_, kind) in self.mistakes.iter().filter(|(due, _)| *due == number) {
            let Some(need) = client.need() else { return Mistake::WasTaken };
            let answer = world.answer(&need, number);
            let is_pause = matches!(need, Need::Pause { .. });
            let before = state(client);
            let mut little = [u32::MAX];
            let given = match kind % 6 {
                1 if is_pause => client.give(Reply::Failed(Failure::NoResponse), now, &mut []),
                1 => client.give(Reply::Paused, now, &mut []),
                2 if matches!(need, Need::Header { .. }) || is_pause => {
                    let reply = Reply::LightBlock { bytes: &[], trusted_validators: None };
                    client.give(reply, now, &mut [])
                }
                2 => client.give(Reply::Header(&[]), now, &mut []),
                3 => match (need, &answer) {
                    (Need::LightBlock { trusted_validators: Some(_), .. }, Answer::Block(b, _)) => {
                        let reply = Reply::LightBlock { bytes: &b[..0], trusted_validators: None };
                        client.give(reply, now, &mut [])
                    }
                    _ => continue,
                },
                4 => match client.give(answer.reply(), now, &mut little) {
                    Ok(()) => return Mistake::WasTaken,
                    error => error,
                },
                5 => {
                    let (Need::LightBlock { .. } | Need::LatestBlock { .. }, Answer::Block(_, set)) =
                        (need, &answer)
                    else {
                        continue;
                    };
                    let height = match need {
                        Need::LightBlock { height, .. } => Some(height),
                        _ => None,
                    };
                    let Some(block) = world.block((kind / 6).into(), height) else { continue };
                    let other = Answer::Block(block.encode_to_vec(), set.clone());
                    match client.give(other.reply(), now, &mut little) {
                        Ok(()) => return Mistake::WasNone,
                        error => error,
                    }
                }
                _ => continue,
            };
            assert!(given.is_err(), "{need:?}");
            assert_eq!(state(client), before, "{given:?}");
        }
        Mistake::None
    }
}

/// What became of a mistake.
enum Mistake {
    None,
    /// Little memory was enough: the question is answered.
    WasTaken,
    /// It was enough for another answer, which is another story.
    WasNone,
}

/// All that a caller sees of a client.
fn state(client: &Client<'_>) -> String {
    let trace: Vec<_> = client.trace().collect();
    format!("{:?} {:?} {trace:?} {:?}", client.need(), client.peers(), client.outcome())
}

/// A state that is known, from this chain or from an on-chain client, or faith, right or wrong.
fn root(kind: u8, world: &World) -> Option<Root> {
    let bytes = world.block(0, Some(ROOT))?.encode_to_vec();
    let block = LightBlock::parse(&bytes, &Limits::DEFAULT).ok()?;
    let (header, hash) = (block.header(), block.header().hash().ok()?);
    Some(match kind {
        0 => Root::State(TrustedState::trust_on_faith(header, &hash).ok()?),
        1 => {
            let chain_id = ChainId::new(header.chain_id()).ok()?;
            let (time, next) = (header.time(), header.next_validators_hash());
            let state = TrustedState::from_on_chain_client(chain_id, ROOT, time, next);
            Root::State(state.ok()?)
        }
        2 => Root::Faith { height: ROOT, hash },
        _ => Root::Faith { height: ROOT, hash: Hash([7; 32]) },
    })
}

fn asked(need: &Need) -> Peer {
    match need {
        Need::LightBlock { from, .. }
        | Need::LatestBlock { from }
        | Need::Header { from, .. }
        | Need::Pause { from, .. } => *from,
    }
}

/// How signatures are checked, and where replies come from.
enum Way {
    /// One by one, without memory.
    Alone,
    /// With memory, and with mistakes.
    Lent,
    Batch(Verifier),
    /// What was fetched is not fetched again.
    Kept(Blocks),
}

impl Way {
    fn give(
        &mut self,
        client: &mut Client<'_>,
        need: &Need,
        answer: &Answer,
        now: Time,
    ) -> Result<(), Error> {
        match self {
            Way::Alone => client.give(answer.reply(), now, &mut []),
            Way::Lent => client.give(answer.reply(), now, &mut [u32::MAX; SCRATCH]),
            Way::Batch(verifier) => client.give_with(answer.reply(), now, verifier),
            Way::Kept(blocks) => {
                if let Some(reply) = blocks.reply(need) {
                    return client.give(reply, now, &mut []);
                }
                if let (Need::LightBlock { height, from, .. }, Answer::Block(bytes, set)) =
                    (need, answer)
                {
                    blocks.keep(*from, *height, bytes);
                    set.iter().for_each(|set| blocks.keep_set(set));
                }
                client.give(answer.reply(), now, &mut [])
            }
        }
    }
}

/// A header that a peer served, with a block or alone.
struct Served {
    from: Peer,
    height: u64,
    hash: Hash,
    /// The block.
    bytes: Vec<u8>,
    /// The last height that was verified when it came.
    verified: u64,
}

impl Served {
    fn of(from: Peer, answer: &Answer, verified: u64) -> Option<Served> {
        let (height, hash, bytes) = match answer {
            Answer::Block(bytes, _) => {
                let block = LightBlock::parse(bytes, &Limits::DEFAULT).ok()?;
                let hash = block.validate(block.header().chain_id()).ok()?;
                (block.header().height(), hash, bytes.clone())
            }
            Answer::Header(bytes) => {
                let header = parhelion_core::Header::parse(bytes, &Limits::DEFAULT).ok()?;
                (header.height(), header.hash().ok()?, Vec::new())
            }
            Answer::Paused | Answer::Failed(_) => return None,
        };
        Some(Served { from, height, hash, bytes, verified })
    }
}

/// A client's way to its end.
struct Run {
    needs: Vec<Need>,
    served: Vec<Served>,
    /// Of all answers.
    bytes: u64,
    end: Outcome,
    peers: Peers,
}
