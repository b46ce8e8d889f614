//! What provokes each error of what a store says.

use super::common::stores::Stores;
use super::common::{LIMITS, bytes, message};
use parhelion_core::ccv::Snapshot;
use parhelion_core::ccv::store::{
    ConsumerId, InfractionParameters, Layout, Phase, PowerShapingParameters, ProviderItem,
};
use parhelion_core::{Address, Error};

type Vector = (&'static str, fn() -> Result<(), Error>);

const ZERO: ConsumerId = ConsumerId::new(0);

/// Asks a snapshot of one entry.
fn ask<T>(
    item: ProviderItem<'_>,
    value: &[u8],
    ask: impl FnOnce(&Snapshot<'_>) -> Result<T, Error>,
) -> Result<(), Error> {
    let mut stores = Stores::new();
    stores.put(item, value);
    let state = stores.prove(&[]);
    ask(&Snapshot::new(Layout::L8, &state.header, &state.proofs)?).map(drop)
}

pub(crate) const VECTORS: &[Vector] = &[
    ("ConsumerIdForm", || ConsumerId::parse("01").map(drop)),
    ("NotInSnapshot", || {
        ask(ProviderItem::ChainId(ZERO), b"c", |it| it.chain_id(ConsumerId::new(1)).map(drop))
    }),
    ("OtherHeader", || {
        let mut stores = Stores::new();
        stores.put(ProviderItem::ValsetUpdateId, &[0; 8]);
        let (first, proofs) = (stores.prove(&[]).header, stores.clone());
        let mut stores = proofs;
        stores.put(ProviderItem::ValsetUpdateId, &[1; 8]);
        Snapshot::new(Layout::L8, &first, &stores.prove(&[]).proofs).map(drop)
    }),
    ("StoreValueLength", || {
        ask(ProviderItem::ValsetUpdateId, &[0; 7], |it| it.valset_update_id().map(drop))
    }),
    ("StoreValueForm", || Phase::parse(&[0, 0, 0, 6, 0, 0, 0, 0]).map(drop)),
    ("StoreValueForm", || InfractionParameters::parse(&message(1, &[]), LIMITS).map(drop)),
    ("StoreFieldValue", || PowerShapingParameters::parse(&[8, 101], LIMITS).map(drop)),
    ("RecordAddress", || {
        let address = Address([7; 20]);
        let key = message(3, &bytes(1, &[9; 32]));
        let record = [message(1, &[8; 20]), key].concat();
        let item = ProviderItem::ConsumerValidator(ZERO, address);
        ask(item, &record, |it| it.consumer_validator(ZERO, address).map(drop))
    }),
];
