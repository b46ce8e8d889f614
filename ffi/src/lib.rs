//! The C interface of Parhelion. Its contract is the header, `include/parhelion.h`; this crate
//! converts pointers and numbers, calls one function of `parhelion-core`, and decides nothing.
//!
//! A panic of a dependency becomes [`INTERNAL`] at one boundary. Nothing allocates but what works
//! with a verifier, and the reading of JSON.

#![deny(unsafe_code)]
#![allow(clippy::too_many_arguments, reason = "C has no other way")]

mod client;
mod code;
mod commit;
mod consumer;
mod detail;
mod evidence;
#[cfg(feature = "json")]
mod json;
mod lend;
mod library;
mod light;
mod message;
mod proof;
mod slice;
mod trust;
mod types;
mod valset_change;

pub use code::{ARGUMENT, INTERNAL, OK, UNREADABLE};
pub use library::ABI_VERSION;
pub use slice::{BadPointer, Handle, In, Out, Plain};
pub use types::{
    Answer, Attested, Bytes, Detail, Entry, FaultProof, HeaderInfo, Member, Options, Signer,
    StoredState, Tally, TrustedState, Versioned,
};

use detail::Failure;
use parhelion_core::{Limits, Time};
use std::panic::{AssertUnwindSafe, catch_unwind};

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
fn boundary<T>(call: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    // Nothing that the call has written to is looked at after a panic.
    catch_unwind(AssertUnwindSafe(call)).unwrap_or(Err(Failure::Internal))
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
