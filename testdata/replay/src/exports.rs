//! The replay as a wasm32 module without imports: memory in, one number out. Its host is
//! `replay.mjs`. The only unsafe code of the crate.
//!
//! A panic is a trap, which the host reports; the module is not used after one.

use crate::{Case, Outcome};

const AGREE: u32 = 0;
const DISAGREE: u32 = 1;
const UNSUPPORTED: u32 = 2;
const BAD_CASE: u32 = 3;

/// Memory for `len` bytes, for the host to write a line to.
#[unsafe(no_mangle)]
pub(crate) extern "C" fn parhelion_alloc(len: usize) -> *mut u8 {
    Box::into_raw(vec![0u8; len].into_boxed_slice()).cast()
}

/// Takes memory back.
///
/// # Safety
/// `pointer` and `len` are those of one [`parhelion_alloc`], and are not used again.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn parhelion_free(pointer: *mut u8, len: usize) {
    // SAFETY: by the contract this is the slice that `parhelion_alloc` gave away.
    drop(unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(pointer, len)) });
}

/// Replays one line: 0 agree, 1 disagree, 2 unsupported, 3 not a case.
///
/// # Safety
/// `pointer` and `len` are those of one [`parhelion_alloc`] that has not been taken back.
#[unsafe(no_mangle)]
pub(crate) unsafe extern "C" fn parhelion_replay(pointer: *const u8, len: usize) -> u32 {
    // SAFETY: by the contract these are `len` bytes, initialised, and nobody writes meanwhile.
    let line = unsafe { std::slice::from_raw_parts(pointer, len) };
    replay(line).unwrap_or(BAD_CASE)
}

fn replay(line: &[u8]) -> Option<u32> {
    let case = Case::parse(std::str::from_utf8(line).ok()?).ok()?;
    Some(match case.compare(&case.answer().ok()?) {
        Outcome::Agree => AGREE,
        Outcome::Disagree => DISAGREE,
        Outcome::Unsupported => UNSUPPORTED,
    })
}
