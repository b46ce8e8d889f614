//! How much of a consumer's set is known to be backed.

use super::Launched;
use crate::error::Error;
use crate::hash::{Address, Hash};
use crate::proof::Proven;
use crate::types::{ValidatorSet, getters};

/// A report on the set of a consumer's header: how many of its members, with how much of its power,
/// the provider records with the same key and power. It verifies no header: that all are backed does
/// not say that nobody was left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backed {
    validators_hash: Hash,
    members: u32,
    total_power: u64,
    backed_members: u32,
    backed_power: u64,
}

impl Backed {
    getters! {
        /// The hash of the set.
        validators_hash: Hash,
        /// Its members.
        members: u32,
        /// Their power.
        total_power: u64,
        /// Members that are backed.
        backed_members: u32,
        /// Their power on the consumer.
        backed_power: u64,
    }

    /// Whether every member is backed. Somebody may be missing all the same.
    #[must_use]
    pub const fn all_are_backed(&self) -> bool {
        self.backed_members == self.members
    }
}

/// Counts the members of a set that the provider records: `records` are proofs of
/// [`crate::ccv::store::ProviderItem::ConsumerValidator`], of one state.
///
/// Work: each record is looked for in the whole set.
///
/// # Errors
/// [`Error::OtherChain`], [`Error::StateMismatch`]; those of
/// [`crate::ccv::store::Layout::consumer_validator`]; [`Error::RecordOrder`] where the addresses do not
/// ascend, so that none counts twice; [`Error::TooManyRecords`] of more records than members.
pub fn back<'p>(
    consumer: &Launched,
    set: &ValidatorSet<'_>,
    records: impl IntoIterator<Item = (Address, Proven<'p>)>,
) -> Result<Backed, Error> {
    let (mut members, mut power, mut count) = (0u32, 0u64, 0u32);
    let mut before: Option<(Address, Proven<'p>)> = None;
    for (address, proven) in records {
        consumer.check_chain(&proven)?;
        if let Some((last, first)) = &before {
            if !proven.is_of_state(first) {
                return Err(Error::StateMismatch);
            }
            if *last >= address {
                return Err(Error::RecordOrder { index: count });
            }
        }
        if count >= set.len() {
            return Err(Error::TooManyRecords { limit: set.len() });
        }
        count = count.saturating_add(1);
        let record =
            consumer.layout().consumer_validator(&proven, consumer.consumer_id(), address)?;
        before = Some((address, proven));
        let Some(record) = record else { continue };
        let same = set.validators().any(|member| {
            member.public_key() == record.public_key() && member.power() == record.power()
        });
        if same {
            members = members.saturating_add(1);
            power = power.saturating_add(record.power());
        }
    }
    Ok(Backed {
        validators_hash: set.hash(),
        members: set.len(),
        total_power: set.total_power(),
        backed_members: members,
        backed_power: power,
    })
}
