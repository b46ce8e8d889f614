//! `parhelion consumer`: chains whose validators another chain decides.

mod recording;
mod replay;

use crate::failure::Failure;
use clap::Subcommand;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Follows a recorded network from its genesis, and prints each set, proof and verdict that differs
    Replay(replay::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Replay(arguments) => replay::run(arguments),
    }
}
