//! Validators as lists of JSON: keys that nobody signs with, and powers of every sort.

use crate::hashing::sha256;
use crate::rng::Rng;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write;

/// What CometBFT allows all powers together.
pub(super) const MOST: u64 = (i64::MAX / 8) as u64;

/// Bytes in base64.
pub(super) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// The message of an ed25519 key.
pub(super) fn key_message(key: &[u8]) -> Vec<u8> {
    [&[0x0a, 32], key].concat()
}

/// The consensus address of a key, in hexadecimal.
pub(super) fn address(key: &[u8]) -> String {
    sha256(key)[..20].iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Powers of so many validators, and what they are called. All of them together are within bounds.
pub(super) fn powers(count: usize, rng: &mut Rng) -> (&'static str, Vec<u64>) {
    let number = count.max(1) as u64;
    let (name, mut powers): (_, Vec<u64>) = match rng.below(12) {
        0 => ("equal", vec![1 + rng.below(100); count]),
        1 => {
            let two = [1 + rng.below(9), 10 + rng.below(90)];
            ("two", (0..count).map(|_| rng.pick(&two)).collect())
        }
        2 => ("few", (0..count).map(|_| 1 + rng.below(5)).collect()),
        3 => {
            let step = 1 + rng.below(13);
            ("steps", (0..number).map(|n| 1 + n / step * 10).take(count).collect())
        }
        4 => ("zipf", (1..=number).map(|n| 1_000_000 / n + 1).take(count).collect()),
        5 => ("random", (0..count).map(|_| 1 + rng.below(1 << 40)).collect()),
        6 => ("small", (0..count).map(|_| 1 + rng.below(3 * number)).collect()),
        7 => {
            let mut powers = vec![1 + rng.below(3); count];
            if count > 0 {
                let place = rng.index(count);
                powers[place] = 1_000_000;
            }
            ("giant", powers)
        }
        8 => ("huge", (0..count).map(|_| MOST / number - rng.below(1000)).collect()),
        9 => {
            let most = MOST / number;
            ("of every size", (0..count).map(|_| (1 + rng.below(most)) >> rng.below(60)).collect())
        }
        10 => ("hundred", hundred(count, rng)),
        _ => ("some zero", (0..count).map(|_| rng.below(3)).collect()),
    };
    if rng.once_in(2) {
        rng.shuffle(&mut powers);
    }
    (name, powers)
}

/// Powers that together are a multiple of 100, so that running sums meet whole percents, or miss
/// them by one.
fn hundred(count: usize, rng: &mut Rng) -> Vec<u64> {
    let scale = rng.pick(&[1, 1, 7, 1_000_003, 1 << 40, 1 << 50]);
    let mut left = 100;
    let mut powers: Vec<u64> = (0..count as u64)
        .map(|n| {
            let share = if n + 1 == count as u64 { left } else { rng.below(left / 2 + 1) };
            left -= share;
            share * scale
        })
        .collect();
    if rng.once_in(2) && count > 0 {
        let place = rng.index(count);
        powers[place] += 1;
    }
    powers
}

/// How many validators: few, more than the twelve up to which Go's sort is stable, or many.
pub(super) fn number(rng: &mut Rng) -> usize {
    match rng.below(10) {
        0..=3 => rng.index(13),
        4..=7 => 13 + rng.index(38),
        _ => 51 + rng.index(150),
    }
}

/// An order in which a list may come, and its name. The first is the one that sorting leaves alone.
pub(super) fn arrange<T>(items: &mut Vec<T>, key: fn(&T) -> u128, rng: &mut Rng) -> &'static str {
    if rng.once_in(6) {
        rng.shuffle(items);
        return "in any order";
    }
    items.sort_by_key(|item| std::cmp::Reverse(key(item)));
    match rng.below(8) {
        0 => {
            items.reverse();
            "ascending"
        }
        1 => {
            // Up to the middle, and down again.
            let mut right = Vec::new();
            let mut left = Vec::new();
            for (place, item) in items.drain(..).rev().enumerate() {
                if place % 2 == 0 { left.push(item) } else { right.push(item) }
            }
            right.reverse();
            items.extend(left.into_iter().chain(right));
            "like organ pipes"
        }
        2 if items.len() > 1 => {
            for _ in 0..=rng.index(4) {
                let place = rng.index(items.len() - 1);
                items.swap(place, place + 1);
            }
            "nearly descending"
        }
        3 if items.len() > 1 => {
            let at = rng.index(items.len());
            items.rotate_left(at);
            "turned"
        }
        _ => "descending",
    }
}
