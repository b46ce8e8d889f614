//! Parhelion beside the verifiers of tendermint-rs and of CometBFT, measured in turns.

mod contenders;
mod inputs;
mod measure;
mod print;
mod tables;

use inputs::Inputs;
use measure::Plan;
use parhelion_benches::go::{self, Go};
use std::cell::RefCell;
use std::process::ExitCode;
use std::time::Duration;

const USAGE: &str = "usage: compare [--quick] [--without-go]";

const FULL: Plan = Plan { rounds: 25, sample: Duration::from_millis(4), window: 64 };
/// Enough to see that everything runs and that all verdicts are right; no figures to quote.
const QUICK: Plan = Plan { rounds: 1, sample: Duration::ZERO, window: 4 };

fn main() -> ExitCode {
    let (mut plan, mut with_go) = (FULL, true);
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--quick" => plan = QUICK,
            "--without-go" => with_go = false,
            _ => {
                eprintln!("{USAGE}");
                return ExitCode::from(2);
            }
        }
    }
    go::beside(if with_go { Go::start() } else { Ok(None) }, |go| compare(&plan, go))
}

fn compare(plan: &Plan, mut go: Option<Go>) {
    let inputs = Inputs::new(plan.window, go.as_mut());
    print::head(plan, go.as_ref());
    let go = go.map(RefCell::new);
    let mut tables = tables::all(&inputs, go.as_ref());
    let medians = measure::measure(plan, &mut tables);
    for (table, medians) in tables.iter().zip(&medians) {
        print::table(table, medians);
    }
}
