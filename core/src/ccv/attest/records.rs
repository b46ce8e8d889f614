//! The set as the provider records it, whole.

use super::{Attested, Launched, Lock};
use crate::ccv::store::ProviderItem;
use crate::ccv::valset_change::{CrossChainValidator, CrossChainValidators};
use crate::error::Error;
use crate::hash::Address;
use crate::light::TrustedState;
use crate::limits::ADDRESS_LEN;
use crate::proof::{Entry, Gap, Key};
use crate::types::{KeyType, PublicKey};

/// Attests the set that the provider records at the state of `header`: the members come from proofs
/// that nothing stands between them.
///
/// `gaps` are proofs of absence in the order of the keys: first of the bare prefix
/// ([`ProviderItem::consumer_validators`]), then of each record's key with a zero byte after it. Each
/// shows the entry that comes next; the last shows one that is no record of this consumer, or that
/// nothing comes. What a validator's key or power is stands in those neighbours: no other proofs are
/// needed. More gaps after the last are not looked at.
///
/// # Errors
/// Of each gap [`Error::StateMismatch`], [`Error::RecordsIncomplete`], [`Error::RecordKey`]; those of
/// [`crate::ccv::store::Layout::consumer_validator`]; [`Error::MemberKeyType`], [`Error::MemberPower`]. Before them
/// [`Error::OtherChain`], [`Error::PhaseHeights`]; after them [`Error::MembersTooFew`],
/// [`Error::TotalPowerTooHigh`], [`Error::MemberTwice`], [`Error::NoMembers`].
///
/// Source: `interchain-security x/ccv/provider/keeper/validator_set_update.go
/// GetConsumerValSet`.
pub fn by_records<'m, 'g>(
    header: &TrustedState,
    consumer: &Launched,
    gaps: impl IntoIterator<Item = Gap<'g>>,
    memory: &'m mut [CrossChainValidator],
) -> Result<Attested<'m>, Error> {
    if header.chain_id() != consumer.provider_chain_id() {
        return Err(Error::OtherChain);
    }
    consumer.check_height(header.height().saturating_sub(1))?;
    let prefix = ProviderItem::consumer_validators(consumer.layout(), consumer.consumer_id())?;
    let mut records = Records {
        header,
        consumer,
        gaps: gaps.into_iter(),
        next: prefix.clone(),
        prefix,
        index: 0,
        ended: false,
        fault: None,
    };
    let validators = CrossChainValidators::of(&mut records, memory);
    match records.fault {
        Some(fault) => Err(fault),
        None => Attested::new(*consumer, Lock::of_header(header), validators?),
    }
}

/// The members that the gaps show. It ends at the first fault, and keeps it.
struct Records<'r, I> {
    header: &'r TrustedState,
    consumer: &'r Launched,
    gaps: I,
    prefix: Key,
    /// The key of which the next gap has to be.
    next: Key,
    index: u32,
    ended: bool,
    fault: Option<Error>,
}

impl<'g, I: Iterator<Item = Gap<'g>>> Iterator for Records<'_, I> {
    type Item = (PublicKey<'g>, u64);

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let found = self.step();
        self.ended = !matches!(found, Ok(Some(_)));
        found.unwrap_or_else(|fault| {
            self.fault = Some(fault);
            None
        })
    }
}

impl<'g, I: Iterator<Item = Gap<'g>>> Records<'_, I> {
    fn step(&mut self) -> Result<Option<(PublicKey<'g>, u64)>, Error> {
        let index = self.index;
        let gap = self.gaps.next().ok_or(Error::RecordsIncomplete { index })?;
        let proven = gap.proven();
        if !proven.is_of(self.header) {
            return Err(Error::StateMismatch);
        }
        // A gap in another store, or of another prefix, hides what lies here.
        if proven.store() != ProviderItem::Params.store() || proven.key() != self.next.as_bytes() {
            return Err(Error::RecordsIncomplete { index });
        }
        let record = gap.right().filter(|entry| entry.key().starts_with(self.prefix.as_bytes()));
        let Some(entry) = record else { return Ok(None) };
        self.next = Key::of(&[entry.key(), &[0]])?;
        self.index = index.saturating_add(1);
        self.member(&entry, index).map(Some)
    }

    fn member(&self, entry: &Entry<'g>, index: u32) -> Result<(PublicKey<'g>, u64), Error> {
        let tail = entry.key().get(self.prefix.as_bytes().len()..).unwrap_or_default();
        let address = Some(tail).filter(|tail| tail.len() == ADDRESS_LEN);
        let address = address.and_then(Address::from_slice).ok_or(Error::RecordKey { index })?;
        let record = self.consumer.layout().record(address, entry.value())?;
        check_member(&record.public_key(), record.power(), index)?;
        Ok((record.public_key(), record.power()))
    }
}

/// What every member of a consumer's set has.
pub(super) fn check_member(key: &PublicKey<'_>, power: u64, index: u32) -> Result<(), Error> {
    let key_type = key.key_type();
    if key_type != KeyType::Ed25519 {
        return Err(Error::MemberKeyType { index, key_type });
    }
    if power == 0 {
        return Err(Error::MemberPower { index, power });
    }
    Ok(())
}
