//! `parhelion consumer`: chains whose validators another chain decides.

mod attest;
pub(crate) mod demo;
pub(crate) mod live;
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
    /// Attests a consumer's whole validator set from a trusted header of its provider
    Attest(attest::Attest),
    /// Verifies a consumer's block from nothing but a trusted header of its provider
    Verify(attest::Verify),
    /// Follows a recorded network from its genesis, and prints each set, proof and verdict that differs
    Replay(replay::Arguments),
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Attest(arguments) => attest::attest(arguments),
        Command::Verify(arguments) => attest::verify(arguments),
        Command::Replay(arguments) => replay::run(arguments),
    }
}
