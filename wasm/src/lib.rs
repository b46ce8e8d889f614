//! The JavaScript interface of Parhelion: converts bytes and numbers, calls one function of
//! `parhelion-core`, and decides nothing. What JavaScript's users call stands in `js/`; these are
//! the functions behind it, and the features are the entries of the package.
//!
//! * none: `parhelion/verify`, one step of a light client, with single signatures.
//! * `wallet`: `parhelion`, with batches of signatures, commits and proofs of state.
//! * `full`: `parhelion/full`.

#![deny(unsafe_code)]
#![cfg_attr(all(target_arch = "wasm32", not(feature = "full")), no_std)]

extern crate alloc;

mod error;
mod input;
#[cfg(all(target_arch = "wasm32", not(feature = "full")))]
#[allow(unsafe_code, reason = "whoever hands out memory has addresses")]
mod memory;
pub mod record;
#[cfg(all(target_arch = "wasm32", not(feature = "full")))]
mod runtime;
pub mod state;
#[cfg(not(feature = "wallet"))]
pub mod step;

#[cfg(feature = "wallet")]
pub mod commit;
#[cfg(feature = "wallet")]
pub mod proof;
#[cfg(feature = "wallet")]
pub mod verifier;

#[cfg(feature = "full")]
pub mod check;
#[cfg(feature = "full")]
pub mod client;
#[cfg(feature = "full")]
pub mod consumer;
#[cfg(feature = "full")]
pub mod documents;
#[cfg(feature = "full")]
pub mod evidence;
#[cfg(feature = "full")]
pub mod follow;
#[cfg(feature = "full")]
pub mod valset_change;

use alloc::string::String;
use wasm_bindgen::prelude::*;

/// The version of the library.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").into()
}
