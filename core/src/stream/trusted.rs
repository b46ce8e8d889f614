//! The trusted validators, in memory that the caller lends.

use crate::error::{Error, NO_INDEX};
use crate::form::form;
use crate::hash::Address;
use crate::limits::ADDRESS_LEN;
use crate::types::{KeyType, PublicKey, Validator};

/// Memory for a trusted validator: 60 bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedValidator {
    address: [u8; ADDRESS_LEN],
    /// The last 32 bytes of the key.
    public_key: [u8; 32],
    /// The power, which has 60 bits, above it the kind of the key, and above that whether the
    /// validator has been seen in the commit.
    bits: [u8; 8],
}

form!(TrustedValidator { address, public_key, bits });

const SEEN: u64 = 1 << 63;
const POWER: u64 = (1 << 60) - 1;
const KIND_SHIFT: u32 = 60;
/// A key of 32 bytes.
const ED25519: u8 = 0;
/// A key of which nothing is kept: no signature by it can be checked.
const ML_DSA_65: u8 = 1;
/// A key of 33 bytes, of which the first is 2 or 3, as the kind is.
const SECP256K1: core::ops::RangeInclusive<u8> = 2..=3;
/// One with another first byte: no signature by it is right.
const NO_POINT: u8 = 4;

impl TrustedValidator {
    /// Memory that holds none yet.
    pub const NONE: TrustedValidator =
        TrustedValidator { address: [0; ADDRESS_LEN], public_key: [0; 32], bits: [0; 8] };

    fn of(validator: &Validator<'_>) -> Self {
        let key = validator.public_key();
        let (kind, last) = match (key.key_type(), key.as_bytes()) {
            (KeyType::Ed25519, key) => (ED25519, key),
            (KeyType::MlDsa65, _) => (ML_DSA_65, &[][..]),
            (KeyType::Secp256k1, [first, key @ ..]) if SECP256K1.contains(first) => (*first, key),
            (KeyType::Secp256k1, _) => (NO_POINT, &[][..]),
        };
        TrustedValidator {
            address: validator.address().0,
            public_key: last.try_into().unwrap_or([0; 32]),
            bits: (validator.power() | u64::from(kind).wrapping_shl(KIND_SHIFT)).to_le_bytes(),
        }
    }
}

/// Puts a validator at its place by address; of equal ones the first stays before.
pub(super) fn insert(
    memory: &mut [TrustedValidator],
    index: u32,
    validator: &Validator<'_>,
) -> Result<(), Error> {
    let new = TrustedValidator::of(validator);
    let small = Error::TrustedMemoryTooSmall { needed: index.saturating_add(1) };
    let len = usize::try_from(index).map_err(|_| small)?;
    let held = memory.get_mut(..=len).ok_or(small)?;
    let known = held.get(..len).unwrap_or_default();
    let place = known.partition_point(|other| other.address <= new.address);
    let tail = held.get_mut(place..).ok_or(small)?;
    tail.rotate_right(1);
    tail.first_mut().map(|slot| *slot = new).ok_or(small)
}

/// What was found under an address.
pub(super) struct Found {
    place: usize,
    validator: TrustedValidator,
    /// The kind, which is the first byte of a key of 33, and 32 bytes.
    key: [u8; 33],
}

/// The first validator with an address.
pub(super) fn find(memory: &[TrustedValidator], address: &[u8]) -> Option<Found> {
    let place = memory.partition_point(|held| held.address[..] < *address);
    let validator = *memory.get(place).filter(|held| held.address[..] == *address)?;
    let bits = u64::from_le_bytes(validator.bits);
    let mut key = [u8::try_from((bits & !SEEN) >> KIND_SHIFT).ok()?; 33];
    let (_, last) = key.split_last_chunk_mut()?;
    *last = validator.public_key;
    Some(Found { place, validator, key })
}

impl Found {
    /// The validator, the first time that it is asked for.
    pub(super) fn once(
        &self,
        memory: &mut [TrustedValidator],
        index: u32,
    ) -> Result<Option<Validator<'_>>, Error> {
        let Some(held) = memory.get_mut(self.place) else { return Ok(None) };
        let bits = u64::from_le_bytes(held.bits);
        if bits & SEEN != 0 {
            // Which entry was the first has not been kept.
            return Err(Error::DoubleVote { index, first: NO_INDEX });
        }
        held.bits = (bits | SEEN).to_le_bytes();
        let [kind, last @ ..] = &self.key;
        let key = match *kind {
            ED25519 => PublicKey::of_parts(KeyType::Ed25519, last),
            ML_DSA_65 => PublicKey::of_parts(KeyType::MlDsa65, last),
            _ => PublicKey::of_parts(KeyType::Secp256k1, &self.key),
        };
        Ok(Some(Validator::of_parts(Address(self.validator.address), key, bits & POWER)))
    }
}
