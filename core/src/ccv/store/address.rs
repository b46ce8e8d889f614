//! Addresses in text.

use crate::hash::Address;
use crate::limits::ADDRESS_LEN;
use bech32::Bech32;
use bech32::primitives::decode::CheckedHrpstring;

/// What stands at the end of the human-readable part of a validator's consensus address.
pub(super) const CONSENSUS: &str = "valcons";
/// What stands at the end of that of an operator's address.
pub(super) const OPERATOR: &str = "valoper";

/// The 20 bytes of an address in Bech32 whose human-readable part ends with `role`; what stands
/// before that is the chain's own. `None` where it is another or none.
///
/// Source: `cosmos-sdk types/address.go ConsAddressFromBech32, ValAddressFromBech32`.
pub(super) fn address(text: &str, role: &str) -> Option<Address> {
    let checked = CheckedHrpstring::new::<Bech32>(text).ok()?;
    // Upper case passes the checksum; no module writes it.
    checked.hrp().as_str().strip_suffix(role)?;
    let mut bytes = [0; ADDRESS_LEN];
    let mut found = checked.byte_iter();
    for byte in &mut bytes {
        *byte = found.next()?;
    }
    found.next().is_none().then_some(Address(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    // Of val3 and of the operator of val3 of a recorded chain aurora-1.
    const VALIDATOR: &str = "cosmosvalcons1u4zf64z8r975ef6wpgqud20t76tqmyqjn83649";
    const OPERATOR_OF_IT: &str = "cosmosvaloper1f5gagqea7cvaaxe25wnp2lv4nqnj5ln4p4pgth";

    #[test]
    fn an_address_has_its_role_and_20_bytes() {
        let found = address(VALIDATOR, CONSENSUS).unwrap();
        assert_eq!(found.0[..3], [0xe5, 0x44, 0x9d]);
        assert_eq!(found.0[17..], [0x0d, 0x90, 0x12]);
        assert_eq!(address(VALIDATOR, OPERATOR), None);
        assert_eq!(address(OPERATOR_OF_IT, OPERATOR).unwrap().0[..2], [0x4d, 0x11]);
    }

    #[test]
    fn what_is_no_address_is_none() {
        for wrong in [
            "",
            "cosmosvalcons1",
            "cosmosvalcons1u4zf64z8r975ef6wpgqud20t76tqmyqjn8364", // one short
            "cosmosvalcons1u4zf64z8r975ef6wpgqud20t76tqmyqjn83648", // the checksum
            "COSMOSVALCONS1U4ZF64Z8R975EF6WPGQUD20T76TQMYQJN83649",
            "cosmosvalcons1qqqsyqcyq5rqwzqfpg9scrgwpugpzysn6dymuk", // of another chain's checksum
        ] {
            assert_eq!(address(wrong, CONSENSUS), None, "{wrong}");
        }
    }
}
