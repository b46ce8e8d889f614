//! What is asked by each kind of case.

use crate::case::{base64_value, duration, fraction, number, required, time};
        "ics23" => proof::ics23(case)?,
