//! The field beside plain integers, at the extremes of every limb, with every backend.

extern crate std;
use super::radix52::raw::{Factor, Reduced, Sum, Term};
use super::radix52::{P_1024, PRODUCT, REDUCED, SUM};
use super::*;
#[cfg(target_arch = "x86_64")]
use crate::backend::Ifma;
use crate::backend::{Mul52, Portable, Task};
use std::vec::Vec;

/// p = 2^255 - 19 and integers below it, in little-endian words.
mod integer {
    pub(super) const P: [u64; 4] = [u64::MAX - 18, u64::MAX, u64::MAX, u64::MAX >> 1];

    fn minus_p(a: [u64; 4]) -> Option<[u64; 4]> {
        let mut difference = [0; 4];
        let mut borrow = false;
        for i in 0..4 {
            let (word, first) = a[i].overflowing_sub(P[i]);
            let (word, second) = word.overflowing_sub(u64::from(borrow));
            difference[i] = word;
            borrow = first || second;
        }
        (!borrow).then_some(difference)
    }

    pub(super) fn add(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
        let mut sum = [0; 4];
        let mut carry = 0u128;
        for i in 0..4 {
            carry += u128::from(a[i]) + u128::from(b[i]);
            sum[i] = carry as u64;
            carry >>= 64;
        }
        minus_p(sum).unwrap_or(sum)
    }

    pub(super) fn negative(a: [u64; 4]) -> [u64; 4] {
        (0..255).fold([0; 4], |sum, bit| {
            let p_minus_1_bit = (P[bit / 64] - u64::from(bit == 0)) >> (bit % 64) & 1;
            if p_minus_1_bit == 1 { add(sum, times_power(a, bit)) } else { sum }
        })
    }

    fn times_power(a: [u64; 4], power: usize) -> [u64; 4] {
        (0..power).fold(a, |a, _| add(a, a))
    }

    /// Doubling and adding, from the highest bit: nothing to get wrong.
    pub(super) fn mul(a: [u64; 4], b: [u64; 4]) -> [u64; 4] {
        (0..256).rev().fold([0; 4], |product, bit| {
            let twice = add(product, product);
            if b[bit / 64] >> (bit % 64) & 1 == 1 { add(twice, a) } else { twice }
        })
    }

    /// Σ limb[i] 2^(52 i) modulo p.
    pub(super) fn of_limbs(limbs: [u64; 5]) -> [u64; 4] {
        limbs.iter().rev().fold([0; 4], |sum, limb| add(times_power(sum, 52), [*limb, 0, 0, 0]))
    }
}

/// Limbs of at most `most`: each at its extremes, and between. The highest limbs of a factor may
/// have anything above.
fn limbs(most: &[u64; 5], seed: u64) -> Vec<[u64; 5]> {
    let mut state = seed;
    let mut random = || {
        state = state.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        state >> 1 ^ state << 31
    };
    let mut all = std::vec![[0; 5], *most];
    for i in 0..5 {
        for value in [0, 1, 18, 19, most[i] / 2, most[i] - 1, most[i]] {
            let mut low = [0; 5];
            low[i] = value;
            let mut high = *most;
            high[i] = value;
            all.extend([low, high]);
        }
    }
    all.extend((0..50).map(|_| {
        let choice = random();
        core::array::from_fn(|i| match choice >> (8 + 2 * i) & 3 {
            0 => most[i],
            1 => most[i].saturating_sub(random() & 0xff),
            _ => random() % (most[i] + 1),
        })
    }));
    // p - 1, p, p + 1 and 2^255 - 1, where these limbs may have them.
    const LOW: u64 = (1 << 52) - 1;
    let near = [LOW - 19, LOW - 18, LOW - 17, LOW];
    all.extend(near.map(|low| [low, LOW, LOW, LOW, (1 << 47) - 1]));
    all
}

/// Eight numbers each, the last ones again to fill up.
fn in_lanes(all: &[[u64; 5]]) -> impl Iterator<Item = [[u64; 8]; 5]> {
    all.chunks(8).map(|chunk| {
        core::array::from_fn(|limb| core::array::from_fn(|i| chunk[i.min(chunk.len() - 1)][limb]))
    })
}

