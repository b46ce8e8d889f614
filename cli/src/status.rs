//! What a store trusts, and for how long.

use crate::failure::{self, Failure};
use crate::show;
use crate::store::{Fork, Origin, Point, Side, Store};
use parhelion_core::{Duration, Time, TrustedState};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Says what a store of `parhelion follow` trusts, and for how long.
///
/// Exit status: 0 the latest state can be built on; 4 its trusting period is over; 6 a fork was found,
/// whether it is over or not.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The store
    #[arg(value_name = "FILE")]
    store: PathBuf,
    /// The time at which to say it, as 2021-12-08T01:51:39Z; the clock's if not given
    #[arg(long, value_parser = show::parse_time)]
    now: Option<Time>,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let store = Store::open(&arguments.store)?;
    let status = Status::of(&store, arguments.now.unwrap_or_else(show::clock))?;
    if arguments.json {
        say!("{}", status.as_json());
    } else {
        status.print();
    }
    Ok(status.verdict.exit_code())
}

/// What is read of a store.
struct Status<'s> {
    store: &'s Store,
    latest: TrustedState,
    lowest: u64,
    states: u64,
    fork: Option<Fork>,
    age: Duration,
    /// See [`Store::expires`].
    expires: i128,
    verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Verdict {
    Usable,
    Expired,
    Forked,
}

impl<'s> Status<'s> {
    fn of(store: &'s Store, now: Time) -> Result<Status<'s>, Failure> {
        let latest = store.latest()?;
        let expires = store.expires()?;
        let fork = store.fork()?;
        let verdict = if fork.is_some() {
            Verdict::Forked
        } else if expires <= now.unix_nanos() {
            Verdict::Expired
        } else {
            Verdict::Usable
        };
        let age = now.unix_nanos() - latest.time().unix_nanos();
        let clipped = if age < 0 { i64::MIN } else { i64::MAX };
        Ok(Status {
            store,
            lowest: store.lowest()?.height(),
            states: store.len()?,
            fork,
            age: Duration::from_nanos(i64::try_from(age).unwrap_or(clipped)),
            expires,
            verdict,
            latest,
        })
    }

    fn print(&self) {
        let (root, options, latest) = (self.store.root(), self.store.options(), &self.latest);
        say!("{}: {}", self.verdict.name(), root.chain_id);
        let age = if self.age.nanos() < 0 {
            let ahead = Duration::from_nanos(self.age.nanos().saturating_neg());
            format!("{} ahead of the clock", show::span(ahead))
        } else {
            format!("{} ago", show::span(self.age))
        };
        say!("  latest       height {}, {}", latest.height(), hash(latest));
        say!("  time         {}, {age}", show::time(latest.time()));
        let over = if self.verdict == Verdict::Expired { "over since" } else { "until" };
        say!("  trusted      {over} {}", time(self.expires));
        say!("  states       {}, from height {}", self.states, self.lowest);
        say!("  root         {}", point(&root.at));
        match &root.origin {
            Origin::Faith => say!("  trusted      on faith, on {}", show::time(root.since)),
            Origin::Provider { chain_id, consumer_id, locked_at } => {
                say!("  attested     by {chain_id}, consumer {consumer_id}");
                say!("  locked       at height {}", locked_at.height);
            }
        }
        say!(
            "  options      trust threshold {}, trusting period {}, clock drift {}",
            show::threshold(options.trust_threshold),
            show::span(options.trusting_period),
            show::span(options.max_clock_drift)
        );
        if let Some(fork) = &self.fork {
            print_fork(fork);
        } else if self.verdict == Verdict::Expired {
            say!("  begin a new store, with a recent height and hash");
        }
    }

    fn as_json(&self) -> Value {
        let (root, options, latest) = (self.store.root(), self.store.options(), &self.latest);
        let provider = match &root.origin {
            Origin::Faith => Value::Null,
            Origin::Provider { chain_id, consumer_id, locked_at } => json!({
                "chain_id": chain_id.as_str(),
                "consumer_id": consumer_id.to_string(),
                "locked_height": locked_at.height.to_string(),
                "locked_time": show::time(locked_at.time),
            }),
        };
        json!({
            "verdict": self.verdict.name(),
            "chain_id": root.chain_id.as_str(),
            "height": latest.height().to_string(),
            "hash": hash(latest),
            "time": show::time(latest.time()),
            "age_seconds": self.age.nanos().div_euclid(1_000_000_000).to_string(),
            "expires": time(self.expires),
            "states": self.states.to_string(),
            "lowest_height": self.lowest.to_string(),
            "root": {
                "height": root.at.height.to_string(),
                "hash": root.at.hash.to_string(),
                "origin": if provider.is_null() { "faith" } else { "provider" },
                "since": show::time(root.since),
                "provider": provider,
            },
            "options": {
                "trust_threshold": show::threshold(options.trust_threshold),
                "trusting_period_seconds": seconds(options.trusting_period),
                "clock_drift_seconds": seconds(options.max_clock_drift),
            },
            "fork": self.fork.as_ref().map(fork_as_json),
        })
    }
}

impl Verdict {
    const fn name(self) -> &'static str {
        match self {
            Verdict::Usable => "usable",
            Verdict::Expired => "expired",
            Verdict::Forked => "forked",
        }
    }

    fn exit_code(self) -> ExitCode {
        match self {
            Verdict::Usable => ExitCode::SUCCESS,
            Verdict::Expired => failure::EXPIRED.into(),
            Verdict::Forked => failure::FORK.into(),
        }
    }
}

fn print_fork(fork: &Fork) {
    say!("  fork         {}, found on {}", fork.kind, show::time(fork.found));
    say!("  common       {}", point(&fork.common));
    for Side { peer, at } in [&fork.primary, &fork.witness] {
        say!("  one side     {}", point(at));
        say!("               {peer}");
    }
    match &fork.evidence {
        Some(folder) => say!("  evidence     {folder}"),
        None => say!("  evidence     was not written"),
    }
    say!("  begin a new store when you know which side is the chain");
}

fn fork_as_json(fork: &Fork) -> Value {
    let point = |point: &Point| json!({ "height": point.height.to_string(), "hash": point.hash.to_string() });
    let side = |side: &Side| json!({ "peer": side.peer, "block": point(&side.at) });
    json!({
        "kind": fork.kind,
        "common": point(&fork.common),
        "primary": side(&fork.primary),
        "witness": side(&fork.witness),
        "evidence": fork.evidence,
        "found": show::time(fork.found),
    })
}

fn point(point: &Point) -> String {
    format!("height {}, {}", point.height, point.hash)
}

/// A store has no state without one.
fn hash(state: &TrustedState) -> String {
    state.header_hash().map_or("none".to_owned(), ToString::to_string)
}

fn seconds(span: Duration) -> String {
    (span.nanos() / 1_000_000_000).to_string()
}

/// A time that may lie outside of the years that are written as such.
fn time(nanos: i128) -> String {
    let (seconds, rest) = (nanos.div_euclid(1_000_000_000), nanos.rem_euclid(1_000_000_000));
    let time = i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Time::from_unix(seconds, u32::try_from(rest).ok()?));
    time.map_or_else(|| format!("{seconds} s since 1970"), show::time)
}
