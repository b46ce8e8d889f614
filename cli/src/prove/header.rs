//! The header under which something is proven.

use super::Stopped;
use crate::failure::Failure;
use crate::store::Store;
use crate::{input, store, trust, verify};
use parhelion_core::{Duration, Error, Time, TrustedState};
use std::path::{Path, PathBuf};

#[derive(clap::Args)]
pub(super) struct HeaderArguments {
    /// The store of `parhelion follow`, which decides how long it is trusted
    #[arg(long, value_name = "FILE", group = "trusted", conflicts_with = "trusting_period")]
    store: Option<PathBuf>,
    /// Which header of the store; the latest if not given
    #[arg(long, value_name = "HEIGHT", requires = "store")]
    height: Option<u64>,
    /// A trusted state, 256 bytes
    #[arg(long, value_name = "FILE", group = "trusted")]
    state: Option<PathBuf>,
    /// The height and the hash of a header, in hexadecimal, that is trusted on faith
    #[arg(long, value_name = "HEIGHT:HASH", group = "trusted", requires = "header")]
    trust: Option<String>,
    /// That header: JSON of /commit or /header
    #[arg(long, value_name = "FILE", requires = "trust")]
    header: Option<PathBuf>,
    /// How long a state or a header is trusted: a number with s, m, h or d
    #[arg(long, value_name = "SPAN", default_value = "14d", value_parser = verify::duration)]
    trusting_period: Duration,
}

/// A header that is trusted, and until when.
pub(super) struct Trusted {
    pub(super) header: TrustedState,
    /// Nanoseconds since 1970, as sums leave the range of a [`Time`].
    expires: i128,
}

impl HeaderArguments {
    pub(super) fn read(&self) -> Result<Trusted, Stopped> {
        if let Some(store) = &self.store {
            return of_store(store, self.height);
        }
        let header = match (&self.state, &self.trust, &self.header) {
            (Some(state), ..) => input::state(state)?,
            (None, Some(root), Some(file)) => trust::header(root, file)?,
            _ => {
                let why = "which header: give --store, or --state, or --trust with --header";
                return Err(Failure::Usage(why.into()).into());
            }
        };
        let expires = header.time().unix_nanos() + i128::from(self.trusting_period.nanos());
        Ok(Trusted { header, expires })
    }
}

/// A header of a store. The whole store is trusted as long as its latest header is.
fn of_store(path: &Path, height: Option<u64>) -> Result<Trusted, Stopped> {
    let store = Store::open(path)?;
    if store.fork()?.is_some() {
        let why = "a fork was found: nothing of this chain is trusted now; see `parhelion status`";
        return Err(Failure::Fork(format!("{}: {why}", path.display())).into());
    }
    let latest = store.latest()?;
    let expires = store.expires()?;
    let Some(height) = height else { return Ok(Trusted { header: latest, expires }) };
    if let Some(header) = store.at(height)? {
        return Ok(Trusted { header, expires });
    }
    let (lowest, highest) = (store.lowest()?.height(), latest.height());
    Err(Stopped::Missing(format!(
        "the store has no header of height {height}; it has {} of {lowest} to {highest}",
        store.len()?
    )))
}

impl Trusted {
    /// Refuses a header of which nobody has known for a trusting period whether its chain goes on: its
    /// validators could have signed another one since, at no cost.
    ///
    /// The header does not become false by that, if it was trusted in time; whoever knows that it was
    /// asks without a clock. IBC does the same: an expired client proves nothing.
    pub(super) fn is_fresh(&self, now: Time) -> Result<(), Error> {
        store::not_expired(self.expires, now)
    }
}
