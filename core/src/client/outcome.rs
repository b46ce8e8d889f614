//! How a client ends.

use super::{Fork, Peer};
use crate::error::Error;
use crate::light::TrustedState;

/// The end.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub enum Outcome {
    /// The target was verified, and the witnesses that answered have it as well.
    Verified {
        /// The state after it.
        state: TrustedState,
        /// How many witnesses have it. None are asked at the root and below it, where the hash that is
        /// trusted decides, and none where there are no witnesses.
        witnesses: usize,
    },
    /// The primary has nothing above the header that is trusted.
    UpToDate,
    /// The primary and a witness have different headers, and each can prove its own.
    Fork(Fork),
    /// Neither.
    Failed(Failed),
}

/// Why a client ended without its target. What its trace holds was verified, but compared with
/// nobody.
///
/// Source: `cometbft light/errors.go ErrVerificationFailed`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed {
    /// Why.
    pub error: Error,
    /// Whose block or silence it was, where it was somebody's.
    pub peer: Option<Peer>,
    /// The last height that had been verified.
    pub from: u64,
    /// The height that was to be verified, or 0 for the latest.
    pub to: u64,
}
