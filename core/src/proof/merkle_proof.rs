//! The message in which IBC carries proofs.

use super::commitment::CommitmentProof;
use crate::error::Error;
use crate::limits::Limits;
use crate::types::Message;
use crate::wire::Reader;

/// Two ICS-23 proofs: in a store, and of the store. What they prove is seen when they are verified.
#[derive(Clone, Copy, Debug)]
pub struct MerkleProof<'a> {
    store: CommitmentProof<'a>,
    multistore: CommitmentProof<'a>,
}

impl<'a> MerkleProof<'a> {
    /// Parses a `MerkleProof`, as IBC's messages carry it.
    ///
    /// # Errors
    /// Those of the wire, of the whole message; then [`Error::ProofCount`].
    ///
    /// Source: `ibc-go modules/core/23-commitment/types/merkle.go validateVerificationArgs`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let mut reader = Reader::new(bytes, Message::MerkleProof, limits)?;
        let (mut proofs, mut found) = ([CommitmentProof::Other; 2], 0u32);
        while let Some(field) = reader.field()? {
            if field.number == 1 {
                let proof = reader.repeated(field, Message::CommitmentProof)?;
                let [store, multistore] = &mut proofs;
                *(if found == 0 { store } else { multistore }) = CommitmentProof::decode(proof)?;
                found = found.saturating_add(1);
            } else {
                reader.skip(field)?;
            }
        }
        let [store, multistore] = proofs;
        if found == 2 {
            Ok(MerkleProof { store, multistore })
        } else {
            Err(Error::ProofCount { found })
        }
    }

    /// Parses two `CommitmentProof`s: the data of the two proof operations with which a node
    /// answers `abci_query`, in its order.
    ///
    /// # Errors
    /// Those of the wire.
    pub fn of_ops(store: &'a [u8], multistore: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let parse = |bytes: &'a [u8]| {
            CommitmentProof::decode(Reader::new(bytes, Message::CommitmentProof, limits)?)
        };
        Ok(MerkleProof { store: parse(store)?, multistore: parse(multistore)? })
    }

    pub(crate) fn store(&self) -> &CommitmentProof<'a> {
        &self.store
    }

    pub(crate) fn multistore(&self) -> &CommitmentProof<'a> {
        &self.multistore
    }
}
