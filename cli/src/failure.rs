//! How a command fails, and with which exit status.

use parhelion_core::{Class, Error};
use std::fmt;
use std::process::ExitCode;

pub(crate) const REFUSED: u8 = 1;
pub(crate) const EXPIRED: u8 = 4;
/// A fork was found: two blocks of one chain that cannot both be.
pub(crate) const FORK: u8 = 6;
pub(crate) const USAGE: u8 = 64;
pub(crate) const NOT_READABLE: u8 = 65;

/// Why a command ends without a verdict.
pub(crate) enum Failure {
    /// The arguments do not make sense together.
    Usage(String),
    /// A file cannot be read, or is not what was asked for.
    NotReadable { name: String, why: String },
    /// What was asked for contradicts what is trusted.
    Refused(String),
    /// A fork was found, and nothing of the chain is trusted any more.
    Fork(String),
    /// The output cannot be written.
    Output(std::io::Error),
}

impl Failure {
    pub(crate) fn not_readable(name: &str, why: impl fmt::Display) -> Failure {
        Failure::NotReadable { name: name.to_owned(), why: why.to_string() }
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Failure::Usage(_) => USAGE.into(),
            Failure::NotReadable { .. } | Failure::Output(_) => NOT_READABLE.into(),
            Failure::Refused(_) => REFUSED.into(),
            Failure::Fork(_) => FORK.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Usage(why) | Failure::Refused(why) | Failure::Fork(why) => f.write_str(why),
            Failure::NotReadable { name, why } => write!(f, "{name}: {why}"),
            Failure::Output(error) => write!(f, "cannot write: {error}"),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// The exit status of a refusal.
pub(crate) fn exit_code(error: &Error) -> ExitCode {
    match error.class() {
        Class::NotEnoughTrust => 3.into(),
        Class::Expired => EXPIRED.into(),
        Class::Unsupported => 5.into(),
        _ => REFUSED.into(),
    }
}
