//! What a node may cost: bytes, time, attempts.

use parhelion_core::Limits;
use std::time::Duration;

/// Bytes in the body of an answer, at most: the greatest message that the core takes. 10 000 votes of
/// 249 bytes, as nodes write them with ed25519 keys, are 2.5 MB; with the signatures of ML-DSA-65, in
/// base64, 46 MB.
const BODY_LEN: u64 = Limits::DEFAULT.message_len() as u64;
/// Time for one request, from the name's resolution to the last byte.
/// `cometbft light/provider/http/http.go timeout`.
const TIMEOUT: Duration = Duration::from_secs(5);
/// Attempts at one request. `cometbft light/provider/http/http.go maxRetryAttempts`.
const ATTEMPTS: u32 = 5;
/// The pause before the second attempt, at least; it doubles before each further one. By default all
/// four pauses are 3.75 to 7.5 seconds, if the node asks for no longer ones.
const PAUSE: Duration = Duration::from_millis(250);
/// A pause, at most, before the random part, and of what a node may ask for by `Retry-After`.
pub(super) const MAX_PAUSE: Duration = Duration::from_secs(10);
/// Time for all pages of one set, after which no further page is asked for: a node that takes all the
/// time it may for each of a hundred would keep us for hours. Ours.
const SET_TIME: Duration = Duration::from_secs(60);
/// Bytes in the head of an answer, at most, whatever proxies add to it. Ours; Go's client takes 10 MiB.
pub(super) const HEAD_LEN: usize = 16 << 10;
/// Validators that are asked for at a time. `cometbft rpc/core/env.go maxPerPage`.
pub(super) const PER_PAGE: u32 = 100;
/// Pages of one set, at most. `cometbft light/provider/http/http.go maxPages`.
pub(super) const MAX_PAGES: u32 = 100;
/// Connections that are kept open to one node, at most: one for each thread that asks.
pub(super) const IDLE_CONNECTIONS: usize = 8;
/// How long one is kept. A node closes it after 10 s:
/// `cometbft rpc/jsonrpc/server/http_server.go DefaultConfig`.
pub(super) const IDLE_AGE: Duration = Duration::from_secs(8);

/// What may be spent on a node. A request takes at most `attempts` times `timeout`, and a pause of
/// at most 20 seconds between two attempts.
#[derive(Clone, Debug)]
pub(crate) struct NodeLimits {
    /// Bytes in the body of an answer.
    pub(crate) body_len: u64,
    /// Time for one attempt.
    pub(crate) timeout: Duration,
    /// Attempts at one request; none is one.
    pub(crate) attempts: u32,
    /// The first pause between attempts, before its random part.
    pub(crate) pause: Duration,
    /// Validators in a set.
    pub(crate) votes: u32,
    /// Time for all pages of a set but the last.
    pub(crate) set_time: Duration,
    /// Certificates in PEM that a node's certificate must come from, in place of the public ones.
    pub(crate) roots: Option<Vec<u8>>,
}

impl Default for NodeLimits {
    fn default() -> NodeLimits {
        NodeLimits {
            body_len: BODY_LEN,
            timeout: TIMEOUT,
            attempts: ATTEMPTS,
            pause: PAUSE,
            votes: Limits::DEFAULT.votes(),
            set_time: SET_TIME,
            roots: None,
        }
    }
}

impl NodeLimits {
    /// JSON objects in a body, at most. An honest answer has one for each vote or two for each
    /// validator, and fewer than 64 besides. Each takes far more memory, once it is read, than the
    /// two bytes that the least one has.
    pub(super) fn objects(&self) -> usize {
        64 + 2 * self.votes as usize
    }
}
