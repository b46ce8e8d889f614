//! What goes out to JavaScript: objects, filled by the few functions of `js/record.js`.

use parhelion_core::{Hash, Time};
use wasm_bindgen::prelude::*;

#[wasm_bindgen(raw_module = "../js/record.js")]
extern "C" {
    /// An object or a list of JavaScript.
    pub type Record;

    /// A `ParhelionError` of this code, whose numbers come next, in the order of the table.
    pub(crate) fn refusal(code: u16) -> Record;
    /// Adds a number of 128 bits to an error.
    pub(crate) fn value(to: &Record, low: u64, high: i64);
    /// Adds a time to an error.
    pub(crate) fn moment(to: &Record, seconds: i64, nanos: u32);
    /// Adds a name to an error.
    pub(crate) fn name(to: &Record, text: &str);

    /// An empty object.
    pub(crate) fn record() -> Record;
    pub(crate) fn text(to: &Record, field: &str, text: &str);
    pub(crate) fn bytes(to: &Record, field: &str, bytes: &[u8]);
    pub(crate) fn number(to: &Record, field: &str, number: u64);
    pub(crate) fn time(to: &Record, field: &str, seconds: i64, nanos: u32);
}

#[cfg(feature = "full")]
#[wasm_bindgen(raw_module = "../js/record.js")]
extern "C" {
    /// The error of a text that is no answer of a node.
    pub(crate) fn fault(message: &str) -> Record;
}

#[cfg(feature = "wallet")]
#[wasm_bindgen(raw_module = "../js/record.js")]
extern "C" {
    /// An empty list.
    pub(crate) fn list() -> Record;
    pub(crate) fn push(to: &Record, item: Record);
    pub(crate) fn member(to: &Record, field: &str, item: Record);
    /// A number of 32 bits, which JavaScript has as a number.
    pub(crate) fn index(to: &Record, field: &str, index: u32);
}

pub(crate) fn hash(to: &Record, field: &str, hash: Option<&Hash>) {
    if let Some(hash) = hash {
        bytes(to, field, hash.as_bytes());
    }
}

pub(crate) fn point(to: &Record, field: &str, found: Time) {
    time(to, field, found.seconds(), found.nanos());
}
