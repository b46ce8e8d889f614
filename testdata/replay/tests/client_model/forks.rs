//! What a fork must be: two headers of two peers, a common one below, and evidence that a full node
//! of the honest side takes.

use crate::chain::{Block, Branch, Chain, Fork as Forged, KEYS, Kind, light_block};
use crate::common::LIMITS;
use crate::drive::{Run, number};
use crate::tally::Tally;
use crate::world::World;
use parhelion_core::client::{Divergence, ForkEvidence, Outcome, Peer, evidence_scratch_len};
use parhelion_core::evidence::light_client_attack::{AttackKind, verify};
use parhelion_core::evidence::{LightClientAttackEvidence, Signer};
use parhelion_core::{Encode, Error, Hash, LightBlock, TrustedState};
use std::collections::BTreeSet;
use std::rc::Rc;

pub(crate) fn check(world: &World, chain: &Chain, run: &Run, tally: &mut Tally) {
    let Outcome::Fork(fork) = &run.outcome else { return };
    let (primary, witness) = (fork.primary, fork.witness);
    assert_ne!(primary, witness);
    assert_eq!(run.peers.primary(), Some(primary));
    assert!(run.peers.witnesses().any(|peer| peer == witness), "{world:#?}");
    let is_honest = |peer: Peer| world.peers[usize::from(peer.0)].is_honest();
    assert!(!(is_honest(primary) && is_honest(witness)), "{world:#?}");
    assert!(world.is_dangerous(chain) || world.root_branch.is_some(), "{world:#?}");
    let against = &fork.against_primary;
    assert_eq!((against.accused(), against.accuser()), (primary, witness));
    let sides = [Some(against), fork.against_witness.as_ref()];
    for against in sides.into_iter().flatten() {
        let case = Case::new(world, chain, run, against);
        case.headers();
        if is_honest(against.accuser()) && case.conflicting.is_forged {
            case.evidence_holds(tally);
        } else if is_honest(against.accused()) {
            case.evidence_is_refused();
            tally.count("evidence against the honest");
        }
    }
    if let Some(against) = &fork.against_witness {
        assert_eq!((against.accused(), against.accuser()), (witness, primary));
        tally.count("fork: both sides are proven");
    } else {
        // Who is honest can show its way.
        assert!(!is_honest(primary), "{world:#?}");
        tally.count("fork: the primary shows nothing");
    }
}

/// What is held against one side.
struct Case<'w> {
    world: &'w World,
    chain: &'w Chain,
    run: &'w Run,
    against: &'w Divergence,
    common: Rc<Block>,
    trusted: Rc<Block>,
    conflicting: Rc<Block>,
    /// The fork that the conflicting header is of.
    forged: Branch,
}

