//! Evidence and proofs once more, in frames: the verdict is that on the whole.

use parhelion_core::evidence::{DuplicateVoteEvidence, FaultProof};
use parhelion_core::proof::{MerkleProof, Proven};
use parhelion_core::stream::{DoubleVote, StateProof, write_double_vote, write_proof};
use parhelion_core::{ChainId, Error, KeyType, Limits, PublicKey, TrustedState, ValidatorSet};

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
    let found = stream.finish();
    // Of a key by which nothing can be checked a stream keeps the type alone. The stand-in for
    // signatures lets it prove something all the same: of whom, is not compared.
    if whole.is_ok_and(|proof| !is_kept(by, &proof)) {
        assert!(found.is_ok(), "{found:?}");
    } else {
        assert_eq!(found, *whole);
    }
}

/// Whether it is by a key that a stream keeps.
fn is_kept(by: Result<&ValidatorSet<'_>, &PublicKey<'_>>, proof: &FaultProof) -> bool {
    let of_a_kept_type = |key: &PublicKey<'_>| key.key_type() != KeyType::MlDsa65;
    match by {
        Ok(set) => set
            .validators()
            .filter(|validator| validator.address() == proof.validator())
            .all(|validator| of_a_kept_type(&validator.public_key())),
        Err(key) => of_a_kept_type(key),
    }
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
