//! Where the modules of the Cosmos SDK keep what a provider asks of them.

use crate::error::Error;
use crate::hash::Address;
use crate::limits::ADDRESS_LEN;
use crate::proof::Key;

const STAKING: &[u8] = b"staking";
const SLASHING: &[u8] = b"slashing";
/// The length that stands before an address.
const LENGTH: u8 = 20;
const _: () = assert!(ADDRESS_LEN == 20);

/// An item in a store of the SDK, releases 0.47 to 0.53. An operator's address is that of its
/// account, and no key of the consensus.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SdkItem {
    /// The power that a validator had at the end of the block, by its operator.
    LastPower(Address),
    /// The power of all bonded validators at the end of the block.
    LastTotalPower,
    /// A validator, by its operator.
    Validator(Address),
    /// The operator of a validator, by the address of its consensus key.
    OperatorByConsAddr(Address),
    /// The operator of a validator, by its power and its operator.
    OperatorByPower(u64, Address),
    /// Whether a validator did its duty, by the address of its consensus key.
    SigningInfo(Address),
}

impl SdkItem {
    /// The name of the store.
    #[must_use]
    pub const fn store(&self) -> &'static [u8] {
        match self {
            SdkItem::SigningInfo(_) => SLASHING,
            _ => STAKING,
        }
    }

    /// The key.
    ///
    /// # Errors
    /// [`Error::KeyTooLong`], which no item here provokes.
    ///
    /// Source: `cosmos-sdk x/staking/types/keys.go, x/slashing/types/keys.go`.
    pub fn key(&self) -> Result<Key, Error> {
        match self {
            SdkItem::SigningInfo(address) => Key::of(&[&[0x01, LENGTH], &address.0]),
            SdkItem::LastPower(address) => Key::of(&[&[0x11, LENGTH], &address.0]),
            SdkItem::LastTotalPower => Key::of(&[&[0x12]]),
            SdkItem::Validator(address) => Key::of(&[&[0x21, LENGTH], &address.0]),
            SdkItem::OperatorByConsAddr(address) => Key::of(&[&[0x22, LENGTH], &address.0]),
            SdkItem::OperatorByPower(power, address) => {
                // The reverse order of addresses breaks ties for the lower address.
                let inverse = address.0.map(|byte| !byte);
                Key::of(&[&[0x23], &power.to_be_bytes(), &[LENGTH], &inverse])
            }
        }
    }
}
