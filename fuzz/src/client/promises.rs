//! What must hold at the end of a client.

use super::world::{ROOT, World};
use super::{Plan, Run, Served};
use crate::agree::written;
use crate::pb;
use parhelion_core::client::{
    Divergence, Fork, Goal, Mode, Need, Outcome, Peer, Standing, evidence_scratch_len,
};
use parhelion_core::commit::{self, Rule};
use parhelion_core::evidence::light_client_attack::AttackKind;
use parhelion_core::evidence::{LightClientAttackEvidence, Signer};
use parhelion_core::{Error, Hash, LightBlock, Limits, TrustedState};
use prost::Message;
use std::collections::BTreeSet;

const LIMITS: &Limits = &Limits::DEFAULT;

/// How a client ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// With so many witnesses.
    Verified(usize),
    /// With nothing to do.
    UpToDate,
    /// With what is proven against the primary, and, where it showed its way, against the witness.
    Fork(AttackKind, Option<AttackKind>),
    /// With this error, by its name.
    Failed(&'static str),
}

/// What bytes led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Met {
    /// The end.
    pub end: End,
    /// Whether headers were followed downwards.
    pub is_backwards: bool,
    /// Whether each header was to be verified.
    pub is_sequential: bool,
    /// Whether the first primary gave its place to another.
    pub is_replaced: bool,
}

impl Run {
    /// Holds the end against what was served.
    pub(super) fn keeps(&self, plan: &Plan, world: &World) {
        let limit = plan.parameters.budget.bytes();
        let is_spent =
            matches!(&self.end, Outcome::Failed(it) if it.error == Error::BytesSpent { limit });
        assert_eq!(self.bytes > limit, is_spent);
        match &self.end {
            Outcome::Verified { state, witnesses } => self.verified(plan, state, *witnesses),
            Outcome::Fork(fork) => self.forked(fork, world),
            Outcome::UpToDate => assert_eq!(plan.goal, Goal::Latest),
            Outcome::Failed(failed) => {
                let goes_down = matches!(plan.goal, Goal::Height(height) if height < ROOT);
                assert!(goes_down || failed.to == 0 || failed.from <= failed.to, "{failed:?}");
            }
        }
        for peer in (0..5).map(Peer).filter(|peer| plan.is_right && world.is_honest(*peer)) {
            match self.peers.standing(peer) {
                // By a clock that is late, as in CometBFT.
                Some(Standing::Dropped(Error::TimeFromFuture { .. })) | None => {}
                Some(Standing::Dropped(error)) => {
                    assert!(!is_healthy(world), "{peer:?} is honest: {error}");
                }
                Some(Standing::Primary | Standing::Witness) => {}
            }
        }
    }

    fn verified(&self, plan: &Plan, state: &TrustedState, witnesses: usize) {
        let height = state.height();
        match plan.goal {
            Goal::Height(goal) => assert_eq!(height, goal),
            Goal::Latest => assert!(height > ROOT),
        }
        if height == ROOT {
            return;
        }
        let hash = state.header_hash().expect("it was shown");
        assert!(self.served.iter().any(|it| it.height == height && it.hash == *hash));
        if height < ROOT || plan.peers.witnesses().next().is_none() {
            assert_eq!(witnesses, 0);
            return;
        }
        let is_witness = |peer| self.peers.standing(peer) == Some(Standing::Witness);
        let late = self.served.iter().filter(|it| it.verified == height && is_witness(it.from));
        let of_height: Vec<_> = late.filter(|it| it.height == height).collect();
        assert!(of_height.iter().all(|it| it.hash == *hash), "a witness has another header");
        let agreeing: BTreeSet<_> = of_height.iter().map(|it| it.from).collect();
        assert_eq!(agreeing.len(), witnesses);
        assert_ne!(witnesses, 0);
    }

    fn forked(&self, fork: &Fork, world: &World) {
        let Fork { primary, witness, against_primary, against_witness } = fork;
        self.held(against_primary, *primary, *witness, world);
        if let Some(held) = against_witness {
            self.held(held, *witness, *primary, world);
        }
    }

