//! What a provider's packets make of a consumer's validators.

use crate::consumer::members;
use crate::error::thrown;
use crate::record::{Record, bytes, member, number, record};
use alloc::vec;
use alloc::vec::Vec;
use parhelion_core::ccv::valset_change::{
    Change, Changes, CrossChainValidator, CrossChainValidators, ValidatorSetChangePacket,
};
use parhelion_core::{Error, Limits, PublicKey};
use wasm_bindgen::prelude::*;

/// A consumer's validators before, and the packets that it receives in one block.
#[wasm_bindgen]
#[derive(Default)]
pub struct ValsetChange {
    before: Vec<(Vec<u8>, u64)>,
    packets: Vec<Vec<u8>>,
}

#[wasm_bindgen]
impl ValsetChange {
    /// Nobody, and no packets yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> ValsetChange {
        ValsetChange::default()
    }

    /// Adds a validator, by a protobuf `PublicKey`.
    pub fn validator(&mut self, public_key: Vec<u8>, power: u64) {
        self.before.push((public_key, power));
    }

    /// Adds the data of a packet.
    pub fn packet(&mut self, data: Vec<u8>) {
        self.packets.push(data);
    }

    /// The set after.
    ///
    /// # Errors
    /// By packet those of [`ValidatorSetChangePacket::parse_json`]; by validator those of
    /// [`PublicKey::parse`]; then those of [`Changes::accumulate`], [`CrossChainValidators::of`] and
    /// [`CrossChainValidators::apply`].
    pub fn apply(&self) -> Result<Record, Record> {
        let apply = || -> Result<Record, Error> {
            let packets = self.packets.iter();
            let packets = packets
                .map(|packet| ValidatorSetChangePacket::parse_json(packet, &Limits::DEFAULT))
                .collect::<Result<Vec<_>, Error>>()?;
            let before = self.before.iter();
            let before = before
                .map(|(key, power)| Ok((PublicKey::parse(key, &Limits::DEFAULT)?, *power)))
                .collect::<Result<Vec<_>, Error>>()?;
            let updates = || packets.iter().flat_map(ValidatorSetChangePacket::updates);
            let mut memory = vec![Change::NONE; updates().count()];
            let changes = Changes::accumulate(updates(), &mut memory)?;
            let room = before.len() + changes.as_slice().len();
            let mut memory = vec![CrossChainValidator::NONE; room];
            let mut set = CrossChainValidators::of(before, &mut memory)?;
            set.apply(&changes)?;
            let after = record();
            bytes(&after, "validatorsHash", set.hash().as_bytes());
            number(&after, "totalPower", set.total_power());
            member(&after, "validators", members(set.as_slice()));
            Ok(after)
        };
        apply().map_err(thrown)
    }
}
