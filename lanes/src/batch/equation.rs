//! The equation of some of the signatures of a batch.

use super::keys::{Keys, State};
use super::signatures::Signatures;
use crate::backend::{Lanes, Mul52, Task};
use crate::curve::{Buckets, Niels, Segment, is_small_order};
use crate::field::Field8;
use crate::scalar;
use alloc::vec::Vec;
use core::ops::Range;

/// Whether it holds. All signatures of the range are valid and not none.
pub(super) struct Equation<'a> {
    pub(super) base: &'a [Niels; 2],
    pub(super) keys: &'a Keys,
    pub(super) signatures: &'a Signatures,
    pub(super) scratch: &'a mut Scratch,
    pub(super) buckets: &'a mut Buckets,
    pub(super) range: Range<usize>,
}

/// Memory that is kept from equation to equation.
pub(super) struct Scratch {
    /// Where the key of a place is among those of the equation, and 0 where it is not yet.
    numbers: Vec<u32>,
    sums: Vec<Sum>, // of the base point, then of the keys of the equation
    places: Vec<usize>,
    randomizers: Vec<u128>,
    low: Terms,
    high: Terms,
}

#[derive(Clone, Copy)]
struct Sum {
    limbs: [u64; 5], // of 52 bits and more
    added: u32,
}

struct Terms {
    scalars: Vec<u128>,
    points: Vec<Niels>,
}

/// Scalars in limbs of 52 bits that may be added before a limb could reach 2^63.
const SUMS: u32 = 1024;

impl Scratch {
    pub(super) const fn new() -> Scratch {
        Scratch {
            numbers: Vec::new(),
            sums: Vec::new(),
            places: Vec::new(),
            randomizers: Vec::new(),
            low: Terms::new(),
            high: Terms::new(),
        }
    }

    fn begin(&mut self, keys: usize) {
        for place in self.places.drain(..) {
            self.numbers[place] = 0;
        }
        self.numbers.resize(keys.max(self.numbers.len()), 0);
        self.sums.clear();
        self.sums.push(Sum { limbs: [0; 5], added: 0 });
        self.randomizers.clear();
        self.low.clear();
        self.high.clear();
    }

    /// The sum of the key at a place.
    #[inline(always)]
    fn number(&mut self, place: usize) -> usize {
        if self.numbers[place] == 0 {
            self.places.push(place);
            self.numbers[place] = self.places.len() as u32;
            self.sums.push(Sum { limbs: [0; 5], added: 0 });
        }
        self.numbers[place] as usize
    }

    #[inline(always)]
    fn add<B: Field8 + Mul52>(&mut self, b: B, number: usize, scalars: &Lanes<5>, lane: usize) {
        let sum = &mut self.sums[number];
        if sum.added == SUMS {
            let reduced = scalar::reduce(b, &sum.limbs.map(|limb| [limb; 8]));
            *sum = Sum { limbs: reduced.map(|limb| limb[0]), added: 1 };
        }
        sum.added += 1;
        for (i, limb) in sum.limbs.iter_mut().enumerate() {
            *limb += scalars[i][lane];
        }
    }
}

impl Terms {
    const fn new() -> Terms {
        Terms { scalars: Vec::new(), points: Vec::new() }
    }

    fn clear(&mut self) {
        self.scalars.clear();
        self.points.clear();
    }

    fn push(&mut self, scalar: u128, point: &Niels) {
        self.scalars.push(scalar);
        self.points.push(*point);
    }

    fn segment(&self) -> Segment<'_> {
        Segment { scalars: &self.scalars, points: &self.points }
    }
}

impl<B: Field8 + Mul52> Task<B> for Equation<'_> {
    type Output = bool;

    #[inline(always)]
    fn run(mut self, b: B) -> bool {
        self.scratch.begin(self.keys.len());
        self.sum_up(b);
        self.list_terms(b);
        let Scratch { randomizers, low, high, .. } = &*self.scratch;
        let points = &self.signatures.points()[self.range];
        let r = Segment { scalars: randomizers, points };
        let low = self.buckets.sums(b, &[r, low.segment()]);
        if high.scalars.is_empty() {
            return is_small_order(b, None, &low);
        }
        let high = self.buckets.sums(b, &[high.segment()]);
        is_small_order(b, Some(&high), &low)
    }
}

impl Equation<'_> {
    /// Σ z s, and Σ z k for each key.
    #[inline(always)]
    fn sum_up<B: Field8 + Mul52>(&mut self, b: B) {
        let Range { start, end } = self.range;
        for number in start / 8..end.div_ceil(8) {
            let group = self.signatures.group(number);
            let zk = scalar::mul_wide(b, &group.k, &group.z);
            let zs = scalar::mul(b, &group.s, &group.z);
            let first = 8 * number;
            for index in start.max(first)..end.min(first + 8) {
                let lane = index - first;
                let z = u128::from(group.z[0][lane]) | u128::from(group.z[1][lane]) << 64;
                self.scratch.randomizers.push(z);
                self.scratch.add(b, 0, &zs, lane);
                let key = self.scratch.number(self.signatures.key(index));
                self.scratch.add(b, key, &zk, lane);
            }
        }
    }

    /// The multiples of the base point and of keys: halves of 127 bits each.
    #[inline(always)]
    fn list_terms<B: Field8 + Mul52>(&mut self, b: B) {
        let Scratch { sums, places, low, high, .. } = self.scratch;
        for (chunk, sums) in sums.chunks(8).enumerate() {
            let mut lanes = [[0; 8]; 5];
            for (lane, sum) in sums.iter().enumerate() {
                for (limbs, limb) in lanes.iter_mut().zip(sum.limbs) {
                    limbs[lane] = limb;
                }
            }
            let reduced = scalar::reduce(b, &lanes);
            for lane in 0..sums.len() {
                let [low_scalar, high_scalar] = halves(reduced.map(|limb| limb[lane]));
                let place = (8 * chunk + lane).checked_sub(1).map(|number| places[number]);
                match place.map(|place| self.keys.state(place)) {
                    None => {
                        low.push(low_scalar, &self.base[0]);
                        low.push(high_scalar, &self.base[1]);
                    }
                    Some(State::Prepared([point, point_high])) => {
                        low.push(low_scalar, point);
                        low.push(high_scalar, point_high);
                    }
                    Some(State::Point(point)) => {
                        low.push(low_scalar, point);
                        high.push(high_scalar, point);
                    }
                    Some(State::New | State::NoPoint) => {} // not in an equation
                }
            }
        }
    }
}

/// The lowest 127 bits of a scalar below 2^254, and the rest.
#[inline(always)]
fn halves([a, b, c, d, e]: [u64; 5]) -> [u128; 2] {
    let [a, b, c, d, e] = [a, b, c, d, e].map(u128::from);
    let low = a | b << 52 | c << 104;
    let high = c >> 24 | d << 28 | e << 80; // from bit 128 on
    [low & (u128::MAX >> 1), high << 1 | low >> 127]
}
