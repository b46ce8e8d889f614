//! Keys of validators, by type.

use super::{Message, length};
use crate::error::{Error, NO_INDEX};
use crate::form::form_of;
use crate::hash::Address;
use crate::limits::{ADDRESS_LEN, Limits};
use crate::wire::{Encode, Reader, Sink, bytes_field};
use sha2::{Digest, Sha256};

const ML_DSA_65_LEN: usize = 1952;

/// The types of keys that CometBFT 0.38.26 knows.
///
/// BLS12-381 (number 3 of the oneof) and secp256k1eth (5) are not among them: that release refuses
/// a set with such a key, so we do. Number 4 meant secp256k1eth in a candidate of release 2; here
/// it is ML-DSA-65, as in 0.38.26 and 0.40.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyType {
    /// Ed25519, number 1, 32 bytes; verified by ZIP-215.
    Ed25519,
    /// ECDSA on secp256k1, number 2, 33 bytes compressed; feature `secp256k1`.
    Secp256k1,
    /// ML-DSA-65, number 4, 1952 bytes; counted, but its signatures cannot be verified here.
    MlDsa65,
}

form_of!(KeyType: Ed25519, Secp256k1, MlDsa65);

impl KeyType {
    /// CometBFT's name of the type.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            KeyType::Ed25519 => "ed25519",
            KeyType::Secp256k1 => "secp256k1",
            KeyType::MlDsa65 => "ml_dsa_65",
        }
    }

    /// The number of bytes in a key.
    #[must_use]
    pub const fn key_len(self) -> usize {
        match self {
            KeyType::Ed25519 => 32,
            KeyType::Secp256k1 => 33,
            KeyType::MlDsa65 => ML_DSA_65_LEN,
        }
    }

    /// The field of the `PublicKey` message.
    const fn number(self) -> u8 {
        match self {
            KeyType::Ed25519 => 1,
            KeyType::Secp256k1 => 2,
            KeyType::MlDsa65 => 4,
        }
    }
}

/// A key of a known type and of the length that its type has. It need not be a point of the curve:
/// that is asked only when a signature is verified, as in CometBFT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PublicKey<'a> {
    key_type: KeyType,
    bytes: &'a [u8],
}

impl PublicKey<'static> {
    /// What memory for keys holds before it is used.
    pub(crate) const ZERO: PublicKey<'static> =
        PublicKey { key_type: KeyType::Ed25519, bytes: &[0; 32] };
}

