//! Whether headers hold the hash of the one before.

use crate::light::TrustedState;

/// The height of the first header of a way that does not hold the hash of the one before it. No check
/// of a light client asks for that, and no chain is without it.
///
/// A state that does not know the hash of its header has none to compare.
#[must_use]
pub fn first_unlinked(root: &TrustedState, way: &[TrustedState]) -> Option<u64> {
    let before = core::iter::once(root).chain(way);
    let unlinked = before.zip(way).find(|(before, after)| {
        before.header_hash().is_some() && before.header_hash() != after.last_block_hash()
    });
    unlinked.map(|(_, after)| after.height())
}
