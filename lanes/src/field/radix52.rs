//! Limbs of 52 bits, as AVX-512 IFMA multiplies them.
//!
//! An element is Σ limb[i] 2^(52 i), i from 0 to 4, modulo p; 2^260 = 608 and 2^255 = 19 modulo p.
//! The instructions take the lowest 52 bits of a factor. Carries may therefore leave higher bits
//! behind that have been added to the next limb already: [`Factor`] is the type for that.
//!
//! Products have ten columns of at most nine halves of products, each below 2^52:
//! columns are below 9 · 2^52. Folded, no limb reaches 11 · 2^52; see [`PRODUCT`].

use super::Field8;
use crate::backend::{Mul52, Task};

/// The lowest 52 bits of the limbs count; the last limb is at most [`REDUCED`]\[4\].
#[derive(Clone, Copy)]
pub(crate) struct Factor<V>([V; 5]);

/// Limbs of at most [`REDUCED`].
#[derive(Clone, Copy)]
pub(crate) struct Reduced<V>([V; 5]);

/// Limbs of at most [`P_1024`].
#[derive(Clone, Copy)]
pub(crate) struct Term<V>([V; 5]);

/// Limbs of at most [`SUM`].
#[derive(Clone, Copy)]
pub(crate) struct Sum<V>([V; 5]);

const LOW_52: u64 = (1 << 52) - 1;
const LOW_47: u64 = (1 << 47) - 1;

/// What carries leave: the last limb gets at most 2^12 beyond its 47 bits.
pub(super) const REDUCED: [u64; 5] = [LOW_52, LOW_52, LOW_52, LOW_52, LOW_47 + (1 << 12)];

/// What a product leaves, before carries.
pub(super) const PRODUCT: [u64; 5] = [11 << 52; 5];

/// 1024 p, each limb of which is at least the limb of a [`Term`]: what is subtracted is smaller.
pub(super) const P_1024: [u64; 5] =
    [(LOW_52 - 18) << 10, LOW_52 << 10, LOW_52 << 10, LOW_52 << 10, LOW_47 << 10];

/// Two terms, or a term and 1024 p.
pub(super) const SUM: [u64; 5] = {
    let [a, b, c, d, e] = P_1024;
    [2 * a, 2 * b, 2 * c, 2 * d, 2 * e]
};

impl<B: Mul52> Field8 for B {
    type Reduced = Reduced<B::V>;
    type Factor = Factor<B::V>;
    type Term = Term<B::V>;
    type Sum = Sum<B::V>;

    #[inline(always)]
    fn element(self, words: &[B::V; 4]) -> Reduced<B::V> {
        let [w0, w1, w2, w3] = *words;
        let low = self.splat(LOW_52);
        let limb1 = self.or(self.shr::<52>(w0), self.shl::<12>(w1));
        let limb2 = self.or(self.shr::<40>(w1), self.shl::<24>(w2));
        let limb3 = self.or(self.shr::<28>(w2), self.shl::<36>(w3));
        let limb4 = self.and(self.shr::<16>(w3), self.splat(LOW_47));
        Reduced([
            self.and(w0, low),
            self.and(limb1, low),
            self.and(limb2, low),
            self.and(limb3, low),
            limb4,
        ])
    }

    #[inline(always)]
    fn smallest_words(self, a: Reduced<B::V>) -> [B::V; 4] {
        let [a0, a1, a2, a3, a4] = smallest(self, a);
        [
            self.or(a0, self.shl::<52>(a1)),
            self.or(self.shr::<12>(a1), self.shl::<40>(a2)),
            self.or(self.shr::<24>(a2), self.shl::<28>(a3)),
            self.or(self.shr::<36>(a3), self.shl::<16>(a4)),
        ]
    }

    #[inline(always)]
    fn mul(self, a: Factor<B::V>, b: Factor<B::V>) -> Term<B::V> {
        if B::OUTLINED { self.enter(Product(a, b)) } else { product(self, a, b) }
    }

    #[inline(always)]
    fn square(self, a: Factor<B::V>) -> Term<B::V> {
        if B::OUTLINED { self.enter(Square(a)) } else { square(self, a) }
    }

    #[inline(always)]
    fn plus(self, a: Term<B::V>, b: Term<B::V>) -> Sum<B::V> {
        debug_assert!(within(self, &a.0, &P_1024) && within(self, &b.0, &P_1024));
        let mut sum = a.0;
        for (sum, b) in sum.iter_mut().zip(b.0) {
            *sum = self.add(*sum, b);
        }
        Sum(sum)
    }

    #[inline(always)]
    fn minus(self, a: Term<B::V>, b: Term<B::V>) -> Sum<B::V> {
        debug_assert!(within(self, &a.0, &P_1024) && within(self, &b.0, &P_1024));
        let mut difference = a.0;
        for i in 0..5 {
            difference[i] = self.sub(self.add(a.0[i], self.splat(P_1024[i])), b.0[i]);
        }
        Sum(difference)
    }

