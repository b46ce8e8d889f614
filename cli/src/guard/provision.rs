//! A state, made by hand.

use super::key::Key;
use super::state::State;
use crate::create::create;
use crate::failure::{Failure, exit_code};
use crate::show;
use parhelion_core::Error;
use parhelion_core::guard::{Entry, Guard};
use std::process::ExitCode;

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    entry: super::Entry,
    /// The height: nothing at it or below it is ever signed
    #[arg(long, value_parser = clap::value_parser!(u64).range(..=LARGEST))]
    height: u64,
}

/// Above this there is nothing to sign.
const LARGEST: u64 = i64::MAX.cast_unsigned();

/// Why there is no state.
enum Why {
    Failure(Failure),
    Error(Error),
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let (entry, height) = (&arguments.entry, arguments.height);
    let key = Key::read(&entry.key)?;
    let made = create(&entry.state, |file| -> Result<(), Why> {
        let (mut state, mut entries) = (State::blank(file)?, [Entry::EMPTY]);
        let mut guard = Guard::open(&mut state, &mut entries)?;
        Ok(guard.provision(&entry.chain_id, &key.public()?, height)?)
    });
    match made {
        Ok(()) => {
            say!("provisioned: {}, key {}", entry.chain_id, key.address);
            say!("  state        {}", entry.state.display());
            say!("  from         height {}: nothing below is signed", height.saturating_add(1));
            say!("  not checked  whether this key has signed above height {height} before");
            Ok(ExitCode::SUCCESS)
        }
        Err(Why::Failure(failure)) => Err(failure),
        Err(Why::Error(error)) => {
            say!("not provisioned: {}", show::error(&error));
            Ok(exit_code(&error))
        }
    }
}

impl From<std::io::Error> for Why {
    fn from(error: std::io::Error) -> Why {
        Why::Failure(error.into())
    }
}

impl From<Error> for Why {
    fn from(error: Error) -> Why {
        Why::Error(error)
    }
}
