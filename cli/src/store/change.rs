//! What changes in a store: each change is one transaction.

use super::record::{Record, not_laxer};
use super::{Error, Fork, LOCKS, Lock, META, Origin, STATES, Store, Why, file, hash_of};
use parhelion_core::{Options, TrustedState};
use redb::{ReadableTable, ReadableTableMetadata, WriteTransaction};
use std::num::NonZeroU64;

/// With whom a store's headers are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compared {
    WithWitnesses,
    WithNobody,
}

impl Store {
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
            return Err(Why::OtherChain { of: of.to_string(), given: given.to_string() });
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

    /// Goes on with witnesses, which is stored, or with nobody.
    ///
    /// # Errors
    /// [`Why::Laxer`] with nobody, where there were witnesses before; [`Why::Forked`].
    pub(crate) fn compare(&self, with: Compared) -> Result<(), Error> {
        let had =
            self.read(|transaction| Ok(transaction.open_table(META)?.get("witnesses")?.is_some()))?;
        match with {
            Compared::WithNobody if had => Err(self.error(Why::Laxer {
                option: "comparison",
                stored: "with witnesses".to_owned(),
                given: "with nobody".to_owned(),
            })),
            Compared::WithWitnesses if !had => self.write(|transaction| {
                transaction.open_table(META)?.insert("witnesses", b"true".as_slice())?;
                Ok(())
            }),
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
    /// removed, or recorded any more, but of which kind the fork is.
    ///
    /// # Errors
    /// [`Why::Forked`] where one is recorded already.
    pub(crate) fn record_fork(&self, fork: &Fork) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.open_table(META)?.insert("fork", fork.to_json().as_slice())?;
            Ok(())
        })
    }

    /// Writes down of which kind the recorded fork is: nothing else of a closed store changes.
    ///
    /// # Errors
    /// [`Why::Damaged`] where no fork is recorded.
    pub(crate) fn name_fork(&self, fork: &Fork) -> Result<(), Error> {
        let written = file::write(&self.database, |transaction| {
            let mut meta = transaction.open_table(META)?;
            let recorded = meta.get("fork")?.map(|bytes| Fork::from_json("fork", bytes.value()));
            let recorded =
                recorded.ok_or_else(|| Why::Damaged("there is no `fork`".to_owned()))??;
            let named = Fork { kind: fork.kind.clone(), ..recorded };
            meta.insert("fork", named.to_json().as_slice())?;
            Ok(())
        });
        written.map_err(|why| self.error(why))
    }

    /// Goes on under these options, where none is laxer than the stored one; stricter ones are stored.
    ///
    /// # Errors
    /// [`Why::Laxer`] for a lower trust threshold, a longer trusting period, a larger clock drift, in
    /// this order, and nothing is changed; [`Why::Forked`].
    pub(crate) fn tighten(&mut self, options: &Options) -> Result<(), Error> {
        let stored = self.options;
        not_laxer(&stored, options).map_err(|why| self.error(why))?;
        // Not 2/6 for 1/3: a threshold that is equal is not stricter.
        let equal = not_laxer(options, &stored).is_ok();
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
}
