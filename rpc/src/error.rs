//! Why a text is not what a node answers, or bytes no message.

use std::fmt;

/// Why a text or a message was not read.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// It is no JSON, or a value has another type than CometBFT gives it; with line and column.
    Json(serde_json::Error),
    /// The node answered with an error.
    Node {
        /// The JSON-RPC code.
        code: i64,
        /// The message.
        message: String,
        /// More about it; often the telling part.
        data: String,
    },
    /// The application answered a query with an error.
    Query {
        /// Its code.
        code: u32,
        /// Whose code it is.
        codespace: String,
        /// What it says.
        log: String,
    },
    /// A value is of the right JSON type, and still none of its field's.
    Value {
        /// The name of the field.
        field: &'static str,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A key of a type that has no place in the wire messages.
    KeyType(String),
    /// It is JSON, but nothing that is known here.
    Unknown,
    /// Bytes of no message that is known here, or of one in another encoding than Go's.
    UnknownBytes,
    /// A transaction that does not decode.
    Wire(prost::DecodeError),
    /// A message that Go does not write as JSON.
    Write(serde_json::Error),
    /// A page of `/validators` is of another height than the first.
    PageHeight {
        /// The height of the first page.
        first: u64,
        /// The height of this one.
        found: u64,
    },
    /// The pages of `/validators` do not add up to the total that they name.
    PageTotal {
        /// The validators on all pages.
        found: u64,
        /// The total that the first page names.
        total: u64,
    },
    /// A validator stands on two pages of `/validators`: one was given twice, or they were cut
    /// differently.
    PageTwice,
    /// A page of `/validators` holds more or fewer validators than it says.
    PageCount {
        /// The validators on it.
        found: u64,
        /// The number that it names.
        count: u64,
    },
    /// A page of `/validators` names another total than the first.
    PageTotals {
        /// The total that the first page names.
        first: u64,
        /// The total that this one names.
        found: u64,
    },
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Json(error) => write!(f, "not the JSON of a node: {error}"),
            Error::Node { code, message, data } => {
                write!(f, "the node answered with error {code}: {message}")?;
                if data.is_empty() { Ok(()) } else { write!(f, " {data}") }
            }
            Error::Query { code, codespace, log } => {
                write!(f, "the application answered with {codespace}/{code}: {log}")
            }
            Error::Value { field, why } => write!(f, "`{field}` is {why}"),
            Error::KeyType(found) => {
                write!(f, "keys of type {found} have no place in the wire messages")
            }
            Error::Unknown => f.write_str("JSON, but no answer of a node that is known here"),
            Error::UnknownBytes => {
                f.write_str("bytes of no message that is known here, or not as Go encodes it")
            }
            Error::Wire(error) => write!(f, "not a transaction: {error}"),
            Error::Write(error) => write!(f, "not to be written as JSON: {error}"),
            Error::PageHeight { first, found } => {
                write!(f, "pages of different heights: {first} and {found}")
            }
            Error::PageTotal { found, total } => {
                write!(f, "{found} of {total} validators: give every page of /validators, once")
            }
            Error::PageTwice => {
                f.write_str("the same validator on two pages: give every page of /validators, once")
            }
            Error::PageCount { found, count } => {
                write!(f, "a page of {found} validators that says it has {count}")
            }
            Error::PageTotals { first, found } => {
                write!(f, "pages that name different totals: {first} and {found}")
            }
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Json(error) | Error::Write(error) => Some(error),
            Error::Wire(error) => Some(error),
            _ => None,
        }
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Error {
        Error::Json(error)
    }
}

impl From<prost::DecodeError> for Error {
    fn from(error: prost::DecodeError) -> Error {
        Error::Wire(error)
    }
}
