//! An [`Error`] as JavaScript throws it: a code and its numbers. Names, sentences and classes stand
//! in a table on that side.

use crate::record::{Record, moment, name, refusal, value};
use parhelion_core::{Error, Value};

/// The error of a verdict.
pub(crate) fn thrown(error: Error) -> Record {
    let thrown = refusal(error.code());
    error.numbers(|found| push(&thrown, found));
    thrown
}

/// Once for all errors: the table has hundreds of numbers.
#[inline(never)]
fn push(thrown: &Record, found: Value) {
    match found {
        Value::Number(number) => value(thrown, number as u64, (number >> 64) as i64),
        Value::Time(time) => moment(thrown, time.seconds(), time.nanos()),
        Value::Name(text) => name(thrown, text),
        _ => {}
    }
}
