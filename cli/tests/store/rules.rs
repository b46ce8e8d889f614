//! What a store takes, what it refuses, and that a refusal changes nothing.

use crate::common::folder;
use crate::failure::{self, Failure};
use crate::store::{Error, Fork, KEPT, Lock, Origin, Point, Side, Store, Why};
use crate::{CHAIN, at, begun, hash, of_chain, state, twin};
use parhelion_core::ccv::store::ConsumerId;
use parhelion_core::{ChainId, Hash, Options, TrustedState};
use std::fmt::Debug;
use std::num::NonZeroU64;
use std::path::PathBuf;

fn file(name: &str) -> PathBuf {
    folder(&format!("store-{name}")).join("store")
}

fn why<T: Debug>(result: Result<T, Error>) -> Why {
    result.unwrap_err().why
}

fn heights(store: &Store) -> Vec<u64> {
    (0..=100).filter(|height| store.at(*height).unwrap().is_some()).collect()
}

fn point(state: &TrustedState) -> Point {
    Point { height: state.height(), hash: hash(state) }
}

pub(crate) fn fork() -> Fork {
    let side = |peer: &str, state| Side { peer: peer.to_owned(), at: point(&state) };
    Fork {
        kind: "lunatic".to_owned(),
        common: point(&state(10)),
        primary: side("http://primary:26657", state(12)),
        witness: side("http://witness:26657", twin(12)),
        evidence: Some("evidence-12".to_owned()),
        found: at(30),
    }
}

pub(crate) fn provider() -> Origin {
    Origin::Provider {
        chain_id: ChainId::new("polaris-1").unwrap(),
        consumer_id: ConsumerId::parse("7").unwrap(),
        locked_at: lock(5),
    }
}

pub(crate) fn lock(height: u64) -> Lock {
    Lock { height, time: at(height.cast_signed()) }
}

#[test]
fn what_was_put_is_there_when_it_is_opened_again() {
    let path = file("again");
    let store = begun(&path);
    assert_eq!(store.latest().unwrap(), state(10));
    store.put(&[state(12), state(20), state(7)]).unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.len().unwrap(), 4);
    assert_eq!(store.latest().unwrap(), state(20));
    assert_eq!(store.lowest().unwrap(), state(7));
    assert_eq!(store.at(12).unwrap(), Some(state(12)));
    assert_eq!(store.at(13).unwrap(), None);
    assert_eq!(store.closest_below(20).unwrap(), Some(state(12)));
    assert_eq!(store.closest_below(21).unwrap(), Some(state(20)));
    assert_eq!(store.closest_below(8).unwrap(), Some(state(7)));
    assert_eq!(store.closest_below(7).unwrap(), None);
    let root = store.root();
    assert_eq!((root.chain_id.as_str(), root.at, root.since), (CHAIN, point(&state(10)), at(20)));
    assert_eq!((&root.origin, store.options()), (&Origin::Faith, &Options::DEFAULT));
    assert_eq!(store.fork().unwrap(), None);
    assert_eq!(store.lock(10).unwrap(), None);
}

#[test]
fn a_state_that_does_not_fit_leaves_the_store_as_it_is() {
    let path = file("fit");
    let store = begun(&path);
    store.put(&[state(12)]).unwrap();
    let (stored, given) = (hash(&state(12)), hash(&twin(12)));
    let other = Why::OtherBlock { height: 12, stored, given };
    // All or none, wherever in the list the one stands that does not fit.
    assert_eq!(why(store.put(&[state(11), twin(12), state(13)])), other);
    assert_eq!(why(store.put(&[twin(12)])), other);
    // Two of one list contradict each other just so.
    let (stored, given) = (hash(&state(14)), hash(&twin(14)));
    assert_eq!(
        why(store.put(&[state(14), twin(14)])),
        Why::OtherBlock { height: 14, stored, given }
    );
    let (of, given) = (CHAIN.to_owned(), "aurora-2".to_owned());
    assert_eq!(
        why(store.put(&[state(11), of_chain("aurora-2", 13, "")])),
        Why::OtherChain { of, given }
    );
    let chain_id = ChainId::new(CHAIN).unwrap();
    let bare = TrustedState::from_on_chain_client(chain_id, 13, at(13), &[2; 32]).unwrap();
    assert_eq!(why(store.put(&[bare])), Why::NoHash { height: 13 });
    assert_eq!(heights(&store), [10, 12]);
    // The same again is no contradiction, and no list is no change.
    store.put(&[state(12), state(10)]).unwrap();
    store.put(&[]).unwrap();
    assert_eq!((heights(&store), store.len().unwrap()), (vec![10, 12], 2));
}

