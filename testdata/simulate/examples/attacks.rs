//! Writes a file of the attack corpus, without answers: those are the judge's. `scripts/attacks`
//! puts both together. Without an argument it names the files.

use parhelion_simulate::attacks;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let text = match std::env::args().nth(1) {
        None => Some(attacks::areas().collect::<Vec<_>>().join("\n") + "\n"),
        Some(area) => attacks::lines(&area),
    };
    let Some(text) = text else {
        eprintln!("attacks: no such file");
        return ExitCode::from(2);
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("attacks: {error}");
            ExitCode::FAILURE
        }
    }
}
