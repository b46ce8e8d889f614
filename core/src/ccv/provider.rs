//! What is asked of a provider chain.

use crate::error::Error;
use crate::hash::{Address, Hash};
use crate::known::Known;
use crate::proof::tendermint;
use crate::threshold::TrustThreshold;
use crate::time::{Duration, Time};

/// The release of interchain-security whose rules are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Release {
    /// 7.0.1, judged against the module itself.
    V7_0_1,
}

impl Release {
    /// The release of this name, `v7.0.1`.
    ///
    /// # Errors
    /// [`Error::UnsupportedRelease`] for one that is not built: its rules may be others.
    pub fn new(name: &str) -> Result<Release, Error> {
        match name.strip_prefix('v').unwrap_or(name) {
            "7.0.1" => Ok(Release::V7_0_1),
            _ => Err(Error::UnsupportedRelease),
        }
    }
}

/// The state of a provider chain before the block in which a message would be executed, as far as a
/// verdict asks for it. Whether a fact is proven or told is its giver's to know.
pub trait ProviderState {
    /// The chain id of a consumer. Prefix 44.
    fn chain_id(&self, consumer_id: &str) -> Known<&str>;
    /// The client of a consumer. Prefix 7.
    fn client_id(&self, consumer_id: &str) -> Known<&str>;
    /// The least height of evidence against a consumer. Prefix 29; without an entry, 0.
    fn min_evidence_height(&self, consumer_id: &str) -> Known<u64>;
    /// The validator to whom a consumer's address was assigned. Prefix 23; without an entry, the
    /// address is the provider's own.
    fn provider_address(&self, consumer_id: &str, consumer_address: &Address) -> Known<Address>;
    /// How a consumer's double signs are punished. Prefix 57.
    fn double_sign(&self, consumer_id: &str) -> Known<SlashJail>;
    /// A validator by its consensus address.
    fn validator(&self, provider_address: &Address) -> Known<ProviderValidator>;
    /// The state of a client.
    fn client(&self, client_id: &str) -> Known<Client<'_>>;
    /// What a client knows of a revision and height.
    fn consensus_state(&self, client_id: &str, height: (u64, u64)) -> Known<ConsensusState>;
    /// The time of the block in which the message would be executed.
    fn block_time(&self) -> Known<Time>;
    /// Other consumers of the same chain id. No check asks for it; it makes a warning.
    fn twins(&self, consumer_id: &str) -> Known<u32>;
}

/// What a verdict may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Fact {
    /// [`ProviderState::chain_id`]
    ChainId,
    /// [`ProviderState::client_id`]
    ClientId,
    /// [`ProviderState::min_evidence_height`]
    MinEvidenceHeight,
    /// [`ProviderState::provider_address`]
    ProviderAddress,
    /// [`ProviderState::double_sign`]
    DoubleSign,
    /// [`ProviderState::validator`]
    Validator,
    /// [`ProviderState::client`]
    Client,
    /// [`ProviderState::consensus_state`]
    ConsensusState,
    /// [`ProviderState::block_time`]
    BlockTime,
}

impl Fact {
    /// What it is, in words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Fact::ChainId => "the chain id of the consumer",
            Fact::ClientId => "the client of the consumer",
            Fact::MinEvidenceHeight => "the least height of evidence",
            Fact::ProviderAddress => "to whom the consumer address is assigned",
            Fact::DoubleSign => "the infraction parameters of the consumer",
            Fact::Validator => "the provider's validator",
            Fact::Client => "the state of the client",
            Fact::ConsensusState => "the consensus state at the trusted height",
            Fact::BlockTime => "the time of the provider's block",
        }
    }
}

/// How an infraction is punished: `SlashJailParameters`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlashJail {
    /// The part of the stake that is slashed, times 10^18.
    pub slash_fraction: u64,
    /// How long the validator is jailed.
    pub jail_duration: Duration,
    /// Whether the validator can never come back. If not, nothing keeps the same evidence from
    /// being submitted again.
    pub tombstone: bool,
}

/// Whether a validator's stake is bonded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BondStatus {
    /// It is.
    Bonded,
    /// It was, and can still be slashed.
    Unbonding,
    /// It is not, and cannot be slashed.
    Unbonded,
}

/// A validator of the provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProviderValidator {
    /// Whether its stake is bonded.
    pub status: BondStatus,
    /// Whether it is jailed.
    pub jailed: bool,
    /// Whether it can never come back.
    pub tombstoned: bool,
    /// Its tokens.
    pub tokens: u128,
    /// Its power in the last block; 0 where it had none.
    pub last_power: u64,
    /// The tokens that are being undelegated or redelegated from it, and have not matured.
    pub unbonding: u128,
}

/// A 07-tendermint client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Client<'a> {
    /// The chain that it follows.
    pub chain_id: &'a str,
    /// How much of a trusted set must have signed.
    pub trust_level: TrustThreshold,
    /// How long it trusts a consensus state.
    pub trusting_period: Duration,
}

/// What a 07-tendermint client knows of a height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConsensusState {
    /// The time of the header.
    pub timestamp: Time,
    /// The hash of the set that follows the header.
    pub next_validators_hash: Hash,
}

impl<'a> From<tendermint::ClientState<'a>> for Client<'a> {
    fn from(state: tendermint::ClientState<'a>) -> Client<'a> {
        Client {
            chain_id: state.chain_id(),
            trust_level: state.trust_level(),
            trusting_period: state.trusting_period(),
        }
    }
}

/// [`Error::NoHeaderHash`] where it names no set.
impl TryFrom<tendermint::ConsensusState<'_>> for ConsensusState {
    type Error = Error;

    fn try_from(state: tendermint::ConsensusState<'_>) -> Result<ConsensusState, Error> {
        let hash = Hash::from_slice(state.next_validators_hash()).ok_or(Error::NoHeaderHash)?;
        Ok(ConsensusState { timestamp: state.timestamp(), next_validators_hash: hash })
    }
}
