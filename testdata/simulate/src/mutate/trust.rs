//! Changes to the trusted state, the options and the time.

use super::{Apply, odd};
use crate::hashing;
use crate::rng::Rng;
use crate::scene::Scene;
use crate::time::{LAST, YEAR_1, in_range, nanos, timestamp};

fn trusted_time(scene: &Scene<'_>) -> i128 {
    nanos(scene.trusted.header.as_ref().and_then(|header| header.time.as_ref()))
}

fn time(scene: &Scene<'_>) -> i128 {
    nanos(scene.block.header.time.as_ref())
}

/// Sets the period so that trust ends at `now`, and then so many nanoseconds later.
fn period(scene: &mut Scene<'_>, later: i64) -> bool {
    i64::try_from(scene.now - trusted_time(scene)).is_ok_and(|age| {
        let other = age.saturating_add(later);
        std::mem::replace(&mut scene.period, other) != other
    })
}

/// Sets `now` so that trust ends then, and then so many nanoseconds later.
fn at_expiry(scene: &mut Scene<'_>, earlier: i128) -> bool {
    let end = trusted_time(scene) + i128::from(scene.period) - earlier;
    let possible = in_range(end) == end && scene.now != end;
    if possible {
        scene.now = end;
    }
    possible
}

/// Sets the drift so that the block's time is now plus drift, and so many nanoseconds more.
fn drift(scene: &mut Scene<'_>, more: i64) -> bool {
    i64::try_from(time(scene) - scene.now).is_ok_and(|ahead| {
        let other = ahead.saturating_add(more);
        std::mem::replace(&mut scene.drift, other) != other
    })
}

fn set_trusted_time(scene: &mut Scene<'_>, to: i128) -> bool {
    let possible = in_range(to) == to && trusted_time(scene) != to;
    if possible {
        scene.trusted_header().time = Some(timestamp(to));
    }
    possible
}

fn trusted_height(scene: &mut Scene<'_>, to: i64) -> bool {
    std::mem::replace(&mut scene.trusted_header().height, to) != to
}

/// Calls the chain something else, and has it signed.
fn rename(scene: &mut Scene<'_>, name: Vec<u8>) {
    scene.trusted_header().chain_id.clone_from(&name);
    scene.block.header.chain_id = name;
    scene.block.seal(scene.ring);
}

/// A fraction of which the terms, not the value, matter.
fn level(scene: &mut Scene<'_>, of: &[(u64, u64)], rng: &mut Rng) -> bool {
    let other = rng.pick(of);
    std::mem::replace(&mut scene.level, other) != other
}

const TOP: u64 = i64::MAX as u64;

