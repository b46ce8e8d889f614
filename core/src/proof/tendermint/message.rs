//! What is submitted to a client.

use super::any::Any;
use crate::error::Error;
use crate::evidence::Misbehaviour;
use crate::limits::Limits;
use crate::types::{IbcHeader, Message, RawIbcHeader};

const HEADER: &str = "/ibc.lightclients.tendermint.v1.Header";
const MISBEHAVIOUR: &str = "/ibc.lightclients.tendermint.v1.Misbehaviour";

/// A message to a client that obeys the rules of its own. Nothing is verified.
#[derive(Clone, Copy, Debug)]
// Views on the stack for a while: no box without an allocator.
#[allow(clippy::large_enum_variant, reason = "there is no allocator")]
pub enum ClientMessage<'a> {
    /// A header that the client is to learn.
    Header(IbcHeader<'a>),
    /// Two headers that show that the chain contradicts itself.
    Misbehaviour(Misbehaviour<'a>),
}

impl<'a> ClientMessage<'a> {
    /// Parses the `Any` in a `MsgUpdateClient`: a `Header` or a `Misbehaviour`.
    ///
    /// The transactions of the Cosmos SDK hold no field that it does not know; here, as in a
    /// client, unknown ones are passed over.
    ///
    /// # Errors
    /// Those of the wire; [`Error::AnyType`]. For a misbehaviour those of [`Misbehaviour::parse`].
    /// For a header those of [`crate::SignedHeader::parse`] and
    /// [`crate::SignedHeader::validate`]; [`Error::RevisionRange`];
    /// [`Error::TrustedHeightNotBelow`]; [`Error::MissingPart`] of the validator set, those of
    /// [`crate::ValidatorSet::parse`]; [`Error::ValidatorsHashMismatch`].
    ///
    /// Source: `ibc-go modules/core/02-client/types/msgs.go MsgUpdateClient.ValidateBasic`.
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        let any = Any::parse(bytes, limits)?;
        match any.type_url {
            HEADER => {
                let raw = RawIbcHeader::decode(any.value(Message::IbcHeader), limits)?;
                raw.validate().map(ClientMessage::Header)
            }
            MISBEHAVIOUR => {
                let decoded = Misbehaviour::decode(any.value(Message::Misbehaviour), limits)?;
                decoded.map(ClientMessage::Misbehaviour)
            }
            _ => Err(Error::AnyType),
        }
    }
}
