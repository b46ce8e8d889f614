//! A validator: its key, its power, its address.

use super::{Message, PublicKey, getters};
use crate::error::Error;
use crate::hash::{Address, Hash};
use crate::merkle::leaf;
use crate::wire::{Decoded, Encode, Reader, Sink, bytes_field, message_field, uint_field};

/// A member of a validator set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validator<'a> {
    address: Address,
    public_key: PublicKey<'a>,
    power: u64, // 0..=2^63-1; the total of a set is at most MAX_TOTAL_POWER
    proposer_priority: i64,
}

impl<'a> Validator<'a> {
    getters! {
        /// The address, which is that of the key.
        address: Address,
        /// The key.
        public_key: PublicKey<'a>,
        /// The voting power.
        power: u64,
        /// The priority to propose a block. No hash covers it: it is whatever the sender says.
        proposer_priority: i64,
    }

    /// A validator of which the parts have been checked before.
    pub(crate) const fn of_parts(address: Address, public_key: PublicKey<'a>, power: u64) -> Self {
        Validator { address, public_key, power, proposer_priority: 0 }
    }

    /// Whether all that the hash of a set covers, and the address, are the same.
    pub(super) fn is_same(&self, other: &Validator<'_>) -> bool {
        self.has_same_key(other) && self.power == other.power
    }

    pub(super) fn has_same_key(&self, other: &Validator<'_>) -> bool {
        self.public_key == other.public_key && self.address == other.address
    }
}

/// A validator as it was sent: of a known type of key, and nothing else is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawValidator<'a> {
    pub(crate) address: &'a [u8],
    pub(crate) public_key: PublicKey<'a>,
    pub(crate) power: i64,
    proposer_priority: i64,
}

impl<'a> RawValidator<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>, index: u32) -> Decoded<Self> {
        let (mut address, mut public_key) = (&[][..], None);
        let (mut power, mut proposer_priority) = (0, 0);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => address = reader.bytes(field)?,
                2 => public_key = PublicKey::decode(reader.message(field, Message::PublicKey)?)?,
                3 => power = reader.int64(field)?,
                4 => proposer_priority = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        let public_key = match public_key {
            Some(Ok(key)) => Ok(key),
            Some(Err(Error::KeyLength { key_type, length, .. })) => {
                Err(Error::KeyLength { index, key_type, length })
            }
            _ => Err(Error::UnknownKeyType { index }),
        };
        Ok(public_key.map(|public_key| RawValidator {
            address,
            public_key,
            power,
            proposer_priority,
        }))
    }

    /// `cometbft types/validator.go Validator.ValidateBasic`.
    pub(crate) fn validate(&self, index: u32) -> Result<Validator<'a>, Error> {
        let power = u64::try_from(self.power)
            .map_err(|_| Error::NegativePower { index, power: self.power })?;
        let address = self.public_key.address().map_err(|_| {
            let key_type = self.public_key.key_type();
            Error::KeyTypeNotBuilt { index, key_type }
        })?;
        if self.address != address.0 {
            return Err(Error::ValidatorAddressMismatch { index });
        }
        let (public_key, proposer_priority) = (self.public_key, self.proposer_priority);
        Ok(Validator { address, public_key, power, proposer_priority })
    }

    pub(super) fn leaf(&self) -> Hash {
        simple_validator(&self.public_key, self.power.cast_unsigned())
    }
}

/// The leaf of the set's hash. `cometbft types/validator.go Validator.Bytes`.
pub(crate) fn simple_validator(public_key: &PublicKey<'_>, power: u64) -> Hash {
    leaf(|sink| {
        message_field(sink, 1, public_key);
        uint_field(sink, 2, power);
    })
}

/// A validator of a set that has been parsed: only what the parser has derived is derived again.
pub(super) fn member(reader: Reader<'_>) -> Option<Validator<'_>> {
    let raw = RawValidator::decode(reader, 0).ok()?.ok()?;
    Some(Validator {
        address: Address::from_slice(raw.address)?,
        public_key: raw.public_key,
        power: u64::try_from(raw.power).ok()?,
        proposer_priority: raw.proposer_priority,
    })
}

/// The address of a validator, and where it ends: in the first field, unless the sender was odd.
pub(super) fn address(mut validator: Reader<'_>) -> Option<(&[u8], u32)> {
    loop {
        let field = validator.field().ok()??;
        if field.number == 1 {
            let address = validator.bytes(field).ok()?;
            return Some((address, validator.offset()));
        }
        validator.skip(field).ok()?;
    }
}

impl Encode for RawValidator<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        bytes_field(sink, 1, self.address);
        message_field(sink, 2, &self.public_key);
        uint_field(sink, 3, self.power.cast_unsigned());
        uint_field(sink, 4, self.proposer_priority.cast_unsigned());
    }
}

impl Encode for Validator<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        bytes_field(sink, 1, &self.address.0);
        message_field(sink, 2, &self.public_key);
        uint_field(sink, 3, self.power);
        uint_field(sink, 4, self.proposer_priority.cast_unsigned());
    }
}
