//! Numbers of JavaScript as the core takes them. Their ranges have been checked in `js/input.js`.

use parhelion_core::{Duration, Error, Options, Time, TrustThreshold};
use wasm_bindgen::prelude::*;

/// What the caller decides, and the time.
#[wasm_bindgen]
pub struct Settings {
    threshold: (u64, u64),
    trusting_period: Duration,
    max_clock_drift: Duration,
    now: Time,
}

#[wasm_bindgen]
impl Settings {
    /// All of them, spans in nanoseconds. A time that there is none of is that of 1970: `js/input.js`
    /// lets none come here.
    #[wasm_bindgen(constructor)]
    pub fn new(
        numerator: u64,
        denominator: u64,
        trusting_period: i64,
        max_clock_drift: i64,
        seconds: i64,
        nanos: u32,
    ) -> Settings {
        Settings {
            threshold: (numerator, denominator),
            trusting_period: Duration::from_nanos(trusting_period),
            max_clock_drift: Duration::from_nanos(max_clock_drift),
            now: Time::from_unix(seconds, nanos).unwrap_or(Time::UNIX_EPOCH),
        }
    }
}

impl Settings {
    /// # Errors
    /// [`Error::TrustThresholdRange`].
    pub(crate) fn options(&self) -> Result<Options, Error> {
        Ok(Options {
            trust_threshold: TrustThreshold::new(self.threshold.0, self.threshold.1)?,
            trusting_period: self.trusting_period,
            max_clock_drift: self.max_clock_drift,
        })
    }

    pub(crate) fn now(&self) -> Time {
        self.now
    }
}
