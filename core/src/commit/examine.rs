//! Who signed a commit, who did not, and whose signature is bad.

use crate::crypto;
use crate::error::Error;
use crate::types::{BlockIdFlag, Commit, CommitSig, CommitSignBytes, Validator, ValidatorSet};

/// What an entry of a commit is found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Nothing was received from the validator.
    Absent,
    /// The validator signed for the block, and the signature is right.
    Signed,
    /// The validator signed for no block, and the signature is right.
    SignedNil,
    /// The entry names another validator than stands at its place.
    WrongAddress,
    /// The signature is wrong.
    WrongSignature,
    /// This build cannot check signatures by such a key.
    Unsupported,
}

/// Reports every entry with its validator, in their order, whatever is found.
///
/// # Errors
/// [`Error::CommitSize`].
pub fn examine<'a>(
    chain_id: &str,
    validators: &ValidatorSet<'a>,
    commit: &Commit<'a>,
    mut report: impl FnMut(u32, &Validator<'a>, Status),
) -> Result<(), Error> {
    let sign_bytes = CommitSignBytes::new(chain_id, commit);
    if validators.len() != commit.len() {
        let (validators, signatures) = (validators.len(), commit.len());
        return Err(Error::CommitSize { validators, signatures });
    }
    for ((index, entry), validator) in commit.signatures().zip(validators.validators()) {
        report(index, &validator, status(&sign_bytes, index, &entry, &validator));
    }
    Ok(())
}

/// What an entry is, if it is this validator's.
pub(crate) fn status(
    sign_bytes: &CommitSignBytes<'_>,
    index: u32,
    entry: &CommitSig<'_>,
    validator: &Validator<'_>,
) -> Status {
    let signed = || {
        let message = sign_bytes.of(entry).ok_or(Error::WrongSignature { index })?;
        crypto::verify(&validator.public_key(), &message, entry.signature(), index)
    };
    match entry.flag() {
        BlockIdFlag::Absent => Status::Absent,
        _ if validator.address().0 != entry.validator_address() => Status::WrongAddress,
        flag => match signed() {
            Ok(()) if flag == BlockIdFlag::Nil => Status::SignedNil,
            Ok(()) => Status::Signed,
            Err(Error::UnsupportedKeyType { .. }) => Status::Unsupported,
            Err(_) => Status::WrongSignature,
        },
    }
}
