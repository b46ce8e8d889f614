//! What a client begins with.

use crate::hash::Hash;
use crate::light::{Options, TrustedState};
use crate::limits::{Limits, MAX_CLIENT_BYTES, MAX_CLIENT_REQUESTS};
use crate::time::Duration;

/// What is trusted at the beginning.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub enum Root {
    /// A state from a store, from an on-chain client, or from the client before.
    State(TrustedState),
    /// A height and a hash that somebody believes: the primary is asked for the block, and the
    /// witnesses whether they have it too. Whether it is expired is seen when it is built on.
    Faith {
        /// The height, from 1.
        height: u64,
        /// The hash of the header.
        hash: Hash,
    },
}

/// Where to go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To the primary's last block.
    Latest,
    /// To a height. One below the root is reached backwards, by hashes.
    Height(u64),
}

/// Which headers to verify on the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// As few as the changes of the validators allow.
    Skipping,
    /// Each.
    Sequential,
}

/// What the caller decides once for a chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameters {
    /// Of each step.
    pub options: Options,
    /// Of what is parsed.
    pub limits: Limits,
    /// Of the whole way.
    pub budget: Budget,
    /// How long a chain may take for its next block: a witness that is behind gets so much time, and
    /// twice the drift.
    pub max_block_lag: Duration,
}

impl Parameters {
    /// The defaults of each, and ten seconds. `cometbft light/client.go defaultMaxBlockLag`.
    pub const DEFAULT: Parameters = Parameters {
        options: Options::DEFAULT,
        limits: Limits::DEFAULT,
        budget: Budget::DEFAULT,
        max_block_lag: Duration::from_seconds(10),
    };
}

/// What a client may ask for on its way to one target. The default is the most; a caller lowers it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    requests: u32,
    bytes: u64,
}

impl Budget {
    /// The bounds [`MAX_CLIENT_REQUESTS`] and [`MAX_CLIENT_BYTES`].
    pub const DEFAULT: Budget = Budget { requests: MAX_CLIENT_REQUESTS, bytes: MAX_CLIENT_BYTES };

    /// Lowers the number of replies.
    #[must_use]
    pub const fn with_requests(self, requests: u32) -> Budget {
        let requests = if requests < self.requests { requests } else { self.requests };
        Budget { requests, ..self }
    }

    /// Lowers the number of bytes in all replies together.
    #[must_use]
    pub const fn with_bytes(self, bytes: u64) -> Budget {
        let bytes = if bytes < self.bytes { bytes } else { self.bytes };
        Budget { bytes, ..self }
    }

    /// Replies, at most.
    #[must_use]
    pub const fn requests(&self) -> u32 {
        self.requests
    }

    /// Bytes in all replies together, at most.
    #[must_use]
    pub const fn bytes(&self) -> u64 {
        self.bytes
    }
}

/// Memory that is lent. What it holds before is not looked at.
///
/// Skipping keeps a state for each header that it verifies, and the root: rarely more than a few.
/// Sequential keeps each: choose the target no further away than there is room.
#[derive(Debug)]
pub struct Memory<'m> {
    /// For the way to the target.
    pub trace: &'m mut [Option<TrustedState>],
    /// For the way of a witness that has another header.
    pub other: &'m mut [Option<TrustedState>],
}
