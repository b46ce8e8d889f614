//! The format of a case.

use crate::power_shaping;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use parhelion_core::{Duration, Time};
use serde::{Deserialize, Deserializer};
use std::fmt;

/// One question with the judge's answer. Which of the inputs are there depends on the kind.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the format is described in testdata/README.md")]
pub struct Case {
    pub id: String,
    pub kind: String,
    pub want: Want,
    pub message: Option<String>,
    pub variant: Option<String>,
    pub chain_id: Option<String>,
    pub trust_level: Option<String>,
    pub trusting_period: Option<String>,
    pub max_clock_drift: Option<String>,
    pub now: Option<String>,
    pub height: Option<String>,
    pub trusted: Option<Bytes>,
    pub trusted_next: Option<Bytes>,
    pub untrusted: Option<Bytes>,
    pub validators: Option<serde_json::Value>,
    pub block_id: Option<Bytes>,
    pub commit: Option<Bytes>,
    pub bytes: Option<Bytes>,
    pub public_key: Option<serde_json::Value>,
    pub signature: Option<Bytes>,
    pub evidence: Option<Bytes>,
    pub common: Option<Bytes>,
    pub common_validators: Option<Bytes>,
    pub misbehaviour: Option<Bytes>,
    pub max_provider_consensus_validators: Option<String>,
    pub parameters: Option<serde_json::Value>,
    pub current: Option<serde_json::Value>,
    pub root: Option<Bytes>,
    pub path: Option<Vec<Bytes>>,
    pub proof: Option<Bytes>,
    pub value: Option<Bytes>,
    pub packets: Option<Vec<Bytes>>,
    pub client_state: Option<Bytes>,
    pub consensus_states: Option<Vec<StoredState>>,
    pub stricter: Option<String>,
    pub laxer: Option<String>,
    #[serde(default)]
    pub wire: Vec<String>,
}

/// What a client knows of a height.
#[derive(Debug, Deserialize)]
#[allow(missing_docs, reason = "the format is described in testdata/README.md")]
pub struct StoredState {
    pub height: String,
    pub bytes: Bytes,
}

/// The judge's answer.
#[derive(Debug, Deserialize)]
pub struct Want {
    /// Whether it accepts.
    pub ok: bool,
    /// The class of the verdict.
    pub class: String,
    /// Why it refuses, in its own words.
    pub reason: Option<String>,
    /// The hash, in hexadecimal, where one is asked for.
    pub hash: Option<String>,
    /// The bytes, where some are asked for.
    pub bytes: Option<Bytes>,
    /// The addresses of the guilty, in hexadecimal, where these are asked for.
    pub byzantine: Option<Vec<String>>,
    /// The validators of a set, where one is asked for.
    pub validators: Option<serde_json::Value>,
    /// What changes with the set.
    pub updates: Option<serde_json::Value>,
    /// The power from which validators of a top N chain must validate.
    pub min_power: Option<serde_json::Value>,
    /// What a client does with a message that it accepts.
    pub result: Option<String>,
}

impl Want {
    pub(crate) fn answer_is(&self, answer: Option<&[u8]>) -> bool {
        if self.updates.is_some() {
            return power_shaping::is(self, answer);
        }
        let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        if let (Some(hash), Some(validators)) = (&self.hash, &self.validators) {
            // The hash, then the list as JSON without spaces, its members in the order of names.
            let parts = answer.and_then(|answer| answer.split_at_checked(32));
            return parts.is_some_and(|(found, list)| {
                hex(found) == hash.to_lowercase() && list == validators.to_string().as_bytes()
            });
        }
        if let Some(result) = &self.result {
            return answer == Some(result.as_bytes());
        }
        match (&self.hash, &self.bytes, &self.byzantine) {
            (Some(hash), _, _) => answer.map(hex).as_deref() == Some(&hash.to_lowercase()),
            (None, Some(bytes), _) => answer == Some(&bytes.0),
            (None, None, Some(addresses)) => answer.map(hex) == Some(addresses.concat()),
            (None, None, None) => true,
        }
    }
}

/// Bytes, in base64.
#[derive(Debug, Clone)]
pub struct Bytes(pub Vec<u8>);

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        STANDARD.decode(text.as_bytes()).map(Bytes).map_err(serde::de::Error::custom)
    }
}

