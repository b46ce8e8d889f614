//! What the client asks, and what it is told.

use crate::error::Error;
use crate::hash::Hash;
use crate::time::Duration;

/// A node that the client may ask, by the number that the caller gave it: 0 is the first primary,
/// the others are its witnesses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Peer(pub u8);

/// What the client wants next. It is told with [`super::Client::give`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The light block of a height: [`Reply::LightBlock`], or why there is none.
    LightBlock {
        /// The height.
        height: u64,
        /// Whom to ask.
        from: Peer,
        /// The validators by which the block is verified, where the block alone was not enough.
        trusted_validators: Option<TrustedSet>,
    },
    /// The last light block that a peer has: [`Reply::LightBlock`], or why there is none.
    LatestBlock {
        /// Whom to ask.
        from: Peer,
    },
    /// The header of a height: [`Reply::Header`], or why there is none.
    Header {
        /// The height.
        height: u64,
        /// Whom to ask.
        from: Peer,
    },
    /// Time, for a witness that is behind: [`Reply::Paused`].
    Pause {
        /// Whom the client waits for.
        from: Peer,
        /// How long.
        span: Duration,
    },
}

/// A set that follows a trusted header: any set with this hash is the one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TrustedSet {
    /// The height of the set: that of the header that announced it, and one more.
    pub height: u64,
    /// The hash of the set.
    pub hash: Hash,
}

/// What became of a [`Need`].
#[derive(Clone, Copy, Debug)]
pub enum Reply<'a> {
    /// A `LightBlock` in protobuf.
    LightBlock {
        /// The bytes, as the peer sent them.
        bytes: &'a [u8],
        /// The set that was asked for, a `ValidatorSet` in protobuf. Where none was asked for, one
        /// that the caller happens to have saves a request.
        trusted_validators: Option<&'a [u8]>,
    },
    /// A `Header` in protobuf.
    Header(&'a [u8]),
    /// The pause is over.
    Paused,
    /// The peer gave nothing that could be read.
    Failed(Failure),
}

impl Reply<'_> {
    /// Bytes that a peer sent.
    pub(super) fn len(&self) -> u64 {
        let (first, second) = match self {
            Reply::LightBlock { bytes, trusted_validators } => {
                (bytes.len(), trusted_validators.map_or(0, <[u8]>::len))
            }
            Reply::Header(bytes) => (bytes.len(), 0),
            Reply::Paused | Reply::Failed(_) => (0, 0),
        };
        u64::try_from(first.saturating_add(second)).unwrap_or(u64::MAX)
    }
}

/// Why a peer gave nothing.
///
/// Source: `cometbft light/provider/errors.go`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Failure {
    /// It does not have the block: `ErrLightBlockNotFound`.
    NotFound,
    /// It has not come to that height yet: `ErrHeightTooHigh`.
    HeightTooHigh,
    /// It did not answer: `ErrNoResponse`.
    NoResponse,
    /// What it answered is no light block of that height: `ErrBadLightBlock`. Such a peer is
    /// dropped; the others may be asked again.
    Bad,
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Error {
        match failure {
            Failure::NotFound => Error::LightBlockNotFound,
            Failure::HeightTooHigh => Error::HeightTooHigh,
            Failure::NoResponse => Error::NoResponse,
            Failure::Bad => Error::BadLightBlock,
        }
    }
}
