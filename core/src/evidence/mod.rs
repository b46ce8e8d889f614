//! Who broke the rules of consensus, and how that is proven.
//!
//! Two questions are kept apart. [`FaultProof`] is cryptography alone: two individually signed votes
//! of one key that contradict each other, or a signed header that contradicts a verified one. What a
//! chain would do with evidence is the judgement of a full node ([`duplicate_vote::verify`],
//! [`light_client_attack::verify`], [`check_age`]) or of a provider chain ([`crate::ccv`]), each
//! with rules of its own, which accuse more than is proven in one place, and less in another.
//!
//! | evidence | made of | judged by |
//! |---|---|---|
//! | [`DuplicateVoteEvidence`] | two votes | the chain that it is of, or its provider chain |
//! | [`LightClientAttackEvidence`] | a block that light clients were shown | the chain that it is of |
//! | [`Misbehaviour`] | two headers | an IBC client, or a provider chain |
//!
//! Source: `cometbft types/evidence.go, evidence/verify.go`.

mod age;
mod attack;
pub mod duplicate_vote;
mod fault;
pub mod light_client_attack;
mod list;
mod misbehaviour;
mod signers;

pub use age::{EvidenceParams, check_age};
pub use duplicate_vote::DuplicateVoteEvidence;
pub use fault::{Fault, FaultProof, contradicting_signers, double_votes, state_fields_differ};
pub use light_client_attack::LightClientAttackEvidence;
pub use list::EvidenceList;
pub use misbehaviour::{Misbehaviour, MisbehaviourKind};
pub use signers::Signer;

use crate::error::Error;
use crate::hash::Hash;
use crate::limits::Limits;
use crate::merkle::leaf;
use crate::time::Time;
use crate::types::Message;
use crate::wire::{Encode, Reader, Sink, message_field};

/// One item of evidence, as blocks hold it.
#[derive(Clone, Copy, Debug)]
// A view of a whole block on the stack for a while: no box without an allocator.
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub enum Evidence<'a> {
    /// Two votes of one validator in one round.
    DuplicateVote(DuplicateVoteEvidence<'a>),
    /// A block that conflicts with the chain's.
    LightClientAttack(LightClientAttackEvidence<'a>),
}

impl<'a> Evidence<'a> {
    /// Parses an `Evidence`.
    ///
    /// # Errors
    /// Those of the wire; [`Error::MissingEvidence`]; those of [`DuplicateVoteEvidence::parse`] and
    /// [`LightClientAttackEvidence::parse`].
    ///
    /// Source: `cometbft types/evidence.go EvidenceFromProto`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        list::item(Reader::new(bytes, Message::Evidence, limits)?, 0, limits)?
    }

    /// The height at which somebody was at fault: that of the votes, or the common height.
    #[must_use]
    pub const fn height(&self) -> i64 {
        match self {
            Evidence::DuplicateVote(evidence) => evidence.vote_a().height(),
            Evidence::LightClientAttack(evidence) => evidence.common_height(),
        }
    }

    /// The time of the block of that height, as claimed.
    #[must_use]
    pub const fn timestamp(&self) -> Time {
        match self {
            Evidence::DuplicateVote(evidence) => evidence.timestamp(),
            Evidence::LightClientAttack(evidence) => evidence.timestamp(),
        }
    }

    /// The leaf of the list's hash: what Go calls `Bytes` of an item is not wrapped.
    fn leaf(&self) -> Hash {
        leaf(|sink| match self {
            Evidence::DuplicateVote(evidence) => evidence.encode(sink),
            Evidence::LightClientAttack(evidence) => evidence.encode(sink),
        })
    }
}

impl Encode for Evidence<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        match self {
            Evidence::DuplicateVote(evidence) => message_field(sink, 1, evidence),
            Evidence::LightClientAttack(evidence) => message_field(sink, 2, evidence),
        }
    }
}
