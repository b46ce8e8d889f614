//! The tables, as they are quoted.

use crate::measure::{Medians, Plan};
use crate::tables::Table;
use parhelion_benches::go::Go;
use parhelion_benches::machine::{load, processor};

pub(crate) fn head(plan: &Plan, go: Option<&Go>) {
    let go = go.map_or("without CometBFT: no Go here, or not wanted", Go::version);
    println!("{}; {}; {go}", processor(), env!("RUSTC_VERSION"));
    println!("medians of {} rounds, processor time; load before: {}", plan.rounds, load());
}

pub(crate) fn table(table: &Table<'_>, medians: &Medians) {
    // A column in which nobody contends is left out.
    let there = |column: &usize| medians.iter().any(|row| row[*column].is_some());
    let columns: Vec<usize> = (0..table.columns.len()).filter(there).collect();
    let ratio = table.ratio.filter(|(_, a, b)| there(a) && there(b));
    println!("\n{}\n", table.title);
    let names = columns.iter().map(|column| table.columns[*column]);
    line("", names.chain(ratio.map(|(name, ..)| name)).map(str::to_owned));
    let lines = columns.iter().map(|_| ()).chain(ratio.map(|_| ()));
    println!("|---|{}", lines.map(|()| "---:|").collect::<String>());
    for (row, medians) in table.rows.iter().zip(medians) {
        let cells = columns.iter().map(|column| cell(medians, *column));
        let ratio = ratio.map(|(_, a, b)| match (medians[a], medians[b]) {
            (Some(a), Some(b)) => format!("{:.2}", a / b),
            _ => "-".to_owned(),
        });
        line(&row.name, cells.chain(ratio));
    }
}

fn line(name: &str, cells: impl Iterator<Item = String>) {
    println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
}

/// A time, and how many times as quick that is as the first column.
fn cell(medians: &[Option<f64>], column: usize) -> String {
    match (medians[column], medians[0]) {
        (None, _) => "-".to_owned(),
        (Some(time), Some(first)) if column > 0 => {
            let ratio = first / time;
            let digits = if ratio < 0.1 { 4 } else { 2 };
            format!("{} ({ratio:.digits$})", us(time))
        }
        (Some(time), _) => us(time),
    }
}

fn us(time: f64) -> String {
    if time < 100.0 { format!("{time:.1}") } else { format!("{time:.0}") }
}
