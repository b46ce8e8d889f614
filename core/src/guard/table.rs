//! The guard: one entry for each chain and key.

use super::permit::Permit;
use super::protocol::Stored;
use super::record::{Owner, Position, Record};
use super::request::{Request, named};
use super::storage::Storage;
use super::{protocol, rules};
use crate::error::Error;
use crate::types::PublicKey;

/// Memory for one entry of a [`Guard`].
#[derive(Clone, Copy, Debug)]
pub struct Entry(Option<Record>);

impl Entry {
    /// What memory for entries holds before it is used.
    pub const EMPTY: Entry = Entry(None);
}

/// Permits to sign what is no double sign, and stores it before.
///
/// It has as many entries as it was lent, two slots of the storage each. None is given up for
/// another. There is one guard to a storage: two would not know of each other.
#[derive(Debug)]
pub struct Guard<'m, S> {
    storage: S,
    entries: &'m mut [Entry],
    max_jump: u64,
}

impl<'m, S: Storage> Guard<'m, S> {
    /// Recovers what was stored: of the two records of each entry, the highest valid one. Nothing
    /// is written.
    ///
    /// # Errors
    /// For each entry [`Error::StorageFault`], [`Error::RecordsContradict`]; then
    /// [`Error::EntryTwice`].
    pub fn open(mut storage: S, entries: &'m mut [Entry]) -> Result<Self, Error> {
        for (number, entry) in (0..).zip(entries.iter_mut()) {
            *entry = Entry(protocol::recover(&mut storage, number)?);
        }
        let guard = Guard { storage, entries, max_jump: u64::MAX };
        let twice = guard.known().find(|(entry, record)| guard.is_taken(record.owner, *entry));
        match twice {
            Some((entry, _)) => Err(Error::EntryTwice { entry }),
            None => Ok(guard),
        }
    }

    /// Refuses a height that lies more than so many above the last one: signing at 2^63-1 would be
    /// the last that a key signs. Without this there is no limit.
    #[must_use]
    pub fn with_max_jump(self, heights: u64) -> Self {
        Guard { max_jump: heights, ..self }
    }

    /// Makes an entry, by which nothing at or below `height` is ever signed. A deliberate act: the
    /// height is one above which this key has signed nothing on this chain.
    ///
    /// # Errors
    /// [`Error::NoSignedChain`]; [`Error::ChainIdTooLong`]; [`Error::AlreadyProvisioned`];
    /// [`Error::StorageFault`], [`Error::RecordsContradict`] of free entries; [`Error::GuardFull`];
    /// [`Error::NotReadBack`].
    pub fn provision(
        &mut self,
        chain_id: &str,
        key: &PublicKey<'_>,
        height: u64,
    ) -> Result<(), Error> {
        named(chain_id)?;
        let record = Record::floor(Owner::of(chain_id, key), height);
        if let Ok((entry, _)) = self.find(record.owner) {
            return Err(Error::AlreadyProvisioned { entry });
        }
        for (number, entry) in (0..).zip(self.entries.iter_mut()).filter(|(_, e)| e.0.is_none()) {
            // What came to be stored although an earlier call failed has not come to nothing.
            entry.0 = protocol::recover(&mut self.storage, number)?;
            match entry.0 {
                Some(found) if found.owner == record.owner => {
                    return Err(Error::AlreadyProvisioned { entry: number });
                }
                Some(_) => {}
                None => {
                    let stored = protocol::store(&mut self.storage, number, record)?;
                    entry.0 = Some(*stored.record());
                    return Ok(());
                }
            }
        }
        let entries = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        Err(Error::GuardFull { entries })
    }

    /// Sees to it that nothing at or below `height` is signed any more, for good: it never permits
    /// more than before. For who reserves heights ahead, or keeps a monotonic counter. A host that
    /// may call it can end an entry.
    ///
    /// # Errors
    /// [`Error::NotProvisioned`]; [`Error::StorageFault`]; [`Error::RecordsContradict`];
    /// [`Error::RecordsLost`]; [`Error::NotReadBack`].
    pub fn raise_floor(
        &mut self,
        chain_id: &str,
        key: &PublicKey<'_>,
        height: u64,
    ) -> Result<(), Error> {
        let (entry, stored) = self.settle(Owner::of(chain_id, key))?;
        let record = Record::floor(stored.record().owner, height);
        if record.position > stored.record().position {
            self.store(entry, record).map(drop)?;
        }
        Ok(())
    }

    /// How far a key has signed on a chain, as far as the guard knows without reading its storage.
    ///
    /// # Errors
    /// [`Error::NotProvisioned`].
    pub fn position(&self, chain_id: &str, key: &PublicKey<'_>) -> Result<Position, Error> {
        self.find(Owner::of(chain_id, key)).map(|(_, record)| record.position)
    }

    /// Permits to sign what was asked for, once that it is signed is stored twice. What was signed
    /// before is permitted again, at any time of its own.
    ///
    /// After a fault nothing is permitted, and the guard can be asked again.
    ///
    /// # Errors
    /// [`Error::OtherSignedChain`] where the request is not for `chain_id`;
    /// [`Error::NotProvisioned`]; [`Error::StorageFault`]; [`Error::RecordsContradict`];
    /// [`Error::RecordsLost`]; [`Error::BelowFloor`]; [`Error::HeightRegression`];
    /// [`Error::HeightJump`]; [`Error::RoundRegression`]; [`Error::StepRegression`];
    /// [`Error::ConflictingData`]; [`Error::NotReadBack`].
    ///
    /// Source: `cometbft privval/file.go signVote, signProposal`.
    pub fn permit<'a>(
        &mut self,
        chain_id: &str,
        key: &PublicKey<'_>,
        request: &Request<'a>,
    ) -> Result<Permit<'a>, Error> {
        if request.chain_id() != chain_id {
            return Err(Error::OtherSignedChain);
        }
        let (entry, stored) = self.settle(Owner::of(chain_id, key))?;
        let stored = match rules::follows(stored.record(), request, self.max_jump)? {
            Some(record) => self.store(entry, record)?,
            None => stored,
        };
        Ok(Permit::of(&stored, request))
    }

    fn known(&self) -> impl Iterator<Item = (u32, Record)> {
        (0..).zip(self.entries.iter()).filter_map(|(number, entry)| Some((number, entry.0?)))
    }

    fn find(&self, owner: Owner) -> Result<(u32, Record), Error> {
        self.known().find(|(_, record)| record.owner == owner).ok_or(Error::NotProvisioned)
    }

    /// Whether an entry before this one has this owner.
    fn is_taken(&self, owner: Owner, number: u32) -> bool {
        self.find(owner).is_ok_and(|(first, _)| first < number)
    }

    fn settle(&mut self, owner: Owner) -> Result<(u32, Stored), Error> {
        let (entry, known) = self.find(owner)?;
        let stored = protocol::settle(&mut self.storage, entry, &known)?;
        self.keep(entry, &stored);
        Ok((entry, stored))
    }

    fn store(&mut self, entry: u32, record: Record) -> Result<Stored, Error> {
        let stored = protocol::store(&mut self.storage, entry, record)?;
        self.keep(entry, &stored);
        Ok(stored)
    }

    fn keep(&mut self, entry: u32, stored: &Stored) {
        let entry = usize::try_from(entry).ok().and_then(|entry| self.entries.get_mut(entry));
        if let Some(entry) = entry {
            entry.0 = Some(*stored.record());
        }
    }
}
