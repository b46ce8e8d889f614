//! The messages between a node and its signer, as far as a signer needs them: package
//! `tendermint.privval` of CometBFT 0.34 to 0.40.
//!
//! Votes and proposals are kept as bytes: only the core reads what is signed.

use parhelion_rpc::pb;
use prost::{Message, Oneof};

/// One frame.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Frame {
    #[prost(oneof = "Sum", tags = "1, 2, 3, 4, 5, 6, 7, 8, 9, 10")]
    pub(super) sum: Option<Sum>,
}

#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Sum {
    #[prost(message, tag = "1")]
    PubKeyRequest(PubKeyRequest),
    #[prost(message, tag = "2")]
    PubKeyResponse(PubKeyResponse),
    #[prost(message, tag = "3")]
    SignVoteRequest(SignRequest),
    #[prost(message, tag = "4")]
    SignedVoteResponse(SignedVoteResponse),
    #[prost(message, tag = "5")]
    SignProposalRequest(SignRequest),
    #[prost(message, tag = "6")]
    SignedProposalResponse(SignedProposalResponse),
    #[prost(message, tag = "7")]
    PingRequest(Ping),
    #[prost(message, tag = "8")]
    PingResponse(Ping),
    /// Bytes of any meaning to sign: `SignBytesRequest` of CometBFT 1.x, `SignRawBytesRequest` of
    /// tmkms.
    #[prost(message, tag = "9")]
    SignBytesRequest(Ping),
    #[prost(message, tag = "10")]
    SignBytesResponse(SignBytesResponse),
}

/// No fields: what is not known is skipped.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Ping {}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PubKeyRequest {
    #[prost(string, tag = "1")]
    pub(super) chain_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct PubKeyResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) pub_key: Option<pb::PublicKey>,
    #[prost(message, optional, tag = "2")]
    pub(super) error: Option<RemoteSignerError>,
}

/// A `SignVoteRequest` or a `SignProposalRequest`: their fields are the same.
#[derive(Clone, PartialEq, Message)]
pub(super) struct SignRequest {
    /// A `Vote` or a `Proposal`.
    #[prost(bytes = "vec", tag = "1")]
    pub(super) asked: Vec<u8>,
    #[prost(string, tag = "2")]
    pub(super) chain_id: String,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignedVoteResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) vote: Option<pb::Vote>,
    #[prost(message, optional, tag = "2")]
    pub(super) error: Option<RemoteSignerError>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignedProposalResponse {
    #[prost(message, optional, tag = "1")]
    pub(super) proposal: Option<pb::Proposal>,
    #[prost(message, optional, tag = "2")]
    pub(super) error: Option<RemoteSignerError>,
}

#[derive(Clone, PartialEq, Message)]
pub(super) struct SignBytesResponse {
    #[prost(message, optional, tag = "2")]
    pub(super) error: Option<RemoteSignerError>,
}

/// A refusal. A node prints it, and does not ask again in that step.
#[derive(Clone, PartialEq, Message)]
pub(super) struct RemoteSignerError {
    #[prost(int32, tag = "1")]
    pub(super) code: i32,
    #[prost(string, tag = "2")]
    pub(super) description: String,
}
