//! A signer at work.

use super::dial::{self, Node};
use super::key::Key;
use super::signer::{Signer, step};
use super::state::State;
use crate::failure::{Failure, exit_code};
use crate::show;
use parhelion_core::Error;
use parhelion_core::guard::{Entry, Guard, Mark};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::process::ExitCode;
use std::thread;

/// Signs votes and proposals for CometBFT nodes, and never two that contradict each other.
///
/// It speaks CometBFT's protocol of private validators (0.34 to 0.40): set priv_validator_laddr of the
/// node to the same address. What is to be signed is on the disk, twice, before it is signed. It waits
/// for its nodes, and comes back to them; SIGTERM or SIGINT ends it.
///
/// A signer to try, and no place for a key that has stake behind it: read docs/signer.md.
#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    entry: super::Entry,
    /// Where a node listens: unix://PATH. Again for each further node
    #[arg(long = "node", required = true, value_name = "ADDRESS", value_parser = Node::parse)]
    nodes: Vec<Node>,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let entry = &arguments.entry;
    let key = Key::read(&entry.key)?;
    let (state, mut entries) = (State::open(&entry.state)?, [Entry::EMPTY]);
    let opened = Guard::open(state, &mut entries)
        .and_then(|guard| Signer::new(&entry.chain_id, &key, guard));
    match opened.and_then(|signer| Ok((far(&signer)?, signer))) {
        Ok((far, signer)) => {
            say!("signing: {}, key {}, {far}", entry.chain_id, key.address);
            work(&arguments.nodes, &signer)
        }
        Err(error) => {
            say!("not signing: {}", show::error(&error));
            Ok(exit_code(&error))
        }
    }
}

/// One thread for each node. They end with the process.
fn work(nodes: &[Node], signer: &Signer<'_>) -> Result<ExitCode, Failure> {
    let signals = Signals::new([SIGTERM, SIGINT]);
    let mut signals = signals.map_err(|error| Failure::not_readable("signals", error))?;
    thread::scope(|scope| {
        for node in nodes {
            scope.spawn(|| dial::serve(node, signer));
        }
        signals.forever().next();
        let _nothing_more = signer.end();
        say!("ended");
        std::process::exit(0)
    })
}

fn far(signer: &Signer<'_>) -> Result<String, Error> {
    let position = signer.position()?;
    Ok(match position.mark {
        Mark::Floor => format!("nothing at height {} or below", position.height),
        Mark::Signed { round, step: last } => {
            format!("last {} {}/{round}", step(last), position.height)
        }
    })
}
