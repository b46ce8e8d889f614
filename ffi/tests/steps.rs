//! `tests/data/steps.json`: light verification steps as the bindings take them, with the answer
//! that every binding must give. They are cases of `testdata/cases`, with the trusted header
//! turned into a trusted state; the answer is the core's, and its class the judge's.
//! `PARHELION_WRITE=1 cargo test -p parhelion-ffi --test steps` makes the file anew.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use parhelion_core::{
    Duration, Error, LightBlock, Limits, Options, SignedHeader, Time, TrustThreshold, TrustedState,
    ValidatorSet, Value, light,
};
use parhelion_replay::Case;
use serde_json::{Map, json};
use std::fs::{File, read_to_string, write};
use std::io::{BufRead, BufReader};
use std::path::PathBuf;

/// Name, file, case, and the case's `now` in seconds and nanoseconds.
const STEPS: &[(&str, &str, &str, i64, u32)] = &[
    ("skip", "mainnet", "mainnet-mocha-4_10-light-1", 1_693_976_261, 367_027_518),
    ("expired", "mainnet", "mainnet-mocha-4_10-light-2", 1_693_976_261, 367_027_518),
    ("all must sign", "mainnet", "mainnet-mocha-4_10-light-7", 1_693_976_261, 367_027_518),
    ("adjacent", "simulated", "sim-101-29-0", 33, 428_608_438),
    ("bisect", "simulated", "sim-101-5-11", 1_646_519_655, 495_868_672),
    ("wrong signature", "simulated", "sim-101-29-41", 33, 428_608_438),
    ("cut off", "simulated", "sim-101-5-49", 1_646_519_655, 495_868_672),
];

fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn case(file: &str, id: &str) -> Case {
    let file = File::open(path(&format!("../testdata/cases/{file}.jsonl.gz"))).unwrap();
    let mark = format!("\"id\":\"{id}\"");
    let mut lines = BufReader::new(MultiGzDecoder::new(file)).lines().map(Result::unwrap);
    Case::parse(&lines.find(|line| line.contains(&mark)).unwrap()).unwrap()
}

fn step(name: &str, case: &Case, now: (i64, u32)) -> serde_json::Value {
    let (level, period, drift) = (
        case.trust_level.as_ref().unwrap().split_once('/').unwrap(),
        case.trusting_period.as_ref().unwrap(),
        case.max_clock_drift.as_ref().unwrap(),
    );
    let options = Options {
        trust_threshold: TrustThreshold::new(level.0.parse().unwrap(), level.1.parse().unwrap())
            .unwrap(),
        trusting_period: Duration::from_nanos(period.parse().unwrap()),
        max_clock_drift: Duration::from_nanos(drift.parse().unwrap()),
    };
    let trusted = SignedHeader::parse(&case.trusted.as_ref().unwrap().0, &Limits::DEFAULT).unwrap();
    let hash = trusted.header().hash().unwrap();
    let state = TrustedState::trust_on_faith(&trusted.header(), &hash).unwrap();
    let validators = &case.trusted_next.as_ref().unwrap().0;
    let block = &case.untrusted.as_ref().unwrap().0;
    let time = Time::from_unix(now.0, now.1).unwrap();
    let outcome = ValidatorSet::parse(validators, &Limits::DEFAULT).and_then(|validators| {
        let block = LightBlock::parse(block, &Limits::DEFAULT)?;
        light::verify(&state, Some(&validators), &block, &options, time, &mut [])
            .map(|verified| verified.trusted_state().to_bytes())
    });
    assert_eq!(outcome.is_ok(), case.want.ok, "{name}");
    json!({
        "name": name,
        "case": case.id,
        "state": STANDARD.encode(state.to_bytes()),
        "trusted_validators": STANDARD.encode(validators),
        "block": STANDARD.encode(block),
        "options": {
            "trust_numerator": level.0, "trust_denominator": level.1,
            "trusting_period": period, "max_clock_drift": drift,
        },
        "now": { "seconds": now.0.to_string(), "nanos": now.1 },
        "want": match outcome {
            Ok(next) => json!({ "code": 0, "next": STANDARD.encode(next) }),
            Err(error) => {
                assert_eq!(error.class().name(), case.want.class, "{name}");
                refusal(&error)
            }
        },
    })
}

fn refusal(error: &Error) -> serde_json::Value {
    let mut values = Map::new();
    error.values(|name, value| {
        let text = match value {
            Value::Time(time) => time.unix_nanos().to_string(),
            value => value.to_string(),
        };
        values.insert(name.to_owned(), text.into());
    });
    json!({
        "code": error.code(), "name": error.name(), "class": error.class().name(),
        "message": error.to_string(), "values": values,
    })
}

#[test]
fn the_steps_are_those_that_the_cases_give() {
    let made: Vec<_> = STEPS
        .iter()
        .map(|&(name, file, id, seconds, nanos)| step(name, &case(file, id), (seconds, nanos)))
        .collect();
    if std::env::var_os("PARHELION_WRITE").is_some() {
        let lines: Vec<_> = made.iter().map(serde_json::Value::to_string).collect();
        write(path("tests/data/steps.json"), format!("[\n{}\n]\n", lines.join(",\n"))).unwrap();
    }
    let committed = read_to_string(path("tests/data/steps.json")).unwrap();
    let committed: Vec<serde_json::Value> = serde_json::from_str(&committed).unwrap();
    assert!(committed == made, "see the top of this file");
}
