//! Replays recorded verdicts.

use crate::failure::{Failure, REFUSED};
use flate2::read::MultiGzDecoder;
use parhelion_replay::{Case, Outcome, Verdict};
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Replays recorded verdicts: one JSON object a line, plain or gzipped. Prints each disagreement
/// with both sides' reasons.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Files of cases; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

#[derive(Default)]
struct Count {
    agree: u64,
    disagree: u64,
    unsupported: u64,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut count = Count::default();
    let mut out = std::io::stdout().lock();
    for path in &arguments.files {
        replay(path, &mut count, &mut out)?;
    }
    let Count { agree, disagree, unsupported } = count;
    let all = agree + disagree + unsupported;
    writeln!(out, "{all} cases, {agree} agree, {disagree} disagree, {unsupported} unsupported")?;
    Ok(if disagree > 0 { REFUSED.into() } else { ExitCode::SUCCESS })
}

fn replay(path: &Path, count: &mut Count, out: &mut impl Write) -> Result<(), Failure> {
    let name = path.display().to_string();
    let mut lines = open(path).map_err(|error| Failure::not_readable(&name, error))?;
    let mut line = String::new();
    for number in 1u64.. {
        line.clear();
        let length =
            lines.read_line(&mut line).map_err(|error| Failure::not_readable(&name, error))?;
        if length == 0 {
            break;
        }
        if line.trim().is_empty() {
            continue;
        }
        let place = || format!("{name}, line {number}");
        let case = Case::parse(&line).map_err(|error| Failure::not_readable(&place(), error))?;
        let verdict = case.answer().map_err(|error| Failure::not_readable(&place(), error))?;
        match case.compare(&verdict) {
            Outcome::Agree => count.agree += 1,
            Outcome::Unsupported => count.unsupported += 1,
            Outcome::Disagree => {
                count.disagree += 1;
                disagreement(&case, &verdict, out)?;
            }
        }
    }
    Ok(())
}

fn disagreement(case: &Case, verdict: &Verdict, out: &mut impl Write) -> std::io::Result<()> {
    let hex = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(hex::encode).unwrap_or_default();
    let ours = match verdict {
        Verdict::Accepted(answer) => format!("ok {}", hex(answer)),
        Verdict::Refused(error, class) => {
            format!("{}: {}", class.name(), crate::show::error(error))
        }
        Verdict::NotBuilt => "not built".to_owned(),
    };
    let want = &case.want;
    let answer = want.hash.clone().unwrap_or_else(|| hex(&want.bytes.clone().map(|bytes| bytes.0)));
    let reason = want.reason.as_deref().unwrap_or(&answer);
    writeln!(out, "{} ({}) disagrees", case.id, case.kind)?;
    writeln!(out, "  judge  {}: {reason}", want.class)?;
    writeln!(out, "  we     {ours}")
}

/// Opens a file, and unpacks it if it is gzipped.
fn open(path: &Path) -> std::io::Result<Box<dyn BufRead>> {
    let raw: Box<dyn Read> = if path == Path::new("-") {
        Box::new(std::io::stdin())
    } else {
        Box::new(File::open(path)?)
    };
    let mut raw = BufReader::with_capacity(1 << 16, raw);
    let gzipped = raw.fill_buf()?.starts_with(&[0x1f, 0x8b]);
    Ok(if gzipped { Box::new(BufReader::new(MultiGzDecoder::new(raw))) } else { Box::new(raw) })
}
