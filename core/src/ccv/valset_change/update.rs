//! One update: a validator by its key, and the power that it is to have.

use crate::error::Error;
use crate::hash::Address;
use crate::types::{KeyType, Message, PublicKey, getters};
use crate::wire::{Json, Member, Names, Reader};
use core::cmp::Ordering;

/// Bytes in the longest key that consumers know, that of secp256k1.
const MAX_KEY_LEN: usize = 33;
const UPDATE: Names = &[("pub_key", "pubKey", 1), ("power", "power", 2)];
const KEY: Names = &[("ed25519", "ed25519", 1), ("secp256k1", "secp256k1", 2)];

/// An Ed25519 or secp256k1 key of the right length, owned: packets carry keys in base64. Like
/// [`PublicKey`] it need not be a point of the curve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorKey {
    key_type: KeyType,
    bytes: [u8; MAX_KEY_LEN], // zero beyond the length of the type
}

impl ValidatorKey {
    pub(super) const NONE: ValidatorKey =
        ValidatorKey { key_type: KeyType::Ed25519, bytes: [0; MAX_KEY_LEN] };

    /// Copies a key. `None` where it is of a type that consumers do not know.
    #[must_use]
    pub fn new(key: &PublicKey<'_>) -> Option<ValidatorKey> {
        let mut copy = ValidatorKey { key_type: key.key_type(), ..ValidatorKey::NONE };
        copy.bytes.get_mut(..key.as_bytes().len())?.copy_from_slice(key.as_bytes());
        Some(copy)
    }

    /// The key, borrowed.
    ///
    /// # Errors
    /// None: the length has been checked.
    pub fn public_key(&self) -> Result<PublicKey<'_>, Error> {
        PublicKey::new(self.key_type, self.as_bytes())
    }

    /// The type.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The raw bytes.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.bytes.get(..self.key_type.key_len()).unwrap_or(&self.bytes)
    }

    /// The address.
    ///
    /// # Errors
    /// [`Error::KeyTypeNotBuilt`] for secp256k1 without the feature of that name.
    pub fn address(&self) -> Result<Address, Error> {
        self.public_key()?.address()
    }
}

/// By type, then by the bytes.
impl Ord for ValidatorKey {
    fn cmp(&self, other: &Self) -> Ordering {
        let secp256k1 = |key: &ValidatorKey| key.key_type == KeyType::Secp256k1;
        secp256k1(self).cmp(&secp256k1(other)).then_with(|| self.bytes.cmp(&other.bytes))
    }
}

impl PartialOrd for ValidatorKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// `ValidatorUpdate` of ABCI as a packet carries it. What is wrong with its key is found only where
/// the update is used: the module accepts the packet, and fails at the end of the block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ValidatorUpdate {
    public_key: Result<ValidatorKey, Error>,
    power: i64,
}

impl ValidatorUpdate {
    getters! {
        /// The power that the validator is to have; one below 1 removes it.
        power: i64,
    }

    /// The key.
    ///
    /// # Errors
    /// [`Error::UpdateWithoutKey`], [`Error::UpdateKeyLength`].
    pub const fn public_key(&self) -> Result<ValidatorKey, Error> {
        self.public_key
    }

    /// An update that was not read from a packet: of a genesis, or computed.
    #[must_use]
    pub const fn new(public_key: ValidatorKey, power: i64) -> ValidatorUpdate {
        ValidatorUpdate { public_key: Ok(public_key), power }
    }

    pub(super) fn decode_json(json: &mut Json<'_>, index: u32) -> Result<Self, Error> {
        let mut update = ValidatorUpdate { public_key: Err(without_key(index)), power: 0 };
        let mut object = json.object(Message::ValidatorUpdate, UPDATE)?;
        while let Some(member) = json.member(&mut object)? {
            match member.number {
                1 => update.public_key = key_of_json(json, index)?,
                _ => update.power = json.int64(member)?,
            }
        }
        Ok(update)
    }

    pub(super) fn decode(mut reader: Reader<'_>, index: u32) -> Result<Self, Error> {
        let mut update = ValidatorUpdate { public_key: Err(without_key(index)), power: 0 };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => {
                    let message = reader.message(field, Message::PublicKey)?;
                    update.public_key = match PublicKey::decode(message)? {
                        Some(Err(Error::KeyLength { key_type, length, .. }))
                            if key_type != KeyType::MlDsa65 =>
                        {
                            Err(Error::UpdateKeyLength { index, key_type, length })
                        }
                        key => key
                            .and_then(Result::ok)
                            .and_then(|key| ValidatorKey::new(&key))
                            .ok_or(without_key(index)),
                    };
                }
                2 => update.power = reader.int64(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(update)
    }
}

const fn without_key(index: u32) -> Error {
    Error::UpdateWithoutKey { index }
}

/// The `PublicKey` of an update.
fn key_of_json(json: &mut Json<'_>, index: u32) -> Result<Result<ValidatorKey, Error>, Error> {
    let mut key = None;
    let mut object = json.object(Message::PublicKey, KEY)?;
    while let Some(member) = json.member(&mut object)? {
        if key.is_some() {
            return Err(member.duplicate());
        }
        key = Some(decode_key(json, member, index)?);
    }
    Ok(key.unwrap_or(Err(without_key(index))))
}

fn decode_key(
    json: &mut Json<'_>,
    member: Member,
    index: u32,
) -> Result<Result<ValidatorKey, Error>, Error> {
    let key_type = if member.number == 1 { KeyType::Ed25519 } else { KeyType::Secp256k1 };
    // Between two packets of a block the module keeps updates in protobuf, which cannot say `null`.
    let Some(text) = json.text(member)? else { return Ok(Err(without_key(index))) };
    let mut key = ValidatorKey { key_type, ..ValidatorKey::NONE };
    let len = text.base64(&mut key.bytes).ok_or_else(|| member.refuse())?;
    if len == key_type.key_len() {
        return Ok(Ok(key));
    }
    let length = u32::try_from(len).unwrap_or(u32::MAX);
    Ok(Err(Error::UpdateKeyLength { index, key_type, length }))
}
