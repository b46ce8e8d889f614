//! What verification gives: statements about the state of a chain.

use super::absence::Neighbours;
use super::commitment::ExistenceProof;
use crate::chain_id::ChainId;
use crate::hash::Hash;
use crate::light::TrustedState;
use crate::time::Time;

/// A statement about a chain's state, proven against a verified header: that a store holds this
/// value under this key, or nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proven<'a> {
    header: Anchor,
    store: &'a [u8],
    key: &'a [u8],
    value: Option<&'a [u8]>,
}

/// The header under which a statement was proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Anchor {
    chain_id: ChainId,
    height: u64,
    time: Time,
    hash: Option<Hash>,
    app_hash: Hash,
}

impl<'a> Proven<'a> {
    pub(crate) fn new(
        header: &TrustedState,
        app_hash: Hash,
        store: &'a [u8],
        key: &'a [u8],
        value: Option<&'a [u8]>,
    ) -> Proven<'a> {
        let header = Anchor {
            chain_id: *header.chain_id(),
            height: header.height(),
            time: header.time(),
            hash: header.header_hash().copied(),
            app_hash,
        };
        Proven { header, store, key, value }
    }

    /// The chain.
    #[must_use]
    pub const fn chain_id(&self) -> &ChainId {
        &self.header.chain_id
    }

    /// The height of the state: the block after which the chain was in it, which is the one before
    /// the header. 0 is the state at genesis.
    #[must_use]
    pub const fn height(&self) -> u64 {
        self.header.height.saturating_sub(1) // no header is of height 0
    }

    /// The time of the header.
    #[must_use]
    pub const fn header_time(&self) -> Time {
        self.header.time
    }

    /// The hash of the header, unless what was trusted names none.
    #[must_use]
    pub const fn header_hash(&self) -> Option<Hash> {
        self.header.hash
    }

    /// Whether it was proven against this header.
    #[must_use]
    pub fn is_of(&self, header: &TrustedState) -> bool {
        let Anchor { chain_id, height, time, hash, app_hash } = &self.header;
        chain_id == header.chain_id()
            && *height == header.height()
            && *time == header.time()
            && hash.as_ref() == header.header_hash()
            && Some(&app_hash.as_bytes()[..]) == header.app_hash()
    }

    /// Whether both were proven against one header.
    #[must_use]
    pub fn is_of_state(&self, other: &Proven<'_>) -> bool {
        self.header == other.header
    }

    /// The name of the store.
    #[must_use]
    pub const fn store(&self) -> &'a [u8] {
        self.store
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &'a [u8] {
        self.key
    }

    /// The value, which may be empty. `None`: there is no such key.
    #[must_use]
    pub const fn value(&self) -> Option<&'a [u8]> {
        self.value
    }
}

/// A key and its value in a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    key: &'a [u8],
    value: &'a [u8],
}

impl<'a> Entry<'a> {
    fn of(proof: &ExistenceProof<'a>) -> Entry<'a> {
        Entry { key: proof.key, value: proof.value }
    }

    /// The key.
    #[must_use]
    pub const fn key(&self) -> &'a [u8] {
        self.key
    }

    /// The value, which may be empty.
    #[must_use]
    pub const fn value(&self) -> &'a [u8] {
        self.value
    }
}

/// An absence and the entries next to it: the store holds both, and nothing between them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gap<'a> {
    proven: Proven<'a>,
    left: Option<Entry<'a>>,
    right: Option<Entry<'a>>,
}

impl<'a> Gap<'a> {
    pub(super) fn new(proven: Proven<'a>, neighbours: &Neighbours<'a>) -> Gap<'a> {
        let Neighbours { left, right } = neighbours;
        Gap { proven, left: left.as_ref().map(Entry::of), right: right.as_ref().map(Entry::of) }
    }

    /// The absence.
    #[must_use]
    pub const fn proven(&self) -> &Proven<'a> {
        &self.proven
    }

    /// The entry before the key. `None`: the store has none before it.
    #[must_use]
    pub const fn left(&self) -> Option<Entry<'a>> {
        self.left
    }

    /// The entry after the key. `None`: the store has none after it.
    #[must_use]
    pub const fn right(&self) -> Option<Entry<'a>> {
        self.right
    }
}
