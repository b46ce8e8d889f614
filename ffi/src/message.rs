//! Single messages: the rules that each has of its own, and hashes.

use crate::detail::Failure;
use crate::slice::{In, Out};
use crate::types::Detail;
use crate::{LIMITS, call};
use parhelion_core::evidence::{DuplicateVoteEvidence, EvidenceList, LightClientAttackEvidence};
use parhelion_core::{Commit, Header, LightBlock, SignedHeader, ValidatorSet, Vote};

/// Checks the rules that a message has of its own.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_check(
    message: i32,
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    bytes: In<'_, u8>,
    bytes_len: usize,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        let chain_id = match chain_id.slice(chain_id_len)? {
            Some(_) => chain_id.text(chain_id_len)?,
            None => "",
        };
        let bytes = bytes.required(bytes_len)?;
        match message {
            1 => drop(Header::parse(bytes, LIMITS)?),
            2 => drop(Commit::parse(bytes, LIMITS)?),
            3 => Vote::parse(bytes, LIMITS)?.validate()?,
            4 => drop(ValidatorSet::parse(bytes, LIMITS)?),
            5 => drop(SignedHeader::parse(bytes, LIMITS)?.validate(chain_id)?),
            6 => drop(LightBlock::parse(bytes, LIMITS)?.validate(chain_id)?),
            7 => drop(DuplicateVoteEvidence::parse(bytes, LIMITS)?),
            8 => drop(LightClientAttackEvidence::parse(bytes, LIMITS)?),
            9 => drop(EvidenceList::parse(bytes, LIMITS)?),
            _ => return Err(Failure::Argument),
        }
        Ok(())
    })
}

/// Computes the hash of a message that has one.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_hash(
    message: i32,
    bytes: In<'_, u8>,
    bytes_len: usize,
    hash: Out<'_, [u8; 32]>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        hash.check()?;
        let bytes = bytes.required(bytes_len)?;
        let found = match message {
            1 => Header::parse(bytes, LIMITS)?.hash()?,
            2 => Commit::parse(bytes, LIMITS)?.hash(),
            4 => ValidatorSet::parse(bytes, LIMITS)?.hash(),
            9 => EvidenceList::parse(bytes, LIMITS)?.hash(),
            _ => return Err(Failure::Argument),
        };
        Ok(hash.write(found.0)?)
    })
}
