//! The engine: goes through a commit, has it counted, and asks for the signatures.
//!
//! What it is given are trait objects, no type parameters: copies of it would be most of a small
//! module, and a call through a pointer is nothing beside a signature.

use super::count::Count;
use super::{Lookup, Scope};
use crate::crypto::{Check, Single};
use crate::error::Error;
use crate::form::form;
use crate::types::{
    Commit, CommitSig, CommitSignBytes, KeyType, Validator, ValidatorSet, Validators,
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

form!(Tally { tallied, needed, total, entries });

/// What is asked of a commit.
pub(crate) struct Question<'q, 'a, 'c> {
    validators: &'q ValidatorSet<'a>,
    commit: &'q Commit<'c>,
    sign_bytes: CommitSignBytes<'q>,
    count: Count,
}

impl<'q, 'a, 'c> Question<'q, 'a, 'c> {
    pub(super) fn new(
        chain_id: &'q str,
        validators: &'q ValidatorSet<'a>,
        commit: &'q Commit<'c>,
        scope: Scope,
    ) -> Result<Self, Error> {
        let sign_bytes = CommitSignBytes::new(chain_id, commit);
        let count = Count::new(scope, validators.total_power())?;
        Ok(Question { validators, commit, sign_bytes, count })
    }

    /// `cometbft types/validation.go shouldBatchVerify`: there, a batch is tallied before any
    /// signature in it is known to be good.
    fn tallies_first(&self) -> bool {
        tallies_first(self.commit.len(), self.validators.key_type())
    }

    fn ask(
        &self,
        check: &mut dyn Check,
        index: u32,
        validator: &Validator<'_>,
        entry: &CommitSig<'_>,
    ) -> Result<(), Error> {
        let message = self.sign_bytes.of(entry).ok_or(Error::WrongSignature { index })?;
        ask(&message, check, index, validator, entry)
    }
}

/// Whether a commit of so many entries is counted before a signature in it is looked at, given the
/// one type of key of the set.
pub(crate) fn tallies_first(entries: u32, key_type: Option<KeyType>) -> bool {
    entries >= 2 && key_type == Some(KeyType::Ed25519)
}

/// Asks for the signature of an entry.
pub(crate) fn ask(
    message: &[u8],
    check: &mut dyn Check,
    index: u32,
    validator: &Validator<'_>,
    entry: &CommitSig<'_>,
) -> Result<(), Error> {
    check.request(&validator.public_key(), message, entry.signature(), index)
}

/// What a batch asks of a signature before it counts it.
pub(crate) fn signature_length(entry: &CommitSig<'_>, index: u32) -> Result<(), Error> {
    match entry.signature().len() {
        64 => Ok(()),
        other => {
            let length = u32::try_from(other).unwrap_or(u32::MAX);
            Err(Error::SignatureLength { index, length })
        }
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
    known_good: &mut dyn FnMut(u32, &Validator<'a>) -> bool,
    check: &mut dyn Check,
) -> Result<Tally, Error> {
    if !question.tallies_first() {
        let count = walk(question, members, &mut |index, validator, entry| {
            if known_good(index, validator) {
                return Ok(());
            }
            question.ask(&mut Single, index, validator, entry)
        })?;
        return count.enough();
    }
    walk(question, members, &mut |index, _, entry| signature_length(entry, index))?.enough()?;
    let count = walk(question, members, &mut |index, validator, entry| {
        if known_good(index, validator) {
            return Ok(());
        }
        question.ask(check, index, validator, entry)
    })?;
    Ok(count.tally())
}

/// Goes through the entries that the rule looks at, asks for the signature of each, and counts.
fn walk<'a, 'c>(
    question: &Question<'_, 'a, 'c>,
    members: &mut Members<'_, 'a, '_>,
    request: &mut dyn FnMut(u32, &Validator<'a>, &CommitSig<'c>) -> Result<(), Error>,
) -> Result<Count, Error> {
    let mut count = question.count;
    let mut aligned = question.validators.validators();
    let mut seen = Seen::default();
    for (index, entry) in question.commit.signatures() {
        let at_index = next_if_aligned(members, &mut aligned);
        let find = || match members {
            Members::ByIndex => signer_at(at_index, &entry, index).map(Some),
            Members::ByAddress(lookup) => match lookup.find(entry.validator_address())? {
                Some((place, _)) if !seen.insert(place) => {
                    Err(double_vote(question, index, &entry))
                }
                found => Ok(found.map(|(_, validator)| validator)),
            },
        };
        count.entry(index, &entry, find, |validator| request(index, validator, &entry))?;
        if count.is_over() {
            break;
        }
    }
    Ok(count)
}

/// The validator of an entry's own index, if the entry is its.
pub(crate) fn signer_at<'a>(
    at_index: Option<Validator<'a>>,
    entry: &CommitSig<'_>,
    index: u32,
) -> Result<Validator<'a>, Error> {
    at_index
        .filter(|validator| validator.address().0 == entry.validator_address())
        .ok_or(Error::SignerMismatch { index })
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
        !question.count.scope().ignores(other.flag())
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
