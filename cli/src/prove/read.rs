//! What a value is read as: an interpretation of bytes, which alone are proven.

#[cfg(test)]
mod tests;

use super::key::Kind;
use crate::show;
use parhelion_core::Limits;
use parhelion_core::proof::tendermint::{ClientState, ConsensusState};
use parhelion_rpc::{Message, decode, pb, state};

/// What a value, or its absence, says by the layout of the module that keeps it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Reading {
    /// What it is, and in which releases.
    pub(super) of: &'static str,
    /// What it says. Texts of the chain are in it, of any characters.
    pub(super) facts: Vec<(&'static str, String)>,
}

impl Reading {
    fn new(of: &'static str, facts: impl Into<Vec<(&'static str, String)>>) -> Reading {
        Reading { of, facts: facts.into() }
    }
}

const BALANCE: &str = "a balance, as the bank of the Cosmos SDK keeps it since v0.46";
const COIN: &str = "a balance, as the bank of the Cosmos SDK kept it in v0.43 to v0.45";
const NO_BALANCE: &str = "a balance: the bank of the Cosmos SDK since v0.43 keeps none of zero";
const SUPPLY: &str = "a supply, as the bank of the Cosmos SDK keeps it since v0.43";
const VALIDATOR: &str = "a validator, as the Cosmos SDK keeps it since v0.43";
const POWER: &str = "the power of a bonded validator, as the Cosmos SDK keeps it since v0.43";
const TOTAL_POWER: &str = "the power of all validators, as the Cosmos SDK keeps it";
const DELEGATION: &str = "a delegation, as the Cosmos SDK keeps it since v0.43";
const CLIENT_STATE: &str = "a light client, as ibc-go keeps it";
const CONSENSUS_STATE: &str = "what a light client knows of a height, as ibc-go keeps it";
const CONNECTION: &str = "one end of a connection, as ibc-go keeps it";
const CHANNEL: &str = "one end of a channel, as ibc-go keeps it";
const COMMITMENT: &str = "the commitment to a packet, as ibc-go keeps it";
const RECEIPT: &str = "the receipt of a packet, as ibc-go keeps it";
const ACKNOWLEDGEMENT: &str = "the commitment to an acknowledgement, as ibc-go keeps it";
const SEQUENCE: &str = "the sequence of the next packet, as ibc-go keeps it";

/// Reads a value; `None` where nothing is known of it, or it is none of its kind.
pub(super) fn present(kind: &Kind, value: &[u8]) -> Option<Reading> {
    match kind {
        Kind::Raw => None,
        Kind::Balance { denom } => balance(denom, value),
        Kind::Supply { denom } => {
            Some(Reading::new(SUPPLY, [("amount", integer(value)?), ("denom", denom.clone())]))
        }
        Kind::Validator => validator(&message(value)?),
        Kind::Power => {
            let power = message::<state::Int64Value>(value)?.value;
            Some(Reading::new(POWER, [("power", power.to_string())]))
        }
        Kind::TotalPower => {
            let power = message::<state::IntProto>(value)?.int;
            Some(Reading::new(TOTAL_POWER, [("power", integer(power.as_bytes())?)]))
        }
        Kind::Delegation => delegation(message(value)?),
        Kind::ClientState => client_state(value),
        Kind::ConsensusState => consensus_state(value),
        Kind::Connection => connection(message(value)?),
        Kind::Channel => channel(message(value)?),
        Kind::Commitment => hash(COMMITMENT, value),
        Kind::Acknowledgement => hash(ACKNOWLEDGEMENT, value),
        Kind::Receipt => {
            // v1 and v2 write other bytes, and neither reads them.
            let received = matches!(value, [1 | 2]);
            received.then(|| Reading::new(RECEIPT, [("status", "received".into())]))
        }
        Kind::Sequence => {
            let next = u64::from_be_bytes(value.try_into().ok()?);
            Some(Reading::new(SEQUENCE, [("next_sequence", next.to_string())]))
        }
    }
}

