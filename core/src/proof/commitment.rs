//! The messages of ICS-23, as views. All of a proof is read when it is parsed; its steps are read
//! again, from the leaf up, whenever they are walked.

use super::Part;
use super::absence::Neighbours;
use crate::error::Error;
use crate::types::Message;
use crate::wire::{Encode, Reader, Sink, bytes_field, uint_field};

/// A `CommitmentProof`.
#[derive(Clone, Copy, Debug)]
pub(crate) enum CommitmentProof<'a> {
    Existence(ExistenceProof<'a>),
    NonExistence(Neighbours<'a>),
    /// A batch, a compressed proof, or nothing: never accepted, and not looked into.
    Other,
}

/// An `ExistenceProof`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ExistenceProof<'a> {
    pub(crate) key: &'a [u8],
    pub(crate) value: &'a [u8],
    pub(crate) leaf: Option<LeafOp<'a>>,
    /// The number of steps.
    pub(crate) depth: u32,
    message: &'a [u8],
}

/// A `LeafOp`: how the leaf is hashed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct LeafOp<'a> {
    pub(crate) hash: i32,
    pub(crate) prehash_key: i32,
    pub(crate) prehash_value: i32,
    pub(crate) length: i32,
    pub(crate) prefix: &'a [u8],
}

/// An `InnerOp`: one step. The hash of the child is between the two parts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct InnerOp<'a> {
    pub(crate) hash: i32,
    pub(crate) prefix: &'a [u8],
    pub(crate) suffix: &'a [u8],
}

impl<'a> CommitmentProof<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let (mut proof, mut members) = (CommitmentProof::Other, 0u8);
        while let Some(field) = reader.field()? {
            let offset = reader.offset();
            match field.number {
                1 => {
                    let existence = reader.message(field, Message::ExistenceProof)?;
                    proof = CommitmentProof::Existence(ExistenceProof::decode(existence)?);
                }
                2 => {
                    let neighbours = reader.message(field, Message::NonExistenceProof)?;
                    proof = CommitmentProof::NonExistence(Neighbours::decode(neighbours)?);
                }
                3 | 4 => drop(reader.bytes(field)?),
                _ => {
                    reader.skip(field)?;
                    continue;
                }
            }
            members = members.saturating_add(1);
            if members > 1 {
                let (message, field) = (Message::CommitmentProof, field.number);
                return Err(Error::DuplicateField { message, field, offset });
            }
        }
        Ok(proof)
    }

    pub(super) fn existence(&self, part: Part) -> Result<ExistenceProof<'a>, Error> {
        match self {
            CommitmentProof::Existence(proof) => Ok(*proof),
            _ => Err(Error::ExistenceExpected { part }),
        }
    }

    pub(super) fn non_existence(&self) -> Result<Neighbours<'a>, Error> {
        match self {
            CommitmentProof::NonExistence(neighbours) => Ok(*neighbours),
            _ => Err(Error::NonExistenceExpected),
        }
    }
}

impl<'a> ExistenceProof<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut proof = ExistenceProof { message: reader.rest(), ..ExistenceProof::default() };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => proof.key = reader.bytes(field)?,
                2 => proof.value = reader.bytes(field)?,
                3 => {
                    let leaf = reader.message(field, Message::LeafOp)?;
                    proof.leaf = Some(LeafOp::decode(leaf)?);
                }
                4 => {
                    InnerOp::decode(reader.repeated(field, Message::InnerOp)?)?;
                    proof.depth = proof.depth.saturating_add(1);
                }
                _ => reader.skip(field)?,
            }
        }
        Ok(proof)
    }

    /// The steps, from the leaf up.
    pub(crate) fn path(&self) -> Path<'a> {
        Path { reader: Reader::again(self.message, Message::ExistenceProof) }
    }
}

impl<'a> LeafOp<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut leaf = LeafOp::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => leaf.hash = reader.int32(field)?,
                2 => leaf.prehash_key = reader.int32(field)?,
                3 => leaf.prehash_value = reader.int32(field)?,
                4 => leaf.length = reader.int32(field)?,
                5 => leaf.prefix = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(leaf)
    }
}

impl<'a> InnerOp<'a> {
    pub(crate) fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut inner = InnerOp::default();
        while let Some(field) = reader.field()? {
            match field.number {
                1 => inner.hash = reader.int32(field)?,
                2 => inner.prefix = reader.bytes(field)?,
                3 => inner.suffix = reader.bytes(field)?,
                _ => reader.skip(field)?,
            }
        }
        Ok(inner)
    }
}

/// The steps of an existence proof, which have been read before without an error.
#[derive(Clone)]
pub(crate) struct Path<'a> {
    reader: Reader<'a>,
}

impl<'a> Path<'a> {
    fn step(&mut self) -> Result<Option<InnerOp<'a>>, Error> {
        while let Some(field) = self.reader.field()? {
            if field.number == 4 {
                let inner = self.reader.repeated(field, Message::InnerOp)?;
                return InnerOp::decode(inner).map(Some);
            }
            self.reader.skip(field)?;
        }
        Ok(None)
    }
}

impl<'a> Iterator for Path<'a> {
    type Item = InnerOp<'a>;

    fn next(&mut self) -> Option<InnerOp<'a>> {
        self.step().unwrap_or(None)
    }
}

impl Encode for LeafOp<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        let ops = [self.hash, self.prehash_key, self.prehash_value, self.length];
        for (number, op) in (1..).zip(ops) {
            uint_field(sink, number, i64::from(op).cast_unsigned());
        }
        bytes_field(sink, 5, self.prefix);
    }
}

impl Encode for InnerOp<'_> {
    fn encode<S: Sink>(&self, sink: &mut S) {
        uint_field(sink, 1, i64::from(self.hash).cast_unsigned());
        bytes_field(sink, 2, self.prefix);
        bytes_field(sink, 3, self.suffix);
    }
}
