//! Validators as a provider and a consumer store them.

use super::lists::entries;
use crate::error::{Error, NO_INDEX};
use crate::hash::Address;
use crate::limits::Limits;
use crate::types::{KeyType, Message, PublicKey, getters};
use crate::wire::Reader;

/// The one type of keys that consumers know.
const ED25519: &str = "/cosmos.crypto.ed25519.PubKey";

/// `ConsensusValidator`: a member of a validator set as the provider computed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusValidator<'a> {
    provider_address: Address,
    power: u64, // 0..=2^63-1
    public_key: PublicKey<'a>,
    join_height: u64, // 0..=2^63-1
}

impl<'a> ConsensusValidator<'a> {
    getters! {
        /// The address of its key on the provider.
        provider_address: Address,
        /// Its power in that set.
        power: u64,
        /// Its key in that set.
        public_key: PublicKey<'a>,
        /// The provider's height at which it came into that set; 0 where none is kept.
        join_height: u64,
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of an address that has not 20 bytes, a power
    /// or a height below 0; [`Error::UnknownKeyType`]; [`Error::KeyLength`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::ConsensusValidator;
        let mut reader = Reader::new(bytes, message, limits)?;
        let (mut address, mut power, mut public_key, mut join_height) = (&[][..], 0, None, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => address = reader.bytes(field)?,
                2 => power = reader.int64(field)?,
                3 => public_key = PublicKey::decode(reader.message(field, Message::PublicKey)?)?,
                4 => join_height = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(ConsensusValidator {
            provider_address: address_in(address, message, 1)?,
            power: not_negative(power, message, 2)?,
            public_key: known_key(public_key)?,
            join_height: not_negative(join_height, message, 4)?,
        })
    }
}

/// `CrossChainValidator`: a member of a consumer's validator set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CrossChainValidator<'a> {
    address: Address,
    power: u64, // 0..=2^63-1
    public_key: PublicKey<'a>,
    opted_out: u64,
}

impl<'a> CrossChainValidator<'a> {
    getters! {
        /// The address of its key on the consumer.
        address: Address,
        /// Its power.
        power: u64,
        /// Its key on the consumer.
        public_key: PublicKey<'a>,
    }

    /// Whether it needs not validate, which no release since v5 knows.
    #[must_use]
    pub const fn opted_out(&self) -> bool {
        self.opted_out != 0
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of an address that has not 20 bytes, a power
    /// below 0, a key of another type than Ed25519; [`Error::KeyLength`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::CrossChainValidator;
        let mut reader = Reader::new(bytes, message, limits)?;
        let (mut address, mut power, mut public_key, mut opted_out) = (&[][..], 0, None, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => address = reader.bytes(field)?,
                2 => power = reader.int64(field)?,
                3 => public_key = sdk_key(reader.message(field, Message::Any)?)?,
                4 => opted_out = reader.uint64(field)?,
                _ => reader.skip(field)?,
            }
        }
        let public_key = public_key.ok_or(Error::StoreFieldValue { message, field: 3 })?;
        Ok(CrossChainValidator {
            address: address_in(address, message, 1)?,
            power: not_negative(power, message, 2)?,
            public_key: PublicKey::new(KeyType::Ed25519, public_key)?,
            opted_out,
        })
    }
}

/// `tendermint.abci.ValidatorUpdate`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorUpdate<'a> {
    public_key: PublicKey<'a>,
    power: u64, // 0..=2^63-1
}

impl<'a> ValidatorUpdate<'a> {
    getters! {
        /// The key.
        public_key: PublicKey<'a>,
        /// The power from now on; 0 for a validator that leaves.
        power: u64,
    }

    pub(super) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let (mut public_key, mut power) = (None, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => public_key = PublicKey::decode(reader.message(field, Message::PublicKey)?)?,
                2 => power = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        let power = not_negative(power, Message::ValidatorUpdate, 2)?;
        Ok(ValidatorUpdate { public_key: known_key(public_key)?, power })
    }
}

/// The validator updates in a message that has been read.
pub(super) fn updates<'a>(
    bytes: &'a [u8],
    message: Message,
    number: u32,
) -> impl Iterator<Item = ValidatorUpdate<'a>> + Clone + use<'a> {
    entries(bytes, message, number).filter_map(|entry| {
        ValidatorUpdate::decode(Reader::again(entry, Message::ValidatorUpdate)).ok()
    })
}

/// The bytes of an Ed25519 key in an `Any`. `None`: it is a key of another type, or none.
pub(super) fn sdk_key(mut reader: Reader<'_>) -> Result<Option<&[u8]>, Error> {
    let (mut type_url, mut value) = ("", None);
    while let Some(field) = reader.field()? {
        match field.number {
            1 => type_url = reader.text(field)?,
            2 => value = Some(reader.message(field, Message::PublicKey)?),
            _ => reader.skip(field)?,
        }
    }
    let Some(mut reader) = value.filter(|_| type_url == ED25519) else { return Ok(None) };
    let mut key = &[][..];
    while let Some(field) = reader.field()? {
        match field.number {
            1 => key = reader.bytes(field)?,
            _ => reader.skip(field)?,
        }
    }
    Ok(Some(key))
}

pub(super) fn known_key<'a>(
    key: Option<Result<PublicKey<'a>, Error>>,
) -> Result<PublicKey<'a>, Error> {
    key.unwrap_or(Err(Error::UnknownKeyType { index: NO_INDEX }))
}

pub(super) fn address_in(bytes: &[u8], message: Message, field: u32) -> Result<Address, Error> {
    Address::from_slice(bytes).ok_or(Error::StoreFieldValue { message, field })
}

pub(super) fn not_negative(number: i64, message: Message, field: u32) -> Result<u64, Error> {
    u64::try_from(number).map_err(|_| Error::StoreFieldValue { message, field })
}
