//! Evidence and proofs once more, as a signer gets them: in frames, cut into chunks.

use crate::kinds::LIMITS;
use parhelion_core::evidence::{DuplicateVoteEvidence, FaultProof};
use parhelion_core::proof::{MerkleProof, Proven};
use parhelion_core::stream::{DoubleVote, StateProof, write_double_vote, write_proof};
use parhelion_core::{ChainId, Error, PublicKey, TrustedState, ValidatorSet};

/// By what a double vote is judged.
#[derive(Clone, Copy)]
#[allow(missing_docs, reason = "the names say it")]
pub enum By<'v> {
    Set(&'v ValidatorSet<'v>),
    Key(&'v PublicKey<'v>),
}

/// A double vote in frames, of a chain that there can be.
#[allow(missing_docs, reason = "the parameters of the function")]
pub struct SentVotes<'v> {
    pub chain_id: &'v str,
    pub by: By<'v>,
    pub evidence: &'v DuplicateVoteEvidence<'v>,
}

impl SentVotes<'_> {
    /// Asks by chunks of several sizes: none may change a verdict.
    ///
    /// # Panics
    /// Where one does.
    pub fn same_as(&self, whole: &Result<FaultProof, Error>) {
        let Ok(chain_id) = ChainId::new(self.chain_id) else { return };
        let frames = self.frames();
        for size in sizes(&frames) {
            let streamed = self.push(&chain_id, frames.chunks(size));
            assert_eq!(streamed, *whole, "by {size}");
        }
    }

    /// What a host sends.
    ///
    /// # Panics
    /// Where it cannot: no key is as long as a frame.
    #[must_use]
    pub fn frames(&self) -> Vec<u8> {
        let set = match self.by {
            By::Set(set) => Some(set),
            By::Key(_) => None,
        };
        let mut sent = Vec::new();
        write_double_vote(self.evidence, set, &mut sent).unwrap();
        sent
    }

    /// What a signer says to these chunks.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn push<'b>(
        &self,
        chain_id: &ChainId,
        chunks: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<FaultProof, Error> {
        let mut stream = match self.by {
            By::Set(set) => DoubleVote::by_set(chain_id, &set.hash(), LIMITS),
            By::Key(key) => DoubleVote::by_key(chain_id, key),
        };
        chunks.into_iter().try_for_each(|chunk| stream.push(chunk))?;
        stream.finish()
    }
}

/// A proof of state in frames.
#[allow(missing_docs, reason = "the parameters of the function")]
pub struct SentProof<'p> {
    pub header: &'p TrustedState,
    pub store: &'p [u8],
    pub key: &'p [u8],
    pub value: Option<&'p [u8]>,
    pub proof: &'p MerkleProof<'p>,
}

impl<'p> SentProof<'p> {
    /// Asks by chunks of several sizes: none may change a verdict.
    ///
    /// # Panics
    /// Where one does, and where no frame holds a part of the proof.
    pub fn same_as(&self, whole: &Result<Proven<'_>, Error>) {
        let frames = self.frames().unwrap();
        for size in sizes(&frames) {
            assert_eq!(self.push(frames.chunks(size)), *whole, "by {size}");
        }
    }

    /// What a host sends.
    ///
    /// # Errors
    /// Those of the host.
    pub fn frames(&self) -> Result<Vec<u8>, Error> {
        let mut sent = Vec::new();
        write_proof(self.proof, &mut sent).map(|()| sent)
    }

    /// What a signer says to these chunks.
    ///
    /// # Errors
    /// Those of the signer.
    pub fn push<'b>(
        &self,
        chunks: impl IntoIterator<Item = &'b [u8]>,
    ) -> Result<Proven<'p>, Error> {
        let SentProof { header, store, key, .. } = *self;
        let mut stream = match self.value {
            Some(value) => StateProof::membership(header, store, key, value),
            None => StateProof::non_membership(header, store, key),
        }?;
        chunks.into_iter().try_for_each(|chunk| stream.push(chunk))?;
        stream.finish()
    }
}

/// A byte at a time, a USB packet, another size, all at once.
fn sizes(frames: &[u8]) -> [usize; 4] {
    [1, 64, 1 + frames.len() % 251, frames.len()]
}
