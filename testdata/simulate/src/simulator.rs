//! The cases of a seed, one after the other.

use crate::chain::Chain;
use crate::keys::Keyring;
use crate::kinds::{Desk, Kind, Stream, Tables};
use crate::line::Question;
use crate::rng::Rng;
use crate::selection::Selection;

/// Cases of one stream about one chain: making a chain costs as much as a dozen of them.
const PER_CHAIN: u64 = 128;
/// Cases about a chain with many validators, each of which takes longer.
const PER_BIG_CHAIN: u64 = 16;
/// Cases about blocks before each case of evidence or about clients, where both are wanted.
const PER_EVIDENCE: u64 = 24;
/// What sets the random numbers of the evidence apart from those of the blocks.
const APART: u64 = 0x6576_6964_656e_6365;
/// What sets those of the clients apart.
const FURTHER: u64 = 0x0063_6c69_656e_7473;
/// Cases about blocks before each case of evidence and of states, where these are wanted too.
const PER_EVIDENCE: u64 = 24;
/// What sets the random numbers of the evidence apart from those of the blocks.
const APART: u64 = 0x6576_6964_656e_6365;
/// And those of the states.
const FURTHER_APART: u64 = 0x0073_7461_7465_7300;

/// Makes the cases of a seed. Nothing is kept but the current chain.
pub struct Simulator {
    seed: u64,
    ring: Keyring,
    blocks: Part,
    evidence: Part,
    clients: Part,
    states: Part,
    chain: Chain,
    number: u64,
    lines: u64,
}

/// One stream: what is drawn from, and the number of its next case about this chain.
struct Part {
    stream: Stream,
    kinds: Vec<Kind>,
    tables: Tables,
    rng: Rng,
    case: u64,
}

impl Simulator {
    /// The cases of this seed; those of the blocks are the same, whatever stands between them.
    #[must_use]
    pub fn new(seed: u64, wanted: &Selection) -> Simulator {
        let ring = Keyring::new(&mut Rng::new(seed));
        let mut rng = Rng::of(seed, 0);
        let chain = Chain::new(&ring, &mut rng);
        let part = |stream, rng| Part {
            stream,
            kinds: wanted.of(stream).to_vec(),
            tables: Tables::default(),
            rng,
            case: 0,
        };
        Simulator {
            seed,
            ring,
            blocks: part(Stream::Blocks, rng),
            evidence: part(Stream::Evidence, Rng::of(seed ^ APART, 0)),
            clients: part(Stream::Clients, Rng::of(seed ^ FURTHER, 0)),
            states: part(Stream::States, Rng::of(seed ^ FURTHER_APART, 0)),
            chain,
            number: 0,
            lines: 0,
        }
    }

    /// Appends the line of the next case.
    pub fn write_next(&mut self, line: &mut String) {
        let aside: Vec<Stream> = [&self.evidence, &self.clients]
            .into_iter()
            .filter_map(|part| (!part.kinds.is_empty()).then_some(part.stream))
            .collect();
        let in_turn = |turn: u64| aside[(turn % aside.len() as u64) as usize];
        let (round, place) = (self.lines / (PER_EVIDENCE + 1), self.lines % (PER_EVIDENCE + 1));
        let (turn, leading) = match (self.blocks.kinds.is_empty(), aside.is_empty()) {
            (true, _) => (in_turn(self.lines), in_turn(0)),
            (false, false) if place == PER_EVIDENCE => (in_turn(round), Stream::Blocks),
            _ => (Stream::Blocks, Stream::Blocks),
        };
        // One stream ends the chain: where there are blocks, it is theirs.
        let limit = if self.chain.is_big() { PER_BIG_CHAIN } else { PER_CHAIN };
        if turn == leading && self.part(leading).case == limit {
            self.next_chain();
        }
        let mark = match turn {
            Stream::Blocks => "",
            Stream::Evidence => "e",
            Stream::Clients => "c",
        };
        let part = match turn {
            Stream::Blocks => &mut self.blocks,
            Stream::Evidence => &mut self.evidence,
            Stream::Clients => &mut self.clients,
        let parts = [&self.blocks, &self.evidence, &self.states];
        let wanted: Vec<&Part> = parts.into_iter().filter(|part| !part.kinds.is_empty()).collect();
        let turn = match wanted.as_slice() {
            [leading @ Part { stream: Stream::Blocks, .. }, others @ ..] => {
                let place = self.lines % (PER_EVIDENCE + others.len() as u64);
                let other = place.checked_sub(PER_EVIDENCE).map(|other| others[other as usize]);
                other.unwrap_or(leading).stream
            }
            all => all[(self.lines % all.len() as u64) as usize].stream,
        };
        // The chain's own stream ends it: where there are blocks, the others never do.
        let limit = if self.chain.is_big() { PER_BIG_CHAIN } else { PER_CHAIN };
        if turn == wanted[0].stream && wanted[0].case == limit {
            self.next_chain();
        }
        let (part, mark) = match turn {
            Stream::Blocks => (&mut self.blocks, ""),
            Stream::Evidence => (&mut self.evidence, "e"),
            Stream::States => (&mut self.states, "s"),
        };
        let case = part.case;
        let question = part.ask(&self.ring, &self.chain);
        question.write(&format!("sim-{}-{}-{mark}{case}", self.seed, self.number), line);
        self.lines += 1;
    }

    const fn part(&self, stream: Stream) -> &Part {
        match stream {
            Stream::Blocks => &self.blocks,
            Stream::Evidence => &self.evidence,
            Stream::Clients => &self.clients,
        }
    }

    fn next_chain(&mut self) {
        self.number += 1;
        self.blocks.rng = Rng::of(self.seed, self.number);
        self.evidence.rng = Rng::of(self.seed ^ APART, self.number);
        self.clients.rng = Rng::of(self.seed ^ FURTHER, self.number);
        (self.blocks.case, self.evidence.case, self.clients.case) = (0, 0, 0);
        self.states.rng = Rng::of(self.seed ^ FURTHER_APART, self.number);
        (self.blocks.case, self.evidence.case, self.states.case) = (0, 0, 0);
        self.chain = Chain::new(&self.ring, &mut self.blocks.rng);
    }
}

impl Part {
    fn ask(&mut self, ring: &Keyring, chain: &Chain) -> Question {
        self.case += 1;
        let kind = self.stream.draw(&self.kinds, &mut self.rng);
        let mut desk = Desk { ring, chain, tables: &mut self.tables };
        self.stream.ask(kind, &mut desk, &mut self.rng)
    }
}
