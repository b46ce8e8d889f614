//! A provider chain that would punish, but for what the bytes change.

use crate::choices::Choices;
use crate::oracle::{self, Canonical};
use crate::pb;
use parhelion_core::ccv::{
    BondStatus, Client, ConsensusState, Known, ProviderState, ProviderValidator, SlashJail, Unknown,
};
use parhelion_core::{Address, Duration, Hash, Time, TrustThreshold};

/// The consumer of whom something is known.
pub(crate) const CONSUMER: &str = "0";
const DAY: i64 = 24 * 3600;

/// What is known of it.
pub(crate) struct Facts {
    chain_id: Known<String>,
    client_id: Known<String>,
    floor: Known<u64>,
    double_sign: Known<SlashJail>,
    client: Known<(String, TrustThreshold, Duration)>,
    /// By trusted height.
    states: Vec<((u64, u64), Known<ConsensusState>)>,
    block_time: Known<Time>,
    twins: Known<u32>,
    /// What becomes of an address, and what is known of a validator: by the first byte of the
    /// address.
    assigned: [u8; 4],
    validators: [u8; 4],
}

/// A fact: the ordinary one, unknown, none, or another.
fn fact<T>(choices: &mut Choices<'_>, ordinary: T, other: impl FnOnce(T, u8) -> T) -> Known<T> {
    match choices.next() {
        0 => Ok(Some(ordinary)),
        1 => Err(Unknown),
        2 => Ok(None),
        byte => Ok(Some(other(ordinary, byte))),
    }
}

impl Facts {
    /// With these headers, whose chain is the consumer's, the message has what it needs. Evidence is
    /// of `height`.
    pub(crate) fn new(
        choices: &mut Choices<'_>,
        client_id: &str,
        chain_id: &str,
        height: i64,
        headers: &[&pb::IbcHeader],
    ) -> Facts {
        let (second, height) = (newest(headers), u64::try_from(height).unwrap_or(0));
        let other_chain =
            |_, byte: u8| ["fuzz-2", "fuzz", "corona"][usize::from(byte) % 3].to_owned();
        let jail = SlashJail {
            slash_fraction: 70_000_000_000_000_000,
            jail_duration: Duration::from_seconds(DAY),
            tombstone: true,
        };
        let client =
            (chain_id.to_owned(), TrustThreshold::ONE_THIRD, Duration::from_seconds(14 * DAY));
        Facts {
            chain_id: fact(choices, chain_id.to_owned(), other_chain),
            client_id: fact(choices, client_id.to_owned(), |_, _| "07-tendermint-9".to_owned()),
            floor: fact(choices, height, |height, byte| {
                (height + u64::from(byte)).saturating_sub(5)
            }),
            double_sign: fact(choices, jail, |jail, byte| SlashJail {
                slash_fraction: u64::from(byte / 2) * 7_874_015_748_031_496,
                tombstone: byte % 2 == 0,
                ..jail
            }),
            client: fact(choices, client, |(chain_id, ..), byte| {
                let level = TrustThreshold::new(u64::from(byte % 3) + 1, 3);
                let period = Duration::from_seconds(DAY * i64::from(byte % 5 > 0));
                (
                    other_chain(chain_id, byte % 4),
                    level.unwrap_or(TrustThreshold::ONE_THIRD),
                    period,
                )
            }),
            states: headers.iter().map(|header| state(choices, header, second)).collect(),
            block_time: fact(choices, at(second), |_, byte| at(second + DAY * i64::from(byte))),
            twins: fact(choices, 0, |_, byte| u32::from(byte % 2)),
            assigned: std::array::from_fn(|_| choices.next()),
            validators: std::array::from_fn(|_| choices.next()),
        }
    }
}

/// The second after the newest header.
fn newest(headers: &[&pb::IbcHeader]) -> i64 {
    let seconds = |header: &&pb::IbcHeader| {
        Some(header.signed_header.as_ref()?.header.as_ref()?.time?.seconds)
    };
    let newest = headers.iter().filter_map(seconds).max().unwrap_or(0);
    newest.clamp(0, 1 << 35) + 1
}

fn at(seconds: i64) -> Time {
    Time::from_unix(seconds, 5).expect("a time")
}

fn state(
    choices: &mut Choices<'_>,
    header: &pb::IbcHeader,
    second: i64,
) -> ((u64, u64), Known<ConsensusState>) {
    let height = header.trusted_height.unwrap_or_default();
    let set = header.trusted_validators.clone().unwrap_or_default();
    let ordinary = ConsensusState {
        timestamp: at(second - DAY),
        next_validators_hash: Hash(oracle::set_hash(&set.canonical())),
    };
    let state = fact(choices, ordinary, |ordinary, byte| match byte % 4 {
        0 => ConsensusState { next_validators_hash: Hash([byte; 32]), ..ordinary },
        _ => ConsensusState { timestamp: at(second - DAY * i64::from(byte)), ..ordinary },
    });
    ((height.revision, height.height), state)
}

fn text(known: &Known<String>) -> Known<&str> {
    known.as_ref().map(Option::as_deref).map_err(|unknown| *unknown)
}

impl ProviderState for Facts {
    fn chain_id(&self, consumer_id: &str) -> Known<&str> {
        if consumer_id == CONSUMER { text(&self.chain_id) } else { Ok(None) }
    }

    fn client_id(&self, consumer_id: &str) -> Known<&str> {
        if consumer_id == CONSUMER { text(&self.client_id) } else { Ok(None) }
    }

    fn min_evidence_height(&self, _: &str) -> Known<u64> {
        self.floor
    }

    fn provider_address(&self, _: &str, consumer_address: &Address) -> Known<Address> {
        match self.assigned[usize::from(consumer_address.0[0] % 4)] {
            0 => Ok(None),
            1 => Err(Unknown),
            // Several come to one.
            byte => Ok(Some(Address([byte % 8; 20]))),
        }
    }

    fn double_sign(&self, _: &str) -> Known<SlashJail> {
        self.double_sign
    }

    fn validator(&self, provider_address: &Address) -> Known<ProviderValidator> {
        let byte = self.validators[usize::from(provider_address.0[0] % 4)];
        let status = [BondStatus::Bonded, BondStatus::Unbonding, BondStatus::Unbonded];
        match byte {
            1 => Err(Unknown),
            2 => Ok(None),
            _ => Ok(Some(ProviderValidator {
                status: status[usize::from(byte % 3)],
                jailed: byte % 2 == 1,
                tombstoned: byte % 8 == 7,
                tokens: 100_000_000 - u128::from(byte) * 390_001,
                last_power: 100 - u64::from(byte / 4),
                unbonding: u128::from(byte) * 123_457,
            })),
        }
    }

    fn client(&self, _: &str) -> Known<Client<'_>> {
        let client = self.client.as_ref().map_err(|unknown| *unknown)?;
        Ok(client.as_ref().map(|(chain_id, trust_level, trusting_period)| Client {
            chain_id,
            trust_level: *trust_level,
            trusting_period: *trusting_period,
        }))
    }

    fn consensus_state(&self, _: &str, height: (u64, u64)) -> Known<ConsensusState> {
        let mut states = self.states.iter();
        states.find(|(known, _)| *known == height).map_or(Ok(None), |(_, state)| *state)
    }

    fn block_time(&self) -> Known<Time> {
        self.block_time
    }

    fn twins(&self, _: &str) -> Known<u32> {
        self.twins
    }
}
