//! The stream of cases of a seed.

use crate::chain::Chain;
use crate::keys::Keyring;
use crate::kinds::{Desk, Kind, Tables};
use crate::rng::Rng;

/// Cases of one chain: making a chain costs as much as a dozen of them.
const PER_CHAIN: u64 = 128;
/// Cases of a chain with many validators, each of which takes longer.
const PER_BIG_CHAIN: u64 = 16;

/// Makes the cases of a seed, one after the other. Nothing is kept but the current chain.
pub struct Simulator {
    seed: u64,
    kind: Option<Kind>,
    ring: Keyring,
    tables: Tables,
    rng: Rng,
    chain: Chain,
    number: u64,
    case: u64,
}

impl Simulator {
    /// The cases of this seed; with a kind, only of that.
    #[must_use]
    pub fn new(seed: u64, kind: Option<Kind>) -> Simulator {
        let ring = Keyring::new(&mut Rng::new(seed));
        let mut rng = Rng::of(seed, 0);
        let chain = Chain::new(&ring, &mut rng);
        Simulator { seed, kind, ring, tables: Tables::default(), rng, chain, number: 0, case: 0 }
    }

    /// Appends the line of the next case.
    pub fn write_next(&mut self, line: &mut String) {
        let limit = if self.chain.is_big() { PER_BIG_CHAIN } else { PER_CHAIN };
        if self.case == limit {
            self.number += 1;
            self.case = 0;
            self.rng = Rng::of(self.seed, self.number);
            self.chain = Chain::new(&self.ring, &mut self.rng);
        }
        let rng = &mut self.rng;
        let kind = self.kind.unwrap_or_else(|| Kind::any(rng));
        let mut desk = Desk { ring: &self.ring, chain: &self.chain, tables: &mut self.tables };
        let question = kind.ask(&mut desk, rng);
        question.write(&format!("sim-{}-{}-{}", self.seed, self.number, self.case), line);
        self.case += 1;
    }
}
