//! What `js/input.js` passes for the core: it has checked the ranges.

use parhelion_core::{Duration, Error, Options, Time, TrustThreshold};

/// What the caller decides, and the time, of the 48 bytes that `settings` in `js/input.js` writes: an
/// object of the module's own would be a constructor, a borrow and a `free`. A time that there is none
/// of is that of 1970: it lets none come here.
///
/// # Errors
/// [`Error::TrustThresholdRange`].
pub(crate) fn settings(bytes: &[u8]) -> Result<(Options, Time), Error> {
    let mut words = bytes.as_chunks().0.iter().map(|word| i64::from_le_bytes(*word));
    let mut next = || words.next().unwrap_or_default();
    let (numerator, denominator) = (next().cast_unsigned(), next().cast_unsigned());
    let options = Options {
        trust_threshold: TrustThreshold::new(numerator, denominator)?,
        trusting_period: Duration::from_nanos(next()),
        max_clock_drift: Duration::from_nanos(next()),
    };
    let (seconds, nanos) = (next(), u32::try_from(next()).unwrap_or(u32::MAX));
    Ok((options, Time::from_unix(seconds, nanos).unwrap_or(Time::UNIX_EPOCH)))
}
