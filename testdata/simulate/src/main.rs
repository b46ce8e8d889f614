//! Writes simulated cases as lines of JSON.

use parhelion_simulate::selection::Selection;
use parhelion_simulate::simulator::Simulator;
use std::io::{ErrorKind, Write, stdout};
use std::process::ExitCode;

/// Bytes that are gathered before they are written.
const BATCH: usize = 1 << 20;

struct Wanted {
    seed: u64,
    count: u64,
    kinds: Selection,
}

fn main() -> ExitCode {
    let wanted = match wanted(std::env::args().skip(1)) {
        Ok(wanted) => wanted,
        Err(problem) => {
            let kinds: Vec<&str> = Selection::names().collect();
            eprintln!("parhelion-simulate: {problem}");
            eprintln!("usage: parhelion-simulate --seed N --count M [--kinds LIST]");
            eprintln!("LIST is one or more, with commas between them: {}", kinds.join(", "));
            return ExitCode::from(2);
        }
    };
    match write(&wanted) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads has seen enough.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("parhelion-simulate: {error}");
            ExitCode::FAILURE
        }
    }
}

fn wanted(mut arguments: impl Iterator<Item = String>) -> Result<Wanted, String> {
    let (mut seed, mut count, mut kinds) = (None, None, Selection::all());
    while let Some(name) = arguments.next() {
        let value = arguments.next().ok_or_else(|| format!("{name} needs a value"))?;
        let number = || value.parse::<u64>().map_err(|error| format!("{name} {value}: {error}"));
        match name.as_str() {
            "--seed" => seed = Some(number()?),
            "--count" => count = Some(number()?),
            "--kinds" => kinds = Selection::listed(&value)?,
            _ => return Err(format!("unknown option {name}")),
        }
    }
    match (seed, count) {
        (Some(seed), Some(count)) => Ok(Wanted { seed, count, kinds }),
        _ => Err("--seed and --count are needed".to_owned()),
    }
}

fn write(wanted: &Wanted) -> std::io::Result<()> {
    let mut simulator = Simulator::new(wanted.seed, &wanted.kinds);
    let (mut lines, mut out) = (String::with_capacity(2 * BATCH), stdout().lock());
    for _ in 0..wanted.count {
        simulator.write_next(&mut lines);
        if lines.len() >= BATCH {
            out.write_all(lines.as_bytes())?;
            lines.clear();
        }
    }
    out.write_all(lines.as_bytes())?;
    out.flush()
}
