//! Who attacked light clients, and how: the judgement of a full node.
//!
//! | attack | the two headers | guilty |
//! |---|---|---|
//! | lunatic | name different states | signers that the set of the common height knows |
//! | equivocation | name one state, committed in one round | who signed both |
//! | amnesia | name one state, committed in different rounds | nobody who can be told |
//!
//! Source: `cometbft types/evidence.go, evidence/verify.go`.

use super::signers::List;
use super::{LightClientAttackEvidence, Signer, state_fields_differ};
use crate::commit::{self, Lookup, Rule, Stop};
#[cfg(feature = "alloc")]
use crate::crypto::Verifier;
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::threshold::TrustThreshold;
use crate::types::{BlockIdFlag, Header, LightBlock, SignedHeader, ValidatorSet};

/// How a block conflicts with the one of its height.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum AttackKind {
    /// Its header names another state than the blocks before it make.
    Lunatic,
    /// Its header names the same state, and it was committed in the same round.
    Equivocation,
    /// Its header names the same state, and it was committed in another round.
    Amnesia,
}

/// An attack, and the list of those who are guilty of it: the most powerful first, of equally
/// powerful ones the one with the lower address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attack<'s> {
    /// The kind.
    pub kind: AttackKind,
    /// The guilty, in CometBFT's order. Nobody in an amnesia attack.
    pub byzantine_validators: &'s [Signer],
}

/// How two blocks of one height conflict, by their headers and rounds. `None`: they do not, they
/// have one hash. No signature is looked at.
///
/// # Errors
/// [`Error::NoHeaderHash`].
pub fn classify(
    trusted: &SignedHeader<'_>,
    conflicting: &SignedHeader<'_>,
) -> Result<Option<AttackKind>, Error> {
    if trusted.header().hash()? == conflicting.header().hash()? {
        return Ok(None);
    }
    Ok(Some(kind(trusted, conflicting)))
}

fn kind(trusted: &SignedHeader<'_>, conflicting: &SignedHeader<'_>) -> AttackKind {
    if state_fields_differ(&trusted.header(), &conflicting.header()) {
        AttackKind::Lunatic
    } else if trusted.commit().round() == conflicting.commit().round() {
        AttackKind::Equivocation
    } else {
        AttackKind::Amnesia
    }
}

/// Finds who is guilty of a conflicting block, of which every signature has been verified: this
/// only compares. `trusted` is the chain's block of that height, or its last one.
///
/// Lend [`commit::scratch_len`] words of the larger set, or none, and a [`Signer`] for each entry
/// of the conflicting commit.
///
/// # Errors
/// [`Error::ScratchTooSmall`]; [`Error::CommitSize`] where the trusted commit is too short;
/// [`Error::SignersTooFew`].
///
/// Source: `cometbft types/evidence.go GetByzantineValidators`.
pub fn byzantine_validators<'s>(
    common_validators: &ValidatorSet<'_>,
    trusted: &SignedHeader<'_>,
    conflicting: &LightBlock<'_>,
    scratch: &mut [u32],
    signers: &'s mut [Signer],
) -> Result<Attack<'s>, Error> {
    let kind = kind(trusted, &conflicting.signed_header());
    let mut list = List::new(signers);
    match kind {
        AttackKind::Lunatic => {
            let mut lookup = Lookup::new(*common_validators, scratch)?;
            let entries = conflicting.commit().signatures();
            for (index, entry) in entries.filter(|(_, it)| it.flag() == BlockIdFlag::Commit) {
                if let Some((_, validator)) = lookup.find(entry.validator_address())? {
                    list.push(Signer::new(&validator, index));
                }
            }
        }
        AttackKind::Equivocation => {
            let mut lookup = Lookup::new(conflicting.validators(), scratch)?;
            let mut others = trusted.commit().signatures();
            let too_short = Error::CommitSize {
                validators: conflicting.commit().len(),
                signatures: trusted.commit().len(),
            };
            for (index, entry) in conflicting.commit().signatures() {
                let same_place = others.next();
                if entry.flag() != BlockIdFlag::Commit {
                    continue;
                }
                let (_, same_place) = same_place.ok_or(too_short)?;
                if same_place.flag() != BlockIdFlag::Commit {
                    continue;
                }
                if let Some((_, validator)) = lookup.find(entry.validator_address())? {
                    list.push(Signer::new(&validator, index));
                }
            }
        }
        AttackKind::Amnesia => {}
    }
    let byzantine_validators = list.finish()?;
    byzantine_validators
        .sort_unstable_by(|a, b| (b.power(), a.address()).cmp(&(a.power(), b.address())));
    Ok(Attack { kind, byzantine_validators })
}

/// Verifies evidence of an attack as a full node does: with the header and the set of the common
/// height, and its own signed header of the conflicting height (its last one, where it has none of
/// that height), all of which are the caller's to vouch for. Its time, and whether it is too old, is
/// asked of [`super::check_age`].
///
/// Every signature is checked: who would be punished must have signed. For `scratch` and `signers`
/// see [`byzantine_validators`].
///
/// # Errors
/// Where the common height is below that of the block: [`Error::ScratchTooSmall`], and those of
/// [`commit::verify_trusting`] with [`Stop::Never`], but [`Error::NotEnoughCommonPower`] in place of
/// [`Error::NotEnoughTrust`]; where it is that of the block: [`Error::StateFieldsDiffer`]. Those of
/// [`commit::verify`] with [`Rule::LightAll`]; [`Error::TotalPowerMismatch`];
/// [`Error::TimeNotViolated`] of a block above the trusted one, else [`Error::SameHeader`]; those of
/// [`byzantine_validators`]; [`Error::NobodyGuilty`]; [`Error::AccusedCount`]; by accused validator
/// [`Error::AccusedAddress`], [`Error::AccusedPower`], [`Error::KeyTypeNotBuilt`],
/// [`Error::AccusedKey`].
///
/// Source: `cometbft evidence/verify.go VerifyLightClientAttack`.
pub fn verify<'s>(
    common: &Header<'_>,
    common_validators: &ValidatorSet<'_>,
    trusted: &SignedHeader<'_>,
    evidence: &LightClientAttackEvidence<'_>,
    scratch: &mut [u32],
    signers: &'s mut [Signer],
) -> Result<Attack<'s>, Error> {
    let question = Question { common, common_validators, trusted, evidence };
    question.answer(scratch, signers, &mut Single)
}

