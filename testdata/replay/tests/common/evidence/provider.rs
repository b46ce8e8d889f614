//! A provider chain, and evidence that is submitted to it.

use super::{Forked, IbcOf, Votes, time};
use crate::common::steps::{Changes, Scene};
use crate::common::{CHAIN, LIMITS, Member, Stage, World, bytes, message};
use parhelion_core::ccv::{
    BondStatus, Client, ConsensusState, Fact, Known, Memory, ProviderState, ProviderValidator,
    ProviderVerdict, Punishment, Release, SlashJail, SubmitConsumerDoubleVoting,
    SubmitConsumerMisbehaviour, Unknown, submit_double_voting, submit_misbehaviour,
};
use parhelion_core::evidence::Signer;
use parhelion_core::{Address, Duration, Error, Hash, Time, TrustThreshold};

/// What is known of a provider with one consumer, `0`, whose validators use the provider's keys.
#[derive(Clone)]
pub struct Provider {
    pub chain_id: Option<String>,
    pub client_id: Option<String>,
    pub floor: Option<u64>,
    /// From the address on the consumer to that on the provider.
    pub assigned: Vec<(Address, Address)>,
    pub double_sign: Option<SlashJail>,
    pub validators: Vec<(Address, ProviderValidator)>,
    pub client_chain_id: Option<String>,
    pub trust_level: (u64, u64),
    pub trusting_period: Duration,
    pub states: Vec<((u64, u64), ConsensusState)>,
    pub block_time: Time,
    pub twins: u32,
    /// Facts that are not known.
    pub unknown: Vec<Fact>,
}

pub fn address(member: &Member) -> Address {
    Address::from_slice(&member.address).unwrap()
}

impl Provider {
    pub fn new() -> Provider {
        let mut world = World::new(20, &[]);
        let hash = Hash::from_slice(&world.set().hash()).unwrap();
        let validator = ProviderValidator {
            status: BondStatus::Bonded,
            jailed: false,
            tombstoned: false,
            tokens: 10_000_000,
            last_power: 10,
            unbonding: 0,
        };
        let state =
            ConsensusState { timestamp: time((1_700_000_000, 0)), next_validators_hash: hash };
        Provider {
            chain_id: Some(CHAIN.to_owned()),
            client_id: Some("07-tendermint-0".to_owned()),
            floor: Some(20),
            assigned: Vec::new(),
            double_sign: Some(SlashJail {
                slash_fraction: 50_000_000_000_000_000,
                jail_duration: Duration::from_seconds(600),
                tombstone: true,
            }),
            validators: world.set().members.iter().map(|it| (address(it), validator)).collect(),
            client_chain_id: Some(CHAIN.to_owned()),
            trust_level: (1, 3),
            trusting_period: Duration::from_seconds(1000),
            states: vec![((1, 10), state), ((1, 11), state)],
            block_time: time((1_700_000_100, 0)),
            twins: 0,
            unknown: Vec::new(),
        }
    }

    fn of<T>(&self, fact: Fact, consumer: &str, value: Option<T>) -> Known<T> {
        let value = if consumer == "0" { value } else { None };
        if self.unknown.contains(&fact) { Err(Unknown) } else { Ok(value) }
    }
}

impl ProviderState for Provider {
    fn chain_id(&self, consumer: &str) -> Known<&str> {
        self.of(Fact::ChainId, consumer, self.chain_id.as_deref())
    }

    fn client_id(&self, consumer: &str) -> Known<&str> {
        self.of(Fact::ClientId, consumer, self.client_id.as_deref())
    }

    fn min_evidence_height(&self, consumer: &str) -> Known<u64> {
        self.of(Fact::MinEvidenceHeight, consumer, self.floor)
    }

    fn provider_address(&self, consumer: &str, of: &Address) -> Known<Address> {
        let found = self.assigned.iter().find(|(address, _)| address == of);
        self.of(Fact::ProviderAddress, consumer, found.map(|(_, provider)| *provider))
    }

    fn double_sign(&self, consumer: &str) -> Known<SlashJail> {
        self.of(Fact::DoubleSign, consumer, self.double_sign)
    }

    fn validator(&self, of: &Address) -> Known<ProviderValidator> {
        let found = self.validators.iter().find(|(address, _)| address == of);
        self.of(Fact::Validator, "0", found.map(|(_, validator)| *validator))
    }

