//! Writes the seeds again: `cargo run --example seeds`, in this folder.
//!
//! They are recorded cases of each kind, as wire bytes: of the short ones, some of every length.

use flate2::read::MultiGzDecoder;
use parhelion_core::{Limits, SignedHeader, TrustedState};
use parhelion_fuzz::Question;
use parhelion_replay::Case;
use std::fs::{File, create_dir_all, read_dir, remove_file, write};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};

/// The messages by the selector of the target `parse_light_block`, with the name that cases use.
const MESSAGES: [(u8, &str); 8] = [
    (0, "header"),
    (1, "commit"),
    (2, "validator_set"),
    (3, "signed_header"),
    (4, "light_block"),
    (6, "vote"),
    (9, "duplicate_vote"),
    (10, "light_client_attack"),
];
/// Seeds of each kind, at most.
const EACH: usize = 5;
/// Bytes of a seed, at most.
const SHORT: usize = 4000;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut cases = cases("simulated.jsonl.gz")?;
    cases.extend(self::cases("mainnet.jsonl.gz")?);
    let mut seeds = Seeds::new("parse_light_block")?;
    for (selector, name) in MESSAGES {
        let bytes = |case: &Case| selected(case, "basic", name);
        seeds.some(&cases, selector, EACH, |case| bytes(case).filter(|_| case.want.ok))?;
        // Odd encodings that are accepted all the same.
        let odd = |case: &Case| bytes(case).filter(|_| case.want.ok && !case.wire.is_empty());
        seeds.some(&cases, selector, EACH, odd)?;
        seeds.some(&cases, selector, 2, |case| bytes(case).filter(|_| !case.want.ok))?;
    }
    seeds.some(&cases, 7, EACH, |case| selected(case, "sign_bytes", "proposal"))?;
    seeds.some(&cases, 8, EACH, |case| selected(case, "hash", "evidence_list"))?;
    seeds.some(&cases, 5, EACH, ibc_header)?;
    seeds.some(&cases, 11, EACH, |case| case.block_id.as_ref().map(|id| id.0.clone()))?;
    seeds.some(&cases, 12, 2, |case| Some(state(case)?.to_vec()))?;

    let mut seeds = Seeds::new("verify")?;
    for (class, number) in [("ok", 12), ("not_enough_trust", 8), ("invalid", 24)] {
        let of_class = |case: &Case| question(case).filter(|_| case.want.class == class);
        seeds.some(&cases, None, number, |case| Some(of_class(case)?.to_bytes()))?;
    }
    // The same with the links made anew: what is mutated then still reaches the signatures.
    for bits in [2, 3, 6, 7] {
        seeds.some(&cases, None, 3, |case| {
            let question = question(case).filter(|_| case.want.ok)?;
            Some(Question { bits, ..question }.to_bytes())
        })?;
    }
    Ok(())
}

fn cases(name: &str) -> Result<Vec<Case>, Box<dyn std::error::Error>> {
    let path = here().join("../testdata/cases").join(name);
    let lines = BufReader::new(MultiGzDecoder::new(File::open(path)?)).lines();
    lines.map(|line| Ok(Case::parse(&line?)?)).collect()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn selected(case: &Case, kind: &str, message: &str) -> Option<Vec<u8>> {
    let fits = case.kind == kind && case.message.as_deref() == Some(message);
    case.bytes.as_ref().filter(|_| fits).map(|bytes| bytes.0.clone())
}

/// A light block, with a trusted height and a trusted set after it.
fn ibc_header(case: &Case) -> Option<Vec<u8>> {
    let (block, set) = (&case.untrusted.as_ref()?.0, &case.trusted_next.as_ref()?.0);
    let mut bytes = block.clone();
    bytes.extend([0x1a, 4, 8, 4, 16, 7, 0x22]);
    prost::encoding::encode_varint(set.len() as u64, &mut bytes);
    bytes.extend(set);
    Some(bytes).filter(|_| case.kind == "light" && case.want.ok)
}

fn state(case: &Case) -> Option<[u8; 256]> {
    let trusted = SignedHeader::parse(&case.trusted.as_ref()?.0, &Limits::DEFAULT).ok()?;
    let header = trusted.header();
    Some(TrustedState::trust_on_faith(&header, &header.hash().ok()?).ok()?.to_bytes())
}

fn question(case: &Case) -> Option<Question> {
    let (numerator, denominator) = case.trust_level.as_ref()?.split_once('/')?;
    let block = case.untrusted.as_ref()?.0.clone();
    let signed = parhelion_core::LightBlock::parse(&block, &Limits::DEFAULT).ok()?;
    let question = Question {
        state: state(case)?,
        bits: 1,
        threshold: (numerator.parse().ok()?, denominator.parse().ok()?),
        trusting_period: case.trusting_period.as_ref()?.parse().ok()?,
        max_clock_drift: case.max_clock_drift.as_ref()?.parse().ok()?,
        // Shortly after the block, as most cases ask; the fuzzer finds other times by itself.
        now: (signed.header().time().seconds() + 1, 0),
        trusted_validators: case.trusted_next.as_ref()?.0.clone(),
        block,
    };
    Some(question).filter(|_| case.kind == "light")
}

/// The seeds of one target: a folder that is written anew.
struct Seeds {
    folder: PathBuf,
    written: usize,
}

impl Seeds {
    fn new(target: &str) -> std::io::Result<Seeds> {
        let folder = here().join("seeds").join(target);
        create_dir_all(&folder)?;
        for file in read_dir(&folder)? {
            remove_file(file?.path())?;
        }
        Ok(Seeds { folder, written: 0 })
    }

    /// Writes so many of the short seeds that `make` makes of the cases, after their selector.
    fn some(
        &mut self,
        cases: &[Case],
        selector: impl Into<Option<u8>>,
        number: usize,
        make: impl Fn(&Case) -> Option<Vec<u8>>,
    ) -> std::io::Result<()> {
        let selector = selector.into();
        let mut made: Vec<Vec<u8>> = cases.iter().filter_map(make).collect();
        made.retain(|bytes| bytes.len() < SHORT);
        made.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        made.dedup();
        let step = made.len().div_ceil(number).max(1);
        for bytes in made.iter().step_by(step) {
            let path = self.folder.join(format!("{:03}", self.written));
            write(Path::new(&path), [selector.as_slice(), bytes].concat())?;
            self.written += 1;
        }
        Ok(())
    }
}
