//! The store of `parhelion follow`: the trusted states of one chain, in one file.
//!
//! Whoever can write to the file decides what is trusted: a store is a root of trust. What it holds
//! was verified before it was put there, but for the root, which was trusted for the [`Origin`] that
//! is written beside it. A store has a root from its first moment on, and never another one.
//!
//! | table | key | value |
//! |---|---|---|
//! | `parhelion` | `format`, `root`, `options`, `witnesses`, `fork` | JSON, see [`record`] |
//! | `states` | height | the 256 bytes of the state |
//! | `locks` | height | which header of the provider locked the set that signed this one |
//!
//! Every change is one transaction, and on the disk when its function returns. One process at a time
//! has the file open.

mod change;
mod error;
mod file;
mod read;
mod record;

pub(crate) use change::Compared;
pub(crate) use error::{Error, Why};
pub(crate) use record::{Fork, Lock, Origin, Point, Root, Side};

use parhelion_core::{Hash, Options, Time, TrustedState};
use record::Record;
use redb::{Database, ReadableDatabase, StorageBackend, TableDefinition, WriteTransaction};
use std::num::NonZeroU64;
use std::path::Path;

/// How many states are kept. Source: `cometbft light/client.go defaultPruningSize`.
pub(crate) const KEPT: NonZeroU64 = NonZeroU64::new(1000).unwrap();

/// The format that is written, and the only one that is read.
const FORMAT: u64 = 1;
const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("parhelion");
const STATES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("states");
const LOCKS: TableDefinition<'_, u64, (u64, i64, u32)> = TableDefinition::new("locks");

/// The trusted states of one chain. Of a root that is given anew, see [`Store::check_root`]; of
/// options, [`Store::tighten`].
pub(crate) struct Store {
    database: Database,
    name: String,
    root: Root,
    options: Options,
}

impl Store {
    /// Opens a store, and checks each page of the file: a damaged one is an error, and no older state
    /// of it.
    ///
    /// # Errors
    /// [`Why::Missing`], [`Why::InUse`], [`Why::NoStore`], [`Why::Damaged`], [`Why::Format`].
    pub(crate) fn open(path: &Path) -> Result<Store, Error> {
        let name = path.display().to_string();
        let backend = file::open(path).map_err(|why| why.of(&name))?;
        Store::open_in(&name, backend)
    }

