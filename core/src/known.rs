//! Facts about another chain's state, as far as they are known.

/// That a fact about a chain is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown;

/// A fact: its value, that there is none, or that it is not known.
pub type Known<T> = Result<Option<T>, Unknown>;
