//! Whose key it is that signs on a consumer.

use super::Snapshot;
use super::store::{ConsumerId, ProviderItem, parse_sortable_time};
use crate::error::Error;
use crate::hash::Address;
use crate::time::Time;

/// The provider's validator behind an address on a consumer, at one height of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resolution {
    /// The address is that of the key which the validator assigned for this consumer.
    Current {
        /// The validator, by its key on the provider.
        provider_address: Address,
    },
    /// The address is that of a key which the validator once assigned and does not use any more.
    /// What it signed is still held against the validator.
    Replaced {
        /// The validator, by its key on the provider.
        provider_address: Address,
        /// When the provider forgets the address, where the snapshot has the list of that time. A
        /// block of that time or a later one does it.
        forgotten_at: Option<Time>,
    },
    /// The address is that of the validator's own key on the provider, and it uses no other here.
    Own {
        /// The validator, by the same key.
        provider_address: Address,
    },
    /// The address is that of the validator's own key on the provider, but it assigned another one
    /// for this consumer. What its own key signed is held against it without end.
    OwnUnused {
        /// The validator, by its own key.
        provider_address: Address,
    },
    /// The provider knows no such address: it never did, or has forgotten it.
    Unknown,
}

impl Resolution {
    /// The validator that answers for the address.
    #[must_use]
    pub const fn provider_address(&self) -> Option<Address> {
        match *self {
            Resolution::Current { provider_address }
            | Resolution::Replaced { provider_address, .. }
            | Resolution::Own { provider_address }
            | Resolution::OwnUnused { provider_address } => Some(provider_address),
            Resolution::Unknown => None,
        }
    }

    /// Whether a set that is computed at this height can have the address as a member.
    #[must_use]
    pub const fn is_in_use(&self) -> bool {
        matches!(self, Resolution::Current { .. } | Resolution::Own { .. })
    }
}

/// Says whose the address is: whoever has it by assignment, else whoever has it on the provider.
///
/// It asks the snapshot for [`ProviderItem::ProviderAddress`] of the address; for
/// [`ProviderItem::AssignedKey`] of the validator; and where nobody was assigned the address, for
/// the operator of that validator, without whom it is none.
///
/// A key that a validator gave back to use its own again is an assigned one; so the address of its
/// own key can be [`Resolution::Current`], or [`Resolution::Replaced`].
///
/// # Errors
/// [`Error::NotInSnapshot`] where one of these is missing; those of the views.
///
/// Source: `interchain-security x/ccv/provider/keeper/key_assignment.go
/// GetProviderAddrFromConsumerAddr, AssignConsumerKey`.
pub fn resolve(
    snapshot: &Snapshot<'_>,
    consumer: ConsumerId,
    consumer_address: Address,
) -> Result<Resolution, Error> {
    if let Some(provider_address) = snapshot.provider_address(consumer, consumer_address)? {
        let assigned = snapshot.assigned_key(consumer, provider_address)?;
        if let Some(key) = assigned
            && key.address()? == consumer_address
        {
            return Ok(Resolution::Current { provider_address });
        }
        let forgotten_at = forgotten_at(snapshot, consumer, consumer_address)?;
        return Ok(Resolution::Replaced { provider_address, forgotten_at });
    }
    let provider_address = consumer_address;
    if snapshot.operator_by_cons_addr(provider_address)?.is_none() {
        return Ok(Resolution::Unknown);
    }
    Ok(match snapshot.assigned_key(consumer, provider_address)? {
        None => Resolution::Own { provider_address },
        Some(_) => Resolution::OwnUnused { provider_address },
    })
}

/// The time of the list of the snapshot that has the address. The lists are not searched for: their
/// times are not known, and a snapshot has those that were asked for.
fn forgotten_at(
    snapshot: &Snapshot<'_>,
    consumer: ConsumerId,
    address: Address,
) -> Result<Option<Time>, Error> {
    let prefix = ProviderItem::prune_lists(snapshot.layout(), consumer)?;
    let store = ProviderItem::Params.store();
    for proven in snapshot.proofs().iter().filter(|proven| proven.store() == store) {
        let Some(time) = proven.key().strip_prefix(prefix.as_bytes()) else { continue };
        let time = parse_sortable_time(time)?;
        let list = snapshot.layout().prune_list(proven, consumer, time)?;
        if list.is_some_and(|list| list.iter().any(|listed| listed == address)) {
            return Ok(Some(time));
        }
    }
    Ok(None)
}
