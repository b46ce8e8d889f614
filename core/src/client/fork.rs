//! Two peers that each have a signed chain, and what can be submitted against either.

use super::Peer;
use super::examination::is_of;
use crate::commit;
use crate::error::Error;
#[cfg(feature = "alloc")]
use crate::evidence::LightClientAttackEvidence;
#[cfg(feature = "alloc")]
use crate::evidence::light_client_attack::verify;
use crate::evidence::light_client_attack::{AttackKind, byzantine_validators};
use crate::evidence::{Signer, state_fields_differ};
use crate::hash::Hash;
use crate::light::TrustedState;
#[cfg(feature = "alloc")]
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{LightBlock, Validator, ValidatorSet};
use crate::wire::{Encode, Sink, message_field, uint_field};

/// Two peers whose headers part, each verified from the last one that they share. One of them lies,
/// and a third of the validators with it: nothing can be trusted until somebody has found out which.
#[derive(Clone, Debug)]
pub struct Fork {
    /// The peer whose header was verified first.
    pub primary: Peer,
    /// The peer that has another one.
    pub witness: Peer,
    /// What is held against the primary, for the witness's side to judge.
    pub against_primary: Divergence,
    /// What is held against the witness, for the primary's side to judge; none where the primary did
    /// not show how it came to its header.
    pub against_witness: Option<Divergence>,
}

/// Three headers that prove an attack, if the accuser is the one that is honest.
#[derive(Clone, Debug)]
pub struct Divergence {
    pub(super) accused: Peer,
    pub(super) accuser: Peer,
    pub(super) common: TrustedState,
    pub(super) trusted: TrustedState,
    pub(super) conflicting: TrustedState,
}

impl Divergence {
    crate::types::getters! {
        /// Whose block conflicts.
        accused: Peer,
        /// Who has another.
        accuser: Peer,
    }

    /// The last header of which both know. Its light block is either's.
    #[must_use]
    pub const fn common(&self) -> &TrustedState {
        &self.common
    }

    /// The accuser's header at the height that conflicts, or its last one, where the accused names a
    /// height that the accuser has not come to.
    #[must_use]
    pub const fn trusted(&self) -> &TrustedState {
        &self.trusted
    }

    /// The accused's header.
    #[must_use]
    pub const fn conflicting(&self) -> &TrustedState {
        &self.conflicting
    }

