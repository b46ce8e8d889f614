//! Chain ids that end in a revision, as ibc-go reads them, and some that only look so.

/// Ids at the edges of `^.*[^\n-]-{1}[1-9][0-9]*$`.
pub(in crate::kinds) const IDS: &[&str] = &[
    "consumer-1",
    "consumer-2",
    "consumer-7",
    "consumer-10",
    "a-1-3",
    "1-1",
    "a -3",
    "é-4",
    "a-9223372036854775808",
    "a-18446744073709551615",
    "consumer",
    "consumer-",
    "consumer-0",
    "consumer-01",
    "consumer--1",
    "consumer-1x",
    "consumer-1 ",
    "consumer-+1",
    "-1",
    "--2",
    "a\nb-3",
    "a-3\n",
    "a\n-3",
    "fifty-bytes-and-no-more-may-the-id-of-a-chain-be-7",
];

/// Ids that no chain can have. Revisions of more than 64 bits are among them: ibc-go panics.
pub(super) const NONE: &[&[u8]] = &[
    b"a-18446744073709551616",
    b"a-99999999999999999999999",
    b"fifty-one-bytes-are-too-many-for-an-id-of-a-chain-7",
    b"a\xff-5",
    b"a-5\xc3",
];

/// The revision; 0 where the id names none. None where it does not fit 64 bits.
pub(in crate::kinds) fn of(chain_id: &[u8]) -> Option<u64> {
    let Some(dash) = chain_id.iter().rposition(|byte| *byte == b'-') else { return Some(0) };
    let (name, digits) = (&chain_id[..dash], &chain_id[dash + 1..]);
    let named = name.last().is_some_and(|last| *last != b'-') && !name.contains(&b'\n');
    let numbered =
        digits.first().is_some_and(|first| *first != b'0') && digits.iter().all(u8::is_ascii_digit);
    if !named || !numbered {
        return Some(0);
    }
    digits.iter().try_fold(0u64, |number, digit| {
        number.checked_mul(10)?.checked_add(u64::from(digit - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_at_the_limit() {
        assert_eq!(IDS.iter().map(|id| id.len()).max(), Some(50));
        assert!(NONE.iter().any(|id| id.len() == 51));
    }

    #[test]
    fn revisions() {
        let known = [
            ("consumer-1", Some(1)),
            ("a-1-3", Some(3)),
            ("a -3", Some(3)),
            ("é-4", Some(4)),
            ("a-18446744073709551615", Some(u64::MAX)),
            ("a-18446744073709551616", None),
            ("", Some(0)),
            ("consumer-", Some(0)),
            ("consumer-01", Some(0)),
            ("consumer--1", Some(0)),
            ("consumer-1 ", Some(0)),
            ("-1", Some(0)),
            ("a\nb-3", Some(0)),
            ("a-3\n", Some(0)),
        ];
        for (id, revision) in known {
            assert_eq!(of(id.as_bytes()), revision, "{id:?}");
        }
    }
}
