//! What is proven of an item, as a view.

use super::rows::{marks, values};
use super::scalar::{address, decimal, integer, mark, number, one, text};
use super::staking::{last_power, last_total_power};
use super::{
    AddressList, ConsensusValidator, ConsumerGenesis, ConsumerId, ConsumerIds, ConsumerItem,
    ConsumerParams, CrossChainValidator, InfractionParameters, InitializationParameters, Item,
    Layout, Params, Phase, PowerShapingParameters, ProviderItem, SdkItem, SigningInfo, SlashAcks,
    SlashRecord, StakingValidator, parse_binary_time, parse_sortable_time,
};
use crate::ccv::valset_change::{ValidatorSetChangePacket, ValidatorSetChangePackets};
use crate::error::Error;
use crate::hash::Address;
use crate::limits::Limits;
use crate::proof::Proven;
use crate::time::Time;
use crate::types::PublicKey;

macro_rules! read_values {
    ($(
        $(#[$doc:meta])+
        $name:ident($($arg:ident: $type:ty),*) $item:expr => $value:ty, $parse:expr;
    )+) => {
        /// What is proven of an item; `None` where it is proven that there is none.
        ///
        /// # Errors
        /// Each fails with [`Error::OtherStore`], those of [`ProviderItem::key`], and
        /// [`Error::OtherKey`] where something else was proven; with those of the view's `parse`;
        /// and that of a record with [`Error::RecordAddress`].
        #[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
        impl Layout {$(
            $(#[$doc])+
            pub fn $name<'p>(
                self,
                proven: &Proven<'p>,
                $($arg: $type),*
            ) -> Result<Option<$value>, Error> {
                Item::from($item).read(self, proven, $parse)
            }
        )+}
    };
}

macro_rules! read_marks {
    ($(
        $(#[$doc:meta])+
        $name:ident($($arg:ident: $type:ty),*) $item:expr, $parse:expr;
    )+) => {
        /// Whether an item is there that has no value.
        ///
        /// # Errors
        /// [`Error::OtherStore`] and [`Error::OtherKey`] where something else was proven;
        /// [`Error::StoreValueLength`] and
        /// [`Error::StoreValueForm`] where it has a value all the same.
        #[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
        impl Layout {$(
            $(#[$doc])+
            pub fn $name(self, proven: &Proven<'_>, $($arg: $type),*) -> Result<bool, Error> {
                Ok(Item::from($item).read(self, proven, plain($parse))?.is_some())
            }
        )+}
    };
}

values!(read_values);
marks!(read_marks);

impl Layout {
    /// A member of a consumer's validator set, from an entry that is known to be its record.
    pub(in crate::ccv) fn record<'p>(
        self,
        provider: Address,
        bytes: &'p [u8],
    ) -> Result<ConsensusValidator<'p>, Error> {
        let Layout::L8 = self;
        record_of(provider, bytes, &Limits::DEFAULT)
    }
}

/// A reader of what is no message, and has no limits.
fn plain<'p, T>(
    read: impl FnOnce(&'p [u8]) -> Result<T, Error>,
) -> impl FnOnce(&'p [u8], &Limits) -> Result<T, Error> {
    move |bytes, _| read(bytes)
}

fn consumer_id(bytes: &[u8]) -> Result<ConsumerId, Error> {
    ConsumerId::parse(text(bytes)?)
}

/// The modules take the key of a record from the record.
fn of_key<T>(found: Address, key: Address, record: T) -> Result<T, Error> {
    if found == key { Ok(record) } else { Err(Error::RecordAddress) }
}

fn record_of<'p>(
    key: Address,
    bytes: &'p [u8],
    limits: &Limits,
) -> Result<ConsensusValidator<'p>, Error> {
    let record = ConsensusValidator::parse(bytes, limits)?;
    of_key(record.provider_address(), key, record)
}

fn cross_chain<'p>(
    key: Address,
    bytes: &'p [u8],
    limits: &Limits,
) -> Result<CrossChainValidator<'p>, Error> {
    let record = CrossChainValidator::parse(bytes, limits)?;
    of_key(record.address(), key, record)
}

fn staking<'p>(
    key: Address,
    bytes: &'p [u8],
    limits: &Limits,
) -> Result<StakingValidator<'p>, Error> {
    let record = StakingValidator::parse(bytes, limits)?;
    of_key(record.operator(), key, record)
}

fn signing(key: Address, bytes: &[u8], limits: &Limits) -> Result<SigningInfo, Error> {
    let record = SigningInfo::parse(bytes, limits)?;
    of_key(record.address(), key, record)
}
