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
/// Cases about blocks before each case of every other stream, where these are wanted too.
const PER_OTHER: u64 = 24;
/// What sets the random numbers of the evidence apart from those of the blocks.
const EVIDENCE_APART: u64 = 0x6576_6964_656e_6365;
/// What sets those of the states apart.
const STATES_APART: u64 = 0x0073_7461_7465_7300;
/// What sets those of the clients apart.
const CLIENTS_APART: u64 = 0x0063_6c69_656e_7473;

/// Makes the cases of a seed. Nothing is kept but the current chain.
pub struct Simulator {
    seed: u64,
    ring: Keyring,
    blocks: Part,
    evidence: Part,
    states: Part,
    clients: Part,
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
            evidence: part(Stream::Evidence, Rng::of(seed ^ EVIDENCE_APART, 0)),
            states: part(Stream::States, Rng::of(seed ^ STATES_APART, 0)),
            clients: part(Stream::Clients, Rng::of(seed ^ CLIENTS_APART, 0)),
            chain,
            number: 0,
            lines: 0,
        }
    }

    /// Appends the line of the next case.
    pub fn write_next(&mut self, line: &mut String) {
        let parts = [&self.blocks, &self.evidence, &self.states, &self.clients];
        let wanted: Vec<&Part> = parts.into_iter().filter(|part| !part.kinds.is_empty()).collect();
        let turn = match wanted.as_slice() {
            [leading @ Part { stream: Stream::Blocks, .. }, others @ ..] => {
                let place = self.lines % (PER_OTHER + others.len() as u64);
                let other = place.checked_sub(PER_OTHER).map(|other| others[other as usize]);
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
            Stream::Clients => (&mut self.clients, "c"),
        };
        let case = part.case;
        let question = part.ask(&self.ring, &self.chain);
        question.write(&format!("sim-{}-{}-{mark}{case}", self.seed, self.number), line);
        self.lines += 1;
    }

    fn next_chain(&mut self) {
        self.number += 1;
        self.blocks.rng = Rng::of(self.seed, self.number);
        self.evidence.rng = Rng::of(self.seed ^ EVIDENCE_APART, self.number);
        self.states.rng = Rng::of(self.seed ^ STATES_APART, self.number);
        self.clients.rng = Rng::of(self.seed ^ CLIENTS_APART, self.number);
        for part in [&mut self.blocks, &mut self.evidence, &mut self.states, &mut self.clients] {
            part.case = 0;
        }
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
