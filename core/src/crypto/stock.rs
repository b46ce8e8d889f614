//! Many Ed25519 signatures in one equation.
//!
//! A signature (R, s) of key A over M is right by ZIP-215 where `[8]([s]B - R - [k]A) = 0` with
//! k = SHA-512(R ‖ A ‖ M). All of them are right, but for a chance of 2^-125 or so that nobody can
//! improve, where
//!
//! ```text
//! [8]( -[Σ zᵢsᵢ]B + Σ [zᵢ]Rᵢ + Σ [Σ zᵢkᵢ]Aⱼ ) = 0        the inner sum: over the signatures by Aⱼ
//! ```
//!
//! for coefficients z of 128 bits. These come from a hash of all inputs: nobody can choose a
//! signature after having seen its coefficient, and the same input has the same verdict.
//!
//! Where the equation does not hold, one of the signatures is wrong, and they are checked one by one
//! in their order: what that needs has been kept.

use super::ed25519;
use super::key_cache::KeyCache;
use alloc::vec::Vec;
use core::ops::Range;
use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};
use sha2::{Digest, Sha512};

/// Before what is hashed for the coefficients.
const DOMAIN: &[u8] = b"parhelion: coefficients of a batch of Ed25519 signatures, 1";

/// Batches on curve25519-dalek, on every machine.
pub(super) struct Stock {
    cache: KeyCache,
    batch: u64,
    keys: Vec<Key>,
    pending: Vec<Pending>,
    coefficients: Vec<Scalar>, // of the keys
    randomizers: Vec<Scalar>,  // of the signatures
}

/// A key of the batch.
struct Key {
    bytes: [u8; 32],
    point: EdwardsPoint,
}

/// A signature of the batch.
struct Pending {
    index: u32,
    /// `None`: the key is no point, or s is not below the order.
    equation: Option<Equation>,
}

#[derive(Clone, Copy)]
struct Equation {
    key: u32, // a place in the list of keys
    r: CompressedEdwardsY,
    s: Scalar,
    k: Scalar,
}

impl Stock {
    pub(super) fn with_keys(keys: usize) -> Stock {
        Stock {
            cache: KeyCache::new(keys),
            batch: 0,
            keys: Vec::new(),
            pending: Vec::new(),
            coefficients: Vec::new(),
            randomizers: Vec::new(),
        }
    }

    /// Forgets the signatures, and keeps the keys.
    pub(super) fn clear(&mut self) {
        self.pending.clear();
        self.keys.clear();
        self.batch = self.batch.wrapping_add(1);
    }

    /// Asks for a signature.
    pub(super) fn push(
        &mut self,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
        index: u32,
    ) {
        let equation = self.prepare(key, message, signature);
        self.pending.push(Pending { index, equation });
    }

    /// Signatures that have been asked for and not been settled.
    pub(super) fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether all of these are right.
    pub(super) fn holds(&mut self, range: Range<usize>) -> bool {
        self.equation(range).is_some_and(|sum| sum.mul_by_cofactor().is_identity())
    }

    /// The index of the first of these that is wrong, checked one by one.
    pub(super) fn first_wrong(&self, range: Range<usize>) -> Option<u32> {
        let mut pending = self.pending.get(range).unwrap_or_default().iter();
        pending.find(|pending| !self.is_right(pending)).map(|wrong| wrong.index)
    }

    fn is_right(&self, pending: &Pending) -> bool {
        let Some(Equation { key, r, s, k }) = pending.equation else { return false };
        self.key(key).is_some_and(|key| ed25519::equation_holds(&key.point, &r, &s, &k))
    }

    fn key(&self, place: u32) -> Option<&Key> {
        self.keys.get(usize::try_from(place).ok()?)
    }

    /// The sum whose multiple by the cofactor is zero where all signatures are right; `None` where
    /// one of them is not to be added at all.
    #[allow(clippy::arithmetic_side_effects, reason = "scalars and points do not overflow")]
    fn equation(&mut self, range: Range<usize>) -> Option<EdwardsPoint> {
        let transcript = self.transcript(range.clone())?;
        self.coefficients.clear();
        self.coefficients.resize(self.keys.len(), Scalar::ZERO);
        self.randomizers.clear();
        let pending = self.pending.get(range)?;
        let mut base = Scalar::ZERO;
        for (pending, z) in pending.iter().zip(randomizers(&transcript)) {
            let Equation { key, s, k, .. } = pending.equation?;
            base -= z * s;
            *self.coefficients.get_mut(usize::try_from(key).ok()?)? += z * k;
            self.randomizers.push(z);
        }
        let points = pending.iter().map(|pending| pending.equation?.r.decompress());
        EdwardsPoint::optional_multiscalar_mul(
            core::iter::once(&base).chain(&self.coefficients).chain(&self.randomizers),
            core::iter::once(Some(ED25519_BASEPOINT_POINT))
                .chain(self.keys.iter().map(|key| Some(key.point)))
                .chain(points),
        )
    }

