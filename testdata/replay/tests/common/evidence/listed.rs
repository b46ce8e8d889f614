//! Evidence in a block, and a block that is known.

use super::{Attack, EVIDENCE, Votes};
use crate::common::steps::{Changes, Scene};
use crate::common::{CHAIN, HeaderOf, LIMITS, World, message};
use parhelion_core::evidence::{Evidence, EvidenceList};
use parhelion_core::{ChainId, Error, Header, TrustedState, light};

/// A block of which a state was made.
pub struct Known {
    pub header: HeaderOf,
    /// The state is of another block.
    pub other: bool,
    /// The state comes from an on-chain client.
    pub on_chain: bool,
}

impl Scene for Known {}

impl Known {
    pub fn new(changes: &Changes<Known>) -> Known {
        let header = World::new(20, &[]).header().clone();
        Known { header, other: false, on_chain: false }.with(changes)
    }

    pub fn verify(&self) -> Result<TrustedState, Error> {
        let mut of = World::new(20, &[]).header().clone();
        if self.other {
            of.time.1 += 1;
        }
        let (of, header) = (of.encode(), self.header.encode());
        let (of, header) = (Header::parse(&of, LIMITS)?, Header::parse(&header, LIMITS)?);
        let state = if self.on_chain {
            let next = of.next_validators_hash();
            TrustedState::from_on_chain_client(ChainId::new(CHAIN)?, 20, of.time(), next)?
        } else {
            TrustedState::trust_on_faith(&of, &of.hash()?)?
        };
        light::verify_known(&state, &header).map(|verified| verified.trusted_state().clone())
    }
}

/// Evidence, and the list in a block that has it.
pub struct Listed {
    /// `Evidence` messages.
    pub items: Vec<Vec<u8>>,
    pub wanted: Vec<u8>,
    /// What the header names in place of the list's hash.
    pub named: Option<Vec<u8>>,
}

impl Scene for Listed {}

impl Listed {
    pub fn new(changes: &Changes<Listed>) -> Listed {
        let wanted = message(2, &Attack::lunatic(&[]).evidence());
        let items = vec![message(1, &Votes::new(&[]).evidence()), wanted.clone(), wanted.clone()];
        Listed { items, wanted, named: None }.with(changes)
    }

    /// An `EvidenceList`.
    pub fn encode(&self) -> Vec<u8> {
        self.items.iter().flat_map(|item| message(1, item)).collect()
    }

    pub fn position(&self) -> Result<u32, Error> {
        let encoded = self.encode();
        let list = EvidenceList::parse(&encoded, LIMITS)?;
        let mut header = World::new(20, &[]).header().clone();
        header.hashes[EVIDENCE] = self.named.clone().unwrap_or_else(|| list.hash().0.to_vec());
        let header = header.encode();
        let header = Header::parse(&header, LIMITS)?;
        let state = TrustedState::trust_on_faith(&header, &header.hash()?)?;
        let verified = light::verify_known(&state, &header)?;
        list.position(&verified, &Evidence::parse(&self.wanted, LIMITS)?)
    }
}
