//! A store is never laxer than before.

use crate::common::folder;
use crate::store::{Store, Why};
use crate::{begun, store};
use parhelion_core::{Duration, Options, TrustThreshold};
use std::path::PathBuf;

const DAY: i64 = 86_400 * 1_000_000_000;

fn file(name: &str) -> PathBuf {
    folder(&format!("store-options-{name}")).join("store")
}

fn options(threshold: (u64, u64), period: i64, drift: i64) -> Options {
    Options {
        trust_threshold: TrustThreshold::new(threshold.0, threshold.1).unwrap(),
        trusting_period: Duration::from_nanos(period),
        max_clock_drift: Duration::from_nanos(drift),
    }
}

fn laxer(store: &mut Store, given: &Options) -> Option<&'static str> {
    match store.tighten(given) {
        Ok(()) => None,
        Err(store::Error { why: Why::Laxer { option, .. }, .. }) => Some(option),
        Err(error) => panic!("{error}"),
    }
}

#[test]
fn one_past_the_stored_option_is_laxer() {
    let path = file("past");
    let mut store = begun(&path);
    let (period, drift) = (14 * DAY, 10_000_000_000);
    assert_eq!(*store.options(), options((1, 3), period, drift));
    let third = u64::MAX / 6; // of 2^63 - 1, rounded down
    for (given, option) in [
        (options((1, 3), period, drift), None),
        // A third in other terms.
        (options((third, 3 * third), period, drift), None),
        (options((1, 3), period + 1, drift), Some("trusting period")),
        (options((1, 3), period, drift + 1), Some("clock drift")),
        // Stricter in one way does not pay for laxer in another.
        (options((1, 1), 1, drift + 1), Some("clock drift")),
        (options((1, 1), period + 1, 1), Some("trusting period")),
    ] {
        assert_eq!(laxer(&mut store, &given), option, "{given:?}");
        assert_eq!(*store.options(), options((1, 3), period, drift));
    }
    drop(store);
    let store = Store::open(&path).unwrap();
    assert_eq!(*store.options(), options((1, 3), period, drift));
}

#[test]
fn what_is_stricter_stays() {
    let path = file("stays");
    let mut store = begun(&path);
    let (period, drift) = (14 * DAY, 10_000_000_000);
    let strict = options((2, 3), period - 1, drift - 1);
    assert_eq!(laxer(&mut store, &strict), None);
    drop(store);
    let mut store = Store::open(&path).unwrap();
    assert_eq!(*store.options(), strict);
    // The least that is below two thirds, with terms so large.
    let max = i64::MAX.unsigned_abs();
    let two_thirds = max / 3 * 2;
    assert!(max % 3 != 0);
    assert_eq!(
        laxer(&mut store, &options((two_thirds, max), period - 1, drift - 1)),
        Some("trust threshold")
    );
    assert_eq!(laxer(&mut store, &options((2, 3), period, drift - 1)), Some("trusting period"));
    assert_eq!(laxer(&mut store, &options((2, 3), period - 1, drift)), Some("clock drift"));
    assert_eq!(laxer(&mut store, &options((4, 6), period - 1, drift - 1)), None);
    assert_eq!(*store.options(), strict);
    // Spans below zero are legal, and the strictest.
    let strictest = options((1, 1), i64::MIN, i64::MIN);
    assert_eq!(laxer(&mut store, &strictest), None);
    drop(store);
    assert_eq!(*Store::open(&path).unwrap().options(), strictest);
}

#[test]
fn the_message_names_both_values() {
    let path = file("message");
    let mut store = begun(&path);
    let found = store.tighten(&options((1, 3), 15 * DAY, 0)).unwrap_err().to_string();
    assert!(found.ends_with(
        "the trusting period of the store is 14d, and 15d would be laxer: leave it out, or begin a new \
         store"
    ), "{found}");
    store.tighten(&options((2, 3), DAY, 0)).unwrap();
    let found = store.tighten(&options((1, 2), DAY, 0)).unwrap_err().to_string();
    assert!(found.contains("the trust threshold of the store is 2/3, and 1/2 would"), "{found}");
}
