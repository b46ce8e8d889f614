//! Keys as points, in bounded memory: decompressing a key takes a sixth of the time of a signature
//! in a batch, and the same validators sign every block.

use alloc::boxed::Box;
use alloc::vec;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};

/// Keys that share a place: of more, the oldest goes.
const WAYS: usize = 4;

/// A set-associative cache. Whoever chooses keys so that they share a place makes us forget keys,
/// and nothing else.
pub(super) struct KeyCache {
    sets: Box<[[Option<Entry>; WAYS]]>, // a power of two of them
}

/// A key, its point, and its place in the batch that asked for it last.
#[derive(Clone, Copy)]
struct Entry {
    key: [u8; 32],
    point: EdwardsPoint,
    batch: u64,
    place: u32,
}

impl KeyCache {
    /// Room for so many keys, rounded up.
    pub(super) fn new(keys: usize) -> KeyCache {
        let sets = keys.div_ceil(WAYS).checked_next_power_of_two().unwrap_or(1);
        KeyCache { sets: vec![[None; WAYS]; sets].into_boxed_slice() }
    }

    /// The place of `key` in a batch, which `assign` gives to the point the first time that the
    /// batch asks. `None` for bytes that are no point.
    pub(super) fn place(
        &mut self,
        key: &[u8; 32],
        batch: u64,
        assign: impl FnOnce(&EdwardsPoint) -> u32,
    ) -> Option<u32> {
        let set = self.set(key)?;
        if let Some(entry) = set.iter_mut().flatten().find(|entry| entry.key == *key) {
            if entry.batch != batch {
                entry.batch = batch;
                entry.place = assign(&entry.point);
            }
            return Some(entry.place);
        }
        let point = CompressedEdwardsY(*key).decompress()?;
        let place = assign(&point);
        set.rotate_right(1);
        if let Some(oldest) = set.first_mut() {
            *oldest = Some(Entry { key: *key, point, batch, place });
        }
        Some(place)
    }

    fn set(&mut self, key: &[u8; 32]) -> Option<&mut [Option<Entry>; WAYS]> {
        let [a, b, c, d, ..] = *key;
        let number = usize::try_from(u32::from_le_bytes([a, b, c, d])).ok()?;
        // A power of two: the bits below it are all set.
        let set = number & self.sets.len().wrapping_sub(1);
        self.sets.get_mut(set)
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use curve25519_dalek::constants::ED25519_BASEPOINT_POINT as BASE;
    use std::vec::Vec;

    /// Keys that all share the place 0 of the smallest cache.
    fn keys(count: u64) -> Vec<[u8; 32]> {
        (1..=count).map(|i| (BASE * curve25519_dalek::Scalar::from(i)).compress().0).collect()
    }

    #[test]
    fn there_is_room_for_so_many_keys_and_hardly_more() {
        for (keys, sets) in [(0, 1), (4, 1), (5, 2), (1024, 256), (1025, 512)] {
            assert_eq!(KeyCache::new(keys).sets.len(), sets);
        }
    }

    #[test]
    fn a_key_has_one_place_in_a_batch_and_its_own_point() {
        let mut cache = KeyCache::new(64);
        let keys = keys(10);
        for batch in 1..4 {
            let mut points = Vec::new();
            for key in keys.iter().chain(&keys) {
                let place = cache.place(key, batch, |point| {
                    points.push(*point);
                    u32::try_from(points.len()).unwrap() - 1
                });
                assert_eq!(points[usize::try_from(place.unwrap()).unwrap()].compress().0, *key);
            }
            assert_eq!(points.len(), keys.len());
        }
    }

    #[test]
    fn the_oldest_goes_and_comes_back() {
        let mut cache = KeyCache::new(1);
        assert_eq!(cache.sets.len(), 1);
        let keys = keys(5);
        let mut assigned = Vec::new();
        let mut ask = |cache: &mut KeyCache, key: usize| {
            cache.place(&keys[key], 1, |_| {
                assigned.push(key);
                0
            });
        };
        for key in [0, 1, 2, 3, 0, 4, 1, 2, 3, 4, 0] {
            ask(&mut cache, key);
        }
        assert_eq!(assigned, [0, 1, 2, 3, 4, 0]);
    }

    #[test]
    fn what_is_no_point_is_not_kept() {
        let mut cache = KeyCache::new(4);
        let mut none = [0; 32];
        none[0] = 2; // y = 2 is on no point
        assert_eq!(cache.place(&none, 1, |_| 0), None);
        assert!(cache.sets.iter().flatten().all(Option::is_none));
    }
}
