//! The engine: the one place where power is summed and signatures are asked for.

use super::{Lookup, Scope, Stop};
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::types::{
    BlockIdFlag, Commit, CommitSig, CommitSignBytes, KeyType, Validator, ValidatorSet, Validators,
};

/// A power that was counted, and found to be enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The power of the signers that were counted; less than that of all signers where counting
    /// stopped when it was enough.
    pub tallied: u64,
    /// The power that had to be exceeded.
    pub needed: u64,
    /// The power of the whole set.
    pub total: u64,
    /// The entries that were looked at: all of them, or those up to the one that was enough.
    pub entries: u32,
}

/// What is asked of a commit.
pub(crate) struct Question<'q, 'a, 'c> {
    validators: &'q ValidatorSet<'a>,
    commit: &'q Commit<'c>,
    sign_bytes: CommitSignBytes<'q>,
    scope: Scope,
    needed: u64,
}

impl<'q, 'a, 'c> Question<'q, 'a, 'c> {
    pub(super) fn new(
        chain_id: &'q str,
        validators: &'q ValidatorSet<'a>,
        commit: &'q Commit<'c>,
        scope: Scope,
    ) -> Result<Self, Error> {
        let sign_bytes = CommitSignBytes::new(chain_id, commit);
        let needed = scope.needed(validators.total_power())?;
        Ok(Question { validators, commit, sign_bytes, scope, needed })
    }

    /// `cometbft types/validation.go shouldBatchVerify`: there, a batch is tallied before any
    /// signature in it is known to be good.
    fn tallies_first(&self) -> bool {
        self.commit.len() >= 2 && self.validators.key_type() == Some(KeyType::Ed25519)
    }

    fn ask(
        &self,
        check: &mut impl Check,
        index: u32,
        validator: &Validator<'_>,
        entry: &CommitSig<'_>,
    ) -> Result<(), Error> {
        let message = self.sign_bytes.of(entry).ok_or(Error::WrongSignature { index })?;
        check.request(&validator.public_key(), &message, entry.signature(), index)
    }
}

/// How the validator of an entry is found.
pub(crate) enum Members<'m, 'a, 's> {
    /// At the entry's own index.
    ByIndex,
    /// By the entry's address, each at most once.
    ByAddress(&'m mut Lookup<'a, 's>),
}

