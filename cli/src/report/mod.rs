//! How safe consumer chains are that only a part of a provider secures.

mod figures;
mod known;
mod show;

use crate::failure::{Failure, exit_code};
use known::Known;
use parhelion_core::Address;
use std::path::PathBuf;
use std::process::ExitCode;

/// Says how safe consumer chains are that only a part of a provider's validators secures.
#[derive(clap::Args)]
#[command(after_long_help = HELP)]
pub(crate) struct Arguments {
    /// Provider and consumers, JSON; `-` is standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The provider's validators: pages of /validators, or protobuf
    #[arg(long, value_name = "FILE")]
    provider: Vec<PathBuf>,
    /// A consumer's validators: pages of /validators, or protobuf
    #[arg(long, value_name = "ID=FILE", value_parser = consumer)]
    consumer: Vec<(String, PathBuf)>,
    /// Whose the assigned keys are, JSON: {"ID": {"consumer address": "provider address"}}
    #[arg(long, value_name = "FILE")]
    keys: Vec<PathBuf>,
    /// Tokens to a unit of power, where only powers are known
    #[arg(long, value_name = "TOKENS", default_value_t = 1_000_000)]
    power_reduction: u64,
    /// The part of the stake that a double sign costs, where no file says so: 0.05
    #[arg(long, value_name = "FRACTION", value_parser = fraction)]
    slash_fraction: Option<u64>,
    /// What if this validator of the provider, and others named so, went? The strongest of each set
    /// if none is named
    #[arg(long, value_name = "ADDRESS", value_parser = known::address)]
    without: Vec<Address>,
    /// Prints one JSON object; numbers are strings
    #[arg(long)]
    json: bool,
}

const HELP: &str = r#"Of each set it says
  behind it    how many of the provider's validators are in it, and their stake
  power        what it takes to halt (the others do not exceed two thirds), to mislead (more than a
               third: skipping light clients believe it, and nodes kept apart may fork) and to forge
               (more than two thirds: whatever is signed is the chain)
  validators   the fewest that have it
  least stake  the least that has it, of however many; "a to b" where the search was cut off
  burnt        what the provider burns of that at most, if a double sign is proven; nothing for
               halting, which proves nobody guilty
  without      what goes with a validator, and whether the chain halts until it is back
  shares       which of its stake secures another consumer too

What is reported on is told, not proven. A FILE has keys of the facts that `parhelion evidence
--provider` takes, and the validators of each consumer:
  { "chain_id": "aurora-1", "height": "130",
    "validators": [
      { "address": "11EE…", "moniker": "val1", "tokens": "310000000", "last_power": "310" } ],
    "consumers": { "1": { "chain_id": "corona", "double_sign": { "slash_fraction": "0.05" },
      "assigned": [ { "consumer_address": "4AA0…", "provider_address": "E544…" } ],
      "validators": [ { "address": "4AA0…", "power": "120" } ] } } }
chain_id, height, moniker, double_sign and assigned may be missing. Addresses are those of consensus
keys, in hexadecimal; a consumer's that is not assigned is the provider's own. Files and the answers
of nodes add to each other.

Exit status: 0 reported; 1 what is told cannot be; 5 a member is no validator that is known."#;

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut known = Known::default();
    for path in &arguments.files {
        known.read(path)?;
    }
    known.read_provider(&arguments.provider, arguments.power_reduction)?;
    known.read_consumers(&arguments.consumer)?;
    for path in &arguments.keys {
        known.read_keys(path)?;
    }
    if known.validators.is_empty() {
        let why = "no validators of a provider: give a FILE that has them, or --provider";
        return Err(Failure::Usage(why.to_owned()));
    }
    let report = figures::report(&known, arguments.slash_fraction, &arguments.without);
    if arguments.json {
        say!("{}", show::json(&report));
    } else {
        show::words(&report, &known);
    }
    let sets = || report.sets.iter().map(|it| &it.figures);
    let refused = sets().find_map(|it| match it {
        Err(figures::Trouble::Refused(error)) => Some(error),
        _ => None,
    });
    Ok(match refused.or(report.pledged.as_ref().and_then(|it| it.as_ref().err())) {
        Some(error) => exit_code(error),
        None if sets().any(Result::is_err) => 5.into(),
        None => ExitCode::SUCCESS,
    })
}

fn consumer(text: &str) -> Result<(String, PathBuf), String> {
    match text.split_once('=') {
        Some((id, path)) if !id.is_empty() && !path.is_empty() => Ok((id.to_owned(), path.into())),
        _ => Err("not a consumer id and a file such as 0=validators.json".to_owned()),
    }
}

fn fraction(text: &str) -> Result<u64, String> {
    parhelion_replay::decimal(text).map_err(|_| "not a decimal in [0, 1] such as 0.05".to_owned())
}
