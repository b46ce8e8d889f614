//! When a request is made again, and after how long.

use super::limits::MAX_PAUSE;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::time::Duration;

/// Whether another attempt may succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Again {
    /// The answer is final.
    Never,
    /// After a pause of our own choice.
    Soon,
    /// After the time for which the node asked, at least.
    After(Duration),
}

/// The pause after the attempt of that number, from 1: `first`, doubled each time, at most
/// [`MAX_PAUSE`], and up to as much again by chance, so that many who were turned away together do not
/// come back together. What the node asked for counts up to [`MAX_PAUSE`] too.
pub(super) fn pause(first: Duration, attempt: u32, asked: Duration, chance: u32) -> Duration {
    let factor = 1u32.checked_shl(attempt.saturating_sub(1)).unwrap_or(u32::MAX);
    let least = first.saturating_mul(factor).max(asked).min(MAX_PAUSE);
    least + least.mul_f64(f64::from(chance) / f64::from(u32::MAX))
}

/// A random number. The seeds of the standard library's hash tables are the only chance that it has.
pub(super) fn chance() -> u32 {
    let random = RandomState::new().build_hasher().finish();
    u32::try_from(random >> 32).unwrap_or_default()
}

/// `Retry-After` in seconds. It may be a date as well: that is not worth a calendar.
pub(super) fn retry_after(value: &str) -> Again {
    value.trim().parse().map_or(Again::Soon, |seconds| Again::After(Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: Duration = Duration::from_millis(250);

    fn millis(attempt: u32, asked: Duration, chance: u32) -> u128 {
        pause(FIRST, attempt, asked, chance).as_millis()
    }

    #[test]
    fn pauses_double_up_to_a_bound_and_chance_at_most_doubles_them() {
        let none = Duration::ZERO;
        let least: Vec<_> = (1..=4).map(|attempt| millis(attempt, none, 0)).collect();
        assert_eq!(least, [250, 500, 1000, 2000]);
        let most: Vec<_> = (1..=4).map(|attempt| millis(attempt, none, u32::MAX)).collect();
        assert_eq!(most, [500, 1000, 2000, 4000]);
        assert_eq!(millis(1, none, u32::MAX / 2), 375);
        assert_eq!((millis(6, none, 0), millis(7, none, 0)), (8_000, 10_000));
        for attempt in [32, 33, u32::MAX] {
            assert_eq!(millis(attempt, none, u32::MAX), 20_000);
        }
        assert_eq!(pause(FIRST, 0, none, 0), FIRST);
    }

    #[test]
    fn a_node_may_ask_for_longer_up_to_the_bound() {
        let asked = Duration::from_secs;
        assert_eq!(millis(1, asked(0), 0), 250);
        assert_eq!(millis(1, asked(3), 0), 3_000);
        assert_eq!(millis(1, asked(10), 0), 10_000);
        assert_eq!(millis(1, asked(11), 0), 10_000);
        assert_eq!(millis(1, asked(u64::MAX), u32::MAX), 20_000);
    }

    #[test]
    fn retry_after_is_seconds() {
        assert_eq!(retry_after(" 7 "), Again::After(Duration::from_secs(7)));
        for other in ["", "-1", "1.5", "Thu, 26 Nov 2026 00:00:00 GMT", "99999999999999999999"] {
            assert_eq!(retry_after(other), Again::Soon, "{other}");
        }
    }

    #[test]
    fn chance_differs() {
        let found: std::collections::BTreeSet<_> = (0..8).map(|_| chance()).collect();
        assert!(found.len() > 1);
    }
}