/// What it says that nothing stands under the key.
pub(super) fn absent(kind: &Kind) -> Option<Reading> {
    let status = |of, status: &str| Some(Reading::new(of, [("status", status.to_owned())]));
    match kind {
        Kind::Raw | Kind::TotalPower => None,
        Kind::Balance { denom } => {
            Some(Reading::new(NO_BALANCE, [("amount", "0".into()), ("denom", denom.clone())]))
        }
        Kind::Supply { denom } => {
            Some(Reading::new(SUPPLY, [("amount", "0".into()), ("denom", denom.clone())]))
        }
        Kind::Validator => status(VALIDATOR, "no such validator"),
        Kind::Power => status(POWER, "takes no part in the consensus"),
        Kind::Delegation => status(DELEGATION, "nothing is delegated"),
        Kind::ClientState => status(CLIENT_STATE, "no such client"),
        Kind::ConsensusState => status(CONSENSUS_STATE, "this height is not known, or no longer"),
        Kind::Connection => status(CONNECTION, "no such connection"),
        Kind::Channel => status(CHANNEL, "no such channel"),
        Kind::Commitment => status(COMMITMENT, "never sent, or acknowledged, or timed out"),
        Kind::Receipt => status(RECEIPT, "not received on a channel without an order"),
        Kind::Acknowledgement => status(ACKNOWLEDGEMENT, "not acknowledged"),
        Kind::Sequence => status(SEQUENCE, "no such channel"),
    }
}

/// Source: `cosmos-sdk x/bank/keeper/view.go UnmarshalBalanceCompat`, v0.46.
fn balance(denom: &str, value: &[u8]) -> Option<Reading> {
    let facts = |amount| [("amount", amount), ("denom", denom.to_owned())];
    if let Some(amount) = integer(value) {
        return Some(Reading::new(BALANCE, facts(amount)));
    }
    let coin: state::Coin = message(value)?;
    let amount = integer(coin.amount.as_bytes()).filter(|_| coin.denom == denom)?;
    Some(Reading::new(COIN, facts(amount)))
}

fn validator(validator: &state::StakingValidator) -> Option<Reading> {
    let status = name(&["unbonded", "unbonding", "bonded"], validator.status)?;
    let key = validator.consensus_pubkey.as_ref()?;
    let kind = key.type_url.strip_prefix("/cosmos.crypto.")?.strip_suffix(".PubKey")?;
    let bytes = message::<state::PublicKey>(&key.value)?.key;
    let moniker = validator.description.as_ref().map_or("", |it| it.moniker.as_str());
    Some(Reading::new(
        VALIDATOR,
        [
            ("moniker", moniker.to_owned()),
            ("operator", validator.operator_address.clone()),
            ("consensus_key", format!("{kind} {}", hex::encode(bytes))),
            ("status", status.to_owned()),
            ("jailed", if validator.jailed { "yes" } else { "no" }.to_owned()),
            ("tokens", integer(validator.tokens.as_bytes())?),
            ("shares", decimal(&validator.delegator_shares)?),
        ],
    ))
}

fn delegation(delegation: state::Delegation) -> Option<Reading> {
    let shares = decimal(&delegation.shares)?;
    Some(Reading::new(
        DELEGATION,
        [
            ("delegator", delegation.delegator_address),
            ("operator", delegation.validator_address),
            ("shares", shares),
        ],
    ))
}