/// Why a line is not a case.
#[derive(Debug)]
pub struct BadCase(pub(crate) String);

impl fmt::Display for BadCase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for BadCase {}

impl Case {
    /// Reads one line.
    ///
    /// # Errors
    /// [`BadCase`] where the line is no JSON object of the format.
    pub fn parse(line: &str) -> Result<Case, BadCase> {
        serde_json::from_str(line).map_err(|error| BadCase(error.to_string()))
    }
}

/// The input of this name, which the kind requires.
pub(crate) fn required<'c, T>(input: Option<&'c T>, name: &str) -> Result<&'c T, BadCase> {
    input.ok_or_else(|| BadCase(format!("no `{name}`")))
}

/// An input that some kinds write as bytes, and others as something else.
pub(crate) fn base64_value(value: &serde_json::Value, name: &str) -> Result<Vec<u8>, BadCase> {
    value
        .as_str()
        .and_then(|text| STANDARD.decode(text).ok())
        .ok_or_else(|| BadCase(format!("`{name}` is not base64")))
}

pub(crate) fn number<T: std::str::FromStr>(text: &str, name: &str) -> Result<T, BadCase> {
    text.parse().map_err(|_| BadCase(format!("`{name}` is not a number of its range")))
}

pub(crate) fn fraction(text: &str) -> Result<(u64, u64), BadCase> {
    let (numerator, denominator) =
        text.split_once('/').ok_or_else(|| BadCase("`trust_level` has no slash".into()))?;
    Ok((number(numerator, "trust_level")?, number(denominator, "trust_level")?))
}

pub(crate) fn duration(text: &str, name: &str) -> Result<Duration, BadCase> {
    number(text, name).map(Duration::from_nanos)
}

/// RFC 3339 in UTC with up to nine decimals, years 0 to 9999: `2021-12-08T01:51:39.4Z`.
pub(crate) fn time(text: &str) -> Result<Time, BadCase> {
    let bad = || BadCase(format!("`now` is not a time: {text}"));
    let field = |from: usize, to: usize| {
        text.get(from..to)
            .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
            .and_then(|digits| digits.parse::<i64>().ok())
            .ok_or_else(bad)
    };
    let (year, month, day) = (field(0, 4)?, field(5, 7)?, field(8, 10)?);
    let (hour, minute, second) = (field(11, 13)?, field(14, 16)?, field(17, 19)?);
    let decimals = text.get(19..).and_then(|rest| rest.strip_suffix('Z')).ok_or_else(bad)?;
    let decimals = decimals.strip_prefix('.').unwrap_or(decimals);
    let nanos = match decimals.len() {
        0 => 0,
        1..=9 => number::<u32>(&format!("{decimals:0<9}"), "now")?,
        _ => return Err(bad()),
    };
    // Days since 1970 of the proleptic Gregorian calendar, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days =
        365 * y + y.div_euclid(4) - y.div_euclid(100) + y.div_euclid(400) + (153 * m + 2) / 5 + day
            - 1
            - 719_468;
    let seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
    Time::from_unix(seconds, nanos).ok_or_else(bad)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_every_era() {
        let unix = |text| time(text).map(|time| (time.seconds(), time.nanos())).ok();
        assert_eq!(unix("1970-01-01T00:00:00Z"), Some((0, 0)));
        assert_eq!(unix("0001-01-01T00:00:00Z"), Some((-62_135_596_800, 0)));
        assert_eq!(unix("9999-12-31T23:59:59.999999999Z"), Some((253_402_300_799, 999_999_999)));
        assert_eq!(unix("2024-02-29T12:00:00.5Z"), Some((1_709_208_000, 500_000_000)));
        assert_eq!(unix("1969-12-31T23:59:59.000000001Z"), Some((-1, 1)));
        for bad in
            ["", "2024-02-29T12:00:00", "2024-02-29T12:00:00.0000000001Z", "2024-0x-29T12:00:00Z"]
        {
            assert_eq!(unix(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_case_without_an_answer_is_none() {
        assert!(Case::parse(r#"{"id":"a","kind":"light"}"#).is_err());
        assert!(Case::parse("").is_err());
        let case = Case::parse(r#"{"id":"a","kind":"x","want":{"ok":true,"class":"ok"},"more":1}"#);
        assert_eq!(case.unwrap().kind, "x");
    }
}
