//! IBC's names for chains, clients, connections, channels and ports, and its heights.

use crate::error::Error;

/// A height of a chain that may begin again: its revision counts first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Height {
    /// The revision; see [`revision`].
    pub revision_number: u64,
    /// The height in that revision.
    pub revision_height: u64,
}

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
    is_identifier(id, 4, MAX_ID_LEN)
}

/// Whether a connection may have this id: 10 to 64 of the same characters.
///
/// Source: `ibc-go modules/core/24-host/validate.go ConnectionIdentifierValidator`.
#[must_use]
pub fn is_connection_id(id: &str) -> bool {
    is_identifier(id, 10, MAX_ID_LEN)
}

/// Whether a channel may have this id: 8 to 64 of the same characters.
///
/// Source: `ibc-go modules/core/24-host/validate.go ChannelIdentifierValidator`.
#[must_use]
pub fn is_channel_id(id: &str) -> bool {
    is_identifier(id, 8, MAX_ID_LEN)
}

/// Whether a port may have this id: 2 to 128 of the same characters.
///
/// Source: `ibc-go modules/core/24-host/validate.go PortIdentifierValidator`.
#[must_use]
pub fn is_port_id(id: &str) -> bool {
    is_identifier(id, 2, MAX_PORT_ID_LEN)
}

/// `ibc-go modules/core/24-host/validate.go DefaultMaxCharacterLength`
const MAX_ID_LEN: usize = 64;
/// `ibc-go modules/core/24-host/validate.go DefaultMaxPortCharacterLength`
const MAX_PORT_ID_LEN: usize = 128;

fn is_identifier(id: &str, shortest: usize, longest: usize) -> bool {
    (shortest..=longest).contains(&id.len())
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

    #[test]
    fn ids_have_the_lengths_of_their_kind() {
        let id = |len: usize| core::str::from_utf8(&[b'a'; 130][..len]).unwrap();
        for (check, shortest, longest) in [
            (is_client_id as fn(&str) -> bool, 4, 64),
            (is_connection_id, 10, 64),
            (is_channel_id, 8, 64),
            (is_port_id, 2, 128),
        ] {
            assert!(check(id(shortest)) && check(id(longest)));
            assert!(!check(id(shortest - 1)) && !check(id(longest + 1)));
            assert!(!check("transfer/x") && !check("transfer x"));
        }
    }

    #[test]
    fn a_revision_counts_before_a_height() {
        let height = |revision_number, revision_height| Height { revision_number, revision_height };
        assert!(height(1, 0) > height(0, u64::MAX) && height(1, 2) > height(1, 1));
    }
}