fn lane(limbs: &[[u64; 8]], i: usize) -> [u64; 5] {
    core::array::from_fn(|limb| limbs[limb][i])
}

/// Everything that a pair of elements of any type goes into, as smallest representatives.
struct Everything([[u64; 8]; 5], [[u64; 8]; 5]);

/// Sums in limbs of eight lanes: of factors, terms and sums.
struct Results {
    product: [[u64; 8]; 4],
    square: [[u64; 8]; 4],
    chosen: [[u64; 8]; 4],
}

fn words<B: Mul52>(b: B, a: Reduced<B::V>) -> [[u64; 8]; 4] {
    b.smallest_words(a).map(|word| b.store(word))
}

fn term<B: Mul52>(b: B, a: Term<B::V>) -> [[u64; 8]; 4] {
    words(b, b.reduce(b.sum(a)))
}

impl<B: Mul52> Task<B> for Everything {
    type Output = Results;

    #[inline(always)]
    fn run(self, b: B) -> Results {
        let x = Factor::of(self.0.map(|limb| b.load(&limb)));
        let y = Factor::of(self.1.map(|limb| b.load(&limb)));
        Results {
            product: term(b, b.mul(x, y)),
            square: term(b, b.square(x)),
            chosen: words(b, b.reduced(b.choose(b.mask(0x5a), x, y))),
        }
    }
}

struct Terms([[u64; 8]; 5], [[u64; 8]; 5]);

impl<B: Mul52> Task<B> for Terms {
    /// Sum, difference, negative in the odd lanes.
    type Output = [[[u64; 8]; 4]; 3];

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let x = Term::of(self.0.map(|limb| b.load(&limb)));
        let y = Term::of(self.1.map(|limb| b.load(&limb)));
        let negated = b.negate(b.mask(0xaa), x);
        [words(b, b.reduce(b.plus(x, y))), words(b, b.reduce(b.minus(x, y))), term(b, negated)]
    }
}

struct Carries([[u64; 8]; 5]);

impl<B: Mul52> Task<B> for Carries {
    /// The words, and the limbs that carries leave.
    type Output = ([[u64; 8]; 4], [[u64; 8]; 5]);

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let reduced = b.reduce(Sum::of(self.0.map(|limb| b.load(&limb))));
        (words(b, reduced), reduced.limbs().map(|limb| b.store(limb)))
    }
}

fn smallest(words: &[[u64; 8]; 4], i: usize) -> [u64; 4] {
    core::array::from_fn(|word| words[word][i])
}

/// Enters a task with every backend that has products of 52 bits; all agree.
macro_rules! with_all {
    ($task:expr, $check:expr) => {
        $check(Portable.enter($task));
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = Ifma::detect() {
            $check(token.enter($task));
        }
    };
}

#[test]
fn products_of_factors_at_the_extremes() {
    let most = REDUCED;
    let mut xs = limbs(&most, 1);
    let ys = limbs(&most, 2);
    // Bits that carries left behind do not count.
    xs.extend(ys.iter().map(|[a, b, c, d, e]| [a | 0xfff << 52, b | 1 << 63, c | 5 << 52, *d, *e]));
    for (shift, x) in in_lanes(&xs).enumerate() {
        let mut ys = ys.clone();
        ys.rotate_left(shift);
        for y in in_lanes(&ys).take(9) {
            let check = |results: Results| {
                for i in 0..8 {
                    let low = (1 << 52) - 1;
                    let count = |[a, b, c, d, e]: [u64; 5]| [a & low, b & low, c & low, d & low, e];
                    let [x, y] = [&x, &y].map(|limbs| integer::of_limbs(count(lane(limbs, i))));
                    assert_eq!(smallest(&results.product, i), integer::mul(x, y));
                    assert_eq!(smallest(&results.square, i), integer::mul(x, x));
                    let chosen = if 0x5a >> i & 1 == 1 { x } else { y };
                    assert_eq!(smallest(&results.chosen, i), chosen);
                }
            };
            with_all!(Everything(x, y), check);
        }
    }
}