/// Answers the question, but for the signatures that `check` has not settled yet. `known_good`
/// tells of signatures that need not be asked for again.
pub(crate) fn run<'a, 'c>(
    question: &Question<'_, 'a, 'c>,
    members: &mut Members<'_, 'a, '_>,
    mut known_good: impl FnMut(u32, &Validator<'a>) -> bool,
    check: &mut impl Check,
) -> Result<Tally, Error> {
    if !question.tallies_first() {
        let tally = walk(question, members, |index, validator, entry| {
            if known_good(index, validator) {
                return Ok(());
            }
            question.ask(&mut Single, index, validator, entry)
        })?;
        return enough(question, tally);
    }
    let tally = walk(question, members, |index, _, entry| match entry.signature().len() {
        64 => Ok(()),
        _ => {
            let length = u32::try_from(entry.signature().len()).unwrap_or(u32::MAX);
            Err(Error::SignatureLength { index, length })
        }
    })?;
    enough(question, tally)?;
    walk(question, members, |index, validator, entry| {
        if known_good(index, validator) {
            return Ok(());
        }
        question.ask(check, index, validator, entry)
    })
}

fn enough(question: &Question<'_, '_, '_>, tally: Tally) -> Result<Tally, Error> {
    let Tally { tallied, needed, total, .. } = tally;
    if tallied > needed {
        Ok(tally)
    } else {
        Err(question.scope.too_little(tallied, needed, total))
    }
}

/// Goes through the entries that the rule looks at, asks for the signature of each, and sums.
fn walk<'a, 'c>(
    question: &Question<'_, 'a, 'c>,
    members: &mut Members<'_, 'a, '_>,
    mut request: impl FnMut(u32, &Validator<'a>, &CommitSig<'c>) -> Result<(), Error>,
) -> Result<Tally, Error> {
    let mut tally = Tally {
        tallied: 0,
        needed: question.needed,
        total: question.validators.total_power(),
        entries: 0,
    };
    let mut aligned = question.validators.validators();
    let mut seen = Seen::default();
    for (index, entry) in question.commit.signatures() {
        tally.entries = index.saturating_add(1);
        let at_index = next_if_aligned(members, &mut aligned);
        if question.scope.ignores(entry.flag()) {
            continue;
        }
        let validator = match members {
            Members::ByIndex => at_index.filter(|v| v.address().0 == entry.validator_address()),
            Members::ByAddress(lookup) => match lookup.find(entry.validator_address())? {
                None => continue,
                Some((place, _)) if !seen.insert(place) => {
                    return Err(double_vote(question, index, &entry));
                }
                Some((_, validator)) => Some(validator),
            },
        };
        let validator = validator.ok_or(Error::SignerMismatch { index })?;
        request(index, &validator, &entry)?;
        if entry.flag() == BlockIdFlag::Commit {
            tally.tallied = tally.tallied.saturating_add(validator.power());
        }
        if question.scope.stop() == Stop::WhenEnough && tally.tallied > tally.needed {
            break;
        }
    }
    Ok(tally)
}

fn next_if_aligned<'a>(
    members: &Members<'_, 'a, '_>,
    validators: &mut Validators<'a>,
) -> Option<Validator<'a>> {
    match members {
        Members::ByIndex => validators.next(),
        Members::ByAddress(_) => None,
    }
}

/// Which signatures of the block's own set have been asked for already on behalf of a trusted set:
/// those by the same key, in the entries up to which it was asked. Keys are compared as keys: that
/// two keys share an address proves nothing.
pub(crate) fn already_checked<'a>(
    lookup: &mut Lookup<'_, '_>,
    tally: &Tally,
) -> impl FnMut(u32, &Validator<'a>) -> bool {
    let entries = tally.entries;
    move |index, validator| {
        index < entries
            && matches!(
                lookup.find(&validator.address().0),
                Ok(Some((_, trusted))) if trusted.public_key() == validator.public_key()
            )
    }
}

/// Finds the earlier entry of the same validator, for the error's sake.
fn double_vote(question: &Question<'_, '_, '_>, index: u32, entry: &CommitSig<'_>) -> Error {
    let same = |other: &CommitSig<'_>| {
        !question.scope.ignores(other.flag())
            && other.validator_address() == entry.validator_address()
    };
    let first = question.commit.signatures().find(|(_, other)| same(other));
    Error::DoubleVote { index, first: first.map_or(index, |(first, _)| first) }
}

const WORDS: usize = 313; // 10,016 bits; a test holds them to MAX_VOTES

/// A bit for each validator of the largest set.
struct Seen([u32; WORDS]);

impl Default for Seen {
    fn default() -> Self {
        Seen([0; WORDS])
    }
}

impl Seen {
    /// Whether `place` was not there before.
    fn insert(&mut self, place: u32) -> bool {
        let bit = 1u32.wrapping_shl(place); // modulo 32
        let word = usize::try_from(place / 32).ok().and_then(|word| self.0.get_mut(word));
        let Some(word) = word else { return false };
        let new = *word & bit == 0;
        *word |= bit;
        new
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_VOTES;

    #[test]
    fn every_validator_of_the_largest_set_has_a_bit() {
        let mut seen = Seen::default();
        for place in [0, 31, 32, MAX_VOTES - 1] {
            assert!(seen.insert(place));
            assert!(!seen.insert(place));
        }
        assert!(!seen.insert(u32::try_from(WORDS).unwrap() * 32), "beyond the bits nothing is new");
    }
}
