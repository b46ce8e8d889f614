//! The store of `parhelion follow`: the trusted states of one chain, in one file.
//!
//! Whoever can write to the file decides what is trusted: a store is a root of trust. What it holds
//! was verified before it was put there, but for the root, which was trusted for the [`Origin`] that
//! is written beside it. A store has a root from its first moment on, and never another one.
//!
//! | table | key | value |
//! |---|---|---|
//! | `parhelion` | `format`, `root`, `options`, `fork` | JSON, see [`record`] |
//! | `states` | height | the 256 bytes of the state |
//! | `locks` | height | which header of the provider locked the set that signed this one |
//!
//! Every change is one transaction, and on the disk when its function returns. One process at a time
//! has the file open.

mod error;
mod file;
mod record;

pub(crate) use error::{Error, Why};
pub(crate) use record::{Fork, Lock, Origin, Point, Root, Side};

use parhelion_core::{Hash, Options, Time, TrustedState};
use record::Record;
use redb::{
    Database, Durability, ReadTransaction, ReadableDatabase, ReadableTable, ReadableTableMetadata,
    StorageBackend, TableDefinition, WriteTransaction,
};
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
        let database = file::open(path).map_err(|why| why.of(&name))?;
        Store::of(database, name)
    }

    /// The same, where there is such a file.
    pub(crate) fn open_if_there(path: &Path) -> Result<Option<Store>, Error> {
        match Store::open(path) {
            Ok(store) => Ok(Some(store)),
            Err(Error { why: Why::Missing, .. }) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Opens what is not in a file.
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

    /// Goes on under these options, where none is laxer than the stored one; stricter ones are stored.
    ///
    /// # Errors
    /// [`Why::Laxer`] for a lower trust threshold, a longer trusting period, a larger clock drift, in
    /// this order, and nothing is changed; [`Why::Forked`].
    pub(crate) fn tighten(&mut self, options: &Options) -> Result<(), Error> {
        let stored = self.options;
        record::not_laxer(&stored, options).map_err(|why| self.error(why))?;
        // Not 2/6 for 1/3: a threshold that is equal is not stricter.
        let equal = record::not_laxer(options, &stored).is_ok();
        if equal {
            return Ok(());
        }
        self.write(|transaction| {
            transaction.open_table(META)?.insert("options", options.to_json().as_slice())?;
            Ok(())
        })?;
        self.options = *options;
        Ok(())
    }

    /// The highest state. There always is one.
    pub(crate) fn latest(&self) -> Result<TrustedState, Error> {
        self.read(|transaction| {
            let states = transaction.open_table(STATES)?;
            let (height, bytes) = states.last()?.ok_or_else(no_state)?;
            self.state(height.value(), bytes.value())
        })
    }

    /// The lowest state.
    pub(crate) fn lowest(&self) -> Result<TrustedState, Error> {
        self.read(|transaction| {
            let states = transaction.open_table(STATES)?;
            let (height, bytes) = states.first()?.ok_or_else(no_state)?;
            self.state(height.value(), bytes.value())
        })
    }

    /// The state of this height.
    pub(crate) fn at(&self, height: u64) -> Result<Option<TrustedState>, Error> {
        self.read(|transaction| {
            let bytes = transaction.open_table(STATES)?.get(height)?;
            bytes.map(|bytes| self.state(height, bytes.value())).transpose()
        })
    }

    /// The highest state below this height.
    pub(crate) fn closest_below(&self, height: u64) -> Result<Option<TrustedState>, Error> {
        self.read(|transaction| {
            let states = transaction.open_table(STATES)?;
            let Some(entry) = states.range(..height)?.next_back() else { return Ok(None) };
            let (height, bytes) = entry?;
            self.state(height.value(), bytes.value()).map(Some)
        })
    }

    /// What locked the set that signed the state of this height, where that is known.
    pub(crate) fn lock(&self, height: u64) -> Result<Option<Lock>, Error> {
        self.read(|transaction| {
            let lock = transaction.open_table(LOCKS)?.get(height)?;
            lock.map(|lock| Lock::from_tuple(lock.value())).transpose()
        })
    }

    /// How many states there are.
    pub(crate) fn len(&self) -> Result<u64, Error> {
        self.read(|transaction| Ok(transaction.open_table(STATES)?.len()?))
    }

    /// The fork that was found, if one was.
    pub(crate) fn fork(&self) -> Result<Option<Fork>, Error> {
        self.read(|transaction| {
            let fork = transaction.open_table(META)?.get("fork")?;
            fork.map(|fork| Fork::from_json("fork", fork.value())).transpose()
        })
    }

    /// Puts verified states into the store, all or none of them.
    ///
    /// # Errors
    /// [`Why::Forked`]; of each state [`Why::OtherChain`], [`Why::NoHash`], [`Why::OtherBlock`].
    pub(crate) fn put(&self, states: &[TrustedState]) -> Result<(), Error> {
        self.put_all(states.iter().map(|state| (state, None)))
    }

    /// The same for states of a consumer chain whose sets its provider locked. A state that is there
    /// keeps the later of both locks.
    ///
    /// # Errors
    /// Those of [`Store::put`]; [`Why::NoProvider`] where the root was trusted on faith.
    pub(crate) fn put_locked(&self, states: &[(TrustedState, Lock)]) -> Result<(), Error> {
        self.put_all(states.iter().map(|(state, lock)| (state, Some(*lock))))
    }

    fn put_all<'s>(
        &self,
        states: impl Iterator<Item = (&'s TrustedState, Option<Lock>)>,
    ) -> Result<(), Error> {
        let mut states = states.peekable();
        if states.peek().is_none() {
            return Ok(());
        }
        self.write(|transaction| {
            let mut table = transaction.open_table(STATES)?;
            let mut locks = transaction.open_table(LOCKS)?;
            for (state, lock) in states {
                let height = state.height();
                self.fits(state, table.get(height)?.map(|bytes| bytes.value().to_vec()))?;
                table.insert(height, state.to_bytes().as_slice())?;
                let Some(lock) = lock else { continue };
                if self.root.origin == Origin::Faith {
                    return Err(Why::NoProvider { height });
                }
                let before = locks.get(height)?.map(|lock| Lock::from_tuple(lock.value()));
                let later = before.transpose()?.filter(|before| before.height > lock.height);
                locks.insert(height, later.unwrap_or(lock).to_tuple())?;
            }
            Ok(())
        })
    }

    /// Whether a state may be put where these bytes are.
    fn fits(&self, state: &TrustedState, stored: Option<Vec<u8>>) -> Result<(), Why> {
        let (of, given) = (self.root.chain_id, *state.chain_id());
        if of != given {
            return Err(Why::OtherChain { of, given });
        }
        let height = state.height();
        let given = hash_of(state)?;
        // Its state may have been pruned.
        let root = Some(self.root.at).filter(|root| root.height == height).map(|root| root.hash);
        let stored = stored.map(|bytes| self.state(height, &bytes)).transpose()?;
        let stored = stored.as_ref().map(hash_of).transpose()?.or(root);
        match stored {
            Some(stored) if stored != given => Err(Why::OtherBlock { height, stored, given }),
            _ => Ok(()),
        }
    }

    /// Removes the lowest states until no more than `keep` are left, and says how many it removed. The
    /// latest always stays. The root stays known by its height and hash.
    ///
    /// # Errors
    /// [`Why::Forked`].
    pub(crate) fn prune(&self, keep: NonZeroU64) -> Result<u64, Error> {
        if self.len()? <= keep.get() {
            return Ok(0);
        }
        self.write(|transaction| {
            let mut states = transaction.open_table(STATES)?;
            let mut locks = transaction.open_table(LOCKS)?;
            let mut removed = 0;
            while states.len()? > keep.get() {
                let Some((height, _)) = states.pop_first()?.map(|(height, _)| (height.value(), ()))
                else {
                    break;
                };
                locks.remove(height)?;
                removed += 1;
            }
            Ok(removed)
        })
    }

    /// Writes down that the chain has forked. After that the store is only read: nothing is put there,
    /// removed, or recorded any more.
    ///
    /// # Errors
    /// [`Why::Forked`] where one is recorded already.
    pub(crate) fn record_fork(&self, fork: &Fork) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.open_table(META)?.insert("fork", fork.to_json().as_slice())?;
            Ok(())
        })
    }

    /// The state of these bytes, which must be that of this height and chain.
    fn state(&self, height: u64, bytes: &[u8]) -> Result<TrustedState, Why> {
        let damaged = |why: &str| Why::Damaged(format!("the state of height {height}: {why}"));
        let state =
            TrustedState::from_trusted_bytes(bytes).map_err(|error| damaged(&error.to_string()))?;
        if state.height() != height {
            return Err(damaged("it is of another height"));
        }
        if *state.chain_id() != self.root.chain_id {
            return Err(damaged("it is of another chain"));
        }
        Ok(state)
    }

    fn read<T>(&self, see: impl FnOnce(&ReadTransaction) -> Result<T, Why>) -> Result<T, Error> {
        let seen = self.database.begin_read().map_err(Why::from);
        seen.and_then(|transaction| see(&transaction)).map_err(|why| self.error(why))
    }

    /// One transaction, on the disk when this returns. Where `change` fails, nothing is changed.
    fn write<T>(
        &self,
        change: impl FnOnce(&WriteTransaction) -> Result<T, Why>,
    ) -> Result<T, Error> {
        let written = file::write(&self.database, |transaction| {
            let forked = transaction.open_table(META)?.get("fork")?.is_some();
            if forked { Err(Why::Forked) } else { change(transaction) }
        });
        written.map_err(|why| self.error(why))
    }

    fn error(&self, why: Why) -> Error {
        why.of(&self.name)
    }
}

fn hash_of(state: &TrustedState) -> Result<Hash, Why> {
    state.header_hash().copied().ok_or(Why::NoHash { height: state.height() })
}

fn no_state() -> Why {
    Why::Damaged("it has no state".to_owned())
}
