//! The file of a store: opened, made as a whole, and written to.

use super::Why;
use redb::backends::FileBackend;
use redb::{Builder, Database, Durability, StorageBackend, WriteTransaction};
use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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
    if path.symlink_metadata().is_ok() {
        return Err(Why::Exists);
    }
    let new = beside(path);
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&new)?;
    let made = || -> Result<(Database, T), Why> {
        let database = Builder::new().create_with_backend(FileBackend::new(file)?)?;
        let filled = write(&database, fill)?;
        name(&new, path)?;
        Ok((database, filled))
    };
    let made = made();
    // After `name` the file may have two names.
    let _ = fs::remove_file(&new);
    if made.is_ok() {
        sync_folder(path)?;
    }
    made
}

/// Two processes that make the same store at once do not write to the same file.
fn beside(path: &Path) -> PathBuf {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.unwrap_or_default().as_nanos();
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.{now}.new", std::process::id()));
    name.into()
}

/// Gives the file its name, unless there is such a file by now.
fn name(new: &Path, path: &Path) -> Result<(), Why> {
    match fs::hard_link(new, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(Why::Exists),
        // A file system without links: here two processes that are as fast as each other could
        // both succeed, and the later one's store would be the one that stays.
        Err(_) if path.symlink_metadata().is_ok() => Err(Why::Exists),
        Err(_) => Ok(fs::rename(new, path)?),
    }
}

/// A name is on the disk when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
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