    #[inline(always)]
    fn negate(self, mask: B::Mask, a: Term<B::V>) -> Term<B::V> {
        debug_assert!(within(self, &a.0, &P_1024));
        let mut negated = a.0;
        for i in 0..5 {
            let negative = self.sub(self.splat(P_1024[i]), a.0[i]);
            negated[i] = self.select(mask, negative, a.0[i]);
        }
        Term(negated)
    }

    #[inline(always)]
    fn total<const N: usize>(self, terms: [Reduced<B::V>; N]) -> Term<B::V> {
        const { assert!(N >= 1 && N <= 4) };
        let mut total = terms[0].0;
        for term in &terms[1..] {
            for (total, term) in total.iter_mut().zip(term.0) {
                *total = self.add(*total, term);
            }
        }
        Term(total)
    }

    #[inline(always)]
    fn carry(self, a: Sum<B::V>) -> Factor<B::V> {
        debug_assert!(within(self, &a.0, &SUM));
        let [a0, a1, a2, a3, a4] = a.0;
        let beyond = self.shr::<47>(a4);
        let a0 = self.madd_lo(a0, beyond, self.splat(19));
        let a1 = self.add(a1, self.shr::<52>(a0));
        let a2 = self.add(a2, self.shr::<52>(a1));
        let a3 = self.add(a3, self.shr::<52>(a2));
        let a4 = self.add(self.and(a4, self.splat(LOW_47)), self.shr::<52>(a3));
        Factor([a0, a1, a2, a3, a4])
    }

    #[inline(always)]
    fn reduce(self, a: Sum<B::V>) -> Reduced<B::V> {
        self.reduced(self.carry(a))
    }

    #[inline(always)]
    fn sum(self, a: Term<B::V>) -> Sum<B::V> {
        Sum(a.0)
    }

    #[inline(always)]
    fn factor(self, a: Reduced<B::V>) -> Factor<B::V> {
        Factor(a.0)
    }

    #[inline(always)]
    fn reduced(self, a: Factor<B::V>) -> Reduced<B::V> {
        let ([a0, a1, a2, a3, a4], low) = (a.0, self.splat(LOW_52));
        let limbs =
            [self.and(a0, low), self.and(a1, low), self.and(a2, low), self.and(a3, low), a4];
        debug_assert!(within(self, &limbs, &REDUCED));
        Reduced(limbs)
    }

    #[inline(always)]
    fn choose(self, mask: B::Mask, yes: Factor<B::V>, no: Factor<B::V>) -> Factor<B::V> {
        let mut chosen = no.0;
        for (chosen, yes) in chosen.iter_mut().zip(yes.0) {
            *chosen = self.select(mask, yes, *chosen);
        }
        Factor(chosen)
    }

    #[inline(always)]
    fn rearrange<const ORDER: i32>(self, a: Reduced<B::V>) -> Reduced<B::V> {
        let mut limbs = a.0;
        for limb in &mut limbs {
            *limb = self.permute::<ORDER>(*limb);
        }
        Reduced(limbs)
    }

    #[inline(always)]
    fn only(self, mask: B::Mask, a: Reduced<B::V>) -> Reduced<B::V> {
        let mut limbs = a.0;
        for limb in &mut limbs {
            *limb = self.select(mask, *limb, self.splat(0));
        }
        Reduced(limbs)
    }

    #[inline(always)]
    fn pack(self, a: Factor<B::V>) -> [B::V; 5] {
        a.0
    }

    #[inline(always)]
    fn unpack(self, words: [B::V; 5]) -> Factor<B::V> {
        Factor(words)
    }
}

struct Product<V>(Factor<V>, Factor<V>);

impl<B: Mul52> Task<B> for Product<B::V> {
    type Output = Term<B::V>;

    #[inline(always)]
    fn run(self, token: B) -> Term<B::V> {
        product(token, self.0, self.1)
    }
}

struct Square<V>(Factor<V>);

impl<B: Mul52> Task<B> for Square<B::V> {
    type Output = Term<B::V>;

    #[inline(always)]
    fn run(self, token: B) -> Term<B::V> {
        square(token, self.0)
    }
}

#[inline(always)]
fn product<B: Mul52>(token: B, a: Factor<B::V>, b: Factor<B::V>) -> Term<B::V> {
    debug_assert!(within(token, &a.0[4..], &REDUCED[4..]));
    debug_assert!(within(token, &b.0[4..], &REDUCED[4..]));
    let mut columns = [token.splat(0); 10];
    for i in 0..5 {
        for j in 0..5 {
            columns[i + j] = token.madd_lo(columns[i + j], a.0[i], b.0[j]);
            columns[i + j + 1] = token.madd_hi(columns[i + j + 1], a.0[i], b.0[j]);
        }
    }
    fold(token, &columns)
}