    fn client(&self, client_id: &str) -> Known<Client<'_>> {
        let known = self.client_id.as_deref() == Some(client_id);
        let client = self.client_chain_id.as_deref().filter(|_| known).map(|chain_id| Client {
            chain_id,
            trust_level: TrustThreshold::new(self.trust_level.0, self.trust_level.1).unwrap(),
            trusting_period: self.trusting_period,
        });
        self.of(Fact::Client, "0", client)
    }

    fn consensus_state(&self, client_id: &str, height: (u64, u64)) -> Known<ConsensusState> {
        let known = self.client_id.as_deref() == Some(client_id);
        let found = self.states.iter().find(|(at, _)| known && *at == height);
        self.of(Fact::ConsensusState, "0", found.map(|(_, state)| *state))
    }

    fn block_time(&self) -> Known<Time> {
        self.of(Fact::BlockTime, "0", Some(self.block_time))
    }

    fn twins(&self, consumer: &str) -> Known<u32> {
        self.of(Fact::ChainId, consumer, Some(self.twins))
    }
}

/// A message with evidence of type `E`, and the chain to which it is submitted.
pub struct Submission<E> {
    pub evidence: E,
    /// The block in whose set the key of a double vote is looked up.
    pub header: IbcOf,
    /// The message has no evidence.
    pub empty: bool,
    pub consumer_id: String,
    pub provider: Provider,
    /// Validators for which there is memory.
    pub punished: usize,
}

impl<E: Scene> Scene for Submission<E> {
    fn seal(&mut self, after: Stage) {
        self.evidence.seal(after);
    }
}

impl<E> Submission<E> {
    fn of(evidence: E) -> Submission<E> {
        Submission {
            evidence,
            header: IbcOf::new(10),
            empty: false,
            consumer_id: "0".to_owned(),
            provider: Provider::new(),
            punished: 7,
        }
    }

    fn part(&self, number: u64, part: &[u8]) -> Vec<u8> {
        if self.empty { Vec::new() } else { message(number, part) }
    }
}

impl Submission<Votes> {
    pub fn votes(changes: &Changes<Submission<Votes>>) -> Submission<Votes> {
        Submission::of(Votes::new(&[])).with(changes)
    }

    /// A `MsgSubmitConsumerDoubleVoting`.
    pub fn encode(&self) -> Vec<u8> {
        let header =
            if self.header.absent { Vec::new() } else { message(3, &self.header.encode()) };
        let evidence = self.part(2, &self.evidence.evidence());
        [bytes(1, b"me"), evidence, header, bytes(4, self.consumer_id.as_bytes())].concat()
    }

    pub fn ask<T>(&self, then: impl FnOnce(Result<ProviderVerdict<'_>, Error>) -> T) -> T {
        let encoded = self.encode();
        let message = SubmitConsumerDoubleVoting::parse(&encoded, LIMITS).unwrap();
        let mut punished = vec![Punishment::NONE; self.punished];
        let memory = Memory { scratch: &mut [], signers: &mut [], punished: &mut punished };
        then(submit_double_voting(Release::V7_0_1, &self.provider, &message, memory))
    }
}

impl Submission<Forked> {
    pub fn forked(changes: &Changes<Submission<Forked>>) -> Submission<Forked> {
        Submission::of(Forked::new(&[])).with(changes)
    }

    /// A `MsgSubmitConsumerMisbehaviour`.
    pub fn encode(&self) -> Vec<u8> {
        let misbehaviour = self.part(2, &self.evidence.encode());
        [bytes(1, b"me"), misbehaviour, bytes(3, self.consumer_id.as_bytes())].concat()
    }

    pub fn ask<T>(&self, then: impl FnOnce(Result<ProviderVerdict<'_>, Error>) -> T) -> T {
        let encoded = self.encode();
        let message = SubmitConsumerMisbehaviour::parse(&encoded, LIMITS).unwrap();
        let mut scratch = vec![0; self.evidence.scratch];
        let mut signers = vec![Signer::NONE; self.evidence.signers];
        let mut punished = vec![Punishment::NONE; self.punished];
        let memory =
            Memory { scratch: &mut scratch, signers: &mut signers, punished: &mut punished };
        then(submit_misbehaviour(Release::V7_0_1, &self.provider, &message, memory))
    }
}

/// Why nobody is punished.
pub fn refusal(verdict: Result<ProviderVerdict<'_>, Error>) -> Result<(), Error> {
    match verdict? {
        ProviderVerdict::Punishes { .. } => Ok(()),
        ProviderVerdict::Refuses { error, .. } => Err(error),
        ProviderVerdict::Undecided { missing } => panic!("{missing:?}"),
    }
}
