//! Why a store cannot be used, or does not take what it is given.

use crate::failure::Failure;
use parhelion_core::Hash;
use std::fmt;
use std::io::ErrorKind;

/// What went wrong with which store.
#[derive(Debug)]
pub(crate) struct Error {
    pub(crate) store: String,
    pub(crate) why: Why,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// There is no such file.
    Missing,
    /// There is such a file already.
    Exists,
    /// Another process has it open.
    InUse,
    /// The file is something else.
    NoStore,
    /// It is of another version of this program.
    Format { format: u64 },
    /// It is not what was written.
    Damaged(String),
    /// The system says no.
    Io(String),
    /// The state is of another chain.
    OtherChain { of: String, given: String },
    /// The state is of an on-chain client, which does not know the header.
    NoHash { height: u64 },
    /// Another block of this height is in the store.
    OtherBlock { height: u64, stored: Hash, given: Hash },
    /// The root was trusted on faith: no provider locks its sets.
    NoProvider { height: u64 },
    /// The root that is given is not the block of the store.
    OtherRoot { height: u64, stored: Hash, given: Hash },
    /// The root that is given is none that the store could compare.
    UnknownRoot { height: u64, root: u64 },
    /// An option is laxer than before.
    Laxer { option: &'static str, stored: String, given: String },
    /// A fork was found: the store is only read.
    Forked,
}

impl Why {
    pub(super) fn of(self, store: &str) -> Error {
        Error { store: store.to_owned(), why: self }
    }
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::Missing => f.write_str("no such store"),
            Why::Exists => f.write_str("there is such a file already"),
            Why::InUse => f.write_str("another process has this store open"),
            Why::NoStore => f.write_str("not a store of trusted states"),
            Why::Format { format } => write!(
                f,
                "a store of format {format}, and this version reads only format {}",
                super::FORMAT
            ),
            Why::Damaged(what) => write!(f, "the store is damaged: {what}"),
            Why::Io(error) => f.write_str(error),
            Why::OtherChain { of, given } => write!(f, "the store is of {of}, not of {given}"),
            Why::NoHash { height } => write!(f, "the state of height {height} has no header hash"),
            Why::OtherBlock { height, stored, given } => {
                write!(f, "at height {height} the store has {stored}, not {given}")
            }
            Why::NoProvider { height } => {
                write!(f, "height {height} has a lock, and the store's chain has no provider")
            }
            Why::OtherRoot { height, stored, given } => write!(
                f,
                "at height {height} the store trusts {stored}, not {given}: one of both is not of \
                 this chain. Nothing was changed"
            ),
            Why::UnknownRoot { height, root } => write!(
                f,
                "the store goes on from its own root, height {root}, and cannot compare height \
                 {height}: leave it out, or begin a new store"
            ),
            Why::Laxer { option, stored, given } => write!(
                f,
                "the {option} of the store is {stored}, and {given} would be laxer: leave it out, \
                 or begin a new store"
            ),
            Why::Forked => f.write_str("a fork was found: nothing of this chain is trusted now"),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.store, self.why)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Failure {
        let text = error.to_string();
        match error.why {
            Why::Missing
            | Why::Exists
            | Why::InUse
            | Why::NoStore
            | Why::Format { .. }
            | Why::Damaged(_)
            | Why::Io(_) => Failure::not_readable(&error.store, error.why),
            Why::OtherChain { .. }
            | Why::NoHash { .. }
            | Why::OtherBlock { .. }
            | Why::NoProvider { .. }
            | Why::OtherRoot { .. } => Failure::Refused(text),
            Why::UnknownRoot { .. } | Why::Laxer { .. } => Failure::Usage(text),
            Why::Forked => Failure::Fork(text),
        }
    }
}

impl From<std::io::Error> for Why {
    fn from(error: std::io::Error) -> Why {
        match error.kind() {
            ErrorKind::AlreadyExists => Why::Exists,
            _ => Why::Io(error.to_string()),
        }
    }
}

impl From<redb::Error> for Why {
    fn from(error: redb::Error) -> Why {
        match error {
            redb::Error::DatabaseAlreadyOpen => Why::InUse,
            // What redb says of a file that does not begin as its own do.
            redb::Error::Io(error) if error.kind() == ErrorKind::InvalidData => Why::NoStore,
            redb::Error::Io(error) => error.into(),
            error => Why::Damaged(error.to_string()),
        }
    }
}

/// The kinds of errors that redb has for each step.
macro_rules! steps {
    ($($error:ident)*) => {$(
        impl From<redb::$error> for Why {
            fn from(error: redb::$error) -> Why {
                redb::Error::from(error).into()
            }
        }
    )*};
}

steps!(BackendError CommitError DatabaseError SetDurabilityError StorageError TableError TransactionError);
