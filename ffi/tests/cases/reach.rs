//! Which codes the cases reach.

use parhelion_core::CODES;
use std::collections::BTreeSet;

pub(crate) fn check(reached: &BTreeSet<i32>) {
    let left: Vec<_> = CODES
        .iter()
        .filter(|row| !reached.contains(&row.number.into()))
        .map(|row| format!("{} {}", row.number, row.name))
        .collect();
    println!("{}", left.join("\n"));
}
