//! The only thing that lets a signer sign.

use super::protocol::Stored;
use super::request::Request;

/// Permission to sign one vote or proposal, and the extension that came with it. It exists where
/// both records of its entry say so, and nowhere else: nobody can make one, copy one, or store one.
#[derive(Debug, PartialEq, Eq)]
#[must_use = "nothing is signed without it"]
pub struct Permit<'a> {
    request: Request<'a>,
}

impl<'a> Permit<'a> {
    pub(super) const fn of(_: &Stored, request: &Request<'a>) -> Self {
        Permit { request: *request }
    }

    /// The bytes to sign for the vote or the proposal.
    #[must_use]
    pub const fn sign_bytes(&self) -> &'a [u8] {
        self.request.sign_bytes()
    }

    /// The bytes to sign for the extension, where the request had one.
    #[must_use]
    pub const fn extension_sign_bytes(&self) -> Option<&'a [u8]> {
        self.request.extension_sign_bytes()
    }

    /// What was asked for. Its time is the one that is signed, and goes into the answer.
    #[must_use]
    pub const fn request(&self) -> &Request<'a> {
        &self.request
    }
}
