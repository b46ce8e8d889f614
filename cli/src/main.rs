//! `parhelion`: verifies what CometBFT nodes answer, trusting none of them.

#[macro_use]
mod say;

mod cases;
mod consumer;
mod create;
mod demo;
mod evidence;
mod failure;
mod follow;
#[cfg(unix)]
mod guard;
mod input;
mod inspect;
mod networks;
mod node;
mod prove;
mod report;
mod show;
mod status;
mod store;
mod trust;
mod verify;
mod windows;

use clap::{Parser, Subcommand};
use failure::Failure;
use std::process::ExitCode;

/// Verifies CometBFT headers, trusting nobody who serves the bytes.
///
/// Exit status: 0 verified, guilt proven, or reported; 1 refused; 3 bisect (too little of the trusted set
/// signed); 4 expired; 5 this build cannot tell, or something is missing; 6 a fork was found; 64 wrong
/// usage; 65 a file that cannot be read.
#[derive(Parser)]
#[command(version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows what it does, in ten seconds, on blocks of public chains
    Demo,
    /// Makes the first trusted state, on faith in a height and a hash
    Trust(trust::Arguments),
    /// Verifies a block from a trusted state
    Verify(verify::Arguments),
    /// Shows what is in a file: hashes, powers, who signed and who did not
    Inspect(inspect::Arguments),
    /// Follows a live chain: verifies its head and each new one, and compares it with witnesses
    Follow(follow::Arguments),
    /// Says what a store of `follow` trusts, and for how long
    Status(status::Arguments),
    /// Proves what a chain's state holds under a key, against a header that is trusted
    Prove(prove::Arguments),
    /// Says who is provably guilty of what, and what chains would do about it
    Evidence(evidence::Arguments),
    /// Says how safe consumer chains are that only a part of a provider secures
    Report(report::Arguments),
    /// Chains whose validators another chain decides
    Consumer(consumer::Arguments),
    /// Signs for a validator's node, and never what would be a double sign: a signer to try
    #[cfg(unix)]
    Guard(guard::Arguments),
    /// Replays recorded verdicts of CometBFT, and prints each disagreement
    Cases(cases::Arguments),
}

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { failure::USAGE.into() } else { ExitCode::SUCCESS };
        }
    };
    let result = match arguments.command {
        Command::Demo => demo::run(),
        Command::Trust(arguments) => trust::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Follow(arguments) => follow::run(&arguments),
        Command::Status(arguments) => status::run(&arguments),
        Command::Prove(arguments) => prove::run(&arguments),
        Command::Evidence(arguments) => evidence::run(&arguments),
        Command::Report(arguments) => report::run(&arguments),
        Command::Consumer(arguments) => consumer::run(&arguments),
        #[cfg(unix)]
        Command::Guard(arguments) => guard::run(&arguments),
        Command::Cases(arguments) => cases::run(&arguments),
    };
    match result {
        Ok(code) => code,
        // Whoever read our output has gone: nobody is left to tell.
        Err(Failure::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            failure::NOT_READABLE.into()
        }
        Err(failure) => {
            eprintln!("parhelion: {failure}");
            failure.exit_code()
        }
    }
}
