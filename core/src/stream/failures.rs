//! Which failure is the first: a stream meets them in another order than the whole block would.

use crate::error::Error;
use crate::form::{Form, form_of};
use crate::wire::Sink;

/// When the slice path looks at something. [`crate::light::verify`] reads the trusted set, then the
/// block, of which first whether it is one and then its rules, then compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank {
    TrustedSetBytes,
    TrustedSet,
    HeaderBytes,
    CommitBytes,
    SetBytes,
    Header,
    CommitBlockId,
    Entries,
    CommitHead,
    Set,
    TrustedHash,
    TrustedMissing,
    State,
    TrustedMemory,
    Votes,
}

form_of!(Rank: TrustedSetBytes, TrustedSet, HeaderBytes, CommitBytes, SetBytes, Header, CommitBlockId,
    Entries, CommitHead, Set, TrustedHash, TrustedMissing, State, TrustedMemory, Votes);

/// The first failure so far.
#[derive(Clone, Copy, Debug)]
pub(super) struct Failures(Option<(Rank, Error)>);

impl Form for Failures {
    fn put(&self, sink: &mut dyn Sink) {
        self.0.put(sink);
    }

    fn take(bytes: &mut &[u8]) -> Option<Self> {
        Form::take(bytes).map(Failures)
    }
}

impl Failures {
    pub(super) const fn none() -> Failures {
        Failures(None)
    }

    /// Of two of one rank the one that comes first stays.
    pub(super) fn note(&mut self, rank: Rank, error: Error) {
        if self.0.is_none_or(|(first, _)| rank < first) {
            self.0 = Some((rank, error));
        }
    }

    /// Notes the failure, if it is one, and gives the rest.
    pub(super) fn kept<T>(&mut self, rank: Rank, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.note(rank, error)).ok()
    }

    pub(super) const fn is_none(&self) -> bool {
        self.0.is_none()
    }

    pub(super) fn first(&self) -> Result<(), Error> {
        self.0.map_or(Ok(()), |(_, error)| Err(error))
    }
}
