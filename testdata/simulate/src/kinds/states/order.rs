//! Orders against which Go's sort of 1.19 and later chooses its pivots badly, until it gives up and
//! sorts by a heap: what McIlroy's adversary made of `sort.Slice` itself.

use crate::rng::Rng;

/// The places that the elements of a list get when it is sorted, and the first of those that may be
/// one and the same without the sort taking another way.
const AGAINST: [(&[u8], u8); 3] = [
    (
        &[
            2, 3, 4, 5, 6, 7, 8, 9, 35, 0, 10, 19, 32, 21, 33, 34, 36, 11, 1, 22, 15, 20, 16, 12,
            29, 26, 17, 18, 31, 13, 30, 28, 27, 14, 25, 24, 23,
        ],
        21,
    ),
    (
        &[
            2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 0, 14, 15, 25, 41, 37, 39, 43, 44, 40, 46, 47,
            1, 17, 19, 48, 21, 23, 45, 16, 20, 18, 29, 36, 42, 30, 38, 22, 35, 34, 33, 32, 31, 26,
            24, 28, 27,
        ],
        25,
    ),
    (
        &[
            6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28,
            29, 30, 31, 32, 33, 34, 35, 36, 37, 38, 39, 40, 41, 42, 0, 1, 43, 44, 45, 46, 47, 48,
            49, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70,
            71, 72, 73, 74, 75, 76, 77, 78, 2, 3, 79, 80, 81, 82, 83, 84, 85, 86, 87, 88, 89, 90,
            91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 101, 102, 103, 104, 105, 106, 107, 108, 109,
            110, 111, 112, 113, 114, 4, 5, 115, 116, 150, 134, 128, 120, 130, 153, 145, 133, 132,
            119, 152, 121, 147, 122, 124, 149, 126, 117, 118, 151, 154, 123, 140, 125, 143, 139,
            146, 135, 127, 144, 148, 142, 141, 129, 131, 138, 137, 136,
        ],
        134,
    ),
];

/// Numbers from 1 on whose descending sort ends in a heap, which does not leave equals in order.
pub(super) fn against_the_sort(rng: &mut Rng) -> Vec<u64> {
    let (places, first) = rng.pick(&AGAINST);
    let last = u64::from(first) + rng.below(places.len() as u64 - u64::from(first));
    places.iter().map(|place| 1 + last - u64::from(*place).min(last)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_there_once() {
        for (places, first) in AGAINST {
            let mut sorted = places.to_vec();
            sorted.sort_unstable();
            assert!(sorted.iter().copied().eq(0..places.len() as u8));
            assert!(usize::from(first) < places.len());
        }
    }

    #[test]
    fn only_the_least_are_equal() {
        let mut rng = Rng::new(1);
        let ties = (0..50).filter(|_| {
            let numbers = against_the_sort(&mut rng);
            let equal = |number: u64| numbers.iter().filter(|one| **one == number).count();
            assert!(equal(1) > 0 && numbers.iter().all(|one| *one == 1 || equal(*one) == 1));
            equal(1) > 1
        });
        assert!(ties.count() > 30);
    }
}