    /// Makes the evidence out of the three light blocks. Lend [`commit::scratch_len`] words of the
    /// larger of the common and the conflicting set, and a [`Signer`] for each entry of the
    /// conflicting commit.
    ///
    /// `common` may also be the accuser's block after the common one, where the conflicting one is
    /// above it. A full node asks whether a third of the common height's own set signed, and it was
    /// the next set that led the client to the conflicting block: where the two differ, only the next
    /// height may convince.
    ///
    /// # Errors
    /// Those of [`LightBlock::validate`]; [`Error::NotThisBlock`]; those of
    /// [`byzantine_validators`].
    ///
    /// Source: `cometbft light/detector.go newLightClientAttackEvidence`.
    pub fn evidence<'a, 's>(
        &self,
        common: &LightBlock<'a>,
        trusted: &LightBlock<'_>,
        conflicting: &LightBlock<'a>,
        scratch: &mut [u32],
        signers: &'s mut [Signer],
    ) -> Result<ForkEvidence<'a, 's>, Error> {
        let is_this = |state: &TrustedState, block: &LightBlock<'_>| {
            block.header().height() == state.height() && is_of(state, block)
        };
        let is_common = is_this(&self.common, common) || self.is_after_common(common);
        for (state, block, is_it) in [
            (&self.common, common, is_common),
            (&self.trusted, trusted, is_this(&self.trusted, trusted)),
            (&self.conflicting, conflicting, is_this(&self.conflicting, conflicting)),
        ] {
            block.validate(state.chain_id().as_str())?;
            if !is_it {
                return Err(Error::NotThisBlock { height: state.height() });
            }
        }
        let set = common.validators();
        let found =
            byzantine_validators(&set, &trusted.signed_header(), conflicting, scratch, signers)?;
        let is_lunatic = state_fields_differ(&trusted.header().clone(), conflicting.header());
        let (dated, total_voting_power, guilty_in) = if is_lunatic {
            (common.header(), set.total_power(), set)
        } else {
            (trusted.header(), trusted.validators().total_power(), conflicting.validators())
        };
        Ok(ForkEvidence {
            conflicting_block: *conflicting,
            common_height: dated.height(),
            timestamp: dated.time(),
            total_voting_power,
            kind: found.kind,
            byzantine_validators: found.byzantine_validators,
            guilty_in,
        })
    }

    /// Whether a full node would find that enough of the common height's set signed. Where that set
    /// is not the next one, by which the block was verified, it may not; at the next height it does.
    ///
    /// # Errors
    /// Those of [`Divergence::evidence`], and of [`LightClientAttackEvidence::parse`] on it.
    #[cfg(feature = "alloc")]
    pub fn suffices(
        &self,
        common: &LightBlock<'_>,
        trusted: &LightBlock<'_>,
        conflicting: &LightBlock<'_>,
    ) -> Result<bool, Error> {
        if self.conflicting.height() <= self.common.height().saturating_add(1) {
            return Ok(true);
        }
        let words = [common, trusted].map(|block| evidence_scratch_len(block, conflicting));
        let mut scratch = alloc::vec![0; words.into_iter().max().unwrap_or(0)];
        let mut signers = alloc::vec![Signer::NONE; conflicting.commit().signatures().count()];
        let found = self.evidence(common, trusted, conflicting, &mut scratch, &mut signers)?;
        let is_common = found.common_height == common.header().height();
        let mut bytes = alloc::vec::Vec::new();
        found.encode(&mut bytes);
        let evidence = LightClientAttackEvidence::parse(&bytes, &Limits::DEFAULT)?;
        let dated = if is_common { common } else { trusted };
        let (header, set, signed) = (dated.header(), dated.validators(), trusted.signed_header());
        let mut signers = alloc::vec![Signer::NONE; signers.len()];
        match verify(header, &set, &signed, &evidence, &mut scratch, &mut signers) {
            Err(Error::NotEnoughCommonPower { .. }) => Ok(false),
            _ => Ok(true),
        }
    }

    /// Whether a block follows the common one, below the conflicting one: with the set that was
    /// announced, and the hash of what it follows.
    fn is_after_common(&self, block: &LightBlock<'_>) -> bool {
        let header = block.header();
        self.common.height().checked_add(1) == Some(header.height())
            && header.height() < self.conflicting.height()
            && hash_is(self.common.next_validators_hash(), header.validators_hash())
            && hash_is(self.common.header_hash(), header.last_block_id().hash())
    }
}

/// Whether a hash is known, and is this one.
fn hash_is(known: Option<&Hash>, bytes: &[u8]) -> bool {
    known.is_some_and(|known| known.0[..] == *bytes)
}

/// Words of scratch that [`Divergence::evidence`] wants for these blocks.
#[must_use]
pub fn evidence_scratch_len(common: &LightBlock<'_>, conflicting: &LightBlock<'_>) -> usize {
    let [common, conflicting] = [common, conflicting].map(LightBlock::validators);
    commit::scratch_len(&common).max(commit::scratch_len(&conflicting))
}

/// Evidence of an attack on light clients, as a full node takes it: [`Encode`] writes a
/// `LightClientAttackEvidence`.
#[derive(Clone, Copy, Debug)]
pub struct ForkEvidence<'a, 's> {
    conflicting_block: LightBlock<'a>,
    common_height: u64,
    timestamp: Time,
    total_voting_power: u64,
    kind: AttackKind,
    byzantine_validators: &'s [Signer],
    guilty_in: ValidatorSet<'a>,
}

impl<'a, 's> ForkEvidence<'a, 's> {
    crate::types::getters! {
        /// The block of the accused.
        conflicting_block: LightBlock<'a>,
        /// The height from which a full node judges it.
        common_height: u64,
        /// The time of the block of that height.
        timestamp: Time,
        /// The power of the set of that height.
        total_voting_power: u64,
        /// How the block conflicts.
        kind: AttackKind,
        /// Who signed both, or what no state of the chain gives; the most powerful first. Nobody in
        /// an amnesia attack.
        byzantine_validators: &'s [Signer],
    }

    fn guilty(&self) -> impl Iterator<Item = Validator<'a>> {
        let set = self.guilty_in;
        let signers = self.byzantine_validators.iter();
        signers.filter_map(move |it| set.validators().find(|one| one.address() == it.address()))
    }
}

impl Encode for ForkEvidence<'_, '_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        message_field(sink, 1, &self.conflicting_block);
        uint_field(sink, 2, self.common_height);
        for validator in self.guilty() {
            message_field(sink, 3, &validator);
        }
        uint_field(sink, 4, self.total_voting_power);
        message_field(sink, 5, &self.timestamp);
    }
}
