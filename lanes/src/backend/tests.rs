//! Every operation of every backend of this machine, beside loops over plain words.

extern crate std;
use super::*;
use std::vec::Vec;

/// Words whose every byte differs from lane to lane, and extremes.
fn samples() -> Vec<[u64; 8]> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut words = || {
        core::array::from_fn(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            state
        })
    };
    let mut samples: Vec<[u64; 8]> = (0..20).map(|_| words()).collect();
    samples.push([0, 1, u64::MAX, 1 << 63, (1 << 63) - 1, (1 << 52) - 1, 1 << 52, 63]);
    samples.push([u64::MAX; 8]);
    samples.push([0, 1, 51, 52, 63, 64, 65, u64::MAX]);
    samples
}

/// All operations on two vectors and a mask, as one list of words.
struct All([u64; 8], [u64; 8], u8);

impl<B: Words8> Task<B> for All {
    type Output = Vec<[u64; 8]>;

    #[inline(always)]
    fn run(self, token: B) -> Vec<[u64; 8]> {
        let (a, b) = (token.load(&self.0), token.load(&self.1));
        let bits = |mask| token.splat(u64::from(token.bits(mask)));
        let mut all = std::vec![
            token.splat(self.0[3]),
            token.add(a, b),
            token.sub(a, b),
            token.and(a, b),
            token.or(a, b),
            token.xor(a, b),
            token.shl::<12>(a),
            token.shr::<52>(a),
            token.rotr::<14>(a),
            token.shlv(a, b),
            token.shrv(a, b),
            token.swap_bytes(a),
            token.permute::<0b01_11_00_10>(a),
            bits(token.negative(a)),
            bits(token.zero(a)),
            bits(token.mask(self.2)),
            token.select(token.mask(self.2), a, b),
        ];
        let ab = [a, b, a, a, b, b, token.add(a, b), token.xor(a, b)];
        all.extend(token.transpose(ab));
        all.into_iter().map(|v| token.store(v)).collect()
    }
}

/// The same on plain words.
fn plainly(a: [u64; 8], b: [u64; 8], mask: u8) -> Vec<[u64; 8]> {
    let each = |f: fn(u64, u64) -> u64| core::array::from_fn(|i| f(a[i], b[i]));
    let bits = |f: fn(u64) -> bool| {
        let bits = (0..8).map(|i| if f(a[i]) { 1 << i } else { 0 }).sum();
        [bits; 8]
    };
    let wide = |by: u64| u32::try_from(by).ok();
    let mut all = std::vec![
        [a[3]; 8],
        each(u64::wrapping_add),
        each(u64::wrapping_sub),
        each(|a, b| a & b),
        each(|a, b| a | b),
        each(|a, b| a ^ b),
        each(|a, _| a << 12),
        each(|a, _| a >> 52),
        each(|a, _| a.rotate_right(14)),
        core::array::from_fn(|i| wide(b[i]).and_then(|by| a[i].checked_shl(by)).unwrap_or(0)),
        core::array::from_fn(|i| wide(b[i]).and_then(|by| a[i].checked_shr(by)).unwrap_or(0)),
        each(|a, _| a.swap_bytes()),
        [a[2], a[0], a[3], a[1], a[6], a[4], a[7], a[5]],
        bits(|a| a >= 1 << 63),
        bits(|a| a == 0),
        [u64::from(mask); 8],
        core::array::from_fn(|i| if mask & 1 << i == 0 { b[i] } else { a[i] }),
    ];
    let rows = [a, b, a, a, b, b, each(u64::wrapping_add), each(|a, b| a ^ b)];
    all.extend((0..8).map(|i| core::array::from_fn(|j| rows[j][i])));
    all
}

/// The sums of both halves of the products.
struct Products([u64; 8], [u64; 8], [u64; 8]);

impl<B: Mul52> Task<B> for Products {
    type Output = [[u64; 8]; 2];

    #[inline(always)]
    fn run(self, token: B) -> [[u64; 8]; 2] {
        let [sum, a, b] = [&self.0, &self.1, &self.2].map(|words| token.load(words));
        [token.store(token.madd_lo(sum, a, b)), token.store(token.madd_hi(sum, a, b))]
    }
}

fn for_all(check: impl Fn([u64; 8], [u64; 8], [u64; 8], u8)) {
    let samples = samples();
    for (i, a) in samples.iter().enumerate() {
        for (j, b) in samples.iter().enumerate() {
            check(*a, *b, samples[(i + j) % samples.len()], (i * 37 + j * 11) as u8);
        }
    }
}

#[test]
fn every_backend_computes_what_plain_words_are() {
    for_all(|a, b, _, mask| {
        let expected = plainly(a, b, mask);
        for backend in Backend::available() {
            let all = match backend.0 {
                #[cfg(target_arch = "x86_64")]
                Kind::Ifma(token) => token.enter(All(a, b, mask)),
                Kind::Portable(token) => token.enter(All(a, b, mask)),
            };
            assert_eq!(all, expected, "{}", backend.name());
        }
    });
}

#[test]
fn products_of_52_bits_are_those_of_wide_integers() {
    const LOW: u128 = (1 << 52) - 1;
    for_all(|sum, a, b, _| {
        let product = |i: usize| (u128::from(a[i]) & LOW) * (u128::from(b[i]) & LOW);
        let low = core::array::from_fn(|i| sum[i].wrapping_add((product(i) & LOW) as u64));
        let high = core::array::from_fn(|i| sum[i].wrapping_add((product(i) >> 52) as u64));
        assert_eq!(Portable.enter(Products(sum, a, b)), [low, high]);
        #[cfg(target_arch = "x86_64")]
        if let Some(token) = Ifma::detect() {
            assert_eq!(token.enter(Products(sum, a, b)), [low, high]);
        }
    });
}

#[test]
fn a_backend_is_found_by_its_name_and_by_no_other() {
    assert_eq!(Backend::named("portable"), Some(Backend(Kind::Portable(Portable))));
    assert_eq!(Backend::named("Portable"), None);
    for backend in Backend::available() {
        assert!(Backend::NAMES.contains(&backend.name()));
        assert_eq!(Backend::named(backend.name()), Some(backend));
    }
    let detected = Backend::detect().map_or("portable", Backend::name);
    assert_eq!(Backend::available().next().map(Backend::name), Some(detected));
}