impl<'a> PublicKey<'a> {
    /// A key from its raw bytes.
    ///
    /// # Errors
    /// [`Error::KeyLength`].
    pub fn new(key_type: KeyType, bytes: &'a [u8]) -> Result<PublicKey<'a>, Error> {
        if bytes.len() == key_type.key_len() {
            Ok(PublicKey { key_type, bytes })
        } else {
            let (index, length) = (NO_INDEX, length(bytes));
            Err(Error::KeyLength { index, key_type, length })
        }
    }

    /// A key that was taken apart, of which nothing may be left but its type.
    pub(crate) const fn of_parts(key_type: KeyType, bytes: &'a [u8]) -> PublicKey<'a> {
        PublicKey { key_type, bytes }
    }

    /// The type.
    #[must_use]
    pub const fn key_type(&self) -> KeyType {
        self.key_type
    }

    /// The raw bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Parses a `PublicKey`.
    ///
    /// # Errors
    /// Those of the wire; then [`Error::UnknownKeyType`], [`Error::KeyLength`].
    ///
    /// Source: `cometbft crypto/encoding/codec.go PubKeyFromProto`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<PublicKey<'a>, Error> {
        let key = PublicKey::decode(Reader::new(bytes, Message::PublicKey, limits)?)?;
        key.unwrap_or(Err(Error::UnknownKeyType { index: NO_INDEX }))
    }

    /// The address: 20 bytes of SHA-256, for secp256k1 RIPEMD-160 of SHA-256.
    ///
    /// # Errors
    /// [`Error::KeyTypeNotBuilt`] for secp256k1 without the feature of that name.
    pub fn address(&self) -> Result<Address, Error> {
        let sha256: [u8; 32] = Sha256::digest(self.bytes).into();
        match self.key_type {
            KeyType::Ed25519 | KeyType::MlDsa65 => {
                let (address, _) =
                    sha256.split_first_chunk::<ADDRESS_LEN>().unwrap_or((&[0; 20], &[]));
                Ok(Address(*address))
            }
            KeyType::Secp256k1 => secp256k1_address(&sha256),
        }
    }

    /// Reads the one member of the oneof. `None`: there is none that is known. An inner error
    /// has no index yet.
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Option<Result<Self, Error>>, Error> {
        let (mut key, mut members) = (None, 0u8);
        while let Some(field) = reader.field()? {
            let offset = reader.offset();
            match field.number {
                1 => key = Some(PublicKey::new(KeyType::Ed25519, reader.bytes(field)?)),
                2 => key = Some(PublicKey::new(KeyType::Secp256k1, reader.bytes(field)?)),
                4 => key = Some(PublicKey::new(KeyType::MlDsa65, reader.bytes(field)?)),
                // BLS12-381 and secp256k1eth: members of the oneof in release 0.40.
                3 | 5 => reader.skip(field)?,
                _ => {
                    reader.skip(field)?;
                    continue;
                }
            }
            members = members.saturating_add(1);
            if members > 1 {
                let (message, field) = (Message::PublicKey, field.number);
                return Err(Error::DuplicateField { message, field, offset });
            }
        }
        Ok(key)
    }
}

#[cfg(feature = "secp256k1")]
#[allow(clippy::unnecessary_wraps, reason = "its twin without the feature fails")]
fn secp256k1_address(sha256: &[u8; 32]) -> Result<Address, Error> {
    Ok(Address(ripemd::Ripemd160::digest(sha256).into()))
}

#[cfg(not(feature = "secp256k1"))]
fn secp256k1_address(_: &[u8; 32]) -> Result<Address, Error> {
    let (index, key_type) = (NO_INDEX, KeyType::Secp256k1);
    Err(Error::KeyTypeNotBuilt { index, key_type })
}

impl Encode for PublicKey<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        bytes_field(sink, self.key_type.number(), self.bytes);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::NO_INDEX;
    use crate::limits::Limits;

    #[test]
    fn members_of_later_releases_are_members_too() {
        let decode = |bytes: &[u8]| {
            let reader = Reader::new(bytes, Message::PublicKey, &Limits::DEFAULT).unwrap();
            PublicKey::decode(reader).map(|key| key.is_some())
        };
        let twice = |field, offset| {
            Err(Error::DuplicateField { message: Message::PublicKey, field, offset })
        };
        assert_eq!(decode(&[0x1a, 1, 7]), Ok(false));
        assert_eq!(decode(&[0x0a, 1, 7, 0x32, 1, 7]), Ok(true)); // 6 is in no release
        assert_eq!(decode(&[0x0a, 1, 7, 0x1a, 1, 7]), twice(3, 4));
        assert_eq!(decode(&[0x28, 1, 0x0a, 1, 7]), twice(1, 3));
        assert_eq!(decode(&[0x0a, 1, 7, 0x22, 1, 7]), twice(4, 4));
    }

    #[test]
    fn the_length_is_that_of_the_type() {
        for key_type in [KeyType::Ed25519, KeyType::Secp256k1, KeyType::MlDsa65] {
            let bytes = [7; ML_DSA_65_LEN + 1];
            let key_len = key_type.key_len();
            assert!(PublicKey::new(key_type, &bytes[..key_len]).is_ok());
            for wrong in [0, key_len - 1, key_len + 1] {
                let length = u32::try_from(wrong).unwrap();
                let expected = Err(Error::KeyLength { index: NO_INDEX, key_type, length });
                assert_eq!(PublicKey::new(key_type, &bytes[..wrong]), expected);
            }
        }
    }
}
