//! The C interface of Parhelion. Its contract is the header, `include/parhelion.h`; this crate
//! converts pointers and numbers, calls one function of `parhelion-core`, and decides nothing.
//!
//! A panic of a dependency becomes [`INTERNAL`] at one boundary. Nothing allocates but what works
//! with a verifier, and the reading of JSON. Without the feature `std` there are neither these nor the
//! boundary, and of the functions those that a signer needs.

#![cfg_attr(not(feature = "std"), no_std)]
#![cfg_attr(not(feature = "std"), allow(dead_code, reason = "what the other functions use"))]
#![deny(unsafe_code)]
#![allow(clippy::too_many_arguments, reason = "C has no other way")]

#[cfg(feature = "std")]
mod client;
mod code;
#[cfg(feature = "std")]
mod commit;
#[cfg(feature = "std")]
mod consumer;
mod detail;
#[cfg(feature = "std")]
mod evidence;
#[cfg(not(target_arch = "wasm32"))]
mod guard;
#[cfg(feature = "json")]
mod json;
#[cfg(feature = "std")]
mod lend;
mod library;
#[cfg(feature = "std")]
mod light;
#[cfg(feature = "std")]
mod message;
mod proof;
mod slice;
#[cfg(not(target_arch = "wasm32"))]
mod stream;
mod trust;
mod types;
#[cfg(feature = "std")]
mod valset_change;
#[cfg(feature = "std")]
mod verifier;

pub use code::{ARGUMENT, INTERNAL, OK, UNREADABLE};
pub use library::ABI_VERSION;
#[cfg(feature = "std")]
pub use slice::Handle;
pub use slice::{BadPointer, In, Out, Plain};
#[cfg(not(target_arch = "wasm32"))]
pub use slice::{Held, Storage};
pub use types::{
    Answer, Attested, Bytes, Detail, Entry, FaultProof, HeaderInfo, Member, Options, Signer,
    StoredState, Tally, TrustedState, Versioned,
};
#[cfg(not(target_arch = "wasm32"))]
pub use types::{Guard, GuardEntry, Permit, Position, TrustedValidator, Update};
#[cfg(not(target_arch = "wasm32"))]
pub use types::{WORDS_32, WORDS_64};

use detail::Failure;
use parhelion_core::{Limits, Time};

/// The most that is read of one input: the core's own bounds.
const LIMITS: &Limits = &Limits::DEFAULT;

/// Answers one call: its code, and, where C asks for them, the numbers of the code.
fn call(why: &Out<'_, Detail>, work: impl FnOnce() -> Result<(), Failure>) -> i32 {
    let outcome = boundary(|| {
        if !why.is_null() {
            why.check_made()?;
        }
        work()
    });
    let detail = Detail::of(&outcome);
    // What cannot be written to has been refused above, and is not written to.
    if why.check_made().is_ok() {
        let _ = why.write(detail);
    }
    detail.code
}

/// The one place where a panic of a dependency ends: unwinding into C is undefined.
#[cfg(feature = "std")]
fn boundary<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    use std::panic::{AssertUnwindSafe, catch_unwind};
    // Nothing that the call has written to is looked at after a panic.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Failure::Internal))
}

/// A panic ends in its handler.
#[cfg(not(feature = "std"))]
fn boundary<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    call()
}

/// Stops for good, so that a watchdog resets: there is nothing to go on with.
#[cfg(feature = "panic-handler")]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    loop {}
}

/// The time of a call.
fn time(seconds: i64, nanos: u32) -> Result<Time, Failure> {
    Time::from_unix(seconds, nanos).ok_or(Failure::Argument)
}

/// A state that C stored.
fn stored(state: &TrustedState) -> Result<parhelion_core::TrustedState, Failure> {
    Ok(parhelion_core::TrustedState::from_trusted_bytes(&state.bytes)?)
}

/// The options of a call, which their macro made.
fn options(options: &In<'_, Options>) -> Result<Options, Failure> {
    let options = options.value()?;
    if options.struct_size == size_of::<Options>() { Ok(options) } else { Err(Failure::Argument) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_a_code() {
        let caught: Result<(), Failure> = boundary(|| panic!("this message belongs to the test"));
        assert_eq!(Detail::of(&caught).code, INTERNAL);
    }
}
