//! What a provider chain answers to two headers, check by check.

use super::punish::Sentence;
use super::verdict::{
    Checked, PANIC, Stopped, UNTYPED, code, consumer_id, known, not_below_floor, refuse, verdict,
    warnings, with,
};
use super::{
    AbciCode, Client, Fact, Memory, ProviderState, ProviderVerdict, Punishment, Release,
    SubmitConsumerMisbehaviour, Warning, Warnings,
};
use crate::error::Error;
use crate::evidence::{Misbehaviour, Signer};
use crate::proof::tendermint::{Believer, trusted_validators};
use crate::types::{BlockIdFlag, IbcHeader, Message};

const INVALID_MISBEHAVIOUR_MESSAGE: AbciCode = code("provider", 47);
const INVALID_MISBEHAVIOUR: AbciCode = code("client", 13);
const CONSENSUS_STATE_NOT_FOUND: AbciCode = code("client", 7);
const TRUSTING_PERIOD_EXPIRED: AbciCode = code("07-tendermint", 11);
const INVALID_VALIDATOR_SET: AbciCode = code("07-tendermint", 14);

/// What the provider answers to `MsgSubmitConsumerMisbehaviour`.
///
/// | check | refusal | code |
/// |---|---|---|
/// | the consumer id is a number | [`Error::ConsumerIdSyntax`] | provider/47 |
/// | the message obeys its rules | those of [`Misbehaviour::parse`] | provider/47 |
/// | the same, where ibc-go panics | [`Error::MissingPart`] of the misbehaviour, or of the header in a signed header; [`Error::RevisionRange`] | undefined/111222 |
/// | +2/3 signed each header | those of [`Misbehaviour::verify_commits`] | provider/47 |
/// | the consumer has a chain id, the one of the headers | [`Error::UnknownConsumer`], [`Error::ConsumerChainIdMismatch`] | untyped |
/// | the consumer has a client, the one of the message | [`Error::UnknownConsumer`], [`Error::ClientIdMismatch`] | untyped |
/// | the headers are of one height | [`Error::MisbehaviourHeights`] | client/13 |
/// | which is not below the floor | [`Error::BelowMinHeight`] | CCV/16 |
/// | the client exists, or ibc-go panics | [`Error::UnknownClient`] | undefined/111222 |
/// | they are of different blocks | [`Error::SameHeader`] | client/13 |
/// | it knows both trusted heights | [`Error::ConsensusStateNotFound`] | client/7 |
/// | per header: the trusted set obeys its rules | those of [`crate::ValidatorSet::parse`] | untyped |
/// | and is the one that the client knows | [`Error::TrustedValidatorsHashMismatch`] | 07-tendermint/14 |
/// | the trusting period is not over | [`Error::HeaderExpired`] | 07-tendermint/11 |
/// | enough of the trusted set signed | those of [`crate::commit::verify_trusting`] | client/13 |
/// | the signatures of all who stand in both commits | those of [`Misbehaviour::byzantine_validators`] | untyped |
/// | the consumer has infraction parameters | [`Error::NoInfractionParameters`] | untyped |
/// | somebody can be punished | [`Error::NobodyPunished`] | untyped |
///
/// # Errors
/// [`Error::ScratchTooSmall`], [`Error::SignersTooFew`] where the memory is too small;
/// [`Error::KeyTypeNotBuilt`], [`Error::UnsupportedKeyType`] where this build cannot tell.
///
/// Source: `interchain-security x/ccv/provider/keeper/consumer_equivocation.go`, `ibc-go
/// modules/light-clients/07-tendermint/misbehaviour_handle.go, light_client_module.go`.
pub fn submit_misbehaviour<'s>(
    release: Release,
    state: &impl ProviderState,
    message: &SubmitConsumerMisbehaviour<'_>,
    memory: Memory<'s>,
) -> Result<ProviderVerdict<'s>, Error> {
    match release {
        Release::V7_0_1 => verdict(misbehaviour(state, message, memory)),
    }
}

