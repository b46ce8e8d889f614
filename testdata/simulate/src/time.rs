//! Points in time as nanoseconds since 1970, as messages and as text.

use crate::message::Timestamp;

const SECOND: i128 = 1_000_000_000;
/// 0001-01-01T00:00:00Z: Go's zero time, the first that a timestamp can hold.
pub const YEAR_1: i128 = -62_135_596_800 * SECOND;
/// The last nanosecond of the year 9999.
pub const LAST: i128 = 253_402_300_800 * SECOND - 1;

/// The message of a time.
#[must_use]
pub fn timestamp(nanos: i128) -> Timestamp {
    Timestamp { seconds: nanos.div_euclid(SECOND) as i64, nanos: nanos.rem_euclid(SECOND) as i32 }
}

/// The time of a message; a missing one is the year 1.
#[must_use]
pub fn nanos(time: Option<&Timestamp>) -> i128 {
    time.map_or(YEAR_1, |time| i128::from(time.seconds) * SECOND + i128::from(time.nanos))
}

/// The time that is nearest to this one and that a timestamp can hold.
#[must_use]
pub fn in_range(nanos: i128) -> i128 {
    nanos.clamp(YEAR_1, LAST)
}

/// RFC 3339 in UTC, with as many decimals as are needed.
#[must_use]
pub fn rfc3339(nanos: i128) -> String {
    let seconds = nanos.div_euclid(SECOND) as i64;
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    // Days of eras of 400 years that begin in March.
    let z = days + 719_468;
    let (era, day) = (z.div_euclid(146_097), z.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let m = (5 * day + 2) / 153;
    let (month, day) = (if m < 10 { m + 3 } else { m - 9 }, day - (153 * m + 2) / 5 + 1);
    let year = year + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
    let text = format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}");
    match nanos.rem_euclid(SECOND) {
        0 => text + "Z",
        decimals => text + format!(".{decimals:09}").trim_end_matches('0') + "Z",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendars() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
        assert_eq!(rfc3339(YEAR_1), "0001-01-01T00:00:00Z");
        assert_eq!(rfc3339(LAST), "9999-12-31T23:59:59.999999999Z");
        assert_eq!(rfc3339(1_709_208_000 * SECOND + 500_000_000), "2024-02-29T12:00:00.5Z");
        assert_eq!(rfc3339(-SECOND + 1), "1969-12-31T23:59:59.000000001Z");
        assert_eq!(rfc3339(951_868_800 * SECOND), "2000-03-01T00:00:00Z");
    }

    #[test]
    fn messages_and_back() {
        for time in [YEAR_1, -1, 0, 1, LAST] {
            assert_eq!(nanos(Some(&timestamp(time))), time);
        }
        assert_eq!(timestamp(-1), Timestamp { seconds: -1, nanos: 999_999_999 });
        assert_eq!(nanos(None), YEAR_1);
        assert_eq!(in_range(LAST + 1), LAST);
    }
}
