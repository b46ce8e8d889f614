//! The entries of a commit, one after the other, for both questions that are asked of it.

use super::trusted::{TrustedValidator, find};
use crate::commit::{Count, Rule, Scope, Stop, ask, signer_at, tallies_first};
use crate::crypto::Single;
use crate::error::Error;
use crate::form::form;
use crate::limits::ADDRESS_LEN;
use crate::threshold::TrustThreshold;
use crate::time::Time;
use crate::types::{BlockIdFlag, CommitSig, PublicKey, SignBytes, Summary, Validator};

/// Bytes of a signature that are kept: one more than any that is right.
const KEPT: usize = 65;

/// An entry that waits for its validator.
#[derive(Clone, Debug)]
pub(super) struct Held {
    index: u32,
    flag: BlockIdFlag,
    address: heapless::Vec<u8, ADDRESS_LEN>,
    timestamp: Time,
    signature: heapless::Vec<u8, KEPT>,
    /// The length of the whole signature.
    length: u32,
}

form!(Held { index, flag, address, timestamp, signature, length });

impl Held {
    pub(super) fn of(entry: &CommitSig<'_>, index: u32, length: u16) -> Option<Held> {
        let signature = entry.signature();
        let kept = signature.get(..KEPT).unwrap_or(signature);
        Some(Held {
            index,
            flag: entry.flag(),
            address: heapless::Vec::from_slice(entry.validator_address()).ok()?,
            timestamp: entry.timestamp(),
            signature: heapless::Vec::from_slice(kept).ok()?,
            length: u32::from(length),
        })
    }

    fn entry(&self) -> CommitSig<'_> {
        CommitSig::of_parts(self.flag, &self.address, self.timestamp, &self.signature)
    }

    /// What a batch asks of a signature before it counts it.
    fn check_length(&self) -> Result<(), Error> {
        match self.signature.len() {
            64 => Ok(()),
            _ => Err(Error::SignatureLength { index: self.index, length: self.length }),
        }
    }
}

/// The signers by the trusted set, where it is asked, and by the block's own.
#[derive(Clone, Debug)]
pub(super) struct Votes {
    trusting: Option<Asked>,
    own: Asked,
    /// Trusted validators in memory.
    trusted: usize,
    /// Whether set and commit are of one size.
    sizes: Result<(), Error>,
}

form!(Votes { trusting, own, trusted, sizes });

impl Votes {
    pub(super) fn new(
        trusted: Option<(TrustThreshold, Summary)>,
        own: &Summary,
        entries: u32,
    ) -> Votes {
        let (validators, signatures) = (own.len, entries);
        let held = trusted.map_or(0, |(_, set)| set.len);
        Votes {
            trusted: usize::try_from(held).unwrap_or(usize::MAX),
            trusting: trusted.map(|(threshold, set)| {
                Asked::new(Scope::Trusting { threshold, stop: Stop::WhenEnough }, &set, entries)
            }),
            own: Asked::new(Scope::of(Rule::Light), own, entries),
            sizes: if validators == signatures {
                Ok(())
            } else {
                Err(Error::CommitSize { validators, signatures })
            },
        }
    }

    /// Takes an entry with the validator at its index. What the trusted set has asked for is not asked
    /// for again.
    pub(super) fn settle(
        &mut self,
        held: &Held,
        at_index: Option<Validator<'_>>,
        memory: &mut [TrustedValidator],
        sign_bytes: impl Fn(&CommitSig<'_>) -> SignBytes,
    ) {
        let (entry, index) = (held.entry(), held.index);
        let trusted = memory.get_mut(..self.trusted).unwrap_or_default();
        let found = find(trusted, entry.validator_address());
        let single = |validator: &Validator<'_>| {
            ask(&sign_bytes(&entry), &mut Single, index, validator, &entry)
        };
        let mut asked: Option<PublicKey<'_>> = None;
        if let Some(trusting) = &mut self.trusting {
            let find = || found.as_ref().map_or(Ok(None), |found| found.once(trusted, index));
            trusting.entry(held, find, |validator| {
                asked = Some(validator.public_key());
                single(validator)
            });
            // Then the block is refused, whatever its own set signed.
            if trusting.is_lost() {
                return;
            }
        }
        if self.sizes.is_ok() {
            let find = || signer_at(at_index, &entry, index).map(Some);
            self.own.entry(held, find, |validator| match asked {
                Some(key) if key == validator.public_key() => Ok(()),
                _ => single(validator),
            });
        }
    }

    pub(super) fn verdict(&self) -> Result<(), Error> {
        self.trusting.as_ref().map_or(Ok(()), Asked::verdict)?;
        self.own.count?;
        self.sizes?;
        self.own.verdict()
    }
}

/// A question to a commit: the engine of [`crate::commit`] in one pass instead of two.
#[derive(Clone, Debug)]
struct Asked {
    count: Result<Count, Error>,
    /// Whether all is counted before a signature is believed.
    tallies_first: bool,
    refused: Result<(), Error>,
    signatures: Result<(), Error>,
}

form!(Asked { count, tallies_first, refused, signatures });

impl Asked {
    fn new(scope: Scope, set: &Summary, entries: u32) -> Asked {
        Asked {
            count: Count::new(scope, set.total_power),
            tallies_first: tallies_first(entries, set.key_type),
            refused: Ok(()),
            signatures: Ok(()),
        }
    }

    fn entry<'a>(
        &mut self,
        held: &Held,
        find: impl FnOnce() -> Result<Option<Validator<'a>>, Error>,
        single: impl FnOnce(&Validator<'a>) -> Result<(), Error>,
    ) {
        let Asked { count: Ok(count), tallies_first, refused, signatures } = self else { return };
        if refused.is_err() || count.is_over() {
            return;
        }
        *refused = count.entry(held.index, &held.entry(), find, |validator| {
            if !*tallies_first {
                return single(validator);
            }
            held.check_length()?;
            if signatures.is_ok() {
                *signatures = single(validator);
            }
            Ok(())
        });
    }

    /// Whether nothing that comes can make it right.
    fn is_lost(&self) -> bool {
        self.count.is_err() || self.refused.is_err() || self.signatures.is_err()
    }

    fn verdict(&self) -> Result<(), Error> {
        let count = self.count?;
        self.refused?;
        count.enough()?;
        self.signatures
    }
}