#[inline(always)]
fn square<B: Mul52>(token: B, a: Factor<B::V>) -> Term<B::V> {
    debug_assert!(within(token, &a.0[4..], &REDUCED[4..]));
    let (zero, [a0, a1, a2, a3, a4]) = (token.splat(0), a.0);
    let (lo, hi) = (|sum, a, b| token.madd_lo(sum, a, b), |sum, a, b| token.madd_hi(sum, a, b));
    let twice = |a| token.add(a, a);
    // Limb 4 is short: it can be doubled before. Other products of two limbs are doubled after.
    let a4_2 = twice(a4);
    let z0 = lo(zero, a0, a0);
    let z1 = hi(twice(lo(zero, a0, a1)), a0, a0);
    let z2 = lo(twice(lo(hi(zero, a0, a1), a0, a2)), a1, a1);
    let z3 = lo(lo(hi(zero, a0, a2), a1, a2), a0, a3);
    let z3 = hi(twice(z3), a1, a1);
    let z4 = lo(hi(hi(zero, a1, a2), a0, a3), a1, a3);
    let z4 = lo(lo(twice(z4), a2, a2), a0, a4_2);
    let z5 = lo(hi(zero, a1, a3), a2, a3);
    let z5 = hi(lo(hi(twice(z5), a2, a2), a1, a4_2), a0, a4_2);
    let z6 = hi(zero, a2, a3);
    let z6 = hi(lo(lo(twice(z6), a3, a3), a2, a4_2), a1, a4_2);
    let z7 = hi(lo(hi(zero, a3, a3), a3, a4_2), a2, a4_2);
    let z8 = hi(lo(zero, a4, a4), a3, a4_2);
    let z9 = hi(zero, a4, a4);
    fold(token, &[z0, z1, z2, z3, z4, z5, z6, z7, z8, z9])
}

/// Five limbs from ten columns: what is in columns 5 to 9 counts 608 times, five limbs below.
///
/// The last column is at most (2^47 + 2^12)^2 / 2^52, so that 608 of it have no high half. What
/// other columns have from 2^52 on counts in the next one.
#[inline(always)]
fn fold<B: Mul52>(b: B, z: &[B::V; 10]) -> Term<B::V> {
    let times = b.splat(608);
    let mut limbs = [b.madd_lo(z[0], z[5], times); 5];
    for i in 1..5 {
        let low = b.madd_lo(z[i], z[i + 5], times);
        let high = b.madd_hi(low, z[i + 4], times);
        limbs[i] = b.madd_lo(high, b.shr::<52>(z[i + 4]), times);
    }
    debug_assert!(within(b, &limbs, &PRODUCT));
    Term(limbs)
}

/// The limbs of the smallest representative.
///
/// A second carry leaves a number below 2^255: the last limb was below 2^48, and where a bit of it
/// was beyond 47, its other bits are few. It is p or more where 19 more of it reach 2^255.
#[inline(always)]
fn smallest<B: Mul52>(b: B, a: Reduced<B::V>) -> [B::V; 5] {
    debug_assert!(within(b, &a.0, &REDUCED));
    let a = b.reduce(Sum(a.0)).0;
    let mut carry = b.splat(19);
    for limb in &a[..4] {
        carry = b.shr::<52>(b.add(*limb, carry));
    }
    let quotient = b.shr::<47>(b.add(a[4], carry));
    let mut limbs = a;
    let mut carry = b.madd_lo(b.splat(0), quotient, b.splat(19));
    for limb in &mut limbs[..4] {
        let sum = b.add(*limb, carry);
        *limb = b.and(sum, b.splat(LOW_52));
        carry = b.shr::<52>(sum);
    }
    limbs[4] = b.and(b.add(limbs[4], carry), b.splat(LOW_47));
    limbs
}

/// Whether no limb of any lane is larger than this. For debug builds.
fn within<B: Mul52>(b: B, limbs: &[B::V], most: &[u64]) -> bool {
    let small = |(limb, most): (&B::V, &u64)| b.store(*limb).iter().all(|word| word <= most);
    limbs.iter().zip(most).all(small)
}

#[cfg(test)]
pub(super) mod raw {
    //! Elements from limbs as they are, for the tests of the extremes.

    pub(in super::super) use super::{Factor, Reduced, Sum, Term};

    macro_rules! of_limbs {
        ($($name:ident)*) => {$(
            impl<V> $name<V> {
                pub(in super::super::super) fn of(limbs: [V; 5]) -> Self {
                    $name(limbs)
                }
            }
        )*};
    }

    of_limbs!(Factor Sum Term);

    impl<V> Reduced<V> {
        pub(in super::super::super) fn limbs(self) -> [V; 5] {
            self.0
        }
    }
}
