//! A damaged store is an error, or what it was before its last change; never a panic, never another
//! state.

use crate::common::folder;
use crate::rules::fork;
use crate::store::{Store, Why};
use crate::{begun, state};
use redb::StorageBackend;
use redb::backends::InMemoryBackend;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

/// What a reader sees of a store.
type Seen = (Vec<[u8; 256]>, String);

fn see(store: &Store) -> Result<Seen, Why> {
    let mut states = Vec::new();
    for height in 0..=20 {
        let state = store.at(height).map_err(|error| error.why)?;
        states.extend(state.map(|state| state.to_bytes()));
    }
    let (first, last) = (store.lowest(), store.latest());
    let mut ends = Vec::new();
    for end in [first, last] {
        ends.push(end.map_err(|error| error.why)?.height());
    }
    let fork = store.fork().map_err(|error| error.why)?;
    let len = store.len().map_err(|error| error.why)?;
    let rest = format!("{ends:?} {len} {:?} {:?} {fork:?}", store.root(), store.options());
    Ok((states, rest))
}

fn in_memory(bytes: &[u8]) -> InMemoryBackend {
    let backend = InMemoryBackend::new();
    StorageBackend::set_len(&backend, bytes.len().try_into().unwrap()).unwrap();
    StorageBackend::write(&backend, 0, bytes).unwrap();
    backend
}

fn open_and_see(bytes: &[u8]) -> Result<Seen, Why> {
    let store = Store::open_in("damaged", in_memory(bytes)).map_err(|error| error.why)?;
    see(&store)
}

/// The file of a small store after each of its changes, and what is to be seen in it.
fn stages(path: &Path) -> Vec<(Vec<u8>, Seen)> {
    drop(begun(path));
    let mut stages = Vec::new();
    let mut stage = |change: &dyn Fn(&Store)| {
        let store = Store::open(path).unwrap();
        change(&store);
        let seen = see(&store).unwrap();
        drop(store);
        stages.push((std::fs::read(path).unwrap(), seen));
    };
    stage(&|_| ());
    stage(&|store| store.put(&[state(11), state(12), state(13)]).unwrap());
    stage(&|store| store.record_fork(&fork()).unwrap());
    stages
}

#[test]
fn a_flipped_byte_changes_nothing_that_is_seen() {
    let path = folder("store-damage").join("store");
    let stages = stages(&path);
    let seen: Vec<_> = stages.iter().map(|(_, seen)| seen.clone()).collect();
    let (bytes, now) = stages.last().unwrap();
    assert_eq!(&open_and_see(bytes).unwrap(), now);
    let (mut errors, mut older, mut same) = (0, Vec::new(), 0);
    let mut panics = Vec::new();
    for place in 0..bytes.len() {
        for mask in [0x01, 0x80, 0xff] {
            let mut damaged = bytes.clone();
            damaged[place] ^= mask;
            match catch_unwind(AssertUnwindSafe(|| open_and_see(&damaged))) {
                Err(_) => panics.push((place, mask)),
                Ok(Err(_)) => errors += 1,
                Ok(Ok(found)) if found == *now => same += 1,
                Ok(Ok(found)) if seen.contains(&found) => older.push((place, mask)),
                Ok(Ok(found)) => panic!("byte {place} ^ {mask:02x}: {found:?}"),
            }
        }
    }
    eprintln!(
        "{} bytes: {errors} errors, {same} same, older {older:?}, panics {panics:?}",
        bytes.len()
    );
    assert!(panics.is_empty());
}
