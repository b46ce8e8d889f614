//! To whom each member of a consumer's set belongs on the provider.

use super::facts::{Facts, LAYOUT};
use super::report::Report;
use super::sets::Followed;
use crate::consumer::recording::Manifest;
use parhelion_core::ccv::store::{Item, ProviderItem};
use parhelion_core::{Address, KeyType, PublicKey};

const STORE: &[u8] = b"provider";

/// Traces every member of every set to a validator of the provider: by the reverse map, as it is proven
/// first after the set was locked; else by its address.
pub(crate) fn compare(
    name: &str,
    consumer: &Followed,
    manifest: &Manifest,
    facts: &Facts<'_>,
    report: &mut Report,
) {
    let Some(launched) = consumer.launched else { return };
    let id = launched.consumer_id();
    for set in &consumer.sets {
        for member in &set.members {
            let key = PublicKey::new(KeyType::Ed25519, &member.pub_key);
            let Ok(address) = key.and_then(|key| key.address()) else { continue };
            let item = Item::Provider(ProviderItem::ProviderAddress(id, address));
            let mapped = item.key(LAYOUT).ok().and_then(|key| {
                // Who is in the set has the key; it is forgotten only long after it is replaced.
                let found = facts.of_key(STORE, key.as_bytes())?;
                let after = found.range(set.locked.saturating_sub(1)..).next();
                let (_, proven) = after.or_else(|| found.iter().next_back())?;
                LAYOUT.provider_address(proven, id, address).ok()?
            });
            let found = mapped.unwrap_or(address);
            let known = manifest
                .validators
                .iter()
                .any(|it| Address::from_slice(&it.provider_address) == Some(found));
            report.check("members traced to the provider", known, || {
                format!("{name}: {address} of the set locked at {} is nobody's", set.locked)
            });
        }
    }
}
