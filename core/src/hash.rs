//! Hashes and addresses, and how they are printed.

use crate::limits::{ADDRESS_LEN, HASH_LEN};
use core::fmt;

/// A SHA-256 hash: of a header, of a validator set, of a Merkle node.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash(pub [u8; HASH_LEN]);

/// The address of a validator, always derived from its key.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address(pub [u8; ADDRESS_LEN]);

macro_rules! bytes {
    ($name:ident, $len:expr) => {
        impl $name {
            /// Takes a copy of `bytes`, if there are as many as it needs.
            #[must_use]
            pub fn from_slice(bytes: &[u8]) -> Option<Self> {
                <[u8; $len]>::try_from(bytes).ok().map(Self)
            }

            /// The bytes.
            #[must_use]
            pub const fn as_bytes(&self) -> &[u8; $len] {
                &self.0
            }
        }

        /// Upper-case hexadecimal, as CometBFT's RPC writes it.
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.iter().try_for_each(|byte| write!(f, "{byte:02X}"))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }
    };
}

bytes!(Hash, HASH_LEN);
bytes!(Address, ADDRESS_LEN);

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::format;

    #[test]
    fn only_the_right_length_makes_a_hash() {
        assert!(Hash::from_slice(&[7; 31]).is_none());
        assert!(Hash::from_slice(&[7; 33]).is_none());
        assert_eq!(Hash::from_slice(&[7; 32]), Some(Hash([7; 32])));
        assert!(Address::from_slice(&[7; 32]).is_none());
    }

    #[test]
    fn printed_as_the_rpc_prints() {
        let mut bytes = [0xab; ADDRESS_LEN];
        bytes[0] = 0x01;
        assert_eq!(format!("{}", Address(bytes)), format!("01{}", "AB".repeat(19)));
    }
}
