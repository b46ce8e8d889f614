//! Where a panic was: the files and lines that only its message names.

use std::error::Error;
use std::ops::Range;
use walrus::{ConstExpr, DataKind, Module, ir::Value};

/// What the paths of our own files begin with: scripts/wasm cuts off what stands before.
const OURS: [&str; 2] = ["core/src/", "wasm/src/"];
/// A place in memory: the address and the length of a path, a line and a column.
const PLACE: usize = 16;

/// Blanks the places out, for a module whose panics say nothing. Zeros pack to nothing; everything
/// else stays where it is.
///
/// # Errors
/// Where one of our own files is named: no check of ours panics. And where there is no place at all:
/// libraries have some, so they were not found.
pub(crate) fn blank(module: &mut Module) -> Result<(), Box<dyn Error>> {
    let mut found = Vec::new();
    let segments: Vec<_> = module.data.iter().map(|data| data.id()).collect();
    for segment in segments {
        let data = module.data.get_mut(segment);
        let DataKind::Active { offset: ConstExpr::Value(Value::I32(start)), .. } = data.kind else {
            return Err("data without an address".into());
        };
        let start = usize::try_from(start)?;
        let places: Vec<_> = (0..data.value.len())
            .step_by(4)
            .filter_map(|at| Some((at, path(&data.value, start, at)?)))
            .collect();
        for (at, path) in places {
            found.push(String::from_utf8_lossy(&data.value[path.clone()]).into_owned());
            data.value[at..at + PLACE].fill(0);
            data.value[path].fill(0);
        }
    }
    if found.is_empty() {
        return Err("no place of a panic was found".into());
    }
    match found.iter().find(|path| OURS.iter().any(|ours| path.starts_with(ours))) {
        Some(path) => Err(format!("a panic in {path}").into()),
        None => Ok(()),
    }
}

/// The path in the data that begin at address `start`, where there is a place at `at`.
fn path(data: &[u8], start: usize, at: usize) -> Option<Range<usize>> {
    let word = |at: usize| {
        let bytes = data.get(at..at.checked_add(4)?)?.try_into().ok()?;
        usize::try_from(u32::from_le_bytes(bytes)).ok()
    };
    let from = word(at)?.checked_sub(start)?;
    let path = from..from.checked_add(word(at + 4)?)?;
    let (line, column) = (word(at + 8)?, word(at + 12)?);
    let is_path = data.get(path.clone())?.ends_with(b".rs");
    (is_path && line != 0 && column != 0).then_some(path)
}