    fn held(&self, held: &Divergence, accused: Peer, accuser: Peer, world: &World) {
        assert_eq!((held.accused(), held.accuser()), (accused, accuser));
        let [trusted, conflicting] = [held.trusted(), held.conflicting()]
            .map(|state| *state.header_hash().expect("it was shown"));
        assert_ne!(trusted, conflicting);
        assert!(self.find(accused, &conflicting).is_some(), "it was another that served it");
        assert!(self.find(accuser, &trusted).is_some(), "it was another that served it");
        assert!(!world.is_stable() || self.find(accuser, &conflicting).is_none());
        let _ = self.kind(held);
    }

    fn find(&self, from: Peer, hash: &Hash) -> Option<&Served> {
        self.served.iter().find(|it| it.from == from && it.hash == *hash && !it.bytes.is_empty())
    }

    /// What the evidence is of, made of the blocks that were served.
    fn kind(&self, held: &Divergence) -> AttackKind {
        let of = |peer, state: &TrustedState| match state.header_hash() {
            Some(hash) => self.find(peer, hash),
            None => {
                let of_height = |it: &&Served| it.from == peer && it.height == state.height();
                self.served.iter().rfind(of_height)
            }
        };
        let common = of(held.accuser(), held.common()).or(of(held.accused(), held.common()));
        let served =
            [common, of(held.accuser(), held.trusted()), of(held.accused(), held.conflicting())];
        let [common, trusted, conflicting] = served.map(|it| {
            let bytes = &it.expect("it was served").bytes;
            LightBlock::parse(bytes, LIMITS).expect("it was read before")
        });
        let mut scratch = vec![u32::MAX; evidence_scratch_len(&common, &conflicting)];
        let mut signers = vec![Signer::NONE; conflicting.commit().signatures().count()];
        let evidence = held
            .evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers)
            .expect("the blocks are those");
        let bytes = written(&evidence);
        let parsed = LightClientAttackEvidence::parse(&bytes, LIMITS).expect("our own");
        assert_eq!(parsed.common_height().cast_unsigned(), evidence.common_height());
        let theirs = pb::LightClientAttackEvidence::decode(&bytes[..]).expect("our own");
        assert_eq!(theirs.byzantine_validators.len(), evidence.byzantine_validators().len());
        evidence.kind()
    }

    /// In short.
    pub(super) fn met(&self, plan: &Plan) -> Met {
        let end = match &self.end {
            Outcome::Verified { witnesses, .. } => End::Verified(*witnesses),
            Outcome::UpToDate => End::UpToDate,
            Outcome::Fork(fork) => {
                let witness = fork.against_witness.as_ref().map(|held| self.kind(held));
                End::Fork(self.kind(&fork.against_primary), witness)
            }
            Outcome::Failed(failed) => End::Failed(failed.error.name()),
        };
        Met {
            end,
            is_backwards: self.needs.iter().any(|need| matches!(need, Need::Header { .. })),
            is_sequential: plan.mode == Mode::Sequential,
            is_replaced: self.peers.primary().is_some_and(|primary| primary != Peer(0)),
        }
    }
}

/// Whether the honest chain is one: all its blocks are signed, by keys that are supported, each in
/// its own name, and nobody is in a set twice.
fn is_healthy(world: &World) -> bool {
    world.honest().all(|bytes| {
        let written = pb::LightBlock::decode(&bytes[..]).unwrap_or_default();
        let members = written.validator_set.unwrap_or_default().validators;
        let members: Vec<_> = members.into_iter().map(|one| one.address).collect();
        let commit = written.signed_header.and_then(|signed| signed.commit).unwrap_or_default();
        let named = commit.signatures.into_iter().map(|one| one.validator_address);
        let is_odd = |name: &(Vec<u8>, &Vec<u8>)| !name.0.is_empty() && name.0 != *name.1;
        if named.zip(&members).any(|name| is_odd(&name))
            || members.iter().collect::<BTreeSet<_>>().len() < members.len()
        {
            return false;
        }
        let Ok(block) = LightBlock::parse(&bytes, LIMITS) else { return false };
        let (header, commit) = (block.header(), block.commit());
        let (chain_id, height) = (header.chain_id(), header.height().cast_signed());
        let (set, id) = (block.validators(), commit.block_id());
        block.validate(chain_id).is_ok()
            && commit::verify(chain_id, &set, &id, height, commit, Rule::Full).is_ok()
    })
}
