//! Which validators a consumer has, as its provider decided: all that the trust in a consumer's header
//! needs.
//!
//! ```text
//! provider header, verified ─▶ Proven: phase, chain id ─▶ Launched ───────────────┐
//!   records, and proof that nothing lies between them ─▶ by_records ──────────────┤
//!   the first set ─▶ by_genesis, and every packet since ─▶ Replay ────────────────┼─▶ Attested
//!   all candidates, and the parameters ─▶ by_recomputation ───────────────────────┘      │
//! consumer block ─▶ Attested::verify_header: not too late · of that chain · that set · +2/3 ─▶ Verified
//!
//! a header's set, and records of some of it ─▶ Backed: a report, which verifies nothing
//! ```
//!
//! Only the *whole* set attests. Who shows some members, however well proven, shows that they are
//! backed, and not that nobody was left out: one validator who opted in could otherwise make a chain
//! of its own.
//!
//! # How fresh
//! A consumer may be slow to learn of a new set, and its clock is its own. So the age of an
//! attestation counts from the provider's block that locked the set ([`Lock`]), and
//! [`Options::trusting_period`] has to be well below the *provider's* unbonding period: after that
//! those validators can sign whatever they like.
//!
//! # Twins
//! A provider lets several consumers have one chain id. Then nothing in a header says of which it
//! is; [`crate::ccv::Consumer::twins`] names them.

mod backed;
#[cfg(feature = "alloc")]
mod client;
mod launched;
mod lock;
mod recompute;
mod records;
mod replay;

pub use backed::{Backed, back};
#[cfg(feature = "alloc")]
pub use client::ProviderClient;
pub use launched::Launched;
pub use lock::Lock;
pub use recompute::{CandidateProofs, Memory, ProviderProofs, by_recomputation};
pub use records::by_records;
pub use replay::{Replay, by_genesis};

use super::valset_change::{CrossChainValidator, CrossChainValidators};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::hash::Hash;
use crate::light::{Options, OwnSet, Verified, verify_by_set};
use crate::time::Time;
use crate::types::LightBlock;

/// The whole set of a consumer, as its provider decided it. Nothing else makes one but the ways
/// above:
///
/// ```compile_fail,E0451
/// use parhelion_core::Hash;
/// use parhelion_core::ccv::attest::{Attested, Launched, Lock};
/// use parhelion_core::ccv::valset_change::CrossChainValidators;
///
/// fn believe<'m>(consumer: Launched, lock: Lock, validators: CrossChainValidators<'m>) -> Attested<'m> {
///     Attested { consumer, lock, validators, hash: Hash([0; 32]) }
/// }
/// ```
#[derive(Debug)]
pub struct Attested<'m> {
    consumer: Launched,
    lock: Lock,
    validators: CrossChainValidators<'m>,
    hash: Hash,
}

impl<'m> Attested<'m> {
    fn new(
        consumer: Launched,
        lock: Lock,
        validators: CrossChainValidators<'m>,
    ) -> Result<Self, Error> {
        if validators.as_slice().is_empty() {
            return Err(Error::NoMembers);
        }
        let hash = validators.hash();
        Ok(Attested { consumer, lock, validators, hash })
    }

    /// The consumer.
    #[must_use]
    pub const fn consumer(&self) -> &Launched {
        &self.consumer
    }

    /// When the provider locked the set.
    #[must_use]
    pub const fn locked_at(&self) -> Lock {
        self.lock
    }

    /// The validators, power descending, then address ascending.
    #[must_use]
    pub fn validators(&self) -> &[CrossChainValidator] {
        self.validators.as_slice()
    }

    /// The sum of their powers.
    #[must_use]
    pub fn total_power(&self) -> u64 {
        self.validators.total_power()
    }

    /// The hash by which headers name the set.
    #[must_use]
    pub const fn hash(&self) -> &Hash {
        &self.hash
    }

    /// Verifies a block of the consumer by this set, with no trust in the consumer at all. What comes
    /// out is as good as a header that was verified from another: more follow from it, also of the
    /// consumer's next sets.
    ///
    /// Of [`Options`], the trust threshold is not used.
    ///
    /// # Errors
    /// [`Error::AttestationExpired`]; [`Error::ChainIdMismatch`], [`Error::CommitHeightMismatch`],
    /// [`Error::NoHeaderHash`], [`Error::CommitHashMismatch`], [`Error::ValidatorsHashMismatch`];
    /// [`Error::TimeFromFuture`]; [`Error::SetNotNamed`]; those of [`crate::commit::verify`] with
    /// [`crate::commit::Rule::Light`].
    pub fn verify_header<'a>(
        &self,
        block: &LightBlock<'a>,
        options: &Options,
        now: Time,
    ) -> Result<Verified<'a>, Error> {
        self.verify(block, options, now, &mut Single)
    }

    /// [`Attested::verify_header`], with a verifier: quicker, and the same answer.
    ///
    /// # Errors
    /// Those of [`Attested::verify_header`].
    #[cfg(feature = "alloc")]
    pub fn verify_header_with<'a>(
        &self,
        block: &LightBlock<'a>,
        options: &Options,
        now: Time,
        verifier: &mut Verifier,
    ) -> Result<Verified<'a>, Error> {
        self.verify(block, options, now, verifier)
    }

    fn verify<'a>(
        &self,
        block: &LightBlock<'a>,
        options: &Options,
        now: Time,
        check: &mut impl Check,
    ) -> Result<Verified<'a>, Error> {
        let chain_id = self.consumer.chain_id().as_str();
        let set = OwnSet { chain_id, hash: self.hash, locked_at: self.lock.time() };
        verify_by_set(&set, block, options, now, check)
    }
}
