//! Many Ed25519 signatures in one equation.
//!
//! A signature (R, s) of key A over M is right by ZIP-215 where R and A are encodings of points, s is
//! below the order l of the group, and `[8]([s]B - R - [k]A) = 0` with k = SHA-512(R ‖ A ‖ M). All of
//! them are right, but for a chance of 2^-127, where
//!
//! ```text
//! [8]( [Σ zᵢsᵢ](-B) + Σ [zᵢ]Rᵢ + Σ [Σ zᵢkᵢ]Aⱼ ) = 0      the inner sum: over the signatures by Aⱼ
//! ```
//!
//! for coefficients z of 127 bits that nobody knows before the signatures are fixed: they come from
//! a hash of all of them. Why that is enough is in `lanes/docs/coefficients.md`.

mod equation;
mod keys;
mod signatures;

use crate::backend::{Backend, Words8, enter};
use crate::curve::{Buckets, Niels, minus_base};
use core::ops::Range;
use equation::{Equation, Scratch};
use keys::Keys;
use signatures::Signatures;

/// Checks signatures together, and remembers keys.
///
/// The answer is that of one check after the other. It allocates as signatures come, about 2.2 KB
/// for eight of them, which it keeps from batch to batch; and at once 512 bytes for each key that it
/// remembers.
///
/// ```
/// use parhelion_lanes::{Backend, Batch};
///
/// let mut batch = Batch::new(Backend::detect().unwrap_or(Backend::PORTABLE), 1024);
/// batch.push(&[1; 32], b"a message", &[0; 64]);
/// assert_eq!(batch.first_wrong(0..1), Some(0));
/// ```
pub struct Batch {
    backend: Backend,
    base: [Niels; 2], // -B and -2^127 B
    keys: Keys,
    signatures: Signatures,
    scratch: Scratch,
    buckets: Buckets,
}

impl Batch {
    /// A batch that remembers at least so many keys.
    #[must_use]
    pub fn new(backend: Backend, keys: usize) -> Batch {
        Batch {
            backend,
            base: enter!(backend, token => minus_base(token)),
            keys: Keys::new(keys),
            signatures: Signatures::new(),
            scratch: Scratch::new(),
            buckets: Buckets::new(),
        }
    }

    /// A batch with as much room that remembers nothing.
    #[must_use]
    pub fn new_like(other: &Batch) -> Batch {
        Batch {
            backend: other.backend,
            base: other.base,
            keys: other.keys.new_like(),
            signatures: Signatures::new(),
            scratch: Scratch::new(),
            buckets: Buckets::new(),
        }
    }

    /// The instructions that it uses.
    #[must_use]
    pub fn backend(&self) -> Backend {
        self.backend
    }

    /// Forgets the signatures, and keeps the keys.
    pub fn clear(&mut self) {
        self.keys.begin();
        self.signatures.clear();
    }

    /// Signatures since [`Batch::clear`].
    #[must_use]
    pub fn len(&self) -> usize {
        self.signatures.len()
    }

    /// Whether there is no signature.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Asks for a signature: the number [`Batch::len`] before the call is its own.
    pub fn push(&mut self, key: &[u8; 32], message: &[u8], signature: &[u8; 64]) {
        let place = self.keys.place(key);
        self.signatures.push(self.backend, place, key, message, signature);
    }

    /// Whether all of these are right. Numbers of no signature do not count.
    #[must_use]
    pub fn holds(&mut self, range: Range<usize>) -> bool {
        let range = self.finish(range);
        self.certainly_wrong(range.clone()).is_none() && self.equation_holds(range)
    }

    /// The first of these that is wrong, where one is. Numbers of no signature do not count.
    ///
    /// Halves are tried as long as the equation fails, with the coefficients that it had: where a
    /// part of it holds, the rest does not. That costs less than two more batches without their
    /// hashes and square roots, wherever the wrong signatures are and however many.
    #[must_use]
    pub fn first_wrong(&mut self, range: Range<usize>) -> Option<usize> {
        let range = self.finish(range);
        let certain = self.certainly_wrong(range.clone());
        let (mut good, mut bad) = (range.start, certain.unwrap_or(range.end));
        if self.equation_holds(good..bad) {
            return certain;
        }
        // Below `good` all are right; from there on and before `bad`, one is wrong.
        while bad - good > 1 {
            let middle = good.midpoint(bad);
            if self.equation_holds(good..middle) { good = middle } else { bad = middle }
        }
        Some(good)
    }

    /// Everything but the equation; what is left of the range.
    fn finish(&mut self, range: Range<usize>) -> Range<usize> {
        self.keys.finish(self.backend);
        self.signatures.finish(self.backend);
        let end = range.end.min(self.len());
        range.start.min(end)..end
    }

    /// The first one that has no part in an equation: its key or R is no point, or its s is not
    /// below the order.
    fn certainly_wrong(&self, mut range: Range<usize>) -> Option<usize> {
        let (keys, signatures) = (&self.keys, &self.signatures);
        range.find(|i| !signatures.is_valid(*i) || !keys.is_valid(signatures.key(*i)))
    }

    fn equation_holds(&mut self, range: Range<usize>) -> bool {
        if range.is_empty() {
            return true;
        }
        let Batch { backend, base, keys, signatures, scratch, buckets } = self;
        let equation = Equation { base, keys, signatures, scratch, buckets, range };
        enter!(*backend, token => token.enter(equation))
    }
}

impl core::fmt::Debug for Batch {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Batch").field("backend", &self.backend.name()).finish_non_exhaustive()
    }
}
