//! What JavaScript passes besides bytes: numbers are taken whole or refused, never cut.

use crate::error::argument;
use parhelion_core::{Duration, Error, Options, Time, TrustThreshold};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// `Options`, as the declarations have it.
    #[wasm_bindgen(typescript_type = "Options")]
    pub type Settings;

    /// A Date, or nanoseconds since 1970.
    #[wasm_bindgen(typescript_type = "Date | bigint")]
    pub type Now;
}

/// Options that have been taken from JavaScript, and not been judged.
pub(crate) struct Raw {
    threshold: Option<(u64, u64)>,
    trusting_period: Duration,
    max_clock_drift: Duration,
}

impl Raw {
    /// # Errors
    /// [`Error::TrustThresholdRange`].
    pub(crate) fn read(&self) -> Result<Options, Error> {
        Ok(Options {
            trust_threshold: match self.threshold {
                Some((numerator, denominator)) => TrustThreshold::new(numerator, denominator)?,
                None => Options::DEFAULT.trust_threshold,
            },
            trusting_period: self.trusting_period,
            max_clock_drift: self.max_clock_drift,
        })
    }
}

/// # Errors
/// An error of the class `argument` where a value is not a BigInt of its range.
pub(crate) fn options(settings: Option<&Settings>) -> Result<Raw, JsValue> {
    let field = |name: &str| match settings {
        Some(settings) => js_sys::Reflect::get(settings.as_ref(), &name.into()),
        None => Ok(JsValue::UNDEFINED),
    };
    let span = |name: &str, default: Duration| match field(name)? {
        none if none.is_undefined() => Ok(default),
        value => i64::try_from(value)
            .map(Duration::from_nanos)
            .map_err(|_| argument(&format!("{name} is not a bigint of 64 bits"))),
    };
    let threshold = match field("trustThreshold")? {
        none if none.is_undefined() => None,
        pair => Some(
            fraction(&pair)
                .ok_or_else(|| argument("trustThreshold is not two bigints from 0 to 2^64-1"))?,
        ),
    };
    Ok(Raw {
        threshold,
        trusting_period: span("trustingPeriod", Options::DEFAULT.trusting_period)?,
        max_clock_drift: span("maxClockDrift", Options::DEFAULT.max_clock_drift)?,
    })
}

fn fraction(pair: &JsValue) -> Option<(u64, u64)> {
    let pair = pair.dyn_ref::<js_sys::Array>().filter(|pair| pair.length() == 2)?;
    Some((u64::try_from(pair.get(0)).ok()?, u64::try_from(pair.get(1)).ok()?))
}

/// # Errors
/// An error of the class `argument` where there is no such time.
pub(crate) fn moment(now: &Now) -> Result<Time, JsValue> {
    const SECOND: i64 = 1_000_000_000;
    let value: &JsValue = now.as_ref();
    let (seconds, nanos) = if let Some(date) = value.dyn_ref::<js_sys::Date>() {
        // Whole milliseconds, at most 8.64e15 of them; NaN for an invalid date.
        let millis = date.get_time();
        if millis.is_nan() {
            return Err(argument("now is an invalid date"));
        }
        let millis = millis as i64;
        (millis.div_euclid(1000), millis.rem_euclid(1000) * 1_000_000)
    } else {
        let nanos = i64::try_from(value.clone())
            .map_err(|_| argument("now is neither a Date nor a bigint of 64 bits"))?;
        (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND))
    };
    u32::try_from(nanos)
        .ok()
        .and_then(|nanos| Time::from_unix(seconds, nanos))
        .ok_or_else(|| argument("now is out of range"))
}
