//! The state: what was signed last, twice, in one file.

use crate::failure::Failure;
use parhelion_core::guard::{Fault, RECORD_LEN, Side, Slot, Storage};
use std::fs::{File, OpenOptions, Permissions, TryLockError};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{FileExt, PermissionsExt};
use std::path::Path;

/// The two records stand in pages of their own, so that no write of one touches the other on the
/// disk.
const PAGE: u64 = 4096;
const LENGTH: u64 = 2 * PAGE;

/// A file of one entry, which no other process has open as one while this lives, however that ends.
#[derive(Debug)]
pub(super) struct State {
    file: File,
}

impl State {
    /// Opens one that was provisioned.
    ///
    /// # Errors
    /// Where there is none, another process has it, others than its owner may write it, or it is
    /// something else.
    pub(super) fn open(path: &Path) -> Result<State, Failure> {
        let not_readable = |why: String| Failure::not_readable(&path.display().to_string(), why);
        let file = OpenOptions::new().read(true).write(true).open(path).map_err(|error| {
            not_readable(match error.kind() {
                ErrorKind::NotFound => {
                    "no such state; `parhelion guard provision` makes one".to_owned()
                }
                _ => error.to_string(),
            })
        })?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(not_readable("another signer has this state open".to_owned()));
            }
            Err(TryLockError::Error(error)) => return Err(not_readable(error.to_string())),
        }
        let metadata = file.metadata().map_err(|error| not_readable(error.to_string()))?;
        if metadata.permissions().mode() & 0o022 != 0 {
            return Err(not_readable("others may write this state: chmod 600".to_owned()));
        }
        if metadata.len() != LENGTH {
            return Err(not_readable(format!("{} bytes, a state has {LENGTH}", metadata.len())));
        }
        Ok(State { file })
    }

    /// Makes one that holds nothing of a new and empty file.
    pub(super) fn blank(file: File) -> io::Result<State> {
        file.set_permissions(Permissions::from_mode(0o600))?;
        file.write_all_at(&[0xff; LENGTH as usize], 0)?;
        file.sync_all()?;
        Ok(State { file })
    }
}

impl Storage for State {
    fn read(&mut self, slot: Slot) -> Result<[u8; RECORD_LEN], Fault> {
        let mut record = [0; RECORD_LEN];
        self.file.read_exact_at(&mut record, offset(slot)?).map_err(|error| fault(&error))?;
        Ok(record)
    }

    fn write(&mut self, slot: Slot, record: &[u8; RECORD_LEN]) -> Result<(), Fault> {
        self.file.write_all_at(record, offset(slot)?).map_err(|error| fault(&error))
    }

    fn sync(&mut self) -> Result<(), Fault> {
        self.file.sync_data().map_err(|error| fault(&error))
    }
}

fn offset(slot: Slot) -> Result<u64, Fault> {
    match (slot.entry, slot.side) {
        (0, Side::A) => Ok(0),
        (0, Side::B) => Ok(PAGE),
        _ => Err(Fault(NO_NUMBER)),
    }
}

/// Where the system has no number for what went wrong.
const NO_NUMBER: i32 = -1;

fn fault(error: &io::Error) -> Fault {
    Fault(error.raw_os_error().unwrap_or(NO_NUMBER))
}
