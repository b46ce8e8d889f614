//! Every backend of this machine beside curve25519-dalek.

extern crate std;
use super::*;
use crate::backend::Task;
use crate::hash::on_each;
use curve25519_dalek::scalar::Scalar;
use std::vec::Vec;

/// k z and s z.
struct Products<'a>(&'a Lanes<8>, &'a Lanes<4>, &'a Lanes<2>);

impl<B: Mul52> Task<B> for Products<'_> {
    type Output = [Lanes<5>; 2];

    #[inline(always)]
    fn run(self, token: B) -> [Lanes<5>; 2] {
        [mul_wide(token, self.0, self.2), mul(token, self.1, self.2)]
    }
}

struct Reduce<'a>(&'a Lanes<5>);

impl<B: Mul52> Task<B> for Reduce<'_> {
    type Output = Lanes<5>;

    #[inline(always)]
    fn run(self, token: B) -> Lanes<5> {
        reduce(token, self.0)
    }
}

/// Little-endian numbers of 64 bytes: small and great ones, both sides of multiples of l and of
/// powers of two, and others.
fn numbers() -> Vec<[u8; 64]> {
    let mut numbers = std::vec![[0; 64], [0xff; 64]];
    for power in [0, 51, 52, 125, 127, 128, 252, 253, 255, 256, 259, 260, 380, 391, 448, 511] {
        let mut number = [0; 64];
        number[power / 8] = 1 << (power % 8);
        numbers.extend([number, minus_one(number)]);
        // l 2^8n
        if power % 8 == 0 && power <= 256 {
            let mut number = [0; 64];
            number[power / 8..][..16].copy_from_slice(&C.to_le_bytes());
            number[power / 8 + 31] = 1 << 4;
            let after = core::array::from_fn(|i| number[i] + u8::from(i == 0));
            numbers.extend([number, minus_one(number), after]);
        }
    }
    let mut state = 1_u64;
    numbers.extend((0..200).map(|_| {
        core::array::from_fn(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (state >> 56) as u8
        })
    }));
    numbers
}

fn minus_one(mut number: [u8; 64]) -> [u8; 64] {
    for byte in &mut number {
        *byte = byte.wrapping_sub(1);
        if *byte != 0xff {
            break;
        }
    }
    number
}

fn words<const N: usize>(bytes: &[u8; 64]) -> [u64; N] {
    core::array::from_fn(|i| u64::from_le_bytes(*bytes[8 * i..].first_chunk().unwrap()))
}

/// Numbers beside each other, one a lane.
fn lanes<const N: usize>(numbers: [[u64; N]; 8]) -> Lanes<N> {
    core::array::from_fn(|i| numbers.map(|number| number[i]))
}

/// What the limbs of a lane add up to modulo l, whatever their size.
fn value(limbs: &Lanes<5>, lane: usize) -> Scalar {
    let power = Scalar::from(1_u64 << 52);
    limbs.iter().rev().fold(Scalar::ZERO, |sum, limb| sum * power + Scalar::from(limb[lane]))
}

fn assert_is(result: &Lanes<5>, lane: usize, expected: Scalar, of: &str) {
    assert_eq!(value(result, lane), expected, "{of}");
    for (limb, bits) in result.iter().zip([52, 52, 52, 52, 46]) {
        assert!(limb[lane] < 1 << bits, "{of}: {:x?}", result.map(|limb| limb[lane]));
    }
}

#[test]
fn products_are_those_of_dalek() {
    let numbers = numbers();
    let at = |i: usize| numbers[i % numbers.len()];
    for i in 0..numbers.len() {
        for step in [0, 1, 2, 5, 44, 97] {
            let k: [_; 8] = core::array::from_fn(|lane| at(i + lane));
            let z: [_; 8] = core::array::from_fn(|lane| at(i + step * (lane + 1)));
            let (wide, narrow) = (lanes(k.map(|k| words(&k))), lanes(k.map(|k| words(&k))));
            let z_lanes = lanes(z.map(|z| words(&z)));
            for (backend, [wide, narrow]) in on_each!(Products(&wide, &narrow, &z_lanes)) {
                for lane in 0..8 {
                    let of = std::format!("{backend}: {:x?} times {:x?}", k[lane], z[lane]);
                    let [z, _, _, _] = z[lane].as_chunks().0 else { unreachable!() };
                    let z = Scalar::from(u128::from_le_bytes(*z));
                    let s = k[lane].first_chunk().unwrap();
                    let s = Scalar::from_bytes_mod_order(*s);
                    let k = Scalar::from_bytes_mod_order_wide(&k[lane]);
                    assert_is(&wide, lane, k * z, &of);
                    assert_is(&narrow, lane, s * z, &of);
                }
            }
        }
    }
}

#[test]
fn sums_of_two_thousand_results_are_reduced() {
    let numbers = numbers();
    let most = [limbs::FULL << 11; 8];
    let mut sums = std::vec![[most; 5], [[0; 8]; 5], [[(1 << 63) - 1; 8]; 5]];
    for eight in numbers.windows(8) {
        let limbs = lanes(core::array::from_fn(|lane| words::<5>(&eight[lane])));
        sums.push(limbs.map(|limb| limb.map(|limb| limb >> 1)));
        sums.push(limbs.map(|limb| limb.map(|limb| limb >> 12)));
    }
    for sum in &sums {
        for (backend, result) in on_each!(Reduce(sum)) {
            for lane in 0..8 {
                let of = std::format!("{backend}: {:x?}", sum.map(|limb| limb[lane]));
                assert_is(&result, lane, value(sum, lane), &of);
            }
        }
    }
}

#[test]
fn canonical_is_what_is_below_the_order() {
    for number in numbers() {
        for bytes in number.as_chunks::<32>().0 {
            let expected = bool::from(Scalar::from_canonical_bytes(*bytes).is_some());
            assert_eq!(is_canonical(bytes), expected, "{bytes:x?}");
        }
    }
}
