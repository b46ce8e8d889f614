//! A signer at work.

use super::dial::{self, Node};
use super::key::Key;
use super::signer::{Signer, step};
use super::state::State;
use crate::failure::{Failure, exit_code};
use crate::show;
use parhelion_core::guard::{Entry, Guard, Mark, Position};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use std::process::ExitCode;
use std::thread;

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
    let begun = Guard::open(state, &mut entries).and_then(|guard| {
        let signer = Signer::new(&entry.chain_id, &key, guard);
        Ok((far(signer.position()?), signer))
    });
    match begun {
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

fn far(position: Position) -> String {
    match position.mark {
        Mark::Floor => format!("nothing at height {} or below", position.height),
        Mark::Signed { round, step: last } => {
            format!("last {} {}/{round}", step(last), position.height)
        }
    }
}
