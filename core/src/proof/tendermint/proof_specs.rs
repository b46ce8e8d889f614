//! Of which form the proofs are that a client accepts.

use crate::error::Error;
use crate::proof::commitment::LeafOp;
use crate::proof::spec::{SDK_LEAF, SHA256};
use crate::types::Message;
use crate::wire::Reader;

/// How many proofs lead from a key to an app hash, and whether they are of the forms that the
/// Cosmos SDK has: IAVL below, CometBFT's simple Merkle tree above.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ProofSpecs {
    count: u32,
    others: bool,
}

impl ProofSpecs {
    pub(super) const fn is_empty(self) -> bool {
        self.count == 0
    }

    /// Whether these are `commitmenttypes.GetSDKSpecs`.
    pub(super) const fn are_the_sdks(self) -> bool {
        self.count == 2 && !self.others
    }

    /// Reads the next one.
    pub(super) fn read(&mut self, reader: Reader<'_>) -> Result<(), Error> {
        let found = Spec::decode(reader)?;
        let wanted = match self.count {
            0 => Spec::IAVL,
            _ => Spec::TENDERMINT,
        };
        self.others |= found != wanted;
        self.count = self.count.saturating_add(1);
        Ok(())
    }
}

/// `cosmos.ics23.v1.ProofSpec`.
#[derive(Default, PartialEq)]
struct Spec<'a> {
    leaf: Option<LeafOp<'a>>,
    inner: Option<Inner<'a>>,
    max_depth: i32,
    min_depth: i32,
    prehash_key_before_comparison: bool,
}

/// `cosmos.ics23.v1.InnerSpec`.
#[derive(Default, PartialEq)]
struct Inner<'a> {
    child_order: ChildOrder,
    child_size: i32,
    min_prefix_length: i32,
    max_prefix_length: i32,
    empty_child: &'a [u8],
    hash: i32,
}

/// How many children a node has, and whether they are not in the order of their numbers.
#[derive(Clone, Copy, Default, PartialEq)]
struct ChildOrder {
    count: i32,
    other: bool,
}

impl Spec<'static> {
    const IAVL: Spec<'static> = Spec::of(33, 4, 12);
    const TENDERMINT: Spec<'static> = Spec::of(32, 1, 1);

    /// Source: `ics23 go/proof.go IavlSpec, TendermintSpec`.
    const fn of(child_size: i32, min_prefix_length: i32, max_prefix_length: i32) -> Self {
        let inner = Inner {
            child_order: ChildOrder { count: 2, other: false },
            child_size,
            min_prefix_length,
            max_prefix_length,
            empty_child: &[],
            hash: SHA256,
        };
        Spec {
            leaf: Some(SDK_LEAF),
            inner: Some(inner),
            max_depth: 0,
            min_depth: 0,
            prehash_key_before_comparison: false,
        }
    }
}

impl<'a> Spec<'a> {
    fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut spec = Spec::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => spec.leaf = Some(LeafOp::decode(reader.message(field, Message::ProofSpec)?)?),
                2 => spec.inner = Some(Inner::decode(reader.message(field, Message::ProofSpec)?)?),
                3 => spec.max_depth = reader.int32(field)?,
                4 => spec.min_depth = reader.int32(field)?,
                5 => spec.prehash_key_before_comparison = reader.uint64(field)? != 0,
                _ => reader.skip(field)?,
            }
        }
        Ok(spec)
    }
}

impl<'a> Inner<'a> {
    fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut inner = Inner::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => reader.int32s(field, |child| inner.child_order.push(child))?,
                2 => inner.child_size = reader.int32(field)?,
                3 => inner.min_prefix_length = reader.int32(field)?,
                4 => inner.max_prefix_length = reader.int32(field)?,
                5 => inner.empty_child = reader.bytes(field)?,
                6 => inner.hash = reader.int32(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(inner)
    }
}

impl ChildOrder {
    fn push(&mut self, child: i32) {
        self.other |= child != self.count;
        self.count = self.count.saturating_add(1);
    }
}
