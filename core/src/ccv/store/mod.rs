//! What the stores of a provider and of a consumer say: under which key an item stands, and what
//! its value means.
//!
//! An item ([`ProviderItem`], [`ConsumerItem`], [`SdkItem`]) has the name of a store and a
//! [`Key`](crate::proof::Key). What is proven of that key becomes a view through a method of
//! [`Layout`], such as [`Layout::assigned_key`]: it looks at the store and the key of the
//! [`Proven`](crate::proof::Proven) first, so that no value is read as that of another item.
//!
//! ```text
//! item ─▶ store, key ─▶ query, proof ─▶ Proven ─┐
//! item ─────────────────────────────────────────┴─▶ same store, same key? ─▶ view / there is none
//! ```
//!
//! The `parse` of a view reads bytes for which nobody vouches.
//!
//! # What a view refuses
//! A value of a length that its kind does not have, a number that is none of its kind's, a text
//! that the module would never write. Unknown fields are passed over, as everywhere here.
//!
//! Source: `interchain-security x/ccv/provider/types/keys.go, x/ccv/consumer/types/keys.go`.

mod address;
mod consumer;
mod consumer_id;
mod consumer_params;
mod genesis;
mod infraction;
mod initialization;
mod item;
mod layout;
mod lists;
mod params;
mod provider;
mod read;
mod rows;
mod scalar;
mod sdk;
mod shaping;
mod slash_record;
mod slashing;
mod staking;
mod time;
mod validators;

pub use crate::error::StoreKind;
pub use consumer::ConsumerItem;
pub use consumer_id::ConsumerId;
pub use consumer_params::ConsumerParams;
pub use genesis::ConsumerGenesis;
pub use infraction::InfractionParameters;
pub use initialization::InitializationParameters;
pub use item::Item;
pub use layout::Layout;
pub use lists::{AddressList, ConsumerIds, SlashAcks};
pub use params::Params;
pub use provider::ProviderItem;
pub use scalar::Phase;
pub use sdk::SdkItem;
pub use shaping::PowerShapingParameters;
pub use slash_record::SlashRecord;
pub use slashing::SigningInfo;
pub use staking::StakingValidator;
pub use time::{parse_binary_time, parse_sortable_time, sortable_time};
pub use validators::{ConsensusValidator, CrossChainValidator, ValidatorUpdate};

pub(in crate::ccv) use rows::{marks, values};

#[cfg(test)]
mod tests;
