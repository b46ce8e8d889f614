//! Points in time and spans of it. Nothing here reads a clock.

use core::fmt;

const NANOS_PER_SECOND: i128 = 1_000_000_000;

/// A point in time: seconds since 1970 (the floor) and nanoseconds after that.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    seconds: i64,
    nanos: u32, // 0..=999_999_999
}

impl Time {
    /// 0001-01-01T00:00:00Z, Go's zero time: what a missing timestamp decodes to.
    pub const GO_ZERO: Time = Time { seconds: -62_135_596_800, nanos: 0 };
    /// 1970-01-01T00:00:00Z: what an empty timestamp decodes to.
    pub const UNIX_EPOCH: Time = Time { seconds: 0, nanos: 0 };
    /// The first second after those that a header can hold: 10000-01-01T00:00:00Z.
    pub(crate) const END_SECONDS: i64 = 253_402_300_800;

    /// A time from the floor of its seconds since 1970 and its nanoseconds after that, if those
    /// are below 1,000,000,000.
    #[must_use]
    pub const fn from_unix(seconds: i64, nanos: u32) -> Option<Time> {
        if nanos < 1_000_000_000 { Some(Time { seconds, nanos }) } else { None }
    }

    /// The floor of the seconds since 1970.
    #[must_use]
    pub const fn seconds(&self) -> i64 {
        self.seconds
    }

    /// The nanoseconds after [`Time::seconds`], 0 to 999,999,999.
    #[must_use]
    pub const fn nanos(&self) -> u32 {
        self.nanos
    }

    /// Nanoseconds since 1970. Wide: no sum of a time and a [`Duration`] leaves this type.
    #[must_use]
    pub fn unix_nanos(&self) -> i128 {
        // 2^63 * 10^9 + 10^9 is below 2^127.
        i128::from(self.seconds).wrapping_mul(NANOS_PER_SECOND).wrapping_add(i128::from(self.nanos))
    }

    /// The point that lies so many nanoseconds after 1970, clipped to what a time can hold.
    pub(crate) fn clipped(nanos: i128) -> Time {
        let (seconds, nanos) =
            (nanos.div_euclid(NANOS_PER_SECOND), nanos.rem_euclid(NANOS_PER_SECOND));
        let clipped = if seconds < 0 { i64::MIN } else { i64::MAX };
        let seconds = i64::try_from(seconds).unwrap_or(clipped);
        Time { seconds, nanos: u32::try_from(nanos).unwrap_or(0) }
    }

    /// Nanoseconds since 1970 of the point that lies `span` later.
    #[must_use]
    pub(crate) fn plus(&self, span: Duration) -> i128 {
        self.unix_nanos().wrapping_add(i128::from(span.nanos()))
    }
}

/// Seconds since 1970 with nine decimals. Calendars are the caller's business.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}+0.{:09}", self.seconds, self.nanos)
    }
}

/// A span of time in nanoseconds, signed: zero and negative spans are legal input with a verdict,
/// as they are in CometBFT.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(i64);

impl Duration {
    /// A span of so many nanoseconds.
    #[must_use]
    pub const fn from_nanos(nanos: i64) -> Duration {
        Duration(nanos)
    }

    /// A span of so many seconds; the longest there is (292 years) where that is not enough.
    #[must_use]
    pub const fn from_seconds(seconds: i64) -> Duration {
        Duration(seconds.saturating_mul(1_000_000_000))
    }

    /// Nanoseconds.
    #[must_use]
    pub const fn nanos(&self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nanos_end_below_a_second() {
        assert!(Time::from_unix(0, 999_999_999).is_some());
        assert!(Time::from_unix(0, 1_000_000_000).is_none());
    }

    #[test]
    fn sums_do_not_wrap() {
        let end = Time::from_unix(i64::MAX, 999_999_999).unwrap();
        let later = end.plus(Duration::from_nanos(i64::MAX));
        assert_eq!(later - end.unix_nanos(), i128::from(i64::MAX));
        let start = Time::from_unix(i64::MIN, 0).unwrap();
        assert!(start.plus(Duration::from_nanos(i64::MIN)) < start.unix_nanos());
    }

    #[test]
    fn before_1970_the_seconds_are_the_floor() {
        let half = Time::from_unix(-1, 500_000_000).unwrap();
        assert_eq!(half.unix_nanos(), -500_000_000);
        assert!(Time::GO_ZERO < half && half < Time::UNIX_EPOCH);
    }

    #[test]
    fn long_spans_saturate() {
        assert_eq!(Duration::from_seconds(i64::MAX).nanos(), i64::MAX);
        assert_eq!(Duration::from_seconds(-2).nanos(), -2_000_000_000);
    }

    #[test]
    fn times_are_clipped_at_both_ends() {
        let (first, last) =
            (i128::from(i64::MIN) * NANOS_PER_SECOND, i128::from(i64::MAX) * NANOS_PER_SECOND);
        assert_eq!(Time::clipped(first), Time::from_unix(i64::MIN, 0).unwrap());
        assert_eq!(Time::clipped(first - NANOS_PER_SECOND).seconds(), i64::MIN);
        assert_eq!(Time::clipped(last), Time::from_unix(i64::MAX, 0).unwrap());
        assert_eq!(Time::clipped(last + NANOS_PER_SECOND).seconds(), i64::MAX);
        assert_eq!(Time::clipped(-1), Time::from_unix(-1, 999_999_999).unwrap());
    }
}