impl<'w> Case<'w> {
    fn new(world: &'w World, chain: &'w Chain, run: &'w Run, against: &'w Divergence) -> Case<'w> {
        let find = |state: &TrustedState| {
            let mut branches = [None].into_iter().chain(world.forks().map(Some));
            let is_it = |branch: &Branch| {
                let hash = chain.block(*branch, state.height()).hash;
                // Of a root without a hash each has its own: that of the accuser counts.
                state
                    .header_hash()
                    .map_or_else(|| said(run, against.accuser(), hash), |known| *known == hash)
            };
            let branch = branches.find(is_it).expect("a block of the world");
            (chain.block(branch, state.height()), branch)
        };
        let (conflicting, forged) = find(against.conflicting());
        let [(common, _), (trusted, _)] = [against.common(), against.trusted()].map(find);
        Case { world, chain, run, against, common, trusted, conflicting, forged }
    }

    /// They part above the common header, and each is whose it is said to be.
    fn headers(&self) {
        let Case { world, common, trusted, conflicting, .. } = self;
        let said = |peer: Peer, block: &Block| said(self.run, peer, block.hash);
        let is_root = common.height == world.root;
        assert!(is_root || said(self.against.accused(), common), "{world:#?}");
        assert!(said(self.against.accuser(), common), "{world:#?}");
        assert!(said(self.against.accuser(), trusted), "{world:#?}");
        assert!(said(self.against.accused(), conflicting), "{world:#?}");
        assert_ne!(trusted.hash, conflicting.hash, "{world:#?}");
        assert!(common.height < trusted.height, "{world:#?}");
        let is_same = trusted.height == conflicting.height;
        let is_ahead = trusted.height < conflicting.height && trusted.time >= conflicting.time;
        assert!(is_same || is_ahead, "{world:#?}");
        let is_honest = |peer: Peer| world.peers[usize::from(peer.0)].is_honest();
        let knows_hash = self.against.common().header_hash().is_some();
        let is_honest =
            is_honest(self.against.accuser()) || knows_hash && is_honest(self.against.accused());
        if is_honest && world.root_branch.is_none() {
            assert!(!common.is_forged, "{world:#?}");
        }
    }

    /// The kind of an attack, by how the block was forged; and who signed what they must not, which
    /// all are of those who sign anything.
    fn attack(&self, forged: &Forged) -> (AttackKind, u16) {
        let honest = (1 << KEYS) - 1;
        let signers = self.conflicting.signers & honest;
        let is_same = self.trusted.height == self.conflicting.height;
        match forged.kind {
            Kind::Equivocation if is_same => {
                (AttackKind::Equivocation, signers & self.trusted.signers)
            }
            Kind::Amnesia if is_same => (AttackKind::Amnesia, 0),
            _ => {
                let knows = |key: &usize| self.common.own.power_of(1 << key) > 0;
                let known = (0..KEYS).filter(knows).fold(0, |all, key| all | 1 << key);
                (AttackKind::Lunatic, signers & known)
            }
        }
    }

    fn evidence_holds(&self, tally: &mut Tally) {
        let Case { world, common, .. } = self;
        let forged = self.forged.expect("the conflicting header is forged");
        let (kind, guilty) = self.attack(&forged);
        let guilty: BTreeSet<Vec<u8>> = (0..KEYS)
            .filter(|key| guilty >> key & 1 == 1)
            .map(|key| self.chain.address(key))
            .collect();
        let byzantine: BTreeSet<Vec<u8>> = (0..KEYS)
            .filter(|key| forged.byzantine >> key & 1 == 1)
            .map(|key| self.chain.address(key))
            .collect();
        assert!(guilty.is_subset(&byzantine), "{world:#?}");
        let verdict = self.with_evidence(|evidence, found| {
            assert_eq!((evidence.kind(), found), (kind, guilty.clone()), "{world:#?}");
            let expected = if kind == AttackKind::Lunatic { &self.common } else { &self.trusted };
            assert_eq!(evidence.common_height(), expected.height);
            assert_eq!(evidence.timestamp().seconds(), expected.time);
            assert_eq!(evidence.total_voting_power(), expected.own.total());
        });
        // A full node judges by the set of the common height, the client by the one after it.
        let power = common.own.power_of(self.conflicting.signers);
        let knows_enough = power > common.own.total() / 3;
        match (kind, verdict) {
            (AttackKind::Amnesia, verdict) => {
                assert_eq!(verdict, Err(Error::NobodyGuilty { accused: 0 }), "{world:#?}");
                tally.count("evidence: amnesia");
            }
            (AttackKind::Lunatic, Err(Error::NotEnoughCommonPower { .. })) if !knows_enough => {
                tally.count("evidence: too few of the common set");
            }
            (kind, verdict) => {
                assert_eq!(verdict, Ok((kind, guilty)), "{world:#?}");
                let ahead = self.conflicting.height > self.trusted.height;
                let ahead = if ahead { ", ahead" } else { "" };
                tally.count(&format!("evidence: {:?} by {:?}{ahead}", kind, forged.kind));
            }
        }
    }

    /// The chain's own block is no attack, whoever says so.
    fn evidence_is_refused(&self) {
        let is_excused = self.world.root_branch.is_some();
        assert!(!self.conflicting.is_forged || is_excused, "{:#?}", self.world);
        let verdict = self.with_evidence(|_, _| {});
        assert!(verdict.is_err() || self.conflicting.is_forged, "{:#?}", self.world);
    }

    /// Makes the evidence, and has it judged by a full node of the chain.
    fn with_evidence(
        &self,
        look: impl FnOnce(&ForkEvidence<'_, '_>, BTreeSet<Vec<u8>>),
    ) -> Result<(AttackKind, BTreeSet<Vec<u8>>), Error> {
        let blocks = [&self.common, &self.trusted, &self.conflicting];
        let [common, trusted, conflicting] =
            blocks.map(|block| LightBlock::parse(&block.bytes, LIMITS).unwrap());
        let mut scratch = vec![0; evidence_scratch_len(&common, &conflicting)];
        let entries = self.conflicting.commit.entries.len();
        let mut signers = vec![Signer::NONE; entries];
        let evidence =
            self.against.evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers)?;
        look(&evidence, addresses(evidence.byzantine_validators()));
        // Another block in the place of any is refused.
        for (place, _) in blocks.iter().enumerate() {
            let mut wrong = [common, trusted, conflicting];
            let other = self.with_other_header(blocks[place]);
            wrong[place] = LightBlock::parse(&other, LIMITS).unwrap();
            let mut signers = vec![Signer::NONE; entries];
            let [a, b, c] = &wrong;
            let refused = self.against.evidence(a, b, c, &mut scratch, &mut signers).map(drop);
            let height = blocks[place].height;
            let is_unknown = place == 0 && self.against.common().header_hash().is_none();
            assert!(is_unknown || refused == Err(Error::NotThisBlock { height }));
        }
        let mut bytes = Vec::new();
        evidence.encode(&mut bytes);
        let parsed = LightClientAttackEvidence::parse(&bytes, LIMITS)?;
        let judged = |height| self.chain.block(None, height);
        let (at, own) = (
            judged(evidence.common_height()),
            judged(self.conflicting.height.min(self.trusted.height)),
        );
        let [at, own] = [&at, &own].map(|block| LightBlock::parse(&block.bytes, LIMITS).unwrap());
        let (header, set) = (*at.header(), at.validators());
        let mut signers = vec![Signer::NONE; entries];
        let words = evidence_scratch_len(&at, &conflicting);
        let mut scratch = vec![0; words];
        let own = own.signed_header();
        verify(&header, &set, &own, &parsed, &mut scratch, &mut signers)
            .map(|attack| (attack.kind, addresses(attack.byzantine_validators)))
    }

    /// A block of the same height with another header.
    fn with_other_header(&self, block: &Block) -> Vec<u8> {
        let mut header = block.header.clone();
        header.hashes[0][0] ^= 1;
        let mut commit = block.commit.clone();
        commit.id.hash = header.hash().unwrap();
        light_block(&header, &commit, &block.own.bytes)
    }
}

/// Whether the peer sent the header with this hash.
fn said(run: &Run, peer: Peer, hash: Hash) -> bool {
    run.said.iter().any(|said| number(said.from) == peer && said.hash == Some(hash))
}

fn addresses(signers: &[Signer]) -> BTreeSet<Vec<u8>> {
    signers.iter().map(|signer| signer.address().0.to_vec()).collect()
}