fn misbehaviour<'s>(
    state: &impl ProviderState,
    message: &SubmitConsumerMisbehaviour<'_>,
    memory: Memory<'s>,
) -> Checked<(&'s [Punishment], Warnings)> {
    let stateless = with(INVALID_MISBEHAVIOUR_MESSAGE);
    let consumer = consumer_id(message.consumer_id).map_err(&stateless)?;
    let misbehaviour = message.misbehaviour.map_err(|error| match error {
        Error::MissingPart { message: Message::Misbehaviour | Message::Header }
        | Error::RevisionRange => Stopped::Refused(error, PANIC),
        _ => stateless(error),
    })?;
    misbehaviour.verify_commits().map_err(&stateless)?;

    let client_id = of_consumer(state, consumer, &misbehaviour)?;
    let headers = [misbehaviour.header_1(), misbehaviour.header_2()];
    let [height_1, height_2] = headers.map(|header| header.light_block().header().height());
    if height_1 != height_2 {
        return refuse(Error::MisbehaviourHeights, INVALID_MISBEHAVIOUR);
    }
    not_below_floor(state, consumer, height_1)?;
    let client = known(state.client(client_id), Fact::Client)?;
    let client = client.ok_or(Error::UnknownClient).map_err(with(PANIC))?;
    if misbehaviour.kind().is_none() {
        return refuse(Error::SameHeader, INVALID_MISBEHAVIOUR);
    }
    believed(state, client_id, &client, &headers, memory.scratch)?;

    let guilty =
        misbehaviour.byzantine_validators(memory.scratch, memory.signers).map_err(with(UNTYPED))?;
    let mut warnings = warnings(state, consumer);
    if headers.iter().any(|header| nil_vote_among(header, guilty)) {
        warnings.add(Warning::NilVoteCounted);
    }
    let mut sentence = Sentence::new(state, consumer, memory.punished, &mut warnings)?;
    for signer in guilty {
        // There, who cannot be punished is passed over.
        match sentence.punish(signer.address()) {
            Ok(()) | Err(Stopped::Refused(..)) => {}
            Err(stopped) => return Err(stopped),
        }
    }
    let punished = sentence.finish()?;
    if punished.is_empty() {
        return refuse(Error::NobodyPunished, UNTYPED);
    }
    Ok((punished, warnings))
}

/// Whether the message is for this consumer; its client.
fn of_consumer<'p>(
    state: &'p impl ProviderState,
    consumer: &str,
    misbehaviour: &Misbehaviour<'_>,
) -> Checked<&'p str> {
    let chain_id = known(state.chain_id(consumer), Fact::ChainId)?;
    let chain_id = chain_id.ok_or(Error::UnknownConsumer).map_err(with(UNTYPED))?;
    if chain_id != misbehaviour.header_1().light_block().header().chain_id() {
        return refuse(Error::ConsumerChainIdMismatch, UNTYPED);
    }
    let client_id = known(state.client_id(consumer), Fact::ClientId)?;
    let client_id = client_id.ok_or(Error::UnknownConsumer).map_err(with(UNTYPED))?;
    if client_id != misbehaviour.client_id() {
        return refuse(Error::ClientIdMismatch, UNTYPED);
    }
    Ok(client_id)
}

/// Whether the client would have believed both headers.
///
/// Source: `ibc-go modules/light-clients/07-tendermint/misbehaviour_handle.go verifyMisbehaviour,
/// checkMisbehaviourHeader`.
fn believed(
    state: &impl ProviderState,
    client_id: &str,
    client: &Client<'_>,
    headers: &[IbcHeader<'_>; 2],
    scratch: &mut [u32],
) -> Checked<()> {
    let trusted = |number, header: &IbcHeader<'_>| {
        let found = state.consensus_state(client_id, header.trusted_height());
        known(found, Fact::ConsensusState)?
            .ok_or(Error::ConsensusStateNotFound { header: number })
            .map_err(with(CONSENSUS_STATE_NOT_FOUND))
    };
    let [header_1, header_2] = headers;
    let states = [(header_1, trusted(1, header_1)?), (header_2, trusted(2, header_2)?)];
    for (header, consensus_state) in states {
        let next = &consensus_state.next_validators_hash.0;
        let set = trusted_validators(header, next).map_err(|error| match error {
            Error::TrustedValidatorsHashMismatch => Stopped::Refused(error, INVALID_VALIDATOR_SET),
            _ => with(UNTYPED)(error),
        })?;
        let now = known(state.block_time(), Fact::BlockTime)?;
        let now = now.ok_or(Stopped::Missing(Fact::BlockTime))?;
        let believer = Believer {
            chain_id: client.chain_id,
            trust_level: client.trust_level,
            trusting_period: client.trusting_period,
            timestamp: consensus_state.timestamp,
        };
        believer.believes(&set, header, now, scratch).map_err(|error| match error {
            Error::HeaderExpired { .. } => Stopped::Refused(error, TRUSTING_PERIOD_EXPIRED),
            _ => with(INVALID_MISBEHAVIOUR)(error),
        })?;
    }
    Ok(())
}

/// Whether one of these is named by a vote for no block.
fn nil_vote_among(header: &IbcHeader<'_>, guilty: &[Signer]) -> bool {
    let named = |address: &[u8]| guilty.iter().any(|signer| signer.address().0 == address);
    let block = header.light_block();
    let mut nil = block.commit().signatures().filter(|(_, vote)| vote.flag() == BlockIdFlag::Nil);
    nil.any(|(_, vote)| named(vote.validator_address()))
}
