//! What a store says about itself, and its form: JSON objects, of which every field must be known.

use super::Why;
use crate::show;
use parhelion_core::ccv::store::ConsumerId;
use parhelion_core::{ChainId, Duration, Hash, Options, Time, TrustThreshold};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// What was trusted first, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Root {
    pub(crate) chain_id: ChainId,
    pub(crate) at: Point,
    pub(crate) origin: Origin,
    pub(crate) since: Time,
}

/// Why the root is trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Somebody vouched for its height and hash.
    Faith,
    /// The provider of this chain attests its validators.
    Provider { chain_id: ChainId, consumer_id: ConsumerId, locked_at: Lock },
}

/// The provider's header that locked a set: its time is from when on its validators are held to account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Lock {
    pub(crate) height: u64,
    pub(crate) time: Time,
}

/// A block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    pub(crate) height: u64,
    pub(crate) hash: Hash,
}

/// Two blocks of one chain that cannot both be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Fork {
    /// Lunatic, equivocation, amnesia.
    pub(crate) kind: String,
    /// The last block that both sides share.
    pub(crate) common: Point,
    pub(crate) primary: Side,
    pub(crate) witness: Side,
    /// The folder in which the evidence is, if it was written.
    pub(crate) evidence: Option<String>,
    pub(crate) found: Time,
}

/// A block, and who says that it is of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    pub(crate) peer: String,
    pub(crate) at: Point,
}

/// A value and its JSON.
pub(super) trait Record: Sized {
    type Wire: DeserializeOwned;

    fn to_value(&self) -> Value;
    /// `None` for what is no such value.
    fn of_wire(wire: Self::Wire) -> Option<Self>;

    fn to_json(&self) -> Vec<u8> {
        self.to_value().to_string().into_bytes()
    }

    fn from_json(name: &str, bytes: &[u8]) -> Result<Self, Why> {
        let wire = serde_json::from_slice(bytes)
            .map_err(|error| Why::Damaged(format!("its {name}: {error}")))?;
        Self::of_wire(wire).ok_or_else(|| Why::Damaged(format!("its {name} cannot be")))
    }
}

