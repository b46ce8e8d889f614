//! What a chain's state holds, under the header of a trusted state or under a bare root.

use crate::slice::{In, Out};
use crate::types::{Detail, TrustedState};
use crate::{LIMITS, call, stored};
use parhelion_core::proof::{
    MerkleProof, membership_under_bare_root, non_membership_under_bare_root, verify_membership,
    verify_non_membership,
};

/// Verifies that a store holds a value under a key.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_membership(
    state: In<'_, TrustedState>,
    store: In<'_, u8>,
    store_len: usize,
    key: In<'_, u8>,
    key_len: usize,
    value: In<'_, u8>,
    value_len: usize,
    proof: In<'_, u8>,
    proof_len: usize,
    state_height: Out<'_, u64>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        state_height.check()?;
        let (state, store) = (state.value()?, store.required(store_len)?);
        let (key, value) = (key.required(key_len)?, value.required(value_len)?);
        let proof = proof.required(proof_len)?;
        let (state, proof) = (stored(&state)?, MerkleProof::parse(proof, LIMITS)?);
        let proven = verify_membership(&state, store, key, value, &proof)?;
        Ok(state_height.write(proven.height())?)
    })
}

/// Verifies that a store holds nothing under a key.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_absence(
    state: In<'_, TrustedState>,
    store: In<'_, u8>,
    store_len: usize,
    key: In<'_, u8>,
    key_len: usize,
    proof: In<'_, u8>,
    proof_len: usize,
    state_height: Out<'_, u64>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        state_height.check()?;
        let (state, store) = (state.value()?, store.required(store_len)?);
        let (key, proof) = (key.required(key_len)?, proof.required(proof_len)?);
        let (state, proof) = (stored(&state)?, MerkleProof::parse(proof, LIMITS)?);
        let proven = verify_non_membership(&state, store, key, &proof)?;
        Ok(state_height.write(proven.height())?)
    })
}

/// Checks a proof that a store holds a value under a key, under a root that nobody vouches for.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_membership_under_root(
    root: In<'_, u8>,
    root_len: usize,
    store: In<'_, u8>,
    store_len: usize,
    key: In<'_, u8>,
    key_len: usize,
    value: In<'_, u8>,
    value_len: usize,
    proof: In<'_, u8>,
    proof_len: usize,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        let (root, store) = (root.required(root_len)?, store.required(store_len)?);
        let (key, value) = (key.required(key_len)?, value.required(value_len)?);
        let proof = MerkleProof::parse(proof.required(proof_len)?, LIMITS)?;
        Ok(membership_under_bare_root(root, store, key, value, &proof)?)
    })
}

/// Checks a proof that a store holds nothing under a key, under a root that nobody vouches for.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_absence_under_root(
    root: In<'_, u8>,
    root_len: usize,
    store: In<'_, u8>,
    store_len: usize,
    key: In<'_, u8>,
    key_len: usize,
    proof: In<'_, u8>,
    proof_len: usize,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        let (root, store) = (root.required(root_len)?, store.required(store_len)?);
        let (key, proof) = (key.required(key_len)?, proof.required(proof_len)?);
        let proof = MerkleProof::parse(proof, LIMITS)?;
        Ok(non_membership_under_bare_root(root, store, key, &proof)?)
    })
}
