//! Light verification: one block, the block before, many blocks in a row.

use crate::detail::Failure;
use crate::slice::{Handle, In, Out, apart};
use crate::types::{Bytes, Detail, Options, TrustedState};
use crate::{LIMITS, call, options as read_options, stored, time};
use parhelion_core::{Error, LightBlock, SignedHeader, ValidatorSet, Verifier, light};

/// Verifies a block of any height above the trusted one.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verify(
    state: In<'_, TrustedState>,
    trusted_validators: In<'_, u8>,
    trusted_validators_len: usize,
    block: In<'_, u8>,
    block_len: usize,
    options: In<'_, Options>,
    now_seconds: i64,
    now_nanos: u32,
    verifier: Handle<'_, Verifier>,
    scratch: Out<'_, u32>,
    scratch_words: usize,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        let read = [trusted_validators.span(trusted_validators_len), block.span(block_len)];
        let set = trusted_validators.slice(trusted_validators_len)?;
        let (state, block) = (state.value()?, block.required(block_len)?);
        let (options, now) = (read_options(&options)?, time(now_seconds, now_nanos)?);
        let verifier = verifier.get()?;
        apart(&[scratch.span(scratch_words)], read)?;
        let scratch = scratch.slice(scratch_words)?;

        let state = stored(&state)?;
        let set = set.map(|bytes| ValidatorSet::parse(bytes, LIMITS)).transpose()?;
        let block = LightBlock::parse(block, LIMITS)?;
        let (options, set) = (options.read()?, set.as_ref());
        let verified = match verifier {
            Some(verifier) => light::verify_with(&state, set, &block, &options, now, verifier),
            None => light::verify(&state, set, &block, &options, now, scratch),
        }?;
        Ok(next.write(verified.trusted_state().into())?)
    })
}

/// Verifies the header of the block before the trusted one.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verify_backwards(
    state: In<'_, TrustedState>,
    signed_header: In<'_, u8>,
    signed_header_len: usize,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        let (state, signed) = (state.value()?, signed_header.required(signed_header_len)?);
        let state = stored(&state)?;
        let signed = SignedHeader::parse(signed, LIMITS)?;
        let verified = light::verify_backwards(&state, &signed.header())?;
        Ok(next.write(verified.trusted_state().into())?)
    })
}

/// Verifies blocks that follow one another directly.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_verify_window(
    state: In<'_, TrustedState>,
    blocks: In<'_, Bytes<'_>>,
    blocks_len: usize,
    options: In<'_, Options>,
    now_seconds: i64,
    now_nanos: u32,
    verifier: Handle<'_, Verifier>,
    next: Out<'_, TrustedState>,
    verified: Out<'_, usize>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        verified.check()?;
        let list = blocks.span(blocks_len);
        let (state, blocks) = (state.value()?, blocks.list(blocks_len)?);
        for block in blocks {
            block.data.list(block.len)?;
        }
        let read = blocks.iter().map(|block| block.data.span(block.len));
        apart(&[verified.span(1)], read.chain([list]))?;
        let (options, now) = (read_options(&options)?, time(now_seconds, now_nanos)?);
        let verifier = verifier.get()?.ok_or(Failure::Argument)?;

        verified.write(0)?;
        let (state, options) = (stored(&state)?, options.read()?);
        let mut unread = None;
        // What does not decode ends the window, unless a signature before it is wrong.
        let blocks = blocks.iter().map_while(|block| match parse(block) {
            Ok(block) => Some(block),
            Err(failure) => {
                unread = Some(failure);
                None
            }
        });
        let window = light::verify_window(&state, blocks, &options, now, verifier);
        verified.write(window.verified().len())?;
        if !window.verified().is_empty() {
            next.write(window.trusted_state().into())?;
        }
        match (window.error(), unread) {
            (Some(error), _) => Err(error.into()),
            (None, Some(failure)) => Err(failure),
            (None, None) => Ok(()),
        }
    })
}

fn parse<'a>(block: &Bytes<'a>) -> Result<LightBlock<'a>, Failure> {
    let bytes = block.data.list(block.len)?;
    LightBlock::parse(bytes, LIMITS).map_err(|error: Error| error.into())
}