#[test]
fn a_store_begins_with_a_header_that_has_a_hash() {
    let path = file("begin");
    let chain_id = ChainId::new(CHAIN).unwrap();
    let bare = TrustedState::from_on_chain_client(chain_id, 10, at(10), &[2; 32]).unwrap();
    let made = Store::create(&path, &bare, Origin::Faith, &Options::DEFAULT, at(20));
    assert_eq!(made.map(drop).unwrap_err().why, Why::NoHash { height: 10 });
    assert!(Store::open_if_there(&path).unwrap().is_none());
    let left: Vec<_> = std::fs::read_dir(path.parent().unwrap()).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn a_store_is_made_once() {
    let path = file("once");
    let store = begun(&path);
    let again = || Store::create(&path, &twin(9), Origin::Faith, &Options::DEFAULT, at(20));
    assert_eq!(again().map(drop).unwrap_err().why, Why::Exists);
    drop(store);
    assert_eq!(again().map(drop).unwrap_err().why, Why::Exists);
    assert_eq!(Store::open(&path).unwrap().latest().unwrap(), state(10));
    assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
}

#[test]
fn one_has_it_open_at_a_time() {
    let path = file("lock");
    let store = begun(&path);
    let found = Store::open(&path).map(drop).unwrap_err();
    assert_eq!(found.why, Why::InUse);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(Store::open_if_there(&path).map(drop).unwrap_err().why, Why::InUse);
    drop(store);
    assert!(Store::open_if_there(&path).unwrap().is_some());
}

#[test]
fn a_root_given_again_must_be_known() {
    let path = file("root");
    let store = begun(&path);
    store.put(&[state(12), state(13)]).unwrap();
    let one = NonZeroU64::MIN;
    assert_eq!(store.prune(one).unwrap(), 2);
    // The root, whose state was pruned, and a state.
    store.check_root(10, &hash(&state(10))).unwrap();
    store.check_root(13, &hash(&state(13))).unwrap();
    for height in [10, 13] {
        let (stored, given) = (hash(&state(height)), hash(&twin(height)));
        let found = store.check_root(height, &given);
        assert_eq!(why(found), Why::OtherRoot { height, stored, given });
    }
    // Not even with the right hash: the store has nothing to compare it with.
    for height in [9, 11, 12, 14] {
        let found = store.check_root(height, &hash(&state(height)));
        assert_eq!(why(found), Why::UnknownRoot { height, root: 10 });
    }
    assert_eq!(heights(&store), [13]);
    assert_eq!(store.root().at, point(&state(10)));
    // Nor can another block take the place of the root's.
    let (stored, given) = (hash(&state(10)), hash(&twin(10)));
    assert_eq!(why(store.put(&[twin(10)])), Why::OtherBlock { height: 10, stored, given });
    store.put(&[state(10)]).unwrap();
}

#[test]
fn pruning_takes_the_lowest_and_leaves_the_latest() {
    let path = file("prune");
    let store = begun(&path);
    store.put(&(11..=15).map(state).collect::<Vec<_>>()).unwrap();
    let keep = |number| NonZeroU64::new(number).unwrap();
    assert_eq!((store.prune(keep(7)).unwrap(), store.prune(keep(6)).unwrap()), (0, 0));
    assert_eq!(store.prune(keep(5)).unwrap(), 1);
    assert_eq!(heights(&store), [11, 12, 13, 14, 15]);
    assert_eq!(store.prune(keep(1)).unwrap(), 4);
    assert_eq!(store.prune(keep(1)).unwrap(), 0);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!((heights(&store), store.lowest().unwrap()), (vec![15], state(15)));
    assert_eq!(KEPT.get(), 1000);
}

#[test]
fn after_a_fork_the_store_is_only_read() {
    let path = file("fork");
    let mut store = begun(&path);
    store.put(&[state(12)]).unwrap();
    store.record_fork(&fork()).unwrap();
    assert_eq!(store.fork().unwrap(), Some(fork()));
    let stricter =
        Options { max_clock_drift: parhelion_core::Duration::from_seconds(1), ..Options::DEFAULT };
    assert_eq!(why(store.put(&[state(13)])), Why::Forked);
    assert_eq!(why(store.put(&[state(12)])), Why::Forked);
    assert_eq!(why(store.put_locked(&[(state(13), lock(6))])), Why::Forked);
    assert_eq!(why(store.prune(NonZeroU64::MIN)), Why::Forked);
    assert_eq!(why(store.tighten(&stricter)), Why::Forked);
    let later = Fork { kind: "equivocation".to_owned(), evidence: None, ..fork() };
    assert_eq!(why(store.record_fork(&later)), Why::Forked);
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.fork().unwrap(), Some(fork()));
    assert_eq!((heights(&store), store.options()), (vec![10, 12], &Options::DEFAULT));
    store.check_root(10, &hash(&state(10))).unwrap();
}