/// [`verify`], with a verifier: quicker, and the same answer. It has the memory for the look-ups.
///
/// # Errors
/// Those of [`verify`] but [`Error::ScratchTooSmall`].
#[cfg(feature = "alloc")]
pub fn verify_with<'s>(
    common: &Header<'_>,
    common_validators: &ValidatorSet<'_>,
    trusted: &SignedHeader<'_>,
    evidence: &LightClientAttackEvidence<'_>,
    signers: &'s mut [Signer],
    verifier: &mut Verifier,
) -> Result<Attack<'s>, Error> {
    let question = Question { common, common_validators, trusted, evidence };
    let conflicting = evidence.conflicting_block().validators();
    let words = commit::scratch_len(common_validators).max(commit::scratch_len(&conflicting));
    let mut scratch = verifier.lend(words);
    let answer = question.answer(&mut scratch, signers, verifier);
    verifier.give_back(scratch);
    answer
}

struct Question<'q, 'a> {
    common: &'q Header<'a>,
    common_validators: &'q ValidatorSet<'a>,
    trusted: &'q SignedHeader<'a>,
    evidence: &'q LightClientAttackEvidence<'a>,
}

impl Question<'_, '_> {
    fn answer<'s>(
        &self,
        scratch: &mut [u32],
        signers: &'s mut [Signer],
        check: &mut impl Check,
    ) -> Result<Attack<'s>, Error> {
        check.begin();
        let signed = self.signed(scratch, check);
        // A wrong signature comes before whatever was found after it had been asked for.
        check.settle()?;
        signed?;
        self.conflicts()?;
        let conflicting = self.evidence.conflicting_block();
        let attack = byzantine_validators(
            self.common_validators,
            self.trusted,
            &conflicting,
            scratch,
            signers,
        )?;
        self.accuses(attack.byzantine_validators)?;
        Ok(attack)
    }

    /// Whether enough of both sets signed. `check` has not settled the signatures yet.
    fn signed(&self, scratch: &mut [u32], check: &mut impl Check) -> Result<(), Error> {
        let block = self.evidence.conflicting_block();
        let (header, commit, set) = (block.header(), block.commit(), block.validators());
        let trusted_header = self.trusted.header();
        let (chain_id, height) = (trusted_header.chain_id(), header.height());
        if self.common.height() == height {
            if state_fields_differ(&trusted_header, header) {
                return Err(Error::StateFieldsDiffer);
            }
            return commit::verify_own(chain_id, &set, height, commit, Rule::LightAll, None, check)
                .map(drop);
        }
        let mut lookup = Lookup::new(*self.common_validators, scratch)?;
        let threshold = TrustThreshold::ONE_THIRD;
        let tally =
            commit::trusted_signers(chain_id, &mut lookup, commit, threshold, Stop::Never, check);
        let tally = tally.map_err(|error| match error {
            Error::NotEnoughTrust { tallied, needed, total } => {
                Error::NotEnoughCommonPower { tallied, needed, total }
            }
            other => other,
        })?;
        let asked = Some((&mut lookup, &tally));
        commit::verify_own(chain_id, &set, height, commit, Rule::LightAll, asked, check).map(drop)
    }

    fn conflicts(&self) -> Result<(), Error> {
        let claimed = self.evidence.total_voting_power();
        let found = self.common_validators.total_power();
        if u64::try_from(claimed) != Ok(found) {
            return Err(Error::TotalPowerMismatch { claimed, found });
        }
        let block = self.evidence.conflicting_block();
        let (header, trusted) = (block.header(), self.trusted.header());
        if header.height() > trusted.height() && header.time() > trusted.time() {
            return Err(Error::TimeNotViolated { trusted: trusted.time() });
        }
        // A trusted header without a hash equals no other.
        if trusted.hash().is_ok_and(|hash| header.hash() == Ok(hash)) {
            return Err(Error::SameHeader);
        }
        Ok(())
    }

    /// Whether the evidence accuses the guilty, and nobody else.
    ///
    /// Source: `cometbft evidence/verify.go validateABCIEvidence`.
    fn accuses(&self, guilty: &[Signer]) -> Result<(), Error> {
        let claimed = self.evidence.byzantine_validators();
        if guilty.is_empty() {
            // There, the list of evidence that was decoded is never nil, and a list of nobody is.
            return Err(Error::NobodyGuilty { accused: claimed });
        }
        let found = u32::try_from(guilty.len()).unwrap_or(u32::MAX);
        if claimed != found {
            return Err(Error::AccusedCount { claimed, found });
        }
        for ((index, signer), accused) in (0u32..).zip(guilty).zip(self.evidence.accused()) {
            if accused.address != signer.address().0 {
                return Err(Error::AccusedAddress { index });
            }
            let (claimed, found) = (accused.power, signer.power());
            if u64::try_from(claimed) != Ok(found) {
                return Err(Error::AccusedPower { index, claimed, found });
            }
            if accused.public_key.address()? != signer.address() {
                return Err(Error::AccusedKey { index });
            }
        }
        Ok(())
    }
}
