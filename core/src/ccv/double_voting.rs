//! What a provider chain answers to two votes, check by check.

use super::punish::Sentence;
use super::verdict::{
    Checked, INVALID_DOUBLE_VOTING, UNTYPED, code, consumer_id, known, not_below_floor, refuse,
    verdict, warnings, with,
};
use super::{
    AbciCode, Fact, Memory, ProviderState, ProviderVerdict, Punishment, Release,
    SubmitConsumerDoubleVoting, Warning, Warnings,
};
use crate::error::Error;
use crate::evidence::duplicate_vote;
use crate::types::Message;

const INVALID_DOUBLE_VOTING_MESSAGE: AbciCode = code("provider", 48);
const INVALID_TYPE: AbciCode = code("sdk", 29);

/// What the provider answers to `MsgSubmitConsumerDoubleVoting`.
///
/// | check | refusal | code |
/// |---|---|---|
/// | the evidence obeys its rules | those of [`crate::evidence::DuplicateVoteEvidence::parse`] | provider/48 |
/// | the header has a header and a set | [`Error::MissingPart`] | provider/48 |
/// | the consumer id is a number | [`Error::ConsumerIdSyntax`] | provider/48 |
/// | the set obeys its rules | those of [`crate::ValidatorSet::parse`] | untyped |
/// | the voter is in it | [`Error::NotAValidator`] | CCV/16 |
/// | the SDK knows such a key | [`Error::ProviderKeyType`] | sdk/29 |
/// | the consumer has a client | [`Error::UnknownConsumer`] | CCV/16 |
/// | the height is not below the floor | [`Error::BelowMinHeight`] | CCV/16 |
/// | the consumer has a chain id | [`Error::UnknownConsumer`] | untyped |
/// | one voter, one round, two blocks | [`Error::VotesDiffer`], [`Error::VotersDiffer`] | CCV/16 |
/// | both signatures, for the stored chain id | [`Error::WrongSignature`] | untyped |
/// | the consumer has infraction parameters | [`Error::NoInfractionParameters`] | untyped |
/// | the provider has the validator | [`Error::UnknownValidator`] | slashing/2 |
/// | it is bonded or unbonding, not tombstoned | [`Error::ValidatorUnbonded`], [`Error::ValidatorTombstoned`] | untyped |
///
/// # Errors
/// [`Error::SignersTooFew`] where the memory is too small; [`Error::KeyTypeNotBuilt`] and
/// [`Error::UnsupportedKeyType`] where this build cannot tell.
///
/// Source: `interchain-security x/ccv/provider/types/msg.go, keeper/msg_server.go,
/// keeper/consumer_equivocation.go`.
pub fn submit_double_voting<'s>(
    release: Release,
    state: &impl ProviderState,
    message: &SubmitConsumerDoubleVoting<'_>,
    memory: Memory<'s>,
) -> Result<ProviderVerdict<'s>, Error> {
    match release {
        Release::V7_0_1 => verdict(double_voting(state, message, memory)),
    }
}

fn double_voting<'s>(
    state: &impl ProviderState,
    message: &SubmitConsumerDoubleVoting<'_>,
    memory: Memory<'s>,
) -> Checked<(&'s [Punishment], Warnings)> {
    let stateless = with(INVALID_DOUBLE_VOTING_MESSAGE);
    let missing = |message| stateless(Error::MissingPart { message });
    let evidence = message.evidence.map_err(&stateless)?;
    let header = message.infraction_block_header.ok_or_else(|| missing(Message::IbcHeader))?;
    header.chain_id.ok_or_else(|| missing(Message::Header))?;
    let set = header.validators().ok_or_else(|| missing(Message::ValidatorSet))?;
    let consumer = consumer_id(message.consumer_id).map_err(&stateless)?;

    let set = set.map_err(with(UNTYPED))?;
    let voter = evidence.vote_a().validator_address();
    let voter = set.validators().find(|validator| validator.address().0 == voter);
    let voter = voter.ok_or(Error::NotAValidator).map_err(with(INVALID_DOUBLE_VOTING))?;

    duplicate_vote::provider_key(&voter.public_key()).map_err(with(INVALID_TYPE))?;
    if known(state.client_id(consumer), Fact::ClientId)?.is_none() {
        return refuse(Error::UnknownConsumer, INVALID_DOUBLE_VOTING);
    }
    not_below_floor(state, consumer, evidence.vote_a().height().cast_unsigned())?;
    let chain_id = known(state.chain_id(consumer), Fact::ChainId)?;
    let chain_id = chain_id.ok_or(Error::UnknownConsumer).map_err(with(UNTYPED))?;
    let _ = duplicate_vote::verify_by_key(chain_id, &voter.public_key(), &evidence).map_err(
        |error| match error {
            Error::VotesDiffer | Error::VotersDiffer => with(INVALID_DOUBLE_VOTING)(error),
            _ => with(UNTYPED)(error),
        },
    )?;
    let mut warnings = warnings(state, consumer);
    warnings.add(Warning::UnverifiedHeader);
    warnings.add(Warning::NoAgeNoMembership);
    let mut sentence = Sentence::new(state, consumer, memory.punished, &mut warnings)?;
    sentence.punish(voter.address())?;
    Ok((sentence.finish()?, warnings))
}