pub(super) const ALL: &[(&str, Apply)] = &[
    ("trust: level", |scene, rng| {
        level(scene, &[(1, 3), (1, 2), (2, 3), (1, 1), (3, 4), (34, 100), (99, 100), (2, 5)], rng)
    }),
    ("trust: level out of range", |scene, rng| {
        level(scene, &[(0, 1), (1, 4), (33, 100), (3, 2), (4, 3), (2, 1), (333, 1000)], rng)
    }),
    ("trust: level with a zero term", |scene, rng| {
        level(scene, &[(1, 0), (0, 0), (0, 3), (u64::MAX, 0)], rng)
    }),
    ("trust: level of big terms", |scene, rng| {
        let of = [
            (TOP, TOP),
            (TOP / 3 + 1, TOP),
            (TOP / 3, TOP),
            (TOP / 2, TOP - 1),
            (8, 8),
            (9, 9),
            (8, 9),
            (1 << 32, 1 << 33),
            (1 << 62, TOP),
            (3_074_457_345_618_258_603, TOP),
        ];
        level(scene, &of, rng)
    }),
    ("trust: level near 2^63 and 2^64", |scene, rng| {
        let of = [
            (TOP + 1, TOP + 1),
            (TOP, TOP + 1),
            (u64::MAX, u64::MAX),
            (u64::MAX / 3, u64::MAX),
            (u64::MAX / 3 + 1, u64::MAX),
            (u64::MAX / 3 + 1, 1),
            (u64::MAX / 3 + 2, 2),
            (1, u64::MAX),
            (TOP + 2, u64::MAX - 1),
        ];
        level(scene, &of, rng)
    }),
    ("trust: expires at now", |scene, _| period(scene, 0)),
    ("trust: expires 1 ns after now", |scene, _| period(scene, 1)),
    ("trust: expired 1 ns before now", |scene, _| period(scene, -1)),
    ("trust: now at expiry", |scene, _| at_expiry(scene, 0)),
    ("trust: now 1 ns before expiry", |scene, _| at_expiry(scene, 1)),
    ("trust: now 1 ns after expiry", |scene, _| at_expiry(scene, -1)),
    ("trust: expired long ago", |scene, _| {
        let age = i64::try_from(scene.now - trusted_time(scene)).unwrap_or(i64::MAX);
        let other = age / 2;
        std::mem::replace(&mut scene.period, other) != other
    }),
    ("trust: period zero or negative", |scene, rng| {
        let other = rng.pick(&[0, -1, i64::MIN, -1_209_600_000_000_000]);
        std::mem::replace(&mut scene.period, other) != other
    }),
    ("trust: period odd", |scene, rng| {
        let other = odd(rng);
        std::mem::replace(&mut scene.period, other) != other
    }),
    ("trust: drift negative", |scene, rng| {
        let other = rng.pick(&[-1, -1_000_000_000, i64::MIN]);
        std::mem::replace(&mut scene.drift, other) != other
    }),
    ("trust: drift odd", |scene, rng| {
        let other = odd(rng);
        std::mem::replace(&mut scene.drift, other) != other
    }),
    ("trust: now odd", |scene, rng| {
        let other = rng.pick(&[YEAR_1, YEAR_1 + 1, -1, 0, 999_999_999, LAST]);
        std::mem::replace(&mut scene.now, other) != other
    }),
    ("trust: now before the trusted time", |scene, _| {
        let other = in_range(trusted_time(scene) - 1);
        std::mem::replace(&mut scene.now, other) != other
    }),
    ("trust: time is now plus drift", |scene, _| drift(scene, 0)),
    ("trust: time 1 ns before now plus drift", |scene, _| drift(scene, 1)),
    ("trust: time 1 ns after now plus drift", |scene, _| drift(scene, -1)),
    ("trust: trusted time is the block's", |scene, _| {
        let time = time(scene);
        set_trusted_time(scene, time)
    }),
    ("trust: trusted time 1 ns before the block's", |scene, _| {
        let time = time(scene);
        set_trusted_time(scene, time - 1)
    }),
    ("trust: trusted time 1 ns after the block's", |scene, _| {
        let time = time(scene);
        set_trusted_time(scene, time + 1)
    }),
    ("trust: trusted time odd", |scene, rng| {
        let time = rng.pick(&[YEAR_1, -1, 0, LAST]);
        set_trusted_time(scene, time)
    }),
    ("trust: trusted height is the block's", |scene, _| {
        let height = scene.block.header.height;
        trusted_height(scene, height)
    }),
    ("trust: trusted height above the block's", |scene, _| {
        let height = scene.block.header.height;
        height < i64::MAX && trusted_height(scene, height + 1)
    }),
    ("trust: trusted height just below the block's", |scene, _| {
        let height = scene.block.header.height;
        trusted_height(scene, height.wrapping_sub(1))
    }),
    ("trust: trusted height two below the block's", |scene, _| {
        let height = scene.block.header.height;
        trusted_height(scene, height.wrapping_sub(2))
    }),
    ("trust: trusted height odd", |scene, rng| {
        let height = odd(rng);
        trusted_height(scene, height)
    }),
    ("trust: another trusted chain id", |scene, _| {
        scene.trusted_header().chain_id.push(b'x');
        true
    }),
    ("trust: no trusted chain id", |scene, _| {
        !std::mem::take(&mut scene.trusted_header().chain_id).is_empty()
    }),
    ("trust: chain id that is not UTF-8", |scene, rng| {
        let odd: &[u8] = rng.pick(&[&[0xff], &[0xc3], &[0xed, 0xa0, 0x80], &[0xf8; 50]]);
        rename(scene, odd.to_vec());
        true
    }),
    ("trust: chain id of 50 bytes", |scene, _| {
        rename(scene, vec![b'n'; 50]);
        true
    }),
    ("trust: chain id of 51 bytes", |scene, _| {
        rename(scene, vec![b'n'; 51]);
        true
    }),
    ("trust: chain renamed", |scene, _| {
        // The trusted header and the block agree; the signatures are for the old name.
        let name = b"renamed".to_vec();
        scene.trusted_header().chain_id.clone_from(&name);
        scene.block.header.chain_id = name;
        scene.block.commit.block_id.get_or_insert_default().hash =
            hashing::header(&scene.block.header);
        true
    }),
];