/// Seconds since 1970, and nanoseconds.
type TimeWire = (i64, u32);

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PointWire {
    height: u64,
    hash: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LockWire {
    height: u64,
    time: TimeWire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ProviderWire {
    chain_id: String,
    consumer_id: String,
    locked_at: LockWire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RootWire {
    chain_id: String,
    at: PointWire,
    /// `null` where the root was trusted on faith.
    #[serde(deserialize_with = "Option::deserialize")]
    provider: Option<ProviderWire>,
    since: TimeWire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OptionsWire {
    trust_threshold: (u64, u64),
    /// Nanoseconds.
    trusting_period: i64,
    max_clock_drift: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SideWire {
    peer: String,
    at: PointWire,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ForkWire {
    kind: String,
    common: PointWire,
    primary: SideWire,
    witness: SideWire,
    #[serde(deserialize_with = "Option::deserialize")]
    evidence: Option<String>,
    found: TimeWire,
}

impl Record for Root {
    type Wire = RootWire;

    fn to_value(&self) -> Value {
        let provider = match &self.origin {
            Origin::Faith => Value::Null,
            Origin::Provider { chain_id, consumer_id, locked_at } => json!({
                "chain_id": chain_id.as_str(),
                "consumer_id": consumer_id.to_string(),
                "locked_at": { "height": locked_at.height, "time": time(locked_at.time) },
            }),
        };
        json!({
            "chain_id": self.chain_id.as_str(),
            "at": self.at.to_value(),
            "provider": provider,
            "since": time(self.since),
        })
    }

    fn of_wire(wire: RootWire) -> Option<Root> {
        let origin = match wire.provider {
            None => Origin::Faith,
            Some(provider) => Origin::Provider {
                chain_id: ChainId::new(&provider.chain_id).ok()?,
                consumer_id: ConsumerId::parse(&provider.consumer_id).ok()?,
                locked_at: Lock {
                    height: provider.locked_at.height,
                    time: of_time(provider.locked_at.time)?,
                },
            },
        };
        let chain_id = ChainId::new(&wire.chain_id).ok()?;
        Some(Root { chain_id, at: Point::of_wire(wire.at)?, origin, since: of_time(wire.since)? })
    }
}

impl Record for Options {
    type Wire = OptionsWire;

    fn to_value(&self) -> Value {
        json!({
            "trust_threshold": [self.trust_threshold.numerator(), self.trust_threshold.denominator()],
            "trusting_period": self.trusting_period.nanos(),
            "max_clock_drift": self.max_clock_drift.nanos(),
        })
    }

    fn of_wire(wire: OptionsWire) -> Option<Options> {
        let (numerator, denominator) = wire.trust_threshold;
        Some(Options {
            trust_threshold: TrustThreshold::new(numerator, denominator).ok()?,
            trusting_period: Duration::from_nanos(wire.trusting_period),
            max_clock_drift: Duration::from_nanos(wire.max_clock_drift),
        })
    }
}

impl Record for Fork {
    type Wire = ForkWire;

    fn to_value(&self) -> Value {
        let side = |side: &Side| json!({ "peer": side.peer, "at": side.at.to_value() });
        json!({
            "kind": self.kind,
            "common": self.common.to_value(),
            "primary": side(&self.primary),
            "witness": side(&self.witness),
            "evidence": self.evidence,
            "found": time(self.found),
        })
    }

    fn of_wire(wire: ForkWire) -> Option<Fork> {
        let side = |side: SideWire| Some(Side { peer: side.peer, at: Point::of_wire(side.at)? });
        Some(Fork {
            kind: wire.kind,
            common: Point::of_wire(wire.common)?,
            primary: side(wire.primary)?,
            witness: side(wire.witness)?,
            evidence: wire.evidence,
            found: of_time(wire.found)?,
        })
    }
}

impl Record for Point {
    type Wire = PointWire;

    fn to_value(&self) -> Value {
        json!({ "height": self.height, "hash": self.hash.to_string() })
    }

    fn of_wire(wire: PointWire) -> Option<Point> {
        let hash = hex::decode(&wire.hash).ok().and_then(|hash| Hash::from_slice(&hash))?;
        Some(Point { height: wire.height, hash })
    }
}

impl Lock {
    pub(super) const fn to_tuple(self) -> (u64, i64, u32) {
        (self.height, self.time.seconds(), self.time.nanos())
    }

    pub(super) fn from_tuple((height, seconds, nanos): (u64, i64, u32)) -> Result<Lock, Why> {
        let time = of_time((seconds, nanos))
            .ok_or_else(|| Why::Damaged("the time of a lock cannot be".to_owned()))?;
        Ok(Lock { height, time })
    }
}

fn time(time: Time) -> TimeWire {
    (time.seconds(), time.nanos())
}

fn of_time((seconds, nanos): TimeWire) -> Option<Time> {
    Time::from_unix(seconds, nanos)
}

/// Refuses options of which one is laxer than the stored one.
pub(super) fn not_laxer(stored: &Options, given: &Options) -> Result<(), Why> {
    let (before, now) = (stored.trust_threshold, given.trust_threshold);
    // Terms are below 2^63, so products are below 2^126.
    let product = |one: u64, other: u64| u128::from(one) * u128::from(other);
    let lower = product(now.numerator(), before.denominator())
        < product(before.numerator(), now.denominator());
    if lower {
        let (stored, given) = (show::threshold(before), show::threshold(now));
        return Err(Why::Laxer { option: "trust threshold", stored, given });
    }
    for (option, stored, given) in [
        ("trusting period", stored.trusting_period, given.trusting_period),
        ("clock drift", stored.max_clock_drift, given.max_clock_drift),
    ] {
        if given > stored {
            let (stored, given) = (show::span(stored), show::span(given));
            return Err(Why::Laxer { option, stored, given });
        }
    }
    Ok(())
}
