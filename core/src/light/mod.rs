//! From a trusted state to the next: the ordered predicates of light verification.
//!
//! ```text
//! bytes ── parse ──▶ LightBlock
//! TrustedState ──┐
//! Options, now ──┤  trusted validators are those that the state names
//!                ├  not expired · chain, commit and header fit · higher, later, not from the future
//!                ├  the set is the one that the header names
//!                ├  adjacent: the set is the one announced / skipping: enough of the trusted set signed
//!                └  more than 2/3 of its own set signed
//! ──▶ Verified { header, TrustedState }   or   one error
//! ```
//!
//! The order of the checks is part of the verdict: `docs/order-of-checks.md`.

mod claim;
mod options;
mod own_set;
mod predicates;
#[cfg(feature = "alloc")]
mod segment;
mod trusted;
mod verify;
#[cfg(feature = "alloc")]
mod window;

pub(crate) use claim::Claim;
pub use options::Options;
pub(crate) use own_set::{OwnSet, verify_by_set};
#[cfg(feature = "alloc")]
pub use segment::Segment;
pub use trusted::{TRUSTED_STATE_LEN, TrustedState};
pub use verify::{
    Verified, verify, verify_adjacent, verify_backwards, verify_known, verify_skipping,
    verify_without_clock,
};
#[cfg(feature = "alloc")]
pub use verify::{verify_adjacent_with, verify_skipping_with, verify_with};
#[cfg(feature = "alloc")]
pub use window::{Window, verify_window};
