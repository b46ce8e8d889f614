//! What the staking module knows of validators.

use super::address::{OPERATOR, address};
use super::scalar::digits;
use super::validators::{not_negative, sdk_key};
use super::{SigningInfo, StoreKind};
use crate::ccv::{BondStatus, ProviderValidator};
use crate::error::Error;
use crate::hash::Address;
use crate::limits::Limits;
use crate::time::Time;
use crate::types::{KeyType, Message, PublicKey, getters};
use crate::wire::Reader;

/// `cosmos.staking.v1beta1.Validator`. Its description, its commission and its shares are left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StakingValidator<'a> {
    operator: Address,
    public_key: Option<PublicKey<'a>>,
    jailed: u64,
    status: BondStatus,
    tokens: u128,
    unbonding_height: u64,
    unbonding_time: Time,
}

impl<'a> StakingValidator<'a> {
    getters! {
        /// The address of its operator, which is that of an account.
        operator: Address,
        /// Its consensus key, where it is one of Ed25519.
        public_key: Option<PublicKey<'a>>,
        /// Whether its stake is bonded.
        status: BondStatus,
        /// Its tokens.
        tokens: u128,
        /// The height at which it began to unbond.
        unbonding_height: u64,
        /// When it will have unbonded.
        unbonding_time: Time,
    }

    /// Whether it is jailed.
    #[must_use]
    pub const fn jailed(&self) -> bool {
        self.jailed != 0
    }

    /// What a verdict asks of it, with what other stores say: its power, its record of duties, and
    /// the tokens that are leaving it.
    ///
    /// Source: `cosmos-sdk x/slashing/keeper/signing_info.go IsTombstoned`.
    #[must_use]
    pub fn as_provider_validator(
        &self,
        last_power: u64,
        signing: Option<&SigningInfo>,
        unbonding: u128,
    ) -> ProviderValidator {
        ProviderValidator {
            status: self.status,
            jailed: self.jailed(),
            tombstoned: signing.is_some_and(SigningInfo::tombstoned),
            tokens: self.tokens,
            last_power,
            unbonding,
        }
    }

    /// Parses the message.
    ///
    /// # Errors
    /// Those of the wire; [`Error::StoreFieldValue`] of an operator that is none, of a status that
    /// is none, of a height below 0; [`Error::StoreValueForm`] of tokens; [`Error::KeyLength`].
    ///
    /// Source: `cosmos-sdk x/staking/types/staking.pb.go Validator`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let message = Message::StakingValidator;
        let mut reader = Reader::new(bytes, message, limits)?;
        let (mut operator, mut key, mut jailed, mut status) = ("", None, 0, 0);
        let (mut tokens, mut height, mut unbonding_time) = ("", 0, Time::GO_ZERO);
        while let Some(field) = reader.field()? {
            match field.number {
                1 => operator = reader.text(field)?,
                2 => key = sdk_key(reader.message(field, Message::Any)?)?,
                3 => jailed = reader.uint64(field)?,
                4 => status = reader.int32(field)?,
                5 => tokens = reader.text(field)?,
                8 => height = reader.int64(field)?,
                9 => unbonding_time = reader.timestamp(field)?,
                _ => reader.skip(field)?,
            }
        }
        let wrong = |field| Error::StoreFieldValue { message, field };
        Ok(StakingValidator {
            operator: address(operator, OPERATOR).ok_or(wrong(1))?,
            public_key: key.map(|key| PublicKey::new(KeyType::Ed25519, key)).transpose()?,
            jailed,
            status: match status {
                1 => BondStatus::Unbonded,
                2 => BondStatus::Unbonding,
                3 => BondStatus::Bonded,
                _ => return Err(wrong(4)),
            },
            tokens: digits(tokens.as_bytes(), StoreKind::Integer)?,
            unbonding_height: not_negative(height, message, 8)?,
            unbonding_time,
        })
    }
}

/// The power in an `Int64Value`.
///
/// Source: `cosmos-sdk x/staking/keeper/validator.go SetLastValidatorPower`.
pub(super) fn last_power(bytes: &[u8], limits: &Limits) -> Result<u64, Error> {
    let message = Message::LastPower;
    let mut reader = Reader::new(bytes, message, limits)?;
    let mut power = 0;
    while let Some(field) = reader.field()? {
        match field.number {
            1 => power = reader.int64(field)?,
            _ => reader.skip(field)?,
        }
    }
    not_negative(power, message, 1)
}

/// The power in an `IntProto`.
///
/// Source: `cosmos-sdk x/staking/keeper/keeper.go SetLastTotalPower`.
pub(super) fn last_total_power(bytes: &[u8], limits: &Limits) -> Result<u128, Error> {
    let mut reader = Reader::new(bytes, Message::LastTotalPower, limits)?;
    let mut power = "";
    while let Some(field) = reader.field()? {
        match field.number {
            1 => power = reader.text(field)?,
            _ => reader.skip(field)?,
        }
    }
    digits(power.as_bytes(), StoreKind::Integer)
}
