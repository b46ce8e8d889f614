//! The end of a sum: one point, its coordinates in four lanes.
//!
//! What is left are some 250 doublings in a row, each of which waits for the last. A doubling is two
//! products of four coordinates each, and lanes 4 to 7 do the same as lanes 0 to 3.

use super::Points;
use crate::backend::Task;
use crate::field::{D2, Field8, ONE, mul, splat};

/// X, Y, Z, T, and again.
type Coordinates<B> = <B as Field8>::Reduced;

/// Lanes in the order of [`crate::backend::Words8::permute`], the first one first.
const fn order(lanes: [i32; 4]) -> i32 {
    lanes[0] | lanes[1] << 2 | lanes[2] << 4 | lanes[3] << 6
}

/// Whether eight times the sum is the neutral element: of `low`, lane l taken 2^(16 l) times, and of
/// `high`, lane l taken 2^(127 + 16 l) times.
#[inline(always)]
pub(crate) fn is_small_order<B: Field8>(b: B, high: Option<&Points<B>>, low: &Points<B>) -> bool {
    let one = b.only(b.mask(0x66), splat(b, &ONE)); // (0 : 1 : 1 : 0)
    let mut sum = one;
    for points in high.into_iter().chain([low]) {
        sum = append(b, double_often(b, sum, 15), points);
    }
    sum = double_often(b, sum, 3);
    let words = b.store_all(b.smallest_words(sum));
    words.iter().all(|word| word[0] == 0 && word[1] == word[2])
}

/// 2^112 times the sum and all eight points: the topmost lane first, 16 doublings between lanes.
#[inline(always)]
fn append<B: Field8>(b: B, mut sum: Coordinates<B>, points: &Points<B>) -> Coordinates<B> {
    let z = b.reduced(points.z);
    let z_2 = b.carry(b.sum(b.total([z, z])));
    let t_2d = mul(b, points.t, b.factor(splat(b, &D2)));
    let x = b.store_all(b.pack(points.minus));
    let y = b.store_all(b.pack(points.plus));
    let (z, t) = (b.store_all(b.pack(z_2)), b.store_all(b.pack(t_2d)));
    for lane in (0..8).rev() {
        if lane < 7 {
            sum = double_often(b, sum, 16);
        }
        let mut packed = [b.splat(0); 5];
        for (i, packed) in packed.iter_mut().enumerate() {
            let (x, y, z, t) = (x[i][lane], y[i][lane], z[i][lane], t[i][lane]);
            *packed = b.load(&[x, y, z, t, x, y, z, t]);
        }
        sum = add_one(b, sum, b.unpack(packed));
    }
    sum
}

/// Adds one point, given as Y - X, Y + X, 2 Z, 2 d T.
#[inline(always)]
fn add_one<B: Field8>(b: B, p: Coordinates<B>, q: B::Factor) -> Coordinates<B> {
    // Y - X, Y + X, Z, T
    let yyzt = b.rearrange::<{ order([1, 1, 2, 3]) }>(p);
    let x = b.rearrange::<{ order([0, 0, 0, 0]) }>(p);
    let left = b.total([yyzt, b.only(b.mask(0x22), x)]);
    let p = b.carry(b.minus(left, b.total([b.only(b.mask(0x11), x)])));
    // A, B, D, C of the paper: E = B - A, F = D - C, G = D + C, H = B + A
    let abdc = b.reduce(b.sum(b.mul(p, q)));
    let (u, v) = (
        b.rearrange::<{ order([1, 2, 2, 1]) }>(abdc),
        b.rearrange::<{ order([0, 3, 3, 0]) }>(abdc),
    );
    let left = b.total([u, b.only(b.mask(0x22), v)]);
    let egfe = b.carry(b.minus(left, b.total([b.only(b.mask(0xdd), v)])));
    let (u, v) = (
        b.rearrange::<{ order([2, 1, 2, 1]) }>(abdc),
        b.rearrange::<{ order([3, 0, 3, 0]) }>(abdc),
    );
    let left = b.total([u, b.only(b.mask(0xee), v)]);
    let fhgh = b.carry(b.minus(left, b.total([b.only(b.mask(0x11), v)])));
    b.reduce(b.sum(b.mul(egfe, fhgh)))
}

/// 2^n times a point.
#[inline(always)]
fn double_often<B: Field8>(b: B, p: Coordinates<B>, n: u32) -> Coordinates<B> {
    b.enter(Doubles::<B>(p, n))
}

struct Doubles<B: Field8>(Coordinates<B>, u32);

impl<B: Field8> Task<B> for Doubles<B> {
    type Output = Coordinates<B>;

    #[inline(always)]
    fn run(self, b: B) -> Coordinates<B> {
        let Doubles(mut p, n) = self;
        for _ in 0..n {
            p = double_one(b, p);
        }
        p
    }
}

/// E = 2 X Y, G = Y² - X², F = G - 2 Z², H = -(X² + Y²)
#[inline(always)]
fn double_one<B: Field8>(b: B, p: Coordinates<B>) -> Coordinates<B> {
    let xyzx = b.factor(b.rearrange::<{ order([0, 1, 2, 0]) }>(p));
    let xyzy = b.factor(b.rearrange::<{ order([0, 1, 2, 1]) }>(p));
    let squares = b.reduce(b.sum(b.mul(xyzx, xyzy))); // X², Y², Z², X Y
    let xx = b.rearrange::<{ order([0, 0, 0, 0]) }>(squares);
    let yy = b.rearrange::<{ order([1, 1, 1, 1]) }>(squares);
    let zz = b.rearrange::<{ order([2, 2, 2, 2]) }>(squares);
    let xy = b.rearrange::<{ order([3, 1, 1, 3]) }>(squares);
    let z_2 = b.only(b.mask(0x44), zz);
    let less = b.total([b.only(b.mask(0x66), xx), z_2, z_2]);
    let egfe = b.carry(b.minus(b.total([xy, b.only(b.mask(0x99), xy)]), less));
    let z_2 = b.only(b.mask(0x11), zz);
    let less = b.total([xx, b.only(b.mask(0xaa), yy), z_2, z_2]);
    let fhgh = b.carry(b.minus(b.total([b.only(b.mask(0x55), yy)]), less));
    b.reduce(b.sum(b.mul(egfe, fhgh)))
}
