//! How values are printed, and the clock.

use parhelion_core::{Error, NO_INDEX, Time, Value};
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