    /// A hash of all that is in the equation. The message is in it by k.
    fn transcript(&self, range: Range<usize>) -> Option<[u8; 64]> {
        let pending = self.pending.get(range)?;
        let mut hasher = Sha512::new_with_prefix(DOMAIN);
        hasher.update(u64::try_from(pending.len()).ok()?.to_le_bytes());
        for pending in pending {
            let Equation { key, r, s, k } = pending.equation?;
            hasher.update(self.key(key)?.bytes);
            hasher.update(r.0);
            hasher.update(s.as_bytes());
            hasher.update(k.as_bytes());
        }
        Some(hasher.finalize().into())
    }
}

impl Stock {
    fn prepare(
        &mut self,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
    ) -> Option<Equation> {
        let s = ed25519::canonical_s(signature)?;
        let (r, _) = signature.split_first_chunk::<32>()?;
        let keys = &mut self.keys;
        let place = self.cache.place(key, self.batch, |point| {
            let place = u32::try_from(keys.len()).unwrap_or(u32::MAX);
            keys.push(Key { bytes: *key, point: *point });
            place
        })?;
        let k = ed25519::challenge(r, key, message);
        Some(Equation { key: place, r: CompressedEdwardsY(*r), s, k })
    }
}

/// Numbers of 128 bits, as many as are asked for: four of each hash. No transcript has as many bytes
/// as what is hashed here.
fn randomizers(transcript: &[u8; 64]) -> impl Iterator<Item = Scalar> {
    (0u64..).flat_map(move |block| {
        let hasher = Sha512::new_with_prefix(DOMAIN).chain_update(transcript);
        let hash: [u8; 64] = hasher.chain_update(block.to_le_bytes()).finalize().into();
        let (numbers, _) = hash.as_chunks::<16>();
        let numbers: [[u8; 16]; 4] = numbers.try_into().unwrap_or_default();
        numbers.into_iter().map(|number| Scalar::from(u128::from_le_bytes(number)))
    })
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use std::collections::BTreeSet;
    use std::vec;

    /// A batch of four signatures: two by one key, and two by others.
    fn asked(change: impl Fn(u32, &mut [u8; 64])) -> Stock {
        let mut batch = Stock::with_keys(4);
        batch.clear();
        for (index, seed) in (0u32..).zip([1, 2, 1, 3]) {
            let key = SigningKey::from_bytes(&[seed; 32]);
            let message = index.to_be_bytes();
            let mut signature = key.sign(&message).to_bytes();
            change(index, &mut signature);
            batch.push(key.verifying_key().as_bytes(), &message, &signature, index);
        }
        batch
    }

    /// Verdicts do not tell: where the equation fails, signatures are checked one by one.
    #[test]
    fn the_equation_holds_for_right_signatures_and_for_no_others() {
        let mut right = asked(|_, _| ());
        assert_eq!(right.len(), 4);
        for range in [0..4, 0..1, 1..3, 2..4, 4..4] {
            assert!(right.holds(range.clone()), "{range:?}");
        }
        for place in 0..4 {
            let mut wrong = asked(|index, signature| {
                let flip = u8::from(index == u32::try_from(place).unwrap());
                signature[32] ^= flip;
            });
            assert!(wrong.holds(0..place) && wrong.holds(place + 1..4));
            assert!(!wrong.holds(0..4) && !wrong.holds(place..place + 1));
        }
    }

    /// Whoever knew a coefficient early could choose two wrong signatures that cancel out.
    #[test]
    fn coefficients_depend_on_every_input() {
        let change: [fn(&mut Equation); 3] =
            [|it| it.r.0[0] ^= 1, |it| it.s += Scalar::ONE, |it| it.k += Scalar::ONE];
        let mut verifier = asked(|_, _| ());
        let mut transcripts = vec![verifier.transcript(0..4), verifier.transcript(0..3)];
        for place in 0..4 {
            for change in change {
                let mut verifier = asked(|_, _| ());
                change(verifier.pending[place].equation.as_mut().unwrap());
                transcripts.push(verifier.transcript(0..4));
            }
        }
        verifier.keys[2].bytes[0] ^= 1;
        transcripts.push(verifier.transcript(0..4));
        let mut all = BTreeSet::new();
        for transcript in &transcripts {
            let numbers = randomizers(transcript.as_ref().unwrap());
            all.extend(numbers.take(9).map(|number| number.to_bytes()));
        }
        assert_eq!(all.len(), 9 * transcripts.len());
    }
}
