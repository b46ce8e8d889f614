//! What is trusted: how a state begins, and what it says.

use crate::slice::{In, Out};
use crate::types::{Detail, HeaderInfo, TrustedState};
use crate::{LIMITS, call, stored};
use parhelion_core::proof::tendermint::{ClientState, ConsensusState, from_on_chain_client};
use parhelion_core::{Hash, LightBlock};

/// Trusts the header of a block because somebody vouches for its hash.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_trust_on_faith(
    block: In<'_, u8>,
    block_len: usize,
    hash: In<'_, [u8; 32]>,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        let (block, hash) = (block.required(block_len)?, Hash(hash.value()?));
        let block = LightBlock::parse(block, LIMITS)?;
        let state = parhelion_core::TrustedState::trust_on_faith(block.header(), &hash)?;
        Ok(next.write((&state).into())?)
    })
}

/// Tells what a state says of its header.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_trusted_state_info(
    state: In<'_, TrustedState>,
    info: Out<'_, HeaderInfo>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        info.check_made()?;
        let state = stored(&state.value()?)?;
        Ok(info.write((&state).into())?)
    })
}

/// Trusts what a client on another chain knows of a height.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_trusted_state_from_client(
    client_state: In<'_, u8>,
    client_state_len: usize,
    revision: u64,
    height: u64,
    consensus_state: In<'_, u8>,
    consensus_state_len: usize,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        let client_state = client_state.required(client_state_len)?;
        let consensus_state = consensus_state.required(consensus_state_len)?;
        let client_state = ClientState::parse(client_state, LIMITS)?;
        let consensus_state = ConsensusState::parse(consensus_state, LIMITS)?;
        let state = from_on_chain_client(&client_state, (revision, height), &consensus_state)?;
        Ok(next.write((&state).into())?)
    })
}