    /// The same, where there is such a file.
    pub(crate) fn open_if_there(path: &Path) -> Result<Option<Store>, Error> {
        match Store::open(path) {
            Ok(store) => Ok(Some(store)),
            Err(Error { why: Why::Missing, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens what need not be a file.
    pub(crate) fn open_in(name: &str, backend: impl StorageBackend) -> Result<Store, Error> {
        let database = file::open_in(backend).map_err(|why| why.of(name))?;
        Store::of(database, name.to_owned())
    }

    /// Makes a store that begins at `root`. The file appears as a whole: where the process or the
    /// machine stops before, there is none, and at most a file beside it whose name ends in `.new`.
    ///
    /// # Errors
    /// [`Why::NoHash`]; [`Why::Exists`], and nothing is changed; [`Why::Io`].
    pub(crate) fn create(
        path: &Path,
        root: &TrustedState,
        origin: Origin,
        options: &Options,
        now: Time,
    ) -> Result<Store, Error> {
        let name = path.display().to_string();
        let fill = |transaction: &WriteTransaction| {
            let hash = hash_of(root)?;
            let (chain_id, height) = (*root.chain_id(), root.height());
            let at = Root { chain_id, at: Point { height, hash }, origin, since: now };
            let mut meta = transaction.open_table(META)?;
            meta.insert("format", FORMAT.to_string().as_bytes())?;
            meta.insert("root", at.to_json().as_slice())?;
            meta.insert("options", options.to_json().as_slice())?;
            transaction.open_table(STATES)?.insert(height, root.to_bytes().as_slice())?;
            let mut locks = transaction.open_table(LOCKS)?;
            if let Origin::Provider { locked_at, .. } = &at.origin {
                locks.insert(height, locked_at.to_tuple())?;
            }
            Ok(at)
        };
        let (database, root) = file::create(path, fill).map_err(|why| why.of(&name))?;
        Ok(Store { database, name, root, options: *options })
    }

    fn of(database: Database, name: String) -> Result<Store, Error> {
        let head = || -> Result<(Root, Options), Why> {
            let transaction = database.begin_read()?;
            let meta = match transaction.open_table(META) {
                Ok(meta) => meta,
                Err(redb::TableError::TableDoesNotExist(_)) => return Err(Why::NoStore),
                Err(error) => return Err(error.into()),
            };
            let entry = |key| -> Result<Vec<u8>, Why> {
                let value = meta.get(key)?;
                let value = value.ok_or_else(|| Why::Damaged(format!("there is no `{key}`")))?;
                Ok(value.value().to_vec())
            };
            let format: u64 = serde_json::from_slice(&entry("format")?)
                .map_err(|error| Why::Damaged(format!("its format: {error}")))?;
            if format != FORMAT {
                return Err(Why::Format { format });
            }
            let root = Root::from_json("root", &entry("root")?)?;
            Ok((root, Options::from_json("options", &entry("options")?)?))
        };
        match head() {
            Ok((root, options)) => Ok(Store { database, name, root, options }),
            Err(why) => Err(why.of(&name)),
        }
    }

    /// What was trusted first, why, and when.
    pub(crate) const fn root(&self) -> &Root {
        &self.root
    }

    /// The options under which the store goes on: never laxer than before.
    pub(crate) const fn options(&self) -> &Options {
        &self.options
    }

    /// Compares a root that is given, again, for a store that has one.
    ///
    /// The rule is the simplest that is safe: what is given must be in the store already, as its root
    /// (also after that state was pruned) or as one of its states. It then changes nothing. A root
    /// that the store cannot compare is refused, whatever its height: who wants to begin anew begins
    /// a new file. CometBFT instead compares with a node, or deletes what does not fit, after asking.
    ///
    /// # Errors
    /// [`Why::OtherRoot`] for another hash at a height that the store has; [`Why::UnknownRoot`] for a
    /// height that it does not have.
    ///
    /// Source: `cometbft light/client.go checkTrustedHeaderUsingOptions`, from which this differs.
    pub(crate) fn check_root(&self, height: u64, hash: &Hash) -> Result<(), Error> {
        let stored = if height == self.root.at.height {
            Some(self.root.at.hash)
        } else {
            self.at(height)?.and_then(|state| state.header_hash().copied())
        };
        let given = *hash;
        match stored {
            Some(stored) if stored == given => Ok(()),
            Some(stored) => Err(self.error(Why::OtherRoot { height, stored, given })),
            None => Err(self.error(Why::UnknownRoot { height, root: self.root.at.height })),
        }
    }

    fn error(&self, why: Why) -> Error {
        why.of(&self.name)
    }
}

/// Refuses what was trusted up to this time, in nanoseconds since 1970, also if that is right now.
pub(crate) fn not_expired(expires: i128, now: Time) -> Result<(), parhelion_core::Error> {
    if expires > now.unix_nanos() {
        return Ok(());
    }
    let (seconds, nanos) = (expires.div_euclid(1_000_000_000), expires.rem_euclid(1_000_000_000));
    let expired = i64::try_from(seconds).ok().zip(u32::try_from(nanos).ok());
    let expired = expired.and_then(|(seconds, nanos)| Time::from_unix(seconds, nanos));
    Err(parhelion_core::Error::HeaderExpired { expired: expired.unwrap_or(Time::GO_ZERO) })
}

fn hash_of(state: &TrustedState) -> Result<Hash, Why> {
    state.header_hash().copied().ok_or(Why::NoHash { height: state.height() })
}
