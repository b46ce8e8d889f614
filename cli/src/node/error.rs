//! Why a node gave nothing of use, in the classes by which CometBFT's light client decides what to do
//! with the node.

use super::retry::Again;
pub(crate) use parhelion_core::client::Failure as NodeFailure;
use parhelion_rpc::Error;
use std::fmt;

/// A request that failed, in all attempts that were worth making.
#[derive(Clone, Debug)]
pub(crate) struct NodeError {
    pub(crate) failure: NodeFailure,
    text: String,
}

/// Characters of a text that a node may add to our output. Ours.
const MAX_TEXT: usize = 300;

impl NodeError {
    /// The text may be the node's: it is cut, and cannot control a terminal.
    pub(super) fn new(failure: NodeFailure, place: &str, why: &str) -> NodeError {
        let mut text = format!("{place}: ");
        let shown = why.chars().take(MAX_TEXT);
        text.extend(shown.map(|shown| if is_plain(shown) { shown } else { ' ' }));
        if why.chars().nth(MAX_TEXT).is_some() {
            text.push('…');
        }
        NodeError { failure, text }
    }
}

/// Whether a character shows itself and nothing else: one that turns the direction of what comes after it
/// does not.
fn is_plain(shown: char) -> bool {
    matches!(shown, '"' | '\'' | '\\') || shown.escape_debug().count() == 1
}

impl fmt::Display for NodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for NodeError {}

/// One attempt that failed.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) failure: NodeFailure,
    pub(super) why: String,
    pub(super) again: Again,
}

impl Trouble {
    /// Another attempt ends the same.
    pub(super) fn lasting(failure: NodeFailure, why: impl fmt::Display) -> Trouble {
        Trouble { failure, why: why.to_string(), again: Again::Never }
    }

    /// Another attempt may succeed.
    pub(super) fn passing(why: impl fmt::Display) -> Trouble {
        Trouble { failure: NodeFailure::NoResponse, why: why.to_string(), again: Again::Soon }
    }
}

/// JSON-RPC's codes for what went wrong inside of a server, which nobody else can be blamed for.
const INTERNAL: [std::ops::RangeInclusive<i64>; 2] = [-32603..=-32603, -32099..=-32000];

impl From<Error> for Trouble {
    /// The texts are those that CometBFT's provider looks for, beside those of the Cosmos SDK's queries.
    ///
    /// Source: `cometbft light/provider/http/http.go`.
    fn from(error: Error) -> Trouble {
        use NodeFailure::{Bad, HeightTooHigh, NoResponse, NotFound};
        let failure = match &error {
            Error::Node { code, message, data } => {
                let says = |text| message.contains(text) || data.contains(text);
                if says("must be less than or equal to") {
                    HeightTooHigh
                } else if says("is not available") {
                    NotFound
                } else if says("page should be within") {
                    Bad
                } else if says("imeout exceeded") || says("timed out") {
                    return Trouble::passing(error);
                } else if INTERNAL.iter().any(|codes| codes.contains(code)) {
                    NoResponse
                } else {
                    Bad
                }
            }
            Error::Query { log, .. } if log.contains("in the future") => HeightTooHigh,
            Error::Query { log, .. } => {
                let gone = ["is not available", "does not exist", "been pruned"];
                if gone.iter().any(|text| log.contains(text)) { NotFound } else { Bad }
            }
            _ => Bad,
        };
        Trouble::lasting(failure, error)
    }
}