#[test]
fn sums_and_differences_of_terms_at_the_extremes() {
    for most in [P_1024, PRODUCT, REDUCED] {
        let (xs, ys) = (limbs(&P_1024, 3), limbs(&most, 4));
        for (shift, x) in in_lanes(&xs).enumerate() {
            let mut ys = ys.clone();
            ys.rotate_left(shift);
            for y in in_lanes(&ys).take(4) {
                let check = |[sum, difference, negated]: [[[u64; 8]; 4]; 3]| {
                    for i in 0..8 {
                        let [x, y] = [&x, &y].map(|limbs| integer::of_limbs(lane(limbs, i)));
                        assert_eq!(smallest(&sum, i), integer::add(x, y));
                        assert_eq!(integer::add(smallest(&difference, i), y), x);
                        let expected = if i % 2 == 1 { integer::negative(x) } else { x };
                        assert_eq!(smallest(&negated, i), expected);
                    }
                };
                with_all!(Terms(x, y), check);
            }
        }
    }
}

#[test]
fn carries_of_sums_at_the_extremes() {
    for x in in_lanes(&limbs(&SUM, 5)) {
        let check = |(words, limbs): ([[u64; 8]; 4], [[u64; 8]; 5])| {
            for i in 0..8 {
                assert_eq!(smallest(&words, i), integer::of_limbs(lane(&x, i)));
                assert!(lane(&limbs, i).iter().zip(REDUCED).all(|(limb, most)| *limb <= most));
            }
        };
        with_all!(Carries(x), check);
    }
}

struct Powers([[u64; 8]; 4]);

impl<B: Field8> Task<B> for Powers {
    /// The words again, the power of decompression, the cube, the inverse.
    type Output = [[[u64; 8]; 4]; 4];

    #[inline(always)]
    fn run(self, b: B) -> Self::Output {
        let x = b.element(&self.0.map(|word| b.load(&word)));
        let [power, cube] = power_2(b, [b.factor(splat(b, &D)), b.factor(x)]);
        let inverse = invert(b, b.factor(x));
        let all = [x, b.reduced(power[1]), b.reduced(cube[1]), b.reduced(inverse)];
        all.map(|a| b.smallest_words(a).map(|word| b.store(word)))
    }
}

#[test]
fn powers_and_inverses_are_those_of_plain_integers() {
    let mut numbers = std::vec![[0; 4], ONE, D, D2, SQRT_MINUS_ONE, [u64::MAX; 4], integer::P];
    numbers.push([2, 0, 0, 1 << 63]); // the highest bit does not count
    let exponent = |low: u64, high: u64| [low, u64::MAX, u64::MAX, high];
    let power = |x: [u64; 4], exponent: [u64; 4]| {
        (0..256).rev().fold(ONE, |product, bit| {
            let square = integer::mul(product, product);
            let set = exponent[bit / 64] >> (bit % 64) & 1 == 1;
            if set { integer::mul(square, x) } else { square }
        })
    };
    let words = core::array::from_fn(|word| core::array::from_fn(|i| numbers[i][word]));
    let check = |[again, root, cube, inverse]: [[[u64; 8]; 4]; 4]| {
        for (i, number) in numbers.iter().enumerate() {
            let [a, b, c, d] = *number;
            let x = integer::add([a, b, c, d & u64::MAX >> 1], [0; 4]);
            assert_eq!(smallest(&again, i), x);
            assert_eq!(smallest(&root, i), power(x, exponent(u64::MAX - 2, (1 << 60) - 1)));
            assert_eq!(smallest(&cube, i), power(x, [3, 0, 0, 0]));
            assert_eq!(smallest(&inverse, i), power(x, exponent(u64::MAX - 20, u64::MAX >> 1)));
        }
    };
    with_all!(Powers(words), check);
}

#[test]
fn the_constants_are_what_they_are_defined_as() {
    let number = |a: u64| [a, 0, 0, 0];
    let minus_d = integer::negative(D);
    assert_eq!(integer::mul(minus_d, number(121_666)), number(121_665));
    assert_eq!(integer::add(D, D), D2);
    let square = integer::mul(SQRT_MINUS_ONE, SQRT_MINUS_ONE);
    assert_eq!(integer::add(square, ONE), [0; 4]);
}
