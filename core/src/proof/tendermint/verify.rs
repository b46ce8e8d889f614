//! What a client answers to a message, check by check.

use super::believed::{Believer, trusted_validators};
use super::store::Missing;
use super::{ClientMessage, ClientState, ClientStore, ConsensusState, Status};
use crate::chain_id::ChainId;
use crate::error::Error;
use crate::evidence::{Misbehaviour, MisbehaviourKind};
use crate::known::Known;
use crate::light::{self, TrustedState};
use crate::time::Time;
use crate::types::IbcHeader;

/// What a client does with a message that it accepts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It learns a height.
    Updates {
        /// The revision and the height.
        height: (u64, u64),
        /// What it stores for it.
        consensus_state: ConsensusState<'a>,
    },
    /// It knows the header already.
    Duplicate {
        /// The revision and the height.
        height: (u64, u64),
    },
    /// It does nothing: the two headers are right, and do not contradict each other.
    Nothing,
    /// It freezes, for good.
    Freezes(Conflict),
    /// It depends on something that is not known. All checks before that have passed.
    Undecided(Missing),
}

/// Why a client freezes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Conflict {
    /// The client knows another header of this height.
    OtherHeader,
    /// The header is not later than one below it.
    NotAfterPrevious,
    /// The header is not earlier than one above it.
    NotBeforeNext,
    /// The two headers of a misbehaviour contradict each other.
    Misbehaviour(MisbehaviourKind),
}

/// What a client would do with a message at this time, which is that of the block in which it would
/// be executed. Nothing that is found here is trusted by the caller: it is what the chain that
/// keeps the client would find.
///
/// Lend [`crate::commit::scratch_len`] words of the greatest trusted set in the message, or none.
///
/// # Errors
/// Of a misbehaviour those of [`Misbehaviour::verify_commits`]. [`Error::UnknownClient`],
/// [`Error::ClientFrozen`], [`Error::ClientExpired`].
///
/// Of a header: [`Error::ConsensusStateNotFound`] of header 0;
/// [`Error::TrustedValidatorsAbsent`] or those of [`crate::ValidatorSet::parse`];
/// [`Error::TrustedValidatorsHashMismatch`]; [`Error::HeaderRevision`]; those of
/// [`TrustedState::from_on_chain_client`], for a state that no client stores; those of
/// [`light::verify`].
///
/// Of a misbehaviour: [`Error::ConsensusStateNotFound`] of header 1, of header 2. For header 1, for
/// header 2: those of [`crate::ValidatorSet::parse`]; [`Error::TrustedValidatorsHashMismatch`];
/// [`Error::HeaderExpired`]; those of [`crate::commit::verify_trusting`].
///
/// Source: `ibc-go modules/core/02-client/keeper/client.go UpdateClient,
/// modules/light-clients/07-tendermint/update.go, misbehaviour_handle.go`.
pub fn verify_client_message<'a>(
    store: &impl ClientStore,
    message: &ClientMessage<'a>,
    now: Time,
    scratch: &mut [u32],
) -> Result<Outcome<'a>, Error> {
    match outcome(store, message, now, scratch) {
        Ok(outcome) => Ok(outcome),
        Err(Stopped::Missing(missing)) => Ok(Outcome::Undecided(missing)),
        Err(Stopped::Refused(error)) => Err(error),
    }
}

/// Why there is no outcome.
enum Stopped {
    Refused(Error),
    Missing(Missing),
}

impl From<Error> for Stopped {
    fn from(error: Error) -> Stopped {
        Stopped::Refused(error)
    }
}

fn known<T>(fact: Known<T>, name: Missing) -> Result<Option<T>, Stopped> {
    fact.map_err(|_| Stopped::Missing(name))
}

fn outcome<'a>(
    store: &impl ClientStore,
    message: &ClientMessage<'a>,
    now: Time,
    scratch: &mut [u32],
) -> Result<Outcome<'a>, Stopped> {
    if let ClientMessage::Misbehaviour(misbehaviour) = message {
        misbehaviour.verify_commits()?;
    }
    let client = active(store, now)?;
    match message {
        ClientMessage::Header(header) => {
            header_is_right(store, &client, header, now, scratch)?;
            learn(store, header)
        }
        ClientMessage::Misbehaviour(misbehaviour) => {
            misbehaviour_is_right(store, &client, misbehaviour, now, scratch)?;
            let kind = misbehaviour.kind().map(Conflict::Misbehaviour);
            Ok(kind.map_or(Outcome::Nothing, Outcome::Freezes))
        }
    }
}

