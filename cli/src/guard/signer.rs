//! What a signer answers: this is where the guard stands.

use super::key::Key;
use super::message::{
    Frame, Ping, PubKeyRequest, PubKeyResponse, RemoteSignerError, SignBytesResponse, SignRequest,
    SignedProposalResponse, SignedVoteResponse, Sum,
};
use super::state::State;
use crate::show;
use parhelion_core::guard::{Guard, Position, Request, Step};
use parhelion_core::{Error, Limits, Proposal, Time, Vote};
use parhelion_rpc::pb;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One key that signs on one chain, for as many nodes as ask.
pub(super) struct Signer<'m> {
    chain_id: &'m str,
    key: &'m Key,
    guard: Mutex<Guard<'m, State>>,
}

/// The answer to one request, and what there is to tell of it.
pub(super) struct Answer {
    pub(super) frame: Frame,
    pub(super) told: Option<String>,
}

/// What leaves the signer: a node takes nothing else from an answer.
struct Signed {
    place: String,
    timestamp: pb::Timestamp,
    signature: Vec<u8>,
    extension_signature: Vec<u8>,
}

impl<'m> Signer<'m> {
    pub(super) fn new(chain_id: &'m str, key: &'m Key, guard: Guard<'m, State>) -> Signer<'m> {
        Signer { chain_id, key, guard: Mutex::new(guard) }
    }

    /// How far it has signed.
    ///
    /// # Errors
    /// [`Error::NotProvisioned`] where the state is not of this chain and key: nothing is signed.
    pub(super) fn position(&self) -> Result<Position, Error> {
        self.guard().position(self.chain_id, &self.key.public()?)
    }

    /// Waits until nothing is being signed, and lets nothing be signed any more.
    pub(super) fn end(&self) -> impl Drop {
        self.guard()
    }

    /// Answers a request, each with its own kind of answer; with an empty message what is none.
    pub(super) fn answer(&self, request: &Frame) -> Answer {
        let (sum, told) = match &request.sum {
            Some(Sum::PingRequest(_)) => (Some(Sum::PingResponse(Ping {})), None),
            Some(Sum::PubKeyRequest(request)) => self.public_key(request),
            Some(Sum::SignVoteRequest(request)) => self.vote(request),
            Some(Sum::SignProposalRequest(request)) => self.proposal(request),
            Some(Sum::SignBytesRequest(_)) => bytes(),
            _ => (None, Some("refused: a request of no known kind".to_owned())),
        };
        Answer { frame: Frame { sum }, told }
    }

    fn public_key(&self, request: &PubKeyRequest) -> (Option<Sum>, Option<String>) {
        let (key, error) = match self.key_on(&request.chain_id) {
            Ok(key) => (Some(key), None),
            Err(error) => (None, Some(error)),
        };
        let told = error.as_ref().map(|error| refused("the public key", error));
        let (pub_key, error) = (Some(pb::PublicKey { key }), error.as_ref().map(remote));
        (Some(Sum::PubKeyResponse(PubKeyResponse { pub_key, error })), told)
    }

    fn key_on(&self, chain_id: &str) -> Result<pb::Key, Error> {
        if chain_id != self.chain_id {
            return Err(Error::OtherSignedChain);
        }
        Ok(pb::Key::Ed25519(self.key.public()?.as_bytes().to_vec()))
    }

    fn vote(&self, request: &SignRequest) -> (Option<Sum>, Option<String>) {
        let signed = self.sign_vote(request);
        let told = told("a vote", &signed);
        let (signed, error) = parts(signed);
        let vote = pb::Vote {
            block_id: Some(no_block()),
            timestamp: Some(signed.timestamp),
            signature: signed.signature,
            extension_signature: signed.extension_signature,
            ..pb::Vote::default()
        };
        let response = SignedVoteResponse { vote: Some(vote), error };
        (Some(Sum::SignedVoteResponse(response)), Some(told))
    }

    fn proposal(&self, request: &SignRequest) -> (Option<Sum>, Option<String>) {
        let signed = self.sign_proposal(request);
        let told = told("a proposal", &signed);
        let (signed, error) = parts(signed);
        let proposal = pb::Proposal {
            block_id: Some(no_block()),
            timestamp: Some(signed.timestamp),
            signature: signed.signature,
            ..pb::Proposal::default()
        };
        let response = SignedProposalResponse { proposal: Some(proposal), error };
        (Some(Sum::SignedProposalResponse(response)), Some(told))
    }

    /// The sign bytes are written from the vote, and the guard reads them again: what it permits is
    /// what is signed, whatever else the request says.
    fn sign_vote(&self, request: &SignRequest) -> Result<Signed, Error> {
        let vote = Vote::parse(&request.asked, &Limits::DEFAULT)?;
        let (mut bytes, mut extension) = (Vec::new(), Vec::new());
        vote.write_sign_bytes(&request.chain_id, &mut bytes);
        let mut asked = Request::parse(&bytes)?;
        let of_a_block = asked.step() == Step::Precommit && !asked.block_id().is_zero();
        // A node stops where the signature of an extension is missing, also of an empty one, and
        // where there is one too many.
        if of_a_block || !vote.extension().is_empty() {
            vote.write_extension_sign_bytes(&request.chain_id, &mut extension);
            asked = asked.with_extension(&extension)?;
        }
        self.sign(&asked)
    }

    fn sign_proposal(&self, request: &SignRequest) -> Result<Signed, Error> {
        let proposal = Proposal::parse(&request.asked, &Limits::DEFAULT)?;
        let mut bytes = Vec::new();
        proposal.write_sign_bytes(&request.chain_id, &mut bytes);
        self.sign(&Request::parse(&bytes)?)
    }

    /// The only place where anything is signed.
    fn sign(&self, asked: &Request<'_>) -> Result<Signed, Error> {
        let mut guard = self.guard();
        let permit = guard.permit(self.chain_id, &self.key.public()?, asked)?;
        let extension = permit.extension_sign_bytes();
        Ok(Signed {
            place: place(permit.request()),
            timestamp: timestamp(permit.request().timestamp()),
            signature: self.key.sign(permit.sign_bytes()),
            extension_signature: extension.map(|bytes| self.key.sign(bytes)).unwrap_or_default(),
        })
    }

    /// A guard keeps nothing that it has not stored, whatever stopped it half way.
    fn guard(&self) -> MutexGuard<'_, Guard<'m, State>> {
        self.guard.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whoever has bytes signed that he chose has votes signed past the guard.
fn bytes() -> (Option<Sum>, Option<String>) {
    let description = "votes and proposals alone are signed, and no bytes".to_owned();
    let told = format!("refused: {description}");
    let error = Some(RemoteSignerError { code: 0, description });
    (Some(Sum::SignBytesResponse(SignBytesResponse { error })), Some(told))
}

fn remote(error: &Error) -> RemoteSignerError {
    RemoteSignerError { code: error.code().into(), description: show::error(error) }
}

fn told(what: &str, signed: &Result<Signed, Error>) -> String {
    match signed {
        Ok(signed) => format!("signed: {}", signed.place),
        Err(error) => refused(what, error),
    }
}

fn refused(what: &str, error: &Error) -> String {
    format!("refused: {what}: {}", show::error(error))
}

/// What of both goes into an answer: with an error, no signature.
fn parts(signed: Result<Signed, Error>) -> (Signed, Option<RemoteSignerError>) {
    let nothing = || Signed {
        place: String::new(),
        timestamp: timestamp(Time::GO_ZERO),
        signature: Vec::new(),
        extension_signature: Vec::new(),
    };
    match signed {
        Ok(signed) => (signed, None),
        Err(error) => (nothing(), Some(remote(&error))),
    }
}

/// What Go writes of a block id that is left out.
fn no_block() -> pb::BlockId {
    pb::BlockId { part_set_header: Some(pb::PartSetHeader::default()), ..pb::BlockId::default() }
}

fn timestamp(time: Time) -> pb::Timestamp {
    pb::Timestamp { seconds: time.seconds(), nanos: time.nanos().cast_signed() }
}

/// `prevote 5/0`.
fn place(request: &Request<'_>) -> String {
    format!("{} {}/{}", step(request.step()), request.height(), request.round())
}

pub(super) fn step(step: Step) -> &'static str {
    match step {
        Step::Proposal => "proposal",
        Step::Prevote => "prevote",
        Step::Precommit => "precommit",
    }
}