/// A client of another kind than `07-tendermint` is named by its type alone.
fn client_state(value: &[u8]) -> Option<Reading> {
    let any: pb::Any = message(value)?;
    let Ok(client) = ClientState::parse(value, &Limits::DEFAULT) else {
        return of_type(CLIENT_STATE, any);
    };
    let height = |(revision, height): (u64, u64)| format!("{revision}-{height}");
    let frozen = client.is_frozen().then(|| height(client.frozen_height()));
    let seconds = |span: parhelion_core::Duration| format!("{} s", span.nanos() / 1_000_000_000);
    Some(Reading::new(
        CLIENT_STATE,
        [
            ("type", any.type_url),
            ("chain_id", client.chain_id().to_owned()),
            ("latest_height", height(client.latest_height())),
            ("frozen", frozen.map_or("no".into(), |at| format!("at {at}"))),
            ("trusting_period", seconds(client.trusting_period())),
            ("unbonding_period", seconds(client.unbonding_period())),
        ],
    ))
}

fn consensus_state(value: &[u8]) -> Option<Reading> {
    let any: pb::Any = message(value)?;
    let Ok(known) = ConsensusState::parse(value, &Limits::DEFAULT) else {
        return of_type(CONSENSUS_STATE, any);
    };
    Some(Reading::new(
        CONSENSUS_STATE,
        [
            ("type", any.type_url),
            ("time", show::time(known.timestamp())),
            ("app_hash", hex::encode_upper(known.root())),
            ("next_validators_hash", hex::encode_upper(known.next_validators_hash())),
        ],
    ))
}

fn of_type(of: &'static str, any: pb::Any) -> Option<Reading> {
    let named = any.type_url.starts_with('/');
    named.then(|| Reading::new(of, [("type", any.type_url)]))
}

fn connection(end: state::ConnectionEnd) -> Option<Reading> {
    let status = name(&["init", "try open", "open"], end.state)?;
    let other = end.counterparty?;
    Some(Reading::new(
        CONNECTION,
        [
            ("status", status.to_owned()),
            ("client", end.client_id),
            ("their_client", other.client_id),
            ("their_connection", other.connection_id),
            ("delay", format!("{} ns", end.delay_period)),
        ],
    ))
}

fn channel(end: state::Channel) -> Option<Reading> {
    let states = ["init", "try open", "open", "closed", "flushing", "flush complete"];
    let status = name(&states, end.state)?;
    let order = name(&["unordered", "ordered"], end.ordering)?;
    let other = end.counterparty?;
    Some(Reading::new(
        CHANNEL,
        [
            ("status", status.to_owned()),
            ("order", order.to_owned()),
            ("connection", end.connection_hops.join(", ")),
            ("their_port", other.port_id),
            ("their_channel", other.channel_id),
            ("version", end.version),
        ],
    ))
}

fn hash(of: &'static str, value: &[u8]) -> Option<Reading> {
    (value.len() == 32).then(|| Reading::new(of, [("sha256", hex::encode(value))]))
}

fn message<M: Message + Default>(value: &[u8]) -> Option<M> {
    decode(value).ok()
}

/// The name of one of the values of an enumeration, of which 0 says nothing.
fn name<'n>(names: &[&'n str], value: i32) -> Option<&'n str> {
    names.get(usize::try_from(value).ok()?.checked_sub(1)?).copied()
}

/// Digits of an integer of at most 256 bits.
///
/// Source: `cosmos-sdk math/int.go Int.Unmarshal`.
fn integer(text: &[u8]) -> Option<String> {
    const MAX_DIGITS: usize = 78; // 2^256 has so many
    let fits = (1..=MAX_DIGITS).contains(&text.len()) && text.iter().all(u8::is_ascii_digit);
    fits.then(|| text.iter().copied().map(char::from).collect())
}

/// A fraction of 18 decimals, of which the text has no point; without the zeros at its end.
///
/// Source: `cosmos-sdk math/dec.go LegacyDec.Unmarshal`.
fn decimal(text: &str) -> Option<String> {
    const DECIMALS: usize = 18;
    const MAX_DIGITS: usize = 96; // 2^256 times 10^18 has so many
    if text.is_empty() || text.len() > MAX_DIGITS || !text.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    let padded = format!("{text:0>width$}", width = DECIMALS + 1);
    let (whole, fraction) = padded.split_at(padded.len() - DECIMALS);
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}
