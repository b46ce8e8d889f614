//! What a client is told when it is made, and how far it has come.

use super::ConsensusState;
use super::any::Any;
use super::proof_specs::ProofSpecs;
use crate::error::Error;
use crate::identifier;
use crate::light::Options;
use crate::limits::{Limits, MAX_CHAIN_ID_LEN};
use crate::threshold::TrustThreshold;
use crate::time::{Duration, Time};
use crate::types::{Message, getters, ibc_height};
use crate::wire::Reader;

const TYPE_URL: &str = "/ibc.lightclients.tendermint.v1.ClientState";

/// `ibc.lightclients.tendermint.v1.ClientState` that obeys the rules of its own.
#[derive(Clone, Copy, Debug)]
pub struct ClientState<'a> {
    chain_id: &'a str,
    trust_level: TrustThreshold,
    trusting_period: Duration,
    unbonding_period: Duration,
    max_clock_drift: Duration,
    frozen_height: (u64, u64),
    latest_height: (u64, u64),
    proof_specs: ProofSpecs,
    allow_update_after_expiry: bool,
    allow_update_after_misbehaviour: bool,
    /// The whole message, of which the upgrade path is read again.
    bytes: &'a [u8],
}

/// Whether a client can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It can.
    Active,
    /// It cannot: it was shown that its chain contradicts itself.
    Frozen,
    /// It cannot: its latest state is too old, or missing.
    Expired,
    /// There is no client.
    Unknown,
}

impl<'a> ClientState<'a> {
    getters! {
        /// The chain that it follows.
        chain_id: &'a str,
        /// How much of a trusted set must have signed.
        trust_level: TrustThreshold,
        /// How long it trusts a consensus state.
        trusting_period: Duration,
        /// How long that chain's validators wait for their stake.
        unbonding_period: Duration,
        /// How far a header may be ahead of the clock of the chain that keeps the client.
        max_clock_drift: Duration,
        /// The revision and the height at which it was frozen; both are 0 where it is not. ibc-go
        /// writes 0 and 1.
        frozen_height: (u64, u64),
        /// The revision and the height of its latest consensus state.
        latest_height: (u64, u64),
        /// Deprecated: nothing reads it.
        allow_update_after_expiry: bool,
        /// Deprecated: nothing reads it.
        allow_update_after_misbehaviour: bool,
    }

