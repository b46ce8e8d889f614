//! Commits: whether they carry enough power, and who signed them.

use crate::detail::Failure;
use crate::slice::{Handle, In, Out, apart};
use crate::types::{Detail, Entry, Tally};
use crate::{LIMITS, call};
use parhelion_core::commit::{self, Rule, Status, Stop};
use parhelion_core::{BlockId, Commit, TrustThreshold, ValidatorSet, Verifier};

/// Verifies a commit by the set of its height.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_commit_verify(
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    validators: In<'_, u8>,
    validators_len: usize,
    block_id: In<'_, u8>,
    block_id_len: usize,
    height: i64,
    commit: In<'_, u8>,
    commit_len: usize,
    rule: i32,
    verifier: Handle<'_, Verifier>,
    tally: Out<'_, Tally>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        tally.check_made()?;
        let (chain_id, set) = (chain_id.text(chain_id_len)?, validators.required(validators_len)?);
        let (id, commit) = (block_id.required(block_id_len)?, commit.required(commit_len)?);
        let rule = match rule {
            1 => Rule::Full,
            2 => Rule::Light,
            3 => Rule::LightAll,
            _ => return Err(Failure::Argument),
        };
        let verifier = verifier.get()?;

        let set = ValidatorSet::parse(set, LIMITS)?;
        let commit = Commit::parse(commit, LIMITS)?;
        let id = BlockId::parse(id, LIMITS)?;
        let found = match verifier {
            Some(it) => commit::verify_with(chain_id, &set, &id, height, &commit, rule, it),
            None => commit::verify(chain_id, &set, &id, height, &commit, rule),
        }?;
        Ok(tally.write(found.into())?)
    })
}

/// Verifies that enough of a trusted set signed a commit.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_commit_verify_trusting(
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    validators: In<'_, u8>,
    validators_len: usize,
    commit: In<'_, u8>,
    commit_len: usize,
    trust_numerator: u64,
    trust_denominator: u64,
    rule: i32,
    verifier: Handle<'_, Verifier>,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    tally: Out<'_, Tally>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        tally.check_made()?;
        let read =
            [chain_id.span(chain_id_len), validators.span(validators_len), commit.span(commit_len)];
        let (chain_id, set) = (chain_id.text(chain_id_len)?, validators.required(validators_len)?);
        let commit = commit.required(commit_len)?;
        let stop = match rule {
            4 => Stop::WhenEnough,
            5 => Stop::Never,
            _ => return Err(Failure::Argument),
        };
        let verifier = verifier.get()?;
        apart(&[scratch.span(scratch_words)], read)?;
        let scratch = scratch.slice(scratch_words)?;

        let set = ValidatorSet::parse(set, LIMITS)?;
        let commit = Commit::parse(commit, LIMITS)?;
        let level = TrustThreshold::new(trust_numerator, trust_denominator)?;
        let found = match verifier {
            Some(it) => commit::verify_trusting_with(chain_id, &set, &commit, level, stop, it),
            None => commit::verify_trusting(chain_id, &set, &commit, level, stop, scratch),
        }?;
        Ok(tally.write(found.into())?)
    })
}

/// Tells of every entry of a commit what it is.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_commit_examine(
    chain_id: In<'_, u8>,
    chain_id_len: usize,
    validators: In<'_, u8>,
    validators_len: usize,
    commit: In<'_, u8>,
    commit_len: usize,
    entries: Out<'_, Entry>,
    entries_capacity: usize,
    entries_len: Out<'_, usize>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        entries_len.check()?;
        entries.check_room(entries_capacity)?;
        let read =
            [chain_id.span(chain_id_len), validators.span(validators_len), commit.span(commit_len)];
        let (chain_id, set) = (chain_id.text(chain_id_len)?, validators.required(validators_len)?);
        let commit = commit.required(commit_len)?;
        apart(&[entries.span(entries_capacity), entries_len.span(1)], read)?;

        let set = ValidatorSet::parse(set, LIMITS)?;
        let commit = Commit::parse(commit, LIMITS)?;
        let count = usize::try_from(commit.len()).unwrap_or(usize::MAX);
        if count > entries_capacity {
            entries_len.write(count)?;
            return Err(Failure::Argument);
        }
        let mut place = 0;
        commit::examine(chain_id, &set, &commit, |_, validator, status| {
            let entry = Entry {
                address: validator.address().0,
                status: number(status),
                power: validator.power(),
            };
            place += usize::from(entries.write_at(place, count, entry).is_ok());
        })?;
        Ok(entries_len.write(place)?)
    })
}

const fn number(status: Status) -> u32 {
    match status {
        Status::Absent => 0,
        Status::Signed => 1,
        Status::SignedNil => 2,
        Status::WrongAddress => 3,
        Status::WrongSignature => 4,
        Status::Unsupported => 5,
    }
}
