//! What a client knows of a height.

use super::ClientState;
use super::any::Any;
use crate::chain_id::ChainId;
use crate::error::Error;
use crate::identifier;
use crate::light::TrustedState;
use crate::limits::{HASH_LEN, Limits};
use crate::time::Time;
use crate::types::{Header, IbcHeader, Message, SpelledOut, getters, length};
use crate::wire::Reader;

const TYPE_URL: &str = "/ibc.lightclients.tendermint.v1.ConsensusState";

/// `ibc.lightclients.tendermint.v1.ConsensusState`: as much of a header as a client keeps. Two are
/// equal where ibc-go finds them so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusState<'a> {
    timestamp: Time,
    // `None`: the field is not there, which to ibc-go is another thing than a field of no bytes.
    root: Option<&'a [u8]>,
    next_validators_hash: Option<&'a [u8]>, // 0 or 32
}

/// In what a consensus state is not what is trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Difference {
    /// The time of the header.
    Timestamp,
    /// The state of the application.
    Root,
    /// The hash of the set that follows the header.
    NextValidatorsHash,
}

impl<'a> ConsensusState<'a> {
    getters! {
        /// The time of the header.
        timestamp: Time,
    }

    /// The app hash of the header: the state after the block before it.
    #[must_use]
    pub const fn root(&self) -> &'a [u8] {
        present(self.root)
    }

    /// The hash of the set that follows the header; no bytes where it names none.
    #[must_use]
    pub const fn next_validators_hash(&self) -> &'a [u8] {
        present(self.next_validators_hash)
    }

    /// Parses an `Any` that holds a `ConsensusState`, which is how it stands in a chain's store.
    ///
    /// # Errors
    /// Those of the wire; [`Error::AnyType`]; those of [`ConsensusState::parse_bare`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ConsensusState::decode(Any::open(bytes, TYPE_URL, Message::ConsensusState, limits)?)
    }

    /// Parses a `ConsensusState` without the `Any` around it.
    ///
    /// # Errors
    /// Those of the wire; [`Error::HashLength`] of the hash of the next validators, the one rule
    /// that every stored one obeys. ibc-go asks for a root and for a time after 1970 only of the
    /// state with which a client begins.
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/consensus_state.go ValidateBasic`.
    pub fn parse_bare(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ConsensusState::decode(Reader::new(bytes, Message::ConsensusState, limits)?)
    }

    /// What a client keeps of this header.
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/header.go ConsensusState`.
    #[must_use]
    pub fn of(header: &Header<'a>) -> Self {
        ConsensusState::spelled(header, SpelledOut::default())
    }

    /// The same, as ibc-go compares it with what is stored. A header that spells out a hash of no
    /// bytes is to it another than the one that it has stored of that very header.
    pub(super) fn submitted(header: &IbcHeader<'a>) -> Self {
        ConsensusState::spelled(header.light_block().header(), header.spelled_out())
    }

    fn spelled(header: &Header<'a>, spelled_out: SpelledOut) -> Self {
        let there = |hash: &'a [u8], spelled_out| (spelled_out || !hash.is_empty()).then_some(hash);
        let next = header.next_validators_hash();
        ConsensusState {
            timestamp: header.time(),
            root: there(header.app_hash(), spelled_out.app_hash),
            next_validators_hash: there(next, spelled_out.next_validators_hash),
        }
    }

    /// The first part in which this is not what is trusted of the same height of the same chain;
    /// `None` where they agree. A trusted state that knows no app hash is not asked for it.
    #[must_use]
    pub fn difference(&self, state: &TrustedState) -> Option<Difference> {
        let next = state.next_validators_hash().map_or(&[][..], |hash| &hash.0);
        if self.timestamp != state.time() {
            Some(Difference::Timestamp)
        } else if state.app_hash().is_some_and(|hash| hash != self.root()) {
            Some(Difference::Root)
        } else if self.next_validators_hash() != next {
            Some(Difference::NextValidatorsHash)
        } else {
            None
        }
    }

    fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let mut state =
            ConsensusState { timestamp: Time::GO_ZERO, root: None, next_validators_hash: None };
        while let Some(field) = reader.field()? {
            match field.number {
                1 => state.timestamp = reader.timestamp(field)?,
                2 => state.root = hash(reader.message(field, Message::MerkleRoot)?)?,
                3 => state.next_validators_hash = Some(reader.bytes(field)?),
                _ => reader.skip(field)?,
            }
        }
        if !matches!(state.next_validators_hash().len(), 0 | HASH_LEN) {
            let (message, length) = (Message::ConsensusState, length(state.next_validators_hash()));
            return Err(Error::HashLength { message, field: 3, length });
        }
        Ok(state)
    }
}

/// Trusts what a client on another chain knows of a height, its root included. Whoever calls this
/// trusts that chain's validators, and where the bytes came from.
///
/// # Errors
/// [`Error::HeaderRevision`] for a height of another revision than the client's chain id: the chain
/// had another name then. Those of [`TrustedState::from_on_chain_client`].
pub fn from_on_chain_client(
    client: &ClientState<'_>,
    height: (u64, u64),
    state: &ConsensusState<'_>,
) -> Result<TrustedState, Error> {
    let (trusted, height) = height;
    let header = identifier::revision(client.chain_id())?;
    if trusted != header {
        return Err(Error::HeaderRevision { trusted, header });
    }
    let chain_id = ChainId::new(client.chain_id())?;
    let next = state.next_validators_hash();
    let trusted = TrustedState::from_on_chain_client(chain_id, height, state.timestamp(), next)?;
    Ok(trusted.with_app_hash(state.root()))
}

const fn present(hash: Option<&[u8]>) -> &[u8] {
    match hash {
        Some(hash) => hash,
        None => &[],
    }
}

/// The hash in a `MerkleRoot`.
fn hash(mut reader: Reader<'_>) -> Result<Option<&[u8]>, Error> {
    let mut hash = None;
    while let Some(field) = reader.field()? {
        match field.number {
            1 => hash = Some(reader.bytes(field)?),
            _ => reader.skip(field)?,
        }
    }
    Ok(hash)
}
