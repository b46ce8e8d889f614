//! A damaged store is an error, or what it was before its last change; never a panic, never another
//! state.

use crate::common::folder;
use crate::rules::fork;
use crate::store::{Store, Why};
use crate::{begun, of_chain, state};
use redb::backends::InMemoryBackend;
use redb::{StorageBackend, TableDefinition, WriteTransaction};
use std::sync::atomic::{AtomicU32, Ordering};

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

/// A file after one of its changes, and what is to be seen in it.
struct Stage {
    /// As it is while it is open: what is left of it when the machine stops.
    open: Vec<u8>,
    closed: Vec<u8>,
    seen: Seen,
}

fn stages(name: &str) -> Vec<Stage> {
    let path = folder(name).join("store");
    drop(begun(&path));
    let changes: [&dyn Fn(&Store); 3] =
        [&|_| (), &|store| store.put(&[state(11), state(12), state(13)]).unwrap(), &|store| {
            store.record_fork(&fork()).unwrap();
        }];
    let stage = |change: &dyn Fn(&Store)| {
        let store = Store::open(&path).unwrap();
        change(&store);
        let (seen, open) = (see(&store).unwrap(), std::fs::read(&path).unwrap());
        drop(store);
        Stage { open, closed: std::fs::read(&path).unwrap(), seen }
    };
    changes.map(stage).into()
}

/// What became of damaged files: how many were an error, the last state, an older one.
#[derive(Default)]
struct Count {
    errors: u32,
    now: u32,
    older: u32,
}

impl Count {
    fn add(&mut self, stages: &[Stage], damaged: &[u8], what: &str) -> bool {
        let (last, before) = stages.split_last().unwrap();
        match open_and_see(damaged) {
            Err(Why::Damaged(_) | Why::NoStore | Why::Io(_) | Why::Format { .. }) => {
                self.errors += 1;
            }
            Err(why) => panic!("{what}: {why}"),
            Ok(found) if found == last.seen => {
                self.now += 1;
                return true;
            }
            Ok(found) if before.iter().any(|stage| stage.seen == found) => self.older += 1,
            Ok(found) => panic!("{what}: {found:?}"),
        }
        false
    }
}

/// Flips bits of each byte; of a block that nobody reads, of some.
fn flip(stages: &[Stage], bytes: &[u8]) -> Count {
    const BLOCK: usize = 512;
    let mut count = Count::default();
    for start in (0..bytes.len()).step_by(BLOCK) {
        let block = start..bytes.len().min(start + BLOCK);
        let mut damaged = bytes.to_vec();
        damaged[block.clone()].iter_mut().for_each(|byte| *byte ^= 0xff);
        let unread = count.add(stages, &damaged, "a block");
        for place in block.step_by(if unread { 64 } else { 1 }) {
            // Each bit of the header counts for itself.
            let masks = if place < BLOCK { &[1, 2, 4, 8, 16, 32, 64, 128][..] } else { &[1, 128] };
            for mask in masks {
                let mut damaged = bytes.to_vec();
                damaged[place] ^= mask;
                count.add(stages, &damaged, &format!("byte {place} ^ {mask:02x}"));
            }
        }
    }
    count
}

#[test]
fn a_flipped_byte_is_found_or_changes_nothing() {
    let stages = stages("store-flip");
    let last = stages.last().unwrap();
    let count = flip(&stages, &last.closed);
    assert_eq!(count.older, 0);
    assert!(count.errors > 1000 && count.now > 1000, "{} {}", count.errors, count.now);
}

/// Where the machine stopped in the middle, one bit says which of two transactions is the last. No
/// other damage brings the older one back.
#[test]
fn a_flipped_byte_of_an_open_file_is_found_or_changes_nothing() {
    let stages = stages("store-flip-open");
    let last = stages.last().unwrap();
    assert_ne!(last.open, last.closed);
    let count = flip(&stages, &last.open);
    assert!(count.older <= 1, "{}", count.older);
    assert!(count.errors > 1000 && count.now > 1000, "{} {}", count.errors, count.now);
}

#[test]
fn a_file_that_was_cut_is_found() {
    let stages = stages("store-cut");
    let last = stages.last().unwrap();
    for bytes in [&last.closed, &last.open] {
        let mut count = Count::default();
        let ends = (0..bytes.len()).filter(|end| end % 64 < 2 || end + 64 > bytes.len());
        for end in ends {
            count.add(&stages, &bytes[..end], &format!("{end} bytes"));
        }
        assert_eq!(count.older, 0);
        assert!(count.errors > 1000);
    }
}

