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
    ///
    /// The height is for you to know: above it this key must never have signed anything on this chain,
    /// with any signer. Of a key that CometBFT's own file signer had, it is the height in
    /// priv_validator_state.json; of a new key, 0. Too low a height lets the key sign what may
    /// contradict what it signed before.
    Provision(provision::Arguments),
    /// Signs for nodes, until it is stopped
    ///
    /// It speaks CometBFT's protocol of private validators (0.34 to 0.40): set priv_validator_laddr of
    /// the node to the same address. What is to be signed is on the disk, twice, before it is signed.
    /// It waits for its nodes, and comes back to them; SIGTERM or SIGINT ends it.
    ///
    /// A signer to try, and no place for a key that has stake behind it: read docs/signer.md.
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
