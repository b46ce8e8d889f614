//! Points in time and spans of it. Nothing here reads a clock.

use core::fmt;

/// Nanoseconds in a second.
const NANOS: u32 = 1_000_000_000;
/// The same, as spans count.
const SECOND: i64 = 1_000_000_000;

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
        if nanos < NANOS { Some(Time { seconds, nanos }) } else { None }
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
        i128::from(self.seconds)
            .wrapping_mul(i128::from(SECOND))
            .wrapping_add(i128::from(self.nanos))
    }

    /// The point that lies `span` later.
    pub(crate) fn plus(&self, span: Duration) -> Point {
        let (seconds, nanos) = (span.0.div_euclid(SECOND), span.0.rem_euclid(SECOND));
        let nanos = u32::try_from(nanos).unwrap_or(0).wrapping_add(self.nanos); // below 2^31
        let (carry, nanos) =
            if nanos < NANOS { (0, nanos) } else { (1, nanos.wrapping_sub(NANOS)) };
        let seconds = i128::from(seconds).wrapping_add(carry); // below 2^64, as is what is added
        Point { seconds: i128::from(self.seconds).wrapping_add(seconds), nanos }
    }

    /// The time as what sums are compared with.
    pub(crate) fn point(&self) -> Point {
        self.plus(Duration(0))
    }
}

/// A sum of a time and a [`Duration`]: wide, so that none leaves this type. Seconds and nanoseconds
/// apart: a division of 128 bits is 1 KB of a module for browsers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Point {
    seconds: i128,
    nanos: u32, // 0..=999_999_999
}

impl Point {
    /// The same point, with its seconds clipped to what a time can hold.
    pub(crate) fn clipped(self) -> Time {
        let clipped = if self.seconds < 0 { i64::MIN } else { i64::MAX };
        Time { seconds: i64::try_from(self.seconds).unwrap_or(clipped), nanos: self.nanos }
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
        Duration(seconds.saturating_mul(SECOND))
    }

    /// Nanoseconds.
    #[must_use]
    pub const fn nanos(&self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use std::vec::Vec;

    #[test]
    fn nanos_end_below_a_second() {
        assert!(Time::from_unix(0, 999_999_999).is_some());
        assert!(Time::from_unix(0, 1_000_000_000).is_none());
    }

    /// Against the sum of nanoseconds: at both ends, and around whole seconds.
    #[test]
    fn sums_are_those_of_nanoseconds() {
        let spans = [i64::MIN, -SECOND - 1, -SECOND, -1, 0, 1, SECOND - 1, SECOND, i64::MAX];
        let seconds = [i64::MIN, -1, 0, 1, i64::MAX];
        let nanos = [0, 1, 999_999_998, 999_999_999];
        let times = seconds.map(|s| nanos.map(|n| Time::from_unix(s, n).unwrap()));
        let mut sums = Vec::new();
        for time in times.as_flattened() {
            for span in spans.map(Duration::from_nanos) {
                let point = time.plus(span);
                let wide = time.unix_nanos() + i128::from(span.nanos());
                let of_point = point.seconds * i128::from(SECOND) + i128::from(point.nanos);
                assert_eq!(of_point, wide, "{time} {span:?}");
                assert!(point.nanos < NANOS);
                sums.push((wide, point));
            }
        }
        for (wide, point) in &sums {
            assert!(sums.iter().all(|(other, at)| wide.cmp(other) == point.cmp(at)));
        }
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
    fn sums_are_clipped_at_both_ends() {
        let (first, last) =
            (Time::from_unix(i64::MIN, 7).unwrap(), Time::from_unix(i64::MAX, 7).unwrap());
        for (time, span) in [(first, -SECOND), (first, 0), (last, 0), (last, SECOND)] {
            assert_eq!(time.plus(Duration(span)).clipped(), time);
        }
        let later = Time::UNIX_EPOCH.plus(Duration(-1)).clipped();
        assert_eq!(later, Time::from_unix(-1, 999_999_999).unwrap());
    }
}
