//! The kind of cases that is about proofs of state.

use crate::case::{Bytes, required};
use crate::frames::SentProof;
use crate::kinds::{Answer, LIMITS};
use crate::{BadCase, Case};
use parhelion_core::proof::{self, MerkleProof};
use parhelion_core::{ChainId, Error, Time, TrustedState};
use sha2::{Digest, Sha256};

/// A path or a root that is not there is empty: the judge refuses it as one.
pub(crate) fn ics23(case: &Case) -> Result<Answer, BadCase> {
    let bytes = &required(case.proof.as_ref(), "proof")?.0;
    let root = case.root.as_ref().map_or(&[][..], |root| &root.0);
    let path = case.path.as_deref().unwrap_or_default();
    Ok((|| {
        let proof = MerkleProof::parse(bytes, LIMITS)?;
        let [store, key] = path else {
            return Err(Error::ProofCount { found: u32::try_from(path.len()).unwrap_or(u32::MAX) });
        };
        let (store, key) = (&store.0[..], &key.0[..]);
        let answer = match &case.value {
            Some(Bytes(value)) => {
                proof::membership_under_bare_root(root, store, key, value, &proof)
            }
            None => proof::non_membership_under_bare_root(root, store, key, &proof),
        };
        same_under_a_header(root, store, key, case.value.as_ref(), &proof, answer);
        answer.map(|()| None)
    })())
}

/// Asks again under a header that has the root as its app hash: it must not change a verdict.
fn same_under_a_header(
    root: &[u8],
    store: &[u8],
    key: &[u8],
    value: Option<&Bytes>,
    proof: &MerkleProof<'_>,
    alone: Result<(), Error>,
) {
    let Some(header) = header(root) else { return };
    let proven = match value {
        Some(Bytes(value)) => proof::verify_membership(&header, store, key, value, proof),
        None => {
            let proven = proof::verify_non_membership(&header, store, key, proof);
            let gap = proof::verify_gap(&header, store, key, proof);
            assert_eq!(gap.map(|gap| *gap.proven()), proven, "a gap is an absence");
            if let Ok(gap) = gap {
                let (left, right) = (gap.left(), gap.right());
                assert!(left.is_some() || right.is_some());
                assert!(left.is_none_or(|left| left.key() < key));
                assert!(right.is_none_or(|right| right.key() > key));
            }
            proven
        }
    };
    let (header, value) = (&header, value.map(|value| &value.0[..]));
    SentProof { header, store, key, value, proof }.same_as(&proven);
    if root.len() == 32 {
        assert_eq!(proven.map(drop), alone, "a header must not change a verdict");
    } else {
        let length = u32::try_from(root.len()).unwrap_or(u32::MAX);
        assert_eq!(proven, Err(Error::AppHashLength { length }));
    }
    if let Ok(proven) = proven {
        assert!(proven.is_of(header));
        assert_eq!((proven.store(), proven.key(), proven.value()), (store, key, value));
    }
}

/// A state with an app hash of at most 64 bytes, as it would have been stored.
fn header(app_hash: &[u8]) -> Option<TrustedState> {
    let time = Time::from_unix(1_700_000_000, 0)?;
    let state = TrustedState::from_on_chain_client(ChainId::new("a-1").ok()?, 7, time, &[]).ok()?;
    let mut bytes = state.to_bytes();
    bytes[6] |= 8;
    bytes[29] = u8::try_from(app_hash.len()).ok()?;
    bytes.get_mut(128..192)?.get_mut(..app_hash.len())?.copy_from_slice(app_hash);
    let checksum = Sha256::digest(&bytes[..248]);
    bytes[248..].copy_from_slice(&checksum[..8]);
    TrustedState::from_trusted_bytes(&bytes).ok()
}
