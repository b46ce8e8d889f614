//! Addresses, as people write them.

use bech32::Bech32;

/// The longest address whose length is one byte in a key in every release.
const MAX_ADDRESS: usize = 127;

/// The bytes of an address in bech32 or hexadecimal.
///
/// Refused is what would be another's address: that of a validator's consensus key, or the key
/// itself. Of those the chain would prove, to the asker's surprise, that there is nothing.
pub(super) fn parse(text: &str) -> Result<Vec<u8>, String> {
    let bytes = match hex::decode(text.strip_prefix("0x").unwrap_or(text)) {
        Ok(bytes) => bytes,
        Err(_) => of_bech32(text)?,
    };
    match bytes.len() {
        1..=MAX_ADDRESS => Ok(bytes),
        length => Err(format!("`{text}` is {length} bytes, which no address is")),
    }
}

fn of_bech32(text: &str) -> Result<Vec<u8>, String> {
    let wrong = |why: String| format!("`{text}` is no address: {why}");
    let (prefix, bytes) = bech32::decode(text).map_err(|error| wrong(error.to_string()))?;
    // The decoder knows checksums that chains do not, and takes any bits behind the last byte.
    let again = bech32::encode_lower::<Bech32>(prefix, &bytes);
    if again.ok().as_deref() != Some(text.to_lowercase().as_str()) {
        return Err(wrong("not as chains write one".into()));
    }
    let prefix = prefix.to_lowercase();
    if prefix.ends_with("valcons") {
        return Err(wrong("it is that of a validator's consensus key".into()));
    }
    if prefix.ends_with("pub") {
        return Err(wrong("it is a public key".into()));
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use bech32::primitives::iter::{ByteIterExt, Fe32IterExt};
    use bech32::{Bech32m, Fe32, Hrp};

    const BYTES: [u8; 3] = [0x85, 0x42, 0x11];

    fn written<C: bech32::Checksum>(prefix: &str) -> String {
        bech32::encode_lower::<C>(Hrp::parse(prefix).unwrap(), &BYTES).unwrap()
    }

    #[test]
    fn both_forms_are_one_address() {
        let account = written::<Bech32>("cosmos");
        for text in ["854211", "0x854211", &account, &account.to_uppercase()] {
            assert_eq!(parse(text), Ok(BYTES.to_vec()), "{text}");
        }
        let operator = "cosmosvaloper1s4pprl7jtvzfjn35395r4u32amaguwrumz3r73";
        let bytes = hex::decode("854211ffd25b04994e3489683af22aeefa8e387c").unwrap();
        assert_eq!(parse(operator), Ok(bytes));
        assert_eq!(parse(&"07".repeat(MAX_ADDRESS)), Ok(vec![7; MAX_ADDRESS]));
    }

    #[test]
    fn what_is_no_address() {
        let account = written::<Bech32>("cosmos");
        let changed = account.replace("1s4", "1s5");
        assert_ne!(changed, account);
        let mixed = account.replace("cosmos", "Cosmos");
        // Another checksum, and bits behind the last byte.
        let other = written::<Bech32m>("cosmos");
        let hrp = Hrp::parse("cosmos").unwrap();
        let bits = [0x85, 0x42, 0x11].iter().copied().bytes_to_fes();
        let last = bits.map(Fe32::to_u8).collect::<Vec<_>>();
        let padded = last
            .iter()
            .enumerate()
            .map(|(at, fe)| Fe32::try_from(fe | u8::from(at + 1 == last.len())).unwrap());
        let padded: String = padded.with_checksum::<Bech32>(&hrp).chars().collect();
        for (text, why) in [
            (changed.as_str(), "checksum"),
            (&mixed, "no address"),
            (&other, "not as chains write one"),
            (&padded, "not as chains write one"),
            (&written::<Bech32>("cosmosvalcons"), "consensus key"),
            (&written::<Bech32>("cosmospub"), "a public key"),
            ("", "0 bytes"),
            ("0x", "0 bytes"),
            ("85421", "no address"),
            (&"07".repeat(MAX_ADDRESS + 1), "128 bytes"),
        ] {
            let error = parse(text).unwrap_err();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
