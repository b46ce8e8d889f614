//! An [`Error`] as JavaScript throws it: an object of its `Error` with the numbers as fields.

use js_sys::Reflect;
use parhelion_core::{Error, Value};
use wasm_bindgen::prelude::*;

/// The error of a verdict.
pub(crate) fn refusal(error: &Error) -> JsValue {
    let thrown = thrown(&error.to_string(), error.name(), error.code(), error.class().name());
    error.values(|name, value| set(&thrown, field(name), &js(value)));
    thrown
}

/// The error of a call that was wrong; code 0, which no verdict has.
pub(crate) fn argument(message: &str) -> JsValue {
    thrown(message, "Argument", 0, "argument")
}

fn thrown(message: &str, name: &str, code: u16, class: &str) -> JsValue {
    let thrown = js_sys::Error::new(message).into();
    set(&thrown, "name", &name.into());
    set(&thrown, "code", &code.into());
    set(&thrown, "class", &class.into());
    thrown
}

fn set(thrown: &JsValue, field: &str, value: &JsValue) {
    // A new object takes any field; if it did not, the error is better than none.
    let _ = Reflect::set(thrown, &field.into(), value);
}

/// `message` is the sentence of every error in JavaScript: which message it was is the `part`.
fn field(name: &'static str) -> &'static str {
    if name == "message" { "part" } else { name }
}

fn js(value: Value) -> JsValue {
    match value {
        Value::Number(number) => number.into(),
        Value::Time(time) => time.unix_nanos().into(),
        Value::Name(name) => name.into(),
        other => other.to_string().into(),
    }
}

#[cfg(test)]
mod tests {
    use super::field;
    use parhelion_core::CODES;

    #[test]
    fn no_field_hides_one_of_every_error() {
        for row in CODES {
            for name in row.fields.iter().map(|name| field(name)) {
                let taken = ["name", "message", "stack", "cause", "code", "class"];
                assert!(!taken.contains(&name), "{}: {name}", row.name);
            }
        }
    }
}
