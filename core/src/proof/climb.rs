//! The way from a leaf to its root: the one engine, whoever brings the steps.

use super::Part;
use super::commitment::{InnerOp, LeafOp};
use super::spec::Spec;
use crate::error::Error;
use crate::hash::Hash;
use crate::limits::MAX_PROOF_DEPTH;

/// An existence proof that is walked from its leaf up.
#[derive(Clone, Debug)]
pub(crate) struct Climb {
    spec: Spec,
    part: Part,
    /// The steps that there are, and that have been taken.
    depth: u32,
    taken: u32,
    checked: Result<(), Error>,
    has_key: bool,
    node: Hash,
}

impl Climb {
    /// Begins at a leaf, of which `value` is the hash of the value.
    ///
    /// Source: `ics23 go/proof.go ExistenceProof.CheckAgainstSpec`.
    pub(crate) fn new(
        (spec, part): (Spec, Part),
        key: &[u8],
        value: &Hash,
        leaf: Option<&LeafOp<'_>>,
        depth: u32,
    ) -> Climb {
        let checked = match leaf {
            None => Err(Error::NoLeafOp { part }),
            Some(leaf) => spec.check_leaf(part, leaf),
        };
        let checked = checked.and(match depth {
            0..=MAX_PROOF_DEPTH => Ok(()),
            steps => Err(Error::ProofDepth { part, steps }),
        });
        let prefix = leaf.map_or(&[][..], |leaf| leaf.prefix);
        let node = super::spec::leaf(prefix, key, value);
        Climb { spec, part, depth, taken: 0, checked, has_key: !key.is_empty(), node }
    }

    /// The steps that are missing.
    pub(crate) const fn missing(&self) -> u32 {
        self.depth.saturating_sub(self.taken)
    }

    /// Takes the next step.
    ///
    /// Source: `ics23 go/proof.go ExistenceProof.calculate`.
    pub(crate) fn step(&mut self, inner: &InnerOp<'_>) {
        self.taken = self.taken.saturating_add(1);
        if self.checked.is_ok() {
            self.checked = self.spec.check_inner(self.part, self.taken, inner);
            self.node = inner.apply(&self.node);
        }
    }

    /// The root, where the leaf and the steps are those of a tree, and the leaf has a key.
    pub(crate) fn root(&self) -> Result<Hash, Error> {
        self.checked?;
        if self.has_key { Ok(self.node) } else { Err(Error::EmptyKey { part: self.part }) }
    }
}
