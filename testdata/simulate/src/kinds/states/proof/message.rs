//! The messages of ICS-23.

#![allow(missing_docs, reason = "the fields are those of the proto files")]

use prost::{Message, Oneof};

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct LeafOp {
    #[prost(int32, tag = "1")]
    pub(in super::super) hash: i32,
    #[prost(int32, tag = "2")]
    pub(in super::super) prehash_key: i32,
    #[prost(int32, tag = "3")]
    pub(in super::super) prehash_value: i32,
    #[prost(int32, tag = "4")]
    pub(in super::super) length: i32,
    #[prost(bytes = "vec", tag = "5")]
    pub(in super::super) prefix: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct InnerOp {
    #[prost(int32, tag = "1")]
    pub(in super::super) hash: i32,
    #[prost(bytes = "vec", tag = "2")]
    pub(in super::super) prefix: Vec<u8>,
    #[prost(bytes = "vec", tag = "3")]
    pub(in super::super) suffix: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct ExistenceProof {
    #[prost(bytes = "vec", tag = "1")]
    pub(in super::super) key: Vec<u8>,
    #[prost(bytes = "vec", tag = "2")]
    pub(in super::super) value: Vec<u8>,
    #[prost(message, optional, tag = "3")]
    pub(in super::super) leaf: Option<LeafOp>,
    #[prost(message, repeated, tag = "4")]
    pub(in super::super) path: Vec<InnerOp>,
}

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct NonExistenceProof {
    #[prost(bytes = "vec", tag = "1")]
    pub(in super::super) key: Vec<u8>,
    #[prost(message, optional, tag = "2")]
    pub(in super::super) left: Option<ExistenceProof>,
    #[prost(message, optional, tag = "3")]
    pub(in super::super) right: Option<ExistenceProof>,
}

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct CommitmentProof {
    #[prost(oneof = "Sort", tags = "1, 2, 3, 4")]
    pub(in super::super) sort: Option<Sort>,
}

/// The sorts of a proof. Of a batch and of a compressed proof, no more is made than the message.
#[derive(Clone, PartialEq, Oneof)]
pub(in super::super) enum Sort {
    #[prost(message, tag = "1")]
    Exist(ExistenceProof),
    #[prost(message, tag = "2")]
    Nonexist(NonExistenceProof),
    #[prost(bytes, tag = "3")]
    Batch(Vec<u8>),
    #[prost(bytes, tag = "4")]
    Compressed(Vec<u8>),
}

#[derive(Clone, PartialEq, Message)]
pub(in super::super) struct MerkleProof {
    #[prost(message, repeated, tag = "1")]
    pub(in super::super) proofs: Vec<CommitmentProof>,
}

impl CommitmentProof {
    /// An existence proof.
    pub(in super::super) fn of(proof: ExistenceProof) -> CommitmentProof {
        CommitmentProof { sort: Some(Sort::Exist(proof)) }
    }
}
