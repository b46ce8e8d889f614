//! Files that appear as a whole, or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Makes a file with what `fill` puts there. It gets its name when `fill` returns: what that leaves
/// is on the disk by then. Where the process or the machine stops before, there is no such file, and
/// at most one beside it whose name ends in `.new`.
///
/// # Errors
/// [`ErrorKind::AlreadyExists`], and nothing is changed; those of the system; those of `fill`.
pub(crate) fn create<T, E: From<io::Error>>(
    path: &Path,
    fill: impl FnOnce(File) -> Result<T, E>,
) -> Result<T, E> {
    if path.symlink_metadata().is_ok() {
        return Err(exists(path).into());
    }
    let new = beside(path);
    let file = OpenOptions::new().read(true).write(true).create_new(true).open(&new)?;
    let made = fill(file).and_then(|filled| {
        name(&new, path)?;
        Ok(filled)
    });
    // After `name` the file may have two names.
    let _ = fs::remove_file(&new);
    if made.is_ok() {
        sync_folder(path)?;
    }
    made
}

/// Two processes that make the same file at once do not write to the same one.
fn beside(path: &Path) -> PathBuf {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let now = now.unwrap_or_default().as_nanos();
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.{now}.new", std::process::id()));
    name.into()
}

/// Gives the file its name, unless there is such a file by now.
fn name(new: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(new, path) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Err(exists(path)),
        // A file system without links: here two processes that are as fast as each other could
        // both succeed, and the later one's file would be the one that stays.
        Err(_) if path.symlink_metadata().is_ok() => Err(exists(path)),
        Err(_) => fs::rename(new, path),
    }
}

fn exists(path: &Path) -> io::Error {
    let why = format!("{}: there is such a file already", path.display());
    io::Error::new(ErrorKind::AlreadyExists, why)
}

/// A name is on the disk when its folder is.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
