//! Evidence of a divergence: as it is made, as `parhelion-rpc` makes it of the same blocks, and as a
//! full node judges it.

use crate::common::LIMITS;
use crate::network::Chain;
use parhelion_core::client::{Divergence, evidence_scratch_len};
use parhelion_core::evidence::Signer;
use parhelion_core::evidence::light_client_attack::{self, AttackKind, LightClientAttackEvidence};
use parhelion_core::{Encode, Error, LightBlock};
use parhelion_rpc::{decode, encode, light_client_attack_evidence, pb};

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Judged {
    pub(crate) kind: AttackKind,
    /// How many are accused.
    pub(crate) guilty: usize,
    /// What a full node of the accuser's chain says.
    pub(crate) node: Result<AttackKind, Error>,
}

pub(crate) fn judge(divergence: &Divergence, accused: &Chain, accuser: &Chain) -> Judged {
    let blocks = [
        accuser.block(divergence.common().height()),
        accuser.block(divergence.trusted().height()),
        accused.block(divergence.conflicting().height()),
    ];
    let [common, trusted, conflicting] =
        [0, 1, 2].map(|place: usize| LightBlock::parse(&blocks[place], LIMITS).unwrap());
    let mut scratch = vec![0; evidence_scratch_len(&common, &conflicting)];
    let mut signers = vec![Signer::NONE; 7];
    let evidence =
        divergence.evidence(&common, &trusted, &conflicting, &mut scratch, &mut signers).unwrap();
    let mut bytes = Vec::new();
    evidence.encode(&mut bytes);

    let addresses: Vec<[u8; 20]> =
        evidence.byzantine_validators().iter().map(|signer| signer.address().0).collect();
    let [a, b, c] = [0, 1, 2].map(|place: usize| decode::<pb::LightBlock>(&blocks[place]).unwrap());
    let same = light_client_attack_evidence(&a, &b, c, &addresses).unwrap();
    assert_eq!(bytes, encode(&same));

    let parsed = LightClientAttackEvidence::parse(&bytes, LIMITS).unwrap();
    assert_eq!(u64::try_from(parsed.common_height()), Ok(evidence.common_height()));
    assert_eq!(parsed.timestamp(), evidence.timestamp());
    // The node looks up the block of the height that the evidence names.
    let dated = if evidence.common_height() == common.header().height() { common } else { trusted };
    assert_eq!(dated.header().height(), evidence.common_height());
    let mut found = vec![Signer::NONE; 7];
    let node = light_client_attack::verify(
        dated.header(),
        &dated.validators(),
        &trusted.signed_header(),
        &parsed,
        &mut scratch,
        &mut found,
    )
    .map(|attack| {
        assert_eq!(attack.byzantine_validators, evidence.byzantine_validators());
        attack.kind
    });
    Judged { kind: evidence.kind(), guilty: addresses.len(), node }
}
