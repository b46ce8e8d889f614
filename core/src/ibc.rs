//! What IBC makes of names: revisions of chain ids, client ids.

use crate::error::Error;

/// The revision number at the end of a chain id, `name-7`. An id without one is of revision 0.
///
/// # Errors
/// [`Error::RevisionRange`] where the number has more than 64 bits: ibc-go panics there.
///
/// Source: `ibc-go modules/core/02-client/types/height.go ParseChainID, IsRevisionFormat`.
pub fn revision(chain_id: &str) -> Result<u64, Error> {
    match split_revision(chain_id) {
        None => Ok(0),
        Some((_, digits)) => digits.parse().map_err(|_| Error::RevisionRange),
    }
}

/// The name and the digits of a chain id in revision format.
pub(crate) fn split_revision(chain_id: &str) -> Option<(&str, &str)> {
    let (name, digits) = chain_id.rsplit_once('-')?;
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0');
    let named = !name.is_empty() && !name.ends_with('-') && !name.contains('\n');
    (number && named && !digits.is_empty()).then_some((name, digits))
}

/// Whether a client may have this id: 4 to 64 letters, digits and `._+-#[]<>`.
///
/// Source: `ibc-go modules/core/24-host/validate.go ClientIdentifierValidator`.
#[must_use]
pub fn is_client_id(id: &str) -> bool {
    (4..=64).contains(&id.len())
        && id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._+-#[]<>".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn revisions_are_what_ibc_go_takes_for_them() {
        for (chain_id, found) in [
            ("cosmoshub-4", 4),
            ("a-18446744073709551615", u64::MAX),
            ("a-b-10", 10),
            ("cosmoshub", 0),
            ("cosmoshub-", 0),
            ("cosmoshub-04", 0),
            ("cosmoshub-0", 0),
            ("cosmoshub--4", 0),
            ("-4", 0),
            ("cosmoshub-4x", 0),
            ("cosmos\nhub-4", 0),
            ("", 0),
        ] {
            assert_eq!(revision(chain_id), Ok(found), "{chain_id}");
        }
        assert_eq!(revision("a-18446744073709551616"), Err(Error::RevisionRange));
    }

    #[test]
    fn client_ids_are_short_words() {
        assert!(is_client_id("07-tendermint-0") && is_client_id("a[]<>#+_."));
        assert!(is_client_id("abcd") && !is_client_id("abc"));
        let long = core::str::from_utf8(&[b'a'; 65]).unwrap();
        assert!(is_client_id(&long[..64]) && !is_client_id(long));
        for bad in ["", "    ", "ab/cd", "ab cd", "abc\u{e9}"] {
            assert!(!is_client_id(bad), "{bad}");
        }
    }
}
