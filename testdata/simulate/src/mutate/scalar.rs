//! Arithmetic on the second half of a signature, which is a number modulo the order of a group.

/// The order of edwards25519, little endian.
pub const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];
/// The order of secp256k1, little endian.
pub const ORDER_SECP256K1: [u8; 32] = [
    0x41, 0x41, 0x36, 0xd0, 0x8c, 0x5e, 0xd2, 0xbf, 0x3b, 0xa0, 0x48, 0xaf, 0xe6, 0xdc, 0xae, 0xba,
    0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
];

/// Adds one number of 256 bits to another, little endian; false where the sum is too long.
pub fn add(number: &mut [u8], more: &[u8; 32]) -> bool {
    let mut carry = 0;
    for (byte, more) in number.iter_mut().zip(more) {
        let sum = u16::from(*byte) + u16::from(*more) + carry;
        (*byte, carry) = (sum as u8, sum >> 8);
    }
    carry == 0
}

/// Makes s of an ed25519 signature not canonical.
pub fn add_order(signature: &mut [u8]) -> bool {
    signature.len() == 64 && add(&mut signature[32..], &ORDER)
}

/// Replaces s by what remains to the order; of secp256k1, where it is big endian, this is a
/// signature too, which is refused.
pub fn negate(signature: &mut [u8]) -> bool {
    if signature.len() != 64 {
        return false;
    }
    let mut s = [0; 32];
    s.copy_from_slice(&signature[32..]);
    s.reverse();
    let mut rest = ORDER_SECP256K1;
    // Two's complement: order + !s + 1.
    let complement = s.map(|byte| !byte);
    add(&mut rest, &complement);
    let mut one = [0; 32];
    one[0] = 1;
    add(&mut rest, &one);
    rest.reverse();
    signature[32..].copy_from_slice(&rest);
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_wrap_where_they_should() {
        let mut signature = [0; 64];
        assert!(add_order(&mut signature));
        assert_eq!(signature[32..], ORDER);
        signature[63] = 0xff;
        assert!(!add_order(&mut signature));
        assert!(!add_order(&mut [0; 63]));
    }

    #[test]
    fn negating_twice_changes_nothing() {
        let mut signature = [3; 64];
        assert!(negate(&mut signature));
        assert_ne!(signature, [3; 64]);
        negate(&mut signature);
        assert_eq!(signature, [3; 64]);
    }
}
