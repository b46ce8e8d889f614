//! `parhelion guard`: a signer to try, and an example of how a signer holds the guard of the core.
//!
//! ```text
//! node ── unix:// ── dial ── frame ── signer ── core's guard ── state: A, fsync, B, fsync
//!                                       └────── key, once the guard permits
//! ```

mod dial;
mod frame;
mod key;
mod message;
mod provision;
mod run;
mod signer;
mod state;

use crate::failure::Failure;
use clap::Subcommand;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Makes the state of a key on a chain, by hand: without one nothing is signed
    Provision(provision::Arguments),
    /// Signs for nodes, until it is stopped
    Run(run::Arguments),
}

/// Which key, which chain, and where it stands what was signed.
#[derive(clap::Args)]
struct Entry {
    /// CometBFT's priv_validator_key.json, of type ed25519, which its owner alone may read
    #[arg(long, value_name = "FILE")]
    key: PathBuf,
    /// What was signed last. One file for each key and chain, and never a copy of it
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The chain: nothing is signed for another one
    #[arg(long, value_name = "ID")]
    chain_id: String,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    match &arguments.command {
        Command::Provision(arguments) => provision::run(arguments),
        Command::Run(arguments) => run::run(arguments),
    }
}
