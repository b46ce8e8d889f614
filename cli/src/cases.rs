//! Replays recorded verdicts.

use crate::failure::{Failure, REFUSED};
use flate2::read::MultiGzDecoder;
use parhelion_replay::{Case, Outcome, Reasons, Verdict};
use std::collections::BTreeMap;
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
    /// A table from the judge's reasons to our codes: another reason is a disagreement too
    #[arg(long, value_name = "FILE")]
    reasons: Option<PathBuf>,
    /// Prints how many cases of each kind and class there were
    #[arg(long)]
    table: bool,
}

#[derive(Default)]
struct Count {
    agree: u64,
    disagree: u64,
    unsupported: u64,
    /// By kind, class, and where we are stricter, the reason.
    classes: BTreeMap<[String; 3], u64>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<ExitCode, Failure> {
    let mut count = Count::default();
    let mut out = std::io::stdout().lock();
    let reasons = arguments.reasons.as_deref().map(read_reasons).transpose()?;
    for path in &arguments.files {
        replay(path, reasons.as_ref(), &mut count, &mut out)?;
    }
    let Count { agree, disagree, unsupported, classes } = count;
    if arguments.table {
        for ([kind, class, stricter], number) in &classes {
            writeln!(out, "{number:>9}  {kind} {class} {stricter}")?;
        }
    }
    let all = agree + disagree + unsupported;
    writeln!(out, "{all} cases, {agree} agree, {disagree} disagree, {unsupported} unsupported")?;
    Ok(if disagree > 0 { REFUSED.into() } else { ExitCode::SUCCESS })
}

fn read_reasons(path: &Path) -> Result<Reasons, Failure> {
    let name = path.display().to_string();
    let text =
        std::fs::read_to_string(path).map_err(|error| Failure::not_readable(&name, error))?;
    Reasons::parse(&text).map_err(|error| Failure::not_readable(&name, error))
}

fn replay(
    path: &Path,
    reasons: Option<&Reasons>,
    count: &mut Count,
    out: &mut impl Write,
) -> Result<(), Failure> {
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
        count.class(&case);
        let outcome = case.compare(&verdict);
        let reason = reasons.map_or(Ok(()), |reasons| reasons.check(&case, &verdict));
        match (outcome, reason) {
            (Outcome::Unsupported, _) => count.unsupported += 1,
            (Outcome::Agree, Ok(())) => count.agree += 1,
            (_, reason) => {
                count.disagree += 1;
                disagreement(&case, &verdict, out)?;
                if let Err(why) = reason {
                    writeln!(out, "  reason {why}")?;
                }
            }
        }
    }
    Ok(())
}

impl Count {
    fn class(&mut self, case: &Case) {
        let kind = match (&case.variant, &case.message) {
            (Some(variant), _) => format!("{} {variant}", case.kind),
            // There, the message is bytes.
            _ if ["ed25519", "client_update"].contains(&case.kind.as_str()) => case.kind.clone(),
            (None, Some(message)) => format!("{} {message}", case.kind),
            _ => case.kind.clone(),
        };
        let stricter = case.stricter.clone().unwrap_or_default();
        *self.classes.entry([kind, case.want.class.clone(), stricter]).or_default() += 1;
    }
}

fn disagreement(case: &Case, verdict: &Verdict, out: &mut impl Write) -> std::io::Result<()> {
    let hex = |bytes: &Option<Vec<u8>>| bytes.as_ref().map(hex::encode).unwrap_or_default();
    let ours = match verdict {
        Verdict::Accepted(answer) => format!("ok {}", hex(answer)),
        Verdict::Refused(error, class) => {
            format!("{}: {}", class.name(), crate::show::error(error))
        }
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
