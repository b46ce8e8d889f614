//! A block in frames: the host writes them, the signer takes them in.

use crate::detail::Failure;
use crate::slice::{In, Out, apart};
use crate::types::{Detail, Options, TrustedState, TrustedValidator, Update};
use crate::{LIMITS, call, options as read_options, stored, time};
use parhelion_core::stream::{self, Frames, write_trusted_set};
use parhelion_core::{Sink, TrustThreshold};

/// A block of which a part has come, and the memory that was lent for it.
pub struct Stream {
    update: stream::Update,
    memory: &'static mut [stream::TrustedValidator],
}

/// Begins with a trusted state, and a clock.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_update_begin(
    state: In<'_, TrustedState>,
    options: In<'_, Options>,
    now_seconds: i64,
    now_nanos: u32,
    memory: Out<'static, TrustedValidator>,
    memory_len: usize,
    update: Out<'_, Update>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        update.check_size()?;
        let (options, now) = (read_options(&options)?, time(now_seconds, now_nanos)?);
        apart(&[memory.span(memory_len), update.span(1)], [state.span(1)])?;
        let state = state.value()?;
        let memory = memory.lend(memory_len, stream::TrustedValidator::NONE)?;
        update.empty()?;
        let (state, options) = (stored(&state)?, options.read()?);
        let begun = stream::Update::new(&state, &options, now);
        Ok(update.fill(Stream { update: begun, memory })?)
    })
}

/// Begins with a trusted state, without a clock.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_update_begin_without_clock(
    state: In<'_, TrustedState>,
    trust_numerator: u64,
    trust_denominator: u64,
    memory: Out<'static, TrustedValidator>,
    memory_len: usize,
    update: Out<'_, Update>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        update.check_size()?;
        apart(&[memory.span(memory_len), update.span(1)], [state.span(1)])?;
        let state = state.value()?;
        let memory = memory.lend(memory_len, stream::TrustedValidator::NONE)?;
        update.empty()?;
        let state = stored(&state)?;
        let trust_threshold = TrustThreshold::new(trust_numerator, trust_denominator)?;
        let begun = stream::Update::without_clock(&state, trust_threshold);
        Ok(update.fill(Stream { update: begun, memory })?)
    })
}

/// Takes the next bytes.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_update_push(
    update: Out<'_, Update>,
    chunk: In<'_, u8>,
    chunk_len: usize,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        apart(&[update.span(1)], [chunk.span(chunk_len)])?;
        let (stream, chunk) = (update.value_mut()?, chunk.list(chunk_len)?);
        Ok(stream.update.push(chunk, stream.memory)?)
    })
}

/// The verdict, after which the update is over.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_update_finish(
    update: Out<'_, Update>,
    next: Out<'_, TrustedState>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        next.check()?;
        apart(&[update.span(1), next.span(1)], [])?;
        let verified = update.value_mut()?.update.finish();
        update.empty()?;
        let verified = verified?;
        Ok(next.write(verified.trusted_state().into())?)
    })
}

/// Writes the frames of a block, and before them those of the trusted set.
#[expect(unsafe_code, reason = "exported under its own name")]
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_update_frames(
    trusted_validators: In<'_, u8>,
    trusted_validators_len: usize,
    block: In<'_, u8>,
    block_len: usize,
    out: Out<'_, u8>,
    out_capacity: usize,
    out_len: Out<'_, usize>,
    why: Out<'_, Detail>,
) -> i32 {
    call(&why, || {
        out_len.check()?;
        let read = [trusted_validators.span(trusted_validators_len), block.span(block_len)];
        apart(&[out.span(out_capacity), out_len.span(1)], read)?;
        let set = trusted_validators.slice(trusted_validators_len)?;
        let block = block.required(block_len)?;
        let mut room = Room { bytes: out.slice(out_capacity)?, length: 0 };
        if let Some(set) = set {
            write_trusted_set(set, LIMITS, &mut room)?;
        }
        Frames::of(block, LIMITS)?.write(&mut room)?;
        out_len.write(room.length)?;
        if room.length > room.bytes.len() { Err(Failure::Argument) } else { Ok(()) }
    })
}

/// Memory that is filled as far as it goes.
struct Room<'a> {
    bytes: &'a mut [u8],
    length: usize,
}

impl Sink for Room<'_> {
    fn put(&mut self, bytes: &[u8]) {
        let free = self.bytes.get_mut(self.length..).unwrap_or_default();
        free.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
        self.length = self.length.saturating_add(bytes.len());
    }
}