/// The client, if it can be used.
fn active(store: &impl ClientStore, now: Time) -> Result<ClientState<'_>, Stopped> {
    let client = known(store.client_state(), Missing::ClientState)?;
    let client = client.ok_or(Error::UnknownClient)?;
    if client.is_frozen() {
        return Err(Error::ClientFrozen.into());
    }
    let latest = consensus_state(store, client.latest_height())?;
    match client.status(latest.as_ref(), now) {
        Status::Active => Ok(client),
        _ => Err(Error::ClientExpired.into()),
    }
}

/// Source: `ibc-go modules/light-clients/07-tendermint/update.go verifyHeader`.
fn header_is_right(
    store: &impl ClientStore,
    client: &ClientState<'_>,
    header: &IbcHeader<'_>,
    now: Time,
    scratch: &mut [u32],
) -> Result<(), Stopped> {
    let trusted = header.trusted_height();
    let state = consensus_state(store, trusted)?;
    let state = state.ok_or(Error::ConsensusStateNotFound { header: 0 })?;
    let set = trusted_validators(header, state.next_validators_hash())?;
    let ((trusted_revision, trusted_height), (revision, _)) = (trusted, header.height()?);
    if revision != trusted_revision {
        return Err(Error::HeaderRevision { trusted: trusted_revision, header: revision }.into());
    }
    let trusted_state = TrustedState::from_on_chain_client(
        ChainId::new(client.chain_id())?,
        trusted_height,
        state.timestamp(),
        state.next_validators_hash(),
    )?;
    let block = header.light_block();
    // That it is above the trusted one has been asked of the message itself.
    let options = client.options();
    light::verify(&trusted_state, Some(&set), &block, &options, now, scratch).map(drop)?;
    Ok(())
}

/// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour_handle.go verifyMisbehaviour`.
fn misbehaviour_is_right(
    store: &impl ClientStore,
    client: &ClientState<'_>,
    misbehaviour: &Misbehaviour<'_>,
    now: Time,
    scratch: &mut [u32],
) -> Result<(), Stopped> {
    let trusted = |number, header: &IbcHeader<'_>| {
        consensus_state(store, header.trusted_height())?
            .ok_or(Stopped::Refused(Error::ConsensusStateNotFound { header: number }))
    };
    let (header_1, header_2) = (misbehaviour.header_1(), misbehaviour.header_2());
    let (state_1, state_2) = (trusted(1, &header_1)?, trusted(2, &header_2)?);
    for (header, state) in [(header_1, state_1), (header_2, state_2)] {
        let set = trusted_validators(&header, state.next_validators_hash())?;
        let believer = Believer {
            chain_id: client.chain_id(),
            trust_level: client.trust_level(),
            trusting_period: client.trusting_period(),
            timestamp: state.timestamp(),
        };
        believer.believes(&set, &header, now, scratch)?;
    }
    Ok(())
}

/// What becomes of a header that is right.
///
/// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour_handle.go
/// CheckForMisbehaviour, update.go UpdateState`.
fn learn<'a>(store: &impl ClientStore, header: &IbcHeader<'a>) -> Result<Outcome<'a>, Stopped> {
    let height = header.height()?;
    let new = ConsensusState::submitted(header);
    if let Some(stored) = consensus_state(store, height)? {
        return Ok(match stored == new {
            true => Outcome::Duplicate { height },
            false => Outcome::Freezes(Conflict::OtherHeader),
        });
    }
    let previous = known(store.previous_height(height), Missing::PreviousHeight(height))?;
    let next = known(store.next_height(height), Missing::NextHeight(height))?;
    if let Some(previous) = neighbour(store, previous)?
        && previous.timestamp() >= new.timestamp()
    {
        return Ok(Outcome::Freezes(Conflict::NotAfterPrevious));
    }
    if let Some(next) = neighbour(store, next)?
        && next.timestamp() <= new.timestamp()
    {
        return Ok(Outcome::Freezes(Conflict::NotBeforeNext));
    }
    let consensus_state = ConsensusState::of(header.light_block().header());
    Ok(Outcome::Updates { height, consensus_state })
}

fn neighbour<S: ClientStore>(
    store: &S,
    height: Option<(u64, u64)>,
) -> Result<Option<ConsensusState<'_>>, Stopped> {
    height.map_or(Ok(None), |height| consensus_state(store, height))
}

fn consensus_state(
    store: &impl ClientStore,
    height: (u64, u64),
) -> Result<Option<ConsensusState<'_>>, Stopped> {
    known(store.consensus_state(height), Missing::ConsensusState(height))
}
