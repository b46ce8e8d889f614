//! The files of a recording: a folder, or a gzipped tar archive of one.

use crate::failure::Failure;
use crate::input;
use flate2::read::GzDecoder;
use std::collections::BTreeMap;
use std::io::Read;
use std::path::{Path, PathBuf};

/// What an archive may unpack to, in bytes.
const MAX_UNPACKED: u64 = 1 << 30;

/// Files by their paths inside a recording.
pub(crate) enum Source {
    Folder(PathBuf),
    Archive { name: String, files: BTreeMap<String, Vec<u8>> },
}

impl Source {
    /// A folder, or an archive whose entries stand below one folder or none.
    pub(crate) fn open(path: &Path) -> Result<Source, Failure> {
        if path.is_dir() {
            return Ok(Source::Folder(path.to_owned()));
        }
        let name = path.display().to_string();
        let files =
            unpack(&input::read(path)?).map_err(|error| Failure::not_readable(&name, error))?;
        Ok(Source::Archive { name, files })
    }

    /// A file.
    pub(crate) fn read(&self, file: &str) -> Result<Vec<u8>, Failure> {
        match self {
            Source::Folder(folder) => input::read(&folder.join(file)),
            Source::Archive { name, files } => files.get(file).cloned().ok_or_else(|| {
                Failure::not_readable(&format!("{name}: {file}"), "no such file in the archive")
            }),
        }
    }

    /// Whether there is a file of this path.
    pub(crate) fn has(&self, file: &str) -> bool {
        match self {
            Source::Folder(folder) => folder.join(file).is_file(),
            Source::Archive { files, .. } => files.contains_key(file),
        }
    }

    /// A text file.
    pub(crate) fn text(&self, file: &str) -> Result<String, Failure> {
        String::from_utf8(self.read(file)?).map_err(|error| Failure::not_readable(file, error))
    }
}

fn unpack(bytes: &[u8]) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut archive = tar::Archive::new(GzDecoder::new(bytes).take(MAX_UNPACKED));
    let mut files = BTreeMap::new();
    for entry in archive.entries()? {
        let mut entry = entry?;
        if entry.header().entry_type().is_file() {
            let path = entry.path()?.to_string_lossy().trim_start_matches("./").to_owned();
            let mut content = Vec::new();
            entry.read_to_end(&mut content)?;
            files.insert(path, content);
        }
    }
    // One folder around everything is no part of the paths.
    let root = files.keys().find_map(|path| path.strip_suffix("MANIFEST.json"));
    let root = root.unwrap_or_default().to_owned();
    Ok(files
        .into_iter()
        .filter_map(|(path, content)| Some((path.strip_prefix(&root)?.to_owned(), content)))
        .collect())
}
