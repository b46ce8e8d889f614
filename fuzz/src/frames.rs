//! Evidence and proofs once more, in frames: the verdict is that on the whole.

use parhelion_core::evidence::{DuplicateVoteEvidence, FaultProof};
use parhelion_core::proof::{MerkleProof, Proven};
use parhelion_core::stream::{DoubleVote, StateProof, write_double_vote, write_proof};
use parhelion_core::{ChainId, Error, Limits, PublicKey, TrustedState, ValidatorSet};

/// Asks by the set, or by the key where there is none, of a chain that there can be.
pub(crate) fn double_vote(
    chain_id: &str,
    by: Result<&ValidatorSet<'_>, &PublicKey<'_>>,
    evidence: &DuplicateVoteEvidence<'_>,
    whole: &Result<FaultProof, Error>,
) {
    let Ok(chain_id) = ChainId::new(chain_id) else { return };
    let mut frames = Vec::new();
    write_double_vote(evidence, by.ok(), &mut frames).expect("no key is as long as a frame");
    let mut stream = match by {
        Ok(set) => DoubleVote::by_set(&chain_id, &set.hash(), &Limits::DEFAULT),
        Err(key) => DoubleVote::by_key(&chain_id, key),
    };
    frames.chunks(size(&frames)).for_each(|chunk| stream.push(chunk).expect("frames of the host"));
    assert_eq!(stream.finish(), *whole);
}

/// Asks under a header, of a value or, without one, of an absence. What no frame holds is not asked.
pub(crate) fn state(
    header: &TrustedState,
    [store, key]: [&[u8]; 2],
    value: Option<&[u8]>,
    proof: &MerkleProof<'_>,
    whole: &Result<Proven<'_>, Error>,
) {
    let mut frames = Vec::new();
    if let Err(error) = write_proof(proof, &mut frames) {
        assert!(matches!(error, Error::FrameTooLong { .. }), "{error}");
        return;
    }
    let stream = match value {
        Some(value) => StateProof::membership(header, store, key, value),
        None => StateProof::non_membership(header, store, key),
    };
    let streamed = stream.and_then(|mut stream| {
        frames.chunks(size(&frames)).try_for_each(|chunk| stream.push(chunk))?;
        stream.finish()
    });
    assert_eq!(streamed, *whole);
}

/// Of chunks, whatever the frames are.
fn size(frames: &[u8]) -> usize {
    1 + frames.len() % 67
}
