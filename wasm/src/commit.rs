//! Commits, by themselves.

use crate::error::thrown;
use crate::record::{Record, bytes, index, list, number, push, record, text};
use crate::verifier::Verifier;
use parhelion_core::commit::{self, Rule, Status, Stop, Tally};
use parhelion_core::{BlockId, Commit, Error, Limits, TrustThreshold, ValidatorSet};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Verifier {
    /// Verifies a commit by the set of its height. `rule` is 0 for [`Rule::Light`], 1 for
    /// [`Rule::LightAll`], 2 for [`Rule::Full`].
    ///
    /// # Errors
    /// Those of [`ValidatorSet::parse`], of [`Commit::parse`], of [`BlockId::parse`]; then those of
    /// [`commit::verify_with`].
    pub fn commit(
        &mut self,
        chain_id: &str,
        validators: &[u8],
        block_id: &[u8],
        height: i64,
        commit: &[u8],
        rule: u32,
    ) -> Result<Record, Record> {
        let rule = match rule {
            0 => Rule::Light,
            1 => Rule::LightAll,
            _ => Rule::Full,
        };
        let mut verify = || -> Result<Tally, Error> {
            let set = ValidatorSet::parse(validators, &Limits::DEFAULT)?;
            let commit = Commit::parse(commit, &Limits::DEFAULT)?;
            let id = BlockId::parse(block_id, &Limits::DEFAULT)?;
            commit::verify_with(chain_id, &set, &id, height, &commit, rule, &mut self.0)
        };
        verify().map(counted).map_err(thrown)
    }

    /// Verifies that enough of a trusted set signed a commit.
    ///
    /// # Errors
    /// Those of [`ValidatorSet::parse`], of [`Commit::parse`], of [`TrustThreshold::new`]; then those
    /// of [`commit::verify_trusting_with`].
    pub fn trusting(
        &mut self,
        chain_id: &str,
        validators: &[u8],
        commit: &[u8],
        numerator: u64,
        denominator: u64,
        all: bool,
    ) -> Result<Record, Record> {
        let stop = if all { Stop::Never } else { Stop::WhenEnough };
        let mut verify = || -> Result<Tally, Error> {
            let set = ValidatorSet::parse(validators, &Limits::DEFAULT)?;
            let commit = Commit::parse(commit, &Limits::DEFAULT)?;
            let threshold = TrustThreshold::new(numerator, denominator)?;
            commit::verify_trusting_with(chain_id, &set, &commit, threshold, stop, &mut self.0)
        };
        verify().map(counted).map_err(thrown)
    }
}

/// Reports every entry of a commit with its validator.
///
/// # Errors
/// Those of [`ValidatorSet::parse`], of [`Commit::parse`]; then those of [`commit::examine`].
#[wasm_bindgen]
pub fn examine(chain_id: &str, validators: &[u8], commit: &[u8]) -> Result<Record, Record> {
    let entries = list();
    let examine = || -> Result<(), Error> {
        let set = ValidatorSet::parse(validators, &Limits::DEFAULT)?;
        let commit = Commit::parse(commit, &Limits::DEFAULT)?;
        commit::examine(chain_id, &set, &commit, |place, validator, status| {
            let entry = record();
            index(&entry, "index", place);
            bytes(&entry, "address", validator.address().as_bytes());
            number(&entry, "power", validator.power());
            text(&entry, "status", status_name(status));
            push(&entries, entry);
        })
    };
    examine().map(|()| entries).map_err(thrown)
}

fn counted(tally: Tally) -> Record {
    let counted = record();
    number(&counted, "tallied", tally.tallied);
    number(&counted, "needed", tally.needed);
    number(&counted, "total", tally.total);
    index(&counted, "entries", tally.entries);
    counted
}

const fn status_name(status: Status) -> &'static str {
    match status {
        Status::Absent => "absent",
        Status::Signed => "signed",
        Status::SignedNil => "signed_nil",
        Status::WrongAddress => "wrong_address",
        Status::WrongSignature => "wrong_signature",
        Status::Unsupported => "unsupported",
    }
}
