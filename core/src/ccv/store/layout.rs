//! The layouts of the stores, by release.

use crate::ccv::Release;

/// Under which keys a release keeps its items.
///
/// | layout | releases | |
/// |---|---|---|
/// | L8 | v6.0 to v7.0 | consumers by consumer id |
///
/// Older ones name consumers by their chain ids, and have other prefixes: none of them is built,
/// and [`Release::new`] refuses their releases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Layout {
    /// That of v6.0 to v7.0, with what v6.4 added.
    L8,
}

impl Layout {
    /// The layout of a release.
    #[must_use]
    pub const fn of(release: Release) -> Layout {
        match release {
            Release::V7_0_1 => Layout::L8,
        }
    }
}
