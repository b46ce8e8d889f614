//! The file of a store: opened, made, and written to.

use super::Why;
use redb::backends::FileBackend;
use redb::{Builder, Database, Durability, StorageBackend, WriteTransaction};
use std::fs::OpenOptions;
use std::io::ErrorKind;
use std::path::Path;

pub(super) fn open(path: &Path) -> Result<FileBackend, Why> {
    let file = match OpenOptions::new().read(true).write(true).open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Err(Why::Missing),
        Err(error) => return Err(Why::Io(error.to_string())),
    };
    Ok(FileBackend::new(file)?)
}

/// Opens a database, and checks each of its pages.
pub(super) fn open_in(backend: impl StorageBackend) -> Result<Database, Why> {
    // Here redb would make a database, which is no store.
    if backend.len()? == 0 {
        return Err(Why::NoStore);
    }
    // A store is small. Without this check redb trusts the file, and may panic where it is damaged.
    Ok(Builder::new().set_check_integrity_on_open(true).create_with_backend(backend)?)
}

/// Makes a file with what `fill` puts there. It gets its name when it is complete and on the disk.
pub(super) fn create<T>(
    path: &Path,
    fill: impl FnOnce(&WriteTransaction) -> Result<T, Why>,
) -> Result<(Database, T), Why> {
    crate::create::create(path, |file| {
        let database = Builder::new().create_with_backend(FileBackend::new(file)?)?;
        let filled = write(&database, fill)?;
        Ok((database, filled))
    })
}

/// One transaction, on the disk when this returns. Where `change` fails, nothing is changed.
pub(super) fn write<T>(
    database: &Database,
    change: impl FnOnce(&WriteTransaction) -> Result<T, Why>,
) -> Result<T, Why> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    // In two phases, what was committed is never lost in silence: where its pages do not check, redb
    // does not go back to the transaction before. A fork that was found must not be forgotten.
    transaction.set_two_phase_commit(true);
    let done = change(&transaction)?;
    transaction.commit()?;
    Ok(done)
}
