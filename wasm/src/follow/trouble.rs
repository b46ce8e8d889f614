//! Why a node gave nothing of use, in the classes by which the core's client decides what to do with
//! the node.

use super::exchange::{Reply, Silence};
use alloc::format;
use alloc::string::{String, ToString};
use core::fmt::Display;
use core::ops::RangeInclusive;
use parhelion_core::Limits;
use parhelion_core::client::Failure;
use parhelion_rpc::{Document, Error, read};

/// One attempt that failed.
pub(super) struct Trouble {
    pub(super) failure: Failure,
    pub(super) why: String,
    /// Whether another attempt may succeed.
    pub(super) is_passing: bool,
}

impl Trouble {
    pub(super) fn lasting(failure: Failure, why: impl Display) -> Trouble {
        Trouble { failure, why: why.to_string(), is_passing: false }
    }

    fn passing(why: impl Display) -> Trouble {
        Trouble { failure: Failure::NoResponse, why: why.to_string(), is_passing: true }
    }
}

/// JSON objects in an answer, at most: an honest one has one for each vote or two for each validator,
/// and fewer than 64 besides. Each takes far more memory, once it is read, than the two bytes that
/// the least one has.
const OBJECTS: usize = 64 + 2 * Limits::DEFAULT.votes() as usize;

/// The document of a reply.
pub(super) fn document(reply: Reply) -> Result<Document, Trouble> {
    let (status, text) = match reply {
        Reply::Answered { status, text } => (status, text),
        Reply::Silent { kind: Silence::Passing, why } => return Err(Trouble::passing(why)),
        Reply::Silent { kind: Silence::Lasting, why } => {
            return Err(Trouble::lasting(Failure::NoResponse, why));
        }
        Reply::Silent { kind: Silence::Bad, why } => {
            return Err(Trouble::lasting(Failure::Bad, why));
        }
        Reply::Done => return Err(Trouble::passing("no answer")),
    };
    // Go's nodes put an error of JSON-RPC into an answer of status 500; a proxy puts nothing there.
    if is_passing(status) && status != 500 {
        return Err(of_status(status));
    }
    if text.bytes().filter(|byte| *byte == b'{').count() > OBJECTS {
        let why = format!("more than {OBJECTS} objects in an answer");
        return Err(Trouble::lasting(Failure::Bad, why));
    }
    match read(&text) {
        Ok(found) => Ok(found),
        Err(error @ (Error::Node { .. } | Error::Query { .. })) => Err(error.into()),
        Err(_) if status != 200 => Err(of_status(status)),
        Err(error) => Err(error.into()),
    }
}

/// Too many requests, or a proxy that has lost its node: it may pass.
const fn is_passing(status: u16) -> bool {
    matches!(status, 408 | 429 | 500..=599)
}

/// A status whose answer was no node's.
fn of_status(status: u16) -> Trouble {
    let why = format!("HTTP status {status}");
    if is_passing(status) { Trouble::passing(why) } else { Trouble::lasting(Failure::Bad, why) }
}

/// JSON-RPC's codes for what went wrong inside of a server, which nobody else can be blamed for.
const INTERNAL: [RangeInclusive<i64>; 2] = [-32603..=-32603, -32099..=-32000];

impl From<Error> for Trouble {
    /// The texts are those that CometBFT's provider looks for.
    ///
    /// Source: `cometbft light/provider/http/http.go`.
    fn from(error: Error) -> Trouble {
        let failure = match &error {
            Error::Node { code, message, data } => {
                let says = |text| message.contains(text) || data.contains(text);
                if says("must be less than or equal to") {
                    Failure::HeightTooHigh
                } else if says("is not available") {
                    Failure::NotFound
                } else if says("page should be within") {
                    Failure::Bad
                } else if says("imeout exceeded") || says("timed out") {
                    return Trouble::passing(error);
                } else if INTERNAL.iter().any(|codes| codes.contains(code)) {
                    Failure::NoResponse
                } else {
                    Failure::Bad
                }
            }
            _ => Failure::Bad,
        };
        Trouble::lasting(failure, error)
    }
}
