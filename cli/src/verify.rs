//! One step of light verification.

use crate::failure::{Failure, exit_code};
use crate::{input, show};
use parhelion_core::{
    Duration, Error, LightBlock, Limits, Options, Time, TrustThreshold, ValidatorSet, Verified,
    commit, light,
};
use serde_json::{Value, json};
use std::path::PathBuf;
use std::process::ExitCode;

/// Verifies a block from a trusted state. A block that does not follow the trusted one directly
/// needs the validators that do.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// The trusted state, 256 bytes
    #[arg(long, value_name = "FILE")]
    state: PathBuf,
    /// The block: JSON of /commit with all pages of /validators, a light block or an IBC header in
    /// protobuf; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The validators of the height after the trusted one: pages of /validators, or protobuf
    #[arg(long, value_name = "FILE")]
    trusted_validators: Vec<PathBuf>,
    /// Where to write the new state
    #[arg(short, long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The share of the trusted validators that must have signed
    #[arg(long, default_value = "1/3", value_parser = threshold)]
    trust_threshold: TrustThreshold,
    /// How long a trusted block may be built on: a number with s, m, h or d
    #[arg(long, default_value = "14d", value_parser = duration)]
    trusting_period: Duration,
    /// How far ahead of the clock a block may be
    #[arg(long, default_value = "10s", value_parser = duration)]
    clock_drift: Duration,
    /// The time to verify at, as 2021-12-08T01:51:39Z; the clock's if not given
    #[arg(long, value_parser = show::parse_time)]
    now: Option<Time>,
    /// Looks at no clock: finds neither expiry nor blocks from the future
    #[arg(long, conflicts_with = "now")]
    without_clock: bool,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let state = input::state(&arguments.state)?;
    let bytes = input::block(&arguments.files)?;
    let given = input::validators(&arguments.trusted_validators)?;
    let trusted_validators = given.or(bytes.trusted_validators);
    let options = Options {
        trust_threshold: arguments.trust_threshold,
        trusting_period: arguments.trusting_period,
        max_clock_drift: arguments.clock_drift,
    };
    let verify = || -> Result<Verified<'_>, Error> {
        let block = LightBlock::parse(&bytes.light_block, &Limits::DEFAULT)?;
        let set = trusted_validators.as_deref();
        let set = set.map(|set| ValidatorSet::parse(set, &Limits::DEFAULT)).transpose()?;
        let mut scratch = vec![0; set.as_ref().map_or(0, commit::scratch_len)];
        if arguments.without_clock {
            let threshold = options.trust_threshold;
            light::verify_without_clock(&state, set.as_ref(), &block, threshold, &mut scratch)
        } else {
            let now = arguments.now.unwrap_or_else(show::clock);
            light::verify(&state, set.as_ref(), &block, &options, now, &mut scratch)
        }
    };
    let result = verify();
    if let (Ok(verified), Some(out)) = (&result, &arguments.out) {
        std::fs::write(out, verified.trusted_state().to_bytes())?;
    }
    match (&result, arguments.json) {
        (_, true) => say!("{}", as_json(&result)),
        (Ok(verified), false) => print_verified(verified, state.height()),
        (Err(error), false) => {
            say!("not verified: {}", show::error(error));
            if let Some(advice) = advice(error) {
                say!("  {advice}");
            }
        }
    }
    Ok(result.map_or_else(|error| exit_code(&error), |_| ExitCode::SUCCESS))
}

fn print_verified(verified: &Verified<'_>, from: u64) {
    let header = verified.header();
    say!("verified: {} height {}, from height {from}", header.chain_id(), header.height());
    say!("  header hash  {}", verified.hash());
    say!("  time         {}", show::time(header.time()));
    say!("  app hash     {}", hex::encode_upper(header.app_hash()));
    if !verified.clock_checked() {
        say!("  no clock     an old fork cannot be told from the chain");
    }
}

fn advice(error: &Error) -> Option<&'static str> {
    Some(match error {
        Error::NotEnoughTrust { .. } => "bisect: verify a block in between first",
        Error::HeaderExpired { .. } => {
            "begin anew: `parhelion trust` with a recent height and hash"
        }
        Error::TrustedValidatorsMissing => {
            "give --trusted-validators: /validators of the height after the trusted one"
        }
        Error::TrustedValidatorsHashMismatch => {
            "the trusted validators are those of the height after the trusted one"
        }
        Error::ValidatorsHashMismatch => "are all pages of /validators there, of this height?",
        _ => return None,
    })
}

pub(crate) fn as_json(result: &Result<Verified<'_>, Error>) -> Value {
    match result {
        Ok(verified) => json!({
            "verdict": "verified",
            "chain_id": verified.header().chain_id(),
            "height": verified.header().height().to_string(),
            "time": show::time(verified.header().time()),
            "hash": verified.hash().to_string(),
            "app_hash": hex::encode_upper(verified.header().app_hash()),
            "clock_checked": verified.clock_checked(),
        }),
        Err(error) => show::error_as_json(error),
    }
}

pub(crate) fn threshold(text: &str) -> Result<TrustThreshold, String> {
    let (numerator, denominator) = text.split_once('/').ok_or("not a fraction such as 1/3")?;
    let term = |text: &str| text.parse().map_err(|_| "not a fraction such as 1/3");
    TrustThreshold::new(term(numerator)?, term(denominator)?).map_err(|error| error.to_string())
}

pub(crate) fn duration(text: &str) -> Result<Duration, String> {
    let wrong = || "not a number with s, m, h or d, such as 14d".to_owned();
    let unit = match text.chars().last().ok_or_else(wrong)? {
        's' => 1,
        'm' => 60,
        'h' => 3600,
        'd' => 86_400,
        _ => return Err(wrong()),
    };
    let number: i64 = text[..text.len() - 1].parse().map_err(|_| wrong())?;
    number
        .checked_mul(unit)
        .filter(|seconds| seconds.unsigned_abs() <= 292 * 365 * 86_400)
        .map(Duration::from_seconds)
        .ok_or_else(|| "longer than 292 years".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_and_thresholds() {
        assert_eq!(duration("14d"), Ok(Duration::from_seconds(1_209_600)));
        assert_eq!(duration("-10s"), Ok(Duration::from_seconds(-10)));
        for wrong in ["", "d", "14", "1.5h", "9999999999999999d", "200000d"] {
            assert!(duration(wrong).is_err(), "{wrong}");
        }
        assert_eq!(threshold("2/3"), Ok(TrustThreshold::TWO_THIRDS));
        for wrong in ["", "1", "1/4", "3/2", "a/b", "1/0"] {
            assert!(threshold(wrong).is_err(), "{wrong}");
        }
    }
}
