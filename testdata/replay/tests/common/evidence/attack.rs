//! A block beside the chain's.

use super::{APP, DATA, name_headers, name_sets};
use crate::common::steps::{Changes, Scene};
use crate::common::{CHAIN, LIMITS, Member, Stage, World, message, timestamp, uint};
use parhelion_core::evidence::light_client_attack::{self, AttackKind};
use parhelion_core::evidence::{
    FaultProof, LightClientAttackEvidence, Signer, contradicting_signers, double_votes,
};
use parhelion_core::{
    Error, Header, LightBlock, SignedHeader, TrustedState, ValidatorSet, Verifier, light,
};
use std::cmp::Reverse;

/// A block of height 20 that conflicts with the chain's.
#[derive(Clone)]
pub struct Attack {
    /// The block of the common height, of which the commit is not looked at.
    pub common: World,
    pub trusted: World,
    pub block: World,
    pub common_height: i64,
    pub accused: Vec<Member>,
    pub total: i64,
    pub scratch: usize,
    pub signers: usize,
    pub chain_id: String,
}

impl Scene for Attack {
    fn seal(&mut self, after: Stage) {
        let Attack { common, trusted, block, .. } = self;
        match after {
            Stage::Set => {
                if self.common_height == 20 {
                    (trusted.set, common.set) = (block.set.clone(), block.set.clone());
                }
                name_sets([common, trusted, block]);
            }
            Stage::Header => name_headers([common, trusted, block]),
            Stage::Commit => {
                trusted.sign();
                block.sign();
                self.accuse();
            }
            Stage::Signed => {}
        }
    }
}

impl Attack {
    /// The block has another app hash. Five of its seven validators were in the set of height 10.
    pub fn lunatic(changes: &Changes<Attack>) -> Attack {
        Attack::new(10, changes)
    }

    /// The block has other transactions, and was committed in the same round.
    pub fn equivocation(changes: &Changes<Attack>) -> Attack {
        Attack::new(20, changes)
    }

    fn new(common_height: i64, changes: &Changes<Attack>) -> Attack {
        let mut attack = Attack {
            common: World::new(common_height, &[]),
            trusted: World::new(20, &[]),
            block: World::new(20, &[]),
            common_height,
            accused: Vec::new(),
            total: 0,
            scratch: 14,
            signers: 7,
            chain_id: CHAIN.to_owned(),
        };
        if attack.is_lunatic() {
            attack.common.set().members.truncate(5);
            attack.block.header().hashes[APP] = vec![0x66; 32];
        } else {
            attack.block.header().hashes[DATA] = vec![0x66; 32];
        }
        attack.with(changes)
    }

    fn is_lunatic(&self) -> bool {
        self.common_height < 20
    }

    /// Accuses who is guilty.
    fn accuse(&mut self) {
        let lunatic = self.is_lunatic();
        let set = if lunatic { self.common.set() } else { self.block.set() };
        let mut members = set.members.clone();
        self.total = self.common.set().members.iter().map(|member| member.power).sum();
        let signed = |world: &World, address: &[u8]| {
            let entries = &world.commit.as_ref().unwrap().entries;
            entries.iter().any(|entry| entry.flag == 2 && entry.address == address)
        };
        members.retain(|member| signed(&self.block, &member.address));
        members.retain(|member| lunatic || signed(&self.trusted, &member.address));
        members.sort_by_key(|member| (Reverse(member.power), member.address.clone()));
        self.accused = members;
    }

    /// A `LightClientAttackEvidence`.
    pub fn evidence(&self) -> Vec<u8> {
        let accused: Vec<u8> =
            self.accused.iter().flat_map(|member| message(3, &member.encode())).collect();
        let time = self.common.header.as_ref().unwrap().time;
        [
            message(1, &self.block.light_block()),
            uint(2, self.common_height),
            accused,
            uint(4, self.total),
            message(5, &timestamp(time)),
        ]
        .concat()
    }

    /// Verifies as a full node, without a verifier and with one.
    pub fn verify(&self) -> Result<(AttackKind, Vec<Signer>), Error> {
        let common = self.common.header.as_ref().unwrap().encode();
        let set = self.common.set.as_ref().unwrap().encode();
        let (trusted, evidence) = (self.trusted.signed_header(), self.evidence());
        let evidence = LightClientAttackEvidence::parse(&evidence, LIMITS)?;
        let common = Header::parse(&common, LIMITS)?;
        let set = ValidatorSet::parse(&set, LIMITS)?;
        let trusted = SignedHeader::parse(&trusted, LIMITS)?;
        let (mut scratch, mut signers) = (vec![0; self.scratch], vec![Signer::NONE; self.signers]);
        let found = light_client_attack::verify(
            &common,
            &set,
            &trusted,
            &evidence,
            &mut scratch,
            &mut signers,
        )
        .map(|attack| (attack.kind, attack.byzantine_validators.to_vec()));
        let mut verifier = Verifier::new();
        let with = light_client_attack::verify_with(
            &common,
            &set,
            &trusted,
            &evidence,
            &mut signers,
            &mut verifier,
        )
        .map(|attack| (attack.kind, attack.byzantine_validators.to_vec()));
        if !matches!(found, Err(Error::ScratchTooSmall { .. })) {
            assert_eq!(found, with);
        }
        found
    }

    /// Who signed the block, which contradicts the chain's.
    pub fn contradicting_signers(&self) -> Result<Vec<FaultProof>, Error> {
        let (header, block) = (self.trusted.header.as_ref().unwrap(), self.block.light_block());
        let header = header.encode();
        let header = Header::parse(&header, LIMITS)?;
        let state = TrustedState::trust_on_faith(&header, &header.hash()?)?;
        let verified = light::verify_known(&state, &header)?;
        let mut proofs = Vec::new();
        let block = LightBlock::parse(&block, LIMITS)?;
        contradicting_signers(&verified, &block, |proof| proofs.push(proof)).map(|()| proofs)
    }

    /// Who voted in both commits, for different blocks.
    pub fn double_votes(&self) -> Result<Vec<FaultProof>, Error> {
        let (a, b) = (self.trusted.light_block(), self.block.light_block());
        let (a, b) = (LightBlock::parse(&a, LIMITS)?, LightBlock::parse(&b, LIMITS)?);
        let mut proofs = Vec::new();
        double_votes(&self.chain_id, &a, &b, |proof| proofs.push(proof)).map(|()| proofs)
    }
}
