//! What is proven of one state of a chain, taken together.

mod consumer;
mod provider;

pub use consumer::Consumer;
pub use provider::ProvenProvider;

use super::store::{
    AddressList, ConsensusValidator, ConsumerGenesis, ConsumerId, ConsumerIds, ConsumerItem,
    ConsumerParams, CrossChainValidator, InfractionParameters, InitializationParameters, Item,
    Layout, Params, Phase, PowerShapingParameters, ProviderItem, SdkItem, SigningInfo, SlashAcks,
    SlashRecord, StakingValidator, marks, values,
};
use crate::ccv::valset_change::{ValidatorSetChangePacket, ValidatorSetChangePackets};
use crate::error::Error;
use crate::hash::Address;
use crate::light::TrustedState;
use crate::proof::Proven;
use crate::time::Time;
use crate::types::PublicKey;

/// Proofs of one header, in any order: so much of one state of a chain as was asked for.
///
/// A proof that is not among them is [`Error::NotInSnapshot`], which is not the same as proven
/// absence. Each look-up goes through all proofs.
#[derive(Clone, Copy, Debug)]
pub struct Snapshot<'a> {
    layout: Layout,
    header: &'a TrustedState,
    proofs: &'a [Proven<'a>],
}

impl<'a> Snapshot<'a> {
    /// Takes proofs together that were verified against this header.
    ///
    /// # Errors
    /// [`Error::OtherHeader`] of the first that was verified against another one.
    pub fn new(
        layout: Layout,
        header: &'a TrustedState,
        proofs: &'a [Proven<'a>],
    ) -> Result<Snapshot<'a>, Error> {
        for (index, proven) in (0..).zip(proofs) {
            if !proven.is_of(header) {
                return Err(Error::OtherHeader { index });
            }
        }
        Ok(Snapshot { layout, header, proofs })
    }

    /// The header against which everything was proven. The state is that after the block before it.
    #[must_use]
    pub const fn header(&self) -> &'a TrustedState {
        self.header
    }

    /// The height of the state: that of the block after which the chain was in it.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.header.height().saturating_sub(1) // no header is of height 0
    }

    /// Under which keys the chain keeps its items.
    #[must_use]
    pub const fn layout(&self) -> Layout {
        self.layout
    }

    /// The proofs.
    #[must_use]
    pub const fn proofs(&self) -> &'a [Proven<'a>] {
        self.proofs
    }

    /// What is proven of an item, be it that it is absent.
    ///
    /// # Errors
    /// Those of [`Item::key`]; [`Error::NotInSnapshot`].
    pub fn proven(&self, item: Item<'_>) -> Result<&'a Proven<'a>, Error> {
        self.under(item.store(), item.key(self.layout)?.as_bytes())
    }

    /// What is proven of a key.
    ///
    /// # Errors
    /// [`Error::NotInSnapshot`].
    pub fn under(&self, store: &[u8], key: &[u8]) -> Result<&'a Proven<'a>, Error> {
        let mut proofs = self.proofs.iter();
        let found = proofs.find(|proven| proven.key() == key && proven.store() == store);
        found.ok_or(Error::NotInSnapshot)
    }

    /// What a provider's snapshot says of one consumer.
    #[must_use]
    pub const fn consumer(&self, id: ConsumerId) -> Consumer<'a> {
        Consumer::new(*self, id)
    }

    /// The provider as it is asked when evidence is submitted to it in the block of the header.
    /// `unbonding` is what cannot be proven key by key, and what the caller says: the tokens that
    /// are being undelegated or redelegated from each validator, by the address of its consensus
    /// key. Of a validator that is not listed there are none. They change no more than how much is
    /// burnt.
    #[must_use]
    pub const fn provider(&self, unbonding: &'a [(Address, u128)]) -> ProvenProvider<'a> {
        ProvenProvider::new(*self, unbonding)
    }
}

macro_rules! find_values {
    ($(
        $(#[$doc:meta])+
        $name:ident($($arg:ident: $type:ty),*) $item:expr => $value:ty, $parse:expr;
    )+) => {
        /// What the snapshot says of an item; `None` where it is proven that there is none.
        ///
        /// # Errors
        /// Each fails with those of [`Snapshot::proven`], then with those of the method of the same
        /// name of [`Layout`].
        #[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
        impl<'p> Snapshot<'p> {$(
            $(#[$doc])+
            pub fn $name(&self, $($arg: $type),*) -> Result<Option<$value>, Error> {
                self.layout.$name(self.proven($item.into())?, $($arg),*)
            }
        )+}
    };
}

macro_rules! find_marks {
    ($(
        $(#[$doc:meta])+
        $name:ident($($arg:ident: $type:ty),*) $item:expr, $parse:expr;
    )+) => {
        /// Whether the snapshot has an item that has no value.
        ///
        /// # Errors
        /// Each fails with those of [`Snapshot::proven`], then with those of the method of the same
        /// name of [`Layout`].
        #[allow(clippy::missing_errors_doc, reason = "they stand above, for all")]
        impl Snapshot<'_> {$(
            $(#[$doc])+
            pub fn $name(&self, $($arg: $type),*) -> Result<bool, Error> {
                self.layout.$name(self.proven($item.into())?, $($arg),*)
            }
        )+}
    };
}

values!(find_values);
marks!(find_marks);
