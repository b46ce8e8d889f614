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

use super::key_cache::KeyCache;
use super::{Check, ed25519, stand_in, verify};
use crate::error::Error;
use crate::types::{KeyType, PublicKey};
use alloc::vec::Vec;
use core::ops::Range;
use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::{IsIdentity, VartimeMultiscalarMul};
use sha2::{Digest, Sha512};

/// Before what is hashed for the coefficients.
const DOMAIN: &[u8] = b"parhelion: coefficients of a batch of Ed25519 signatures, 1";

/// Checks signatures in batches, and remembers keys.
///
/// It changes no verdict: whatever is verified with one gives the same answer without. It saves
/// time, at the price of memory that is allocated when it is made; one verification at a time.
///
/// Keys are remembered by their bytes, after the hash of the set that they come from has matched.
pub struct Verifier {
    cache: KeyCache,
    batch: u64,
    keys: Vec<Key>,
    pending: Vec<Pending>,
    coefficients: Vec<Scalar>, // of the keys
    randomizers: Vec<Scalar>,  // of the signatures
    scratch: Vec<u32>,
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

impl Verifier {
    /// Keys that [`Verifier::new`] has room for: those of some sets of the usual size.
    pub const KEYS: usize = 1024;

    /// A verifier that remembers [`Verifier::KEYS`] keys, in about 220 KB.
    #[must_use]
    pub fn new() -> Verifier {
        Verifier::with_keys(Verifier::KEYS)
    }

    /// A verifier that remembers at least so many keys, of about 220 bytes each.
    #[must_use]
    pub fn with_keys(keys: usize) -> Verifier {
        Verifier {
            cache: KeyCache::new(keys),
            batch: 0,
            keys: Vec::new(),
            pending: Vec::new(),
            coefficients: Vec::new(),
            randomizers: Vec::new(),
            scratch: Vec::new(),
        }
    }

    /// Memory for a look-up by address, to be given back.
    pub(crate) fn lend(&mut self, words: usize) -> Vec<u32> {
        let mut scratch = core::mem::take(&mut self.scratch);
        scratch.resize(words, 0);
        scratch
    }

    pub(crate) fn give_back(&mut self, scratch: Vec<u32>) {
        self.scratch = scratch;
    }

    /// Signatures that have been asked for and not been settled.
    pub(crate) fn pending(&self) -> usize {
        self.pending.len()
    }

    /// Whether all of these are right.
    pub(crate) fn holds(&mut self, range: Range<usize>) -> bool {
        self.equation(range).is_some_and(|sum| sum.mul_by_cofactor().is_identity())
    }

    /// The first of these that is wrong, checked one by one.
    pub(crate) fn first_wrong(&self, range: Range<usize>) -> Result<(), Error> {
        let mut pending = self.pending.get(range).unwrap_or_default().iter();
        match pending.find(|pending| !self.is_right(pending)) {
            Some(wrong) => Err(Error::WrongSignature { index: wrong.index }),
            None => Ok(()),
        }
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

impl Default for Verifier {
    fn default() -> Self {
        Verifier::new()
    }
}

impl core::fmt::Debug for Verifier {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Verifier").finish_non_exhaustive()
    }
}

impl Check for Verifier {
    fn begin(&mut self) {
        self.pending.clear();
        self.keys.clear();
        self.batch = self.batch.wrapping_add(1);
    }

    fn request(
        &mut self,
        public_key: &PublicKey<'_>,
        message: &[u8],
        signature: &[u8],
        index: u32,
    ) -> Result<(), Error> {
        if cfg!(fuzzing) {
            return stand_in(signature, index);
        }
        let parts = (<&[u8; 32]>::try_from(public_key.as_bytes()), signature.try_into());
        let (KeyType::Ed25519, (Ok(key), Ok(signature))) = (public_key.key_type(), parts) else {
            return verify(public_key, message, signature, index);
        };
        self.enqueue(key, message, signature, index);
        Ok(())
    }

    fn settle(&mut self) -> Result<(), Error> {
        let all = 0..self.pending.len();
        if all.is_empty() || self.holds(all.clone()) { Ok(()) } else { self.first_wrong(all) }
    }
}

impl Verifier {
    /// Asks for an Ed25519 signature, whether or not a fuzzer runs.
    pub(super) fn enqueue(
        &mut self,
        key: &[u8; 32],
        message: &[u8],
        signature: &[u8; 64],
        index: u32,
    ) {
        let equation = self.prepare(key, message, signature);
        self.pending.push(Pending { index, equation });
    }

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
    use std::{format, vec};

    /// A verifier that has been asked for four signatures: two by one key, and two by others.
    fn asked(change: impl Fn(u32, &mut [u8; 64])) -> Verifier {
        let mut verifier = Verifier::with_keys(4);
        verifier.begin();
        for (index, seed) in (0u32..).zip([1, 2, 1, 3]) {
            let key = SigningKey::from_bytes(&[seed; 32]);
            let message = index.to_be_bytes();
            let mut signature = key.sign(&message).to_bytes();
            change(index, &mut signature);
            let public = key.verifying_key();
            let public = PublicKey::new(KeyType::Ed25519, public.as_bytes()).unwrap();
            verifier.request(&public, &message, &signature, index).unwrap();
        }
        verifier
    }

    /// Verdicts do not tell: where the equation fails, signatures are checked one by one.
    #[test]
    fn the_equation_holds_for_right_signatures_and_for_no_others() {
        let mut right = asked(|_, _| ());
        assert_eq!(right.pending(), 4);
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

    #[test]
    fn memory_that_was_given_back_is_lent_again() {
        let mut verifier = Verifier::new();
        let mut scratch = verifier.lend(100);
        assert_eq!(scratch, [0; 100]);
        scratch.fill(7);
        verifier.give_back(scratch);
        let scratch = verifier.lend(50);
        assert!(scratch.len() == 50 && scratch.capacity() >= 100);
    }

    #[test]
    fn a_verifier_does_not_show_what_it_remembers() {
        assert_eq!(format!("{:?}", Verifier::new()), "Verifier { .. }");
    }
}
