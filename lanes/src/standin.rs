//! Stands in for transcript and scalars until they are there.
use crate::backend::{Lanes, Words8};
use curve25519_dalek::Scalar;
use sha2::{Digest, Sha512};

pub(crate) struct Transcript(Sha512);
pub(crate) struct Randomizers([u8; 64], u64);
impl Transcript {
    pub(crate) fn new<B: Words8>(_: B) -> Transcript {
        Transcript(Sha512::new())
    }
    pub(crate) fn absorb<B: Words8>(&mut self, _: B, k: &Lanes<8>, s: &Lanes<4>, live: usize) {
        for lane in 0..live {
            for w in k.iter().chain(s) {
                self.0.update(w[lane].to_le_bytes());
            }
        }
    }
    pub(crate) fn finish<B: Words8>(self, _: B) -> Randomizers {
        Randomizers(self.0.finalize().into(), 0)
    }
}
impl Randomizers {
    pub(crate) fn next<B: Words8>(&mut self, _: B) -> Lanes<2> {
        let mut z = [[0; 8]; 2];
        for lane in 0..8 {
            self.1 += 1;
            let h: [u8; 64] = Sha512::new()
                .chain_update(self.0)
                .chain_update(self.1.to_le_bytes())
                .finalize()
                .into();
            z[0][lane] = u64::from_le_bytes(*h.first_chunk().unwrap());
            z[1][lane] = u64::from_le_bytes(*h.last_chunk().unwrap()) >> 1;
        }
        z
    }
}
pub(crate) fn is_canonical(s: &[u8; 32]) -> bool {
    bool::from(Scalar::from_canonical_bytes(*s).is_some())
}
fn lane<const N: usize>(x: &Lanes<N>, l: usize) -> Scalar {
    let mut b = [0; 64];
    for i in 0..N {
        b[8 * i..8 * i + 8].copy_from_slice(&x[i][l].to_le_bytes());
    }
    Scalar::from_bytes_mod_order_wide(&b)
}
fn limbs(s: Scalar) -> [u64; 5] {
    let w: [u64; 4] = core::array::from_fn(|i| u64::from_le_bytes(s.as_bytes().as_chunks().0[i]));
    let m = (1 << 52) - 1;
    [
        w[0] & m,
        (w[0] >> 52 | w[1] << 12) & m,
        (w[1] >> 40 | w[2] << 24) & m,
        (w[2] >> 28 | w[3] << 36) & m,
        w[3] >> 16,
    ]
}
fn all(f: impl Fn(usize) -> Scalar) -> Lanes<5> {
    let mut o = [[0; 8]; 5];
    for l in 0..8 {
        for (i, x) in limbs(f(l)).into_iter().enumerate() {
            o[i][l] = x;
        }
    }
    o
}
pub(crate) fn mul_wide<B: Words8>(_: B, k: &Lanes<8>, z: &Lanes<2>) -> Lanes<5> {
    all(|l| lane(k, l) * lane(z, l))
}
pub(crate) fn mul<B: Words8>(_: B, k: &Lanes<4>, z: &Lanes<2>) -> Lanes<5> {
    all(|l| lane(k, l) * lane(z, l))
}
pub(crate) fn reduce<B: Words8>(_: B, x: &Lanes<5>) -> Lanes<5> {
    let r = Scalar::from(1u64 << 52);
    all(|l| x.iter().rev().fold(Scalar::ZERO, |a, limb| a * r + Scalar::from(limb[l])))
}
