//! What is in a store.

use super::record::Record;
use super::{Error, Fork, LOCKS, Lock, META, STATES, Store, Why};
use parhelion_core::TrustedState;
use redb::{ReadTransaction, ReadableDatabase, ReadableTable, ReadableTableMetadata};

impl Store {
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

    /// From when on the latest state cannot be built on; in nanoseconds since 1970, as sums leave the
    /// range of a time. A provider's validators are held to account from the time of the lock on.
    pub(crate) fn expires(&self) -> Result<i128, Error> {
        let latest = self.latest()?;
        let lock = self.lock(latest.height())?;
        let from = lock.map_or(latest.time(), |lock| lock.time.min(latest.time()));
        Ok(from.unix_nanos() + i128::from(self.options.trusting_period.nanos()))
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

    /// The state of these bytes, which must be that of this height and chain.
    pub(super) fn state(&self, height: u64, bytes: &[u8]) -> Result<TrustedState, Why> {
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

    pub(super) fn read<T>(
        &self,
        see: impl FnOnce(&ReadTransaction) -> Result<T, Why>,
    ) -> Result<T, Error> {
        let seen = self.database.begin_read().map_err(Why::from);
        seen.and_then(|transaction| see(&transaction)).map_err(|why| self.error(why))
    }
}

fn no_state() -> Why {
    Why::Damaged("it has no state".to_owned())
}
