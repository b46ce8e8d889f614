//! Recorded networks in the demo: chains whose validators change, in windows on all cores.

use crate::failure::Failure;
use crate::show;
use crate::windows::Cores;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::read::MultiGzDecoder;
use parhelion_core::{
    BlockIdFlag, Duration, Error, LightBlock, Limits, Options, Time, TrustedState, ValidatorSet,
    Verifier, light,
};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::time::Instant;

/// Networks of `testdata/recorded`, by the names of their folders.
macro_rules! recorded {
    ($($name:literal),+) => {
        [$(($name, &include_bytes!(concat!(
            "../../testdata/recorded/", $name, "/light_blocks.jsonl.gz"
        ))[..])),+]
    };
}

/// What every line of a recording holds.
pub(crate) struct Height {
    pub(crate) light_block: Vec<u8>,
    next_validators: Vec<u8>,
}

impl AsRef<[u8]> for Height {
    fn as_ref(&self) -> &[u8] {
        &self.light_block
    }
}

pub(crate) fn run(verifier: &mut Verifier) -> Result<(), Failure> {
    let networks: [(&str, &[u8]); 6] = recorded![
        "joins-and-leaves",
        "absent-proposer",
        "nil-votes",
        "high-rounds",
        "third-absent",
        "chain-id-50"
    ];
    say!("Networks of CometBFT nodes, recorded: every header from the one before, in windows\n");
    let mut cores = Cores::all()?;
    for (name, bytes) in networks {
        in_a_row(name, &read(name, bytes)?, &mut cores)?;
    }
    say!("\nThe first of 40 heights is trusted; the whole set is replaced on the way:\n");
    let [(name, bytes)] = recorded!["joins-and-leaves"];
    bisected(name, &read(name, bytes)?, verifier)
}

pub(crate) fn read(name: &str, gzipped: &[u8]) -> Result<Vec<Height>, Failure> {
    let fault = |why: String| Failure::not_readable(name, why);
    let lines = BufReader::new(MultiGzDecoder::new(gzipped)).lines();
    lines
        .map(|line| {
            let line = line.map_err(|error| fault(error.to_string()))?;
            let line: Value =
                serde_json::from_str(&line).map_err(|error| fault(error.to_string()))?;
            let bytes = |field: &str| {
                let text = line[field].as_str().unwrap_or_default();
                STANDARD.decode(text).map_err(|error| fault(format!("{field}: {error}")))
            };
            Ok(Height {
                light_block: bytes("light_block")?,
                next_validators: bytes("next_validators")?,
            })
        })
        .collect()
}

fn view<'a>(name: &str, height: &'a Height) -> Result<LightBlock<'a>, Failure> {
    LightBlock::parse(&height.light_block, &Limits::DEFAULT).map_err(|error| refused(name, &error))
}

fn refused(name: &str, error: &Error) -> Failure {
    Failure::not_readable(name, show::error(error))
}

pub(crate) fn trust(name: &str, block: &LightBlock<'_>) -> Result<TrustedState, Failure> {
    let header = block.header();
    let state = header.hash().and_then(|hash| TrustedState::trust_on_faith(header, &hash));
    state.map_err(|error| refused(name, &error))
}

/// The clock of a recorded chain stands a second after its last block.
pub(crate) fn after(block: &LightBlock<'_>) -> Time {
    Time::from_unix(block.header().time().seconds() + 1, 0).unwrap_or(Time::UNIX_EPOCH)
}

pub(crate) const OPTIONS: Options = Options {
    // The first block has the time of the genesis document, whenever that was written.
    trusting_period: Duration::from_seconds(365 * 86_400),
    ..Options::DEFAULT
};

/// Verifies every height from the one before, and prints a line about the network.
fn in_a_row(name: &str, heights: &[Height], cores: &mut Cores) -> Result<(), Failure> {
    let mut blocks: Vec<LightBlock<'_>> = Vec::with_capacity(heights.len());
    for height in heights {
        blocks.push(view(name, height)?);
    }
    let ([first, .., last], [_, rest @ ..]) = (&blocks[..], heights) else { return Ok(()) };
    let (state, now) = (trust(name, first)?, after(last));
    let begin = Instant::now();
    let walk = cores.verify(&state, rest, &OPTIONS, now);
    let took = begin.elapsed();
    if let Some(refused) = walk.refused {
        return Err(Failure::not_readable(name, refused));
    }
    let verified = walk.window.verified().len();
    let changes = blocks
        .windows(2)
        .filter(|pair| pair[0].header().validators_hash() != pair[1].header().validators_hash());
    let entries = || blocks.iter().flat_map(|block| block.commit().signatures());
    let flagged = |flag| entries().filter(|(_, entry)| entry.flag() == flag).count();
    let round = blocks.iter().map(|block| block.commit().round()).max().unwrap_or(0);
    say!(
        "  ok  {name:<17} {verified:>2} headers, {:>2} changes of the set; absent {}, nil {}; \
         rounds to {round}; {} us a header",
        changes.count(),
        flagged(BlockIdFlag::Absent),
        flagged(BlockIdFlag::Nil),
        took.as_micros() / verified.max(1) as u128,
    );
    Ok(())
}

/// Goes from the first height to the last by as few steps as the sets allow: where the trusted set
/// signed too little, a block at nine sixteenths of the way is verified first.
fn bisected(name: &str, heights: &[Height], verifier: &mut Verifier) -> Result<(), Failure> {
    let last = heights.len() - 1;
    let now = after(&view(name, &heights[last])?);
    let (mut at, mut state) = (0, trust(name, &view(name, &heights[0])?)?);
    let mut target = last;
    while at < last {
        let block = view(name, &heights[target])?;
        let set = ValidatorSet::parse(&heights[at].next_validators, &Limits::DEFAULT)
            .map_err(|error| refused(name, &error))?;
        let (from, to) = (state.height(), block.header().height());
        match light::verify_with(&state, Some(&set), &block, &OPTIONS, now, verifier) {
            Ok(verified) => {
                say!("  ok      from {from:>2} to {to:>2}");
                state = verified.trusted_state().clone();
                (at, target) = (target, last);
            }
            Err(error @ Error::NotEnoughTrust { .. }) => {
                say!("  bisect  from {from:>2} to {to:>2}   {}", show::error(&error));
                target = at + ((target - at) * 9 / 16).max(1);
            }
            Err(error) => return Err(refused(name, &error)),
        }
    }
    say!("");
    Ok(())
}