/// Of a closed store nothing changes but of which kind its fork is.
#[test]
fn a_fork_gets_its_kind_after_it_was_recorded() {
    let path = file("named-fork");
    let store = begun(&path);
    let unknown = Fork { kind: "unknown".to_owned(), ..fork() };
    assert!(matches!(why(store.name_fork(&fork())), Why::Damaged(_)));
    store.record_fork(&unknown).unwrap();
    assert_eq!(store.fork().unwrap(), Some(unknown));
    let other = Fork { evidence: None, found: at(99), ..fork() };
    store.name_fork(&other).unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.fork().unwrap(), Some(fork()));
    assert_eq!(why(store.put(&[state(12)])), Why::Forked);
}

#[test]
fn a_fork_without_evidence_is_kept_as_such() {
    let path = file("bare-fork");
    let store = begun(&path);
    let bare = Fork { evidence: None, ..fork() };
    store.record_fork(&bare).unwrap();
    drop(store);
    assert_eq!(Store::open(&path).unwrap().fork().unwrap(), Some(bare));
}

#[test]
fn a_consumer_has_its_provider_and_its_locks() {
    let path = file("consumer");
    let store = Store::create(&path, &state(10), provider(), &Options::DEFAULT, at(20)).unwrap();
    store.put_locked(&[(state(11), lock(6)), (state(12), lock(8))]).unwrap();
    store.put(&[state(13)]).unwrap();
    // Locked again, and by an older header: the later one stays.
    store.put_locked(&[(state(11), lock(9)), (state(12), lock(7))]).unwrap();
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(store.root().origin, provider());
    let locks = [10, 11, 12, 13].map(|height| store.lock(height).unwrap());
    assert_eq!(locks, [Some(lock(5)), Some(lock(9)), Some(lock(8)), None]);
    // A lock goes with its state.
    store.prune(NonZeroU64::new(2).unwrap()).unwrap();
    assert_eq!([10, 11, 12].map(|height| store.lock(height).unwrap()), [None, None, Some(lock(8))]);
}

#[test]
fn a_chain_that_is_trusted_on_faith_has_no_locks() {
    let path = file("faith");
    let store = begun(&path);
    let found = store.put_locked(&[(state(11), lock(6))]);
    assert_eq!(why(found), Why::NoProvider { height: 11 });
    assert_eq!(heights(&store), [10]);
}

/// Each way in which a store says no has its exit status, and names the file.
#[test]
fn each_refusal_has_its_exit_status() {
    let hash = Hash([7; 32]);
    let (height, stored, given) = (7, hash, hash);
    let text = || "text".to_owned();
    let readable = failure::NOT_READABLE;
    for (why, status) in [
        (Why::Missing, readable),
        (Why::Exists, readable),
        (Why::InUse, readable),
        (Why::NoStore, readable),
        (Why::Format { format: 2 }, readable),
        (Why::Damaged(text()), readable),
        (Why::Io(text()), readable),
        (Why::OtherChain { of: text(), given: text() }, failure::REFUSED),
        (Why::NoHash { height }, failure::REFUSED),
        (Why::OtherBlock { height, stored, given }, failure::REFUSED),
        (Why::NoProvider { height }, failure::REFUSED),
        (Why::OtherRoot { height, stored, given }, failure::REFUSED),
        (Why::UnknownRoot { height, root: 8 }, failure::USAGE),
        (Why::Laxer { option: "clock drift", stored: text(), given: text() }, failure::USAGE),
        (Why::Forked, failure::FORK),
    ] {
        let failure = Failure::from(Error { store: "a.store".to_owned(), why });
        let text = failure.to_string();
        assert!(text.starts_with("a.store: ") && text.matches("a.store").count() == 1, "{text}");
        assert_eq!(failure.exit_code(), status.into(), "{text}");
    }
}