const META: TableDefinition<'_, &str, &[u8]> = TableDefinition::new("parhelion");
const STATES: TableDefinition<'_, u64, &[u8]> = TableDefinition::new("states");

/// A store that somebody wrote to who is not us.
fn written(change: impl FnOnce(&WriteTransaction)) -> Result<Seen, Why> {
    // Tests run side by side.
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let path = folder(&format!("store-written-{number}")).join("store");
    begun(&path).put(&[state(11)]).unwrap();
    let database = redb::Database::open(&path).unwrap();
    let transaction = database.begin_write().unwrap();
    change(&transaction);
    transaction.commit().unwrap();
    drop(database);
    open_and_see(&std::fs::read(&path).unwrap())
}

fn damaged(change: impl FnOnce(&WriteTransaction)) -> String {
    match written(change) {
        Err(Why::Damaged(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_entry_is_checked() {
    let put = |height: u64, bytes: &[u8]| {
        let bytes = bytes.to_vec();
        damaged(move |transaction| {
            let mut states = transaction.open_table(STATES).unwrap();
            states.insert(height, bytes.as_slice()).unwrap();
        })
    };
    let mut broken = state(11).to_bytes();
    broken[40] ^= 1;
    assert!(put(11, &broken).starts_with("the state of height 11: "));
    assert!(put(11, &broken[..255]).starts_with("the state of height 11: "));
    assert_eq!(put(11, &state(12).to_bytes()), "the state of height 11: it is of another height");
    let other = of_chain("aurora-2", 11, "").to_bytes();
    assert_eq!(put(11, &other), "the state of height 11: it is of another chain");
    let none = damaged(|transaction| {
        let mut states = transaction.open_table(STATES).unwrap();
        states.retain(|_, _| false).unwrap();
    });
    assert_eq!(none, "it has no state");
    let gone = damaged(|transaction| assert!(transaction.delete_table(STATES).unwrap()));
    assert!(gone.contains("states"), "{gone}");
}

#[test]
fn each_record_is_checked() {
    let put = |key: &'static str, text: &str| {
        let text = text.to_owned();
        damaged(move |transaction| {
            let mut meta = transaction.open_table(META).unwrap();
            meta.insert(key, text.as_bytes()).unwrap();
        })
    };
    for key in ["format", "root", "options"] {
        let gone = damaged(|transaction| {
            drop(transaction.open_table(META).unwrap().remove(key).unwrap());
        });
        assert_eq!(gone, format!("there is no `{key}`"));
    }
    assert!(put("format", "one").starts_with("its format: "));
    let hash = "00".repeat(32);
    let root = |chain: &str, hash: &str, since: &str| {
        format!(
            r#"{{"chain_id":"{chain}","at":{{"height":1,"hash":"{hash}"}},"provider":null,"since":{since}}}"#
        )
    };
    for (root, wrong) in [
        (root(&"c".repeat(51), &hash, "[0,0]"), "its root cannot be"),
        (root("c", &hash[1..], "[0,0]"), "its root cannot be"),
        (root("c", &hash[2..], "[0,0]"), "its root cannot be"),
        (root("c", &hash, "[0,1000000000]"), "its root cannot be"),
        (root("c", &hash, "[0]"), "its root: "),
        (root("c", &hash, "[0,0],\"more\":1"), "its root: unknown field `more`"),
        (root("c", &hash, "[0,0]").replace("\"provider\":null,", ""), "its root: missing field"),
    ] {
        let found = put("root", &root);
        assert!(found.starts_with(wrong), "{found}");
    }
    let options = r#"{"trust_threshold":[1,4],"trusting_period":1,"max_clock_drift":1}"#;
    assert_eq!(put("options", options), "its options cannot be");
    assert!(put("fork", "{}").starts_with("its fork: missing field"));
}

/// What those tests write is read where nothing is wrong with it.
#[test]
fn what_somebody_else_wrote_is_read() {
    let seen = written(|transaction| {
        let options = r#"{"trust_threshold":[1,3],"trusting_period":1,"max_clock_drift":1}"#;
        transaction.open_table(META).unwrap().insert("options", options.as_bytes()).unwrap();
        let mut states = transaction.open_table(STATES).unwrap();
        states.insert(12, state(12).to_bytes().as_slice()).unwrap();
    });
    assert_eq!(seen.unwrap().0.len(), 3);
}
