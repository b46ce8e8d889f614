//! How values are printed, and the clock.

use parhelion_core::{Duration, Error, NO_INDEX, Time, TrustThreshold, Value};
use serde_json::{Map, Value as Json};

/// RFC 3339.
pub(crate) fn time(time: Time) -> String {
    parhelion_rpc::time::format(time.seconds(), time.nanos())
}

pub(crate) fn parse_time(text: &str) -> Result<Time, String> {
    parhelion_rpc::time::parse(text)
        .ok()
        .and_then(|(seconds, nanos)| Time::from_unix(seconds, nanos))
        .ok_or_else(|| "not a time such as 2021-12-08T01:51:39Z".to_owned())
}

/// The machine's clock.
pub(crate) fn clock() -> Time {
    let now =
        std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    i64::try_from(now.as_secs())
        .ok()
        .and_then(|seconds| Time::from_unix(seconds, now.subsec_nanos()))
        .unwrap_or(Time::UNIX_EPOCH)
}

fn value(value: Value) -> String {
    match value {
        Value::Time(at) => time(at),
        Value::Number(number) if number == i128::from(NO_INDEX) => "none".to_owned(),
        other => other.to_string(),
    }
}

/// The sentence, the numbers, and the code.
pub(crate) fn error(error: &Error) -> String {
    let mut numbers = Vec::new();
    error.values(|name, number| numbers.push(format!("{name} {}", value(number))));
    let numbers =
        if numbers.is_empty() { String::new() } else { format!(" ({})", numbers.join(", ")) };
    format!("{}{numbers} [{} {}]", error.row().text, error.code(), error.name())
}

/// The same for programs.
pub(crate) fn error_as_json(error: &Error) -> Json {
    let mut object = Map::new();
    let class = error.class().name();
    object.insert("verdict".into(), "refused".into());
    object.insert("code".into(), error.code().into());
    object.insert("name".into(), error.name().into());
    object.insert("class".into(), class.into());
    object.insert("message".into(), error.row().text.into());
    let mut details = Map::new();
    error.values(|name, number| drop(details.insert(name.into(), value(number).into())));
    object.insert("details".into(), details.into());
    Json::Object(object)
}

/// `67.33 % of the power (101 of 150)`.
pub(crate) fn share(part: u64, total: u64) -> String {
    let per_myriad = u128::from(part) * 10_000 / u128::from(total.max(1));
    format!("{}.{:02} % of the power ({part} of {total})", per_myriad / 100, per_myriad % 100)
}

/// `2/3`.
pub(crate) fn threshold(threshold: TrustThreshold) -> String {
    format!("{}/{}", threshold.numerator(), threshold.denominator())
}

/// `1d 12h`, `10s`, `-1m 30s`: down to whole seconds.
pub(crate) fn span(span: Duration) -> String {
    let seconds = span.nanos().unsigned_abs() / 1_000_000_000;
    let units = [("d", 86_400, u64::MAX), ("h", 3600, 24), ("m", 60, 60), ("s", 1, 60)];
    let parts = units.map(|(unit, size, wrap)| (seconds / size % wrap, unit));
    let parts = parts.iter().filter(|(number, _)| *number > 0);
    let text = parts.map(|(number, unit)| format!("{number}{unit}")).collect::<Vec<_>>().join(" ");
    let sign = if span.nanos() < 0 { "-" } else { "" };
    if text.is_empty() { "0s".to_owned() } else { format!("{sign}{text}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_name_each_unit_once() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (3599, "59m 59s"),
            (1_209_600, "14d"),
            (90_061, "1d 1h 1m 1s"),
            (-90, "-1m 30s"),
        ] {
            assert_eq!(span(Duration::from_seconds(seconds)), text);
        }
        assert_eq!(span(Duration::from_nanos(-999_999_999)), "0s");
        assert_eq!(span(Duration::from_nanos(i64::MAX)), "106751d 23h 47m 16s");
    }
}