    /// Parses an `Any` that holds a `ClientState`, which is how it stands in a chain's store.
    ///
    /// # Errors
    /// Those of the wire; [`Error::AnyType`]; those of [`ClientState::parse_bare`].
    pub fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ClientState::decode(Any::open(bytes, TYPE_URL, Message::ClientState, limits)?)
    }

    /// Parses a `ClientState` without the `Any` around it.
    ///
    /// # Errors
    /// Those of the wire; [`Error::BlankChainId`]; [`Error::ChainIdTooLong`];
    /// [`Error::TrustThresholdRange`]; [`Error::PeriodNotPositive`] of the trusting period, the
    /// unbonding period, the clock drift; [`Error::RevisionRange`];
    /// [`Error::LatestHeightRevision`]; [`Error::ZeroLatestHeight`];
    /// [`Error::TrustingPeriodTooLong`]; [`Error::ProofSpecsMissing`]; [`Error::BlankUpgradeKey`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/client_state.go Validate`.
    pub fn parse_bare(bytes: &'a [u8], limits: &Limits) -> Result<Self, Error> {
        ClientState::decode(Reader::new(bytes, Message::ClientState, limits)?)
    }

    /// The keys under which that chain would store the client of its next version.
    pub fn upgrade_path(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let mut reader = Reader::again(self.bytes, Message::ClientState);
        core::iter::from_fn(move || {
            loop {
                let field = reader.field().ok()??;
                match field.number {
                    9 => return reader.repeated_text(field).ok(),
                    _ => reader.skip(field).ok()?,
                }
            }
        })
    }

    /// Whether this client asks proofs to be what the Cosmos SDK makes, which are the only ones
    /// that [`crate::proof`] verifies. No header depends on it.
    ///
    /// # Errors
    /// [`Error::ProofSpecsNotSdk`].
    ///
    /// Source: `ibc-go modules/core/23-commitment/types/merkle.go GetSDKSpecs`.
    pub fn expects_sdk_proofs(&self) -> Result<(), Error> {
        if self.proof_specs.are_the_sdks() { Ok(()) } else { Err(Error::ProofSpecsNotSdk) }
    }

    /// Whether the client can be used at this time, where `latest` is what is stored for
    /// [`ClientState::latest_height`].
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/client_state.go status`.
    #[must_use]
    pub fn status(&self, latest: Option<&ConsensusState<'_>>, now: Time) -> Status {
        if self.is_frozen() {
            return Status::Frozen;
        }
        match latest {
            Some(latest) if !self.is_expired(latest.timestamp(), now) => Status::Active,
            _ => Status::Expired,
        }
    }

    /// Whether it was shown that its chain contradicts itself.
    #[must_use]
    pub fn is_frozen(&self) -> bool {
        self.frozen_height != (0, 0)
    }

    /// Whether a state of this time is no longer trusted, be it since right now.
    ///
    /// Source: `ibc-go modules/light-clients/07-tendermint/client_state.go IsExpired`.
    #[must_use]
    pub fn is_expired(&self, timestamp: Time, now: Time) -> bool {
        timestamp.plus(self.trusting_period) <= now.point()
    }

    /// How the client verifies a header.
    #[must_use]
    pub const fn options(&self) -> Options {
        Options {
            trust_threshold: self.trust_level,
            trusting_period: self.trusting_period,
            max_clock_drift: self.max_clock_drift,
        }
    }

    fn decode(mut reader: Reader<'a>) -> Result<Self, Error> {
        let bytes = reader.rest();
        let zero = Duration::from_nanos(0);
        let (mut chain_id, mut fraction) = ("", (0, 0));
        let mut periods = [zero; 3];
        let [trusting_period, unbonding_period, max_clock_drift] = &mut periods;
        let (mut frozen_height, mut latest_height) = ((0, 0), (0, 0));
        let mut proof_specs = ProofSpecs::default();
        let mut deprecated = [false; 2];
        let [after_expiry, after_misbehaviour] = &mut deprecated;
        while let Some(field) = reader.field()? {
            match field.number {
                1 => chain_id = reader.text(field)?,
                2 => fraction = terms(reader.message(field, Message::Fraction)?)?,
                3 => *trusting_period = reader.duration(field)?,
                4 => *unbonding_period = reader.duration(field)?,
                5 => *max_clock_drift = reader.duration(field)?,
                6 => frozen_height = ibc_height(reader.message(field, Message::IbcHeight)?)?,
                7 => latest_height = ibc_height(reader.message(field, Message::IbcHeight)?)?,
                8 => proof_specs.read(reader.repeated(field, Message::ProofSpec)?)?,
                9 => drop(reader.repeated_text(field)?),
                10 => *after_expiry = reader.uint64(field)? != 0,
                11 => *after_misbehaviour = reader.uint64(field)? != 0,
                _ => reader.skip(field)?,
            }
        }
        chain_id_rules(chain_id)?;
        let trust_level = trust_level(fraction)?;
        for (field, period) in (3..).zip(periods) {
            if period <= zero {
                return Err(Error::PeriodNotPositive { field, nanos: period.nanos() });
            }
        }
        let [trusting_period, unbonding_period, max_clock_drift] = periods;
        let [allow_update_after_expiry, allow_update_after_misbehaviour] = deprecated;
        let client = ClientState {
            chain_id,
            trust_level,
            trusting_period,
            unbonding_period,
            max_clock_drift,
            frozen_height,
            latest_height,
            proof_specs,
            allow_update_after_expiry,
            allow_update_after_misbehaviour,
            bytes,
        };
        client.obeys_the_rest()?;
        Ok(client)
    }

    /// The rules from the latest height on.
    fn obeys_the_rest(&self) -> Result<(), Error> {
        let (latest, height) = self.latest_height;
        let chain_id = identifier::revision(self.chain_id)?;
        if latest != chain_id {
            return Err(Error::LatestHeightRevision { latest, chain_id });
        }
        if height == 0 {
            return Err(Error::ZeroLatestHeight);
        }
        let (trusting, unbonding) = (self.trusting_period, self.unbonding_period);
        if trusting >= unbonding {
            let (trusting, unbonding) = (trusting.nanos(), unbonding.nanos());
            return Err(Error::TrustingPeriodTooLong { trusting, unbonding });
        }
        if self.proof_specs.is_empty() {
            return Err(Error::ProofSpecsMissing);
        }
        for (index, key) in (0..).zip(self.upgrade_path()) {
            if key.trim().is_empty() {
                return Err(Error::BlankUpgradeKey { index });
            }
        }
        Ok(())
    }
}

/// A chain that keeps a client multiplies by three in 64 bits: of terms that are great enough for
/// that to wrap, it refuses some.
///
/// Source: `cometbft light/verifier.go ValidateTrustLevel`.
fn trust_level((numerator, denominator): (u64, u64)) -> Result<TrustThreshold, Error> {
    let threshold = TrustThreshold::new(numerator, denominator)?;
    if numerator.wrapping_mul(3) < denominator {
        return Err(Error::TrustThresholdRange { numerator, denominator });
    }
    Ok(threshold)
}

fn chain_id_rules(chain_id: &str) -> Result<(), Error> {
    if chain_id.trim().is_empty() {
        return Err(Error::BlankChainId);
    }
    if chain_id.len() > MAX_CHAIN_ID_LEN {
        return Err(Error::ChainIdTooLong { length: crate::types::length(chain_id.as_bytes()) });
    }
    Ok(())
}

/// The numerator and the denominator of a `Fraction`.
fn terms(mut reader: Reader<'_>) -> Result<(u64, u64), Error> {
    let (mut numerator, mut denominator) = (0, 0);
    while let Some(field) = reader.field()? {
        match field.number {
            1 => numerator = reader.uint64(field)?,
            2 => denominator = reader.uint64(field)?,
            _ => reader.skip(field)?,
        }
    }
    Ok((numerator, denominator))
}
