//! The steps of tendermint-light-client-verifier.

use crate::chain::{BLOCK_TIME, Block, Step};
use std::borrow::Borrow;
use std::time::Duration;
use tendermint::block::{Header, Height, signed_header::SignedHeader};
use tendermint::evidence::{DuplicateVoteEvidence, LightClientAttackEvidence};
use tendermint::{Hash, validator};
use tendermint_light_client_verifier as peer;
use tendermint_light_client_verifier::errors::VerificationErrorDetail;
use tendermint_light_client_verifier::types::{TrustedBlockState, UntrustedBlockState};
use tendermint_light_client_verifier::{PredicateVerifier, Verdict, Verifier};
use tendermint_proto::v0_38::types as wire;

/// What tendermint-rs decodes.
pub struct Decoded {
    /// The header and its commit.
    pub signed_header: SignedHeader,
    /// The set of its height.
    pub validators: validator::Set,
}

/// Decodes a `LightBlock`.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    let message: wire::LightBlock = prost::Message::decode(bytes).unwrap();
    Decoded {
        signed_header: message.signed_header.unwrap().try_into().unwrap(),
        validators: message.validator_set.unwrap().try_into().unwrap(),
    }
}

/// Decodes a `DuplicateVoteEvidence`. Nobody verifies it here: tendermint-rs has no judge.
#[must_use]
pub fn decode_duplicate_vote(bytes: &[u8]) -> DuplicateVoteEvidence {
    let message: wire::DuplicateVoteEvidence = prost::Message::decode(bytes).unwrap();
    message.try_into().unwrap()
}

/// Decodes a `LightClientAttackEvidence`.
#[must_use]
pub fn decode_attack(bytes: &[u8]) -> LightClientAttackEvidence {
    let message: wire::LightClientAttackEvidence = prost::Message::decode(bytes).unwrap();
    message.try_into().unwrap()
}

/// Decodes a `ValidatorSet`.
#[must_use]
pub fn decode_set(bytes: &[u8]) -> validator::Set {
    let set: wire::ValidatorSet = prost::Message::decode(bytes).unwrap();
    set.try_into().unwrap()
}

/// Decodes a `ValidatorSet`, and hashes it.
#[must_use]
pub fn set_hash(bytes: &[u8]) -> Hash {
    decode_set(bytes).hash()
}

/// The step to `block` from the header that lies below it.
#[must_use]
pub fn verify(block: &Decoded, step: Step) -> Verdict {
    let header = &block.signed_header.header;
    let seconds = BLOCK_TIME * i64::from(step.heights());
    let trusted = Trusted {
        height: (header.height.value() - u64::from(step.heights())).try_into().unwrap(),
        time: (header.time - Duration::from_secs(seconds.unsigned_abs())).unwrap(),
        validators: &block.validators,
        header,
    };
    trusted.verify(block)
}

/// Blocks from their bytes, one after the other: how many headers were verified. What comes after
/// these has a wrong signature.
#[must_use]
pub fn follow(blocks: &[Block]) -> usize {
    follow_decoded(blocks.iter().map(|block| decode(std::hint::black_box(&block.bytes))))
}

/// The same with blocks that come decoded.
#[must_use]
pub fn follow_decoded<D: Borrow<Decoded>>(blocks: impl Iterator<Item = D>) -> usize {
    let mut trusted: Option<D> = None;
    let mut count = 0;
    for block in blocks {
        let verdict = match &trusted {
            None => verify(block.borrow(), Step::Adjacent),
            Some(trusted) => Trusted::of(trusted.borrow()).verify(block.borrow()),
        };
        if !accepts(&verdict) {
            break;
        }
        trusted = Some(block);
        count += 1;
    }
    count
}

/// Whether the verdict is good; if not, it is for a wrong signature.
#[must_use]
pub fn accepts(verdict: &Verdict) -> bool {
    match verdict {
        Verdict::Success => true,
        Verdict::Invalid(VerificationErrorDetail::InvalidSignature(_)) => false,
        other => panic!("{other:?}"),
    }
}

struct Trusted<'t> {
    height: Height,
    time: tendermint::Time,
    validators: &'t validator::Set,
    header: &'t Header,
}

impl<'t> Trusted<'t> {
    fn of(block: &'t Decoded) -> Trusted<'t> {
        let header = &block.signed_header.header;
        Trusted { height: header.height, time: header.time, validators: &block.validators, header }
    }

    fn verify(&self, block: &Decoded) -> Verdict {
        let now = (block.signed_header.header.time + Duration::from_secs(3)).unwrap();
        PredicateVerifier::<
            peer::predicates::ProdPredicates,
            peer::operations::ProdVotingPowerCalculator,
            peer::operations::ProdCommitValidator,
        >::default()
        .verify_update_header(
            UntrustedBlockState {
                signed_header: &block.signed_header,
                validators: &block.validators,
                next_validators: None,
            },
            TrustedBlockState {
                chain_id: &self.header.chain_id,
                header_time: self.time,
                height: self.height,
                next_validators: self.validators,
                next_validators_hash: self.header.next_validators_hash,
            },
            &peer::options::Options {
                trust_threshold: peer::types::TrustThreshold::ONE_THIRD,
                trusting_period: Duration::from_secs(14 * 24 * 60 * 60),
                clock_drift: Duration::from_secs(10),
            },
            now,
        )
    }
}
